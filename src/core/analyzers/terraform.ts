/**
 * Terraform and OpenTofu. https://developer.hashicorp.com/terraform/cli/commands
 *
 * Handles `plan`, `apply`, `apply saved.tfplan`, `apply -destroy`, `apply -replace=ADDR`, `destroy -target=ADDR`,
 * `state rm ADDR`, `workspace delete NAME`, `init -migrate-state`, and `-chdir=DIR` before any of them; `TF_CLI_ARGS`
 * and `TF_CLI_ARGS_apply` add words to them. One dash or two, value behind `=` or in the next word. `tofu` is the same.
 *
 * A subcommand missing from the table is `unknown`, never `read`: Terraform keeps growing subcommands, and a new one
 * waits until somebody has looked at it.
 */
import { change, destroy, type Effect, read, unknown } from '../effect.ts';
import type { TerraformSubject } from '../impact/subject.ts';
import { normalize, resolvePath, shortPath } from '../paths.ts';
import { hole, type Invocation, literal, shapeOf, type Word } from '../shell/invocation.ts';
import { names, type Option, type Options, readOptions } from '../shell/options.ts';
import { type Analyzer, noteOf, placeOf, type Surroundings, spansOf, targetOf, variable } from './analyzer.ts';
import { assigned, isOwn, withSubject } from './subjects.ts';

const values = names(
  '-backend-config -backup -config -from-module -generate-config-out -lock-timeout -out -parallelism -plugin-dir -replace -state -state-out -target -exclude -target-file -exclude-file -var -var-file -filter -test-directory -junit-xml -cloud-run -platform -fs-mirror -net-mirror -type -provider -query -module-depth',
);

/** What one subcommand was given. */
interface Given {
  readonly run: Invocation;
  readonly call: Surroundings;
  /** `apply`, `state rm`. */
  readonly operation: string;
  readonly verbs: readonly Word[];
  /** What follows the subcommand. */
  readonly words: readonly Word[];
  readonly options: readonly Option[];
  readonly directory: string | undefined;
  readonly workspace: string | undefined;
}

type Judge = (given: Given) => Effect;

/** The last `-name` of an option, one dash whatever was written. */
const option = ({ options }: Given, ...wanted: readonly string[]): Option | undefined =>
  options.findLast(({ name }) => wanted.includes(name));
const all = ({ options }: Given, name: string): readonly Option[] => options.filter((found) => found.name === name);

/** A boolean flag is on unless its value says no; one that cannot be known counts as on. */
const on = (given: Given, name: string): Option | undefined => {
  const found = option(given, name);
  return found?.value !== undefined && /^(?:0|f|false)$/i.test(shapeOf(found.value)) ? undefined : found;
};

const risky = [
  '-auto-approve',
  '-force',
  '-lock',
  '-target',
  '-exclude',
  '-replace',
  '-destroy',
  '-migrate-state',
  '-force-copy',
  '-chdir',
  '-state',
  '-var-file',
];

const details = (given: Given, operation = given.operation, more: readonly Word[] = []) => ({
  tool: 'terraform',
  operation,
  ...targetOf(given.directory),
  ...placeOf(given.run, ['workspace', given.workspace]),
  spans: spansOf(given.run.name, ...given.verbs, ...given.options.filter(({ name }) => risky.includes(name)), ...more),
});

const reads: Judge = (given) => read(details(given));
const changes: Judge = (given) => change(details(given));

/** Acts on what its words name, inside the directory. */
const named =
  (make: typeof change, from = 0): Judge =>
  (given) => {
    const words = given.words.slice(from);
    return make({
      ...details(given, given.operation, words),
      ...targetOf(words.map(({ value }) => value).join(', ') || given.directory),
      ...placeOf(given.run, ['', given.directory], ['workspace', given.workspace]),
    });
  };

const targetsOf = (given: Given, name: string): string | undefined => {
  const addresses = all(given, name).flatMap(({ value }) => value?.value ?? []);
  return addresses.length === 0 ? undefined : addresses.join(', ');
};

