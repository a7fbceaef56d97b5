/**
 * `.holdpoint/roster.json`: who may agree besides the person at the keyboard, in which groups, by which keys. What it is
 * parsed by, what the published JSON Schema says, and what is wrong with it.
 *
 * People are counted, not keys, so that a key belongs to one of them. Nothing is verified here: whether a key is its
 * owner's is what its proof says.
 */
import * as v from 'valibot';
import type { Contradiction, Path, Problem, Read } from '../policy/problems.ts';
import { type Assurance, isDay } from '../policy/shape.ts';
import { bytesOfBase64Url } from './bytes.ts';
import { type PublicKey, readSpki, readSshKey, webauthnAlgorithms } from './publicKey.ts';
import { readStrictJson } from './strictJson.ts';

/** Characters a roster may have: a proof takes about 1.5 kB. */
export const mostRosterBytes = 1024 * 1024;
const mostPeople = 500;
const mostKeys = 20;

const said = <T>(text: string) => v.description<T, string>(text);

const text = (most = 200) =>
  v.pipe(
    v.string('expected text'),
    v.minLength(1, 'empty'),
    v.maxLength(most, 'too long'),
    v.check((value) => !/[\p{Cc}\p{Cf}]/u.test(value), 'it has characters that nobody sees'),
  );

const name = v.pipe(text(41), v.regex(/^[a-zA-Z][\w-]{0,40}$/, 'a name of letters, digits, - and _'));

const day = v.pipe(
  v.string('expected a date such as 2026-12-20'),
  v.regex(/^\d{4}-\d{2}-\d{2}$/, 'expected a date such as 2026-12-20'),
  v.check(isDay, 'no such date'),
);

const base64Url = v.pipe(
  text(2_000),
  v.check((value) => bytesOfBase64Url(value) !== undefined, 'expected base64url without padding'),
);

const proof = v.pipe(
  v.strictObject({
    payloadType: v.pipe(text(), said('The type of what was signed.')),
    payload: v.pipe(text(20_000), said('What was signed, in base64.')),
    signatures: v.pipe(
      v.array(v.looseObject({ sig: v.pipe(text(4_000), said('The signature, in base64.')) })),
      v.minLength(1, 'nobody signed it'),
      v.maxLength(1, 'only the key itself signs it'),
      said('By this key.'),
    ),
  }),
  said('A DSSE envelope by which its owner proved to have the key. `holdpoint roster add` makes it.'),
);

const everyKey = {
  added: v.pipe(day, said('It counts from the beginning of this day on, UTC.')),
  expires: v.pipe(day, said('It counts until the beginning of this day, UTC.')),
  revoked: v.optional(v.pipe(day, said('Whatever the day is, a key that has it counts no more.'))),
  proof,
};

const kindOf = <const Kind extends string>(kind: Kind, description: string) =>
  v.pipe(v.literal(kind), said(description));

const sshLine = v.pipe(text(4_000), said('One line, as in the .pub file that `ssh-keygen` writes.'));

const key = v.variant(
  'kind',
  [
    v.strictObject({
      kind: kindOf('passkey', 'A passkey, or a security key in a browser, which verifies its user: A3.'),
      publicKey: v.pipe(base64Url, said('SubjectPublicKeyInfo in DER, base64url without padding.')),
      credentialId: v.pipe(base64Url, said('As the browser named it, base64url without padding.')),
      rpId: v.pipe(
        text(253),
        v.regex(
          /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/,
          'expected a domain in small letters',
        ),
        said('The domain it was made for.'),
      ),
      alg: v.pipe(
        v.picklist(['ES256', 'EdDSA', 'RS256'], 'expected ES256, EdDSA or RS256'),
        said('How it signs. A signature by another algorithm does not count.'),
      ),
      ...everyKey,
    }),
    v.strictObject({
      kind: kindOf('ssh-sk', 'An SSH key in a security key, which has to be touched: A3.'),
      publicKey: sshLine,
      ...everyKey,
    }),
    v.strictObject({
      kind: kindOf(
        'ssh-confirmed',
        'An SSH key whose owner is asked every time, for a passphrase or by `ssh-add -c`: A2.',
      ),
      publicKey: sshLine,
      ...everyKey,
    }),
    v.strictObject({
      kind: kindOf('ssh', 'An SSH key by which any process of its owner can sign unasked: A1.'),
      publicKey: sshLine,
      ...everyKey,
    }),
    v.strictObject({
      kind: kindOf('device', 'An Ed25519 key that an editor keeps: A1.'),
      publicKey: v.pipe(base64Url, said('SubjectPublicKeyInfo in DER, base64url without padding.')),
      ...everyKey,
    }),
  ],
  'expected passkey, ssh-sk, ssh-confirmed, ssh or device',
);

