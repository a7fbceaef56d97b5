/** Runs the command line in this process, against a home directory of its own. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { main } from '../../src/cli/program.ts';

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

export interface Home {
  readonly home: string;
  readonly root: string;
  readonly at: (path: string) => string;
  readonly write: (path: string, text: string) => string;
  readonly read: (path: string) => string;
  /** `elsewhere`: other folders than these. */
  readonly run: (
    args: readonly string[],
    input?: string,
    elsewhere?: { readonly home: string; readonly root: string },
  ) => Promise<Ended>;
  readonly remove: () => void;
}

/** A hook that finds harmless calls harmless and refuses what it cannot read, as the real one does. */
const hook = `
let text = '';
process.stdin.on('data', (data) => (text += data)).on('end', () => {
  let code = 0;
  try { JSON.parse(text); } catch { console.error('Not JSON.'); code = 2; }
  console.log('holdpoint-end ' + process.env.HOLDPOINT_END);
  process.exitCode = code;
});`;

export function makeHome(): Home {
  const home = mkdtempSync(join(tmpdir(), "home of o'neil "));
  const root = join(home, '.holdpoint');
  const at = (path: string) => join(home, path);
  const write = (path: string, text: string) => {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), text);
    return at(path);
  };
  write('bundle/hook-main.js', '');
  write('bundle/cli.js', '');
  const bundles = dirname(write('bundle/hook.js', hook));
  let seconds = 0;
  return {
    home,
    root,
    at,
    write,
    read: (path) => readFileSync(at(path), 'utf8'),
    remove: () => rmSync(home, { recursive: true, force: true }),
    async run(args, input = '', elsewhere = { home, root }) {
      const text = { out: '', error: '' };
      const code = await main(args, {
        cwd: home,
        env: {},
        stdin: Readable.from([input]),
        out: (more) => (text.out += more),
        error: (more) => (text.error += more),
        now: () => new Date(Date.UTC(2026, 0, 1, 0, 0, seconds++)),
        version: '1.0.0',
        bundles,
        runtime: process.execPath,
        processes: () => [],
        site: () => ({ ...elsewhere, platform: 'posix', env: {} }),
      });
      return { code, ...text };
    },
  };
}
