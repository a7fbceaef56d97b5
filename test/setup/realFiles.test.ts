/**
 * Installing over settings that people really have, and taking it out again, on disk, for every agent and every file:
 * whatever was there is the same to the byte afterwards, and what cannot be read is never written.
 */
import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, test } from 'vitest';
import type { Agent, SettingsFile } from '../../src/agents/agent.ts';
import { agents } from '../../src/agents/index.ts';
import { hookFiles } from '../../src/protocol/places.ts';
import { install, planInstall, planUninstall, uninstall } from '../../src/setup/installation.ts';
import { hookCommand, type Site, statesOf } from '../../src/setup/site.ts';

const bundles = mkdtempSync(join(tmpdir(), 'holdpoint-bundles-'));
const program = { version: '1.0.0', bundles, runtimes: [process.execPath] };
const day = new Date('2026-01-01T00:00:00Z');
beforeAll(() => {
  for (const name of hookFiles) writeFileSync(join(bundles, name), '// hook\n');
});
afterAll(() => rmSync(bundles, { recursive: true, force: true }));

/** A hook of somebody else in this very agent's shape: ours, with another program. */
const ofOthers = (settings: SettingsFile, site: Site): string =>
  settings
    .install(undefined, hookCommand(site))
    .replaceAll(hookCommand(site).launcher, '/opt/lint/check')
    .replaceAll('holdpoint-hook', 'lint-check');

interface Sample {
  readonly title: string;
  readonly text: (settings: SettingsFile, site: Site) => string;
  /** The file cannot be relied on by anybody: it must be refused, whoever the agent is. */
  readonly broken?: true;
  /** Some agents read such a file and some do not. */
  readonly doubtful?: true;
}

const plain = (title: string, text: string): Sample => ({ title, text: () => text });
const broken = (title: string, text: string): Sample => ({ title, text: () => text, broken: true });

const json: readonly Sample[] = [
  plain('keys of its own', '{\n  "model": "opus",\n  "mcpServers": { "infra": { "command": "uvx" } }\n}\n'),
  plain(
    'comments',
    '// mine\n{\n  // the model\n  "model": "opus", // best\n  /* more */ "env": {} // last\n}\n// after\n',
  ),
  plain('Windows line ends', '{\r\n  "model": "opus",\r\n  "env": {\r\n    "A": "1"\r\n  }\r\n}\r\n'),
  plain('tabs', '{\n\t"model": "opus"\n}\n'),
  plain('four spaces, no last line end', '{\n    "model": "opus"\n}'),
  plain('one line', '{"model":"opus","env":{"A":"1"}}'),
  { ...plain('a byte order mark', '\uFEFF{\n  "model": "opus"\n}\n'), doubtful: true },
  plain('an empty object', '{}\n'),
  plain('letters of every kind', '{\n  "name": "Überprüfung 🚀 \\u00e9",\n  "path": "C:\\\\x"\n}\n'),
  { title: 'hooks of others', text: ofOthers },
  {
    title: 'hooks of others, in one line',
    text: (settings, site) => JSON.stringify(JSON.parse(ofOthers(settings, site))),
  },
  { ...plain('a trailing comma', '{\n  "model": "opus",\n}\n'), doubtful: true },
  broken('a comma too few', '{\n  "model": "opus"\n  "env": {}\n}\n'),
  broken('cut off', '{\n  "model": "opus",\n  "env": {'),
  broken('a list', '[]\n'),
  broken('a key twice', '{ "hooks": {}, "hooks": {} }\n'),
  broken('not text of that kind', 'model = "opus"\n'),
];

const yaml: readonly Sample[] = [
  plain('keys of its own', 'theme: dark\nrules:\n  - capability: read\n    match: "**"\n    effect: allow\n'),
  plain(
    'comments',
    '# mine\nrules:\n  # reads are fine\n  - capability: read # always\n    match: "**"\n    effect: allow\n# end\n',
  ),
  plain('Windows line ends', 'rules:\r\n  - capability: read\r\n    match: "**"\r\n    effect: allow\r\n'),
  plain('flow style', 'rules: [{ capability: read, match: "**", effect: allow }]\n'),
  plain('a document start', '---\nrules:\n- capability: read\n  match: "**"\n  effect: allow\n'),
  plain('no last line end', 'rules:\n  - capability: read\n    match: "**"\n    effect: allow'),
  plain('a comment only', '# nothing yet\n'),
  plain('quotes of every kind', "rules:\n  - capability: 'read'\n    match: \"a'b\"\n    effect: allow\n"),
  plain('another rule for the same tool', 'rules:\n  - capability: shell\n    match: "ls *"\n    effect: allow\n'),
  plain('long lines', `rules:\n  - capability: read\n    match: "${'x'.repeat(200)}"\n    effect: allow\n`),
  broken('not YAML', 'rules: [unclosed\n'),
  broken('a list', '- a\n- b\n'),
  broken('a key twice', 'rules: []\nrules: []\n'),
];

