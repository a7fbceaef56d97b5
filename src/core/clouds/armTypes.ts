/**
 * Types of Azure's resource manager → the names they have in Terraform, by which it is known what they hold.
 * @see https://learn.microsoft.com/azure/templates/
 */

const known: ReadonlyMap<string, string> = new Map(
  `compute/disks managed_disk
  compute/images image
  compute/snapshots snapshot
  compute/virtualmachines virtual_machine
  containerregistry/registries container_registry
  containerservice/managedclusters kubernetes_cluster
  cache/redis redis_cache
  dbformysql/flexibleservers mysql_flexible_server
  dbforpostgresql/flexibleservers postgresql_flexible_server
  dbforpostgresql/servers postgresql_server
  documentdb/databaseaccounts cosmosdb_account
  documentdb/databaseaccounts/sqldatabases cosmosdb_sql_database
  eventhub/namespaces eventhub_namespace
  eventhub/namespaces/eventhubs eventhub
  insights/components application_insights
  keyvault/vaults key_vault
  keyvault/vaults/keys key_vault_key
  keyvault/vaults/secrets key_vault_secret
  managedidentity/userassignedidentities user_assigned_identity
  network/dnszones dns_zone
  network/networksecuritygroups network_security_group
  network/publicipaddresses public_ip
  network/virtualnetworks virtual_network
  operationalinsights/workspaces log_analytics_workspace
  recoveryservices/vaults recovery_services_vault
  resources/resourcegroups resource_group
  servicebus/namespaces servicebus_namespace
  servicebus/namespaces/queues servicebus_queue
  servicebus/namespaces/topics servicebus_topic
  sql/servers mssql_server
  sql/servers/databases mssql_database
  storage/storageaccounts storage_account
  storage/storageaccounts/blobservices/containers storage_container
  storage/storageaccounts/fileservices/shares storage_share
  web/serverfarms service_plan
  web/sites app_service`
    .split('\n')
    .map((line) => line.trim().split(' '))
    .map(([type = '', name = '']) => [`microsoft.${type}`, `azurerm_${name}`] as const),
);

/** `Microsoft.Storage/storageAccounts` → `azurerm_storage_account`; a type nobody listed stays as it is. */
export const armType = (type: string): string => known.get(type.toLowerCase()) ?? type;
