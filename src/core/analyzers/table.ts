/**
 * Tools whose commands are a table. Each family's file holds tables; this reads an invocation by one.
 *
 * A table's text has a line for each kind, and behind it the commands, separated by commas:
 *
 *     read     list|ls, repo list, get
 *     change   install~, repo add
 *     local    package
 *     open     exec
 *
 * `|` separates spellings of one word; `~` marks one that keeps the tool's dry run. `local` stays on this
 * machine's scratch and has no effect; `open` starts something in which anything can be done. A longer command wins, and
 * what stands behind it is what it acts on. What the table does not name is `unknown`.
 *
 * For clouds that put nouns before verbs (`az network vnet subnet delete`), `nouns` lists the first words (`*` is
 * every word) and `verbs` has the same text for the words that decide behind them; `get-*` stands for every word that
 * begins so, `*-list` for every one that ends so.
 */
import { change, destroy, type Effect, type EffectKind, read, unknown } from '../effect.ts';
import { hole, type Invocation, shapeOf, type Word } from '../shell/invocation.ts';
import { lastOption, names, type Option, type Options, readOptions } from '../shell/options.ts';
import { peel } from '../shell/wrappers.ts';
import { type Analyzer, noteOf, placeOf, type Surroundings, spansOf, targetOf, variable } from './analyzer.ts';

export type Kind = EffectKind | 'local' | 'open';

export interface Table {
  /** The first is the `tool` of its effects. */
  readonly programs: readonly string[];
  /** Names too common to be a sign of anything in a text. */
  readonly aliases?: readonly string[];
  readonly commands: string;
  /** First words that change nothing in what follows: `gcloud beta`. */
  readonly tracks?: string;
  readonly nouns?: string;
  readonly verbs?: string;
  /** Words behind a noun that look like verbs and are nouns as well: `compute os-login ssh-keys list`. */
  readonly between?: string;
  /** Options that take the next word. */
  readonly values?: string;
  /** Options in front of the command that take none. */
  readonly switches?: string;
  /** Long options have one dash. */
  readonly oneDash?: true;
  /** Options that make a rehearsal of the commands marked with `~`. */
  readonly dry?: RegExp;
  /** Options are read by pflag: of one option given twice, the last counts. https://pkg.go.dev/github.com/spf13/pflag */
  readonly pflag?: true;
  /** What it does without a command; a print of its help, where nothing is said. */
  readonly bare?: Kind;
  /** What it does when the first word is no command, where that has a meaning of its own: `vercel ./site`. */
  readonly otherwise?: Kind;
  /** Where it acts: label, options, environment variables. */
  readonly place?: readonly (readonly [label: string, options: string, variables?: string])[];
  /** Sentences for commands, by their words. */
  readonly notes?: Readonly<Record<string, string>>;
  /** Says otherwise, where more than the command's words decide. */
  readonly unless?: (found: Found) => Verdict | undefined;
}

/** What a command turns out to be. */
export interface Verdict {
  readonly kind: Kind;
  readonly note?: string;
}

/** A command as it was given. */
export interface Found {
  readonly run: Invocation;
  readonly call: Surroundings;
  /** The command's words: `repo add`. */
  readonly operation: string;
  readonly kind: Kind;
  /** What stands behind the command. */
  readonly words: readonly Word[];
  readonly options: Options;
}

interface Node {
  kind?: Kind;
  dry?: boolean;
  readonly below: Map<string, Node>;
}

const emptyNode = (): Node => ({ below: new Map() });

function plant(text: string): Node {
  const root = emptyNode();
  for (const line of text.split('\n')) {
    const [, kind, rest = ''] = /^\s*(\w+)\s+(.*)$/.exec(line) ?? [];
    if (kind === undefined) continue;
    for (const command of rest.split(',')) addCommand(root, command.trim(), kind as Kind);
  }
  return root;
}

