import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { actionDigests } from '../../../src/core/cosign/action.ts';
import { type Bytes, concat, utf8 } from '../../../src/core/cosign/bytes.ts';
import { approvalNamespace, armorOf, checkSshsig, sshsigOfArmor } from '../../../src/core/cosign/sshsig.ts';
import { verify } from '../../../src/core/cosign/verify.ts';
import { sshSpelled } from '../../../src/core/cosign/wire.ts';
import {
  device,
  hex,
  noon,
  person,
  requestBy,
  requestEnvelope,
  rosterOf,
  type Signer,
  sshEd25519,
  sshP256,
  sshRsa,
  sshSecurityKey,
  subtle,
  verdictEnvelope,
  type Wrong,
} from '../../support/cosignPeople.ts';

const message = utf8('DSSEv1 1 x 2 hi');
const lineOf = ({ key }: Signer) => key.publicKey;
const check = (line: string, sig: Bytes, of = message, namespace = approvalNamespace) =>
  checkSshsig(subtle, line, sig, of, namespace);

const signers = {
  'ssh-ed25519': sshEd25519(),
  'ecdsa-sha2-nistp256': sshP256(),
  'ssh-rsa': sshRsa(),
  'sk-ssh-ed25519': sshSecurityKey('ed25519'),
  'sk-ecdsa-sha2-nistp256': sshSecurityKey('p256'),
} as const;

describe('recorded of ssh-keygen', () => {
  const recorded: readonly Recorded[] = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../fixtures/cosign/sshsig.json'), 'utf8'),
  ).signatures;
  interface Recorded {
    readonly type: string;
    readonly publicKey: string;
    readonly armor: string;
  }
  test('there is one of every kind it makes without a device', () =>
    expect(recorded.map(({ type }) => type)).toEqual(['ed25519', 'ecdsa', 'rsa']));
  for (const { type, publicKey, armor } of recorded)
    test(type, async () => {
      const sig = sshsigOfArmor(armor) ?? new Uint8Array();
      expect(armorOf(sig)).toBe(armor);
      expect(await check(publicKey, sig)).toEqual({ ok: true });
      expect(await check(publicKey, sig, utf8('DSSEv1 1 x 2 ho'))).toEqual({ ok: false, why: 'signature' });
    });
});

