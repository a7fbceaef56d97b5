/** A small log on a real disk: whole, cut, deleted, spoiled and too long. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { appendShortLog, readShortLog } from '../../src/platform/shortLog.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdpoint-log-'));
  path = join(folder, 'deep', 'x.log');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const add = (...lines: string[]) => appendShortLog(path, lines, readShortLog(path), (all) => all.slice(-2));

test('nothing is there, and nothing is missing', () => {
  expect(readShortLog(path)).toMatchObject({ lines: [], whole: true });
});
test('what was written is read', () => {
  add('a');
  add('b', 'c d');
  expect(readShortLog(path)).toMatchObject({ lines: ['a', 'b', 'c d'], whole: true });
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder, 'deep')).mode & 0o777).toBe(0o700);
});
test('two writers under the same number take nothing away', () => {
  const before = readShortLog(path);
  appendShortLog(path, ['a'], before, (all) => all);
  appendShortLog(path, ['b'], before, (all) => all);
  add('c');
  expect(readShortLog(path)).toMatchObject({ lines: ['a', 'b', 'c'], whole: true });
});
test('a line taken out is missed', () => {
  add('a');
  add('b');
  add('c');
  writeFileSync(path, readFileSync(path, 'utf8').replace('1 b\n', ''));
  expect(readShortLog(path)).toMatchObject({ lines: ['a', 'c'], whole: false });
});
test('a spoiled line, a cut end and a link to nowhere', () => {
  add('a');
  writeFileSync(path, `${readFileSync(path, 'utf8')}nonsense\n`);
  expect(readShortLog(path).whole).toBe(false);
  writeFileSync(path, '0 a\n1 b');
  expect(readShortLog(path).whole).toBe(false);
});
test('deleted, it stays missed', () => {
  add('a');
  rmSync(path);
  expect(readShortLog(path)).toMatchObject({ lines: [], whole: false });
  add('b');
  add('c');
  expect(readShortLog(path)).toMatchObject({ lines: ['b', 'c'], whole: false });
});
test('too long, it is written anew with what is left of it', () => {
  for (let round = 0; round < 8; round += 1) add(`${round} ${'x'.repeat(10_000)}`);
  expect(readShortLog(path).whole).toBe(true);
  expect(statSync(path).size).toBeLessThan(64_000);
});
test('grown beyond every bound, it is not trusted', () => {
  add('a');
  writeFileSync(path, '0 a\n'.repeat(40_000));
  expect(readShortLog(path).whole).toBe(false);
});
