import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mostRosterBytes, parseRoster } from '../../../src/core/cosign/roster.ts';
import { canSatisfy, unsatisfiable } from '../../../src/core/cosign/satisfy.ts';
import { parsePolicy } from '../../../src/core/policy/parse.ts';
import type { Approvals } from '../../../src/core/policy/shape.ts';
import { freshSpki, securityKeyLine, spkiOf, sshLines } from '../../support/rosterKeys.ts';

const now = Date.UTC(2026, 10, 24);
const proof = { payloadType: 'application/vnd.in-toto+json', payload: 'e30=', signatures: [{ sig: 'AA==' }] };
const dates = { added: '2026-01-01', expires: '2028-01-01', proof };

type Json = Readonly<Record<string, unknown>>;
const ssh = (publicKey: string, more: Json = {}): Json => ({ kind: 'ssh', publicKey, ...dates, ...more });
const device = (more: Json = {}): Json => ({ kind: 'device', publicKey: freshSpki(), ...dates, ...more });
const passkey = (more: Json = {}): Json => ({
  kind: 'passkey',
  publicKey: spkiOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey),
  credentialId: freshSpki(),
  rpId: 'approve.example.com',
  alg: 'ES256',
  ...dates,
  ...more,
});
const person = (id: string, groups: readonly string[], ...keys: readonly Json[]): Json => ({
  id,
  name: id.toUpperCase(),
  groups,
  keys,
});
const roster = (...people: readonly Json[]): string => JSON.stringify({ version: 1, people });
const groups = (declared: Json, ...people: readonly Json[]): string =>
  JSON.stringify({ version: 1, groups: declared, people });

