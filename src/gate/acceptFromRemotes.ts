/**
 * Accepts what the default branch of a trusted remote has, so that nobody is asked about what was reviewed there. Off
 * unless a setting of the machine names remotes. Whatever goes wrong, a person is asked as always.
 */
import { isTrusted, originIn, type Remote, remoteOf } from '../core/policy/remotes.ts';
import type { ReadFile } from '../core/understand.ts';
import { sha256 } from '../platform/signing.ts';
import type { Journal } from './journal.ts';
import { type PendingPolicy, type Policies, pendingKey } from './policies.ts';
import type { RemoteLook, RemotePlace } from './remotePolicy.ts';
import { gitFolder, workspacePolicy } from './repositories.ts';

export interface AcceptingParts {
  /** Remotes that are trusted now; none in a workspace that is not. */
  readonly trusted: () => readonly string[];
  readonly reader: () => ReadFile;
  /** Undefined when the remote has another text. Rejects when it cannot be asked. */
  readonly look: (what: Pick<RemoteLook, 'remote' | 'path' | 'text'>) => Promise<RemotePlace | undefined>;
  readonly journal: Pick<Journal, 'write'>;
  /** One was accepted; `by` names the remote. */
  readonly accepted: (repository: string, by: string) => void;
  /** What was asked elsewhere is to be asked here after all. */
  readonly declined: () => void;
  readonly log: (message: string) => void;
}

/** A policy that is looked for on its remote is not pending meanwhile. */
export function acceptingFromRemotes(policies: Policies, parts: AcceptingParts): Policies {
  const { trusted, reader, look, journal, accepted, declined, log } = parts;
  /** A text is looked for once; by its key. */
  const looks = new Map<string, 'looking' | 'asked here'>();

  async function accept(pending: PendingPolicy, remote: Remote, after: string): Promise<void> {
    const { repository } = pending;
    const found = await look({ remote, path: workspacePolicy, text: after });
    if (found === undefined) throw new Error('its default branch has another one');
    // It took a while: the same text still waits, and the remote is still trusted.
    const [still] = policies.pending([repository]);
    if (still?.after !== after || still.before !== pending.before) throw new Error('it has changed meanwhile');
    if (!isTrusted(remote, trusted())) throw new Error('its remote is no longer trusted');
    const by = `${remote.name}, ${found.branch} at ${found.commit.slice(0, 12)}`;
    journal.write({ kind: 'policy-accepted', repository, sha256: sha256(after), by });
    policies.accept(pending, remote.name);
    looks.delete(pendingKey(pending));
    accepted(repository, by);
  }

  function isLookedFor(pending: PendingPolicy): boolean {
    const { repository, after } = pending;
    // That a policy is gone says nothing of what it should be: only a person takes it away.
    if (after === undefined) return false;
    const key = pendingKey(pending);
    const known = looks.get(key);
    if (known !== undefined) return known === 'looking';
    const remote = trustedRemote(repository, trusted(), reader());
    if (remote === undefined) return false;
    if (pending.remote !== undefined && pending.remote !== remote.name) {
      looks.set(key, 'asked here');
      log(`the policy of ${repository} came from ${pending.remote} before, and now from ${remote.name}`);
      return false;
    }
    looks.set(key, 'looking');
    accept(pending, remote, after).catch((error: unknown) => {
      looks.set(key, 'asked here');
      const why = error instanceof Error ? error.message : String(error);
      log(`the policy of ${repository} is not accepted from ${remote.name}: ${why}`);
      declined();
    });
    return true;
  }

  return {
    ...policies,
    pending: (repositories) => policies.pending(repositories).filter((each) => !isLookedFor(each)),
  };
}

function trustedRemote(repository: string, trusted: readonly string[], read: ReadFile): Remote | undefined {
  if (trusted.length === 0) return undefined;
  const config = read(`${gitFolder(read, repository)}/config`);
  const url = config.kind === 'text' ? originIn(config.text) : undefined;
  const remote = url === undefined ? undefined : remoteOf(url);
  return remote !== undefined && isTrusted(remote, trusted) ? remote : undefined;
}
