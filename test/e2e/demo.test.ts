/** `npm start -- --self-test`, as a person types it: real infrastructure, the whole story, a clean end. */
import { expect, test } from 'vitest';
import { root } from '../support/editor/built.ts';
import { run } from '../support/editor/processes.ts';

test('the demo plays its story unattended', async () => {
  const output = await run(process.execPath, ['scripts/start.mjs', '--self-test'], { cwd: root, timeout: 170_000 });
  expect(output).toContain('ok    denied: nothing ran');
  expect(output).not.toContain('FAIL');
});
