/** Policies that a trusted remote answers for: accepted without a question, or asked about as always. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { acceptingFromRemotes } from '../../src/gate/acceptFromRemotes.ts';
import { placeOnDefaultBranch, type RemoteLook, type RemotePlace } from '../../src/gate/remotePolicy.ts';
import { boundedReader } from '../../src/platform/readFile.ts';
import { closeWorld, journal, mine, rules, settle, type World, world } from '../support/policyWorld.ts';

afterEach(closeWorld);

const drop = 'kubectl --context kind-me delete deployment web';
const place: RemotePlace = { branch: 'main', commit: '0123456789abcdef0123456789abcdef01234567' };
type Look = (what: Pick<RemoteLook, 'remote' | 'path' | 'text'>) => Promise<RemotePlace | undefined>;

interface Remotes extends World {
  readonly asks: string[];
  readonly said: string[];
  origin(url: string): void;
  trusted: readonly string[];
  look: Look;
}

/** The project's origin is trusted, and has whatever lies here. */
function remotes(): Remotes {
  const asks: string[] = [];
  const said: string[] = [];
  const state: { trusted: readonly string[]; look: Look } = {
    trusted: ['example.com/acme/*'],
    look: async () => place,
  };
  const here = world((policies, log) =>
    acceptingFromRemotes(policies, {
      trusted: () => state.trusted,
      reader: boundedReader,
      look: (what) => {
        asks.push(what.remote.name);
        return state.look(what);
      },
      journal: log,
      accepted: (repository, by) => said.push(`${repository}: ${by}`),
      declined: () => here.gate.reviewPolicies(),
      log: (message) => said.push(message),
    }),
  );
  const origin = (url: string) => here.write('.git/config', `[remote "origin"]\n\turl = ${url}\n`);
  origin('git@example.com:acme/shop.git');
  return Object.assign(state, here, { asks, said, origin });
}

const review = async (here: World) => {
  here.gate.reviewPolicies();
  await new Promise((resolve) => setTimeout(resolve, 5));
};

describe('a policy that the default branch has', () => {
  test('counts, nobody is asked, and the journal says by whom', async () => {
    const here = remotes();
    here.policy(mine);
    expect(here.says(drop)).toBe('waiting');
    here.gate.reviewPolicies();
    expect(here.asked()).toEqual([]);
    await review(here);
    expect([here.says(drop), here.asked().length, here.asks]).toEqual(['neutral', 0, ['example.com/acme/shop']]);
    const by = 'example.com/acme/shop, main at 0123456789ab';
    expect(journal(here)).toContainEqual(
      expect.objectContaining({ kind: 'policy-accepted', repository: here.project, by }),
    );
    expect(here.said).toEqual([`${here.project}: ${by}`]);
  });
  test('changed and changed back, it is looked for again', async () => {
    const here = remotes();
    here.policy(mine);
    await review(here);
    here.look = async () => undefined;
    here.policy(rules('{ name: other, when: {}, then: hold }'));
    await review(here);
    here.accept();
    await settle();
    here.look = async () => place;
    here.policy(mine);
    await review(here);
    expect([here.says(drop), here.asks.length]).toEqual(['neutral', 3]);
  });
});

