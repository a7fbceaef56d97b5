import { createHash } from 'node:crypto';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hashFile, hashOf, rememberingHash } from '../../src/platform/hashFile.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdpoint-hash-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string) => join(folder, name);
const sha = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest('hex');

test('a file is its bytes, whatever its size', () => {
  const bytes = Buffer.alloc(3_500_000, 7);
  writeFileSync(at('big'), bytes);
  expect(hashFile(at('big'))).toBe(sha(bytes));
  expect([hashFile(at('none')), hashFile(folder), hashFile('/dev/null')]).toEqual([undefined, undefined, undefined]);
});

test('a file that takes minutes to read is told by what the system says of it', () => {
  writeFileSync(at('huge'), 'x');
  truncateSync(at('huge'), 3_000_000_000_000);
  const began = Date.now();
  const before = hashFile(at('huge'));
  expect(before).toMatch(/^[\da-f]{64}$/);
  appendFileSync(at('huge'), 'x');
  expect(hashFile(at('huge'))).not.toBe(before);
  expect(Date.now() - began).toBeLessThan(1_000);
});

test('a file is read again when its bytes changed, also when its times are put back', () => {
  let reads = 0;
  const hash = rememberingHash((path) => {
    reads += 1;
    return hashFile(path);
  });
  writeFileSync(at('a'), 'one');
  const time = new Date(1_000_000);
  utimesSync(at('a'), time, time);
  expect([hash(at('a')), hash(at('a')), reads]).toEqual([sha('one'), sha('one'), 1]);
  writeFileSync(at('a'), 'two');
  utimesSync(at('a'), time, time);
  expect([hash(at('a')), reads]).toEqual([sha('two'), 2]);
});

test('a folder is the names and bytes of its files, those below included', () => {
  mkdirSync(at('k8s/base'), { recursive: true });
  writeFileSync(at('k8s/a.yaml'), 'a');
  writeFileSync(at('k8s/base/b.yaml'), 'b');
  const of = (wanted?: RegExp, deep?: boolean) => hashOf(at('k8s'), hashFile, wanted, deep);
  const before = [of(), of(/\.yaml$/, false)];
  writeFileSync(at('k8s/base/b.yaml'), 'c');
  expect([of() === before[0], of(/\.yaml$/, false) === before[1]]).toEqual([false, true]);
  const later = of();
  writeFileSync(at('k8s/new.yaml'), '');
  expect(of()).not.toBe(later);
  symlinkSync(at('k8s'), at('k8s/round'));
  expect(of()).toMatch(/^[\da-f]{64}$/);
});
