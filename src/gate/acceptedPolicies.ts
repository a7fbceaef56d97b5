/** Which text of a repository's policy a person has accepted: signed by the editor's key, because anybody can write a file. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { optionalText, record, text } from '../base/json.ts';
import { writeFileAtomic } from '../platform/atomicFile.ts';
import { readJson } from '../platform/jsonFiles.ts';
import { sha256, verifyText } from '../platform/signing.ts';
import { type PinnedKey, policyStatement } from '../protocol/gate.ts';
import type { Signer } from './signer.ts';

export interface AcceptedPolicies {
  /** Undefined when nobody accepted one, or what is written down is not signed by a key that counts. */
  of(repository: string): string | undefined;
  /** The remote whose default branch it was accepted from; undefined when it never was. */
  remoteOf(repository: string): string | undefined;
  /** @throws when it cannot be written down */
  accept(repository: string, policy: string, remote?: string): void;
  /** The repository has none any more. @throws when that cannot be written down */
  forget(repository: string): void;
}

interface Entry {
  readonly policy: string;
  readonly remote: string | undefined;
}

/** What is signed: of a remote as well, where there is one. No hash has a blank. */
const digestOf = ({ policy, remote }: Entry): string =>
  remote === undefined ? sha256(policy) : `${sha256(policy)} ${remote}`;

/** `pinned`: keys of editors whose releases count. */
export function openAcceptedPolicies(
  folder: string,
  pinned: () => readonly PinnedKey[],
  sign: Signer['signPolicy'],
): AcceptedPolicies {
  const fileOf = (repository: string) => join(folder, `${sha256(repository).slice(0, 32)}.json`);

  function read(repository: string): Entry | undefined {
    try {
      const found = record(readJson(fileOf(repository)));
      const entry: Entry = { policy: text(found.policy), remote: optionalText(found.remote) };
      const key = pinned().find(({ id }) => id === found.key);
      const statement = policyStatement(repository, digestOf(entry));
      return key !== undefined && verifyText(key.publicKey, statement, text(found.signature)) ? entry : undefined;
    } catch {
      return undefined;
    }
  }

  return {
    of: (repository) => read(repository)?.policy,
    remoteOf: (repository) => read(repository)?.remote,
    accept(repository, policy, remote) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const signed = sign(repository, digestOf({ policy, remote }));
      writeFileAtomic(fileOf(repository), `${JSON.stringify({ repository, policy, remote, ...signed })}\n`);
    },
    forget: (repository) => rmSync(fileOf(repository), { force: true }),
  };
}
