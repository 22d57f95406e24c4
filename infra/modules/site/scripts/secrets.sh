#!/bin/sh
# Prints the site's secrets as NAME=value lines, for a host that Terraform does not set up or for `npm run doctor`:
#   secrets.sh PREFIX REGION NAME…
set -eu

prefix=$1
region=$2
shift 2
for name in "$@"; do
  value=$(aws secretsmanager get-secret-value --region "$region" --secret-id "$prefix$name" --query SecretString --output text)
  printf '%s=%s\n' "$name" "$value"
done
