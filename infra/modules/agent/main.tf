data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.region

  log_prefix      = "/aws/bedrock-agentcore/runtimes"
  session_storage = "/mnt/sessions"
}

module "image" {
  source = "../image"

  name         = "${replace(var.name, "_", "-")}/agent"
  image_digest = var.image_digest
  kms_key_arn  = var.kms_key_arn
  tags         = var.tags

  build = var.source_dir == null ? null : {
    context    = var.source_dir
    dockerfile = "agent/Dockerfile"
    platform   = "linux/arm64"
    sources = [
      "package.json",
      "package-lock.json",
      ".npmrc",
      "agent/Dockerfile",
      "agent/Dockerfile.dockerignore",
      "agent/package.json",
      "agent/tsconfig*.json",
      "agent/src/**",
    ]
  }
}