const person = v.strictObject({
  id: v.pipe(
    text(64),
    v.regex(/^[a-zA-Z0-9][a-zA-Z0-9._@-]*$/, 'letters, digits and . _ @ - only'),
    said('What approvals name: an account or an address.'),
  ),
  name: v.pipe(text(100), said('What people read.')),
  groups: v.pipe(v.array(name), said('Groups that policies may ask for.')),
  keys: v.pipe(
    v.array(v.pipe(key, said('By which this person signs.'))),
    v.maxLength(mostKeys, `more than ${mostKeys} keys`),
    said('By which this person signs. Any of them will do, and all of them are one person.'),
  ),
});

/** The whole file. */
export const rosterShape = v.strictObject({
  version: v.pipe(
    v.literal(1, 'expected 1: this Holdpoint knows no other version'),
    said('The version of this format.'),
  ),
  groups: v.optional(
    v.pipe(
      v.record(name, text()),
      said('Every group, and what it is for. Where it is given, people can be in no other.'),
    ),
  ),
  people: v.pipe(
    v.array(person),
    v.maxLength(mostPeople, `more than ${mostPeople} people`),
    said('Only people: bots and agents never approve.'),
  ),
});

export type Roster = v.InferOutput<typeof rosterShape>;
export type Person = Roster['people'][number];
export type Key = Person['keys'][number];

/** What a signature by each kind of key is worth at most. */
export const assuranceByKind: Readonly<Record<Key['kind'], Assurance>> = {
  passkey: 'A3',
  'ssh-sk': 'A3',
  'ssh-confirmed': 'A2',
  ssh: 'A1',
  device: 'A1',
};

/** Why a key does not count at this moment, a clause; undefined when it does. `now`: milliseconds since the epoch. */
export function whyNot({ added, expires, revoked }: Key, now: number): string | undefined {
  if (revoked !== undefined) return `was revoked on ${revoked}`;
  if (now < Date.parse(added)) return `counts from ${added} on`;
  return now >= Date.parse(expires) ? `expired on ${expires}` : undefined;
}

export interface ParsedRoster extends Pick<Read<Roster>, 'place'> {
  /** Missing when there is an error. */
  readonly roster?: Roster;
  readonly problems: readonly Problem[];
}

/** `now`: milliseconds since the epoch. */
export function parseRoster(text: string, now: number): ParsedRoster {
  const { value, problems, problem, place } = readStrictJson(text, rosterShape, mostRosterBytes);
  if (value === undefined) return { problems, place };
  const found = [...identities(value), ...shared(value), ...keyProblems(value, now), ...groupProblems(value, now)].map(
    ({ severity, message, path }) => problem(severity, message, place(path)),
  );
  const broken = found.some(({ severity }) => severity === 'error');
  return { ...(broken ? {} : { roster: value }), problems: found.toSorted((a, b) => a.start - b.start), place };
}

/** What names itself a bot or an agent. Bot is a family's name as well, so that only an id says it in one word. */
const bot = {
  id: /(?:^|[._@-])(?:bot|claude-code|copilot|codex|cursor|gemini-cli|dependabot|renovate|github-actions)(?:$|[._@-])/i,
  name: /\[bot\]|\b(?:claude code|copilot|codex|dependabot|github actions)\b/i,
};

function identities({ people }: Roster): readonly Contradiction[] {
  const ids = new Set<string>();
  const names = new Set<string>();
  return people.flatMap(({ id, name: called }, index): readonly Contradiction[] => {
    const at = (key: string): Path => ['people', index, key];
    const [sameId, sameName] = [id.toLowerCase(), called.normalize('NFKC').toLowerCase()];
    const found: Contradiction[] = [];
    if (ids.has(sameId)) found.push(error(`Another person has the id "${id}" as well.`, at('id')));
    else if (names.has(sameName))
      found.push(warning(`Another person is called "${called}" as well: a person stands here once.`, at('name')));
    for (const [key, isBot] of Object.entries({ id: bot.id.test(id), name: bot.name.test(called) }))
      if (isBot) found.push(error('Bots and agents never approve: only people stand here.', at(key)));
    ids.add(sameId);
    names.add(sameName);
    return found;
  });
}

