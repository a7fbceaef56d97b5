/**
 * Whether a file is, to the byte, what the default branch of a remote has: asked of the remote itself, since what a
 * repository remembers of it can be written by anybody. Git runs in an empty repository of its own, without any
 * configuration but ours, without hooks, helpers and prompts. Only commits and trees are fetched: they name the file's hash.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';
import type { Remote } from '../core/policy/remotes.ts';
import { run } from '../platform/run.ts';

export interface RemotePlace {
  readonly branch: string;
  readonly commit: string;
}

export interface RemoteLook {
  readonly remote: Remote;
  /** Seen from the top of the repository. */
  readonly path: string;
  readonly text: string;
  /** Private, and there for scratch. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds until it is given up. */
  readonly patience?: number;
}

/** Undefined when the remote has another text there. @throws when the remote cannot be asked. */
export async function placeOnDefaultBranch(look: RemoteLook): Promise<RemotePlace | undefined> {
  const { remote, path, text, folder, patience = 20_000 } = look;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const scratch = mkdtempSync(join(folder, 'remote-'));
  const signal = AbortSignal.timeout(patience);
  const git = async (args: readonly string[], input = ''): Promise<string> => {
    const env = environment(look.env, scratch);
    const all = [...configuration(remote), ...args];
    const ended = await run('git', all, { cwd: scratch, env, input, timeout: patience, mostOutput: 1_000_000, signal });
    if (ended.code === 0) return ended.stdout.trim();
    throw new Error(ended.killed === undefined ? firstLine(ended.stderr) : 'it took too long');
  };
  try {
    await git(['init', '--quiet', '--bare', '--template=', '.']);
    const { branch, commit } = headOf(await git(['ls-remote', '--symref', '--', remote.url, 'HEAD']));
    await git([...fetchTrees, `+refs/heads/${branch}:refs/heads/theirs`]);
    // A branch that moves between the two is asked about again.
    if ((await git(['rev-parse', '--verify', 'refs/heads/theirs^{commit}'])) !== commit)
      throw new Error('its default branch has just moved');
    const theirs = await git(['ls-tree', commit, '--', path]);
    const ours = await git(['hash-object', '--no-filters', '--stdin'], text);
    // A symbolic link is no policy.
    return /^100(?:644|755) blob ([0-9a-f]+)\t/.exec(theirs)?.[1] === ours ? { branch, commit } : undefined;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const fetchTrees = [
  'fetch',
  '--quiet',
  '--depth=1',
  '--filter=blob:none',
  '--no-tags',
  '--no-recurse-submodules',
  'theirs',
];

const configuration = ({ url, scheme }: Remote): readonly string[] =>
  Object.entries({
    'protocol.allow': 'never',
    [`protocol.${scheme}.allow`]: 'always',
    'core.hooksPath': devNull,
    'core.fsmonitor': '',
    'core.askPass': '',
    'credential.helper': '',
    'http.followRedirects': 'false',
    // By these a fetch may leave the files' own bytes out.
    'remote.theirs.url': url,
    'remote.theirs.promisor': 'true',
    'remote.theirs.partialclonefilter': 'blob:none',
  }).flatMap(([key, value]) => ['-c', `${key}=${value}`]);

/** What reaches the network and the person's own keys, and nothing that steers git. */
const kept =
  /^(?:PATH|SSH_AUTH_SOCK|(?:https?|all|no)_proxy|SSL_CERT_(?:FILE|DIR)|SYSTEMROOT|WINDIR|PATHEXT|COMSPEC|TE?MP|TMPDIR)$/i;

const environment = (env: RemoteLook['env'], home: string): RemoteLook['env'] => ({
  ...Object.fromEntries(Object.entries(env).filter(([name]) => kept.test(name))),
  HOME: home,
  LC_ALL: 'C',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: devNull,
  GIT_TERMINAL_PROMPT: '0',
  GIT_SSH_COMMAND: 'ssh -F none -o BatchMode=yes -o StrictHostKeyChecking=yes -o ClearAllForwardings=yes',
  SSH_ASKPASS_REQUIRE: 'never',
});

/** `ref: refs/heads/main\tHEAD`, and its commit. */
function headOf(said: string): RemotePlace {
  const branch = /^ref: refs\/heads\/([^\s:]+)\tHEAD$/m.exec(said)?.[1];
  const commit = /^([0-9a-f]{40}|[0-9a-f]{64})\tHEAD$/m.exec(said)?.[1];
  if (branch === undefined || commit === undefined) throw new Error('it does not say which branch is its default');
  return { branch, commit };
}

const firstLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';
