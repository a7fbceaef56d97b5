// @ts-check
// npm run new:analyzer NAME: writes an analyzer's skeleton, its test table and its line in the list.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const [name = ''] = process.argv.slice(2);
const file = `src/core/analyzers/${name}.ts`;
const table = `test/core/analyzers/${name}.test.ts`;
const index = 'src/core/analyzers/index.ts';
if (!/^[a-z][A-Za-z0-9]*$/.test(name) || existsSync(file)) {
  console.error(
    `${existsSync(file) ? `${file} is there already.` : 'A name is needed: letters and digits, the first one small.'}\n  Nothing was written.\n  npm run new:analyzer NAME`,
  );
  process.exit(2);
}

const skeleton = `/**
 * What it is. https://link.to/its-own/reference
 *
 * Handles \`${name} list\`, \`${name} apply\`, \`${name} delete NAME\`.
 *
 * A subcommand missing from the table is \`unknown\`: a new one waits until somebody has looked at it.
 */
import { change, destroy, type Effect, read, unknown } from '../effect.ts';
import type { Invocation } from '../shell/invocation.ts';
import { names, readOptions } from '../shell/options.ts';
import { type Analyzer, placeOf, spansOf, targetOf } from './analyzer.ts';

/** Options whose value is the next word. */
const values = names('--project --region');

// A Map, because an object would answer to \`${name} constructor\`.
const verbs = new Map([
  ['list', read],
  ['apply', change],
  ['delete', destroy],
]);

function analyze(run: Invocation): readonly Effect[] {
  const [verb, target] = readOptions(run.args, { values, clusters: false }).words;
  const make = (verb?.known === true ? verbs.get(verb.value) : undefined) ?? unknown;
  return [
    make({
      tool: '${name}',
      operation: verb?.value ?? '',
      ...targetOf(target?.value),
      ...placeOf(run),
      spans: spansOf(run.name, verb, target),
    }),
  ];
}

export const ${name}: Analyzer = { id: '${name}', programs: ['${name}'], analyze };
`;

const tests = `import { describe } from 'vitest';
import { is, silent } from '../../support/understanding.ts';

describe('${name}', () => {
  is('${name} list', 'read ${name} list');
  is('${name} apply', 'change ${name} apply');
  is('${name} delete web', 'destroy ${name} delete web');
  is('${name} frobnicate web', 'unknown ${name} frobnicate web');
});

silent('${name} as a text', ['echo ${name} delete web', 'git commit -m "${name} delete web"']);
`;

const list = readFileSync(index, 'utf8');
const imports = list.replace(
  /((?:import [^\n]+\n)+)/,
  (/** @type {string} */ block) => `${block}import { ${name} } from './${name}.ts';\n`,
);
writeFileSync(index, imports.replace(/(const analyzers: readonly Analyzer\[\] = \[\s*)/, `$1${name}, `));
writeFileSync(file, skeleton);
writeFileSync(table, tests);
console.log(`${file}, ${table} and a line in ${index}. Next: npm run format, then fill in the table.`);