const destroying: Judge = (given) => {
  const only = targetsOf(given, '-target');
  if (only === undefined) {
    const kept = targetsOf(given, '-exclude');
    return destroy({ ...details(given), ...noteOf(kept === undefined ? undefined : `Except ${kept}.`) });
  }
  return destroy({
    ...details(given, `${given.operation} -target`),
    target: only,
    ...placeOf(given.run, ['', given.directory], ['workspace', given.workspace]),
  });
};

const applying: Judge = (given) => {
  for (const file of all(given, '-var-file')) if (file.value !== undefined) given.call.input(file.value, given.run);
  if (on(given, '-destroy') !== undefined) {
    return option(given, '-target') === undefined
      ? destroying({ ...given, operation: 'apply -destroy' })
      : destroying({ ...given, operation: 'destroy' });
  }
  const plan = given.words.find((word) => !shapeOf(word).startsWith(hole));
  if (plan !== undefined) return applyingPlan(given, plan);
  const replaced = targetsOf(given, '-replace');
  if (replaced !== undefined) {
    return destroy({
      ...details(given, 'apply -replace'),
      target: replaced,
      ...placeOf(given.run, ['', given.directory], ['workspace', given.workspace]),
    });
  }
  const only = targetsOf(given, '-target');
  return change({
    ...details(given),
    ...noteOf(
      [
        only === undefined ? undefined : `Only ${only}, and what it depends on.`,
        'No plan was read: it may also destroy or replace.',
      ]
        .filter(Boolean)
        .join(' '),
    ),
  });
};

/** A saved plan may destroy everything: what it holds is not in the line. */
const applyingPlan = (given: Given, plan: Word): Effect => {
  const file = given.call.input(inDirectory(given, plan), given.run);
  const note =
    file.kind === 'missing'
      ? 'There is no such plan file yet.'
      : file.kind === 'refused'
        ? 'What the saved plan changes or destroys cannot be read from the line.'
        : undefined;
  return change({
    ...details(given, 'apply plan', [plan]),
    target: plan.value,
    ...placeOf(given.run, ['', given.directory], ['workspace', given.workspace]),
    ...noteOf(note),
  });
};

/** Paths on the line count from where `-chdir` leads. */
const inDirectory = ({ run, options }: Given, word: Word): Word => {
  const moved = options.findLast(({ name }) => name === '-chdir')?.value;
  const base = moved === undefined ? run.cwd : resolvePath(run.cwd, moved.value);
  const path = base === undefined ? undefined : resolvePath(base, word.value);
  return path === undefined ? word : { ...word, value: path };
};

const initializing: Judge = (given) => {
  const moving = on(given, '-migrate-state') ?? on(given, '-force-copy');
  const open = given.words.find(({ known }) => !known);
  if (moving === undefined && open !== undefined) {
    return unknown({
      ...details(given, given.operation, [open]),
      note: 'Whether it moves the state is known only when it runs.',
    });
  }
  return moving === undefined ? reads(given) : change(details(given, 'init -migrate-state'));
};

const planning: Judge = (given) => {
  for (const file of all(given, '-var-file')) if (file.value !== undefined) given.call.input(file.value, given.run);
  return reads(given);
};

const pushing: Judge = (given) => {
  const [file] = given.words;
  if (file !== undefined && file.value !== '-') given.call.input(inDirectory(given, file), given.run);
  return change(details(given, 'state push', given.words));
};