/** Files that are ours alone: another's file in that place is never touched. */
const other: readonly Sample[] = [
  broken('a program of somebody else', '#!/bin/sh\nexit 0\n'),
  broken('a module of somebody else', 'export const Plugin = async () => ({});\n'),
];

const samplesOf = ({ path }: SettingsFile) => (path.endsWith('.json') ? json : /\.ya?ml$/.test(path) ? yaml : other);

/** Files named after us hold nothing but our entries; what else is in them may be refused. */
const isOurs = ({ path }: SettingsFile) => /holdpoint/.test(path) || samplesOf({ path } as SettingsFile) === other;

/** Read as plain JSON with nothing but hooks in it: with anything else every hook would be gone, so it is refused. */
const isStrict = ({ path }: SettingsFile) => /^\.(?:codex|gemini\/config)\/hooks\.json$/.test(path);

function everyFile(agent: Agent, settings: SettingsFile): void {
  let site: Site;
  let path: string;
  const at = (home: string): Site => ({ home, root: join(home, '.holdpoint'), platform: 'posix', env: {} });
  const fresh = (): void => {
    site = at(realpathSync(mkdtempSync(join(tmpdir(), 'holdpoint-home-'))));
    path = join(site.home, settings.path);
    mkdirSync(dirname(path), { recursive: true });
  };
  const put = () => install(planInstall([agent], site, program), site, day);
  // A file that two agents are held by goes with both.
  const sharing = agents.filter((one) => one.settings.some((file) => file.path === settings.path));
  const take = () => uninstall(planUninstall(sharing, site), site, day);
  const within = (work: () => void) => () => {
    fresh();
    try {
      work();
    } finally {
      rmSync(site.home, { recursive: true, force: true });
    }
  };
  const state = () => statesOf(agent, site).find((it) => it.path === path)?.state.kind;

  describe(`${agent.title}: ${settings.path}`, () => {
    for (const { title, text, broken: unreadable, doubtful } of samplesOf(settings)) {
      test(
        title,
        within(() => {
          const before = text(settings, site);
          writeFileSync(path, before);
          try {
            put();
          } catch (error) {
            assert(
              unreadable === true || doubtful === true || isOurs(settings) || isStrict(settings),
              error instanceof Error ? error.message : String(error),
            );
            assert.equal(readFileSync(path, 'utf8'), before, 'refused, and not written');
            assert(!existsSync(hookCommand(site).launcher), 'nothing was half done');
            return;
          }
          assert(unreadable !== true, 'a file nobody can rely on was accepted');
          assert.equal(state(), 'installed');
          const once = readFileSync(path, 'utf8');
          put();
          assert.equal(readFileSync(path, 'utf8'), once, 'twice is once');
          take();
          assert.equal(readFileSync(path, 'utf8'), before, 'out again, to the byte');
        }),
      );
    }

    test(
      'no file, made and gone',
      within(() => {
        // A star stands for files that are there; the one of that very name is there in the other tests.
        if (settings.path.includes('*')) return assert.deepEqual(statesOf(agent, site), []);
        rmSync(dirname(path), { recursive: true, force: true });
        put();
        if (settings.onlyThere === true) return assert(!existsSync(path));
        assert.equal(state(), 'installed');
        take();
        assert(!existsSync(path));
        assert(!existsSync(hookCommand(site).launcher));
      }),
    );

    test(
      'a link to a file kept elsewhere stays a link',
      within(() => {
        const real = join(site.home, 'dotfiles');
        const [first] = samplesOf(settings);
        if (first?.broken === true || isOurs(settings)) return; // Nothing of a person's is in such a file.
        const before = isStrict(settings) ? '{}\n' : (first?.text(settings, site) ?? '');
        writeFileSync(real, before);
        symlinkSync(real, path);
        put();
        assert(lstatSync(path).isSymbolicLink());
        assert.equal(state(), 'installed');
        take();
        assert(lstatSync(path).isSymbolicLink());
        assert.equal(readFileSync(real, 'utf8'), before);
      }),
    );

    test(
      'a file that may only be read keeps its mode',
      within(() => {
        if (isOurs(settings)) return;
        const before = isStrict(settings) ? '{}\n' : (samplesOf(settings)[0]?.text(settings, site) ?? '');
        writeFileSync(path, before);
        chmodSync(path, 0o440);
        put();
        assert.equal(state(), 'installed');
        assert.equal(statSync(path).mode & 0o777, 0o440);
        take();
        assert.equal(readFileSync(path, 'utf8'), before);
        assert.equal(statSync(path).mode & 0o777, 0o440);
      }),
    );

    test(
      'a folder that cannot be written to is a problem, and says so',
      within(() => {
        if (process.getuid?.() === 0) {
          // Root writes everywhere; a folder in the place of the file stops root too.
          mkdirSync(path, { recursive: true });
        } else chmodSync(dirname(path), 0o500);
        try {
          assert.throws(put, (error: unknown) => error instanceof Error && error.message.includes(settings.path));
        } finally {
          if (process.getuid?.() !== 0) chmodSync(dirname(path), 0o700);
        }
      }),
    );
  });
}

for (const agent of agents) for (const settings of agent.settings) everyFile(agent, settings);
