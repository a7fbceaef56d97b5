/**
 * What in the text of an infrastructure file keeps things from being lost, lets them be lost, gives access or is a secret.
 * By patterns and not by parsers: half-written HCL, Helm templates and broken YAML have to be compared as well.
 */
import type { InfraKind } from './infraKinds.ts';

export interface Pattern {
  readonly pattern: RegExp;
  /** As a person would name it. */
  readonly name: string;
  /** Only in such files. */
  readonly kinds?: ReadonlySet<InfraKind>;
}

const only = (...kinds: readonly InfraKind[]): ReadonlySet<InfraKind> => new Set(kinds);
const row = (pattern: RegExp, name: string, kinds?: ReadonlySet<InfraKind>): Pattern => ({
  pattern,
  name,
  ...(kinds === undefined ? {} : { kinds }),
});

const cluster = only('kubernetes', 'values');
const pipelines = only('pipeline');
const servers = only('server');
const described = only('terraform', 'template', 'construct', 'kubernetes');

/** Fewer of them is a finding. */
export const guards: readonly Pattern[] = [
  row(/\bprevent_destroy\s*=\s*true/g, '`prevent_destroy`'),
  row(/\bdeletion_?protection(?:_?enabled)?"?\s*[:=]\s*"?(?:true|enabled)/gi, 'deletion protection'),
  row(
    /\b(?:enable_)?termination_?protection\w*"?\s*[:=]\s*true|\bdisable_api_(?:termination|stop)\s*=\s*true/gi,
    'termination protection',
  ),
  row(/\b(?:DeletionPolicy|UpdateReplacePolicy)"?\s*:\s*"?(?:Retain|Snapshot)/g, 'the deletion policy'),
  row(/\bdeletion_?policy"?\s*[:=]\s*"?(?:ABANDON|Orphan)/gi, 'the deletion policy'),
  row(/\bRemovalPolicy\.(?:RETAIN|SNAPSHOT)\w*/g, 'the removal policy'),
  row(/\b(?:protect|retainOnDelete|retain_on_delete)"?\s*[:=]\s*[tT]rue/g, '`protect`'),
  row(/^\s*finalizers:/gm, 'finalizers', cluster),
  row(/\b(?:reclaimPolicy|persistentVolumeReclaimPolicy):\s*Retain/g, 'the reclaim policy'),
  row(/"?helm\.sh\/resource-policy"?:\s*"?keep/g, 'the resource policy'),
  row(/\b(?:storage_|at_rest_|StorageE|e)ncrypted"?\s*[:=]\s*true|\bencryption_enabled\s*=\s*true/g, 'encryption'),
  row(/\bmulti_az\s*=\s*true|\bMultiAZ"?\s*:\s*true/g, 'a standby in another zone'),
  row(/\bpoint_in_time_recovery(?:_enabled)?\s*=\s*true|\bpurge_protection_enabled\s*=\s*true/g, 'a way back'),
  row(/\bversioning\s*\{[^{}]*enabled\s*=\s*true|\bstatus\s*=\s*"Enabled"/g, 'versioning', only('terraform')),
  row(/^kind:\s*['"]?(?:NetworkPolicy|PodDisruptionBudget|ResourceQuota)\b/gm, 'a policy of the cluster', cluster),
  row(/\brunAsNonRoot:\s*true|\breadOnlyRootFilesystem:\s*true/g, 'the security context', cluster),
  row(/^\s*loadBalancerSourceRanges:|load-balancer-internal"?:\s*"?true/gm, 'a private load balancer', cluster),
  row(/^\s*persistence:\s*\n\s+enabled:\s*true/gm, 'persistence', only('values')),
  row(/\bwhen:\s*manual\b|\btrigger:\s*manual\b/g, 'a manual step', pipelines),
  // Elsewhere it is variables that stand below it.
  row(/^\s*environment:[ \t]*(?:[^\s{]|\{\s*name|\n\s+(?:name|url)\s*:)/gm, 'an environment', pipelines),
  row(
    /\btype:\s*approval\b|^\s*-\s*block:|\binput\s*(?:\(\s*)?(?:message|\{)|\bManualValidation@/gm,
    'an approval',
    pipelines,
  ),
  row(/\bconfirm_changeset\s*=\s*true/g, 'the question before a deployment'),
  row(/\bhost_key_checking\s*=\s*[tT]rue/g, 'the check of host keys'),
  row(
    /^\s*(?:auth_basic\s+(?!off)|deny\s+all|ssl_verify_client\s+on|limit_req\s|basic_?auth\b)/gm,
    'a restriction',
    servers,
  ),
  row(/\brequest\.auth\b/g, 'the check of who asks', only('rules')),
];

/** More of them is a finding. */
export const openings: readonly Pattern[] = [
  row(/\bskip_final_snapshot\s*=\s*true|\bSkipFinalSnapshot"?\s*:\s*true/g, '`skip_final_snapshot`'),
  row(/\bforce_(?:destroy|delete)\s*=\s*true|\bforceDestroy"?\s*[:=]\s*true/g, '`force_destroy`'),
  row(
    /\bRemovalPolicy\.DESTROY\b|\bautoDeleteObjects"?\s*[:=]\s*true|\bauto_delete_objects\s*=\s*True/g,
    'deletion with the stack',
  ),
  row(/\b(?:backup_retention(?:_period|_days)?|BackupRetentionPeriod)"?\s*[:=]\s*0\b/g, 'no backups'),
  row(
    /\bprevent_destroy\s*=\s*false|\bdeletion_?protection(?:_?enabled)?"?\s*[:=]\s*"?(?:false|disabled)/gi,
    'no deletion protection',
  ),
  row(/^\s*(?:automated:\s*\{[^}]*|)prune:\s*true/gm, 'pruning', only('kubernetes')),
  row(/\bdeleted_classes\s*=|"deleted_classes"\s*:/g, 'classes to delete', only('platform')),
  row(/\bdisable\s+row\s+level\s+security\b/gi, 'no row level security', only('migration')),
  row(/\bstate:\s*['"]?absent\b/g, 'things that are to be absent', only('playbook')),
];

export const widenings: readonly Pattern[] = [
  row(
    /(?<![\d.])0\.0\.0\.0\/[01]\b|(?<![\w:])::\/0|\bPeer\.any(?:Ipv[46])?\(|\bPeer\.any_ipv[46]\(/g,
    'the whole internet',
  ),
  row(
    /\bsource_address_prefix(?:es)?\s*=\s*\[?\s*"(?:\*|Internet|Any)"|"?sourceAddressPrefix"?\s*:\s*['"](?:\*|Internet|Any)['"]/g,
    'the whole internet',
  ),
  row(
    /"?\b(?:Action|NotAction|actions)"?\s*[:=]\s*\[?\s*(?:-\s*)?["']?(?:\*|\*:\*)["']?(?=[\s,\]]|$)/g,
    'every action',
    described,
  ),
  row(/["'][a-z][a-z0-9-]*:\*["']/g, 'every action of a service', described),
  row(/\bResources?"?\s*[:=]\s*\[?\s*(?:-\s*)?["']\*["']/gi, 'every resource', described),
  row(
    /"?\bPrincipal"?\s*[:=]\s*(?:\{\s*"?AWS"?\s*[:=]\s*)?\[?\s*["']\*["']|\bidentifiers\s*=\s*\[\s*"\*"/g,
    'everybody',
  ),
  row(/\ballUsers\b|\ballAuthenticatedUsers\b|\bAnyPrincipal\(|\bStarPrincipal\(/g, 'everybody'),
  row(
    /\bacl\s*=\s*"public-read(?:-write)?"|\bAccessControl"?\s*:\s*"?PublicRead|\bpublicReadAccess"?\s*:\s*true|\bpublic_read_access\s*=\s*True|\bcontainer_access_type\s*=\s*"(?:blob|container)"|\ballow_(?:nested_items_to_be_public|blob_public_access)\s*=\s*true/g,
    'a public bucket',
  ),
  row(
    /\b(?:block_public_(?:acls|policy)|ignore_public_acls|restrict_public_buckets)\s*=\s*false|\b(?:BlockPublic(?:Acls|Policy)|IgnorePublicAcls|RestrictPublicBuckets)"?\s*:\s*"?false/g,
    'a public bucket',
  ),
  row(
    /\bpublicly_accessible\s*=\s*true|\bPubliclyAccessible"?\s*:\s*true|\bpublic(?:_network_access|NetworkAccess)(?:_enabled)?"?\s*[:=]\s*(?:true|"Enabled"|'Enabled')|\bendpoint_public_access\s*=\s*true|\bipv4_enabled\s*=\s*true/g,
    'the public network',
  ),
  row(
    /\bAdministratorAccess\b|\bPowerUserAccess\b|\bIAMFullAccess\b|\broles\/(?:owner|editor|[\w.]*[aA]dmin)\b|\bcluster-admin\b|\brole_definition_name\s*=\s*"(?:Owner|Contributor|User Access Administrator)"|\bsystem:masters\b/g,
    'an administrator',
  ),
  row(/\bsystem:(?:anonymous|unauthenticated|authenticated)\b/g, 'everybody', cluster),
  row(/\b(?:verbs|resources|apiGroups):\s*\[?\s*(?:-\s*)?["']?\*["']?/g, 'every verb or resource', cluster),
  row(/\b(?:escalate|impersonate|bind)\b["']?\s*[,\]\n]/g, 'the rights of others', cluster),
  row(
    /\bprivileged:\s*true|\ballowPrivilegeEscalation:\s*true|\brunAsUser:\s*0\b|\bhost(?:Network|PID|IPC):\s*true|\bhostPath:/g,
    'the host',
    cluster,
  ),
  row(
    /\b(?:SYS_ADMIN|NET_ADMIN|SYS_PTRACE|SYS_MODULE)\b|\badd:\s*\[\s*["']?ALL/g,
    'the host',
    only('kubernetes', 'values', 'compose'),
  ),
  row(/\bpod-security\.kubernetes\.io\/enforce"?:\s*"?privileged/g, 'privileged pods', cluster),
  row(/\btype:\s*['"]?(?:LoadBalancer|NodePort)\b/g, 'what is outside the cluster', cluster),
  row(
    /\bprivileged:\s*true|\bdocker\.sock\b|\b(?:network_mode|pid|ipc|userns_mode):\s*['"]?host\b|^\s*-\s*['"]?\/(?:etc|root|var\/lib\/docker)?:\//gm,
    'the host',
    only('compose'),
  ),
  row(/\bpermissions:\s*write-all|\bpull_request_target\b/g, 'write permissions', pipelines),
  row(
    /^\s*(?:contents|packages|actions|deployments|id-token|pull-requests|issues|pages|checks|statuses|security-events|attestations|repository-projects):\s*write\b/gm,
    'write permissions',
    pipelines,
  ),
  row(/\bcapabilities\s*=\s*\[[^\]]{0,300}"(?:sudo|root)"/g, 'the rights of root', only('terraform')),
  row(/\bpolicy\s*=\s*"write"/g, 'writing', only('terraform')),
  row(/\ballow\s+[\w, ]+:\s*if\s+true|"\.(?:read|write)"\s*:\s*(?:true|"true")/g, 'everybody', only('rules')),
  row(/\bgrant\s[^;]{0,300}\bto\s+(?:public|anon)\b|\busing\s*\(\s*true\s*\)/gi, 'everybody', only('migration')),
  row(
    /^\s*(?:auth_basic\s+off|allow\s+all|ssl_verify_client\s+off|autoindex\s+on)\b|\binsecure\s*[:=]\s*true/gm,
    'more visitors',
    servers,
  ),
];

/** Tokens that can be nothing else. */
export const tokens: readonly RegExp[] = [
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/,
  /-----BEGIN [A-Z ]*PRIVATE KEY/,
  /\b(?:gh[pousr]_|github_pat_|glpat-|xox[abeprs]-|sk_live_|rk_live_|npm_|dop_v1_|hvs\.|sk-ant-|sk-proj-|SG\.|AIza|pypi-)[\w-]{16,}/,
  /\bhooks\.slack\.com\/services\/T\w+\/B\w+\/\w{16,}/,
  /\bAccountKey=[\w+/=]{40,}/,
];

const invented = String.raw`\$\{|\{\{|\$\(|<|\*\*|change|example|xxx|your|placeholder|arn:|dummy|fake|redacted|postgres|passw|test|root|admin|mysql|guest|minio|local|secrets?[./:]`;

/** What somebody calls a secret, between quotes. */
export const named: readonly RegExp[] = [
  new RegExp(
    String.raw`\b\w*(?:password|passwd|secret|token|api_?key|private_?key|access_?key)"?\s*[:=]\s*(?:"(?![^"]*(?:${invented}))[^"\s]{8,}"|'(?![^']*(?:${invented}))[^'\s]{8,}')`,
    'i',
  ),
  /\b\w+:\/\/[\w.-]+:(?!(?:\$|%24|\{|<|pass|secret|postgres|root|user|admin)(?=[:@]|$))[^\s:@/$<{]{6,}@(?!localhost|127\.|db\b|postgres\b|redis\b|mysql\b|host\b)[\w-]+\.[\w.-]+/,
];

/** The same without quotes: of a password anything, of a token what is no name of something. */
export const bare: readonly RegExp[] = [
  new RegExp(
    String.raw`^\s*(?:-\s*)?(?:ENV\s+|ARG\s+|export\s+)?\w*(?:password|passwd)"?\s*[:=]\s*(?!\S*(?:${invented}))[^\s"'{$<&*!|>\[][^\s]{7,}\s*$`,
    'i',
  ),
  new RegExp(
    String.raw`^\s*(?:-\s*)?(?:ENV\s+|ARG\s+|export\s+)?\w*(?:_secret|_token|api_?key|private_?key|access_?key|secret_?key|auth_?token)"?\s*[:=]\s*(?!\S*(?:${invented}))(?=\S*\d)(?=\S*[A-Z/+])[^\s"'{$<&*!|>\[][^\s]{11,}\s*$`,
    'i',
  ),
];