describe('what is wrong with a roster', () => {
  /** Each with the text it stands at. */
  const is = (title: string, text: string, ...expected: readonly (readonly [at: string, message: string])[]) =>
    test(title, () => {
      const { roster: read, problems } = parseRoster(text, now);
      expect(problems.map(({ start, end, message }) => [text.slice(start, end), message])).toEqual(expected);
      expect(read === undefined).toBe(problems.some(({ severity }) => severity === 'error'));
    });
  const ada = (...keys: readonly Json[]) => person('ada', ['platform'], ...keys);
  const eve = (...keys: readonly Json[]) => person('eve', ['platform'], ...keys);

  is('nobody yet', roster());
  is(
    'one person with every kind of key',
    roster(
      ada(
        passkey(),
        device(),
        ssh(sshLines.ed25519),
        ssh(securityKeyLine(), { kind: 'ssh-sk' }),
        ssh(sshLines.p256, { kind: 'ssh-confirmed' }),
      ),
    ),
  );
  is('two people', roster(ada(device()), eve(device())));

  is('nothing', '', ['', 'A value is missing here.']);
  is('a comment', '{ "version": 1, /* all of us */ "people": [] }', ['/* all of us */', 'JSON has no comments.']);
  is(
    'a comma too many',
    '{ "version": 1, "people": [], }',
    ['}', 'A key in double quotes is missing here.'],
    ['}', 'A value is missing here.'],
  );
  is('YAML', 'version: 1', ['version', 'JSON has no such word.'], [':', 'A value is missing here.']);
  is('a key twice', '{ "version": 1, "people": [], "people": [] }', ['"people"', 'The key "people" is there already.']);
  is('a key twice, one of them escaped', '{ "version": 1, "people": [], "peo\\u0070le": [] }', [
    '"peo\\u0070le"',
    'The key "people" is there already.',
  ]);
  is('half a character', '{ "version": 1, "people": [], "groups": { "a": "\\ud800" } }', [
    '"\\ud800"',
    'Half a character stands in this text.',
  ]);
  is('another version', '{ "version": 2, "people": [] }', [
    '2',
    'version: expected 1: this Holdpoint knows no other version.',
  ]);
  is('an unknown key', '{ "version": 1, "peeple": [], "people": [] }', ['"peeple"', 'peeple: there is no such key.']);
  is('a list', '[]', ['[]', 'version: is missing.'], ['[]', 'people: is missing.']);

  const unknown = roster(ada(device({ kind: 'pgp' })));
  is('an unknown kind', unknown, [
    '"pgp"',
    'people[1].keys[1].kind: expected passkey, ssh-sk, ssh-confirmed, ssh or device.',
  ]);
  is('no kind', roster(person('ada', [], dates)), [JSON.stringify(dates), 'people[1].keys[1].kind: is missing.']);
  const { proof: _, ...bare } = device();
  is('no proof', roster(ada(bare)), [JSON.stringify(bare), 'people[1].keys[1].proof: is missing.']);
  is('a domain in capitals', roster(ada(passkey({ rpId: 'Example.com' }))), [
    '"Example.com"',
    'people[1].keys[1].rpId: expected a domain in small letters.',
  ]);
  is('a passkey of this machine', roster(ada(passkey({ rpId: 'localhost' }))));
  is('no such day', roster(ada(device({ expires: '2027-02-30' }))), [
    '"2027-02-30"',
    'people[1].keys[1].expires: no such date.',
  ]);
  is('an hour', roster(ada(device({ expires: '2027-02-20T10:00' }))), [
    '"2027-02-20T10:00"',
    'people[1].keys[1].expires: expected a date such as 2026-12-20.',
  ]);

  const one = device({ publicKey: 'MCowBQYDK2VwAyEAB5gD-9x1kmmZxwWFNHHV5tFsvlSOxUAp5OYbxpRpX-U' });
  is('one key under two people', roster(ada(one), eve(device(), one)), [
    `"${one.publicKey}"`,
    'This key is a key of ada as well: each belongs to one person.',
  ]);
  is('one key twice under one person', roster(ada(one, one)), [`"${one.publicKey}"`, 'This key is listed twice.']);
  // The curve's point of `sshLines.ed25519`.
  const spelled = Buffer.concat([
    Buffer.from('302a300506032b6570032100', 'hex'),
    Buffer.from(sshLines.ed25519.split(' ')[1] ?? '', 'base64').subarray(-32),
  ]).toString('base64url');
  is(
    'one key under two people, in two spellings',
    roster(ada(ssh(sshLines.ed25519)), eve(device({ publicKey: spelled }))),
    [`"${spelled}"`, 'This key is a key of ada as well: each belongs to one person.'],
  );
  is('one key with another comment', roster(ada(ssh(sshLines.p256)), eve(ssh(sshLines.p256.replace('ada', 'eve')))), [
    JSON.stringify(sshLines.p256.replace('ada', 'eve')),
    'This key is a key of ada as well: each belongs to one person.',
  ]);
  is(
    'one credential under two people',
    roster(ada(passkey({ credentialId: 'AQID' })), eve(passkey({ credentialId: 'AQID' }))),
    ['"AQID"', 'This key is a key of ada as well: each belongs to one person.'],
  );

  is('an id twice', roster(ada(device()), { ...eve(device()), id: 'Ada' }), [
    '"Ada"',
    'Another person has the id "Ada" as well.',
  ]);
  is('an id that begins like another', roster(ada(device()), { ...eve(device()), id: 'ada2' }));
  is('an id with letters of another alphabet', roster({ ...ada(device()), id: 'аda' }), [
    '"аda"',
    'people[1].id: letters, digits and . _ @ - only.',
  ]);
  is('a name twice', roster(ada(device()), { ...eve(device()), name: 'Ada' }), [
    '"Ada"',
    'Another person is called "Ada" as well: a person stands here once.',
  ]);
  is('a name that turns around', roster({ ...ada(device()), name: 'Ada\u202e' }), [
    '"Ada\u202e"',
    'people[1].name: it has characters that nobody sees.',
  ]);

  const robot = 'Bots and agents never approve: only people stand here.';
  is('a bot', roster({ ...ada(device()), id: 'deploy-bot' }), ['"deploy-bot"', robot]);
  is('GitHub’s way to name one', roster({ ...ada(device()), name: 'renovate[bot]' }), ['"renovate[bot]"', robot]);
  is('an agent', roster({ ...ada(device()), id: 'claude-code' }), ['"claude-code"', robot]);
  is('Mr Talbot', roster({ ...ada(device()), id: 'talbot', name: 'George Talbot' }));
  is('Ms Bot', roster({ ...ada(device()), id: 'jan', name: 'Jan Bot' }));
  is('Claude', roster({ ...ada(device()), id: 'claude', name: 'Claude Monet' }));

  const gone = 'ADA has no key that counts.';
  const list = (key: Json) => JSON.stringify([key]);
  const expired = device({ expires: '2026-11-24' });
  is(
    'a key that has just expired',
    roster(ada(expired)),
    [list(expired), gone],
    ['"2026-11-24"', 'This key expired on 2026-11-24, so it does not count.'],
  );
  is('a key that expires tomorrow', roster(ada(device({ expires: '2026-11-25' }))));
  const revoked = device({ revoked: '2027-01-01' });
  is(
    'a revoked key, whenever that was',
    roster(ada(revoked)),
    [list(revoked), gone],
    ['"2027-01-01"', 'This key was revoked on 2027-01-01, so it does not count.'],
  );
  is('a revoked key beside another', roster(ada(device(), device({ revoked: '2026-10-01' }))), [
    '"2026-10-01"',
    'This key was revoked on 2026-10-01, so it does not count.',
  ]);
  const early = device({ added: '2026-11-25' });
  is(
    'a key of tomorrow',
    roster(ada(early)),
    [list(early), gone],
    ['"2026-11-25"', 'This key counts from 2026-11-25 on, so it does not count.'],
  );
  is('a key of today', roster(ada(device({ added: '2026-11-24' }))));
  const turned = device({ expires: '2025-11-24' });
  is('backwards', roster(ada(turned)), [list(turned), gone], ['"2025-11-24"', 'It expires before it is added.']);
  is('nobody’s key', roster(ada()), ['[]', gone]);

  is('a group nobody is in', groups({ platform: 'Runs it.', oncall: 'Wakes up.' }, ada(device())), [
    '"Wakes up."',
    'Nobody is in the group "oncall".',
  ]);
  is(
    'a group nobody can sign for',
    groups({ platform: 'Runs it.' }, ada(expired)),
    ['"Runs it."', 'Nobody has a key that counts in the group "platform".'],
    [list(expired), gone],
    ['"2026-11-24"', 'This key expired on 2026-11-24, so it does not count.'],
  );
  is(
    'a group that is none',
    groups({ platfrom: 'Runs it.' }, ada(device())),
    ['"Runs it."', 'Nobody is in the group "platfrom".'],
    ['"platform"', 'No group is called "platform".'],
  );
  is(
    'a group that objects have by themselves',
    groups({ platform: 'Runs it.' }, ada(device()), person('eve', ['constructor'], device())),
    ['"constructor"', 'No group is called "constructor".'],
  );

  is('a key that is none', roster(ada(device({ publicKey: 'AAAA' }))), ['"AAAA"', 'This is no Ed25519 key.']);
  is('a passkey of another algorithm', roster(ada(passkey({ alg: 'RS256', publicKey: one.publicKey }))), [
    `"${one.publicKey}"`,
    'This key does not sign by RS256.',
  ]);
  is('a security key as a key that nobody touches', roster(ada(ssh(securityKeyLine()))), [
    JSON.stringify(securityKeyLine()),
    'This key lies in a security key: its kind is "ssh-sk".',
  ]);
  is('a key of a file as a security key', roster(ada(ssh(sshLines.ed25519, { kind: 'ssh-sk' }))), [
    JSON.stringify(sshLines.ed25519),
    'This is no SSH key of a security key: its line begins with "sk-".',
  ]);
  is('a private key', roster(ada(ssh('-----BEGIN OPENSSH PRIVATE KEY-----'))), [
    '"-----BEGIN OPENSSH PRIVATE KEY-----"',
    'This is a private key, which whoever reads this file has now: take it away, and never use it again.',
  ]);
});