function addCommand(root: Node, command: string, kind: Kind): void {
  if (command === '') return;
  let nodes = [root];
  for (const part of command.split(/\s+/)) {
    nodes = nodes.flatMap((node) =>
      part.split('|').map((spelling) => {
        const name = spelling.replace(/~$/, '');
        const next = node.below.get(name) ?? emptyNode();
        if (name !== spelling) next.dry = true;
        node.below.set(name, next);
        return next;
      }),
    );
  }
  for (const node of nodes) node.kind = kind;
}

/** A command that was found in a table: how many words it has, and what it is. */
interface Hit {
  readonly length: number;
  readonly node: Node;
}

interface Grammar {
  readonly commands: Node;
  readonly tracks: ReadonlySet<string>;
  readonly nouns: ReadonlySet<string>;
  readonly between: ReadonlySet<string>;
  readonly verbs: Node;
  readonly values: ReadonlySet<string>;
  readonly switches: ReadonlySet<string>;
}

const always = '-h --help --version -v -V --verbose --debug --quiet -q --no-color --json --yes -y';

/** An analyzer for one tool. Nothing of its table is read before the tool is named. */
export function tabled(table: Table): Analyzer {
  let grammar: Grammar | undefined;
  return {
    id: table.programs[0] ?? table.aliases?.[0] ?? 'table',
    programs: table.programs,
    ...(table.aliases === undefined ? {} : { aliases: table.aliases }),
    analyze: (run, call) => {
      grammar ??= {
        commands: plant(table.commands),
        tracks: names(table.tracks ?? ''),
        nouns: names(table.nouns ?? ''),
        between: names(table.between ?? ''),
        verbs: plant(table.verbs ?? ''),
        values: names(table.values ?? ''),
        switches: names(`${always} ${table.switches ?? ''}`),
      };
      return analyze(run, call, table, grammar);
    },
  };
}

const weight: Readonly<Record<EffectKind, number>> = { read: 0, change: 1, unknown: 2, destroy: 3 };

function analyze(run: Invocation, call: Surroundings, table: Table, grammar: Grammar): readonly Effect[] {
  const first = readBy(run, call, table, grammar, grammar.values);
  // An option nobody knows may take the command, or a word of it, as its value: the heavier of both readings counts.
  const guessed = first.options.options.flatMap((option) => guessable(option, first, grammar));
  if (guessed.length === 0) return first.effects;
  const second = readBy(run, call, table, grammar, new Set([...grammar.values, ...guessed]));
  return heaviest(second.effects) > heaviest(first.effects) ? second.effects : first.effects;
}

const heaviest = (effects: readonly Effect[]): number => Math.max(-1, ...effects.map(({ kind }) => weight[kind]));

function guessable({ name, word, value }: Option, { run, last }: Reading, { switches }: Grammar): readonly string[] {
  if (value !== undefined || switches.has(name)) return [];
  const end = last === undefined ? run.args.length : run.args.indexOf(last);
  return run.args.indexOf(word) < end ? [name] : [];
}

interface Reading {
  readonly run: Invocation;
  readonly options: Options;
  /** The last word of the command. */
  readonly last: Word | undefined;
  readonly effects: readonly Effect[];
}

function readBy(
  run: Invocation,
  call: Surroundings,
  table: Table,
  grammar: Grammar,
  values: ReadonlySet<string>,
): Reading {
  const options = readOptions(run.args, { values, clusters: table.oneDash !== true });
  const skipped = options.before > 0 && grammar.tracks.has(options.words[0]?.value ?? '') ? 1 : 0;
  const words = options.words.slice(skipped, options.before);
  const hit = find(words, grammar);
  const length = hit?.length ?? 0;
  const command = words.slice(0, length);
  const said = { run, call, table, options, command, words: options.words.slice(skipped + length) };
  return { run, options, last: command.at(-1), effects: judge(said, hit?.node, words, grammar) };
}

/** `device shutdown`, `version create`: what looks by itself may be a thing, where every word may be one. */
function find(words: readonly Word[], grammar: Grammar): Hit | undefined {
  const hit = firstHit(words, grammar);
  const next = hit?.node.kind === 'read' && grammar.nouns.has('*') ? words[hit.length] : undefined;
  const verb = next?.known === true ? grammar.verbs.below.get(next.value) : undefined;
  return hit === undefined || verb === undefined || verb.kind === 'read' ? hit : { length: hit.length + 1, node: verb };
}

