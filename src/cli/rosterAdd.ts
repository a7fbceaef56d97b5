/** `holdpoint roster add`: puts a key under a person's name, with the proof that they have it. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { appendTo } from '../agents/jsonText.ts';
import { posixQuote } from '../base/posixQuote.ts';
import { problem } from '../base/problem.ts';
import { spellEnvelope } from '../core/cosign/dsse.ts';
import { possessionOf, whyNotTheirs } from '../core/cosign/possession.ts';
import { assuranceByKind, type Key, type Person, parseRoster } from '../core/cosign/roster.ts';
import { writeFileAtomic } from '../platform/atomicFile.ts';
import { readArguments } from './arguments.ts';
import { fileText } from './fileText.ts';
import type { Io } from './io.ts';
import { spelled } from './policyCheck.ts';
import { usageProblem } from './problems.ts';
import { opensUnasked, type SshKey, signBySsh, sshKeyNamed } from './sshKeys.ts';

export const workspaceRoster = '.holdpoint/roster.json';

export const rosterUsage =
  'holdpoint roster add ID --key FILE.pub|SHA256:… [--name NAME] [--group GROUP]… [--confirmed] [--expires DATE] | list | check [--origin URL]… | export --allowed-signers; each with [--file FILE]';

const empty = '{\n  "version": 1,\n  "people": []\n}\n';
const year = 365 * 24 * 3_600_000;

const day = (at: number): string => new Date(at).toISOString().slice(0, 10);

export async function addToRoster(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments(args, rosterUsage, {
    file: { type: 'string' },
    key: { type: 'string' },
    name: { type: 'string' },
    group: { type: 'string', multiple: true },
    confirmed: { type: 'boolean' },
    expires: { type: 'string' },
  });
  const [id, ...more] = positionals;
  if (id === undefined || more.length > 0) throw usageProblem('One person is wanted, by their id.', rosterUsage);
  if (values.key === undefined) throw usageProblem('"--key" is missing: the public key to add.', rosterUsage);
  const file = values.file ?? workspaceRoster;
  const path = resolve(io.cwd, file);
  const before = existsSync(path) ? fileText(path) : empty;
  const now = io.now().getTime();
  const known = parseRoster(before, now);
  if (known.roster === undefined) {
    for (const each of known.problems) io.error(spelled(file, each));
    throw notAdded(`${file} does not count as it is.`, 'Mend what is said above.');
  }
  const { people } = known.roster;
  const index = people.findIndex((person) => person.id === id);
  const person = people[index];
  const name = person?.name ?? values.name;
  if (name === undefined) throw usageProblem(`"--name" is missing: ${id} is not on the roster yet.`, rosterUsage);
  const ssh = await sshKeyNamed(values.key, io);
  const kind = await kindOf(ssh, values.confirmed === true, io);
  const dates = { added: day(now), expires: values.expires ?? day(now + year) };
  const key = await proven({ kind, publicKey: ssh.line, ...dates, proof: noProof }, ssh, { id, name }, io);
  const groups = values.group ?? [];
  const after =
    person === undefined
      ? appendTo(before, ['people'], { id, name, groups, keys: [key] })
      : withKey(before, index, person, key, groups);
  const read = parseRoster(after, now);
  if (read.roster === undefined) {
    for (const each of read.problems) io.error(spelled(file, each));
    throw notAdded('With this key the roster would not count.', 'Look at what is said above.');
  }
  writeFileAtomic(path, after, { mode: 0o644 });
  io.out(told(file, { id, name }, key, ssh, person !== undefined));
  return 0;
}

const notAdded = (what: string, next: string) => problem('not-added', what, 'Nothing was changed.', next);

/** A key in the shape of one, before it is proven. */
const noProof: Key['proof'] = { payloadType: '-', payload: 'e30=', signatures: [{ sig: 'AA==' }] };

type SshKind = 'ssh' | 'ssh-sk' | 'ssh-confirmed';

async function kindOf(ssh: SshKey, confirmed: boolean, io: Io): Promise<SshKind> {
  if (ssh.line.startsWith('sk-')) return 'ssh-sk';
  if (!confirmed) return 'ssh';
  if (await opensUnasked(ssh, io))
    throw notAdded(
      'This key has no passphrase, so that nobody is asked when it signs.',
      'Give it one (ssh-keygen -p), or leave --confirmed out.',
    );
  return 'ssh-confirmed';
}

/** The key with the envelope by which it says whose it is. */
async function proven(key: Key, ssh: SshKey, { id, name }: Pick<Person, 'id' | 'name'>, io: Io): Promise<Key> {
  const { payloadType, payload, signed } = await possessionOf(crypto.subtle, id, key, io.now().getTime());
  const sig = await signBySsh(ssh, signed, io);
  const envelope = spellEnvelope({ payloadType, payload, keyid: ssh.id, sig });
  const proof: Key['proof'] = JSON.parse(Buffer.from(envelope).toString('utf8'));
  const made = { ...key, proof };
  const why = await whyNotTheirs(crypto.subtle, { id, name, groups: [], keys: [] }, made, []);
  if (why !== undefined) throw notAdded(why.message, 'Have its owner add it.');
  return made;
}

function withKey(text: string, index: number, { groups: in_ }: Person, key: Key, groups: readonly string[]): string {
  const more = groups.filter((group) => !in_.includes(group));
  return more.reduce(
    (changed, group) => appendTo(changed, ['people', index, 'groups'], group),
    appendTo(text, ['people', index, 'keys'], key),
  );
}

function told(file: string, { id, name }: Pick<Person, 'id' | 'name'>, key: Key, ssh: SshKey, again: boolean): string {
  const title = again ? `Another key of ${name} (${id})` : `${name} (${id}) can co-sign`;
  return [
    `${file}: ${ssh.id} is a key of ${name} (${id}) now: ${key.kind}, ${assuranceByKind[key.kind]}, until ${key.expires}.`,
    'It counts when it is on the default branch, and people have looked at it there:',
    `  git switch -c roster-${id.replace(/[^\w.-]/g, '-')}`,
    `  git add ${posixQuote(file)}`,
    `  git commit -m ${posixQuote(title)}`,
    'Then open a pull request, by the account of the person whose key it is.',
    '',
  ].join('\n');
}
