/** Which text of a repository's policy a person has accepted: signed by the editor's key, because anybody can write a file. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { record, text } from '../base/json.ts';
import { writeFileAtomic } from '../platform/atomicFile.ts';
import { readJson } from '../platform/jsonFiles.ts';
import { sha256, verifyText } from '../platform/signing.ts';
import { type PinnedKey, policyStatement } from '../protocol/gate.ts';
import type { Signer } from './signer.ts';

export interface AcceptedPolicies {
  /** Undefined when nobody accepted one, or what is written down is not signed by a key that counts. */
  of(repository: string): string | undefined;
  /** @throws when it cannot be written down */
  accept(repository: string, policy: string): void;
}

/** `pinned`: keys of editors whose releases count. */
export function openAcceptedPolicies(
  folder: string,
  pinned: () => readonly PinnedKey[],
  sign: Signer['signPolicy'],
): AcceptedPolicies {
  const fileOf = (repository: string) => join(folder, `${sha256(repository).slice(0, 32)}.json`);
  return {
    of(repository) {
      try {
        const entry = record(readJson(fileOf(repository)));
        const policy = text(entry.policy);
        const key = pinned().find(({ id }) => id === entry.key);
        const statement = policyStatement(repository, sha256(policy));
        return key !== undefined && verifyText(key.publicKey, statement, text(entry.signature)) ? policy : undefined;
      } catch {
        return undefined;
      }
    },
    accept(repository, policy) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const signed = sign(repository, sha256(policy));
      writeFileAtomic(fileOf(repository), `${JSON.stringify({ repository, policy, ...signed })}\n`);
    },
  };
}
