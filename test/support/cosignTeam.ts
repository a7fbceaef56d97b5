/** People with real SSH keys, made by `ssh-keygen`, and the command line as they call it, in a folder of its own. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { main } from '../../src/cli/program.ts';
import type { Ended } from './commandLine.ts';

/** Whether there is an OpenSSH that signs: package openssh-client. */
export const hasSshKeygen = spawnSync('ssh-keygen', ['-?']).error === undefined;

export interface Called {
  readonly input?: string;
  /** Milliseconds since the epoch. */
  readonly now?: number;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether somebody sits at it. */
  readonly terminal?: boolean;
}

export function cosignTeam(now: number) {
  const folder = mkdtempSync(join(tmpdir(), 'holdpoint-team-'));
  const at = (path: string) => join(folder, path);
  const env = { PATH: process.env.PATH ?? '', HOME: folder, GIT_CONFIG_NOSYSTEM: '1' };
  return {
    folder,
    at,
    env,
    write(path: string, text: string | Uint8Array): string {
      mkdirSync(dirname(at(path)), { recursive: true });
      writeFileSync(at(path), text);
      return at(path);
    },
    read: (path: string) => readFileSync(at(path), 'utf8'),
    /** The public key's file. */
    keygen(name: string, ...more: readonly string[]): string {
      const options = more.length === 0 ? ['-t', 'ed25519', '-N', ''] : more;
      execFileSync('ssh-keygen', ['-q', ...options, '-C', `${name}@example.com`, '-f', at(name)]);
      return at(`${name}.pub`);
    },
    async run(args: readonly string[], called: Called = {}): Promise<Ended> {
      const text = { out: '', error: '' };
      const stdin = Object.assign(Readable.from([called.input ?? '']), { isTTY: called.terminal === true });
      const code = await main(args, {
        cwd: called.cwd ?? folder,
        env: { ...env, ...called.env },
        stdin,
        out: (more) => (text.out += more),
        error: (more) => (text.error += more),
        now: () => new Date(called.now ?? now),
        version: '1.0.0',
        bundles: folder,
        runtime: process.execPath,
        processes: () => [],
        site: () => ({ home: folder, root: at('.holdpoint-home'), platform: 'posix', env: {} }),
      });
      return { code, ...text };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
