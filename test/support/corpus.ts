/**
 * The corpus: pairs of calls that look alike and must be told apart, one file per family, one JSON object a line.
 * `hold` must be held and `pass` must go through; both under the same files, variables and earlier calls.
 *
 *     {"hold":"terraform destroy","pass":"terraform plan -destroy"}
 *     {"hold":"bash up.sh","pass":"bash -n up.sh","files":{"/projects/app/up.sh":"terraform apply"}}
 *     {"hold":{"edit":"main.tf","before":"a = 1\n","after":"a = 2\n"},"pass":{"edit":"main.ts","after":"…"}}
 *     {"hold":{"tool":"execute_sql","server":"supabase","input":{"query":"DROP TABLE t"}},"pass":{…}}
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { type JsonRecord, list, oneOf, optionalText, record, text } from '../../src/base/json.ts';
import { decide } from '../../src/core/decide.ts';
import type { Action, ShellKind } from '../../src/core/toolCall.ts';
import { understand } from '../../src/core/understand.ts';
import { callOf, home, projects } from './understanding.ts';

/** One call, and what stood in the edited file before it. */
interface Example {
  readonly title: string;
  readonly action: Action;
  readonly files: Readonly<Record<string, string>>;
}

export interface Pair {
  readonly family: string;
  /** In its file, from 1. */
  readonly number: number;
  readonly hold: Example;
  readonly pass: Example;
  /** Absolute path → text. */
  readonly files: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  /** Earlier lines of the same shell. */
  readonly prior: readonly string[];
}

const folder = join(import.meta.dirname, '../corpus');

export const families: readonly string[] = readdirSync(folder)
  .filter((name) => name.endsWith('.jsonl'))
  .map((name) => basename(name, '.jsonl'))
  .sort();

export function pairsOf(family: string): readonly Pair[] {
  return readFileSync(join(folder, `${family}.jsonl`), 'utf8')
    .split('\n')
    .flatMap((line, index) => (line.trim() === '' ? [] : [readPair(line, family, index + 1)]));
}

/** What the reader and the built-in rules answer to one half of a pair. */
export function decisionOn({ files, env, prior }: Pair, example: Example): string {
  const world = { ...files, ...example.files };
  const call = { ...callOf(example.action, env), ...(prior.length === 0 ? {} : { prior }) };
  const { effects } = understand(
    call,
    (path) => {
      const found = world[path];
      return found === undefined ? { kind: 'missing' } : { kind: 'text', text: found };
    },
    { home, realPath: (path) => path, certain: true },
  );
  return decide(effects).kind;
}

const shells = ['bash', 'powershell'] as const;

function readPair(json: string, family: string, number: number): Pair {
  const where = `${family}.jsonl:${number}`;
  const pair = only(['hold', 'pass', 'shell', 'files', 'env', 'prior'], JSON.parse(json), where);
  const shell = oneOf(pair.shell ?? 'bash', shells, `${where} shell`);
  return {
    family,
    number,
    hold: readExample(pair.hold, shell, `${where} hold`),
    pass: readExample(pair.pass, shell, `${where} pass`),
    files: texts(pair.files, `${where} files`),
    env: texts(pair.env, `${where} env`),
    prior: list(pair.prior ?? [], `${where} prior`).map((each) => text(each, `${where} prior`)),
  };
}

function readExample(value: unknown, shell: ShellKind, where: string): Example {
  if (typeof value === 'string')
    return { title: spell(value), action: { kind: 'command', line: value, shell }, files: {} };
  const asked = only(['edit', 'before', 'after', 'server', 'tool', 'input'], value, where);
  if (asked.edit === undefined) {
    const tool = text(asked.tool, where);
    const server = optionalText(asked.server, where);
    const input = record(asked.input ?? {}, where) as JsonRecord;
    const action: Action = { kind: 'mcp', tool, input, ...(server === undefined ? {} : { server }) };
    return { title: spell(`${server ?? ''} ${tool} ${JSON.stringify(input)}`), action, files: {} };
  }
  const path = resolve(projects, text(asked.edit, where));
  const before = optionalText(asked.before, where);
  const after = optionalText(asked.after, where);
  return {
    title: spell(`${path}: ${before ?? ''} → ${after ?? 'deleted'}`),
    action: {
      kind: 'edit',
      edits: [{ path, change: after === undefined ? { kind: 'delete' } : { kind: 'write', content: after } }],
    },
    files: before === undefined ? {} : { [path]: before },
  };
}

const spell = (line: string): string => JSON.stringify(line).slice(1, -1).slice(0, 160);

function only(keys: readonly string[], value: unknown, where: string): Readonly<Record<string, unknown>> {
  const found = record(value, where);
  const stray = Object.keys(found).find((key) => !keys.includes(key));
  if (stray !== undefined) throw new Error(`${where}: "${stray}" is no part of it`);
  return found;
}

const texts = (value: unknown, where: string): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(record(value ?? {}, where)).map(([key, each]) => [key, text(each, where)]));