// A Map, because an object would answer to `terraform constructor`.
const subcommands: ReadonlyMap<string, Judge> = new Map<string, Judge>([
  ['apply', applying],
  ['console', reads],
  ['destroy', destroying],
  ['env', reads],
  ['env delete', named(destroy)],
  ['env list', reads],
  ['env new', named(change)],
  ['env select', named(change)],
  ['env show', reads],
  ['fmt', reads],
  ['force-unlock', changes],
  ['get', reads],
  ['graph', reads],
  ['import', named(change)],
  ['init', initializing],
  ['login', changes],
  ['logout', changes],
  ['metadata functions', reads],
  ['modules', reads],
  ['output', reads],
  ['plan', planning],
  ['providers', reads],
  ['providers lock', reads],
  ['providers mirror', reads],
  ['providers schema', reads],
  ['query', reads],
  ['refresh', changes],
  ['show', reads],
  ['state identities', reads],
  ['state list', reads],
  ['state mv', named(change)],
  ['state pull', reads],
  ['state push', pushing],
  ['state replace-provider', named(change)],
  ['state rm', named(change)],
  ['state show', reads],
  ['taint', named(change)],
  ['test', changes],
  ['untaint', named(change)],
  ['validate', reads],
  ['version', reads],
  ['workspace delete', named(destroy)],
  ['workspace list', reads],
  ['workspace new', named(change)],
  ['workspace select', named(change)],
  ['workspace show', reads],
]);

/** Subcommands that have subcommands themselves. */
const groups = new Set(['state', 'workspace', 'env', 'metadata', 'providers']);

/** Words that `TF_CLI_ARGS` and `TF_CLI_ARGS_apply` put behind the subcommand. */
function inherited(run: Invocation, call: Surroundings, operation: string): readonly Word[] {
  const suffix = operation.replaceAll(/[ -]/g, '_');
  return ['TF_CLI_ARGS', `TF_CLI_ARGS_${suffix}`].flatMap((name) => {
    const assigned = Object.hasOwn(run.assignments, name) ? run.assignments[name] : undefined;
    if (assigned !== undefined)
      return shapeOf(assigned)
        .split(/\s+/)
        .filter(Boolean)
        .map((value) => ({ ...literal(value, assigned.span), known: assigned.known }));
    return (call.env[name] ?? '')
      .split(/\s+/)
      .filter(Boolean)
      .map((value) => literal(value));
  });
}

const oneDash = ({ options }: Options): readonly Option[] =>
  options.map((found) => ({ ...found, name: found.name.replace(/^--/, '-') }));

const style = { values: new Set([...values].flatMap((name) => [name, `-${name}`])), clusters: false };

/** An address with indexes, and nothing that a shell would expand. */
const indexed = /^(?:--?(?:target|replace|exclude)=)?[\w-]+(?:\.[\w-]+)+(?:\[\d{1,3}\](?:\.[\w-]+)*)+$/;
/** Files that are looked for, for one word. */
const mostMatches = 30;

/** `a_b.c[0]` without quotes is a pattern: a shell leaves it as it is where there is no file called `a_b.c0`. */
function withAddresses(run: Invocation, call: Surroundings): Invocation {
  if (run.cwd === undefined || run.args.every(({ known }) => known)) return run;
  const args = run.args.map((word): Word => {
    if (word.known || !indexed.test(word.value)) return word;
    const files = matches(word.value);
    const literally = files.length <= mostMatches && files.every((file) => isMissing(literal(file)));
    return literally
      ? { value: word.value, known: true, ...(word.span === undefined ? {} : { span: word.span }) }
      : word;
  });
  return { ...run, args };

  function isMissing(file: Word): boolean {
    return call.input(file, run).kind === 'missing';
  }
}

/** Names that a pattern of digits in brackets stands for. */
const matches = (pattern: string): readonly string[] =>
  pattern
    .split(/\[(\d+)\]/)
    .reduce<readonly string[]>(
      (names, part, at) =>
        at % 2 === 0
          ? names.map((name) => name + part)
          : names.flatMap((name) => [...new Set(part)].map((digit) => name + digit)).slice(0, mostMatches + 1),
      [''],
    );

function analyze(given: Invocation, call: Surroundings): readonly Effect[] {
  const run = withAddresses(given, call);
  const effects = analyzed(run, call);
  return run === given ? effects : withSubject(effects, run);
}