describe('is asked about as always', () => {
  const is = (title: string, change: (here: Remotes) => void, asks: number, why: string | undefined) =>
    test(title, async () => {
      const here = remotes();
      here.policy(mine);
      change(here);
      await review(here);
      await review(here);
      expect([here.asked().length, here.says(drop), here.asks.length]).toEqual([1, 'waiting', asks]);
      expect(here.said.join()).toMatch(why ?? /^$/);
    });

  is('without the setting', (here) => (here.trusted = []), 0, undefined);
  is('with another remote', (here) => here.origin('https://example.com/eve/shop'), 0, undefined);
  is('with a remote that proves nothing', (here) => here.origin('git://example.com/acme/shop'), 0, undefined);
  is('with a helper of git’s', (here) => here.origin('ext::sh'), 0, undefined);
  is('without a remote', (here) => here.write('.git/config', '[core]\n'), 0, undefined);
  is(
    'where the branch has another',
    (here) => (here.look = async () => undefined),
    1,
    'its default branch has another one',
  );
  is(
    'where the remote cannot be asked',
    (here) => (here.look = () => Promise.reject(new Error('it took too long'))),
    1,
    'it took too long',
  );
  is(
    'where the setting is taken back meanwhile',
    (here) =>
      (here.look = async () => {
        here.trusted = [];
        return place;
      }),
    1,
    'no longer trusted',
  );
  is(
    'where it changes meanwhile',
    (here) =>
      (here.look = async ({ text }) => {
        if (text.includes('swapped')) return undefined;
        here.policy(rules('{ name: swapped, when: {}, then: allow }'));
        return place;
      }),
    2,
    'it has changed meanwhile',
  );
});

test('a repository that was accepted from one remote is asked about when it has another', async () => {
  const here = remotes();
  here.policy(rules('{ name: never, when: { effect: destroy }, then: deny }'));
  await review(here);
  here.origin('git@example.com:acme/playground.git');
  here.policy(mine);
  await review(here);
  expect([here.asked().length, here.says(drop), here.asks]).toEqual([
    1,
    expect.stringContaining('never'),
    ['example.com/acme/shop'],
  ]);
  expect(here.said.at(-1)).toContain(
    'came from example.com/acme/shop before, and now from example.com/acme/playground',
  );
});

test('a policy that is gone is a person’s to answer', async () => {
  const here = remotes();
  here.policy(rules('{ name: never, when: { effect: destroy }, then: deny }'));
  await review(here);
  rmSync(join(here.project, '.holdpoint/policy.yaml'));
  await review(here);
  expect([here.asked().length, here.says(drop), here.asks.length]).toEqual([1, expect.stringContaining('never'), 1]);
});

test('from a real remote', async () => {
  const top = mkdtempSync(join(tmpdir(), 'holdpoint-accept-'));
  const git = (cwd: string, ...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...args], {
      cwd,
      env: { PATH: process.env.PATH, HOME: top, GIT_CONFIG_NOSYSTEM: '1' },
      stdio: 'ignore',
    });
  try {
    const here = remotes();
    mkdirSync(join(top, 'shop.git'));
    git(join(top, 'shop.git'), 'init', '-q', '--bare', '-b', 'main');
    here.policy(mine);
    rmSync(join(here.project, '.git'), { recursive: true });
    git(here.project, 'init', '-q', '-b', 'main');
    git(here.project, 'remote', 'add', 'origin', `file://${top}/shop.git`);
    git(here.project, 'add', '.holdpoint/policy.yaml');
    git(here.project, 'commit', '-qm', 'policy');
    here.trusted = [`file://${top}/*`];
    const ended: Promise<unknown>[] = [];
    here.look = (what) => {
      const looked = placeOnDefaultBranch({ ...what, folder: join(top, 'scratch'), env: process.env });
      ended.push(looked.catch(() => undefined));
      return looked;
    };
    const settled = async () => {
      here.gate.reviewPolicies();
      await Promise.all(ended.splice(0));
      await review(here);
    };
    // What an agent can write on its own: the branch that git remembers of the remote.
    git(here.project, 'update-ref', 'refs/remotes/origin/main', 'HEAD');
    git(here.project, 'symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main');
    await settled();
    expect([here.says(drop), here.asked().length]).toEqual(['waiting', 1]);
    git(here.project, 'push', '-q', 'origin', 'main');
    here.policy(`${mine}# and a word\n`);
    git(here.project, 'commit', '-qam', 'word');
    git(here.project, 'push', '-q', 'origin', 'main');
    await settled();
    expect(here.says(drop)).toBe('neutral');
  } finally {
    rmSync(top, { recursive: true, force: true });
  }
});
