/** Holds ARCHITECTURE.md's floors: who may import whom, what each folder may touch, no cycles, no deep nesting. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', 'src');

interface Floor {
  /** Folders, or single files without their ending, it may import from. Its own is always allowed. */
  readonly below: readonly string[];
  /** Packages it may import; `node:` stands for all of Node's own, `vscode` for the editor. */
  readonly packages?: readonly string[];
}

const floors: Record<string, Floor> = {
  base: { below: [] },
  core: { below: ['base'], packages: ['unbash', 'minimatch', 'valibot', 'yaml', 'jsonc-parser'] },
  agents: { below: ['base', 'core'], packages: ['jsonc-parser', 'yaml'] },
  protocol: { below: ['base', 'core'] },
  platform: { below: ['base'], packages: ['node:'] },
  gate: { below: ['base', 'core', 'protocol', 'platform'], packages: ['node:'] },
  language: { below: ['base', 'core', 'protocol', '../media'], packages: ['yaml', 'diff'] },
  // The one file that speaks with the editor.
  'language/server.ts': {
    below: ['language', 'platform'],
    packages: ['node:', 'vscode-languageserver', 'vscode-languageserver-textdocument'],
  },
  hook: { below: ['base', 'core', 'agents', 'protocol', 'platform'], packages: ['node:'] },
  relay: {
    below: ['base', 'core/cosign', 'core/hold', 'protocol', 'platform'],
    packages: ['node:', 'hono', '@hono/node-server', 'pg', '@electric-sql/pglite'],
  },
  ui: { below: ['base', 'core', 'protocol'], packages: ['preact'] },
  cli: { below: ['base', 'core', 'agents', 'protocol', 'platform', 'gate', 'hook', 'setup'], packages: ['node:'] },
  extension: {
    below: ['base', 'core', 'agents', 'protocol', 'platform', 'gate', 'setup'],
    packages: ['node:', 'vscode', 'diff', 'vscode-languageclient'],
  },
  setup: { below: ['base', 'core', 'agents', 'protocol', 'platform', 'gate'], packages: ['node:', 'diff'] },
};

/** Words that would make a folder know what it should not. */
const forbiddenWords: Record<string, RegExp> = {
  base: /\b(?:holdpoint|agent|terraform|approval|gate)\b/i,
  platform: /\b(?:holdpoint|agent|terraform|approval|hook)\b/i,
};

/** Globals that make code depend on where and when it runs. */
const impure =
  /\b(?:Date\.now|new Date\(\)|Math\.random|process\.|document\.|window\.|setTimeout|setInterval|crypto\.)/;
const pureFolders = ['base', 'core', 'agents', 'protocol', 'language'];

interface Source {
  readonly file: string;
  readonly folder: string;
  readonly text: string;
  readonly imports: readonly string[];
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path) : [path];
  });
}

const withoutComments = (text: string) =>
  text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '')
    .replace(/\s\/\/ .*$/gm, '');