/** The longest command the words begin with, else the first verb behind a noun. */
function firstHit(words: readonly Word[], { commands, nouns, between, verbs }: Grammar): Hit | undefined {
  let node = commands;
  let found: Hit | undefined;
  for (const [index, word] of words.entries()) {
    const next = word.known ? node.below.get(word.value) : undefined;
    if (next === undefined) {
      // A group's command that is not known until it runs is none of the group's own.
      if (!word.known && node.below.size > 0 && node !== commands && node.kind !== undefined && node.kind !== 'destroy')
        return undefined;
      break;
    }
    node = next;
    if (node.kind !== undefined) found = { length: index + 1, node };
  }
  if (found !== undefined || !(nouns.has('*') || nouns.has(words[0]?.value ?? ''))) return found;
  for (const [index, word] of words.entries()) {
    if (index === 0) continue;
    if (!word.known) return undefined;
    const verb = between.has(word.value) ? undefined : verbOf(word.value, verbs.below);
    if (verb === undefined) continue;
    // `snapshot list`, `backup list`: the verb is a thing here.
    const next = verb.kind === 'change' ? words[index + 1] : undefined;
    const look =
      next?.known === true && /^(?:list|ls|get|show|describe)$/.test(next.value)
        ? verbs.below.get(next.value)
        : undefined;
    return look === undefined ? { length: index + 1, node: verb } : { length: index + 2, node: look };
  }
  return undefined;
}

/** A verb by its name, by its last part (`*-delete`), or by its first (`get-*`). */
function verbOf(word: string, verbs: ReadonlyMap<string, Node>): Node | undefined {
  const last = /-[a-z]+$/.exec(word)?.[0];
  const first = /^[a-z]+-/.exec(word)?.[0];
  return (
    verbs.get(word) ??
    (last === undefined ? undefined : verbs.get(`*${last}`)) ??
    (first === undefined ? undefined : verbs.get(`${first}*`))
  );
}

interface Said {
  readonly run: Invocation;
  readonly call: Surroundings;
  readonly table: Table;
  readonly options: Options;
  readonly command: readonly Word[];
  readonly words: readonly Word[];
}

function judge(said: Said, node: Node | undefined, words: readonly Word[], grammar: Grammar): readonly Effect[] {
  const { run, table, options } = said;
  const [only] = run.args;
  if (only !== undefined && run.args.length === 1 && only.known && /^(?:--version|-v|-V)$/.test(only.value))
    return [read({ ...details(said), operation: '--version' })];
  const kind = node?.kind ?? kindWithout(words, table);
  if (kind === undefined) {
    if (asksHelp(said, grammar) || words[0]?.value === 'help') return [read({ ...details(said), operation: 'help' })];
    const open = words.slice(0, 4).some(({ known }) => !known);
    const note = open ? 'Which command runs is known only when it runs.' : 'Holdpoint does not know this command.';
    const shown = { ...said, command: words.slice(0, 3), words: [] };
    return words.length === 0 && options.words.length === 0
      ? [read({ ...details(said), operation: 'help' })]
      : [unknown({ ...details(shown), note })];
  }
  if (kind !== 'open' && asksHelp(said, grammar)) return [read({ ...details(said), operation: helpOf(said) })];
  // What it runs elsewhere is an invocation of its own.
  if (kind === 'open' && (peel(run)?.length ?? 0) > 0) return [read(details(said))];
  if (node?.dry && table.dry !== undefined && rehearses(options, table.dry, table.pflag === true))
    return [read({ ...details(said), note: 'A dry run: nothing is changed.' })];
  const operation = said.command.map(({ value }) => value).join(' ') || 'run';
  const { call, words: rest } = said;
  const verdict = table.unless?.({ run, call, operation, kind, words: rest, options }) ?? { kind };
  // A command that is told by its words says itself what it does: `heroku certs:auto:enable`.
  const shown =
    node === undefined && table.otherwise === 'unknown'
      ? { ...said, command: rest.slice(0, 1), words: rest.slice(1) }
      : said;
  return effectOf(verdict, table.notes?.[operation], details(shown));
}

