/**
 * Arguments of Terraform resources that cannot be changed in place: changing one replaces the resource, and what is in it
 * is lost. "Forces new resource" in the providers' own documentation. https://registry.terraform.io/browse/providers
 */

const rows: readonly (readonly [type: RegExp, attributes: string])[] = [
  [
    /^aws_(?:db_|rds_|docdb_|neptune_|redshift_)/,
    'identifier cluster_identifier engine db_name database_name username master_username availability_zone availability_zones kms_key_id storage_encrypted encrypted snapshot_identifier db_subnet_group_name character_set_name timezone',
  ],
  [/^aws_s3_bucket$/, 'bucket bucket_prefix object_lock_enabled'],
  [/^aws_dynamodb_/, 'name hash_key range_key'],
  [
    /^aws_(?:instance|launch_\w+|spot_\w+)$/,
    'ami availability_zone subnet_id key_name name associate_public_ip_address',
  ],
  [
    /^aws_(?:vpc|subnet|nat_gateway|eip|route_table|internet_gateway)$/,
    'cidr_block availability_zone vpc_id subnet_id',
  ],
  [/^aws_(?:ebs_|efs_|fsx_)/, 'availability_zone encrypted kms_key_id snapshot_id creation_token performance_mode'],
  [
    /^aws_(?:elasticache_|memorydb_|opensearch_|elasticsearch_|msk_|mq_)/,
    'cluster_id replication_group_id domain_name cluster_name broker_name engine engine_type at_rest_encryption_enabled availability_zone',
  ],
  [/^aws_eks_/, 'name cluster_name node_group_name role_arn instance_types ami_type disk_size'],
  [/^aws_(?:kms_|acm_|cognito_|route53_)/, 'name domain_name validation_method alias key_usage'],
  [/^aws_/, 'name function_name name_prefix fifo_queue load_balancer_type internal'],
  [
    /^google_/,
    'name project location region zone network subnetwork database_version image machine_image ip_cidr_range dataset_id instance_id',
  ],
  [
    /^(?:azurerm|azapi|azuread)_/,
    'name location resource_group_name address_space administrator_login account_kind sku_name',
  ],
  [
    /^(?:digitalocean|hcloud|linode|scaleway|vultr|ovh)_/,
    'name image region location type engine ip_range network_zone',
  ],
  [/^(?:random|tls|time)_/, 'length keepers byte_length algorithm rsa_bits special'],
  [/^(?:kubernetes|helm|kubectl)_/, 'name namespace'],
  [
    /^(?:cloudflare|github|gitlab|datadog|vault|postgresql|mysql)_/,
    'name zone_id repository path database owner account_id',
  ],
  [
    /^(?:oci|openstack|vsphere|proxmox|ibm|alicloud|tencentcloud)_/,
    'name region availability_domain compartment_id image image_id',
  ],
];

const known = rows.map(([type, attributes]) => ({ type, attributes: new Set(attributes.split(' ')) }));

/** Whether changing this argument replaces a resource of this type. */
export const replaces = (type: string, attribute: string): boolean =>
  known.some((row) => row.attributes.has(attribute) && row.type.test(type));
