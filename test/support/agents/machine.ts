/** A person's machine: a home, a project of Terraform, tools that only leave a mark, and Holdpoint as a user installs it. */
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { bundleHook, bundles } from '../../../scripts/lib/bundles.mjs';
import { record, text } from '../../../src/base/json.ts';
import { hookFiles, hookFolder, places } from '../../../src/protocol/places.ts';
import { root } from '../editor/built.ts';
import { writeText } from './files.ts';

const mainTf = `resource "aws_db_instance" "main" {
  identifier = "shop"

  lifecycle {
    prevent_destroy = true
  }
}
`;

export interface Machine {
  readonly folder: string;
  readonly home: string;
  readonly project: string;
  readonly marks: string;
  /** What the agents find on their `PATH`. */
  readonly path: string;
  /** What ran so far, a line each: `terraform destroy …`, `mcp drop_database …`. */
  ran(): readonly string[];
  /** Holdpoint's command line, in a process of its own. */
  holdpoint(...args: string[]): { readonly code: number | null; readonly said: string };
  /** Puts a hook in place that waits a few seconds where ours waits minutes; everything else of it is the same. */
  hurry(): void;
  /** Puts a program in the place of the hook's; `end()` is the line of a deliberate end. */
  replaceHook(body: string): void;
  removeHook(): void;
  removeLauncher(): void;
  /** A second of computing ends the hook, instead of half a minute. */
  hastenLauncher(): void;
  /** Everything as it was installed. */
  restore(): void;
  remove(): void;
}

export async function makeMachine(): Promise<Machine> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'holdpoint-agents-')));
  const [home, project, bin, marks] = ['home', 'project', 'bin', 'marks.log'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
    string,
  ];
  writeText(join(project, 'main.tf'), mainTf);
  writeText(marks, '');
  for (const tool of ['terraform', 'kubectl'])
    writeText(join(bin, tool), `#!/bin/sh\necho "${tool} $*" >>'${marks}'\necho "${tool} $1: done"\n`, 0o755);
  const path = `${bin}:/usr/local/bin:/usr/bin:/bin`;
  // Some agents' tools start login shells, which set their own.
  for (const name of ['.profile', '.bash_profile', '.bashrc']) writeText(join(home, name), `export PATH='${path}'\n`);

  const shipped = join(folder, 'holdpoint/dist');
  const hurried = join(folder, 'hurried');
  mkdirSync(shipped, { recursive: true });
  copyFileSync(join(root, 'package.json'), join(folder, 'holdpoint/package.json'));
  await Promise.all([
    build({ ...bundles.cli, outfile: join(shipped, 'cli.js') }),
    bundleHook(shipped),
    build({ ...bundles.hook, plugins: [...bundles.hook.plugins, hurry], outfile: join(hurried, 'hook-main.js') }),
    build({ ...bundles.boot, outfile: join(hurried, 'hook.js') }),
  ]);

  const version = text(record(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))).version);
  const hook = join(home, '.holdpoint', hookFolder(version));
  const launcher = join(home, '.holdpoint', places.launcher);
  const put = (from: string) => {
    for (const name of hookFiles) {
      const source = join(from, name);
      if (existsSync(source)) copyFileSync(source, join(hook, name));
    }
  };
  return {
    folder,
    home,
    project,
    marks,
    path,
    ran: () => readFileSync(marks, 'utf8').split('\n').filter(Boolean),
    holdpoint(...args) {
      const { status, stdout, stderr } = spawnSync(process.execPath, [join(shipped, 'cli.js'), ...args], {
        cwd: project,
        encoding: 'utf8',
        env: { HOME: home, HOLDPOINT_HOME: join(home, '.holdpoint'), PATH: path },
      });
      return { code: status, said: stdout + stderr };
    },
    hurry: () => put(hurried),
    replaceHook: (body) => writeText(join(hook, 'hook.js'), `${ending}\n${body}\n`),
    removeHook: () => rmSync(join(hook, 'hook.js')),
    removeLauncher: () => renameSync(launcher, `${launcher}.away`),
    hastenLauncher() {
      const text = readFileSync(launcher, 'utf8');
      renameSync(launcher, `${launcher}.away`);
      const hastened = text.replace(/^ulimit -t 30 /m, 'ulimit -t 1 ');
      if (hastened === text) throw new Error('the launcher sets no limit any more');
      writeText(launcher, hastened, 0o700);
    },
    restore() {
      put(shipped);
      if (existsSync(`${launcher}.away`)) renameSync(`${launcher}.away`, launcher);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** For programs in the hook's place. */
const ending = "const end = () => 'holdpoint-end ' + process.env.HOLDPOINT_END;";

/** What is made shorter: how long it waits for a person, and for an editor that went away meanwhile. */
const shortened: readonly (readonly [file: string, long: RegExp, short: string])[] = [
  ['hook/judge.ts', /patience \* 1_000/, '4_000'],
  ['hook/askGate.ts', /const reconnectFor = 20_000/, 'const reconnectFor = 500'],
];

const hurry: Plugin = {
  name: 'hurry',
  setup({ onLoad }) {
    for (const [file, long, short] of shortened) {
      onLoad({ filter: new RegExp(`src/${file.replace('.', '\\.')}$`) }, ({ path }) => {
        const source = readFileSync(path, 'utf8');
        if (!long.test(source)) throw new Error(`${file} does not say ${long} any more`);
        return { contents: source.replace(long, short), loader: 'ts' };
      });
    }
  },
};
