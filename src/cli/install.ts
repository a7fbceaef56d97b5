/** `holdpoint install [AGENT… | --all] [--dry-run] | install --managed [AGENT…] | uninstall [AGENT…] [--dry-run]` */
import type { Agent } from '../agents/agent.ts';
import { agents } from '../agents/index.ts';
import { type FileChange, patchOf, verbOf } from '../setup/changes.ts';
import { detect, extensionsAtHome } from '../setup/detect.ts';
import {
  install,
  leaveBroken,
  leaveUneditable,
  planInstall,
  planUninstall,
  sharedFiles,
  uninstall,
} from '../setup/installation.ts';
import { hookCommand, type Site, statesOf } from '../setup/site.ts';
import { type Trust, trustOf } from '../setup/trust.ts';
import { readArguments } from './arguments.ts';
import type { Command, Io } from './io.ts';
import { nobodyFound, usageProblem } from './problems.ts';

const installUsage = 'holdpoint install [AGENT… | --all] [--dry-run], or holdpoint install --managed [AGENT…]';
const uninstallUsage = 'holdpoint uninstall [AGENT…] [--dry-run]';

/** The named ones; undefined where none is named. */
function named(positionals: readonly string[], usage: string): readonly Agent[] | undefined {
  const strange = positionals.find((id) => !agents.some((agent) => agent.id === id));
  const known = agents.map(({ id }) => id).join(', ');
  if (strange !== undefined) throw usageProblem(`"${strange}" is not an agent Holdpoint knows (${known}).`, usage);
  return positionals.length === 0 ? undefined : agents.filter(({ id }) => positionals.includes(id));
}

export const installCommand: Command = async (args, io) => {
  const { values, positionals } = readArguments(args, installUsage, {
    'dry-run': { type: 'boolean' },
    all: { type: 'boolean' },
    managed: { type: 'boolean' },
  });
  const picked = named(positionals, installUsage);
  if (values.all === true && picked !== undefined)
    throw usageProblem('Either agents are named, or --all of them are meant.', installUsage);
  const site = io.site();
  if (values.managed === true) return managed(picked ?? agents, site, io);
  // Who names agents wants these; of many, one broken file does not keep the others from being held.
  const { chosen, left } =
    picked === undefined
      ? leaveUneditable(values.all === true ? agents : found(site, io), site)
      : { chosen: picked, left: [] };
  for (const why of left) io.error(`${why}\n`);
  if (chosen.length === 0) return 1;
  const changes = planInstall(chosen, site, { version: io.version, bundles: io.bundles, runtimes: [io.runtime] });
  if (values['dry-run'] === true) return show(changes, site, io);
  install(changes, site, io.now());
  report(changes, io);
  const trusts = await Promise.all(
    chosen.map(async (agent) => [agent.id, await trustOf(agent, site, io.now().getTime())] as const),
  );
  return Math.max(result(chosen, new Map(trusts), site, io), left.length === 0 ? 0 : 1);
};

/** The agents of this machine, told with what shows them. @throws {Problem} where there is none */
function found(site: Site, io: Io): readonly Agent[] {
  const sightings = detect(site, { extensions: extensionsAtHome(site.home) });
  const others = agents.filter((agent) => !sightings.some((one) => one.agent === agent)).map(({ id }) => id);
  if (sightings.length === 0) throw nobodyFound(others);
  for (const { agent, traces } of sightings) io.out(`Found ${agent.title}: ${traces.join(', ')}.\n`);
  if (others.length > 0) io.out(`Not found, and left alone: ${others.join(', ')}.\n`);
  return sightings.map(({ agent }) => agent);
}

/** What administrators roll out, printed; nothing is written. */
function managed(chosen: readonly Agent[], site: Site, io: Io): number {
  for (const agent of chosen) {
    const files = agent.managed?.(hookCommand(site)) ?? [];
    if (files.length === 0) io.error(`${agent.title}: it has no settings of this kind, or none that are known.\n`);
    for (const { path, text } of files)
      io.out(`# ${agent.title}: ${path}\n${text.endsWith('\n') ? text : `${text}\n`}\n`);
  }
  return chosen.some((agent) => agent.managed !== undefined) ? 0 : 1;
}

export const uninstallCommand: Command = async (args, io) => {
  const { values, positionals } = readArguments(args, uninstallUsage, {
    'dry-run': { type: 'boolean' },
    // For an editor that takes the extension away: nobody is there to mend a file.
    'leave-broken': { type: 'boolean' },
  });
  const site = io.site();
  const picked = named(positionals, uninstallUsage) ?? agents;
  const { chosen, left } = values['leave-broken'] === true ? leaveBroken(picked, site) : { chosen: picked, left: [] };
  for (const why of left) io.error(`${why}\n`);
  const changes = planUninstall(chosen, site);
  const shared = sharedFiles(chosen, site);
  for (const { path, others } of shared) {
    const who = others.map(({ title }) => title).join(', ');
    io.out(
      `${path} stays: ${who} is held by it too. To let go of both: holdpoint uninstall ${ids([...chosen, ...others])}\n`,
    );
  }
  if (values['dry-run'] === true) return show(changes, site, io);
  uninstall(changes, site, io.now());
  report(changes, io);
  if (changes.length + shared.length === 0) io.out('Nothing of Holdpoint was there.\n');
  return left.length === 0 ? 0 : 1;
};

const ids = (some: readonly Agent[]) => some.map(({ id }) => id).join(' ');

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

/** Says what holds now; 1 when something beside our entries takes their power away, or when there was no place for them. */
function result(chosen: readonly Agent[], trusts: ReadonlyMap<string, Trust | undefined>, site: Site, io: Io): number {
  let code = 0;
  for (const agent of chosen) {
    const states = statesOf(agent, site);
    const faults = states.flatMap(({ path, state }) =>
      state.kind === 'installed'
        ? []
        : [`${path}: ${state.kind === 'altered' ? state.problems.join('; ') : 'the entries are not there'}`],
    );
    const trust = trusts.get(agent.id);
    if (trust?.kind === 'untrusted') faults.push(`${trust.why} ${trust.next}`.replace(/\.$/, ''));
    const why = states.length === 0 ? 'it has no settings yet in which entries could stand' : faults.join('; ');
    if (why === '') {
      io.out(`${agent.title} is held.\n`);
    } else {
      code = 1;
      io.error(`${agent.title} is not held: ${why}.\n`);
    }
    if (trust?.kind === 'unknown')
      io.out(`Note: whether ${agent.title} trusts its hooks could not be found out: ${trust.why}.\n`);
    for (const { path, state } of states) for (const text of state.notes) io.out(`Note: ${path}: ${text}.\n`);
  }
  return code;
}
