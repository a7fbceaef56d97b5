/**
 * The parts of a file that describes infrastructure: a block of Terraform, a manifest, a resource of a template, a service,
 * a job. What is the same on both sides of an edit is left out before anybody reads it, so that an edit of a long file
 * costs what it changes.
 */
import { readHcl } from '../core/analyzers/hcl.ts';
import type { InfraKind } from '../core/analyzers/infraKinds.ts';
import { applied } from '../core/analyzers/migrationFiles.ts';
import type { Span } from '../core/policy/problems.ts';

export interface Unit extends Span {
  /** The same for the same thing on both sides: `resource aws_s3_bucket logs`, `Deployment/web`, `services.db`. */
  readonly key: string;
  /** As people say it: `aws_s3_bucket.logs`, `Deployment/web`, `db`; a key that is nothing by itself between ticks. */
  readonly title: string;
}

/** Keys of YAML whose entries stand for themselves, by kind of file. */
const sections: Partial<Readonly<Record<InfraKind, RegExp>>> = {
  template: /^(?:Resources|resources)$/,
  compose: /^(?:services|volumes|networks|secrets|configs)$/,
  pipeline: /^jobs$/,
  values: /^$/,
};

/** Empty where a file has no such parts, or they cannot be told apart. */
export function unitsOf(kind: InfraKind, text: string): readonly Unit[] {
  if (kind === 'terraform') return blocks(text);
  if (kind === 'kubernetes') return manifests(text);
  const section = sections[kind];
  return section === undefined ? [] : entries(text, section);
}

function blocks(text: string): readonly Unit[] {
  return readHcl(text).blocks.map(({ type, labels, start, end }) => ({
    key: [type, ...labels].join(' '),
    title: (type === 'resource' ? labels : [type, ...labels]).join('.'),
    start,
    end,
  }));
}

