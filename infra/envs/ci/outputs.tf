output "github_variables" {
  description = "What the workflows read, by name."
  value       = module.ci.github_variables
}

output "next_command" {
  description = "Sets them."
  value       = module.ci.next_command
}

output "subjects" {
  description = "What GitHub has to say of a job for it to get each role."
  value       = module.ci.subjects
}