const helpOf = ({ command }: Said): string => [...command.map(({ value }) => value), '--help'].join(' ');

function kindWithout(words: readonly Word[], { bare, otherwise, nouns }: Table): Kind | undefined {
  if (words.length === 0) return bare;
  return nouns === undefined && words[0]?.known === true && words[0].value !== 'help' ? otherwise : undefined;
}

function effectOf({ kind, note }: Verdict, usual: string | undefined, what: Details): readonly Effect[] {
  const said = { ...what, ...noteOf(note ?? usual) };
  switch (kind) {
    case 'local':
      return [];
    case 'read':
      return [read(said)];
    case 'change':
      return [change(said)];
    case 'destroy':
      return [destroy(said)];
    case 'unknown':
      return [unknown({ ...said, note: said.note ?? 'Holdpoint does not know this command.' })];
    case 'open':
      return [unknown({ ...said, note: said.note ?? 'Opens something in which anything can be done.' })];
  }
}

/** Asked for help, before any `--`, and not as the value of another option; two that disagree do not count. */
function asksHelp({ run, table, options }: Said, { switches }: Grammar): boolean {
  const every = options.options.filter(({ name }) => /^--?(?:h|help)$/.test(name));
  const asked = table.pflag === true ? every.slice(-1) : every;
  return (
    asked.length > 0 &&
    asked.every(({ word, value }) => {
      if (value !== undefined && value.value !== 'true') return false;
      const before = run.args[run.args.indexOf(word) - 1];
      const shape = before === undefined ? '' : shapeOf(before);
      return !shape.startsWith('-') || shape.includes('=') || switches.has(shape);
    })
  );
}

/** The dry run is asked for, every time it is named, or at last, and no word could turn out to say otherwise. */
function rehearses({ options, words }: Options, dry: RegExp, pflag: boolean): boolean {
  if (words.some((word) => shapeOf(word).startsWith(hole))) return false;
  const every = options.filter(({ name }) => dry.test(name) || /^--(?:no-)?(?:dry-?run|check|preview)/.test(name));
  const named = pflag ? every.slice(-1) : every;
  return (
    named.length > 0 &&
    named.every(
      ({ name, value }) =>
        dry.test(name) &&
        (value === undefined || (value.known && /^(?:true|yes|client|server|all)$/.test(value.value))),
    )
  );
}

type Details = ReturnType<typeof details>;

const risky =
  /^--?(?:f|y|yes|force|recurse|recursive|prune|delete|all|cascade|skip-.*|auto-approve|no-.*|prod|production|live|purge.*|destroy|atomic|target|replace)$/;

function details({ run, call, table, options, command, words }: Said) {
  const places = (table.place ?? []).map(([label, wanted, variables = '']) => {
    const given = lastOption(options, ...names(wanted))?.value?.value;
    return [label, given ?? firstOf(run, call, variables)] as const;
  });
  return {
    tool: table.programs[0] ?? table.aliases?.[0] ?? run.program,
    operation: command.map(({ value }) => value).join(' ') || 'run',
    ...targetOf(
      words
        .map(({ value }) => value)
        .join(' ')
        .slice(0, 200),
    ),
    ...placeOf(run, ...places),
    spans: spansOf(run.name, ...command, ...words, ...options.options.filter(({ name }) => risky.test(name))),
  };
}

const firstOf = (run: Invocation, call: Surroundings, variables: string): string | undefined =>
  [...names(variables)].map((name) => variable(run, call, name)).find((value) => value !== undefined && value !== '');

/** Whether one of these options was given, and not as `=false`. */
export const has = ({ options }: Options, ...wanted: readonly string[]): boolean =>
  options.some(({ name, value }) => wanted.includes(name) && !/^(?:false|0|no)$/.test(value?.value ?? ''));
