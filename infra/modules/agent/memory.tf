resource "aws_bedrockagentcore_memory" "this" {
  count = var.memory == null ? 0 : 1

  name                  = var.name
  description           = "What ${var.name} remembers"
  event_expiry_duration = var.memory.expiry_days
  encryption_key_arn    = var.kms_key_arn
  tags                  = var.tags
}
