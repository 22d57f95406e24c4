output "image_uri" {
  description = "The image by digest."
  value       = "${aws_ecr_repository.this.repository_url}@${coalesce(var.image_digest, one(data.aws_ecr_image.pushed[*].id), "missing")}"

  precondition {
    condition     = var.image_digest != null || var.build != null
    error_message = "There is no image: give image_digest, or build so that Terraform makes one."
  }
}

output "repository_arn" {
  description = "ARN of the ECR repository."
  value       = aws_ecr_repository.this.arn
}

output "repository_url" {
  description = "Where CI pushes to."
  value       = aws_ecr_repository.this.repository_url
}
