/** `holdpoint roster`, with keys that the real `ssh-keygen` makes. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cosignTeam, hasSshKeygen } from '../support/cosignTeam.ts';
import { sshLines } from '../support/rosterKeys.ts';

const noon = Date.parse('2026-11-24T12:00:00.000Z');
const team = cosignTeam(noon);
afterAll(() => team.remove());
const roster = (...args: readonly string[]) => team.run(['roster', ...args]);

describe.skipIf(!hasSshKeygen)('people (skipped where there is no ssh-keygen: package openssh-client)', () => {
  test('an empty folder: the first person makes the file, and the commit is told', async () => {
    const key = team.keygen('ada');
    const { code, out, error } = await roster('add', 'ada', '--name', 'Ada', '--group', 'platform', '--key', key);
    expect({ code, error }).toEqual({ code: 0, error: '' });
    expect(out).toMatch(/SHA256:\S+ is a key of Ada \(ada\) now: ssh, A1, until 2027-11-24\./);
    expect(out).toMatch(/git add '\.holdpoint\/roster\.json'\n {2}git commit -m 'Ada \(ada\) can co-sign'/);
    expect(JSON.parse(team.read('.holdpoint/roster.json'))).toMatchObject({
      version: 1,
      people: [{ id: 'ada', name: 'Ada', groups: ['platform'], keys: [{ kind: 'ssh', added: '2026-11-24' }] }],
    });
    expect(await roster('check')).toEqual({ code: 0, out: '.holdpoint/roster.json: 1 person, 1 key.\n', error: '' });
  });

  test('the rest of the file stays as it is, byte for byte', async () => {
    const before = '{ "version" : 1,\n\t"people": [\n\n\t\t{"id":"zoe","name":"Zoe","groups":[],"keys":[]}\n\t]\n}\n';
    team.write('kept/roster.json', before);
    const key = team.keygen('bo');
    const added = await roster('add', 'bo', '--name', 'Bo', '--key', key, '--file', 'kept/roster.json');
    expect(added.code).toBe(0);
    const [head, tail] = before.split('"keys":[]}');
    expect(team.read('kept/roster.json').startsWith(`${head}"keys":[]},`)).toBe(true);
    expect(team.read('kept/roster.json').endsWith(tail?.trimStart() ?? '-')).toBe(true);
  });

  test('a second key is of the same person, and joins them to further groups', async () => {
    const key = team.keygen('ada-2', '-t', 'ecdsa', '-b', '256', '-N', 'a passphrase');
    const locked = await roster('add', 'ada', '--key', key, '--confirmed');
    expect(locked.error).toMatch(/ssh-keygen made no signature|passphrase/);
    expect(JSON.parse(team.read('.holdpoint/roster.json')).people[0].keys).toHaveLength(1);
    const plain = team.keygen('ada-3', '-t', 'rsa', '-b', '3072', '-N', '');
    const added = await roster('add', 'ada', '--key', plain.replace(/\.pub$/, ''), '--group', 'oncall');
    expect(added).toMatchObject({ code: 0, error: '' });
    const [ada] = JSON.parse(team.read('.holdpoint/roster.json')).people;
    expect([ada.keys.length, ada.groups]).toEqual([2, ['platform', 'oncall']]);
  });

  test('--confirmed is refused for a key without a passphrase', async () => {
    const key = team.keygen('bare');
    const { code, error } = await roster('add', 'bo', '--name', 'Bo', '--key', key, '--confirmed');
    expect({ code, error }).toEqual({ code: 1, error: expect.stringMatching(/This key has no passphrase/) });
  });

  test('a key that only the SSH agent has, by its fingerprint and by its comment', async () => {
    const key = team.keygen('held');
    const fingerprint = execFileSync('ssh-keygen', ['-lf', key], { encoding: 'utf8' }).split(' ')[1] ?? '';
    const socket = team.at('ssh.sock');
    const keeper = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
    try {
      await expect.poll(() => existsSync(socket), { timeout: 5_000 }).toBe(true);
      const env = { SSH_AUTH_SOCK: socket };
      const all = { env: { ...team.env, ...env } };
      execFileSync('ssh-add', ['-q', team.at('held')], all);
      execFileSync('rm', [team.at('held'), key]);
      const by = (word: string, file: string) =>
        team.run(['roster', 'add', 'cy', '--name', 'Cy', '--key', word, '--file', file], { env });
      expect(await by(fingerprint, 'agent-1.json')).toMatchObject({ code: 0, error: '' });
      expect(await by('held@example.com', 'agent-2.json')).toMatchObject({ code: 0, error: '' });
      expect((await by('SHA256:none', 'agent-3.json')).error).toMatch(/The SSH agent has no key SHA256:none/);
    } finally {
      keeper.kill();
    }
  });

  test("another person's key is refused, and nothing is written", async () => {
    const before = team.read('.holdpoint/roster.json');
    const { code, error } = await roster('add', 'eve', '--name', 'Eve', '--key', team.at('ada.pub'));
    expect(code).toBe(1);
    expect(error).toMatch(/is a key of ada as well: each belongs to one person/);
    expect(team.read('.holdpoint/roster.json')).toBe(before);
  });

  test('a public key whose private half is elsewhere cannot be added', async () => {
    team.write('stolen.pub', `${sshLines.ed25519}\n`);
    const { code, error } = await roster('add', 'eve', '--name', 'Eve', '--key', team.at('stolen.pub'));
    expect({ code, error }).toEqual({ code: 1, error: expect.stringMatching(/ssh-keygen made no signature/) });
  });

  test.each([
    ['a weak key', sshLines.rsa1024],
    ['a curve nobody checks', sshLines.p384],
    ['a private key', '-----BEGIN OPENSSH PRIVATE KEY-----'],
  ])('%s is refused', async (_, line) => {
    team.write('weak.pub', `${line}\n`);
    const { code, error } = await roster('add', 'eve', '--name', 'Eve', '--key', team.at('weak.pub'));
    expect({ code, error }).toEqual({ code: 1, error: expect.stringMatching(/no public key that counts/) });
  });

  describe('check', () => {
    const changed = (file: string, change: (roster: { people: { id: string; keys: object[] }[] }) => void) => {
      const value = JSON.parse(team.read('.holdpoint/roster.json'));
      change(value);
      team.write(file, JSON.stringify(value));
      return roster('check', '--file', file);
    };
    test('finds a key under the name of somebody else', async () => {
      const found = await changed('check/a.json', ({ people: [first] }) => {
        if (first !== undefined) first.id = 'mallory';
      });
      expect(found).toMatchObject({ code: 1, error: expect.stringMatching(/without a proof that it is theirs/) });
    });
    test('finds one key of two people', async () => {
      const found = await changed('check/b.json', ({ people }) => {
        people.push({ ...people[0], id: 'bo', keys: people[0]?.keys ?? [] });
      });
      expect(found).toMatchObject({ code: 1, error: expect.stringMatching(/is a key of ada as well/) });
    });
    test('tells what has expired', async () => {
      const { code, error } = await team.run(['roster', 'check'], { now: Date.parse('2028-01-01') });
      expect({ code, error }).toEqual({ code: 0, error: expect.stringMatching(/This key expired on 2027-11-24/) });
    });
    test('finds a rule that nobody can meet', async () => {
      const asks = (count: number) =>
        `version: 1\nrules:\n  - { name: two, when: {}, then: hold, approvals: { count: ${count}, group: platform } }\n`;
      team.write('.holdpoint/policy.yaml', asks(1));
      expect(await roster('check')).toMatchObject({ code: 0 });
      team.write('.holdpoint/policy.yaml', asks(2));
      const { code, error } = await roster('check');
      expect({ code, error }).toEqual({
        code: 1,
        error: expect.stringMatching(/policy\.yaml:3:\d+: error: .*cannot be found/),
      });
    });
  });

  test('list tells keys and until when they count', async () => {
    const { out } = await roster('list');
    expect(out).toMatch(/^Ada \(ada\), in platform, oncall\n {2}ssh, A1, SHA256:\S+: counts until 2027-11-24\n/);
  });

  describe('export --allowed-signers, as ssh-keygen reads it', () => {
    const namespace = 'holdpoint-approval@v1';
    let signature: string;
    const verify = (file: string, ...more: readonly string[]) =>
      spawnSync('ssh-keygen', ['-Y', 'verify', '-f', file, '-I', 'ada', '-n', namespace, '-s', signature, ...more], {
        input: 'words',
        encoding: 'utf8',
      });
    const at = (day: string) => ['-O', `verify-time=${day}`];
    beforeAll(async () => {
      const { code, out, error } = await roster('export', '--allowed-signers');
      expect({ code, error }).toEqual({ code: 0, error: '' });
      team.write('allowed', out);
      const signed = (name: string) =>
        execFileSync('ssh-keygen', ['-Y', 'sign', '-n', name, '-f', team.at('ada')], { input: 'words', stdio: 'pipe' });
      signature = team.write('words.sig', signed(namespace));
      team.write('git.sig', signed('git'));
    });
    test('takes what the person signed', () =>
      expect(verify(team.at('allowed'), ...at('20261201')).stdout).toMatch(/^Good "holdpoint-approval@v1" signature/));
    test('not under another namespace', () => {
      const found = spawnSync(
        'ssh-keygen',
        [
          '-Y',
          'verify',
          '-f',
          team.at('allowed'),
          '-I',
          'ada',
          '-n',
          'git',
          '-s',
          team.at('git.sig'),
          ...at('20261201'),
        ],
        { input: 'words' },
      );
      expect(found.status).not.toBe(0);
    });
    test('not when the key has expired', () =>
      expect(verify(team.at('allowed'), ...at('20271125')).status).not.toBe(0));
    test('not of a key that was revoked', async () => {
      const value = JSON.parse(team.read('.holdpoint/roster.json'));
      value.people[0].keys[0].revoked = '2026-11-24';
      team.write('revoked.json', JSON.stringify(value));
      const { out } = await roster('export', '--allowed-signers', '--file', 'revoked.json');
      expect(out).toMatch(/ssh-rsa/);
      team.write('allowed-revoked', out);
      expect(verify(team.at('allowed-revoked'), ...at('20261201')).status).not.toBe(0);
    });
  });
});

test.each([
  [[], /What to do is missing/],
  [['lend'], /"lend" is not known here/],
  [['add'], /One person is wanted/],
  [['add', 'ada'], /"--key" is missing/],
  [['export'], /--allowed-signers is all there is/],
  [['list', 'x'], /"x" is too much/],
])('holdpoint roster %j: exit 2', async (args, error) => {
  expect(await roster(...args)).toMatchObject({ code: 2, error: expect.stringMatching(error) });
});
