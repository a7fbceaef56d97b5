/**
 * What an edit of an infrastructure file means, by comparing its texts: which resources go or are replaced, which guards
 * are dropped, where access is widened, which secrets are written, where state and targets move, what a pipeline deploys.
 *
 * What is not told changes no more than a description: another size, another image, one replica more. It passes.
 */
import { type Finding, linesMissing, listed } from './infraFinding.ts';
import type { InfraKind } from './infraKinds.ts';
import { resourcesIn } from './infraResources.ts';
import { bare, guards, named, openings, type Pattern, tokens, widenings } from './infraTables.ts';
import { manifestFindings } from './manifestDiff.ts';
import { migrationFindings } from './migrationFiles.ts';
import { pipelineFindings } from './pipelineFiles.ts';
import { plain, withoutComments } from './plainText.ts';
import { targetFindings } from './targetKeys.ts';
import { templateFindings } from './templateDiff.ts';
import { blocksOfBoth, terraformFindings } from './terraformDiff.ts';

const count = (pattern: RegExp, text: string): number => {
  let times = 0;
  for (const _ of text.matchAll(pattern)) times += 1;
  return times;
};

/** Patterns of which one text has more than the other, by name, each once. */
const more = (patterns: readonly Pattern[], kind: InfraKind, one: string, other: string): readonly string[] => [
  ...new Set(
    patterns.flatMap(({ pattern, name, kinds }) =>
      (kinds === undefined || kinds.has(kind)) && count(pattern, one) > count(pattern, other) ? [name] : [],
    ),
  ),
];

const keeping = /\b(\w*(?:retention|deletion_window|recovery_window)\w*)"?\s*[:=]\s*"?(\d+)\b/gi;

/** How long backups, logs and deleted things are kept, where it gets less. */
function shortened(before: string, after: string): readonly string[] {
  const [was, is] = [before, after].map((text) => [...text.matchAll(keeping)]);
  if (was === undefined || is === undefined || was.length !== is.length) return [];
  return was.flatMap(([, key = '', days], index) => {
    const [, now, fewer] = is[index] ?? [];
    return key === now && Number(fewer) < Number(days) ? [`${days} days of ${key}`] : [];
  });
}

const lost = (dropped: readonly string[], opened: readonly string[]): string =>
  [
    ...(dropped.length === 0 ? [] : [`It no longer has ${listed(dropped)}.`]),
    ...(opened.length === 0 ? [] : [`It now has ${listed(opened)}.`]),
  ].join(' ');

/** Traffic that goes out is open everywhere. */
const withoutEgress = (text: string): string =>
  plain(
    text
      .replace(/\begress\s*(?:=\s*\[?\s*)?\{[^{}]*\}/g, '')
      .replace(/\b(?:route|resource\s+"aws_route")\s*(?:"\w+"\s*)?\{[^{}]*\}/g, '')
      .replace(/\bresource\s+"[\w-]+"\s+"[\w-]+"\s*\{[^{}]*type\s*=\s*"egress"[^{}]*\}/g, '')
      .replace(/\bresource\s+"aws_vpc_security_group_egress_rule"\s+"[\w-]+"\s*\{[^{}]*\}/g, '')
      .replace(/^.*(?:destination_cidr|DestinationCidrBlock|dest_range).*$/gm, '')
      .replace(/\begress:.*(?:\n(?=[ \t]|-).*)*/g, ''),
  );

const ownDiffs: Partial<Readonly<Record<InfraKind, (before: string, after: string) => readonly Finding[]>>> = {
  terraform: terraformFindings,
  kubernetes: manifestFindings,
  values: manifestFindings,
  template: templateFindings,
  pipeline: pipelineFindings,
  migration: migrationFindings,
};

/** What changes for the worse, or changes what is deployed. `elsewhere`: resources that the same call adds to other files. */
export function findings(
  kind: InfraKind,
  textBefore: string,
  textAfter: string,
  elsewhere: ReadonlySet<string> = new Set(),
): readonly Finding[] {
  const [before, after] = [plain(textBefore), plain(textAfter)];
  if (before === after) return [];
  const found: Finding[] = [];
  const kept = resourcesIn(kind, after);
  const moved = movedIn(after);
  const removed = [...resourcesIn(kind, before)].filter((each) => !kept.has(each));
  const gone = removed.filter((each) => !elsewhere.has(each) && !moved.has(each));
  if (gone.length > 0) found.push({ operation: 'remove resources', note: `It no longer describes ${listed(gone)}.` });
  const [old, now] = [withoutComments(before), withoutComments(after)];
  // Where a resource goes, what guarded it goes along and is told by it. What is new had nothing to lose.
  const stays = kind === 'terraform' ? blocksOfBoth(old, now) : now;
  const dropped = removed.length > 0 ? [] : [...more(guards, kind, old, now), ...shortened(old, now)];
  const opened = removed.length > 0 || before.trim() === '' ? [] : more(openings, kind, stays, old);
  if (dropped.length + opened.length > 0) found.push({ operation: 'drop protection', note: lost(dropped, opened) });
  const widened = more(widenings, kind, withoutEgress(now), withoutEgress(old));
  if (widened.length > 0)
    found.push({ operation: 'widen access', note: `It gives access to more: ${listed(widened)}.` });
  if (writesSecret(kind, old, now))
    found.push({ operation: 'write a secret', note: 'It seems to write a secret into the file.' });
  found.push(...(ownDiffs[kind]?.(old, now) ?? []), ...targetFindings(kind, old, now));
  return found;
}

/** `moved { from = aws_x.a }` keeps what it names. */
const movedIn = (text: string): ReadonlySet<string> =>
  new Set([...text.matchAll(/\bfrom\s*=\s*([\w.-]+)/g)].map(([, name = '']) => name));

/** Files in which people keep passwords of this machine's own databases. */
const homely: ReadonlySet<InfraKind> = new Set<InfraKind>(['compose', 'variables', 'migration', 'server', 'construct']);
/** Files in which a value needs no quotes. */
const written: ReadonlySet<InfraKind> = new Set<InfraKind>([
  'kubernetes',
  'values',
  'template',
  'playbook',
  'pipeline',
  'platform',
  'image',
]);
const sealed = /^\s*\$ANSIBLE_VAULT;|^\s*(?:sops|encryptedData)\s*:/m;
const secretBody = /^(?:data|stringData):[ \t]*\n((?:[ \t]+\S.*\n?)+)/m;

function writesSecret(kind: InfraKind, before: string, after: string): boolean {
  if (sealed.test(before) && !sealed.test(after) && after.trim() !== '') return true;
  const patterns = [...tokens, ...(homely.has(kind) ? [] : named), ...(written.has(kind) ? bare : [])];
  if (linesMissing(after, before).some((line) => isSecret(line, patterns))) return true;
  if (kind !== 'kubernetes' || sealed.test(after)) return false;
  const bodies = (text: string) =>
    text
      .split(/^---.*$/m)
      .flatMap((document) =>
        /^kind:\s*['"]?Secret['"]?\s*$/m.test(document) ? [secretBody.exec(document)?.[1] ?? ''] : [],
      );
  const old = new Set(bodies(before));
  return bodies(after).some((body) => !old.has(body) && /:\s*[^\s{$<]/.test(body));
}

const isSecret = (line: string, patterns: readonly RegExp[]): boolean =>
  line.length < 20_000 && patterns.some((pattern) => pattern.test(line));