const importPattern =
  /(?:^|\n)\s*(?:import|export)\s(?:[^;'"]*?\sfrom\s)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)|\brequire\(\s*['"]([^'"]+)['"]\s*\)/g;

const sources: Source[] = filesIn(root)
  .filter((path) => /\.tsx?$/.test(path) && !path.endsWith('.d.ts'))
  .map((path) => {
    const text = readFileSync(path, 'utf8');
    const file = relative(root, path);
    return {
      file,
      folder: file in floors ? file : (file.split('/')[0] ?? ''),
      text: withoutComments(text),
      imports: [...text.matchAll(importPattern)].map(
        ([, from, dynamic, required]) => from ?? dynamic ?? required ?? '',
      ),
    };
  });

const resolved = (source: Source, specifier: string) => relative(root, join(root, dirname(source.file), specifier));

function strayImports(folder: string, floor: Floor): string[] {
  return sources
    .filter((source) => source.folder === folder)
    .flatMap((source) =>
      source.imports
        .filter((specifier) => {
          if (specifier.startsWith('.')) {
            const target = resolved(source, specifier);
            return ![folder, ...floor.below].some((allowed) => target.startsWith(`${allowed}/`));
          }
          return !(floor.packages ?? []).some((allowed) =>
            allowed === 'node:'
              ? specifier.startsWith('node:')
              : specifier === allowed || specifier.startsWith(`${allowed}/`),
          );
        })
        .map((specifier) => `${source.file} imports ${specifier}`),
    );
}

describe('floors', () => {
  test('every folder has one', () => {
    const folders = readdirSync(root, { withFileTypes: true });
    expect(folders.filter((entry) => !entry.isDirectory()).map(({ name }) => name)).toEqual([]);
    expect(
      folders.map(({ name }) => name).filter((name) => filesIn(join(root, name)).length > 0 && !(name in floors)),
    ).toEqual([]);
  });
  for (const [folder, floor] of Object.entries(floors)) {
    test(`${folder} imports only ${[folder, ...floor.below, ...(floor.packages ?? [])].join(', ')}`, () =>
      expect(strayImports(folder, floor)).toEqual([]));
  }
});

describe('purity', () => {
  for (const folder of pureFolders) {
    test(`${folder} has no clock, chance, environment or page`, () =>
      expect(
        sources.filter((source) => source.folder === folder && impure.test(source.text)).map(({ file }) => file),
      ).toEqual([]));
  }
  for (const [folder, words] of Object.entries(forbiddenWords)) {
    test(`${folder} knows no product words`, () =>
      expect(
        sources
          .filter((source) => source.folder === folder && words.test(source.text))
          .map(({ file, text }) => `${file}: ${words.exec(text)?.[0]}`),
      ).toEqual([]));
  }
});

describe('shape', () => {
  test('nothing lies deeper than src/<folder>/<group>/<file>', () =>
    expect(sources.filter(({ file }) => file.split('/').length > 3).map(({ file }) => file)).toEqual([]));

  test('only the editor floor knows the editor', () =>
    expect(
      sources
        .filter(({ folder, imports }) => folder !== 'extension' && imports.includes('vscode'))
        .map(({ file }) => file),
    ).toEqual([]));

  test('no import cycles', () => {
    const edges = new Map(
      sources.map((source) => [
        source.file,
        source.imports.filter((one) => one.startsWith('.')).map((one) => resolved(source, one)),
      ]),
    );
    const state = new Map<string, 'open' | 'done'>();
    const cycles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (state.get(file) === 'done') return;
      if (state.get(file) === 'open') {
        cycles.push([...path.slice(path.indexOf(file)), file].join(' → '));
        return;
      }
      state.set(file, 'open');
      for (const next of edges.get(file) ?? []) visit(next, [...path, file]);
      state.set(file, 'done');
    };
    for (const file of edges.keys()) visit(file, []);
    expect(cycles).toEqual([]);
  });

  test('files stay small; tables and the wording may be longer', () => {
    const long = sources.filter(
      ({ file, text }) =>
        text.split('\n').length > 400 && !file.startsWith('core/analyzers/') && file !== 'core/wording.ts',
    );
    expect(long.map(({ file }) => file)).toEqual([]);
  });

  test('no `any`, no silenced compiler, no work put off', () => {
    const smell = /(?::|\bas)\s+any\b|@ts-ignore|@ts-expect-error|\bTODO\b|\bFIXME\b/;
    const raw = filesIn(root).filter((path) => /\.tsx?$/.test(path) && smell.test(readFileSync(path, 'utf8')));
    expect(raw.map((path) => relative(root, path))).toEqual([]);
  });
});

test('ARCHITECTURE.md names every folder of src', () => {
  const path = join(root, '..', 'ARCHITECTURE.md');
  expect(existsSync(path)).toBe(true);
  const text = readFileSync(path, 'utf8');
  expect(
    [...new Set(sources.map(({ folder }) => folder))].filter(
      (folder) => !text.includes(folder in floors && folder.includes('.') ? folder : `${folder}/`),
    ),
  ).toEqual([]);
});
