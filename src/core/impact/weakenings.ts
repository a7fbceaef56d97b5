/** Changes of one resource that take a protection away or let somebody in. */
import type { AttributeChange, Resource, Shown } from './impact.ts';

export interface Weakened {
  /** "loses its protection against deletion". */
  readonly says: string;
  /** `deletion_protection: true → false`. */
  readonly evidence: string;
  /** It lets somebody in; else it takes a protection away. */
  readonly letsIn: boolean;
}

interface Weakening {
  readonly name: RegExp;
  readonly letsIn?: true;
  readonly says: (before: string, after: string) => string | undefined;
}

const off = (what: string, before: string, after: string, from = 'true'): string | undefined =>
  before === from && after !== from ? what : undefined;

/** Left out it is `false`, as it was. */
const on = (what: string, before: string, after: string): string | undefined =>
  before === 'false' && after !== 'false' && after !== '' ? what : undefined;

/** Changes that take a protection away or let somebody in. */
const weakenings: readonly Weakening[] = [
  {
    name: /(?:^|\.)(?:deletion_protection(?:_enabled)?|enable_deletion_protection|disable_api_termination|enable_drop_protection|purge_protection_enabled)$/,
    says: (before, after) => off('loses its protection against deletion', before, after),
  },
  {
    name: /(?:^|\.)prevent_destroy$/,
    says: (before, after) => off('may be destroyed by a plan again', before, after),
  },
  {
    name: /(?:^|\.)skip_final_snapshot$/,
    says: (before, after) => on('leaves no final snapshot behind', before, after),
  },
  {
    name: /(?:^|\.)(?:force_destroy|force_delete|delete_contents_on_destroy)$/,
    says: (before, after) => on('takes its content along when it is deleted', before, after),
  },
  {
    name: /(?:^|\.)(?:backup_retention_period|backup_retention_days|automated_snapshot_retention_period)$/,
    says: (before, after) =>
      Number(after) < Number(before)
        ? `keeps backups for ${after === '' ? 'no set time' : after} instead of ${before} days`
        : undefined,
  },
  {
    name: /point_in_time_recovery.*enabled$|versioning.*(?:enabled|status)$/,
    says: (before, after) =>
      off('keeps no earlier state', before, after) ?? off('keeps no earlier state', before, after, '"Enabled"'),
  },
  {
    name: /cidr|source_ranges|source_address_prefix/,
    letsIn: true,
    says: (before, after) =>
      /"(?:0\.0\.0\.0\/0|::\/0|\*|Internet)"/.test(after) && !/"(?:0\.0\.0\.0\/0|::\/0|\*|Internet)"/.test(before)
        ? 'is opened to the whole internet'
        : undefined,
  },
  {
    name: /(?:^|\.)(?:publicly_accessible|public_network_access_enabled)$/,
    letsIn: true,
    says: (before, after) => off('becomes reachable from the internet', before, after, 'false'),
  },
  {
    name: /(?:^|\.)(?:block_public_\w+|ignore_public_acls|restrict_public_buckets)$/,
    letsIn: true,
    says: (before, after) => off('may become public', before, after),
  },
  {
    name: /(?:^|\.)acl$/,
    letsIn: true,
    says: (before, after) => (/"public-/.test(after) && !/"public-/.test(before) ? 'becomes public' : undefined),
  },
  {
    name: /(?:^|\.)minAvailable$/,
    says: (before, after) => {
      const [was, is] = [before, after].map((text) => Number.parseFloat(text.replaceAll('"', '')) || 0);
      return (is ?? 0) < (was ?? 0) ? 'keeps fewer pods from being disrupted' : undefined;
    },
  },
  {
    name: /(?:^|\.)roleRef\.name$/,
    letsIn: true,
    says: (before, after) =>
      after === '"cluster-admin"' && before !== after ? 'lets somebody do everything in the cluster' : undefined,
  },
  {
    name: /(?:^|\.)policy_arn$/,
    letsIn: true,
    says: (before, after) =>
      /AdministratorAccess"$/.test(after) && before !== after ? 'lets somebody do everything' : undefined,
  },
  {
    name: /(?:^|\.)(?:\w*policy(?:_document)?)$/,
    letsIn: true,
    says: (before, after) =>
      grantsAll.test(unescaped(after)) && !grantsAll.test(unescaped(before))
        ? 'lets somebody do everything'
        : undefined,
  },
  {
    name: /(?:^|\.)(?:kms_key_id|encrypted|storage_encrypted)$/,
    says: (before, after) => off('is no longer encrypted', before, after),
  },
];

const grantsAll = /"(?:Action|NotAction)":\s*\[?\s*"(?:\*|\*:\*)"/;
const unescaped = (json: string): string => json.replaceAll('\\"', '"');

const textOf = (shown: Shown): string => (shown.kind === 'value' ? shown.text : '');

/** What a change takes away, each once. Of a resource that is new only what lets somebody in counts. */
export function weakeningsOf({ action, attributes }: Resource): readonly Weakened[] {
  if (action === 'delete' || action === 'read' || action === 'forget') return [];
  const found = new Map<string, Weakened>();
  for (const { path, before, after } of attributes) {
    const weakening = weakenings.find(({ name }) => name.test(path));
    const says = weakening?.says(textOf(before), textOf(after));
    if (says !== undefined)
      found.set(says, { says, evidence: evidenceOf({ path, before, after }), letsIn: weakening?.letsIn === true });
  }
  return [...found.values()];
}

const evidenceOf = ({ path, before, after }: Pick<AttributeChange, 'path' | 'before' | 'after'>): string =>
  `${path}: ${textOf(before) || 'nothing'} → ${textOf(after) || 'nothing'}`.slice(0, 200);
