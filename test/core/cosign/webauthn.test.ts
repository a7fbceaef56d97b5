import { verifyAuthenticationResponse } from '@simplewebauthn/server';
import { decodeCredentialPublicKey, isoCBOR } from '@simplewebauthn/server/helpers';
import { describe, expect, test } from 'vitest';
import {
  type Bytes,
  base64UrlOf,
  bytesOfBase64Url,
  bytesOfHex,
  concat,
  sha256Of,
  utf8,
} from '../../../src/core/cosign/bytes.ts';
import { signedBy } from '../../../src/core/cosign/rawSignature.ts';
import { checkAssertion, readClientData } from '../../../src/core/cosign/webauthn.ts';
import { p256SignatureOfDer } from '../../../src/core/cosign/wire.ts';
import {
  nodeKeyOf,
  page,
  passkey,
  type Signature,
  type Signer,
  subtle,
  type Wrong,
} from '../../support/cosignPeople.ts';

const message = utf8('DSSEv1 1 x 2 hi');
const unhex = (text: string): Bytes => bytesOfHex(text) ?? new Uint8Array();

const keyOf = ({ key }: Signer) => {
  if (key.kind !== 'passkey') throw new Error('not a passkey');
  return { ...key, spki: bytesOfBase64Url(key.publicKey) ?? new Uint8Array() };
};

async function ours(signer: Signer, { sig, assertion }: Signature, of = message, origins = [page]) {
  if (assertion === undefined) throw new Error('no assertion');
  return checkAssertion(subtle, keyOf(signer), assertion, sig, await sha256Of(subtle, of), origins);
}

/** The key as a server of WebAuthn keeps it, RFC 9053. */
function coseOf(signer: Signer): Bytes {
  const { alg, publicKey } = keyOf(signer);
  const jwk = nodeKeyOf(publicKey).export({ format: 'jwk' });
  const part = (name: 'x' | 'y' | 'n' | 'e') => Uint8Array.from(Buffer.from(jwk[name] ?? '', 'base64url'));
  const members: readonly (readonly [number, number | Bytes])[] =
    alg === 'ES256'
      ? [
          [1, 2],
          [3, -7],
          [-1, 1],
          [-2, part('x')],
          [-3, part('y')],
        ]
      : alg === 'EdDSA'
        ? [
            [1, 1],
            [3, -8],
            [-1, 6],
            [-2, part('x')],
          ]
        : [
            [1, 3],
            [3, -257],
            [-1, part('n')],
            [-2, part('e')],
          ];
  return Uint8Array.from(isoCBOR.encode(new Map(members)));
}

async function theirs(signer: Signer, { sig, assertion }: Signature, of = message): Promise<boolean> {
  const { credentialId } = keyOf(signer);
  try {
    const { verified } = await verifyAuthenticationResponse({
      response: {
        id: credentialId,
        rawId: credentialId,
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          authenticatorData: base64UrlOf(assertion?.authenticatorData ?? new Uint8Array()),
          clientDataJSON: base64UrlOf(assertion?.clientDataJSON ?? new Uint8Array()),
          signature: base64UrlOf(sig),
        },
      },
      expectedChallenge: base64UrlOf(await sha256Of(subtle, of)),
      expectedOrigin: page,
      expectedRPID: 'example.com',
      credential: { id: credentialId, publicKey: coseOf(signer), counter: 0 },
      requireUserVerification: true,
    });
    return verified;
  } catch {
    return false;
  }
}

const cases: readonly (readonly [name: string, wrong: Wrong, why: string | undefined])[] = [
  ['as it should be', {}, undefined],
  ['only on this device', { flags: 0x05 }, undefined],
  ['not touched', { flags: 0x04 }, 'untouched'],
  ['not verified', { flags: 0x01 }, 'unverified'],
  ['backed up, but made never to be', { flags: 0x15 }, 'malformed'],
  ['with the flag of a key that is just made', { flags: 0x45 }, 'malformed'],
  ['another page', { origin: 'https://evil.example.com' }, 'origin'],
  ['another domain', { rpId: 'evil.com' }, 'domain'],
  ['made, and not asked', { clientData: { type: 'webauthn.create' } }, 'ceremony'],
  ['another challenge', { clientData: { challenge: base64UrlOf(utf8('x')) } }, 'challenge'],
  [
    'a challenge spelled with padding',
    { clientData: { challenge: `${base64UrlOf(new Uint8Array(32))}=` } },
    'challenge',
  ],
];

