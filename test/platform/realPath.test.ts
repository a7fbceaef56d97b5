import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { realPath } from '../../src/platform/realPath.ts';

let place: string;
beforeAll(() => {
  place = realpathSync(mkdtempSync(join(tmpdir(), 'holdpoint-real-')));
  mkdirSync(join(place, 'a/b'), { recursive: true });
  writeFileSync(join(place, 'a/file'), '');
  symlinkSync('..', join(place, 'a/b/up'));
  symlinkSync('a/gone', join(place, 'dangling'));
  symlinkSync('round', join(place, 'round'));
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

for (const [path, real] of [
  ['a/file', 'a/file'],
  ['a/b/up/file', 'a/file'],
  ['a/b/up/not/there', 'a/not/there'],
  ['dangling', 'a/gone'],
  ['dangling/below', 'a/gone/below'],
  ['a/file/below', 'a/file/below'],
  ['round', 'round'],
] as const) {
  test(`${path} is ${real}`, () => expect(realPath(join(place, path))).toBe(join(place, real)));
}
