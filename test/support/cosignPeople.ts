/**
 * People with keys of every kind, made in software: what they sign is what real programs and devices would, byte for
 * byte, and can be made wrong in one place.
 */
import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign as signBytes,
  webcrypto,
} from 'node:crypto';
import { actionDigests, actionOfRun, type CosignAction } from '../../src/core/cosign/action.ts';
import { type Bytes, base64UrlOf, concat, uint32, utf8 } from '../../src/core/cosign/bytes.ts';
import { type Assertion, pae, spellEnvelope } from '../../src/core/cosign/dsse.ts';
import { type CosignRequest, requestDigest, spellRequest } from '../../src/core/cosign/request.ts';
import type { Key, Person, Roster } from '../../src/core/cosign/roster.ts';
import { keyIdOf } from '../../src/core/cosign/signature.ts';
import { payloadTypes, spellVerdict, type Verdict } from '../../src/core/cosign/statement.ts';
import { sshSpelled } from '../../src/core/cosign/wire.ts';

export const subtle = webcrypto.subtle as SubtleCrypto;
/** A Tuesday noon, when everybody's keys count. */
export const noon = Date.parse('2026-11-24T12:00:00.000Z');
export const at = (milliseconds: number): string => new Date(milliseconds).toISOString();
export const page = 'https://sign.example.com';

export interface Signature {
  readonly sig: Bytes;
  readonly assertion?: Assertion;
}

/** What can be wrong with a signature. */
export interface Wrong {
  readonly flags?: number;
  readonly namespace?: string;
  readonly origin?: string;
  readonly clientData?: Readonly<Record<string, unknown>>;
  readonly rpId?: string;
  readonly hash?: 'sha256' | 'sha512';
  readonly algorithm?: string;
  readonly blob?: Bytes;
}

export interface Signer {
  readonly key: Key;
  sign(message: Bytes, wrong?: Wrong): Signature;
}

const owned = (buffer: Uint8Array): Bytes => Uint8Array.from(buffer);
const sha256 = (bytes: Uint8Array): Bytes => owned(createHash('sha256').update(bytes).digest());
const spkiOf = (key: KeyObject): Bytes => owned(key.export({ format: 'der', type: 'spki' }));
const proof = { payloadType: 'x', payload: 'eA==', signatures: [{ sig: 'eA==' }] };
const dates = { added: '2026-01-01', expires: '2027-01-01', proof };

export function device(): Signer {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    key: { kind: 'device', publicKey: base64UrlOf(spkiOf(publicKey)), ...dates },
    sign: (message) => ({ sig: owned(signBytes(null, message, privateKey)) }),
  };
}

const rawPoint = (key: KeyObject): Bytes => spkiOf(key).subarray(-32);
const curvePoint = (key: KeyObject): Bytes => spkiOf(key).subarray(-65);

/** `r` and `s` as SSH spells numbers. */
function sshNumbers(der: Uint8Array): Bytes {
  const r = der.subarray(4, 4 + (der[3] ?? 0));
  const s = der.subarray(4 + r.length + 2);
  return concat(sshSpelled(owned(r)), sshSpelled(owned(s)));
}

const line = (type: string, ...parts: readonly (string | Bytes)[]): string =>
  `${type} ${Buffer.from(concat(sshSpelled(type), ...parts.map(sshSpelled))).toString('base64')} x@example.com`;

const blobOf = (text: string): Bytes => owned(Buffer.from(text.split(' ')[1] ?? '', 'base64'));

/** The whole SSHSIG around what `inner` makes of the bytes that are signed. */
function sshsig(
  publicKey: string,
  message: Bytes,
  { namespace = 'holdpoint-approval@v1', hash = 'sha512', blob }: Wrong,
  inner: (signed: Bytes) => Bytes,
): Bytes {
  const head = utf8('SSHSIG');
  const digest = owned(createHash(hash).update(message).digest());
  const signed = concat(head, sshSpelled(namespace), sshSpelled(''), sshSpelled(hash), sshSpelled(digest));
  const parts = [blob ?? blobOf(publicKey), namespace, '', hash, inner(signed)];
  return concat(head, uint32(1), ...parts.map(sshSpelled));
}

