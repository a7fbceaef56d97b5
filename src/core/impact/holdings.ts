/**
 * Resource types that hold something which their configuration alone cannot bring back, by what they hold. Names of the
 * AWS provider are those of its schema (5.100.0); an unlisted type is judged by its name.
 * @see https://registry.terraform.io/browse/providers
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
 */
import { type Holding, holdings } from './impact.ts';

type Lists = Partial<Record<Holding, string>>;

/** Prefix → names without it. */
const terraform: Readonly<Record<string, Lists>> = {
  aws_: {
    data: `athena_database codecommit_repository connect_instance db_instance dms_replication_instance
      docdb_cluster docdb_cluster_instance docdbelastic_cluster dynamodb_global_table dynamodb_table
      dynamodb_table_item ebs_volume ecr_repository ecrpublic_repository efs_file_system
      elasticache_cluster elasticache_replication_group elasticache_serverless_cache elasticsearch_domain
      finspace_kx_database fsx_lustre_file_system fsx_ontap_file_system fsx_ontap_volume
      fsx_openzfs_file_system fsx_openzfs_volume fsx_windows_file_system glacier_vault
      glue_catalog_database glue_catalog_table keyspaces_keyspace keyspaces_table lakeformation_resource
      lightsail_bucket lightsail_database lightsail_disk memorydb_cluster neptune_cluster
      neptune_cluster_instance opensearch_domain opensearchserverless_collection qldb_ledger
      quicksight_data_set rds_cluster rds_cluster_instance rds_global_cluster redshift_cluster
      redshiftserverless_namespace s3_bucket s3_directory_bucket s3_object s3tables_table
      s3tables_table_bucket sagemaker_model storagegateway_gateway timestreamwrite_database
      timestreamwrite_table transfer_server`,
    backup: `ami backup_vault db_cluster_snapshot db_snapshot docdb_cluster_snapshot ebs_snapshot
      memorydb_snapshot neptune_cluster_snapshot redshift_cluster_snapshot redshiftserverless_snapshot`,
    key: `acmpca_certificate_authority cloudhsm_v2_cluster kms_external_key kms_key kms_replica_key`,
    identity: `cognito_identity_pool cognito_user_pool directory_service_directory`,
    'vm-disk': `instance lightsail_instance sagemaker_notebook_instance workspaces_workspace`,
    queue: `kinesis_stream mq_broker msk_cluster msk_serverless_cluster sns_topic sqs_queue`,
    secret: `secretsmanager_secret secretsmanager_secret_version ssm_parameter`,
    address: `route53_record route53_zone route53domains_registered_domain`,
    log: `cloudtrail cloudwatch_log_group`,
    container: `ecs_cluster eks_cluster organizations_account sagemaker_domain`,
  },
  google_: {
    data: `alloydb_cluster alloydb_instance artifact_registry_repository bigquery_dataset bigquery_table
      bigtable_instance bigtable_table compute_disk compute_region_disk dataproc_metastore_service
      filestore_instance firestore_database healthcare_dataset healthcare_dicom_store
      healthcare_fhir_store memcache_instance netapp_volume redis_cluster redis_instance
      sourcerepo_repository spanner_database spanner_instance sql_database sql_database_instance
      storage_bucket storage_bucket_object`,
    backup: `alloydb_backup compute_image compute_machine_image compute_snapshot filestore_backup
      filestore_snapshot`,
    key: `kms_crypto_key kms_crypto_key_version kms_key_ring privateca_certificate_authority`,
    identity: `identity_platform_tenant`,
    'vm-disk': `compute_instance notebooks_instance workbench_instance`,
    queue: `pubsub_subscription pubsub_topic`,
    secret: `secret_manager_secret secret_manager_secret_version`,
    address: `compute_address compute_global_address dns_managed_zone dns_record_set`,
    log: `logging_project_bucket_config`,
    container: `container_cluster container_node_pool folder project`,
  },
  azurerm_: {
    data: `container_registry cosmosdb_account cosmosdb_cassandra_keyspace cosmosdb_cassandra_table
      cosmosdb_gremlin_graph cosmosdb_mongo_collection cosmosdb_mongo_database cosmosdb_sql_container
      cosmosdb_sql_database cosmosdb_table data_factory kusto_cluster kusto_database managed_disk
      mariadb_server mssql_database mssql_elasticpool mssql_managed_database mssql_managed_instance
      mssql_server mysql_flexible_database mysql_flexible_server mysql_server netapp_volume
      postgresql_database postgresql_flexible_server postgresql_flexible_server_database postgresql_server
      purview_account redis_cache search_service sql_database sql_server storage_account storage_blob
      storage_container storage_data_lake_gen2_filesystem storage_share storage_table synapse_sql_pool`,
    backup: `backup_protected_vm data_protection_backup_vault image shared_image_version snapshot`,
    key: `key_vault key_vault_key`,
    'vm-disk': `linux_virtual_machine virtual_machine windows_virtual_machine`,
    queue: `eventhub eventhub_namespace servicebus_namespace servicebus_queue servicebus_topic storage_queue`,
    secret: `app_configuration key_vault_certificate key_vault_secret`,
    address: `dns_zone private_dns_zone public_ip`,
    log: `application_insights log_analytics_workspace`,
    container: `databricks_workspace kubernetes_cluster machine_learning_workspace recovery_services_vault
      resource_group synapse_workspace`,
  },
  kubernetes_: {
    data: `persistent_volume persistent_volume_claim persistent_volume_claim_v1 persistent_volume_v1
      stateful_set stateful_set_v1`,
    secret: `secret secret_v1`,
    container: `namespace namespace_v1 helm_release`,
    opaque: `manifest`,
  },
  '': {
    data: `cloudflare_d1_database cloudflare_r2_bucket cloudflare_workers_kv_namespace
      digitalocean_database_cluster digitalocean_spaces_bucket digitalocean_volume docker_volume
      hcloud_volume linode_volume mongodbatlas_advanced_cluster mongodbatlas_cluster mysql_database
      postgresql_database postgresql_schema snowflake_database snowflake_schema snowflake_table`,
    secret: `random_bytes random_id random_password random_string random_uuid tls_private_key`,
    address: `cloudflare_zone`,
    container: `github_repository`,
  },
};