test('too much is a problem and no work', () => {
  expect(parseRoster(' '.repeat(mostRosterBytes + 1), now).problems[0]?.message).toBe('It has at most 1024 kB.');
  expect(parseRoster('['.repeat(500_000), now).problems[0]?.message).toBe('It is nested too deep.');
  expect(parseRoster('[1,'.repeat(5_000), now).problems.length).toBeLessThanOrEqual(100);
});

test('nothing makes it throw, and every problem has its place', () => {
  const whole = groups({ platform: 'Runs it.' }, person('ada', ['platform'], passkey(), ssh(sshLines.ed25519)));
  const pieces = fc.constantFrom(
    ...whole.split(/(?=[{}[\]:,"])/),
    '"__proto__"',
    '"constructor"',
    '\ud800',
    '\\u0000',
    '//',
    '\u0000',
    '1e999',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.json(),
        fc.array(pieces, { maxLength: 60 }).map((parts) => parts.join('')),
        fc
          .tuple(fc.nat(whole.length), fc.nat(30), fc.string())
          .map(([at, length, text]) => whole.slice(0, at) + text + whole.slice(at + length)),
      ),
      (text) => {
        const { roster: read, problems } = parseRoster(text, now);
        expect(read !== undefined || problems.length > 0).toBe(true);
        for (const { start, end, line, column } of problems) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeGreaterThanOrEqual(start);
          expect(end).toBeLessThanOrEqual(text.length + 1);
          expect(line).toBeGreaterThanOrEqual(1);
          expect(column).toBeGreaterThanOrEqual(1);
        }
      },
    ),
    { numRuns: 2_000 },
  );
});

