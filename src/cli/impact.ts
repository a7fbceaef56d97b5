/**
 * `holdpoint impact`: what a plan, or a command by its text, would do. Exit 0 when something could be told, 1 when
 * nothing could, 2 usage.
 *
 *     holdpoint impact [--json] --plan plan.json      what `terraform show -json PLANFILE` printed; `-` reads the input
 *     holdpoint impact [--json] [--cwd DIR] -- COMMAND
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { impactOfEffects } from '../core/impact/effectImpact.ts';
import type { Impact, Resource } from '../core/impact/impact.ts';
import { readTerraformPlan } from '../core/impact/terraformPlan.ts';
import { systemReason } from '../setup/problems.ts';
import { effectsOf } from './answer.ts';
import { readArguments } from './arguments.ts';
import { joinWords, splitCommand } from './commandWords.ts';
import type { Command, Io } from './io.ts';
import { unreadableFile, usageProblem } from './problems.ts';

const usage = 'holdpoint impact [--json] (--plan FILE | [--cwd DIR] -- COMMAND)';

export const impactCommand: Command = async (args, io) => {
  const { own, command } = splitCommand(args, new Set(['--plan', '--cwd']));
  const { values } = readArguments(own, usage, {
    json: { type: 'boolean' },
    plan: { type: 'string' },
    cwd: { type: 'string' },
  });
  if ((values.plan === undefined) === (command.length === 0))
    throw usageProblem('Either a plan or a command is wanted.', usage);
  const cwd = resolve(io.cwd, values.cwd ?? '.');
  const impact =
    values.plan === undefined
      ? impactOfEffects(effectsOf(io, joinWords(command, 'bash'), cwd))
      : readTerraformPlan(await planText(values.plan, cwd, io));
  io.out(values.json === true ? `${JSON.stringify(impact, null, 2)}\n` : spell(impact));
  return values.plan !== undefined && impact.resources.length === 0 && impact.uninspectable.length > 0 ? 1 : 0;
};

async function planText(file: string, cwd: string, io: Io): Promise<string> {
  if (file === '-') {
    const chunks: Buffer[] = [];
    for await (const chunk of io.stdin) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks).toString('utf8');
  }
  const path = resolve(cwd, file);
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw unreadableFile(path, systemReason(error));
  }
}

function spell({ headline, resources, uninspectable, remarks }: Impact): string {
  const lines = [
    headline,
    ...resources.map(spellResource),
    ...uninspectable.map(({ what, why }) => `  ? ${what}: ${why}`),
    ...remarks.map((remark) => `  ! ${remark}`),
  ];
  return `${lines.join('\n')}\n`;
}

const marks: Readonly<Record<Resource['action'], string>> = {
  create: '+  ',
  update: '~  ',
  replace: '-/+',
  delete: '-  ',
  forget: '.  ',
  import: '<  ',
  read: 'r  ',
  unknown: '?  ',
};

const spellResource = ({ action, address, wayBack, refusedBecause, dependents }: Resource): string =>
  [
    `  ${marks[action]} ${address}: ${wayBack.kind}, ${wayBack.why}`,
    ...(refusedBecause === undefined ? [] : [`      will be refused: ${refusedBecause}`]),
    ...(dependents.length === 0 ? [] : [`      on it: ${dependents.map((each) => each.address).join(', ')}`]),
  ].join('\n');
