/**
 * `holdpoint check`: what a command, many commands or an edit would be answered, without any agent or gate.
 * Exit 0 allow, 3 hold, 4 deny, 2 usage.
 *
 *     holdpoint check [--json] [--cwd DIR] [--shell bash|powershell] [--workstation] [--] COMMAND
 *     holdpoint check [--workstation] --batch          JSONL in, JSONL out
 *     holdpoint check --edit FILE [--before OLD]
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { boundedReader } from '../platform/readFile.ts';
import { systemReason } from '../setup/problems.ts';
import { type Answer, answerer } from './answer.ts';
import { readArguments } from './arguments.ts';
import { checkBatch, shells } from './checkBatch.ts';
import { joinWords, splitCommand } from './commandWords.ts';
import { exitCodes } from './exitCodes.ts';
import type { Command, Io } from './io.ts';
import { unreadableFile, usageProblem } from './problems.ts';

const usage =
  'holdpoint check [--json] [--cwd DIR] [--shell bash|powershell] [--workstation] [--] COMMAND | --batch | --edit FILE [--before OLD]';

export const checkCommand: Command = async (args, io) => {
  const { own, command } = splitCommand(args, flagsWithValue);
  const { values } = readArguments(own, usage, {
    json: { type: 'boolean' },
    batch: { type: 'boolean' },
    cwd: { type: 'string' },
    shell: { type: 'string' },
    edit: { type: 'string' },
    before: { type: 'string' },
    workstation: { type: 'boolean' },
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
  const workstation = values.workstation === true;
  if (values.batch === true) return checkBatch(cwd, shell, io, workstation);
  const line = joinWords(command, shell);
  const answer =
    values.edit === undefined
      ? answerer(io)({ action: { kind: 'command', line, shell }, cwd, workstation })
      : answerToEdit(values.edit, values.before, cwd, io);
  io.out(
    values.json === true
      ? `${JSON.stringify(values.edit === undefined ? { command: line, ...answer } : { file: values.edit, ...answer })}\n`
      : spell(answer),
  );
  return exitCodes[answer.decision];
};

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
  return answerer(io)({
    action: { kind: 'edit', edits: [{ path, change: { kind: 'write', content } }] },
    cwd,
    read: asItWas,
  });
}

function readAll(path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
  } catch (error) {
    throw unreadableFile(path, systemReason(error));
  }
}

const flagsWithValue = new Set(['--cwd', '--shell', '--edit', '--before']);

function spell({ decision, reasons }: Answer): string {
  return `${decision}\n${reasons.map(({ rule, message }) => `  ${message} (${rule})\n`).join('')}`;
}
