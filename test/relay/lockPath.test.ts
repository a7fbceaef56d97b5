/** The socket that locks a relay's folder, whatever the folder is called. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { lockPath } from '../../src/relay/embeddedDatabase.ts';

const root = mkdtempSync(join(tmpdir(), 'holdpoint-lock-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const made = (name: string): string => {
  const folder = join(root, name);
  mkdirSync(folder, { recursive: true });
  return folder;
};

test('a short one has it inside', () => expect(lockPath(made('a'), 'linux')).toBe(join(root, 'a', 'lock')));
for (const [title, name] of [
  ['many letters', 'x'.repeat(90)],
  ['few letters of many bytes', '例'.repeat(30)],
] as const)
  test(`${title}: it lies elsewhere, in a path that a socket can have`, () => {
    const path = lockPath(made(name), 'linux');
    expect(path).not.toContain(name);
    expect(Buffer.byteLength(path)).toBeLessThan(104);
    expect(path).not.toBe(lockPath(made(`${name}y`), 'linux'));
  });
test('on Windows it is a pipe, one for each folder', () => {
  expect(lockPath(made('a'), 'win32')).toMatch(/^\\\\\.\\pipe\\holdpoint-relay-[0-9a-f]{24}$/);
  expect(lockPath(made('a'), 'win32')).not.toBe(lockPath(made('b'), 'win32'));
});
