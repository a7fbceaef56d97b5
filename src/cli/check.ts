/**
 * `holdpoint check`: what a command, many commands or an edit would be answered, without any agent or gate.
 * Exit 0 allow, 3 hold, 4 deny, 2 usage.
 *
 *     holdpoint check [--json] [--cwd DIR] [--shell bash|powershell] [--] COMMAND
 *     holdpoint check --batch          JSONL in, JSONL out
 *     holdpoint check --edit FILE [--before OLD]
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { list, oneOf, optionalText, record, text } from '../base/json.ts';
import { posixQuote } from '../base/posixQuote.ts';
import { type Decision, decide } from '../core/decide.ts';
import { type Effect, unknown } from '../core/effect.ts';
import { chooseTarget } from '../core/environment.ts';
import type { Action, ShellKind, ToolCall } from '../core/toolCall.ts';
import { type ReadFile, understand } from '../core/understand.ts';
import { boundedReader } from '../platform/readFile.ts';
import { realPath } from '../platform/realPath.ts';
import { systemReason } from '../setup/problems.ts';
import { readArguments } from './arguments.ts';
import type { Command, Io } from './io.ts';
import { badLine, unreadableFile, usageProblem } from './problems.ts';

const usage =
  'holdpoint check [--json] [--cwd DIR] [--shell bash|powershell] [--] COMMAND | --batch | --edit FILE [--before OLD]';
const shells = ['bash', 'powershell'] as const;
const exitCodes: Record<Decision['kind'], number> = { allow: 0, hold: 3, deny: 4 };

export const checkCommand: Command = async (args, io) => {
  // Everything after the first word that is not a flag belongs to the command, flags included.
  const { own, command } = splitCommand(args);
  const { values } = readArguments(own, usage, {
    json: { type: 'boolean' },
    batch: { type: 'boolean' },
    cwd: { type: 'string' },
    shell: { type: 'string' },
    edit: { type: 'string' },
    before: { type: 'string' },
  });
  const ways = [values.batch === true, values.edit !== undefined, command.length > 0].filter(Boolean).length;
  if (ways !== 1)
    throw usageProblem(ways === 0 ? 'There is nothing to check.' : 'Only one thing can be checked at a time.', usage);
  if (values.before !== undefined && values.edit === undefined)
    throw usageProblem('"--before" goes with "--edit".', usage);
  const shell = shells.find((one) => one === (values.shell ?? 'bash'));
  if (shell === undefined)
    throw usageProblem(`"${values.shell}" is not a shell Holdpoint reads (${shells.join(', ')}).`, usage);
  const cwd = resolve(io.cwd, values.cwd ?? '.');
  if (values.batch === true) return batch(cwd, shell, io);
  const line = joinWords(command, shell);
  const answer =
    values.edit === undefined
      ? answerTo({ kind: 'command', line, shell }, cwd, io)
      : answerToEdit(values.edit, values.before, cwd, io);
  io.out(
    values.json === true
      ? `${JSON.stringify(values.edit === undefined ? { command: line, ...answer } : { file: values.edit, ...answer })}\n`
      : spell(answer),
  );
  return exitCodes[answer.decision];
};

interface Answer {
  readonly decision: Decision['kind'];
  readonly effects: readonly Pick<Effect, 'kind' | 'tool' | 'operation' | 'target'>[];
  readonly reasons: Decision['reasons'];
}

function effectsOf(
  action: Action,
  cwd: string,
  io: Io,
  { read = boundedReader(), prior = [] }: { readonly read?: ReadFile; readonly prior?: readonly string[] } = {},
): readonly Effect[] {
  const { home } = io.site();
  const call: ToolCall = {
    agent: 'cli',
    session: 'check',
    tool: 'check',
    cwd,
    env: chooseTarget(io.env),
    action,
    ...(prior.length === 0 ? {} : { prior }),
  };
  return understand(call, read, { home, realPath, certain: true }).effects;
}

function answerOf(effects: readonly Effect[]): Answer {
  const decision = decide(effects);
  return {
    decision: decision.kind,
    effects: effects.map(({ kind, tool, operation, target }) => ({
      kind,
      tool,
      operation,
      ...(target === undefined ? {} : { target }),
    })),
    reasons: decision.reasons,
  };
}

const answerTo = (action: Action, cwd: string, io: Io): Answer => answerOf(effectsOf(action, cwd, io));

/** FILE as it is now, against what it was: the file of the given name, or nothing. */
function answerToEdit(file: string, before: string | undefined, cwd: string, io: Io): Answer {
  const path = resolve(cwd, file);
  const content = readAll(path);
  const old = before === undefined ? undefined : readAll(resolve(cwd, before));
  const read = boundedReader();
  const asItWas = (asked: string) => {
    if (asked !== path) return read(asked);
    return old === undefined ? ({ kind: 'missing' } as const) : ({ kind: 'text', text: old } as const);
  };
  return answerOf(
    effectsOf({ kind: 'edit', edits: [{ path, change: { kind: 'write', content } }] }, cwd, io, { read: asItWas }),
  );
}