const cloudformation: Lists = {
  data: `RDS::DBInstance RDS::DBCluster RDS::GlobalCluster DocDB::DBCluster Neptune::DBCluster
      Redshift::Cluster RedshiftServerless::Namespace DynamoDB::Table DynamoDB::GlobalTable
      Cassandra::Keyspace Cassandra::Table Timestream::Database Timestream::Table MemoryDB::Cluster
      ElastiCache::CacheCluster ElastiCache::ReplicationGroup ElastiCache::ServerlessCache
      OpenSearchService::Domain OpenSearchServerless::Collection Elasticsearch::Domain S3::Bucket
      S3Express::DirectoryBucket EC2::Volume EFS::FileSystem FSx::FileSystem FSx::Volume ECR::Repository
      CodeCommit::Repository Glue::Database Glue::Table`,
  backup: `Backup::BackupVault FSx::Snapshot`,
  key: `KMS::Key KMS::ReplicaKey ACMPCA::CertificateAuthority`,
  identity: `Cognito::UserPool Cognito::IdentityPool`,
  'vm-disk': `EC2::Instance`,
  queue: `SQS::Queue SNS::Topic Kinesis::Stream MSK::Cluster AmazonMQ::Broker`,
  secret: `SecretsManager::Secret SSM::Parameter`,
  address: `Route53::HostedZone Route53::RecordSet EC2::EIP`,
  log: `Logs::LogGroup CloudTrail::Trail`,
  container: `CloudFormation::Stack EKS::Cluster ECS::Cluster Organizations::Account`,
  opaque: `CloudFormation::CustomResource`,
};

const kubernetes: Lists = {
  data: `PersistentVolumeClaim PersistentVolume StatefulSet`,
  backup: `VolumeSnapshot VolumeSnapshotContent`,
  secret: `Secret`,
  address: `Ingress Gateway Service`,
  container: `Namespace CustomResourceDefinition Node`,
  opaque: `Job CronJob`,
};

const words = (text: string): readonly string[] => text.split(/\s+/).filter(Boolean);

function table(lists: Readonly<Record<string, Lists>>): ReadonlyMap<string, Holding> {
  const found = new Map<string, Holding>();
  for (const [prefix, byHolding] of Object.entries(lists)) {
    for (const holding of holdings)
      for (const name of words(byHolding[holding] ?? '')) found.set(`${prefix}${name}`, holding);
  }
  return found;
}

// Made when a plan is first read: most calls never need one.
let tables: Readonly<Record<Family, ReadonlyMap<string, Holding>>> | undefined;

function allTables(): Readonly<Record<Family, ReadonlyMap<string, Holding>>> {
  tables ??= {
    terraform: table(terraform),
    cloudformation: table({ 'AWS::': cloudformation }),
    kubernetes: table({ '': kubernetes }),
  };
  return tables;
}

export type Family = 'terraform' | 'cloudformation' | 'kubernetes';

/** A type nobody listed that is named after something people keep: `acme_database`, `Acme::Store::Bucket`. */
const kept =
  'database|db|sql|bucket|storage|volume|disk|snapshot|backup|vault|key|secret|table|index|queue|topic|stream|registry|repository|zone';
const telling = new RegExp(String.raw`(?:^|[_\W])(?:${kept})s?(?:[_\W]|$)`, 'i');
const tellingCamel =
  /(?:Database|DB|Sql|Bucket|Storage|Volume|Disk|Snapshot|Backup|Vault|Key|Secret|Table|Index|Queue|Topic|Stream|Registry|Repository|Zone)s?(?=[A-Z]|$)/;

/** Types whose names only mention one: a rule about a bucket is no bucket. */
const about =
  /_(?:policy|policies|acl|rule|rules|attachment|association|alias|permission|permissions|binding|member|iam\w*|access|configuration|config|versioning|encryption\w*|logging|notification|parameter_group|subnet_group|option_group|controls|block|grant|metric|alarm|event\w*|endpoint|replication\w*|lifecycle\w*|cors\w*|ownership\w*|user_group|proxy\w*|record_set)$|(?:Policy|Association|Attachment|Alias|SubnetGroup|ParameterGroup)$/;

/** Types that are known to hold something, of all families. */
export const knownTypes = (): readonly string[] => Object.values(allTables()).flatMap((types) => [...types.keys()]);

/** What a resource of a type holds, and whether that is only guessed from its name; nothing when it can be built again. */
export function holdingOf(
  family: Family,
  type: string,
): { readonly holds: Holding; readonly guessed: boolean } | undefined {
  const known = allTables()[family].get(type);
  if (known !== undefined) return { holds: known, guessed: false };
  if (family === 'cloudformation' && type.startsWith('Custom::')) return { holds: 'opaque', guessed: false };
  return (telling.test(type) || tellingCamel.test(type)) && !about.test(type)
    ? { holds: 'data', guessed: true }
    : undefined;
}
