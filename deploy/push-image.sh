#!/bin/sh
# Builds one image from the repository's root and pushes it to ECR under a tag that cannot be moved.
#
#   ECR_REPOSITORY=chat/site DOCKERFILE=Dockerfile PLATFORM=linux/arm64 deploy/push-image.sh 0123456789ab
#
# Needs docker with buildx and credentials of AWS. A release that is there already is not built again, so a run can be repeated.
set -eu

release=$1
registry="$(aws sts get-caller-identity --query Account --output text).dkr.ecr.${AWS_REGION}.amazonaws.com"
image="$registry/$ECR_REPOSITORY:$release"

if aws ecr describe-images --repository-name "$ECR_REPOSITORY" --image-ids "imageTag=$release" >/dev/null 2>&1; then
  echo "$image is there already"
  exit 0
fi

aws ecr get-login-password | docker login --username AWS --password-stdin "$registry"
# Without attestations the tag names the image itself and not an index around it, which AgentCore need not understand.
docker buildx build --platform "$PLATFORM" --provenance=false --sbom=false --build-arg "RELEASE=$release" \
  --file "$DOCKERFILE" --tag "$image" --push .
