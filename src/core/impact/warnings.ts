/** Why an action probably should not run: what an impact says against it, each with its evidence. Nothing here decides. */
import type { AttributeChange, Impact, Resource, Shown } from './impact.ts';

export interface Warning {
  /** A sentence, the point first: "`aws_db_instance.orders` is lost." */
  readonly what: string;
  /** Where it is known from, a clause. */
  readonly evidence: string;
}

/** How many resources one sentence names. */
const mostNamed = 3;

const named = (addresses: readonly string[]): string => {
  const shown = addresses.slice(0, mostNamed).map((address) => `\`${address}\``);
  const more = addresses.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
};

/** Everything that speaks against it, the heaviest first. */
export function warningsOf(impact: Impact): readonly Warning[] {
  const { resources, uninspectable } = impact;
  return [
    ...losses(resources),
    ...unseen(uninspectable.map(({ what }) => what)),
    ...broken(resources),
    ...resources.flatMap(weakened),
    ...recreated(resources),
    ...many(resources),
  ];
}

function losses(resources: readonly Resource[]): readonly Warning[] {
  const lost = resources.filter(({ wayBack }) => wayBack.kind === 'irreversible');
  return lost.length === 0
    ? []
    : [
        {
          what: `${named(lost.map(({ address }) => address))} ${lost.length === 1 ? 'is' : 'are'} lost for good.`,
          evidence: lost[0]?.wayBack.why ?? '',
        },
      ];
}

const unseen = (what: readonly string[]): readonly Warning[] =>
  what.length === 0
    ? []
    : [{ what: `Nobody can see what ${named(what)} would do.`, evidence: 'it could not be inspected' }];

/** What stays, and hangs on what goes. */
function broken(resources: readonly Resource[]): readonly Warning[] {
  const going = new Set(
    resources.filter(({ action }) => action === 'delete' || action === 'replace').map(({ address }) => address),
  );
  const hanging = new Set(
    resources
      .filter(({ address }) => going.has(address))
      .flatMap(({ dependents }) => dependents.map(({ address }) => address)),
  );
  const left = [...hanging].filter((address) => !going.has(address));
  return left.length === 0
    ? []
    : [
        {
          what: `${named(left)} ${left.length === 1 ? 'depends' : 'depend'} on what goes.`,
          evidence: 'by references in the configuration',
        },
      ];
}

interface Weakening {
  readonly name: RegExp;
  readonly says: (before: string, after: string) => string | undefined;
}

const off = (what: string, before: string, after: string, from = 'true'): string | undefined =>
  before === from && after !== from ? what : undefined;

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
    says: (before, after) => off('leaves no final snapshot behind', before, after, 'false'),
  },
  {
    name: /(?:^|\.)(?:force_destroy|force_delete|delete_contents_on_destroy)$/,
    says: (before, after) => off('takes its content along when it is deleted', before, after, 'false'),
  },
  {
    name: /(?:^|\.)(?:backup_retention_period|backup_retention_days|automated_snapshot_retention_period)$/,
    says: (before, after) =>
      Number(after) < Number(before) ? `keeps backups for ${after} instead of ${before} days` : undefined,
  },
  {
    name: /point_in_time_recovery.*enabled$|versioning.*(?:enabled|status)$/,
    says: (before, after) =>
      off('keeps no earlier state', before, after) ?? off('keeps no earlier state', before, after, '"Enabled"'),
  },
  {
    name: /cidr|source_ranges|source_address_prefix/,
    says: (before, after) =>
      /"(?:0\.0\.0\.0\/0|::\/0|\*|Internet)"/.test(after) && !/"(?:0\.0\.0\.0\/0|::\/0|\*|Internet)"/.test(before)
        ? 'is opened to the whole internet'
        : undefined,
  },
  {
    name: /(?:^|\.)(?:publicly_accessible|public_network_access_enabled)$/,
    says: (before, after) => off('becomes reachable from the internet', before, after, 'false'),
  },
  {
    name: /(?:^|\.)(?:block_public_\w+|ignore_public_acls|restrict_public_buckets)$/,
    says: (before, after) => off('may become public', before, after),
  },
  {
    name: /(?:^|\.)acl$/,
    says: (before, after) => (/"public-/.test(after) && !/"public-/.test(before) ? 'becomes public' : undefined),
  },
  {
    name: /(?:^|\.)(?:\w*policy(?:_document)?)$/,
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

/** What a change of one resource takes away. Of one that is new only what lets somebody in counts. */
function weakened({ address, action, attributes }: Resource): readonly Warning[] {
  if (action === 'delete' || action === 'read' || action === 'forget') return [];
  const found = new Map<string, Warning>();
  for (const { path, before, after } of attributes) {
    const says = saying(path, textOf(before), textOf(after));
    if (says !== undefined)
      found.set(says, { what: `\`${address}\` ${says}.`, evidence: evidenceOf({ path, before, after }) });
  }
  return [...found.values()];
}

const saying = (path: string, before: string, after: string): string | undefined =>
  weakenings.find(({ name }) => name.test(path))?.says(before, after);

const evidenceOf = ({ path, before, after }: Pick<AttributeChange, 'path' | 'before' | 'after'>): string =>
  `${path}: ${textOf(before) || 'nothing'} → ${textOf(after) || 'nothing'}`.slice(0, 200);

/** Replaced because somebody asked, where nothing forces it. */
function recreated(resources: readonly Resource[]): readonly Warning[] {
  const asked = resources.filter(
    ({ action, attributes, reason }) =>
      action === 'replace' &&
      reason?.includes('asked for on the command line') === true &&
      !attributes.some(({ forces }) => forces),
  );
  return asked.length === 0
    ? []
    : [
        {
          what: `${named(asked.map(({ address }) => address))} ${asked.length === 1 ? 'is' : 'are'} deleted and created again, though nothing forces it.`,
          evidence: 'asked for on the command line',
        },
      ];
}

const mostDeleted = 10;

function many(resources: readonly Resource[]): readonly Warning[] {
  const count = resources.filter(({ action }) => action === 'delete' || action === 'replace').length;
  return count <= mostDeleted ? [] : [{ what: `${count} resources go at once.`, evidence: 'by the plan' }];
}
