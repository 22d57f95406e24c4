variable "region" {
  description = "Region of everything, such as us-east-1."
  type        = string
}

variable "name" {
  description = "The same name as in the environment that CI applies."
  type        = string
}

variable "host" {
  description = "The same host as there: ecs, amplify or none."
  type        = string
}

variable "repository" {
  description = "The GitHub repository, OWNER/NAME."
  type        = string
}

variable "repository_ids" {
  description = "Ids of owner and repository, where GitHub writes them into subjects; see docs/ci.md."
  type        = object({ owner = number, repository = number })
  default     = null
}

variable "state" {
  description = "Bucket and key of the state of the environment that CI applies."
  type        = object({ bucket = string, key = string, kms_key_arn = optional(string) })
}

variable "zone_id" {
  description = "The Route 53 zone of the site's name, where that environment writes it."
  type        = string
  default     = null
}

variable "oidc_provider_arn" {
  description = "The account's identity provider for GitHub, where there is one already."
  type        = string
  default     = null
}
