/** `npm start -- --self-test`, as a person types it: real infrastructure, the whole story, a clean end. */
import { expect, test } from 'vitest';
import { which } from '../support/debianPackages.ts';
import { root } from '../support/editor/built.ts';
import { run } from '../support/editor/processes.ts';

const kinds = which('terraform', 'tofu') === undefined ? ['database'] : ['terraform', 'database'];

test.each(kinds)('the demo plays its story unattended, with a %s', { timeout: 420_000 }, async (kind) => {
  const args = ['scripts/start.mjs', '--self-test', '--infrastructure', kind];
  const output = await run(process.execPath, args, { cwd: root, timeout: 400_000 });
  expect(output).toContain('ok    denied: nothing ran');
  expect(output).not.toContain('FAIL');
});
