/** Signs releases with the editor's own key. */
import { type KeyPair, signText } from '../platform/signing.ts';
import { grantStatement, type Instead, policyStatement, type ReleaseKind, releaseStatement } from '../protocol/gate.ts';
import type { GrantedRun } from '../protocol/grant.ts';

export interface Signed {
  /** The id of the key. */
  readonly key: string;
  readonly signature: string;
}

export interface Signer {
  readonly key: string;
  readonly sign: (release: ReleaseKind, nonce: string, digest: string, instead?: Instead) => Signed;
  /** Of a policy that a person accepted. */
  readonly signPolicy: (repository: string, digest: string) => Signed;
  readonly signGrant: (run: GrantedRun, nonce: string) => Signed;
}

export function createSigner(pair: KeyPair): Signer {
  const signed = (statement: string): Signed => ({ key: pair.id, signature: signText(pair, statement) });
  return {
    key: pair.id,
    sign: (release, nonce, digest, instead) => signed(releaseStatement(release, nonce, digest, instead)),
    signPolicy: (repository, digest) => signed(policyStatement(repository, digest)),
    signGrant: (run, nonce) => signed(grantStatement(run, nonce)),
  };
}
