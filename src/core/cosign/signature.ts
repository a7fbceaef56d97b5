/** One signature of an envelope, by one key of the roster. How it signs is told by the roster, never by the envelope. */
import type { Assurance } from '../policy/shape.ts';
import { base64Of, bytesOfBase64Url, sha256Of } from './bytes.ts';
import { type Envelope, pae } from './dsse.ts';
import { signedBy } from './rawSignature.ts';
import { type RefusalCode, type Refused, refused } from './refusals.ts';
import { assuranceByKind, type Key } from './roster.ts';
import { approvalNamespace, checkSshsig, type SshCheck, sshKeyBlob } from './sshsig.ts';
import { type AssertionCheck, checkAssertion } from './webauthn.ts';

/** `origin`: the page it was signed on. */
export type Signed = { readonly assurance: Assurance; readonly origin?: string } | Refused;

/**
 * How an envelope names a key: a passkey by the credential's id, every other as `ssh-keygen -l` tells it, `SHA256:…`.
 * It only finds the key, which then has to verify.
 */
export async function keyIdOf(subtle: SubtleCrypto, key: Key): Promise<string> {
  if (key.kind === 'passkey') return key.credentialId;
  const bytes = key.kind === 'device' ? bytesOfBase64Url(key.publicKey) : sshKeyBlob(key.publicKey);
  return `SHA256:${base64Of(await sha256Of(subtle, bytes ?? new Uint8Array())).replace('=', '')}`;
}

/** `who`: for people, their name. `origins`: the pages that count. Never throws: a key or a signature that is none refuses. */
export async function checkSignature(
  subtle: SubtleCrypto,
  key: Key,
  envelope: Envelope,
  who: string,
  origins: readonly string[],
): Promise<Signed> {
  const signed = pae(envelope.payloadType, envelope.payload);
  const no = (code: RefusalCode, what = '') => refused(code, { who, what });
  if ((envelope.assertion !== undefined) !== (key.kind === 'passkey')) return no('other-algorithm');
  const assurance = assuranceByKind[key.kind];
  switch (key.kind) {
    case 'passkey': {
      const spki = bytesOfBase64Url(key.publicKey);
      if (spki === undefined || envelope.assertion === undefined) return no('wrong-signature');
      const passkey = { spki, alg: key.alg, rpId: key.rpId };
      const challenge = await sha256Of(subtle, signed);
      const check = await checkAssertion(subtle, passkey, envelope.assertion, envelope.sig, challenge, origins);
      return check.ok ? { assurance, origin: check.origin } : no(ofAssertion[check.why], check.origin);
    }
    case 'device': {
      const der = bytesOfBase64Url(key.publicKey);
      const raw = der === undefined ? undefined : ({ kind: 'spki', algorithm: 'ed25519', der } as const);
      const fits = raw !== undefined && (await signedBy(subtle, raw, envelope.sig, signed));
      return fits ? { assurance } : no('wrong-signature');
    }
    default: {
      const check = await checkSshsig(subtle, key.publicKey, envelope.sig, signed, approvalNamespace);
      if (!check.ok) return no(ofSsh[check.why]);
      // OpenSSH itself takes a security key's signature without a touch.
      return key.kind === 'ssh-sk' && check.touched !== true ? no('not-touched') : { assurance };
    }
  }
}

const ofAssertion: Record<Extract<AssertionCheck, { ok: false }>['why'], RefusalCode> = {
  malformed: 'malformed-signature',
  ceremony: 'other-ceremony',
  challenge: 'other-challenge',
  origin: 'other-origin',
  embedded: 'embedded-page',
  domain: 'other-domain',
  untouched: 'not-touched',
  unverified: 'not-verified',
  signature: 'wrong-signature',
};

const ofSsh: Record<Extract<SshCheck, { ok: false }>['why'], RefusalCode> = {
  malformed: 'malformed-signature',
  certificate: 'certificate',
  browser: 'browser-signature',
  algorithm: 'other-algorithm',
  key: 'other-key',
  namespace: 'other-namespace',
  signature: 'wrong-signature',
};