interface Placed {
  readonly person: Person;
  readonly key: Key;
  readonly path: Path;
}

const allKeys = ({ people }: Roster): readonly Placed[] =>
  people.flatMap((person, index) =>
    person.keys.map((key, at) => ({ person, key, path: ['people', index, 'keys', at] })),
  );

/** Whoever has a key of two people is two people. */
function shared(roster: Roster): readonly Contradiction[] {
  const owners = new Map<string, Person>();
  return allKeys(roster).flatMap(({ person, key, path }): readonly Contradiction[] => {
    const names = [
      ...('credentialId' in key ? [['credentialId', `credential ${key.credentialId}`] as const] : []),
      ['publicKey', material(key)?.material ?? key.publicKey] as const,
    ];
    return names.flatMap(([member, made]): readonly Contradiction[] => {
      const owner = owners.get(made);
      owners.set(made, owner ?? person);
      if (owner === undefined) return [];
      const whose =
        owner === person ? 'is listed twice' : `is a key of ${owner.id} as well: each belongs to one person`;
      return [error(`This key ${whose}.`, [...path, member])];
    });
  });
}

const material = ({ kind, publicKey }: Key): PublicKey | undefined =>
  kind === 'passkey' || kind === 'device' ? readSpki(publicKey) : readSshKey(publicKey);

function keyProblems(roster: Roster, now: number): readonly Contradiction[] {
  return allKeys(roster).flatMap(({ key, path }): readonly Contradiction[] => {
    const wrong = materialProblem(key);
    if (wrong !== undefined) return [error(wrong, [...path, 'publicKey'])];
    if (key.expires <= key.added) return [error('It expires before it is added.', [...path, 'expires'])];
    const why = whyNot(key, now);
    const member = key.revoked !== undefined ? 'revoked' : now < Date.parse(key.added) ? 'added' : 'expires';
    return why === undefined ? [] : [warning(`This key ${why}, so it does not count.`, [...path, member])];
  });
}

/** A sentence; undefined when the key is what its kind says. */
function materialProblem(key: Key): string | undefined {
  if (/PRIVATE KEY/.test(key.publicKey))
    return 'This is a private key, which whoever reads this file has now: take it away, and never use it again.';
  const made = material(key);
  switch (key.kind) {
    case 'passkey':
      if (made === undefined)
        return 'This is no public key Holdpoint reads: P-256, Ed25519, or RSA of 2048 bits and more.';
      return made.algorithm === webauthnAlgorithms[key.alg] ? undefined : `This key does not sign by ${key.alg}.`;
    case 'device':
      return made?.algorithm === 'ed25519' ? undefined : 'This is no Ed25519 key.';
    case 'ssh-sk':
      return made?.securityKey === true
        ? undefined
        : 'This is no SSH key of a security key: its line begins with "sk-".';
    default:
      if (made === undefined)
        return 'This is no line of an SSH key Holdpoint reads: ssh-ed25519, ecdsa-sha2-nistp256, or ssh-rsa of 2048 bits and more.';
      return made.securityKey ? 'This key lies in a security key: its kind is "ssh-sk".' : undefined;
  }
}

function groupProblems({ people, groups }: Roster, now: number): readonly Contradiction[] {
  const signs = ({ keys }: Person) => keys.some((key) => whyNot(key, now) === undefined);
  const silent = people.flatMap((person, index) =>
    signs(person) ? [] : [warning(`${person.name} has no key that counts.`, ['people', index, 'keys'])],
  );
  if (groups === undefined) return silent;
  const strange = people.flatMap((person, index) =>
    person.groups.flatMap((group, at) =>
      Object.hasOwn(groups, group) ? [] : [error(`No group is called "${group}".`, ['people', index, 'groups', at])],
    ),
  );
  const empty = Object.keys(groups).flatMap((group) => {
    const members = people.filter((person) => person.groups.includes(group));
    if (members.some(signs)) return [];
    const why = members.length === 0 ? 'Nobody is in' : 'Nobody has a key that counts in';
    return [warning(`${why} the group "${group}".`, ['groups', group])];
  });
  return [...silent, ...strange, ...empty];
}

const error = (message: string, path: Path): Contradiction => ({ severity: 'error', message, path });
const warning = (message: string, path: Path): Contradiction => ({ severity: 'warning', message, path });
