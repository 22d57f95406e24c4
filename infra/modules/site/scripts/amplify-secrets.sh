#!/bin/sh
# Gives the site's secrets to a branch of Amplify's classic hosting as environment variables; the build writes them where the
# site finds them. Again after each change of a secret, and then a new build.
#   amplify-secrets.sh APP_ID BRANCH PREFIX REGION NAME…
set -eu

app=$1
branch=$2
prefix=$3
region=$4
shift 4
# None of them has a character that JSON would want escaped, but for those of a database address that somebody chose.
variables=$(sh "$(dirname "$0")/secrets.sh" "$prefix" "$region" "$@" |
  sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/^\([A-Z0-9_]*\)=\(.*\)$/"\1":"\2"/' | paste -sd, -)
# By standard input: arguments are seen by everybody on the machine.
printf '{"appId":"%s","branchName":"%s","environmentVariables":{%s}}' "$app" "$branch" "$variables" |
  aws amplify update-branch --region "$region" --cli-input-json file:///dev/stdin --query 'branch.branchName' --output text