for (const alg of ['ES256', 'EdDSA', 'RS256'] as const)
  describe(`${alg}: we and @simplewebauthn/server agree`, () => {
    const signer = passkey(alg);
    test('about what the key is', () => {
      expect(decodeCredentialPublicKey(coseOf(signer)).get(3)).toBe({ ES256: -7, EdDSA: -8, RS256: -257 }[alg]);
    });
    for (const [name, wrong, why] of cases)
      test(name, async () => {
        const signature = signer.sign(message, wrong);
        expect(await ours(signer, signature)).toMatchObject(
          why === undefined ? { ok: true, origin: page } : { ok: false, why },
        );
        expect(await theirs(signer, signature)).toBe(why === undefined);
      });
    test('another message', async () => {
      const signature = signer.sign(utf8('another'));
      expect(await ours(signer, signature)).toMatchObject({ why: 'challenge' });
      expect(await theirs(signer, signature)).toBe(false);
    });
    test('another key', async () => {
      const signature = passkey(alg).sign(message);
      expect(await ours(signer, signature)).toMatchObject({ why: 'signature' });
      expect(await theirs(signer, signature)).toBe(false);
    });
    test('any byte changed', async () => {
      const signature = signer.sign(message);
      for (const part of ['sig', 'authenticatorData', 'clientDataJSON'] as const)
        for (let place = 0; place < 40; place += 1) {
          const of = part === 'sig' ? signature.sig : signature.assertion?.[part];
          const changed = Uint8Array.from(of ?? []);
          const at = Math.floor((place / 40) * changed.length);
          changed[at] = (changed[at] ?? 0) ^ (1 << (place % 8));
          const bad =
            part === 'sig' || signature.assertion === undefined
              ? { ...signature, sig: changed }
              : { ...signature, assertion: { ...signature.assertion, [part]: changed } };
          expect({ part, at, ok: (await ours(signer, bad)).ok }).toEqual({ part, at, ok: false });
        }
    });
  });

describe('where we ask for more', () => {
  const signer = passkey();
  for (const [name, wrong] of [
    ['a page within another', { clientData: { crossOrigin: true } }],
    ['a page that tells what it stands in', { clientData: { topOrigin: page } }],
  ] as const)
    test(name, async () => expect(await ours(signer, signer.sign(message, wrong))).toMatchObject({ why: 'embedded' }));
  test('something behind the head that no flag announces', async () => {
    const { sig, assertion } = signer.sign(message);
    const longer = concat(assertion?.authenticatorData ?? new Uint8Array(), Uint8Array.of(0));
    const bad = {
      sig,
      assertion: { authenticatorData: longer, clientDataJSON: assertion?.clientDataJSON ?? new Uint8Array() },
    };
    expect(await ours(signer, bad)).toEqual({ ok: false, why: 'malformed' });
  });
  test('no page counts where none is named', async () =>
    expect(await ours(signer, signer.sign(message), message, [])).toMatchObject({ why: 'origin' }));
  test('RSA told as ES256', async () => {
    const rsa = passkey('RS256');
    const lying = { ...rsa, key: { ...keyOf(rsa), alg: 'ES256' as const } };
    expect((await ours(lying, rsa.sign(message))).ok).toBe(false);
  });
});

/** https://www.w3.org/TR/webauthn-3/#sctn-test-vectors-none-es256 */
describe('the specification’s own vector', () => {
  const spki = unhex(
    '3059301306072a8648ce3d020106082a8648ce3d03010703420004afefa16f97ca9b2d23eb86ccb64098d20db90856062eb249c33a9b672f26df61930a56b87a2fca66334b03458abf879717c12cc68ed73290af2e2664796b9220',
  );
  const authenticatorData = unhex('bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b51900000000');
  const clientDataJSON = unhex(
    '7b2274797065223a22776562617574686e2e676574222c226368616c6c656e6765223a224f63446e55685158756c5455506f334a5558543049393770767a7a59425039745a63685879617630314167222c226f726967696e223a2268747470733a2f2f6578616d706c652e6f7267222c2263726f73734f726967696e223a66616c73657d',
  );
  const signature = unhex(
    '3046022100f50a4e2e4409249c4a853ba361282f09841df4dd4547a13a87780218deffcd380221008480ac0f0b93538174f575bf11a1dd5d78c6e486013f937295ea13653e331e87',
  );
  const challenge = bytesOfBase64Url(readClientData(clientDataJSON)?.challenge ?? '') ?? new Uint8Array();

  test('is signed', async () => {
    const data = concat(authenticatorData, await sha256Of(subtle, clientDataJSON));
    const raw = p256SignatureOfDer(signature) ?? new Uint8Array();
    expect(await signedBy(subtle, { kind: 'spki', algorithm: 'p256', der: spki }, raw, data)).toBe(true);
  });
  test('is of a device that did not verify its user, and so refused', async () => {
    const key = { spki, alg: 'ES256', rpId: 'example.org' } as const;
    const assertion = { authenticatorData, clientDataJSON };
    const origins = ['https://example.org'];
    expect(await checkAssertion(subtle, key, assertion, signature, challenge, origins)).toEqual({
      ok: false,
      why: 'unverified',
      origin: 'https://example.org',
    });
  });
});
