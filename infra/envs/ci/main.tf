# Applied once, by an administrator of the account, with a state of its own: docs/ci.md.
terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.50, < 7"
    }
  }

  # bucket, key and region: terraform init -backend-config=backend.hcl
  backend "s3" {
    encrypt      = true
    use_lockfile = true
  }
}

provider "aws" {
  region = var.region

  default_tags {
    tags = { project = var.name, part = "ci" }
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
