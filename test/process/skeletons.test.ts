/** What `npm run new:agent` and `npm run new:analyzer` write passes every test as it is. */
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import { run } from '../../src/platform/run.ts';

const root = resolve(import.meta.dirname, '../..');
const copied = [
  ...[
    'src',
    'scripts',
    'test/agents',
    'test/setup',
    'test/support',
    'test/fixtures/agents',
    'test/core/analyzers',
    'media',
    'docs',
  ],
  ...['package.json', 'tsconfig.json', 'vitest.config.mts'],
];
let place: string;
beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'holdpoint-skeleton-'));
  for (const name of copied) cpSync(join(root, name), join(place, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(place, 'node_modules'), 'dir');
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

const node = (...args: string[]) => run(process.execPath, args, { cwd: place, timeout: 120_000 });

for (const [script, name, tests] of [
  ['new-agent', 'nimbus', ['test/agents', 'test/setup/realFiles.test.ts']],
  ['new-analyzer', 'nimbusctl', ['test/core/analyzers/nimbusctl.test.ts']],
] as const) {
  test(`${script} ${name}`, { timeout: 180_000 }, async () => {
    const made = await node(`scripts/${script}.mjs`, name);
    assert.equal(made.code, 0, made.stderr);
    const again = await node(`scripts/${script}.mjs`, name);
    assert.equal(again.code, 2, 'a second time nothing is written over');
    const vitest = join(root, 'node_modules/vitest/vitest.mjs');
    const ended = await run(process.execPath, [vitest, 'run', '--project', 'unit', ...tests], {
      cwd: place,
      timeout: 120_000,
      env: { ...process.env, CI: '' },
    });
    assert.equal(ended.code, 0, ended.stdout.slice(-3_000) + ended.stderr.slice(-2_000));
    assert.match(ended.stdout, new RegExp(name));
    const index = script === 'new-agent' ? 'src/agents/index.ts' : 'src/core/analyzers/index.ts';
    assert.match(readFileSync(join(place, index), 'utf8'), new RegExp(`import \\{ ${name} \\}`));
    assert(!existsSync(join(root, index.replace('index', name))), 'the project itself is as it was');
  });
}