const folder = mkdtempSync(join(tmpdir(), 'holdpoint-sshsig-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const present = spawnSync('ssh-keygen', ['-?']).error === undefined;

describe.skipIf(!present)('ssh-keygen of this machine (skipped where there is none: package openssh-client)', () => {
  for (const [type, ...options] of [['ed25519'], ['ecdsa', '-b', '256'], ['rsa', '-b', '3072']] as const)
    test(`what it signs by ${type} is taken`, async () => {
      const file = join(folder, type);
      execFileSync('ssh-keygen', ['-q', '-t', type, ...options, '-N', '', '-C', 'x@example.com', '-f', file]);
      const input = join(folder, `${type}.message`);
      writeFileSync(input, message);
      const publicKey = readFileSync(`${file}.pub`, 'utf8').trimEnd();
      for (const hash of ['sha256', 'sha512']) {
        execFileSync(
          'ssh-keygen',
          ['-q', '-Y', 'sign', '-f', file, '-n', approvalNamespace, '-O', `hashalg=${hash}`, input],
          {
            stdio: 'ignore',
          },
        );
        const armor = readFileSync(`${input}.sig`, 'utf8');
        rmSync(`${input}.sig`);
        expect(await check(publicKey, sshsigOfArmor(armor) ?? new Uint8Array())).toEqual({ ok: true });
      }
    });

  test('a whole approval by it counts', async () => {
    const file = join(folder, 'approver');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'bo@example.com', '-f', file]);
    const publicKey = readFileSync(`${file}.pub`, 'utf8').trimEnd();
    const keygen: Signer = {
      key: { ...sshEd25519().key, kind: 'ssh-confirmed', publicKey },
      sign: (message) => {
        writeFileSync(join(folder, 'pae'), message);
        execFileSync('ssh-keygen', ['-q', '-Y', 'sign', '-f', file, '-n', approvalNamespace, join(folder, 'pae')], {
          stdio: 'ignore',
        });
        const armor = readFileSync(join(folder, 'pae.sig'), 'utf8');
        rmSync(join(folder, 'pae.sig'));
        return { sig: sshsigOfArmor(armor) ?? new Uint8Array() };
      },
    };
    const ada = device();
    const request = requestBy('ada');
    const outcome = await verify(
      {
        request: await requestEnvelope(request, ada),
        verdicts: [await verdictEnvelope(request, 'bo', keygen)],
        running: await actionDigests(request.actions, subtle),
        roster: rosterOf(person('ada', [], ada), person('bo', [], keygen)),
        accepted: { rosters: [hex('c')], policies: [hex('b')] },
        needs: [{ count: 1, assurance: 'A2' }],
        origins: [],
        now: noon + 2 * 60_000,
      },
      subtle,
    );
    expect(outcome).toMatchObject({ kind: 'agreed', by: [{ person: 'bo', assurance: 'A2', via: 'cli' }] });
  });

  const verifies = (line: string, sig: Bytes, namespace: string = approvalNamespace): boolean => {
    const [type, blob] = line.split(' ');
    writeFileSync(join(folder, 'allowed'), `bo ${type} ${blob}\n`);
    writeFileSync(join(folder, 'sig'), armorOf(sig));
    const args = [
      '-Y',
      'verify',
      '-f',
      join(folder, 'allowed'),
      '-I',
      'bo',
      '-n',
      namespace,
      '-s',
      join(folder, 'sig'),
    ];
    return spawnSync('ssh-keygen', args, { input: message }).status === 0;
  };

  for (const [type, signer] of Object.entries(signers)) {
    test(`it takes what we take of ${type}, and refuses what we refuse`, async () => {
      const line = lineOf(signer);
      const cases: readonly (readonly [Wrong, boolean])[] = [
        [{}, true],
        [{ hash: 'sha256' }, true],
        [{ namespace: 'git' }, false],
        [{ algorithm: 'ssh-dss' }, false],
      ];
      for (const [wrong, expected] of cases) {
        const { sig } = signer.sign(message, wrong);
        expect((await check(line, sig)).ok).toBe(expected);
        expect(verifies(line, sig)).toBe(expected);
      }
      const { sig } = signer.sign(utf8('something else'));
      expect((await check(line, sig)).ok).toBe(false);
      expect(verifies(line, sig)).toBe(false);
    });
  }

  test('it takes a security key’s signature that nobody touched it for, and we say so', async () => {
    for (const signer of [signers['sk-ssh-ed25519'], signers['sk-ecdsa-sha2-nistp256']])
      for (const [flags, touched, verified] of [
        [0, false, false],
        [1, true, false],
        [4, false, true],
        [5, true, true],
      ] as const) {
        const { sig } = signer.sign(message, { flags });
        expect(verifies(lineOf(signer), sig)).toBe(true);
        expect(await check(lineOf(signer), sig)).toEqual({ ok: true, touched, verified });
      }
  });
});

