variable "name" {
  description = "Name of the runtime, and the beginning of everything else's. AgentCore allows no hyphens in it."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9_]{0,39}$", var.name))
    error_message = "name is at most 40 lower-case letters, digits and _, and begins with a letter (AgentCore allows no hyphens)."
  }
}

variable "description" {
  description = "What the agent is for, shown in the console."
  type        = string
  default     = "AgentCore Chat's agent"
}

variable "tags" {
  description = "Tags of everything that is created."
  type        = map(string)
  default     = {}
}

variable "kms_key_arn" {
  description = "KMS key of images, logs and Memory; null for the keys that AWS keeps. Its policy must let CloudWatch Logs and ECR use it."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/", var.kms_key_arn))
    error_message = "kms_key_arn is a key's ARN, arn:aws:kms:REGION:ACCOUNT:key/…, not an alias."
  }
}

# --- Image -----------------------------------------------------------------------------------------------------------

variable "source_dir" {
  description = "The repository's root, from which Terraform builds the image (it needs docker with buildx); null when CI pushes it and image_digest says which."
  type        = string
  default     = null
}

variable "image_digest" {
  description = "Digest of an image that CI has pushed to the agent's repository. Given, nothing is built here."
  type        = string
  default     = null
}

# --- Who may call it -------------------------------------------------------------------------------------------------

variable "issuer" {
  description = "Auth0's issuer with its closing slash, exactly as tokens have it in iss."
  type        = string

  validation {
    condition     = can(regex("^https://[^/]+/$", var.issuer))
    error_message = "issuer is https://HOST/ with the closing slash, such as https://your-tenant.us.auth0.com/."
  }
}

variable "audience" {
  description = "Identifier of the API (resource server) that tokens must be for."
  type        = string

  validation {
    condition     = length(var.audience) > 0
    error_message = "Without an audience every token of the tenant would be accepted."
  }
}

variable "allowed_clients" {
  description = "Client ids whose tokens are accepted: the site's, and the command line's. Auth0 must write client_id into tokens (RFC 9068 profile)."
  type        = list(string)

  validation {
    condition     = length(var.allowed_clients) > 0 && alltrue([for id in var.allowed_clients : length(id) > 0])
    error_message = "allowed_clients needs at least the site's client id."
  }
}

variable "allowed_scopes" {
  description = "Scopes of which a token needs at least one; none by default."
  type        = list(string)
  default     = []
}

variable "required_claims" {
  description = "Claims that a token must have with exactly this value, such as { org_id = \"org_0123456789abcdef\" } for one Auth0 organization."
  type        = map(string)
  default     = {}
}

variable "request_headers" {
  description = "Headers that reach the container beside Authorization, at most 19, such as X-Amzn-Bedrock-AgentCore-Runtime-Custom-Tenant. AgentCore passes trace headers on without this."
  type        = list(string)
  default     = []

  validation {
    condition     = length(var.request_headers) <= 19
    error_message = "AgentCore lets at most 20 headers through, of which one is Authorization."
  }
}

# --- The container ---------------------------------------------------------------------------------------------------

variable "model_provider" {
  description = "bedrock, or demo: a model without a model, to see the whole system work first. Others need a key in the environment, which would be in the state."
  type        = string
  default     = "bedrock"

  validation {
    condition     = contains(["bedrock", "demo"], var.model_provider)
    error_message = "model_provider is bedrock or demo."
  }
}

variable "model_id" {
  description = "Inference profile (global., us., eu., apac., jp., au., us-gov. …), ARN of an application inference profile, or the id of a model of this region."
  type        = string
  default     = "global.anthropic.claude-sonnet-4-6"

  validation {
    condition = can(regex(
      "^([a-z]{2,6}(-gov)?\\.)?[a-z0-9-]+\\.[a-z0-9.:-]+$|^arn:aws[a-z-]*:bedrock:[a-z0-9-]+:[0-9]{12}:(application-)?inference-profile/[A-Za-z0-9.:-]+$",
      var.model_id,
    ))
    error_message = "model_id is such as global.anthropic.claude-sonnet-4-6, anthropic.claude-sonnet-4-6 or the ARN of an inference profile; `aws bedrock list-inference-profiles` lists them."
  }
}

variable "environment" {
  description = "Further environment variables of the container, such as LOG_LEVEL. They can be read by whoever may describe the runtime, and are in the state: no secrets."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for name in keys(var.environment) : !can(regex("(SECRET|PASSWORD|API_KEY|_TOKEN$)", upper(name)))])
    error_message = "environment is not for secrets: the agent should read them from Secrets Manager with its role (policy_statements)."
  }
}

variable "policy_statements" {
  description = "What else the agent may do in AWS, for tools of your own."
  type = list(object({
    sid       = string
    actions   = list(string)
    resources = list(string)
  }))
  default = []

  validation {
    condition     = alltrue([for s in var.policy_statements : !contains(s.actions, "*") && !contains(s.resources, "*")])
    error_message = "A statement for * would give the agent, and with it whoever can talk it into something, the whole account. Name actions and resources."
  }
}

variable "session_storage" {
  description = "Gives each session a folder (1 GB) that outlives its process, so that what waits for a person's approval goes on in a new one."
  type        = bool
  default     = true
}

variable "memory" {
  description = "An AgentCore Memory for agents that use one; its id is MEMORY_ID in the container. Ours does not."
  type        = object({ expiry_days = number })
  default     = null

  validation {
    condition     = var.memory == null || try(var.memory.expiry_days >= 7 && var.memory.expiry_days <= 365, false)
    error_message = "memory.expiry_days is from 7 to 365."
  }
}

variable "idle_seconds" {
  description = "After so many seconds without a call a session's microVM is gone. The site wants to know the same number (idleSeconds in AGENTS)."
  type        = number
  default     = 900

  validation {
    condition     = var.idle_seconds >= 60 && var.idle_seconds <= 28800
    error_message = "idle_seconds is from 60 to 28800."
  }
}

variable "max_lifetime_seconds" {
  description = "No session's microVM lives longer than this."
  type        = number
  default     = 28800

  validation {
    condition     = var.max_lifetime_seconds >= 60 && var.max_lifetime_seconds <= 28800
    error_message = "max_lifetime_seconds is from 60 to 28800."
  }
}

variable "vpc" {
  description = "Puts the container into a VPC, for tools that need private addresses; null for AWS's public network. The subnets need a way to Bedrock, ECR and CloudWatch (NAT or endpoints)."
  type = object({
    vpc_id     = string
    subnet_ids = list(string)
    egress     = optional(list(object({ description = string, cidr = string, port = number })), [])
  })
  default = null

  validation {
    condition     = var.vpc == null || try(length(var.vpc.subnet_ids) >= 2, false)
    error_message = "vpc.subnet_ids needs two subnets in different zones."
  }

  validation {
    condition     = alltrue([for rule in try(var.vpc.egress, []) : can(regex("^[a-zA-Z0-9 ._:/()#,@+=&;{}!$*-]{1,255}$", rule.description))])
    error_message = "EC2 allows letters, digits, spaces and ._-:/()#,@+=&;{}!$* in a rule's description, and no apostrophe."
  }
}

variable "endpoints" {
  description = "Further endpoints by name, each to a version of the runtime (null: the newest), such as { stable = \"3\" }. DEFAULT is always there and follows the newest."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for name in keys(var.endpoints) : can(regex("^[a-zA-Z][a-zA-Z0-9_]{0,47}$", name)) && name != "DEFAULT"])
    error_message = "An endpoint's name has letters, digits and _, begins with a letter, and is not DEFAULT."
  }
}
