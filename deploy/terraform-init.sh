#!/bin/sh
# Readies the environment in TF_DIR with what the repository's variables say: TFVARS (its input variables) and TF_BACKEND (bucket,
# key and region of the state), both as Terraform writes them. Either may be a file of the environment instead.
set -eu

cd "$TF_DIR"
if [ -n "${TFVARS:-}" ]; then printf '%s\n' "$TFVARS" >ci.auto.tfvars; fi
if [ -n "${TF_BACKEND:-}" ]; then printf '%s\n' "$TF_BACKEND" >backend.hcl; fi
if [ -f backend.hcl ]; then
  terraform init -input=false -backend-config=backend.hcl
else
  terraform init -input=false
fi