function readAll(path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
  } catch (error) {
    throw unreadableFile(path, systemReason(error));
  }
}

async function batch(cwd: string, shell: ShellKind, io: Io): Promise<number> {
  let number = 0;
  let code = 0;
  for await (const line of createInterface({ input: io.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    if (line.trim() === '') continue;
    try {
      const question = readQuestion(JSON.parse(line), cwd, shell);
      io.out(
        `${JSON.stringify({ command: question.line, ...answerOf(effectsOf({ kind: 'command', line: question.line, shell: question.shell }, question.cwd, io, question)) })}\n`,
      );
    } catch (error) {
      // Answers come in the order of the questions, so this one has an answer too: what cannot be read is held.
      const { message } = badLine(number, error instanceof Error ? error.message : String(error));
      const effect = unknown({ tool: 'check', operation: 'unreadable question', note: message });
      io.out(`${JSON.stringify({ command: null, ...answerOf([effect]) })}\n`);
      io.error(`${message}\n`);
      code = 1;
    }
  }
  return code;
}

interface Question {
  readonly line: string;
  readonly cwd: string;
  readonly shell: ShellKind;
  readonly prior: readonly string[];
}

function readQuestion(value: unknown, cwd: string, shell: ShellKind): Question {
  const asked = record(value, 'question');
  return {
    line: text(asked.command, 'command'),
    cwd: resolve(cwd, optionalText(asked.cwd, 'cwd') ?? '.'),
    shell: asked.shell === undefined ? shell : oneOf(asked.shell, shells, 'shell'),
    prior: asked.prior === undefined ? [] : list(asked.prior, 'prior').map((one) => text(one, 'prior')),
  };
}

const flagsWithValue = new Set(['--cwd', '--shell', '--edit', '--before']);

function splitCommand(args: readonly string[]): {
  readonly own: readonly string[];
  readonly command: readonly string[];
} {
  for (let index = 0; index < args.length; index++) {
    const word = args[index] ?? '';
    if (word === '--') return { own: args.slice(0, index), command: args.slice(index + 1) };
    if (flagsWithValue.has(word)) index++;
    else if (!word.startsWith('-')) return { own: args.slice(0, index), command: args.slice(index) };
  }
  return { own: args, command: [] };
}

/** One word is a line as it is; several are the words a shell has already split. */
function joinWords(words: readonly string[], shell: ShellKind): string {
  const [only, ...others] = words;
  if (only !== undefined && others.length === 0) return only;
  const quote = shell === 'bash' ? posixQuote : (word: string) => `'${word.replaceAll("'", "''")}'`;
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : quote(word))).join(' ');
}

function spell({ decision, reasons }: Answer): string {
  return `${decision}\n${reasons.map(({ rule, message }) => `  ${message} (${rule})\n`).join('')}`;
}
