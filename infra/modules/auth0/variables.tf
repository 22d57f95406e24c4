variable "name" {
  description = "What people read when they sign in, and the beginning of every name in Auth0."
  type        = string
  default     = "AgentCore Chat"

  validation {
    condition     = length(var.name) > 0 && !can(regex("[<>]", var.name))
    error_message = "name is not empty, and Auth0 allows no < or > in it."
  }
}

variable "domain" {
  description = "Domain that people sign in at: the tenant's, or its custom domain. It is the issuer of every token."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9.-]+\\.[a-z]+$", var.domain))
    error_message = "domain is a host name alone, such as your-tenant.us.auth0.com: no https://, no slash."
  }
}

variable "site_url" {
  description = "Public address of the site (NEXTAUTH_URL), no path."
  type        = string

  validation {
    condition     = can(regex("^(https://[^/*]+|http://localhost(:[0-9]+)?)$", var.site_url))
    error_message = "site_url is https://HOST without a path or closing slash (http only for localhost), and no wildcard: that is what preview is for."
  }
}

variable "further_urls" {
  description = "Other addresses of the same site, such as http://localhost:3000 for the developers of it."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for url in var.further_urls : can(regex("^(https://[^/*]+|http://localhost(:[0-9]+)?)$", url))])
    error_message = "Each is https://HOST without a path, http only for localhost, and without a wildcard: that is what preview is for."
  }
}

variable "audience" {
  description = "Identifier of the API (AUTH0_AUDIENCE), a name and not an address that is called. Auth0 never lets it change."
  type        = string

  validation {
    condition     = can(regex("^(urn:|https://)[^ ]+$", var.audience))
    error_message = "audience is such as urn:your-company:agentcore-chat."
  }
}

# --- Secrets: write-only, so neither plan nor state has them ---------------------------------------------------------

variable "client_secret" {
  description = "Secret of the site's application, at least 48 characters. The same ephemeral value goes to the site."
  type        = string
  ephemeral   = true
  sensitive   = true
}

variable "client_secret_version" {
  description = "Raise it by one to give the application a new secret, here and at the site in one apply."
  type        = number
  default     = 1
}

variable "preview_client_secret" {
  description = "Secret of the preview application; needed with preview."
  type        = string
  ephemeral   = true
  sensitive   = true
  default     = null
}

# --- Lifetimes -------------------------------------------------------------------------------------------------------

variable "access_token_seconds" {
  description = "How long AgentCore accepts a token. A person who was taken out can begin answers until then."
  type        = number
  default     = 3600

  validation {
    condition     = var.access_token_seconds >= 300 && var.access_token_seconds <= 86400
    error_message = "access_token_seconds is from 300 (below that the site would renew all the time) to 86400."
  }
}

variable "session_max_seconds" {
  description = "How long a refresh token and its successors serve; the site's SESSION_MAX_SECONDS."
  type        = number
  default     = 604800
}

variable "session_idle_seconds" {
  description = "After how long without use a refresh token is void; the site's SESSION_IDLE_SECONDS."
  type        = number
  default     = 259200

  validation {
    condition     = var.session_idle_seconds < var.session_max_seconds
    error_message = "session_idle_seconds must be less than session_max_seconds."
  }
}

variable "rotation_leeway_seconds" {
  description = "How long a refresh token that was just exchanged is still good, for an answer that was lost on its way."
  type        = number
  default     = 60

  validation {
    condition     = var.rotation_leeway_seconds >= 0 && var.rotation_leeway_seconds <= 60
    error_message = "rotation_leeway_seconds is from 0 to 60: longer helps nobody but a thief of tokens."
  }
}

# --- Who ------------------------------------------------------------------------------------------------------------

variable "database" {
  description = "Makes a database connection of this name for people with passwords, without sign-up: an administrator adds them. null for none."
  type        = string
  default     = null

  validation {
    condition     = var.database == null || can(regex("^[a-zA-Z0-9]([a-zA-Z0-9-]{0,33}[a-zA-Z0-9])?$", var.database))
    error_message = "database is at most 35 letters, digits and hyphens, none of these first or last."
  }
}

variable "connection_ids" {
  description = "Connections that exist already (con_…), such as the company's SAML or Entra ID, with which people may sign in here too."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for id in var.connection_ids : startswith(id, "con_")])
    error_message = "connection_ids are ids such as con_0123456789abcdef, not names."
  }
}

variable "organization" {
  description = "Makes an Auth0 organization of whose members alone the site is. Its id is AUTH0_ORGANIZATION."
  type        = object({ name = string, display_name = string })
  default     = null

  validation {
    condition     = var.organization == null || can(regex("^[a-z0-9][a-z0-9_-]{0,49}$", try(var.organization.name, "")))
    error_message = "organization.name has at most 50 lower-case letters, digits, _ and -."
  }
}

variable "roles" {
  description = "Roles to make, with a description each, for agents that are not for everybody (allow in AGENTS)."
  type        = map(string)
  default     = {}
}

variable "roles_claim" {
  description = "Name of the claim that tells a person's roles in access tokens, an address of yours such as https://example.com/roles; null for none."
  type        = string
  default     = null

  validation {
    condition     = var.roles_claim == null || can(regex("^https://[^ \"\\\\]+$", var.roles_claim))
    error_message = "Auth0 wants claims of your own to be named by an address, such as https://example.com/roles. Nothing has to answer there."
  }
}

variable "cli" {
  description = "Makes the native application of the command line (npm run agentcore -- login). Not beside an organization."
  type        = bool
  default     = true

  validation {
    condition     = !(var.cli && var.organization != null)
    error_message = "cli has to be false with an organization: the device flow asks for none, so who is not a member could call the agent by the command line."
  }
}

variable "preview" {
  description = "Makes a second application for preview deployments, whose addresses may have a wildcard in the first label, such as https://*.preview.example.com."
  type        = object({ urls = list(string) })
  default     = null

  validation {
    condition     = var.preview == null || alltrue([for url in try(var.preview.urls, []) : can(regex("^https://[^/*]*\\*?[^/*]*\\.[^/*]+$", url))])
    error_message = "A preview address is https://HOST without a path, with at most one * in the first label."
  }
}
