# The password is not one that RDS manages: it would change it every seven days under tasks that have read it at their start.
ephemeral "aws_secretsmanager_random_password" "database" {
  count = local.own_database ? 1 : 0

  password_length     = 40
  exclude_punctuation = true
}

locals {
  database_host = local.own_database ? one(concat(aws_db_instance.this[*].address, aws_rds_cluster.this[*].endpoint)) : null

  database_url = local.own_database ? join("", [
    "postgres://chat:",
    ephemeral.aws_secretsmanager_random_password.database[0].random_password,
    "@${local.database_host}:5432/chat?sslmode=${var.database_settings.sslmode}",
  ]) : var.database_url

  database_subnets = try(length(var.network.private_subnet_ids) > 0 ? var.network.private_subnet_ids : var.network.public_subnet_ids, [])
  database_version = lookup(var.secret_versions, "DATABASE_URL", 1)
}

resource "aws_db_subnet_group" "this" {
  count = local.own_database ? 1 : 0

  name_prefix = "${var.name}-"
  description = "Database of ${var.name}"
  subnet_ids  = local.database_subnets
  tags        = var.tags
}

resource "aws_security_group" "database" {
  count = local.own_database ? 1 : 0

  name_prefix = "${var.name}-database-"
  description = "Database of ${var.name}: from tasks of the site only"
  vpc_id      = var.network.vpc_id
  tags        = var.tags

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "database" {
  count = local.own_database ? 1 : 0

  security_group_id            = aws_security_group.database[0].id
  description                  = "PostgreSQL from the site"
  referenced_security_group_id = aws_security_group.task[0].id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  tags                         = var.tags
}

resource "aws_db_instance" "this" {
  count = var.database == "instance" ? 1 : 0

  identifier_prefix = "${var.name}-"
  engine            = "postgres"
  engine_version    = var.database_settings.engine_version
  instance_class    = var.database_settings.instance_class
  db_name           = "chat"
  username          = "chat"

  password_wo         = ephemeral.aws_secretsmanager_random_password.database[0].random_password
  password_wo_version = local.database_version

  storage_type          = "gp3"
  allocated_storage     = var.database_settings.storage_gb
  max_allocated_storage = var.database_settings.max_storage_gb
  storage_encrypted     = true
  kms_key_id            = var.kms_key_arn

  db_subnet_group_name   = aws_db_subnet_group.this[0].name
  vpc_security_group_ids = [aws_security_group.database[0].id]
  publicly_accessible    = false
  multi_az               = var.database_settings.multi_az

  backup_retention_period    = var.database_settings.backup_days
  delete_automated_backups   = true
  copy_tags_to_snapshot      = true
  auto_minor_version_upgrade = true
  deletion_protection        = var.database_settings.protected
  skip_final_snapshot        = !var.database_settings.protected
  final_snapshot_identifier  = var.database_settings.protected ? "${var.name}-${var.database_settings.snapshot_suffix}" : null

  tags = var.tags
}

resource "aws_rds_cluster" "this" {
  count = var.database == "aurora" ? 1 : 0

  cluster_identifier_prefix = "${var.name}-"
  engine                    = "aurora-postgresql"
  engine_version            = var.database_settings.engine_version
  database_name             = "chat"
  master_username           = "chat"

  master_password_wo         = ephemeral.aws_secretsmanager_random_password.database[0].random_password
  master_password_wo_version = local.database_version

  storage_encrypted      = true
  kms_key_id             = var.kms_key_arn
  db_subnet_group_name   = aws_db_subnet_group.this[0].name
  vpc_security_group_ids = [aws_security_group.database[0].id]

  backup_retention_period   = var.database_settings.backup_days
  delete_automated_backups  = true
  copy_tags_to_snapshot     = true
  deletion_protection       = var.database_settings.protected
  skip_final_snapshot       = !var.database_settings.protected
  final_snapshot_identifier = var.database_settings.protected ? "${var.name}-${var.database_settings.snapshot_suffix}" : null

  serverlessv2_scaling_configuration {
    min_capacity = var.database_settings.min_capacity
    max_capacity = var.database_settings.max_capacity
  }

  tags = var.tags
}

resource "aws_rds_cluster_instance" "this" {
  count = var.database == "aurora" ? (var.database_settings.multi_az ? 2 : 1) : 0

  identifier_prefix          = "${var.name}-"
  cluster_identifier         = aws_rds_cluster.this[0].id
  engine                     = aws_rds_cluster.this[0].engine
  engine_version             = aws_rds_cluster.this[0].engine_version
  instance_class             = "db.serverless"
  publicly_accessible        = false
  auto_minor_version_upgrade = true
  tags                       = var.tags
}
