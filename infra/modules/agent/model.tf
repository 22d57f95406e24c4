# Which ARNs the chosen model needs. An inference profile sends a call to one of several regions, and the role needs the
# profile and the model in each of them; the profile itself knows which those are.
locals {
  uses_bedrock = var.model_provider == "bedrock"
  is_profile   = can(regex("^(arn:|(global|us|us-gov|eu|apac|jp|au|ca)\\.)", var.model_id))
  is_global    = startswith(var.model_id, "global.")

  profile_models = flatten([for profile in data.aws_bedrock_inference_profile.model : profile.models[*].model_arn])

  # IAM is asked about a global profile's model twice: in this region, and in none.
  global_models = [for region in local.is_global ? [local.region, ""] : [] :
    "arn:${local.partition}:bedrock:${region}::foundation-model/${trimprefix(var.model_id, "global.")}"
  ]

  region_model = ["arn:${local.partition}:bedrock:${local.region}::foundation-model/${var.model_id}"]

  model_arns = local.is_profile ? distinct(concat(local.profile_models, local.global_models)) : local.region_model
}

data "aws_bedrock_inference_profile" "model" {
  count = local.uses_bedrock && local.is_profile ? 1 : 0

  inference_profile_id = var.model_id
}
