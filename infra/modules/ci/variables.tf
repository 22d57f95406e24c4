variable "name" {
  description = "The same name as the site's, such as chat: what CI may touch begins with it."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,18}[a-z0-9]$", var.name))
    error_message = "name has 2 to 20 lower-case letters, digits and hyphens."
  }
}

variable "repository" {
  description = "The GitHub repository whose workflows may take the roles, as OWNER/NAME."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+$", var.repository))
    error_message = "repository is OWNER/NAME, without a wildcard: every repository that it matched could deploy."
  }
}

variable "repository_ids" {
  description = "Ids of owner and repository, which GitHub writes into the subject of repositories made or renamed since 15 July 2026, and of those that asked for it. docs/ci.md says how to see which yours is; null for names alone."
  type        = object({ owner = number, repository = number })
  default     = null
}

variable "host" {
  description = "The host of the module site: ecs, amplify or none. CI gets rights for that one only."
  type        = string

  validation {
    condition     = contains(["ecs", "amplify", "none"], var.host)
    error_message = "host is ecs, amplify or none."
  }
}

variable "zone_id" {
  description = "With host = ecs: the Route 53 zone that the module site writes the site's name to; null when it does not."
  type        = string
  default     = null
}

variable "state" {
  description = "The S3 bucket that holds Terraform's state, and the key of the environment that CI applies."
  type        = object({ bucket = string, key = string, kms_key_arn = optional(string) })

  validation {
    condition     = !can(regex("[*?]", "${var.state.bucket}${var.state.key}"))
    error_message = "state names one bucket and one key, without wildcards."
  }
}

variable "oidc_provider_arn" {
  description = "ARN of the account's identity provider for GitHub, of which there can be one; null to make it here."
  type        = string
  default     = null

  validation {
    condition     = var.oidc_provider_arn == null || can(regex(":oidc-provider/token\\.actions\\.githubusercontent\\.com$", var.oidc_provider_arn))
    error_message = "oidc_provider_arn ends in :oidc-provider/token.actions.githubusercontent.com."
  }
}

variable "tags" {
  description = "Tags of everything that is created."
  type        = map(string)
  default     = {}
}