describe('what is refused', () => {
  const refuses = (name: string, signer: Signer, wrong: Wrong, why: string) =>
    test(name, async () =>
      expect(await check(lineOf(signer), signer.sign(message, wrong).sig)).toEqual({ ok: false, why }),
    );
  refuses('another namespace', signers['ssh-ed25519'], { namespace: 'file' }, 'namespace');
  refuses(
    'a namespace that only begins so',
    signers['ssh-ed25519'],
    { namespace: `${approvalNamespace}2` },
    'namespace',
  );
  refuses('no namespace', signers['ssh-ed25519'], { namespace: '' }, 'namespace');
  refuses('RSA with SHA-1', signers['ssh-rsa'], { algorithm: 'ssh-rsa' }, 'algorithm');
  refuses('an algorithm of another kind of key', signers['ssh-ed25519'], { algorithm: 'rsa-sha2-256' }, 'algorithm');
  refuses(
    'a browser’s signature',
    signers['sk-ecdsa-sha2-nistp256'],
    { algorithm: 'webauthn-sk-ecdsa-sha2-nistp256@openssh.com' },
    'browser',
  );
  for (const type of [
    'ssh-ed25519-cert-v01@openssh.com',
    'sk-ssh-ed25519-cert-v01@openssh.com',
    'ssh-rsa-cert-v01@openssh.com',
  ])
    refuses(
      type,
      signers['ssh-ed25519'],
      { blob: concat(Uint8Array.of(0, 0, 0, type.length), utf8(type)) },
      'certificate',
    );
  test('another key than the one that was asked for', async () => {
    const { sig } = signers['ssh-ed25519'].sign(message);
    expect(await check(lineOf(sshEd25519()), sig)).toEqual({ ok: false, why: 'key' });
  });
  test('a public key that is none', async () => {
    const { sig } = signers['ssh-ed25519'].sign(message);
    expect(await check('ssh-ed25519 AAAA', sig)).toEqual({ ok: false, why: 'key' });
  });
  test('something in the field that is kept for later', async () => {
    const { sig } = signers['ssh-ed25519'].sign(message);
    const end = sig.length - (4 + 83) - (4 + 6) - 4;
    const changed = concat(sig.slice(0, end), sshSpelled('x'), sig.slice(end + 4));
    expect(await check(lineOf(signers['ssh-ed25519']), changed)).toEqual({ ok: false, why: 'malformed' });
  });
  test('another version', async () => {
    const { sig } = signers['ssh-ed25519'].sign(message);
    const changed = sig.slice();
    changed[9] = 2;
    expect(await check(lineOf(signers['ssh-ed25519']), changed)).toEqual({ ok: false, why: 'malformed' });
  });
  test('every cut, and a byte too many', async () => {
    for (const signer of Object.values(signers)) {
      const { sig } = signer.sign(message);
      for (let end = 0; end < sig.length; end += 7)
        expect((await check(lineOf(signer), sig.slice(0, end))).ok).toBe(false);
      expect((await check(lineOf(signer), concat(sig, Uint8Array.of(0)))).ok).toBe(false);
    }
  });
  test('any byte changed', async () => {
    for (const signer of Object.values(signers)) {
      const { sig } = signer.sign(message);
      for (let place = 0; place < sig.length; place++) {
        const changed = sig.slice();
        changed[place] = (changed[place] ?? 0) ^ (1 << (place % 8));
        expect({ place, ok: (await check(lineOf(signer), changed)).ok }).toEqual({ place, ok: false });
      }
    }
  });
});

describe('the armor', () => {
  const armor = armorOf(signers['ssh-ed25519'].sign(message).sig);
  test('has lines of 70, as ssh-keygen writes them', () =>
    expect(Math.max(...armor.split('\n').map(({ length }) => length))).toBe(70));
  for (const [name, text] of [
    ['as it is', armor],
    ['with the line ends of Windows', armor.replaceAll('\n', '\r\n')],
    ['indented by a chat', armor.replaceAll('\n', '\n  ')],
    ['with blank lines around', `\n\n${armor}\n\n`],
  ] as const)
    test(`${name}`, () => expect(sshsigOfArmor(text)).toEqual(sshsigOfArmor(armor)));
  for (const [name, text] of [
    ['nothing', ''],
    ['a PGP signature', armor.replaceAll('SSH', 'PGP')],
    ['without its end', armor.slice(0, -10)],
    ['with something behind it', `${armor}x`],
    ['with a letter that is none of base64', armor.replace(/\n(.)/, '\n!$1')],
  ] as const)
    test(`is none: ${name}`, () => expect(sshsigOfArmor(text)).toBeUndefined());
});
