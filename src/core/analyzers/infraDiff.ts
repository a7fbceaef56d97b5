/**
 * What an edit of an infrastructure file means, by comparing its texts: which resources go, which guards are dropped,
 * where access is widened, which secrets are written, what a pipeline deploys.
 *
 * By patterns and not by parsers: half-written HCL, Helm templates and broken YAML have to be compared as well.
 */
import type { InfraKind } from './infraKinds.ts';

export interface Finding {
  readonly operation: 'remove resources' | 'drop protection' | 'widen access' | 'write a secret' | 'change deployment';
  readonly note: string;
}

/** The resources a text describes, as a person would name them. */
export function resourcesIn(kind: InfraKind, text: string): ReadonlySet<string> {
  if (kind === 'terraform') return new Set([...terraformBlocks(text)]);
  if (kind === 'kubernetes') return new Set(manifests(text));
  return kind === 'template' ? new Set(logicalNames(text)) : new Set();
}

function* terraformBlocks(text: string): Iterable<string> {
  const plain = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*(?:#|\/\/).*$/gm, '');
  for (const [, block, type = '', name = ''] of plain.matchAll(
    /^[ \t]*(resource|module)[ \t]+"?([\w-]+)"?(?:[ \t]+"?([\w-]+)"?)?[ \t]*\{/gm,
  ))
    yield block === 'module' ? `module.${type}` : `${type}.${name}`;
  // Bicep: resource NAME 'TYPE' = {
  for (const [, name = ''] of plain.matchAll(/^[ \t]*(?:resource|module)[ \t]+(\w+)[ \t]+'[^']*'/gm)) yield name;
}

const manifests = (text: string): readonly string[] =>
  text.split(/^---.*$/m).flatMap((document) => {
    const kind = /^kind:\s*['"]?([\w.{} -]+?)['"]?\s*$/m.exec(document)?.[1];
    if (kind === undefined) return [];
    const name = /^metadata:[\s\S]*?^\s+name:\s*(.+?)\s*$/m.exec(document)?.[1] ?? '?';
    const namespace = /^metadata:[\s\S]*?^\s+namespace:\s*(.+?)\s*$/m.exec(document)?.[1];
    return [`${kind}/${name}${namespace === undefined ? '' : ` in ${namespace}`}`];
  });

const logicalNames = (text: string): readonly string[] => [
  ...[...text.matchAll(/^[ \t]+([\w-]+):[ \t]*\r?\n[ \t]+[Tt]ype:[ \t]*['"]?([\w:./@-]+)/gm)].map(
    ([, name, type]) => `${name} (${type})`,
  ),
  ...[...text.matchAll(/"([\w-]+)"\s*:\s*\{\s*"Type"\s*:\s*"(\w+::[\w:]+)"/g)].map(
    ([, name, type]) => `${name} (${type})`,
  ),
];

/** What keeps things from being lost; fewer of them is a finding. */
const guards: readonly (readonly [RegExp, string])[] = [
  [/\bprevent_destroy\s*=\s*true/g, '`prevent_destroy`'],
  [/\bdeletion_?protection(?:_?enabled)?"?\s*[:=]\s*"?(?:true|enabled)/gi, 'deletion protection'],
  [
    /\b(?:enable_)?termination_?protection\w*"?\s*[:=]\s*true|\bdisable_api_termination\s*=\s*true/gi,
    'termination protection',
  ],
  [/\b(?:DeletionPolicy|UpdateReplacePolicy)"?\s*:\s*"?(?:Retain|Snapshot)/g, 'the deletion policy'],
  [/\b(?:protect|retainOnDelete)"?\s*:\s*true/g, '`protect`'],
  [/^\s*finalizers:/gm, 'finalizers'],
  [/\b(?:reclaimPolicy|persistentVolumeReclaimPolicy):\s*Retain/g, 'the reclaim policy'],
  [/"?helm\.sh\/resource-policy"?:\s*"?keep/g, 'the resource policy'],
  [/\b(?:storage_)?encrypted\s*=\s*true/g, 'encryption'],
  [/\bwhen:\s*manual/g, 'a manual step'],
  [/^\s*environment:/gm, 'an environment'],
];

/** What lets things be lost; more of them is a finding. */
const openings: readonly (readonly [RegExp, string])[] = [
  [/\bskip_final_snapshot\s*=\s*true|\bSkipFinalSnapshot"?\s*:\s*true/g, '`skip_final_snapshot`'],
  [/\bforce_destroy\s*=\s*true|\bforceDestroy"?\s*:\s*true/g, '`force_destroy`'],
  [/\b(?:backup_retention_period|BackupRetentionPeriod)"?\s*[:=]\s*0\b/g, 'no backups'],
  [
    /\bprevent_destroy\s*=\s*false|\bdeletion_?protection(?:_?enabled)?"?\s*[:=]\s*"?(?:false|disabled)/gi,
    'no deletion protection',
  ],
];

const widenings: readonly (readonly [RegExp, string])[] = [
  [/0\.0\.0\.0\/0|(?<![\w:])::\/0/g, 'the whole internet'],
  [/"?\b(?:Action|NotAction|actions)"?\s*[:=]\s*\[?\s*["'](?:\*|\*:\*)["']/g, 'every action'],
  [/"?\bPrincipal"?\s*:\s*(?:\{\s*"?AWS"?\s*:\s*)?\[?\s*["']\*["']|\bidentifiers\s*=\s*\[\s*"\*"/g, 'everybody'],
  [/\ballUsers\b|\ballAuthenticatedUsers\b/g, 'everybody'],
  [/\bacl\s*=\s*"public-read(?:-write)?"|\bAccessControl"?\s*:\s*"?PublicRead/g, 'a public bucket'],
  [/\b(?:block_public_(?:acls|policy)|ignore_public_acls|restrict_public_buckets)\s*=\s*false/g, 'a public bucket'],
  [/\bpublicly_accessible\s*=\s*true|\bPubliclyAccessible"?\s*:\s*true/g, 'a public database'],
  [/\bAdministratorAccess\b|\broles\/owner\b|\bcluster-admin\b/g, 'an administrator'],
  [/\b(?:verbs|resources|apiGroups):\s*\[?\s*(?:-\s*)?["']\*["']/g, 'every verb or resource'],
  [/\bprivileged:\s*true|\bhost(?:Network|PID|IPC):\s*true|\bhostPath:/g, 'the host'],
  [/\bpermissions:\s*write-all|\bpull_request_target\b/g, 'write permissions'],
];

const secrets: readonly RegExp[] = [
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/,
  /-----BEGIN [A-Z ]*PRIVATE KEY/,
  /\b(?:gh[pousr]_|github_pat_|glpat-|xox[abeprs]-|sk_live_|rk_live_|npm_|dop_v1_|hvs\.)[\w-]{16,}/,
  /\b\w*(?:password|passwd|secret|token|api_?key|private_?key|access_?key)"?\s*[:=]\s*(?:"(?![^"]*(?:\$\{|\{\{|<|\*\*|change|example|xxx|your|placeholder|arn:))[^"\s]{8,}"|'(?![^']*(?:\$\{|\{\{|<|\*\*|change|example|xxx|your|placeholder|arn:))[^'\s]{8,}')/i,
];

/** Lines of a pipeline that say what is deployed, where to, when, and by whom. */
const deploys =
  /deploy|terraform|tofu|terragrunt|kubectl|helm|\baws\b|gcloud|\baz\b|docker\s+push|push:\s*true|\bpublish\b|release|serverless|pulumi|\bcdk\b|ansible|flyctl|vercel|wrangler|netlify|heroku|rsync|\bscp\b|\bssh\b|migrat|environment|secrets\.|permissions|role-to-assume|id-token|credentials|\bprod/i;
const conditions =
  /^\s*-?\s*(?:on|branches|tags|if|when|rules|only|except|needs|workflow_run|workflow_dispatch|schedule|cron)\b\s*:/;

const label = /^\s*-?\s*(?:name|run-name|description|id)\s*:/;

const count = (pattern: RegExp, text: string): number => [...text.matchAll(pattern)].length;

/** Traffic that goes out is open everywhere. */
const withoutEgress = (text: string): string =>
  text
    .replace(/\begress\s*(?:=\s*\[?\s*)?\{[^{}]*\}/g, '')
    .replace(/\b(?:route|resource\s+"aws_route")\s*(?:"\w+"\s*)?\{[^{}]*\}/g, '')
    .replace(/\bresource\s+"[\w-]+"\s+"[\w-]+"\s*\{[^{}]*type\s*=\s*"egress"[^{}]*\}/g, '')
    .replace(/^.*(?:destination_cidr|DestinationCidrBlock|dest_range).*$/gm, '')
    .replace(/\begress:[\s\S]*?(?=^\S|^---|(?![\s\S]))/gm, '');

/** Lines of one text that the other has not, as often as they are more. */
function linesMissing(from: string, other: string): readonly string[] {
  const left = new Map<string, number>();
  for (const line of other.split('\n')) left.set(line.trim(), (left.get(line.trim()) ?? 0) + 1);
  return from.split('\n').filter((line) => {
    const times = left.get(line.trim()) ?? 0;
    if (times > 0) left.set(line.trim(), times - 1);
    return times === 0 && line.trim() !== '';
  });
}

const withoutComments = (text: string): string => text.replace(/^\s*(?:#|\/\/).*$/gm, '');

/** Whether a pipeline deploys anything: one that only tests is ordinary source. */
const isDeploying = (text: string): boolean =>
  /\b(?:deploy|terraform|tofu|kubectl|helm|pulumi|serverless|ansible|flyctl|wrangler|publish|release|docker\s+push|aws-actions|google-github-actions|azure\/|role-to-assume)|push:\s*true/i.test(
    text,
  );

/** What changes for the worse, or changes what is deployed. `elsewhere`: resources that the same call adds to other files. */
export function findings(
  kind: InfraKind,
  before: string,
  after: string,
  elsewhere: ReadonlySet<string> = new Set(),
): readonly Finding[] {
  const found: Finding[] = [];
  const kept = resourcesIn(kind, after);
  const removed = [...resourcesIn(kind, before)].filter((each) => !kept.has(each));
  const gone = removed.filter((each) => !elsewhere.has(each) && !isMoved(each, after));
  if (gone.length > 0)
    found.push({
      operation: 'remove resources',
      note: `It no longer describes ${gone.slice(0, 3).join(', ')}${gone.length > 3 ? ` and ${gone.length - 3} more` : ''}.`,
    });
  const [old, now] = [withoutComments(before), withoutComments(after)];
  const dropped =
    guards.find(([pattern]) => count(pattern, old) > count(pattern, now)) ??
    openings.find(([pattern]) => count(pattern, now) > count(pattern, old));
  // Where a resource goes, what guarded it goes along and is told by it.
  if (dropped !== undefined && removed.length === 0)
    found.push({ operation: 'drop protection', note: `It touches what guards against loss: ${dropped[1]}.` });
  const [oldOpen, nowOpen] = [withoutEgress(old), withoutEgress(now)];
  const widened = widenings.find(([pattern]) => count(pattern, nowOpen) > count(pattern, oldOpen));
  if (widened !== undefined) found.push({ operation: 'widen access', note: `It gives access to more: ${widened[1]}.` });
  const added = linesMissing(now, old);
  if (added.some((line) => secrets.some((pattern) => pattern.test(line))) || writesSecret(kind, old, now))
    found.push({ operation: 'write a secret', note: 'It seems to write a secret into the file.' });
  if (kind === 'pipeline' && (isDeploying(old) || isDeploying(now))) {
    const line = [...added, ...linesMissing(old, now)].find(
      (each) => !label.test(each) && (deploys.test(each) || conditions.test(each)),
    );
    if (line !== undefined)
      found.push({ operation: 'change deployment', note: 'It changes what a pipeline deploys, or when.' });
  }
  return found;
}

/** `moved { from = aws_x.a }` keeps what it names. */
const isMoved = (name: string, after: string): boolean =>
  new RegExp(String.raw`\bfrom\s*=\s*${name.replaceAll('.', '\\.').replace(/[^\w.\\-]/g, '.')}\b`).test(after);

const secretBody = /^kind:\s*Secret\s*$[\s\S]*?^(?:data|stringData):\s*\n((?:[ \t]+\S.*\n?)+)/m;

const writesSecret = (kind: InfraKind, before: string, after: string): boolean => {
  if (kind !== 'kubernetes') return false;
  const body = secretBody.exec(after)?.[1];
  return body !== undefined && body !== secretBody.exec(before)?.[1] && /:\s*[^\s{$]/.test(body);
};
