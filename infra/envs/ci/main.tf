# Applied once, by an administrator of the account, with a state of its own: docs/ci.md.
terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.50, < 7"
    }
  }

  # Its settings are in backend.hcl: terraform init -backend-config=backend.hcl
  backend "s3" {}
}

provider "aws" {
  region = var.region

  default_tags {
    tags = { Project = var.name, ManagedBy = "terraform" }
  }
}

module "ci" {
  source = "../../modules/ci"

  name              = var.name
  host              = var.host
  repository        = var.repository
  repository_ids    = var.repository_ids
  state             = var.state
  zone_id           = var.zone_id
  oidc_provider_arn = var.oidc_provider_arn
}
