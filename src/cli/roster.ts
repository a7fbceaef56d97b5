/**
 * `holdpoint roster`: who may agree besides the person at the keyboard.
 *
 *     holdpoint roster add ID --key FILE.pub|SHA256:… [--name NAME] [--group GROUP]… [--confirmed] [--expires DATE]
 *     holdpoint roster list                         people, their keys, and until when these count
 *     holdpoint roster check [--origin URL]…        exit 1 when it does not count, or asks for somebody who is not there
 *     holdpoint roster export --allowed-signers     for `ssh-keygen -Y verify` of OpenSSH 9.1 and newer
 *
 * Each takes `--file FILE`; else it is `.holdpoint/roster.json` here.
 */
import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { whyNotTheirs } from '../core/cosign/possession.ts';
import { assuranceByKind, type Key, type Person, parseRoster, type Roster, whyNot } from '../core/cosign/roster.ts';
import { unsatisfiable } from '../core/cosign/satisfy.ts';
import { keyIdOf } from '../core/cosign/signature.ts';
import { approvalNamespace } from '../core/cosign/sshsig.ts';
import { counted } from '../core/impact/nouns.ts';
import { readArguments } from './arguments.ts';
import { fileText } from './fileText.ts';
import type { Command, Io } from './io.ts';
import { readPolicy, spelled } from './policyCheck.ts';
import { usageProblem } from './problems.ts';
import { addToRoster, rosterUsage, workspaceRoster } from './rosterAdd.ts';

export const rosterCommand: Command = async ([verb, ...args], io) => {
  switch (verb) {
    case 'add':
      return addToRoster(args, io);
    case 'list':
      return listRoster(args, io);
    case 'check':
      return checkRoster(args, io);
    case 'export':
      return exportRoster(args, io);
    default:
      throw usageProblem(verb === undefined ? 'What to do is missing.' : `"${verb}" is not known here.`, rosterUsage);
  }
};

/** The roster of a file; undefined when it does not count, and why has been said. */
function readRoster(file: string, io: Io): Roster | undefined {
  const { roster, problems } = parseRoster(fileText(resolve(io.cwd, file)), io.now().getTime());
  for (const problem of problems) io.error(spelled(file, problem));
  return roster;
}

async function listRoster(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments(args, rosterUsage, { file: { type: 'string' } });
  refuseWords(positionals);
  const roster = readRoster(values.file ?? workspaceRoster, io);
  if (roster === undefined) return 1;
  if (roster.people.length === 0) io.out('Nobody is on it.\n');
  for (const { id, name, groups, keys } of roster.people) {
    io.out(`${name} (${id})${groups.length === 0 ? '' : `, in ${groups.join(', ')}`}\n`);
    for (const key of keys) {
      const why = whyNot(key, io.now().getTime());
      const counts = why === undefined ? `counts until ${key.expires}` : why;
      io.out(`  ${key.kind}, ${assuranceByKind[key.kind]}, ${await keyIdOf(crypto.subtle, key)}: ${counts}\n`);
    }
  }
  return 0;
}

async function checkRoster(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments(args, rosterUsage, {
    file: { type: 'string' },
    origin: { type: 'string', multiple: true },
  });
  refuseWords(positionals);
  const file = values.file ?? workspaceRoster;
  const roster = readRoster(file, io);
  if (roster === undefined) return 1;
  const unproven = await unprovenKeys(roster, values.origin);
  for (const { id, why } of unproven) io.error(`${file}: error: ${id}: ${why}\n`);
  const lacking = unmetRules(file, roster, io);
  if (unproven.length > 0 || lacking > 0) return 1;
  const keys = roster.people.flatMap((person) => person.keys);
  io.out(
    `${file}: ${roster.people.length === 1 ? '1 person' : `${roster.people.length} people`}, ${counted(keys.length, 'key')}.\n`,
  );
  return 0;
}

interface Unproven {
  readonly person: Person;
  readonly key: Key;
  /** As envelopes name it. */
  readonly id: string;
  /** Sentences. */
  readonly why: string;
}

/** Keys whose proof does not show that they are their owner's. `origins`: of passkeys; their own domain where none is given. */
export async function unprovenKeys(
  { people }: Roster,
  origins: readonly string[] | undefined,
): Promise<readonly Unproven[]> {
  const found: Unproven[] = [];
  for (const person of people)
    for (const key of person.keys) {
      const own = key.kind === 'passkey' ? [`https://${key.rpId}`] : [];
      const why = await whyNotTheirs(crypto.subtle, person, key, origins ?? own);
      if (why !== undefined) found.push({ person, key, id: await keyIdOf(crypto.subtle, key), why: why.message });
    }
  return found;
}

/** Rules of the policy beside it that nobody can meet; each has been said. A policy that does not count is one. */
function unmetRules(file: string, roster: Roster, io: Io): number {
  const path = join(dirname(resolve(io.cwd, file)), 'policy.yaml');
  if (!existsSync(path)) return 0;
  const shown = relative(io.cwd, path);
  const { policy, problem, place } = readPolicy(shown, io);
  if (policy === undefined) return 1;
  const found = unsatisfiable(policy, roster, io.now().getTime());
  for (const { severity, message, path: at } of found) io.error(spelled(shown, problem(severity, message, place(at))));
  return found.length;
}

async function exportRoster(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments(args, rosterUsage, {
    file: { type: 'string' },
    'allowed-signers': { type: 'boolean' },
  });
  refuseWords(positionals);
  if (values['allowed-signers'] !== true)
    throw usageProblem('What to write is missing: --allowed-signers is all there is.', rosterUsage);
  const file = values.file ?? workspaceRoster;
  const roster = readRoster(file, io);
  if (roster === undefined) return 1;
  const unproven = await unprovenKeys(roster, undefined);
  for (const person of roster.people)
    for (const key of person.keys) {
      if (key.kind === 'passkey' || key.kind === 'device' || key.revoked !== undefined) continue;
      const open = unproven.find((each) => each.key === key);
      if (open === undefined) io.out(allowedSigner(person.id, key));
      else io.error(`${file}: left out: ${open.id}: ${open.why}\n`);
    }
  return 0;
}

/** A line of ALLOWED SIGNERS in ssh-keygen(1); days begin in UTC. */
function allowedSigner(id: string, { added, expires, publicKey }: Key): string {
  const day = (date: string) => `${date.replaceAll('-', '')}Z`;
  const when = `valid-after="${day(added)}",valid-before="${day(expires)}"`;
  return `${id} namespaces="${approvalNamespace}",${when} ${publicKey}\n`;
}

function refuseWords([word]: readonly string[]): void {
  if (word !== undefined) throw usageProblem(`"${word}" is too much.`, rosterUsage);
}
