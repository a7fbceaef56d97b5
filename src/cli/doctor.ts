/** `holdpoint doctor [--json]`: exit 0 when nothing is wrong, else 1. */
import { extensionsAtHome } from '../setup/detect.ts';
import { examine, type Finding } from '../setup/doctor.ts';
import { readArguments } from './arguments.ts';
import type { Command } from './io.ts';
import { usageProblem } from './problems.ts';

const usage = 'holdpoint doctor [--json]';
const marks: Record<Finding['state'], string> = { ok: 'ok     ', note: 'note   ', problem: 'PROBLEM' };

export const doctorCommand: Command = async (args, io) => {
  const { values, positionals } = readArguments(args, usage, { json: { type: 'boolean' } });
  if (positionals.length > 0) throw usageProblem(`"${positionals[0]}" is one word too many.`, usage);
  const site = io.site();
  const program = { version: io.version, bundles: io.bundles, runtimes: [io.runtime] };
  const findings = await examine({
    site,
    program,
    surroundings: { extensions: extensionsAtHome(site.home) },
    processes: io.processes(),
    now: io.now().getTime(),
  });
  const healthy = findings.every(({ state }) => state !== 'problem');
  if (values.json === true) io.out(`${JSON.stringify({ healthy, findings }, null, 2)}\n`);
  else for (const { name, state, message } of findings) io.out(`${marks[state]}  ${name}: ${message}\n`);
  return healthy ? 0 : 1;
};
