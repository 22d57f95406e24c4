terraform {
  required_version = ">= 1.11"

  required_providers {
    # Before 1.44 two grants of one client for one API were taken for one.
    auth0 = {
      source  = "auth0/auth0"
      version = ">= 1.44, < 2"
    }
  }
}
