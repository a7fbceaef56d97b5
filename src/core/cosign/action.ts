/**
 * The canonical action: what people sign for, made from the call itself and never from what an agent says of it.
 *
 * A call's action carries the gate's own fingerprint, so that a signature is bound to every byte the gate compares, those
 * that nobody is shown included; beside it stands what a teammate can read and check, with secrets taken out. An action
 * that a job or a broker runs (`run`) names no directory of anybody's machine, so that both ends come to the same bytes.
 */
import * as v from 'valibot';
import { assertNever } from '../../base/assertNever.ts';
import { canonical, ShapeError } from '../../base/json.ts';
import type { Effect } from '../effect.ts';
import type { Digest, Sha256 } from '../hold/digest.ts';
import { type Fact, subjectOf } from '../hold/facts.ts';
import type { Step } from '../hold/steps.ts';
import { waysBack } from '../impact/impact.ts';
import { masker } from '../impact/masking.ts';
import { namesSecret, redact } from '../journal/redact.ts';
import type { ToolCall } from '../toolCall.ts';
import { hexOf } from './bytes.ts';
import { digestOf } from './jcs.ts';
import { sha256Shape } from './statement.ts';

const text = v.pipe(v.string(), v.maxLength(200_000));
const name = v.pipe(v.string(), v.maxLength(4_096));
const list = <T>(of: v.GenericSchema<T>, most = 1_000) => v.pipe(v.array(of), v.maxLength(most));

/** Where it acts, as far as it is known. */
const target = v.strictObject({
  provider: v.optional(name),
  account: v.optional(name),
  region: v.optional(name),
  cluster: v.optional(name),
  namespace: v.optional(name),
  workspace: v.optional(name),
  database: v.optional(name),
});

const input = v.strictObject({
  path: name,
  /** Where it really lies, where links lead elsewhere. */
  realPath: v.optional(name),
  /** Of its bytes; missing where there was nothing, or nothing that could be read. */
  sha256: v.optional(sha256Shape),
});

const step = v.strictObject({
  argv: list(text),
  cwd: name,
  /** Variables that the line sets for it. */
  env: v.record(name, text),
  /** What else was looked at when people were shown it: configuration, workspace, cluster, environment. */
  depends: list(v.strictObject({ on: name, sha256: sha256Shape })),
  /** The file that its name stands for. */
  program: v.optional(v.strictObject({ path: name, sha256: v.optional(sha256Shape) })),
});

const effect = v.strictObject({
  kind: v.picklist(['read', 'change', 'destroy', 'unknown']),
  tool: name,
  operation: text,
  target: v.optional(text),
  place: v.optional(text),
});

const everyAction = {
  v: v.literal(1),
  target,
  /** The commit it is run from. `dirtySha256`: of what is not committed. */
  repo: v.optional(v.strictObject({ remote: v.optional(name), commit: name, dirtySha256: v.optional(sha256Shape) })),
  /** The heaviest of what it does. */
  reversibility: v.picklist(waysBack),
  inputs: list(input),
  /** What could not be looked into, sentences. */
  uninspectable: list(text),
};

const everyCall = {
  ...everyAction,
  agent: name,
  tool: name,
  /** What the gate compares before it releases anything. */
  fingerprint: sha256Shape,
  /** Without symbolic links. */
  cwd: name,
  /** Variables that choose a target; of a secret only that it is set. */
  env: v.record(name, text),
  effects: list(effect),
};

/** What a request's actions are read by: nothing else may stand in them. */
export const actionShape = v.variant('kind', [
  v.strictObject({
    ...everyCall,
    kind: v.literal('exec'),
    shell: v.picklist(['bash', 'powershell']),
    line: text,
    steps: list(step),
    /** Of what ran before it in its shell, where that gives it another meaning. */
    priorSha256: v.optional(sha256Shape),
  }),
  v.strictObject({
    ...everyCall,
    kind: v.literal('file'),
    /** `sha256`: of the change, as `canonical` spells it. */
    edits: list(v.strictObject({ path: name, realPath: name, change: name, sha256: sha256Shape })),
  }),
  v.strictObject({
    ...everyCall,
    kind: v.literal('mcp'),
    server: v.optional(name),
    /** JSON of what the tool is given, secrets taken out. */
    input: text,
  }),
  v.strictObject({ ...everyCall, kind: v.literal('tool'), why: text, input: text }),
  v.strictObject({
    ...everyAction,
    kind: v.literal('run'),
    argv: v.pipe(v.array(text), v.minLength(1), v.maxLength(1_000)),
  }),
]);

export type CosignAction = v.InferOutput<typeof actionShape>;
type EveryAction = Pick<CosignAction, 'target' | 'repo' | 'reversibility'>;

/** A step, and what it depends on as it was when people looked. */
export interface ShownStep extends Step {
  readonly facts: readonly Fact[];
}

/** What the gate knows of a call when it is shown. */
export interface ShownCall extends EveryAction {
  readonly call: ToolCall;
  /** The digest of what is on screen, plans included. */
  readonly fingerprint: Digest;
  /** The call's directory without symbolic links. */
  readonly directory: string;
  readonly effects: readonly Effect[];
  /** Every file that was read to understand it, absolute. */
  readonly inputs: readonly { readonly path: string; readonly kind: 'text' | 'binary' | 'absent' | 'unread' }[];
  readonly steps: readonly ShownStep[];
}

