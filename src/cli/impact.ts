/**
 * `holdpoint impact`: what a plan, a command by its text, or an edit of a file would do. Exit 0 when something could be
 * told, 1 when nothing could, 2 usage.
 *
 *     holdpoint impact [--json] --plan plan.json      what `terraform show -json PLANFILE` printed; `-` reads the input
 *     holdpoint impact [--json] [--cwd DIR] --edit FILE [--before OLD]      FILE as it is now, against what it was
 *     holdpoint impact [--json] [--cwd DIR] -- COMMAND
 */
import { resolve } from 'node:path';
import { firstOf } from '../base/sentence.ts';
import { bounded } from '../core/impact/bounded.ts';
import { impactOfEffects } from '../core/impact/effectImpact.ts';
import type { Impact, Resource } from '../core/impact/impact.ts';
import { readTerraformPlan } from '../core/impact/terraformPlan.ts';
import { wholeImpact } from '../core/impact/whole.ts';
import { shortPath } from '../core/paths.ts';
import { impactOfEdit } from '../core/sourceFiles/editImpact.ts';
import { effectsOf } from './answer.ts';
import { readArguments } from './arguments.ts';
import { joinWords, splitCommand } from './commandWords.ts';
import { fileText } from './fileText.ts';
import type { Command, Io } from './io.ts';
import { usageProblem } from './problems.ts';
import { type Standing, spellAdvice, spellStanding, standingOf } from './standing.ts';

const usage = 'holdpoint impact [--json] (--plan FILE | [--cwd DIR] (--edit FILE [--before OLD] | -- COMMAND))';

export const impactCommand: Command = async (args, io) => {
  const { own, command } = splitCommand(args, new Set(['--plan', '--cwd', '--edit', '--before']));
  const { values } = readArguments(own, usage, {
    json: { type: 'boolean' },
    plan: { type: 'string' },
    edit: { type: 'string' },
    before: { type: 'string' },
    cwd: { type: 'string' },
  });
  const { plan, edit, before } = values;
  if ([plan !== undefined, edit !== undefined, command.length > 0].filter(Boolean).length !== 1)
    throw usageProblem('Either a plan, a file or a command is wanted.', usage);
  if (before !== undefined && edit === undefined) throw usageProblem('"--before" goes with "--edit".', usage);
  const cwd = resolve(io.cwd, values.cwd ?? '.');
  const line = command.length > 0 ? joinWords(command, 'bash') : '';
  const effects = line === '' ? [] : effectsOf(io, line, cwd);
  const impact =
    plan !== undefined
      ? readTerraformPlan(await planText(plan, cwd, io))
      : edit !== undefined
        ? editImpact(edit, before, cwd)
        : impactOfEffects(effects);
  // Of a command only its own words are known: nobody has looked.
  const standing = standingOf({ impact: command.length > 0 ? undefined : impact, effects, line, cwd }, io);
  io.out(
    values.json === true
      ? `${JSON.stringify({ ...bounded(impact), ...standing }, null, 2)}\n`
      : spell(impact, standing),
  );
  return command.length === 0 && impact.resources.length === 0 && impact.uninspectable.length > 0 ? 1 : 0;
};

function editImpact(file: string, old: string | undefined, cwd: string): Impact {
  const path = resolve(cwd, file);
  const before = old === undefined ? undefined : fileText(resolve(cwd, old));
  const impact = impactOfEdit([{ path, before, after: fileText(path) }], cwd);
  return (
    impact ??
    wholeImpact([], [{ what: shortPath(cwd, path), why: 'It is no file whose resources Holdpoint can tell.' }])
  );
}

async function planText(file: string, cwd: string, io: Io): Promise<string> {
  if (file === '-') {
    const chunks: Buffer[] = [];
    for await (const chunk of io.stdin) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks).toString('utf8');
  }
  return fileText(resolve(cwd, file));
}

function spell({ headline, resources, uninspectable, remarks }: Impact, standing: Standing): string {
  const lines = [
    headline,
    ...spellStanding(standing),
    ...resources.map(spellResource),
    ...uninspectable.map(({ what, why }) => `  ? ${what}: ${why}`),
    ...remarks.map((remark) => `  ! ${remark}`),
    ...spellAdvice(standing),
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

/** Dependents of one resource that are named. */
const mostNamed = 20;

const named = (addresses: readonly string[]): string => firstOf(addresses, mostNamed);

const spellResource = ({ action, address, wayBack, refusedBecause, dependents, facts = [] }: Resource): string =>
  [
    `  ${marks[action]} ${address}: ${wayBack.kind}, ${wayBack.why}`,
    ...(facts.length === 0 ? [] : [`      ${facts.join('; ')}`]),
    ...(refusedBecause === undefined ? [] : [`      will be refused: ${refusedBecause}`]),
    ...(dependents.length === 0 ? [] : [`      on it: ${named(dependents.map((each) => each.address))}`]),
  ].join('\n');
