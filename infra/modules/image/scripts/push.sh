#!/bin/sh
# Builds an image from the repository's root and pushes it to ECR. Called by Terraform (build.tf), which gives
# REGISTRY_USER, REGISTRY_PASSWORD, REPOSITORY, TAG, CONTEXT, DOCKERFILE and PLATFORM in the environment.
set -eu
umask 077

registry=${REPOSITORY%%/*}
image="$REPOSITORY:$TAG"

# A Docker configuration of its own, gone at the end: the password reaches no process's arguments and no keychain, and two
# pushes at once don't log each other out. Plugins, builders and the daemon's address stay the person's.
own=${DOCKER_CONFIG:-$HOME/.docker}
DOCKER_CONTEXT=${DOCKER_CONTEXT:-$(docker context show)}
BUILDX_CONFIG=${BUILDX_CONFIG:-$own/buildx}
DOCKER_CONFIG=$(mktemp -d)
export DOCKER_CONTEXT BUILDX_CONFIG DOCKER_CONFIG
trap 'rm -rf "$DOCKER_CONFIG"' EXIT
trap 'exit 1' INT TERM
for part in cli-plugins contexts; do
  if [ -e "$own/$part" ]; then ln -s "$own/$part" "$DOCKER_CONFIG/$part"; fi
done
# printf is part of the shell, so this is no process either.
auth=$(printf '%s:%s' "$REGISTRY_USER" "$REGISTRY_PASSWORD" | base64 | tr -d '\n')
printf '{"auths":{"%s":{"auth":"%s"}}}\n' "$registry" "$auth" >"$DOCKER_CONFIG/config.json"
unset REGISTRY_PASSWORD auth

# Tags cannot be moved. The tag is a hash of the sources, so what is there is what would be built.
if docker buildx imagetools inspect "$image" >/dev/null 2>&1; then
  echo "$image is there already"
  exit 0
fi

# Without attestations the tag names the image itself and not an index around it, which AgentCore need not understand.
docker buildx build --platform "$PLATFORM" --provenance=false --sbom=false \
  --build-arg RELEASE="$TAG" --file "$CONTEXT/$DOCKERFILE" --tag "$image" --push "$CONTEXT"
