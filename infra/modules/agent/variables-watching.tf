variable "log_retention_days" {
  description = "How long CloudWatch keeps the agent's log."
  type        = number
  default     = 30

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "CloudWatch knows 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731 … 3653 days."
  }
}

variable "vended_logs" {
  description = "Also keeps AgentCore's own log of each call, with its request and response: what people write is in it."
  type        = bool
  default     = false
}

variable "alarm_topic_arns" {
  description = "SNS topics that alarms go to; without any they only show in the console."
  type        = list(string)
  default     = []
}

variable "alarm_latency_ms" {
  description = "The p95 time of a call that raises an alarm. A call of AgentCore lasts as long as the answer is written."
  type        = number
  default     = 300000
}
