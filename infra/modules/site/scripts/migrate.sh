#!/bin/sh
# Runs the database migrations as one ECS task and waits for its end. Called by Terraform (migrate.tf), which gives AWS_REGION,
# CLUSTER, TASK_DEFINITION, SUBNETS, SECURITY_GROUP, ASSIGN_PUBLIC_IP and LOG_GROUP in the environment.
set -eu

task=$(aws ecs run-task --region "$AWS_REGION" --cluster "$CLUSTER" --task-definition "$TASK_DEFINITION" \
  --launch-type FARGATE --count 1 --started-by terraform \
  --network-configuration "awsvpcConfiguration={subnets=[$SUBNETS],securityGroups=[$SECURITY_GROUP],assignPublicIp=$ASSIGN_PUBLIC_IP}" \
  --query 'tasks[0].taskArn' --output text)
case $task in
  arn:*) ;;
  *)
    echo "ECS started no task: subnets, capacity or quota. See the cluster's events." >&2
    exit 1
    ;;
esac
id=${task##*/}
echo "migrating in task $id"

# `wait` gives up after ten minutes; a large table may need a second round.
aws ecs wait tasks-stopped --region "$AWS_REGION" --cluster "$CLUSTER" --tasks "$task" ||
  aws ecs wait tasks-stopped --region "$AWS_REGION" --cluster "$CLUSTER" --tasks "$task"

code=$(aws ecs describe-tasks --region "$AWS_REGION" --cluster "$CLUSTER" --tasks "$task" \
  --query 'tasks[0].containers[0].exitCode' --output text)
if [ "$code" = 0 ]; then
  echo "migrated"
  exit 0
fi
aws ecs describe-tasks --region "$AWS_REGION" --cluster "$CLUSTER" --tasks "$task" \
  --query 'tasks[0].[stoppedReason,containers[0].reason]' --output text >&2
echo "The migration failed (exit code $code); the service is as it was. Its log:" >&2
echo "  aws logs tail $LOG_GROUP --region $AWS_REGION --log-stream-names site/migrate/$id" >&2
exit 1
