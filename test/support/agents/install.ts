/**
 * The agents the suite runs, pinned, in a cache folder that all checkouts of this machine share. Versions are always
 * named: npm quietly takes an older release where the Node it runs on is too old for the one that is meant. Install
 * scripts do not run; the agents' own programs lie in packages for one platform each, and are started from there.
 */
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exclusively } from '../../../scripts/lib/exclusively.mjs';
import { cacheFolder, supportedArch, withoutNpm } from '../editor/install.ts';
import { run } from '../editor/processes.ts';
import { step } from '../editor/progress.ts';
import type { TestedAgent } from './agent.ts';

/** Some agents need a Node later than the one that runs the tests. */
const nodeVersion = '24.21.0';

const triples = { x64: 'x86_64-unknown-linux-musl', arm64: 'aarch64-unknown-linux-musl' } as const;

export type Installed =
  | { readonly kind: 'there'; readonly program: string; readonly node: string }
  | { readonly kind: 'missing'; readonly reason: string };

/** Installs what is not there yet. Never throws: an agent that cannot be had is a reason to skip. */
export async function ensureAgent({ id, version, packages, program }: TestedAgent): Promise<Installed> {
  try {
    const arch = supportedArch();
    const node = await ensure(`node-${nodeVersion}`, `Node ${nodeVersion}`, [`node-linux-${arch}@${nodeVersion}`]);
    const folder = await ensure(`${id}-${version}`, `${id} ${version}`, packages);
    const path = join(folder, 'node_modules', program.replace('ARCH', arch).replace('TRIPLE', triples[arch]));
    if (!existsSync(path)) return { kind: 'missing', reason: `${id} ${version} has no program for this machine` };
    return { kind: 'there', program: path, node: join(node, `node_modules/node-linux-${arch}/bin/node`) };
  } catch (error) {
    const [first = ''] = String(error instanceof Error ? error.message : error).split('\n');
    return { kind: 'missing', reason: `${id} ${version} cannot be installed here: ${first}` };
  }
}

/** The folder with these packages in it; it appears whole or not at all. @throws {Problem} */
function ensure(name: string, title: string, packages: readonly string[]): Promise<string> {
  const folder = join(cacheFolder(), 'agents', name);
  return exclusively(folder, async () => {
    if (existsSync(folder)) return folder;
    const fresh = `${folder}.${process.pid}`;
    rmSync(fresh, { recursive: true, force: true });
    mkdirSync(fresh, { recursive: true });
    writeFileSync(join(fresh, 'package.json'), '{ "private": true }\n');
    const options = [
      '--save-exact',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--fetch-retries=1',
      '--fetch-retry-mintimeout=1000',
    ];
    await step(`Installing ${title}`, (note) =>
      run('npm', ['install', ...options, ...packages], {
        cwd: fresh,
        onOutput: note,
        env: withoutNpm(process.env),
        timeout: 240_000,
      }),
    );
    renameSync(fresh, folder);
    return folder;
  });
}
