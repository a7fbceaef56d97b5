import assert from 'node:assert/strict';
import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, test } from 'vitest';
import { readTextFile, removeFile, writeFileAtomic } from '../../src/platform/atomicFile.ts';

const folder = mkdtempSync(join(tmpdir(), 'atomic-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);
const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

test('a new file is for this user only, and so are the folders made for it', () => {
  writeFileAtomic(at('new/deep/file'), 'x');
  assert.deepEqual([mode(at('new/deep/file')), mode(at('new'))], ['600', '700']);
});
test('a new file with a mode', () => {
  writeFileAtomic(at('program'), 'x', { mode: 0o755 });
  assert.equal(mode(at('program')), '755');
});
test('an existing file keeps its mode', () => {
  writeFileSync(at('kept'), 'x');
  chmodSync(at('kept'), 0o644);
  writeFileAtomic(at('kept'), 'y', { mode: 0o600 });
  assert.deepEqual([mode(at('kept')), readFileSync(at('kept'), 'utf8')], ['644', 'y']);
});
test('a link stays one, and what it points to is written', () => {
  writeFileSync(at('target'), 'x');
  symlinkSync('target', at('link'));
  writeFileAtomic(at('link'), 'y');
  assert(lstatSync(at('link')).isSymbolicLink());
  assert.equal(readFileSync(at('target'), 'utf8'), 'y');
});
test('a link to a file that is not there yet makes that file', () => {
  symlinkSync('later', at('dangling'));
  writeFileAtomic(at('dangling'), 'y');
  assert(lstatSync(at('dangling')).isSymbolicLink());
  assert.equal(readFileSync(at('later'), 'utf8'), 'y');
});
test('a link that points to itself is an error', () => {
  symlinkSync('loop', at('loop'));
  assert.throws(() => writeFileAtomic(at('loop'), 'y'));
});
test('a failure leaves nothing behind', () => {
  const before = readdirSync(folder);
  assert.throws(() => writeFileAtomic(folder, 'y'));
  assert.deepEqual(readdirSync(folder), before);
});
test('text comes back as it was', () => {
  writeFileAtomic(at('text'), '\uFEFFa\r\n\u{1f512}');
  assert.equal(readTextFile(at('text')), '\uFEFFa\r\n\u{1f512}');
  assert.equal(readTextFile(at('none')), undefined);
  writeFileSync(at('bytes'), new Uint8Array([0xff]));
  assert.throws(() => readTextFile(at('bytes')));
});
test('removing', () => {
  removeFile(at('text'));
  removeFile(at('text'));
  assert.equal(readTextFile(at('text')), undefined);
});
