output "runtime_arn" {
  description = "BEDROCK_AGENTCORE_RUNTIME_ARN of the site."
  value       = aws_bedrockagentcore_agent_runtime.this.agent_runtime_arn
}

output "runtime_id" {
  description = "Id of the runtime, with which AgentCore names its logs."
  value       = aws_bedrockagentcore_agent_runtime.this.agent_runtime_id
}

output "runtime_version" {
  description = "Version that DEFAULT leads to; each change of image or settings makes a new one."
  value       = aws_bedrockagentcore_agent_runtime.this.agent_runtime_version
}

output "endpoint_arns" {
  description = "ARNs of the further endpoints, by name."
  value       = { for name, endpoint in aws_bedrockagentcore_agent_runtime_endpoint.this : name => endpoint.agent_runtime_endpoint_arn }
}

output "execution_role_arn" {
  description = "Role of the container."
  value       = aws_iam_role.execution.arn
}

output "log_group_name" {
  description = "Where the agent's log is."
  value       = aws_cloudwatch_log_group.runtime["DEFAULT"].name
}

output "memory_id" {
  description = "Id of the Memory, null without one."
  value       = one(aws_bedrockagentcore_memory.this[*].id)
}

output "repository_name" {
  description = "ECR repository of the agent's image."
  value       = module.image.repository_name
}

output "repository_url" {
  description = "Where CI pushes the agent's image to."
  value       = module.image.repository_url
}

output "image_uri" {
  description = "The image that runs, by digest."
  value       = module.image.image_uri
}
