output "runtime_arn" {
  description = "BEDROCK_AGENTCORE_RUNTIME_ARN of the site."
  value       = aws_bedrockagentcore_agent_runtime.this.agent_runtime_arn
}

output "log_group_name" {
  description = "Where the agent's log is."
  value       = aws_cloudwatch_log_group.runtime["DEFAULT"].name
}

output "repository_url" {
  description = "Where CI pushes the agent's image to."
  value       = module.image.repository_url
}