describe('who can be found', () => {
  const { roster: team } = parseRoster(
    roster(
      person('ada', ['platform', 'oncall'], device(), passkey()),
      person('bob', ['platform'], device()),
      person('cyd', ['platform'], ssh(sshLines.p256, { kind: 'ssh-confirmed' }), passkey({ revoked: '2026-01-02' })),
      person('dan', ['sleepers'], device({ expires: '2026-02-01' })),
    ),
    now,
  );
  const is = (title: string, approvals: Approvals, expected: string | true, requester?: string) =>
    test(title, () => {
      if (team === undefined) throw new Error('the roster is broken');
      const answer = canSatisfy(approvals, team, now, requester);
      expect(answer.can || answer.why).toBe(expected);
    });

  is('anybody', { count: 1 }, true);
  is('three of four, since one has no key that counts', { count: 3 }, true);
  is(
    'four of four',
    { count: 4 },
    'The roster has 4 people, and only 3 with a key of A1 that counts now: 4 more people cannot be found.',
  );
  is('a group', { count: 3, group: 'platform' }, true);
  is(
    'more than the group has',
    { count: 4, group: 'platform' },
    'The group "platform" has 3 people: 4 more people of platform cannot be found.',
  );
  is('a group nobody is in', { count: 1, group: 'security' }, 'Nobody on the roster is in the group "security".');
  is('a passkey', { count: 1, group: 'platform', assurance: 'A3' }, true);
  is(
    'two passkeys, where one is revoked and one person has two keys',
    { count: 2, group: 'platform', assurance: 'A3' },
    'The group "platform" has 3 people, and only 1 with a key of A3 that counts now: 2 more people of platform (A3) cannot be found.',
  );
  is('what a passkey is worth counts for less as well', { count: 2, group: 'platform', assurance: 'A2' }, true);
  is(
    'nobody whose key counts',
    { count: 1, group: 'sleepers' },
    'The group "sleepers" has 1 person, and none of them with a key of A1 that counts now: 1 more person of sleepers cannot be found.',
  );
  is(
    'whoever asks never co-signs',
    { count: 1, group: 'oncall' },
    'The group "oncall" has nobody besides ada: 1 more person of oncall cannot be found.',
    'ada',
  );
  is(
    'whoever asks, spelled otherwise',
    { count: 1, group: 'oncall' },
    'The group "oncall" has nobody besides ADA: 1 more person of oncall cannot be found.',
    'ADA',
  );
  is('somebody else asks', { count: 1, group: 'oncall' }, true, 'bob');

  test('rules and freezes that nobody can get past', () => {
    const { policy } = parsePolicy(
      'version: 1\nrules:\n  - { name: a, when: {}, then: hold, approvals: { count: 1 } }\n  - { name: b, when: {}, then: hold, approvals: { count: 9 } }\n  - { name: c, when: {}, then: hold }\nfreeze: [{ name: d, from: 2026-12-20, to: 2026-12-24, then: deny, except: [oncall, nobody] }]',
    );
    if (policy === undefined || team === undefined) throw new Error('they are broken');
    expect(unsatisfiable(policy, team, now).map(({ path }) => path.join('.'))).toEqual([
      'rules.1.approvals',
      'freeze.0.except.1',
    ]);
  });
});
