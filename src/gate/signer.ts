/** Signs releases with the editor's own key. */
import { type KeyPair, signText } from '../platform/signing.ts';
import { type ReleaseKind, releaseStatement } from '../protocol/gate.ts';

export interface Signer {
  readonly key: string;
  readonly sign: (
    release: ReleaseKind,
    nonce: string,
    digest: string,
  ) => { readonly key: string; readonly signature: string };
}

export const createSigner = (pair: KeyPair): Signer => ({
  key: pair.id,
  sign: (release, nonce, digest) => ({
    key: pair.id,
    signature: signText(pair, releaseStatement(release, nonce, digest)),
  }),
});