type SshKind = 'ssh' | 'ssh-confirmed';

export function sshEd25519(kind: SshKind = 'ssh-confirmed'): Signer {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const text = line('ssh-ed25519', rawPoint(publicKey));
  return {
    key: { kind, publicKey: text, ...dates },
    sign: (message, wrong = {}) => ({
      sig: sshsig(text, message, wrong, (signed) =>
        concat(sshSpelled(wrong.algorithm ?? 'ssh-ed25519'), sshSpelled(owned(signBytes(null, signed, privateKey)))),
      ),
    }),
  };
}

export function sshP256(kind: SshKind = 'ssh-confirmed'): Signer {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const text = line('ecdsa-sha2-nistp256', 'nistp256', curvePoint(publicKey));
  return {
    key: { kind, publicKey: text, ...dates },
    sign: (message, wrong = {}) => ({
      sig: sshsig(text, message, wrong, (signed) =>
        concat(
          sshSpelled(wrong.algorithm ?? 'ecdsa-sha2-nistp256'),
          sshSpelled(sshNumbers(signBytes('sha256', signed, privateKey))),
        ),
      ),
    }),
  };
}

export function sshRsa(kind: SshKind = 'ssh-confirmed'): Signer {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const { n = '' } = publicKey.export({ format: 'jwk' });
  const modulus = owned(Buffer.from(n, 'base64url'));
  const text = line('ssh-rsa', Uint8Array.of(1, 0, 1), concat(Uint8Array.of(0), modulus));
  return {
    key: { kind, publicKey: text, ...dates },
    sign: (message, wrong = {}) => {
      const algorithm = wrong.algorithm ?? 'rsa-sha2-512';
      const hash = algorithm === 'rsa-sha2-256' ? 'sha256' : algorithm === 'rsa-sha2-512' ? 'sha512' : 'sha1';
      return {
        sig: sshsig(text, message, wrong, (signed) =>
          concat(sshSpelled(algorithm), sshSpelled(owned(signBytes(hash, signed, privateKey)))),
        ),
      };
    },
  };
}

/** A security key: it signs flags and a counter of its own. `flags`: 1 was touched, 4 has verified its user. */
export function sshSecurityKey(curve: 'ed25519' | 'p256' = 'ed25519'): Signer {
  const isEdwards = curve === 'ed25519';
  const type = isEdwards ? 'sk-ssh-ed25519@openssh.com' : 'sk-ecdsa-sha2-nistp256@openssh.com';
  const { privateKey, publicKey } = isEdwards
    ? generateKeyPairSync('ed25519')
    : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const text = isEdwards
    ? line(type, rawPoint(publicKey), 'ssh:')
    : line(type, 'nistp256', curvePoint(publicKey), 'ssh:');
  return {
    key: { kind: 'ssh-sk', publicKey: text, ...dates },
    sign: (message, wrong = {}) => ({
      sig: sshsig(text, message, wrong, (signed) => {
        const tail = concat(Uint8Array.of(wrong.flags ?? 1), uint32(7));
        const data = concat(sha256(utf8('ssh:')), tail, sha256(signed));
        const signature = isEdwards
          ? owned(signBytes(null, data, privateKey))
          : sshNumbers(signBytes('sha256', data, privateKey));
        return concat(sshSpelled(wrong.algorithm ?? type), sshSpelled(signature), tail);
      }),
    }),
  };
}

export function passkey(alg: 'ES256' | 'EdDSA' | 'RS256' = 'ES256', rpId = 'example.com'): Signer {
  const { privateKey, publicKey } =
    alg === 'ES256'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : alg === 'EdDSA'
        ? generateKeyPairSync('ed25519')
        : generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    key: {
      kind: 'passkey',
      publicKey: base64UrlOf(spkiOf(publicKey)),
      credentialId: base64UrlOf(owned(randomBytes(20))),
      rpId,
      alg,
      ...dates,
    },
    sign: (message, wrong = {}) => {
      const clientDataJSON = utf8(
        JSON.stringify({
          type: 'webauthn.get',
          challenge: base64UrlOf(sha256(message)),
          origin: wrong.origin ?? page,
          crossOrigin: false,
          ...wrong.clientData,
        }),
      );
      const authenticatorData = concat(sha256(utf8(wrong.rpId ?? rpId)), Uint8Array.of(wrong.flags ?? 0x1d), uint32(0));
      const data = concat(authenticatorData, sha256(clientDataJSON));
      const sig = owned(signBytes(alg === 'EdDSA' ? null : 'sha256', data, privateKey));
      return { sig, assertion: { authenticatorData, clientDataJSON } };
    },
  };
}

