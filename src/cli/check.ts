/**
 * `holdpoint check`: what a command, many commands or an edit would be answered, without any agent or gate.
 * Exit 0 allow, 3 hold, 4 deny, 2 usage, 1 for a failure, such as a policy that does not count.
 *
 *     holdpoint check [--json] [--cwd DIR] [--shell bash|powershell] [--workstation] [--policy FILE] [--] COMMAND
 *     holdpoint check [--workstation] [--policy FILE] --batch          JSONL in, JSONL out
 *     holdpoint check [--policy FILE] --edit FILE [--before OLD]
 *
 * The built-in rules answer; with `--policy` that policy does, above them.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { boundedReader } from '../platform/readFile.ts';
import { systemReason } from '../setup/problems.ts';
import { type Answer, answerer, type Question } from './answer.ts';
import { readArguments } from './arguments.ts';
import { checkBatch, shells } from './checkBatch.ts';
import { joinWords, splitCommand } from './commandWords.ts';
import { exitCodes } from './exitCodes.ts';
import type { Command } from './io.ts';
import { readPolicy } from './policyCheck.ts';
import { unreadableFile, usageProblem } from './problems.ts';

const usage =
  'holdpoint check [--json] [--cwd DIR] [--shell bash|powershell] [--workstation] [--policy FILE] [--] COMMAND | --batch | --edit FILE [--before OLD]';

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
    policy: { type: 'string' },
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
  const policy = values.policy === undefined ? undefined : readPolicy(values.policy, io).policy;
  if (values.policy !== undefined && policy === undefined) return 1;
  const answer = answerer(io, policy);
  if (values.batch === true) return checkBatch({ cwd, shell, workstation, answer }, io);
  const line = joinWords(command, shell);
  const said =
    values.edit === undefined
      ? answer({ action: { kind: 'command', line, shell }, cwd, workstation })
      : answer(editQuestion(values.edit, values.before, cwd));
  io.out(
    values.json === true
      ? `${JSON.stringify(values.edit === undefined ? { command: line, ...said } : { file: values.edit, ...said })}\n`
      : spell(said),
  );
  return exitCodes[said.decision];
};

/** FILE as it is now, against what it was: the file of the given name, or nothing. */
function editQuestion(file: string, before: string | undefined, cwd: string): Question {
  const path = resolve(cwd, file);
  const content = readAll(path);
  const old = before === undefined ? undefined : readAll(resolve(cwd, before));
  const read = boundedReader();
  const asItWas = (asked: string) => {
    if (asked !== path) return read(asked);
    return old === undefined ? ({ kind: 'missing' } as const) : ({ kind: 'text', text: old } as const);
  };
  return { action: { kind: 'edit', edits: [{ path, change: { kind: 'write', content } }] }, cwd, read: asItWas };
}

function readAll(path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
  } catch (error) {
    throw unreadableFile(path, systemReason(error));
  }
}

const flagsWithValue = new Set(['--cwd', '--shell', '--edit', '--before', '--policy']);

function spell({ decision, reasons }: Answer): string {
  return `${decision}\n${reasons.map(({ rule, message }) => `  ${message} (${rule})\n`).join('')}`;
}
