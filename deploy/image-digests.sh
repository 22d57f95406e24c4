#!/bin/sh
# Says which images Terraform is to run, as lines for the environment: TF_VAR_agent_image_digest=sha256:…
#
#   AGENT_ECR_REPOSITORY=chat/agent SITE_ECR_REPOSITORY=chat/site deploy/image-digests.sh [release]
#
# Without a release: the newest of each. Without SITE_ECR_REPOSITORY (Vercel, Amplify): the agent's alone.
set -eu

release=${1:-}
case $release in
  '' ) ;;
  *[!A-Za-z0-9._-]* )
    echo "A release is letters, digits, dots, dashes and underscores: the first 12 characters of a commit." >&2
    exit 1 ;;
esac

# As JSON: as text the query would be asked of each page of the answer by itself, and name an image of each.
digest() {
  if [ -n "$release" ]; then
    found=$(aws ecr describe-images --repository-name "$1" --image-ids "imageTag=$release" \
      --query 'imageDetails[0].imageDigest' --output json) || found=
  else
    found=$(aws ecr describe-images --repository-name "$1" \
      --query 'sort_by(imageDetails, &imagePushedAt)[-1].imageDigest' --output json) || found=
  fi
  found=${found#\"}
  found=${found%\"}
  case $found in
    sha256:*) echo "$found" ;;
    *)
      echo "$1 has no image ${release:-at all}. Which it has: aws ecr describe-images --repository-name $1" >&2
      return 1 ;;
  esac
}

agent=$(digest "$AGENT_ECR_REPOSITORY")
echo "TF_VAR_agent_image_digest=$agent"
if [ -n "${SITE_ECR_REPOSITORY:-}" ]; then
  site=$(digest "$SITE_ECR_REPOSITORY")
  echo "TF_VAR_site_image_digest=$site"
fi