/** The same key on the roster, told otherwise. */
export const told = (signer: Signer, otherwise: Partial<Record<'added' | 'expires' | 'revoked', string>>): Signer => ({
  ...signer,
  key: { ...signer.key, ...otherwise },
});

export const person = (id: string, groups: readonly string[], ...signers: readonly Signer[]): Person => ({
  id,
  name: id.charAt(0).toUpperCase() + id.slice(1),
  groups: [...groups],
  keys: signers.map(({ key }) => key),
});

export const rosterOf = (...people: readonly Person[]): Roster => ({ version: 1, people: [...people] });

export async function enveloped(
  payloadType: string,
  payload: Bytes,
  signer: Signer,
  wrong?: Wrong & { readonly keyid?: string },
): Promise<Bytes> {
  const signature = signer.sign(pae(payloadType, payload), wrong);
  const keyid = wrong?.keyid ?? (await keyIdOf(subtle, signer.key));
  return spellEnvelope({ payloadType, payload, keyid, ...signature });
}

export const hex = (character: string): string => character.repeat(64);

export const destroyShop: CosignAction = actionOfRun({
  argv: ['terraform', 'apply', 'plan.bin'],
  inputs: [{ path: 'plan.bin', sha256: hex('a') }],
  target: { workspace: 'production', account: '123456789012' },
  repo: { remote: 'https://example.com/shop.git', commit: '0'.repeat(40) },
  reversibility: 'irreversible',
});

export const requestBy = (requester: string, over: Partial<CosignRequest> = {}): CosignRequest => ({
  v: 1,
  id: 'hold_0123456789abcdef',
  nonce: 'AAECAwQFBgcICQoLDA0ODw',
  requester: { person: requester, session: 'session-1', agent: 'claude-code' },
  why: 'The shop moves to the new account.',
  actions: [destroyShop],
  policy: { policySha256: hex('b'), rosterSha256: hex('c'), need: [{ count: 1, assurance: 'A3' }] },
  auditHead: { size: 7, root: hex('d') },
  notBefore: at(noon),
  expiresAt: at(noon + 15 * 60_000),
  executeWithin: 5 * 60_000,
  shown: { headline: 'Deletes 3 things.' },
  ...over,
});

export const requestEnvelope = (request: CosignRequest, signer: Signer, wrong?: Wrong): Promise<Bytes> =>
  enveloped(payloadTypes.request, spellRequest(request), signer, wrong);

export interface VerdictOptions {
  readonly over?: Partial<Verdict>;
  readonly actions?: readonly string[];
  readonly wrong?: Wrong & { readonly keyid?: string };
}

/** What `approver` signs of a request. */
export async function verdictEnvelope(
  request: CosignRequest,
  approver: string,
  signer: Signer,
  { over = {}, actions, wrong }: VerdictOptions = {},
): Promise<Bytes> {
  const verdict: Verdict = {
    decision: 'approve',
    approver,
    requestId: request.id,
    nonce: request.nonce,
    requestDigest: await requestDigest(subtle, spellRequest(request)),
    rosterSha256: request.policy.rosterSha256,
    auditHead: request.auditHead,
    via: signer.key.kind === 'passkey' ? 'web' : 'cli',
    reason: '',
    issuedAt: at(noon + 60_000),
    expiresAt: request.expiresAt,
    ...over,
  };
  const payload = spellVerdict(actions ?? (await actionDigests(request.actions, subtle)), verdict);
  return enveloped(payloadTypes.statement, payload, signer, wrong);
}

/** What Node reads a key as, for whoever compares. */
export const nodeKeyOf = (spki: string): KeyObject =>
  createPublicKey({ key: Buffer.from(spki, 'base64url'), format: 'der', type: 'spki' });
