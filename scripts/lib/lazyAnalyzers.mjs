// @ts-check
// For the hook's bundle: the list of analyzers, with every analyzer loaded when one of its programs first turns up.
// A benign call needs none of them, and building all their tables would take longer than everything else it does.
import { readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { build } from 'esbuild';

const index = resolve('src/core/analyzers/index.ts');

/** What a benign line of bash needs nothing of: file → modules of functions it imports. */
const loadedLate = new Map([
  ['core/understand.ts', ['./analyzers/infraFiles.ts', './analyzers/mcp.ts']],
  ['core/invocationEffects.ts', ['./analyzers/cmdlets.ts', './analyzers/unfamiliar.ts', './analyzers/workstation.ts']],
  ['core/shell/readLine.ts', ['../batch/walk.ts', '../powershell/walk.ts']],
  [
    'core/analyzers/signs.ts',
    ['./clientCode.ts', './cloudCode.ts', './codeText.ts', './requestCode.ts', './spawned.ts'],
  ],
  ['agents/claudeCode.ts', ['./hookSettings.ts']],
  ['agents/vscode.ts', ['./hookSettings.ts']],
  ['agents/kiro.ts', ['./kiroPermissions.ts']],
  ['agents/kiroCli2.ts', ['./hookSettings.ts']],
  ['agents/goose.ts', ['./hookSettings.ts']],
  ['agents/augment.ts', ['./hookSettings.ts']],
]);

/**
 * `import { f } from 'x'` → `const f = (...args) => require('x').f(...args)`.
 * @param {string} text @param {string} module
 */
function lateImport(text, module) {
  const statement = new RegExp(`^import \\{ ([\\w, ]+) \\} from '${module.replaceAll('.', '\\.')}';$`, 'm');
  const found = statement.exec(text);
  if (found === null) throw new Error(`${module} is not imported in one line, and so cannot be loaded late`);
  const names = (found[1] ?? '').split(', ');
  return text.replace(
    statement,
    names.map((name) => `const ${name} = (...args) => require('${module}').${name}(...args);`).join(' '),
  );
}

/** @typedef {{ programs: readonly string[], aliases?: readonly string[] }} Named */

/** @returns {import('esbuild').Plugin} */
export const lazyAnalyzers = () => ({
  name: 'lazy-analyzers',
  setup(on) {
    on.onLoad({ filter: /core[\\/]analyzers[\\/]index\.ts$/ }, async () => ({
      contents: await lazyIndex(),
      loader: 'js',
      resolveDir: dirname(index),
      watchFiles: [index],
    }));
    on.onLoad({ filter: /src[\\/](?:core|agents)[\\/].*\.ts$/ }, ({ path }) => {
      const from = relative(resolve('src'), path).replaceAll('\\', '/');
      const modules = loadedLate.get(from);
      if (modules === undefined) return undefined;
      const text = readFileSync(path, 'utf8');
      return { contents: modules.reduce(lateImport, text), loader: 'ts', resolveDir: dirname(path) };
    });
  },
});

/** The same two exports as `index.ts`, as a table of names and a way to load what they name. */
async function lazyIndex() {
  const text = readFileSync(index, 'utf8');
  const files = new Map(
    [...text.matchAll(/^import \{ (\w+) \} from '(\.\/\w+\.ts)';$/gm)].map(([, name = '', file = '']) => [name, file]),
  );
  const list = /const analyzers: readonly Analyzer\[\] = \[([^\]]*)\]/.exec(text)?.[1] ?? '';
  const entries = list
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);
  const exported = await evaluate([...files].map(([name, file]) => `export { ${name} } from '${file}';`).join('\n'));

  /** @type {string[]} */
  const loads = [];
  /** @type {Map<string, number[]>} */
  const byProgram = new Map();
  /** @type {string[]} */
  const signs = [];
  for (const entry of entries) {
    const name = entry.replace('...', '');
    const value = exported[name];
    const file = files.get(name);
    if (value === undefined || file === undefined) throw new Error(`${index}: ${name} is not an import of one line`);
    const many = Array.isArray(value);
    for (const [at, analyzer] of /** @type {Named[]} */ (many ? value : [value]).entries()) {
      for (const program of [...analyzer.programs, ...(analyzer.aliases ?? [])]) {
        byProgram.set(program, [...(byProgram.get(program) ?? []), loads.length]);
      }
      if (name !== 'guard' && name !== 'remote') signs.push(...analyzer.programs);
      loads.push(`() => require('${file}').${name}${many ? `[${at}]` : ''}`);
    }
  }
  const table = [...byProgram].map(([program, at]) => `${program} ${at.join(' ')}`).join('\n');
  return `
const loads = [${loads.join(',\n')}];
const table = ${JSON.stringify(`\n${table}\n`)};
const placesOf = (program) => {
  const at = table.indexOf('\\n' + program + ' ');
  return at < 0 ? undefined : table.slice(at + program.length + 2, table.indexOf('\\n', at + 1)).split(' ');
};
const made = new Map();
const both = (one, other) => ({ ...one, analyze: (run, call) => [...one.analyze(run, call), ...other.analyze(run, call)] });
export const analyzerOf = (program) => {
  if (!made.has(program)) made.set(program, placesOf(program)?.map((at) => loads[at]()).reduce(both));
  return made.get(program);
};
export const infrastructurePrograms = ${JSON.stringify(signs.join(' '))}.split(' ');
`;
}

/** @param {string} contents @returns {Promise<Record<string, unknown>>} what a module of this text exports */
async function evaluate(contents) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: dirname(index) },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    logLevel: 'silent',
  });
  const [output] = outputFiles;
  return import(`data:text/javascript;base64,${Buffer.from(output?.text ?? '').toString('base64')}`);
}
