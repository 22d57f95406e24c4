locals {
  builds = var.image_digest == null && var.build != null

  # Tests are not part of the image: changing one builds nothing.
  sources = local.builds ? sort([
    for file in distinct(flatten([for pattern in var.build.sources : tolist(fileset(var.build.context, pattern))])) :
    file if !can(regex("(\\.test\\.tsx?$|(^|/)node_modules/|(^|/)\\.next/|\\.testing\\.ts$)", file))
  ]) : []

  source_hash = sha256(join("\n", concat(
    [local.builds ? var.build.platform : ""],
    [for file in local.sources : "${file} ${filesha256("${var.build.context}/${file}")}"],
  )))

  # The same sources give the same tag, so a second apply, on another machine too, finds what is there.
  tag = "src-${substr(local.source_hash, 0, 20)}"
}

# Never written to the state or a plan, unlike the data source of the same name. It is good for twelve hours.
ephemeral "aws_ecr_authorization_token" "push" {
  count = local.builds ? 1 : 0
}

resource "terraform_data" "push" {
  count = local.builds ? 1 : 0

  triggers_replace = [aws_ecr_repository.this.repository_url, local.source_hash]

  provisioner "local-exec" {
    interpreter = ["/bin/sh", "-eu"]
    command     = "${path.module}/scripts/push.sh"

    # By environment and standard input, not as an argument: arguments are seen by everybody on the machine.
    environment = {
      REGISTRY_PASSWORD = ephemeral.aws_ecr_authorization_token.push[0].password
      REGISTRY_USER     = ephemeral.aws_ecr_authorization_token.push[0].user_name
      REPOSITORY        = aws_ecr_repository.this.repository_url
      TAG               = local.tag
      CONTEXT           = var.build.context
      DOCKERFILE        = var.build.dockerfile
      PLATFORM          = var.build.platform
    }
  }
}

# Read back after the push: the digest is what the runtime or the service names, so a push is an update in place.
data "aws_ecr_image" "pushed" {
  count = local.builds ? 1 : 0

  repository_name = aws_ecr_repository.this.name
  image_tag       = local.tag

  depends_on = [terraform_data.push]
}
