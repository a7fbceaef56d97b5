/** `holdpoint install | uninstall [AGENT…] [--dry-run]` */
import type { Agent } from '../agents/agent.ts';
import { agents } from '../agents/index.ts';
import { type FileChange, patchOf, verbOf } from '../setup/changes.ts';
import { install, planInstall, planUninstall, type Site, statesOf, uninstall } from '../setup/installation.ts';
import { readArguments } from './arguments.ts';
import type { Command, Io } from './io.ts';
import { usageProblem } from './problems.ts';

const options = { 'dry-run': { type: 'boolean' } } as const;
const names = agents.map(({ id }) => id).join(', ');

function choose(positionals: readonly string[], usage: string): readonly Agent[] {
  const strange = positionals.find((id) => !agents.some((agent) => agent.id === id));
  if (strange !== undefined) throw usageProblem(`"${strange}" is not an agent Holdpoint knows (${names}).`, usage);
  return positionals.length === 0 ? agents : agents.filter(({ id }) => positionals.includes(id));
}

export const installCommand: Command = async (args, io) => {
  const usage = 'holdpoint install [AGENT…] [--dry-run]';
  const { values, positionals } = readArguments(args, usage, options);
  const chosen = choose(positionals, usage);
  const site = io.site();
  const changes = planInstall(chosen, site, { version: io.version, bundles: io.bundles, runtimes: [io.runtime] });
  if (values['dry-run'] === true) return show(changes, site, io);
  install(changes, site, io.now());
  report(changes, io);
  return result(chosen, site, io);
};

export const uninstallCommand: Command = async (args, io) => {
  const usage = 'holdpoint uninstall [AGENT…] [--dry-run]';
  const { values, positionals } = readArguments(args, usage, options);
  const site = io.site();
  const changes = planUninstall(choose(positionals, usage), site);
  if (values['dry-run'] === true) return show(changes, site, io);
  uninstall(changes, site, io.now());
  report(changes, io);
  if (changes.length === 0) io.out('Nothing of Holdpoint was there.\n');
  return 0;
};

/** Settings as a diff, our own files by name: nobody reads a bundle. */
function show(changes: readonly FileChange[], site: Site, io: Io): number {
  if (changes.length === 0) io.out('Nothing would change.\n');
  for (const change of changes) {
    const verb = verbOf(change, { creates: 'creates', changes: 'updates', removes: 'removes' });
    io.out(change.path.startsWith(site.root) ? `${verb} ${change.path}\n` : patchOf(change));
  }
  return 0;
}

function report(changes: readonly FileChange[], io: Io): void {
  for (const change of changes)
    io.out(`${verbOf(change, { creates: 'created', changes: 'updated', removes: 'removed' })} ${change.path}\n`);
}

/** Says what holds now; 1 when something beside our entries takes their power away. */
function result(chosen: readonly Agent[], site: Site, io: Io): number {
  let code = 0;
  for (const agent of chosen) {
    for (const { path, state } of statesOf(agent, site)) {
      if (state.kind === 'installed') {
        io.out(`${agent.title} is held.\n`);
      } else {
        code = 1;
        io.error(
          `${agent.title} is not held: ${path}: ${state.kind === 'altered' ? state.problems.join('; ') : 'the entries are not there'}.\n`,
        );
      }
      for (const text of state.notes) io.out(`Note: ${path}: ${text}.\n`);
    }
  }
  return code;
}
