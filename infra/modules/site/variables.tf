variable "name" {
  description = "Beginning of every name, such as chat."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,18}[a-z0-9]$", var.name))
    error_message = "name has 2 to 20 lower-case letters, digits and hyphens (load balancers allow 32 in all)."
  }
}

variable "host" {
  description = "ecs: a container behind a load balancer, for everything. amplify: classic hosting, short answers only. none: Vercel or a host of your own; only the secrets are made here."
  type        = string

  validation {
    condition     = contains(["ecs", "amplify", "none"], var.host)
    error_message = "host is ecs, amplify or none."
  }
}

variable "site_url" {
  description = "Public address of the site (NEXTAUTH_URL), no path."
  type        = string

  validation {
    condition     = can(regex("^(https://[^/]+|http://localhost(:[0-9]+)?)$", var.site_url))
    error_message = "site_url is https://HOST without a path or closing slash."
  }
}

variable "auth0" {
  description = "Whom the site asks to sign people in: outputs of the module auth0."
  type = object({
    issuer          = string
    client_id       = string
    audience        = string
    organization_id = optional(string)
  })
}

variable "agents" {
  description = "AGENTS, as docs/agents.md has it: a list of objects with id, name, arn and so on."
  type        = any

  validation {
    condition     = try(length(var.agents) > 0 && alltrue([for agent in var.agents : can(agent.id) && can(agent.name)]), false)
    error_message = "agents is a list with at least one { id, name, arn, … }."
  }
}

variable "environment" {
  description = "Further environment variables of the site, as in .env.example. No secrets: they are in the state and in the task definition."
  type        = map(string)
  default     = {}

  validation {
    condition = length(setintersection(keys(var.environment), [
      "NEXTAUTH_SECRET", "AUTH0_CLIENT_SECRET", "TOKEN_KEYS", "SESSION_ID_KEY", "DATABASE_URL", "DATABASE_DIRECT_URL",
    ])) == 0
    error_message = "environment is not for secrets: the module makes NEXTAUTH_SECRET, TOKEN_KEYS and SESSION_ID_KEY, and takes the others by variables of their own."
  }
}

variable "tags" {
  description = "Tags of everything that is created."
  type        = map(string)
  default     = {}
}

variable "kms_key_arn" {
  description = "KMS key of secrets, logs, images and the database; null for the keys that AWS keeps."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/", var.kms_key_arn))
    error_message = "kms_key_arn is a key's ARN, arn:aws:kms:REGION:ACCOUNT:key/…, not an alias."
  }
}

# --- Secrets ---------------------------------------------------------------------------------------------------------

variable "auth0_client_secret" {
  description = "The same ephemeral value that the module auth0 gets."
  type        = string
  ephemeral   = true
  sensitive   = true
}

variable "auth0_client_secret_version" {
  description = "The same number that the module auth0 gets."
  type        = number
  default     = 1
}

variable "secret_versions" {
  description = "Raise one's number to have it made anew: NEXTAUTH_SECRET, TOKEN_KEYS, SESSION_ID_KEY, DATABASE_URL. Everybody signs in again after the first two; see infra/README.md for the way without that."
  type        = map(number)
  default     = {}

  validation {
    condition     = length(setsubtract(keys(var.secret_versions), ["NEXTAUTH_SECRET", "TOKEN_KEYS", "SESSION_ID_KEY", "DATABASE_URL"])) == 0
    error_message = "secret_versions has only the keys NEXTAUTH_SECRET, TOKEN_KEYS, SESSION_ID_KEY and DATABASE_URL."
  }
}

variable "secret_recovery_days" {
  description = "How long a deleted secret can be brought back; until then its name is taken. 0: gone at once, for none of them is worth keeping without the database."
  type        = number
  default     = 0

  validation {
    condition     = var.secret_recovery_days == 0 || (var.secret_recovery_days >= 7 && var.secret_recovery_days <= 30)
    error_message = "secret_recovery_days is 0, or from 7 to 30."
  }
}

# --- Database --------------------------------------------------------------------------------------------------------

variable "database" {
  description = "instance: RDS for PostgreSQL. aurora: Aurora Serverless v2. given: database_url. secret (ecs only): database_secret_arn. none: set elsewhere, as with Neon on Vercel."
  type        = string

  validation {
    condition     = contains(["instance", "aurora", "given", "secret", "none"], var.database)
    error_message = "database is instance, aurora, given, secret or none."
  }

  validation {
    condition     = !contains(["instance", "aurora"], var.database) || var.host == "ecs"
    error_message = "A database in the VPC can only be reached by host = \"ecs\"; with others use given or none."
  }

  # Amplify shows its build what it is given, so the address has to come through this module, to be set with the other secrets.
  validation {
    condition     = var.host != "amplify" || var.database == "given"
    error_message = "host = \"amplify\" needs database = \"given\": the address goes to Amplify with the other secrets (next_command)."
  }

  validation {
    condition     = var.database != "none" || var.host != "ecs"
    error_message = "host = \"ecs\" needs a database: instance, aurora, given or secret."
  }
}

variable "database_url" {
  description = "With database = given: postgres://user:password@host:5432/chat, best by TF_VAR_database_url. Goes to Secrets Manager, not to the state. The database itself or a pooler of sessions: migrations take a lock of their session."
  type        = string
  ephemeral   = true
  sensitive   = true
  default     = null

  validation {
    condition     = var.database != "given" || var.database_url != null
    error_message = "database = given needs database_url: export TF_VAR_database_url, or in CI the secret DATABASE_URL of the environment production."
  }
}

variable "database_secret_arn" {
  description = "With database = secret: ARN of a secret of yours whose whole value is the address, encrypted with the key of kms_key_arn or the one that AWS keeps."
  type        = string
  default     = null

  validation {
    condition     = var.database != "secret" || can(regex("^arn:aws[a-z-]*:secretsmanager:", var.database_secret_arn))
    error_message = "database = secret needs database_secret_arn, the ARN of a secret in Secrets Manager."
  }
}

variable "database_port" {
  description = "With database = given or secret: the port in its address, the one besides HTTPS that tasks may go out by. A pooler of transactions (often 6543) is none for ecs: see database_url."
  type        = number
  default     = 5432

  validation {
    condition     = var.database_port >= 1 && var.database_port <= 65535 && floor(var.database_port) == var.database_port
    error_message = "database_port is a port, such as 5432."
  }
}

variable "database_settings" {
  description = "Of the database that is made. protected: it can't be deleted, and leaves a snapshot when it is. sslmode: see infra/README.md for verify-full."
  type = object({
    engine_version  = optional(string, "17")
    instance_class  = optional(string, "db.t4g.small")
    storage_gb      = optional(number, 20)
    max_storage_gb  = optional(number, 200)
    min_capacity    = optional(number, 0.5)
    max_capacity    = optional(number, 4)
    multi_az        = optional(bool, false)
    backup_days     = optional(number, 7)
    protected       = optional(bool, true)
    sslmode         = optional(string, "no-verify")
    snapshot_suffix = optional(string, "final")
  })
  default = {}

  validation {
    condition     = contains(["no-verify", "verify-full"], var.database_settings.sslmode)
    error_message = "database_settings.sslmode is no-verify or verify-full: the connection is encrypted in both."
  }

  validation {
    condition     = var.database_settings.backup_days >= 1 && var.database_settings.backup_days <= 35
    error_message = "database_settings.backup_days is from 1 to 35."
  }
}
