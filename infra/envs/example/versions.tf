terraform {
  # Write-only arguments and ephemeral values, which keep every secret out of the state.
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.66, < 7"
    }

    auth0 = {
      source  = "auth0/auth0"
      version = ">= 1.53, < 2"
    }
  }

  # Its settings are in backend.hcl (see backend.hcl.example): terraform init -backend-config=backend.hcl
  backend "s3" {}
}

provider "aws" {
  region              = var.region
  allowed_account_ids = [var.account_id]

  default_tags {
    tags = {
      Project   = var.name
      ManagedBy = "terraform"
    }
  }
}

# AUTH0_DOMAIN, AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET of a machine-to-machine application come from the environment.
provider "auth0" {
  domain = var.auth0_tenant
}
