variable "network" {
  description = "With host = ecs: the VPC. Without private subnets tasks run in the public ones with a public address, which saves a NAT gateway."
  type = object({
    vpc_id             = string
    public_subnet_ids  = list(string)
    private_subnet_ids = optional(list(string), [])
    allowed_cidrs      = optional(list(string), ["0.0.0.0/0"])
  })
  default = null

  validation {
    condition     = var.host != "ecs" || try(length(var.network.public_subnet_ids) >= 2, false)
    error_message = "host = \"ecs\" needs network with at least two public subnets in different zones."
  }
}

variable "certificate_arn" {
  description = "With host = ecs: the ACM certificate of the site's host name, in the same region."
  type        = string
  default     = null

  validation {
    condition     = var.host != "ecs" || can(regex("^arn:aws[a-z-]*:acm:", var.certificate_arn))
    error_message = "host = \"ecs\" needs certificate_arn, the ARN of an ACM certificate: sign-in needs HTTPS."
  }
}

variable "zone_id" {
  description = "With host = ecs: the Route 53 zone in which the site's name is to be set; null when you set it elsewhere."
  type        = string
  default     = null
}

variable "source_dir" {
  description = "With host = ecs: the repository's root, from which Terraform builds the image; null when CI pushes it and image_digest says which."
  type        = string
  default     = null
}

variable "image_digest" {
  description = "With host = ecs: digest of an image that CI has pushed to the site's repository."
  type        = string
  default     = null
}

variable "service" {
  description = "Size of a task and how many there are. drain_seconds: how long answers may go on when a task is replaced; Fargate waits 120 seconds at most."
  type = object({
    architecture  = optional(string, "ARM64")
    cpu           = optional(number, 512)
    memory        = optional(number, 1024)
    min_tasks     = optional(number, 2)
    max_tasks     = optional(number, 6)
    drain_seconds = optional(number, 90)
  })
  default = {}

  validation {
    condition     = contains(["ARM64", "X86_64"], var.service.architecture)
    error_message = "service.architecture is ARM64 or X86_64."
  }

  validation {
    condition     = var.service.drain_seconds >= 0 && var.service.drain_seconds <= 110
    error_message = "service.drain_seconds is from 0 to 110: Fargate kills a task after 120 seconds."
  }

  validation {
    condition     = var.service.min_tasks >= 1 && var.service.max_tasks >= var.service.min_tasks
    error_message = "service.min_tasks is at least 1, and max_tasks not less."
  }
}

variable "log_retention_days" {
  description = "How long CloudWatch keeps the site's log."
  type        = number
  default     = 30
}

variable "alarm_topic_arns" {
  description = "SNS topics that alarms go to; without any they only show in the console."
  type        = list(string)
  default     = []
}

variable "deletion_protection" {
  description = "Keeps the load balancer, and with it the site's address, from being deleted by mistake."
  type        = bool
  default     = false
}

variable "amplify" {
  description = "With host = amplify: the branch to deploy, and whether the repository has been connected (infra/README.md), which needs a token that has no business in the state."
  type        = object({ branch = string, connected = bool })
  default     = { branch = "main", connected = false }
}
