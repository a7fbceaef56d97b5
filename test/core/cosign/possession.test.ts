import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { signable } from '../../../src/core/cosign/ask.ts';
import { textOfUtf8, utf8 } from '../../../src/core/cosign/bytes.ts';
import { spellEnvelope } from '../../../src/core/cosign/dsse.ts';
import { jcs } from '../../../src/core/cosign/jcs.ts';
import { possessionOf, whyNotTheirs } from '../../../src/core/cosign/possession.ts';
import { type Key, type Person, parseRoster } from '../../../src/core/cosign/roster.ts';
import { keyIdOf } from '../../../src/core/cosign/signature.ts';
import {
  device,
  noon,
  page,
  passkey,
  person,
  rosterOf,
  type Signer,
  sshEd25519,
  sshP256,
  sshRsa,
  sshSecurityKey,
  subtle,
  type Wrong,
} from '../../support/cosignPeople.ts';

const signers: Readonly<Record<string, Signer>> = {
  'a passkey': passkey('ES256'),
  'a passkey by EdDSA': passkey('EdDSA'),
  'a security key': sshSecurityKey(),
  'an SSH key': sshEd25519(),
  'an SSH key on P-256': sshP256('ssh'),
  'an SSH key by RSA': sshRsa(),
  'a device key': device(),
};

/** The key with the proof that it is `whose`. */
async function proven(signer: Signer, whose: string, wrong?: Wrong): Promise<Key> {
  const { payloadType, payload, signed } = await possessionOf(subtle, whose, signer.key, noon);
  const keyid = await keyIdOf(subtle, signer.key);
  const envelope = spellEnvelope({ payloadType, payload, keyid, ...signer.sign(signed, wrong) });
  return { ...signer.key, proof: JSON.parse(textOfUtf8(envelope) ?? '') };
}

const bo = (key: Key): Person => ({ ...person('bo', []), keys: [key] });
const codeOf = async (key: Key) => (await whyNotTheirs(subtle, bo(key), key, [page]))?.code;

for (const [name, signer] of Object.entries(signers))
  test(`${name}: its own proof, on a roster that is read`, async () => {
    const key = await proven(signer, 'bo');
    expect(await codeOf(key)).toBeUndefined();
    const { roster, problems } = parseRoster(JSON.stringify(rosterOf(bo(key))), noon);
    expect(problems).toEqual([]);
    expect(roster?.people[0]?.keys[0]).toEqual(key);
  });

describe('what proves nothing', () => {
  const ssh = sshEd25519();
  test('no proof', async () => expect(await codeOf(ssh.key)).toBe('no-proof'));
  test('a proof of another person: their key under this name', async () =>
    expect(await codeOf(await proven(ssh, 'cy'))).toBe('no-proof'));
  test('a proof of another key', async () =>
    expect(await codeOf({ ...ssh.key, proof: (await proven(sshEd25519(), 'bo')).proof })).toBe('no-proof'));
  test('signed by another key', async () => {
    const { payload } = (await proven(ssh, 'bo')).proof;
    const { signatures, payloadType } = (await proven(sshEd25519(), 'bo')).proof;
    expect(await codeOf({ ...ssh.key, proof: { payloadType, payload, signatures } })).toBe('no-proof');
  });
  const madeOf = async (change: (statement: string) => string, payloadType?: string) => {
    const made = await possessionOf(subtle, 'bo', ssh.key, noon);
    const text = textOfUtf8(made.payload) ?? '';
    const of = signable(payloadType ?? made.payloadType, utf8(change(text)));
    const envelope = spellEnvelope({ ...of, keyid: await keyIdOf(subtle, ssh.key), ...ssh.sign(of.signed) });
    return codeOf({ ...ssh.key, proof: JSON.parse(textOfUtf8(envelope) ?? '') });
  };
  test('as it should be, for comparison', async () => expect(await madeOf((text) => text)).toBeUndefined());
  test('under another type', async () => expect(await madeOf((text) => text, 'text/plain')).toBe('no-proof'));
  test('another kind of statement', async () =>
    expect(await madeOf((text) => text.replace('possession', 'approval'))).toBe('no-proof'));
  test('of two keys at once', async () =>
    expect(
      await madeOf((text) => {
        const statement = JSON.parse(text);
        return textOfUtf8(jcs({ ...statement, subject: [...statement.subject, ...statement.subject] })) ?? '';
      }),
    ).toBe('no-proof'));
  test('that names another key', async () =>
    expect(await madeOf((text) => text.replace(/"keyid":"SHA256:../, '"keyid":"SHA256:--'))).toBe('no-proof'));
  test('signed for something else', async () =>
    expect(await codeOf(await proven(ssh, 'bo', { namespace: 'git' }))).toBe('other-namespace'));
  test('a security key that nobody touched', async () =>
    expect(await codeOf(await proven(sshSecurityKey(), 'bo', { flags: 0 }))).toBe('not-touched'));
  test('the comment of an SSH key is part of what is proven', async () => {
    const key = await proven(ssh, 'bo');
    expect(await codeOf({ ...key, publicKey: `${key.publicKey}x` })).toBe('no-proof');
  });
});

const present = spawnSync('ssh-keygen', ['-?']).error === undefined;
test.skipIf(!present)(
  'an SSH key is named as ssh-keygen names it (skipped where there is none: package openssh-client)',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'holdpoint-keyid-'));
    try {
      for (const { key } of [sshEd25519(), sshP256(), sshRsa(), sshSecurityKey()]) {
        writeFileSync(join(folder, 'key.pub'), `${key.publicKey}\n`);
        const told = execFileSync('ssh-keygen', ['-lf', join(folder, 'key.pub')], { encoding: 'utf8' });
        expect(told.split(' ')[1]).toBe(await keyIdOf(subtle, key));
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
