variable "name" {
  description = "Name of the ECR repository."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9]+(?:[._/-][a-z0-9]+)*$", var.name))
    error_message = "An ECR repository name has lower-case letters, digits and single . _ - / between them, such as chat/agent."
  }
}

variable "build" {
  description = "How the image is built on the machine that runs Terraform; null when somebody else (CI) pushes it and gives image_digest."
  type = object({
    context    = string
    dockerfile = string
    platform   = string
    sources    = list(string)
  })
  default = null

  validation {
    condition     = var.build == null || contains(["linux/arm64", "linux/amd64"], try(var.build.platform, ""))
    error_message = "build.platform is linux/arm64 or linux/amd64."
  }

  validation {
    condition     = var.build == null || try(fileexists("${var.build.context}/${var.build.dockerfile}"), false)
    error_message = "There is no file build.dockerfile in build.context: is the context the repository's root?"
  }
}

variable "image_digest" {
  description = "Digest of an image that is already in the repository (sha256:…). Given, nothing is built here."
  type        = string
  default     = null

  validation {
    condition     = var.image_digest == null || can(regex("^sha256:[0-9a-f]{64}$", var.image_digest))
    error_message = "image_digest is sha256: and 64 hexadecimal digits, as in the output of docker buildx or `aws ecr describe-images`."
  }
}

variable "kept_images" {
  description = "How many images are kept to go back to; older ones expire."
  type        = number
  default     = 20

  validation {
    condition     = var.kept_images >= 2 && floor(var.kept_images) == var.kept_images
    error_message = "kept_images is a whole number, at least 2: the image in use, and one to go back to."
  }
}

variable "kms_key_arn" {
  description = "KMS key that encrypts the images; null for ECR's own AES-256."
  type        = string
  default     = null
}

variable "tags" {
  description = "Tags of everything that is created."
  type        = map(string)
  default     = {}
}