function manifests(text: string): readonly Unit[] {
  const found: Unit[] = [];
  let start = 0;
  const add = (end: number) => {
    const manifest = text.slice(start, end);
    const kind = /^kind:[ \t]*["']?(\w+)/m.exec(manifest)?.[1];
    const metadata = /^metadata:[ \t]*(?:\{([^\n]*)\}|\r?\n((?:[ \t]+[^\n]*\n|[ \t]*\r?\n)*))/m.exec(`${manifest}\n`);
    const name = /(?:^|[\s{,])name:[ \t]*["']?([^\s"',}]+)/m.exec(metadata?.[1] ?? metadata?.[2] ?? '')?.[1];
    const blank = /^(?:\s*\n)*/.exec(manifest)?.[0].length ?? 0;
    if (kind !== undefined) found.push({ key: `${kind}/${name}`, title: `${kind}/${name}`, start: start + blank, end });
  };
  for (const { index, 0: line } of text.matchAll(/^---[^\n]*\n?/gm)) {
    add(index);
    start = index + line.length;
  }
  add(text.length);
  return found;
}

/** Anchors, tabs and braces at the margin tie parts together. */
const tied = /(?:^|[\s[{,:-])[&*][A-Za-z_]|^ *\t|^[{[]|\n---/m;

/** The keys at the top, and in the place of some of them what they hold. */
function entries(text: string, section: RegExp): readonly Unit[] {
  if (tied.test(text)) return [];
  const found: Unit[] = [];
  const tops = [...text.matchAll(/^["']?([A-Za-z_.$][^\n:#"']*)["']?:(?=[\s]|$)/gm)];
  for (const [index, { index: start, 1: name = '' }] of tops.entries()) {
    const end = tops[index + 1]?.index ?? text.length;
    const inner = section.test(name) ? children(text, start, end, name) : [];
    if (inner.length > 0) found.push(...inner);
    else found.push({ key: name, title: `\`${name}\``, start, end });
  }
  return found;
}

function children(text: string, from: number, to: number, section: string): readonly Unit[] {
  const body = text.slice(from, to);
  const indent = /\n( +)[^\s#]/.exec(body)?.[1];
  if (indent === undefined) return [];
  const starts = [...body.matchAll(new RegExp(`^${indent}["']?([^\\s#'"-][^\\n:'"]*)["']?:(?=\\s|$)`, 'gm'))];
  return starts.map(({ index, 1: name = '' }, at) => ({
    key: `${section}.${name}`,
    title: name,
    start: from + index,
    end: from + (starts[at + 1]?.index ?? body.length),
  }));
}

/** Both sides of an edit, without what is the same on both. */
export interface Sides {
  readonly before: string;
  readonly after: string;
}

/** Units of the whole texts as well: where they stand, and which of them both sides have and say otherwise. */
export interface Difference extends Sides {
  readonly units: readonly Unit[];
  readonly gone: readonly (Unit & { readonly text: string })[];
  readonly changed: readonly { readonly before: string; readonly after: string; readonly unit: Unit }[];
}

/** What differs; the whole of both where the file has no parts that could be left out. */
export function differenceOf(kind: InfraKind, before: string, after: string): Difference {
  if (kind === 'migration') return { ...statements(applied(before), applied(after)), units: [], gone: [], changed: [] };
  const [old, units] = [unitsOf(kind, before), unitsOf(kind, after)];
  const was = byKey(old, before);
  const is = byKey(units, after);
  const same = (own: readonly Unit[], text: string, other: ReadonlyMap<string, Keyed>) =>
    own.filter(
      (unit) =>
        !tieless.test(unit.key) &&
        other.get(unit.key)?.only === true &&
        other.get(unit.key)?.text === textOf(unit, text),
    );
  const changed = units.flatMap((unit) => {
    const then = was.get(unit.key);
    const now = is.get(unit.key);
    return then?.only === true && now?.only === true && then.text !== now.text
      ? [{ before: then.text, after: now.text, unit }]
      : [];
  });
  const gone = old.filter(({ key }) => !is.has(key)).map((unit) => ({ ...unit, text: textOf(unit, before) }));
  const unchanged = same(old, before, is);
  const kept = kind === 'kubernetes' ? tiedTo(gone, unchanged, before) : remaining(kind, unchanged);
  const away = new Set(unchanged.flatMap(({ key }) => (kept.has(key) ? [] : [key])));
  return {
    before: without(before, old, away, is),
    after: without(after, units, away, was),
    units,
    gone,
    changed,
  };
}

/** What tells a file's kind, and one part at least: a template without any resource is none. */
function remaining(kind: InfraKind, unchanged: readonly Unit[]): ReadonlySet<string> {
  if (kind === 'terraform' || kind === 'values') return new Set();
  const parts = unchanged.map(({ key }) => key);
  return new Set([
    ...parts.filter((key) => !key.includes('.')),
    ...parts.filter((key) => key.includes('.')).slice(0, 1),
  ]);
}

/** Blocks that say something of others. */
const tieless = /^(?:moved|removed|import|terraform)\b/;

interface Keyed {
  readonly text: string;
  /** No other unit has its key. */
  readonly only: boolean;
}

const textOf = ({ start, end }: Span, text: string): string => text.slice(start, end).trimEnd();

function byKey(units: readonly Unit[], text: string): ReadonlyMap<string, Keyed> {
  const found = new Map<string, Keyed>();
  for (const unit of units) found.set(unit.key, { text: textOf(unit, text), only: !found.has(unit.key) });
  return found;
}

/** What happens to an object that goes depends on others: its volume, its claim, what makes it again. */
function tiedTo(
  gone: readonly { readonly title: string; readonly text: string }[],
  others: readonly Unit[],
  text: string,
): ReadonlySet<string> {
  const names = new Set(gone.map(({ title }) => title.slice(title.indexOf('/') + 1)));
  const wordsIn = (part: string) => new Set(part.match(/[\w.-]+/g));
  const words = new Set(gone.flatMap((each) => [...wordsIn(each.text)]));
  return new Set(
    names.size === 0
      ? []
      : others
          .filter(
            (unit) =>
              words.has(unit.title.slice(unit.title.indexOf('/') + 1)) ||
              [...wordsIn(text.slice(unit.start, unit.end))].some((word) => names.has(word)),
          )
          .map(({ key }) => key),
  );
}

/** A text without units of these keys; a key that the other side has more than once stays. */
function without(
  text: string,
  units: readonly Unit[],
  away: ReadonlySet<string>,
  other: ReadonlyMap<string, Keyed>,
): string {
  let kept = '';
  let at = 0;
  for (const { key, start, end } of units) {
    if (!away.has(key) || other.get(key)?.only !== true || start < at) continue;
    kept += text.slice(at, start);
    at = end;
  }
  return kept + text.slice(at);
}

/** Words that reach beyond their statement, and quotes that are not what they seem. */
const reaching = /\brollback\b|^\s*use\s|\bdelimiter\b|\bbegin\s+atomic\b|\\['"]|^\\/im;

/** The statements that differ, and one before them: up to the first end of one that both have behind. */
function statements(before: string, after: string): Sides {
  if (reaching.test(before) || reaching.test(after)) return { before, after };
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head++;
  const [was, is] = [endsIn(before), endsIn(after)];
  const start = is.filter((end) => end <= head).at(-2) ?? 0;
  let tail = 0;
  while (tail < most - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  const old = new Set(was);
  const shift = before.length - after.length;
  const end = is.find((each) => each >= head && after.length - each <= tail && old.has(each + shift)) ?? after.length;
  return { before: before.slice(start, end + shift), after: after.slice(start, end) };
}

/** Where statements of SQL end: `;` outside of quotes, comments and bodies. */
const endsIn = (text: string): readonly number[] =>
  [
    ...text.matchAll(
      /'(?:[^']|'')*(?:'|$)|"[^"]*(?:"|$)|`[^`]*(?:`|$)|\$(\w*)\$[\s\S]*?(?:\$\1\$|$)|\/\*[\s\S]*?(?:\*\/|$)|--[^\n]*|;/g,
    ),
  ].flatMap(({ 0: found, index }) => (found === ';' ? [index + 1] : []));
