terraform {
  required_version = ">= 1.11"

  required_providers {
    # The version whose schema the checker has; write-only client secrets came in the middle of 2026.
    auth0 = {
      source  = "auth0/auth0"
      version = ">= 1.53, < 2"
    }
  }
}