function analyzed(run: Invocation, call: Surroundings): readonly Effect[] {
  const outer = readOptions(run.args, { ...style, values: new Set(), stops: true });
  const [verb, second, ...others] = outer.words;
  const global = oneDash(outer);
  if (verb === undefined) {
    const asks = global.some(({ name }) => /^-(?:help|h|version|v)$/.test(name));
    return asks || run.args.length === 0
      ? [read({ tool: 'terraform', operation: 'help', spans: spansOf(run.name) })]
      : [unread(run, run.args[0])];
  }
  const noun = groups.has(verb.value) && second !== undefined && !second.value.startsWith('-') ? second : undefined;
  const verbs = noun === undefined ? [verb] : [verb, noun];
  const operation = verbs.map(({ value }) => value).join(' ');
  if (verbs.some(({ known }) => !known)) return [unread(run, ...verbs)];
  const rest = noun === undefined ? outer.words.slice(1) : others;
  if (rest.some(({ value }) => /^--?(?:help|h)(?:=true)?$/.test(value)))
    return [read({ tool: 'terraform', operation: `${operation} -help`, spans: spansOf(run.name, ...verbs) })];
  const judge = subcommands.get(operation);
  const inner = readOptions([...inherited(run, call, operation), ...rest], style);
  const given: Given = {
    run,
    call,
    operation,
    verbs,
    words: inner.words,
    options: [...global, ...oneDash(inner)],
    directory: directoryOf(run, call, global),
    workspace: variable(run, call, 'TF_WORKSPACE'),
  };
  if (judge === undefined) return [unknown({ ...details(given), note: 'Holdpoint does not know this subcommand.' })];
  const effect = judge(given);
  const subject = planned.has(operation) ? subjectOf(given) : undefined;
  const folder = folderOf(run, call, given.options);
  return [
    {
      ...effect,
      ...(subject === undefined ? {} : { subject }),
      ...(folder === undefined || folder === call.cwd ? {} : { directory: folder }),
    },
  ];
}

/** Absolute; undefined where it is known only later. */
function folderOf(run: Invocation, { home }: Surroundings, options: readonly Option[]): string | undefined {
  const moved = options.findLast(({ name }) => name === '-chdir')?.value;
  if (moved === undefined) return run.cwd;
  return moved.known ? resolvePath(run.cwd, moved.value, home) : undefined;
}

/** Options that decide what is planned, and not only how it is applied. */
const shaping = names(
  '-var -var-file -target -target-file -exclude -exclude-file -replace -refresh -refresh-only -parallelism -state -allow-deferral',
);

/** What a plan tells. */
const planned = new Set(['apply', 'destroy', 'refresh']);

/** Enough to plan what would be applied, when nothing about it is known only later. */
function subjectOf(given: Given): TerraformSubject | undefined {
  const { run, words, options, call } = given;
  if (!isOwn(run)) return undefined;
  const directory = folderOf(run, call, options);
  const [saved] = words;
  const plan = saved === undefined ? undefined : resolvePath(directory, saved.value, call.home);
  if (directory === undefined || (saved !== undefined && plan === undefined)) return undefined;
  return {
    kind: 'terraform',
    program: run.name.value,
    directory,
    env: assigned(run),
    ...(plan === undefined ? {} : { plan }),
    destroy: given.operation === 'destroy' || on(given, '-destroy') !== undefined,
    flags: [
      ...(given.operation === 'refresh' ? ['-refresh-only'] : []),
      ...options
        .filter(({ name }) => shaping.has(name))
        .map(({ name, value }) => (value === undefined ? name : `${name}=${value.value}`)),
    ],
  };
}

const unread = (run: Invocation, ...words: readonly (Word | undefined)[]): Effect =>
  unknown({
    tool: 'terraform',
    operation: words.flatMap((word) => word?.value ?? []).join(' '),
    note: 'Which subcommand runs is known only when it runs.',
    spans: spansOf(run.name, ...words),
  });

function directoryOf(run: Invocation, call: Surroundings, global: readonly Option[]): string | undefined {
  const moved = global.findLast(({ name }) => name === '-chdir')?.value;
  const path = folderOf(run, call, global);
  if (path === undefined) return moved?.value;
  return shortPath(call.cwd, normalize(path));
}

export const terraform: Analyzer = {
  id: 'terraform',
  programs: ['terraform', 'tofu', 'opentofu', 'tflocal'],
  aliases: ['tf'],
  analyze,
};
