/**
 * `holdpoint policy check [FILE] [--was OLD]`: what a policy says, or what it means beside OLD. Exit 1 when it does not
 * count, or when it asks for approvals that nobody can give on the roster that lies beside it.
 */
import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { parseRoster } from '../core/cosign/roster.ts';
import { unsatisfiable } from '../core/cosign/satisfy.ts';
import { counted } from '../core/impact/nouns.ts';
import { changesBetween } from '../core/policy/changes.ts';
import { describeRule } from '../core/policy/describe.ts';
import { type Parsed, parsePolicy } from '../core/policy/parse.ts';
import type { Problem } from '../core/policy/problems.ts';
import type { Policy } from '../core/policy/shape.ts';
import { workspacePolicy } from '../gate/repositories.ts';
import { readArguments } from './arguments.ts';
import { fileText } from './fileText.ts';
import type { Io } from './io.ts';
import { usageProblem } from './problems.ts';

const usage = 'holdpoint policy check [FILE] [--was OLD]';

export const spelled = (file: string, { line, column, severity, message }: Problem): string =>
  `${file}:${line}:${column}: ${severity}: ${message}\n`;

export function checkPolicy(args: readonly string[], io: Io): number {
  const { positionals, values } = readArguments(args, usage, { was: { type: 'string' } });
  const [file = workspacePolicy, ...more] = positionals;
  if (more.length > 0) throw usageProblem('Only one policy can be checked at a time.', usage);
  const read = readPolicy(file, io);
  if (read.policy === undefined) return 1;
  const before = values.was === undefined ? undefined : readPolicy(values.was, io).policy;
  if (before === undefined && values.was !== undefined) return 1;
  const rules = read.policy.rules ?? [];
  io.out(`${file}: ${counted(rules.length, 'rule')}.\n`);
  if (before === undefined) for (const rule of rules) io.out(`  ${rule.name}: ${describeRule(rule)}\n`);
  else for (const { direction, what } of changesBetween(before, read.policy)) io.out(`  ${direction}: ${what}\n`);
  return hasItsPeople(file, read.policy, read, io) ? 0 : 1;
}

/** Without a policy when it does not count; why has been said. */
export function readPolicy(file: string, io: Io): Parsed {
  const read = parsePolicy(fileText(resolve(io.cwd, file)));
  for (const problem of read.problems) io.error(spelled(file, problem));
  return read;
}

/** Whether the roster beside a policy has the people it asks for; why not has been said. Without a roster nobody is asked. */
function hasItsPeople(file: string, policy: Policy, { place, problem }: Parsed, io: Io): boolean {
  const path = join(dirname(resolve(io.cwd, file)), 'roster.json');
  if (!existsSync(path)) return true;
  const now = io.now().getTime();
  const { roster, problems } = parseRoster(fileText(path), now);
  for (const each of problems) io.error(spelled(relative(io.cwd, path), each));
  if (roster === undefined) return false;
  const found = unsatisfiable(policy, roster, now);
  for (const { severity, message, path: at } of found) io.error(spelled(file, problem(severity, message, place(at))));
  return found.length === 0;
}
