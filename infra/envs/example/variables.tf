# The variables that most deployments set. Everything else is an argument of the modules in main.tf.

variable "name" {
  description = "Beginning of every name in AWS, such as chat."
  type        = string
  default     = "chat"
}

variable "region" {
  description = "AWS region of everything. AgentCore and the model have to be there."
  type        = string
}

variable "account_id" {
  description = "The AWS account that this is for: with credentials of another one nothing is done."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id is 12 digits: aws sts get-caller-identity --query Account --output text"
  }
}

variable "site_url" {
  description = "Public address of the site, such as https://chat.example.com."
  type        = string
}

# --- Auth0 -----------------------------------------------------------------------------------------------------------

variable "auth0_tenant" {
  description = "The tenant's own domain, at which Terraform manages it, such as your-tenant.us.auth0.com."
  type        = string
}

variable "auth0_domain" {
  description = "The custom domain that people sign in at; null for the tenant's own."
  type        = string
  default     = null
}

variable "audience" {
  description = "Identifier of the API in Auth0. It can never be changed."
  type        = string
}

variable "auth0_database" {
  description = "Name of a database connection to make, without sign-up; null when connection_ids say where people come from."
  type        = string
  default     = null
}

variable "connection_ids" {
  description = "Connections of the tenant (con_…) with which people may sign in."
  type        = list(string)
  default     = []
}

variable "roles_claim" {
  description = "Claim with a person's roles in access tokens, such as https://example.com/roles; null for none."
  type        = string
  default     = null
}

variable "roles" {
  description = "Roles to make, with a description each."
  type        = map(string)
  default     = {}
}

variable "preview_urls" {
  description = "Addresses of preview deployments, a * in the first label allowed; they get an Auth0 application of their own. Empty for none."
  type        = list(string)
  default     = []
}

variable "previews_call_agent" {
  description = "Whether previews may call this agent, which is production's: then any branch that is previewed acts on it as whoever signs in there."
  type        = bool
  default     = false
}

variable "auth0_client_secret_version" {
  description = "Raise it by one to give the site's Auth0 application a new secret."
  type        = number
  default     = 1
}

# --- Agent -----------------------------------------------------------------------------------------------------------

variable "model_provider" {
  description = "bedrock, or demo to see everything work before there is access to a model."
  type        = string
  default     = "bedrock"
}

variable "model_id" {
  description = "Inference profile or model, such as global.anthropic.claude-sonnet-4-6 or jp.anthropic.claude-sonnet-4-6."
  type        = string
  default     = "global.anthropic.claude-sonnet-4-6"
}

variable "agent_image_digest" {
  description = "Digest that CI has pushed; null builds the image here, with docker."
  type        = string
  default     = null
}

# --- Site ------------------------------------------------------------------------------------------------------------

variable "host" {
  description = "ecs, amplify or none (Vercel, or a host of your own)."
  type        = string
}

variable "site_image_digest" {
  description = "With host = ecs: digest that CI has pushed; null builds the image here, with docker."
  type        = string
  default     = null
}

variable "network" {
  description = "With host = ecs: vpc_id, public_subnet_ids and, where there are any, private_subnet_ids."
  type = object({
    vpc_id             = string
    public_subnet_ids  = list(string)
    private_subnet_ids = optional(list(string), [])
    allowed_cidrs      = optional(list(string), ["0.0.0.0/0"])
  })
  default = null
}

variable "certificate_arn" {
  description = "With host = ecs: the ACM certificate of the site's host name."
  type        = string
  default     = null
}

variable "zone_id" {
  description = "With host = ecs: the Route 53 zone to set the site's name in; null when you set it elsewhere."
  type        = string
  default     = null
}

variable "database" {
  description = "instance, aurora, given (TF_VAR_database_url), secret or none."
  type        = string
}

variable "database_url" {
  description = "With database = given. Set it by TF_VAR_database_url and not in a file."
  type        = string
  ephemeral   = true
  sensitive   = true
  default     = null
}

variable "database_secret_arn" {
  description = "With database = secret."
  type        = string
  default     = null
}

variable "database_port" {
  description = "With database = given or secret: the port in its address. 5432, or that of a pooler of sessions."
  type        = number
  default     = 5432
}

variable "database_protected" {
  description = "Whether the database refuses to be destroyed, and leaves a snapshot when it is."
  type        = bool
  default     = true
}

variable "secret_versions" {
  description = "Raise one's number to have that secret made anew (infra/README.md)."
  type        = map(number)
  default     = {}
}

variable "environment" {
  description = "Further variables of the site, as in .env.example."
  type        = map(string)
  default     = {}
}

variable "amplify" {
  description = "With host = amplify: the branch, and whether the repository has been connected."
  type        = object({ branch = string, connected = bool })
  default     = { branch = "main", connected = false }
}

variable "alarm_email" {
  description = "Who is written to when an alarm goes off; AWS asks them once whether they want to. null for nobody."
  type        = string
  default     = null
}
