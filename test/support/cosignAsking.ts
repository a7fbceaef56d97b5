/** A repository with a roster and a policy on its default branch, and requests that somebody in it makes. */
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { signBySsh, sshKeyNamed } from '../../src/cli/sshKeys.ts';
import { actionOfRun, type CosignAction } from '../../src/core/cosign/action.ts';
import { type Asking, askFor } from '../../src/core/cosign/ask.ts';
import { spellEnvelope } from '../../src/core/cosign/dsse.ts';
import { spellFragment, spellLink } from '../../src/core/cosign/link.ts';
import { sealEnvelope } from '../../src/core/cosign/pack.ts';
import { padding, type SealKeys, sealKeys } from '../../src/core/cosign/seal.ts';
import { deflate } from '../../src/platform/deflate.ts';
import { subtle } from './cosignPeople.ts';
import type { cosignTeam } from './cosignTeam.ts';

type Team = ReturnType<typeof cosignTeam>;

export const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export const savedPlan = join(import.meta.dirname, '../fixtures/plans/saved.tfplan');

export const policy = `version: 1
rules:
  - { name: two people, when: {}, then: hold, approvals: { count: 1, group: platform } }
`;

/** A checkout of a bare repository: what is committed is on the default branch of both. */
export function repositoryOf(team: Team) {
  const [origin, checkout] = [team.at('origin.git'), team.at('checkout')];
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', '-C', checkout, ...args], {
      env: { ...team.env, GIT_CONFIG_GLOBAL: '/dev/null' },
      stdio: 'pipe',
    });
  mkdirSync(checkout, { recursive: true });
  execFileSync('git', ['init', '-q', '--bare', '-b', 'main', origin]);
  git('init', '-q', '-b', 'main');
  git('remote', 'add', 'origin', origin);
  copyFileSync(savedPlan, join(checkout, 'plan.bin'));
  return {
    checkout,
    git,
    /** Puts everything on the default branch. */
    publish(): void {
      git('add', '--all', '.holdpoint');
      git('commit', '-q', '-m', 'people');
      git('push', '-q', 'origin', 'main');
      git('remote', 'set-head', 'origin', 'main');
    },
  };
}

export const applyPlan = (plan: Uint8Array, argv = ['terraform', 'apply', 'plan.bin']): CosignAction =>
  actionOfRun({
    argv,
    inputs: [{ path: 'plan.bin', sha256: sha256(plan) }],
    target: { workspace: 'production' },
    reversibility: 'irreversible',
  });

export interface AskedOptions {
  readonly now: number;
  readonly person: string;
  /** Their public key's file. */
  readonly key: string;
  readonly action: CosignAction;
  readonly rosterText: string;
  readonly over?: Partial<Asking>;
}

export interface SentRequest {
  /** With nobody between. */
  readonly link: string;
  /** What a `.holdpoint` file holds. */
  readonly text: string;
  readonly keys: SealKeys;
  /** For a relay. */
  readonly key: Uint8Array<ArrayBuffer>;
  readonly sealed: Uint8Array<ArrayBuffer>;
}

/** What the core's `askFor` makes, signed by the requester's own SSH key, sealed, and put into a link. */
export async function askedBy(team: Team, options: AskedOptions): Promise<SentRequest> {
  const { now, person, key: file, action, rosterText, over } = options;
  const { payloadType, payload, signed } = askFor({
    id: `hold_${randomBytes(12).toString('hex')}`,
    nonce: randomBytes(16).toString('base64url'),
    requester: { person, session: 'session-1', agent: 'claude-code' },
    why: 'The shop moves to the new account.',
    actions: [action],
    policy: { policySha256: sha256(policy), rosterSha256: sha256(rosterText), need: [{ count: 1, group: 'platform' }] },
    auditHead: { size: 0, root: sha256('') },
    shown: { headline: 'Creates 1 thing.' },
    now,
    ...over,
  });
  const io = { cwd: team.folder, env: team.env, error: () => {} };
  const ssh = await sshKeyNamed(file, io);
  const envelope = spellEnvelope({ payloadType, payload, keyid: ssh.id, sig: await signBySsh(ssh, signed, io) });
  const key = Uint8Array.from(randomBytes(32));
  const keys = await sealKeys(subtle, key);
  const seal = (multiple: number) =>
    sealEnvelope(subtle, keys, 'request', envelope, { iv: Uint8Array.from(randomBytes(12)), multiple, deflate });
  const whole = { kind: 'whole', key, sealed: await seal(padding.link) } as const;
  return { link: spellLink(whole), text: spellFragment(whole), keys, key, sealed: await seal(padding.carried) };
}
