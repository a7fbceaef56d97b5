import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readSpki, readSshKey } from '../../../src/core/cosign/publicKey.ts';
import { freshSpki, securityKeyLine, spkiOf, sshBlob, sshLines } from '../../support/rosterKeys.ts';

const told = (key: ReturnType<typeof readSshKey>) =>
  key === undefined ? 'none' : `${key.algorithm}${key.securityKey ? ' in a security key' : ''}`;

describe('lines of SSH keys', () => {
  const is = (title: string, line: string, expected: string) =>
    test(title, () => expect(told(readSshKey(line))).toBe(expected));
  const encoded = sshLines.ed25519.split(' ')[1] ?? '';
  const point = Buffer.alloc(32, 7);

  is('Ed25519', sshLines.ed25519, 'ed25519');
  is('without a comment', `ssh-ed25519 ${encoded}`, 'ed25519');
  is('with a comment of several words', `${sshLines.ed25519} on the laptop`, 'ed25519');
  is('P-256', sshLines.p256, 'p256');
  is('P-384', sshLines.p384, 'none');
  is('RSA of 2048 bits', sshLines.rsa2048, 'rsa');
  is('RSA of 1024 bits', sshLines.rsa1024, 'none');
  is('a security key', securityKeyLine(), 'ed25519 in a security key');
  is('a security key of a website', securityKeyLine(point, 'https://example.com'), 'none');
  is(
    'a P-256 security key',
    `sk-ecdsa-sha2-nistp256@openssh.com ${sshBlob('sk-ecdsa-sha2-nistp256@openssh.com', 'nistp256', Buffer.concat([Buffer.of(4), Buffer.alloc(64, 7)]), 'ssh:work')}`,
    'p256 in a security key',
  );
  is('one type on the line and another inside', `sk-ssh-ed25519@openssh.com ${encoded}`, 'none');
  is('a certificate', `ssh-ed25519-cert-v01@openssh.com ${sshBlob('ssh-ed25519-cert-v01@openssh.com', point)}`, 'none');
  is('a byte at the end', `ssh-ed25519 ${sshBlob('ssh-ed25519', point, '')}`, 'none');
  is('a byte too few', `ssh-ed25519 ${sshBlob('ssh-ed25519', point.subarray(1))}`, 'none');
  is('without its padding', sshLines.p256.replace('=', ''), 'none');
  is('bits that mean nothing', sshLines.p256.replace('cmg=', 'cmh='), 'none');
  is('options before it', `command="x" ${sshLines.ed25519}`, 'none');
  is('two lines', `${sshLines.ed25519}\n${sshLines.p256}`, 'none');
  is('two blanks', sshLines.ed25519.replace(' ', '  '), 'none');
  is('nothing', '', 'none');
});

describe('keys in DER', () => {
  const is = (title: string, key: string, expected: string) =>
    test(title, () => expect(told(readSpki(key))).toBe(expected));
  const rsa = (modulusLength: number) => spkiOf(generateKeyPairSync('rsa', { modulusLength }).publicKey);
  const curve = (namedCurve: string) => spkiOf(generateKeyPairSync('ec', { namedCurve }).publicKey);
  const fresh = freshSpki();

  is('Ed25519', fresh, 'ed25519');
  is('P-256', curve('P-256'), 'p256');
  is('P-384', curve('P-384'), 'none');
  is('X25519, which signs nothing', spkiOf(generateKeyPairSync('x25519').publicKey), 'none');
  is('RSA of 2048 bits', rsa(2048), 'rsa');
  is('RSA of 2047 bits', rsa(2047), 'none');
  is('RSA-PSS', spkiOf(generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).publicKey), 'none');
  is('with padding', Buffer.from(fresh, 'base64url').toString('base64'), 'none');
  is('a byte at the end', Buffer.concat([Buffer.from(fresh, 'base64url'), Buffer.of(0)]).toString('base64url'), 'none');
  is('a line of SSH', sshLines.ed25519, 'none');
  is('nothing', '', 'none');
});

test('one key is the same in both spellings', () => {
  for (const line of [sshLines.ed25519, sshLines.p256, sshLines.rsa2048]) {
    const ssh = readSshKey(line);
    const parts: Buffer[] = [];
    const blob = Buffer.from(line.split(' ')[1] ?? '', 'base64');
    for (let at = 0; at < blob.length; at += 4 + blob.readUInt32BE(at))
      parts.push(blob.subarray(at + 4, at + 4 + blob.readUInt32BE(at)));
    const url = (bytes: Uint8Array = new Uint8Array()) => Buffer.from(bytes).toString('base64url');
    const [, first, second] = parts;
    const jwk =
      ssh?.algorithm === 'ed25519'
        ? { kty: 'OKP', crv: 'Ed25519', x: url(first) }
        : ssh?.algorithm === 'p256'
          ? { kty: 'EC', crv: 'P-256', x: url(second?.subarray(1, 33)), y: url(second?.subarray(33)) }
          : { kty: 'RSA', e: url(first), n: url(second?.subarray(1)) };
    const spki = readSpki(spkiOf(createPublicKey({ key: jwk, format: 'jwk' })));
    expect(spki?.material).toBe(ssh?.material);
    expect(spki?.material.length).toBeGreaterThanOrEqual(64);
  }
});

test('what Node reads as another key is none of ours, whichever byte is changed', () => {
  const der = Buffer.from(spkiOf(generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey), 'base64url');
  fc.assert(
    fc.property(fc.nat(40), fc.nat(255), (at, value) => {
      const changed = Buffer.from(der);
      changed[at] = value;
      const ours = readSpki(changed.toString('base64url'));
      if (ours === undefined) return;
      const theirs = createPublicKey({ key: changed, format: 'der', type: 'spki' }).export({ format: 'jwk' });
      expect(Buffer.from(String(theirs.n), 'base64url').toString('hex')).toBe(ours.material);
    }),
    { numRuns: 500 },
  );
});

test('nothing makes them throw', () => {
  const pieces = fc.constantFrom(
    ...sshLines.rsa2048.split(/(?=[A-Z ])/),
    freshSpki(),
    securityKeyLine(),
    '\u0000',
    '=',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join('')),
        fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
        fc.uint8Array({ maxLength: 400 }).map((bytes) => `ssh-rsa ${Buffer.from(bytes).toString('base64')}`),
      ),
      (text) => {
        readSshKey(text);
        readSpki(text);
      },
    ),
    { numRuns: 3_000 },
  );
});