/** How things are looked at: handed in, because core touches nothing. */
export interface Look {
  readonly sha256: Sha256;
  /** SHA-256 of a file's or a folder's bytes, lower-case hex. */
  readonly hash: (path: string) => string | undefined;
  /** Without symbolic links; itself where that cannot be told. */
  readonly realPath: (path: string) => string;
  /** The file that a program's name stands for. */
  readonly program: (name: string, cwd: string) => string | undefined;
}

/** @throws {ShapeError} for a call that needs nobody's approval. */
export function actionOf(shown: ShownCall, look: Look): CosignAction {
  const { call, directory, effects, steps } = shown;
  const common = {
    v: 1 as const,
    agent: call.agent,
    tool: call.tool,
    fingerprint: shown.fingerprint,
    cwd: directory,
    env: shownVariables(call.env),
    effects: effects.map(shownEffect),
    target: shown.target,
    ...(shown.repo === undefined ? {} : { repo: shown.repo }),
    reversibility: shown.reversibility,
    inputs: shown.inputs.map(({ path }) => lookedAt(path, look)),
    uninspectable: uninspectable(shown),
  };
  const { action } = call;
  switch (action.kind) {
    case 'command':
      return {
        ...common,
        kind: 'exec',
        shell: action.shell,
        line: redact(action.line),
        steps: steps.map((each) => shownStep(each, look)),
        ...(call.prior === undefined ? {} : { priorSha256: look.sha256(canonical(call.prior)) }),
      };
    case 'edit':
      return {
        ...common,
        kind: 'file',
        edits: action.edits.map(({ path, change }) => ({
          path,
          realPath: look.realPath(path),
          change: change.kind,
          sha256: look.sha256(canonical(change)),
        })),
      };
    case 'mcp':
      return {
        ...common,
        kind: 'mcp',
        tool: action.tool,
        ...(action.server === undefined ? {} : { server: action.server }),
        input: shownInput(action.input),
      };
    case 'opaque':
      return { ...common, kind: 'tool', why: action.why, input: shownInput(action.input) };
    case 'look':
      throw new ShapeError('action: it only looks');
    default:
      return assertNever(action);
  }
}

/** What a job or a broker runs with no shell between. `inputs`: paths from the root of the repository, and their bytes. */
export interface PlannedRun extends EveryAction {
  readonly argv: readonly string[];
  readonly inputs: readonly { readonly path: string; readonly sha256: string }[];
}

/** Both ends make it on their own, and come to the same digest where they run the same. */
export const actionOfRun = ({ argv, inputs, target, repo, reversibility }: PlannedRun): CosignAction => ({
  v: 1,
  kind: 'run',
  argv: [...argv],
  inputs: inputs
    .map(({ path, sha256 }) => ({ path, sha256 }))
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)),
  target,
  ...(repo === undefined ? {} : { repo }),
  reversibility,
  uninspectable: [],
});

/** Lower-case hex SHA-256 of each, in order: the subjects of every statement about them. @throws {ShapeError} */
export const actionDigests = (actions: readonly CosignAction[], subtle: SubtleCrypto): Promise<readonly string[]> =>
  Promise.all(actions.map(async (action) => hexOf(await digestOf(subtle, action))));

function lookedAt(path: string, { realPath, hash }: Look): v.InferOutput<typeof input> {
  const real = realPath(path);
  const sha256 = hash(path);
  return { path, ...(real === path ? {} : { realPath: real }), ...(sha256 === undefined ? {} : { sha256 }) };
}

function shownStep({ argv, cwd, env, facts }: ShownStep, look: Look): v.InferOutput<typeof step> {
  const found = look.program(argv[0] ?? '', cwd);
  const sha256 = found === undefined ? undefined : look.hash(found);
  return {
    argv: shownWords(argv),
    cwd: look.realPath(cwd),
    env: shownVariables(env),
    depends: facts.map(({ about, is }) => ({ on: subjectOf(about), sha256: look.sha256(is) })),
    ...(found === undefined
      ? {}
      : { program: { path: look.realPath(found), ...(sha256 === undefined ? {} : { sha256 }) } }),
  };
}

/** A word alone does not say that it is a secret: `--password` in front of it does. */
function shownWords(argv: readonly string[]): string[] {
  return argv.map((word, index) => {
    const before = argv[index - 1] ?? '';
    const named = /^--?[\w-]+$/.test(before) && namesSecret(before.replace(/^-+/, '')) && !word.startsWith('-');
    return named ? '***' : redact(word);
  });
}

const shownVariables = (env: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(env).map(([key, value]) => [key, namesSecret(key) ? 'set' : redact(value)]));

const shownEffect = ({ kind, tool, operation, target: to, place }: Effect): v.InferOutput<typeof effect> => ({
  kind,
  tool,
  operation: redact(operation),
  ...(to === undefined ? {} : { target: redact(to) }),
  ...(place === undefined ? {} : { place: redact(place) }),
});

function shownInput(value: unknown): string {
  const shown = masker(new Set()).show(value, undefined);
  return shown.kind === 'value' ? shown.text : '(masked)';
}

const uninspectable = ({ effects, inputs }: ShownCall): string[] => [
  ...effects.flatMap(({ kind, operation, note }) =>
    kind === 'unknown' ? [redact(note ?? `Nobody knows what ${operation} does.`)] : [],
  ),
  ...inputs.flatMap(({ kind, path }) => (kind === 'unread' ? [`${path} was not read.`] : [])),
];
