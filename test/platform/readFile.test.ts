import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, test } from 'vitest';
import { boundedReader } from '../../src/platform/readFile.ts';

const folder = mkdtempSync(join(tmpdir(), 'read-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);
const file = (name: string, content: string | Uint8Array) => {
  writeFileSync(at(name), content);
  return at(name);
};
const limits = { files: 3, each: 100, total: 150, time: 200 };

describe('what is read', () => {
  test('text', () =>
    assert.deepEqual(boundedReader()(file('a.sh', 'terraform destroy\n')), {
      kind: 'text',
      text: 'terraform destroy\n',
    }));
  test('a byte order mark is part of it', () =>
    assert.deepEqual(boundedReader()(file('bom', '\uFEFFx')), { kind: 'text', text: '\uFEFFx' }));
  test('nothing', () => assert.deepEqual(boundedReader()(file('empty', '')), { kind: 'text', text: '' }));
  test('a link', () => {
    symlinkSync(file('b.sh', 'x'), at('link'));
    assert.deepEqual(boundedReader()(at('link')), { kind: 'text', text: 'x' });
  });
  test('a file below /proc, whose size is 0', () => assert.equal(boundedReader()('/proc/self/status').kind, 'text'));
  test('what is not there', () => assert.deepEqual(boundedReader()(at('none')), { kind: 'missing' }));
  test('what lies below a file', () =>
    assert.deepEqual(boundedReader()(join(file('c', ''), 'd')), { kind: 'missing' }));
  test('once: a change afterwards is not seen', () => {
    const read = boundedReader();
    const path = file('twice', 'one');
    read(path);
    writeFileSync(path, 'two');
    assert.deepEqual(read(path), { kind: 'text', text: 'one' });
  });
});

describe('what is refused', () => {
  const refuses = (title: string, path: () => string, why: RegExp, reader = boundedReader()) =>
    test(title, () => {
      const result = reader(path());
      assert.equal(result.kind, 'refused');
      if (result.kind === 'refused') assert.match(result.why, why);
    });

  refuses('a folder', () => folder, /regular/);
  refuses('a device', () => '/dev/zero', /regular/);
  refuses(
    'a pipe with nobody at its other end',
    () => {
      execFileSync('mkfifo', [at('pipe')]);
      return at('pipe');
    },
    /regular/,
  );
  refuses('bytes that are not text', () => file('binary', new Uint8Array([0x7f, 0x45, 0xff, 0xfe])), /not text/);
  refuses('a byte too many', () => file('large', 'x'.repeat(101)), /larger than/, boundedReader(limits));
  refuses('an endless file', () => '/proc/kallsyms', /larger than/, boundedReader(limits));
  test('a socket', async () => {
    const server = createServer().listen(at('socket'));
    await new Promise((resolve) => server.once('listening', resolve));
    assert.equal(boundedReader()(at('socket')).kind, 'refused');
    server.close();
  });
});

describe('budgets', () => {
  mkdirSync(at('many'));
  test('the largest that is allowed', () =>
    assert.equal(boundedReader(limits)(file('exact', 'x'.repeat(100))).kind, 'text'));
  test('a file too many', () => {
    const read = boundedReader(limits);
    for (const name of ['1', '2', '3']) assert.equal(read(file(name, 'x')).kind, 'text');
    assert.deepEqual(read(file('4', 'x')), { kind: 'refused', why: 'more than 3 files are involved' });
    // The ones already read are still known, and missing files cost nothing.
    assert.equal(read(at('1')).kind, 'text');
  });
  test('all together', () => {
    const read = boundedReader(limits);
    assert.equal(read(file('5', 'x'.repeat(90))).kind, 'text');
    assert.match(JSON.stringify(read(file('6', 'x'.repeat(61)))), /all files together/);
    assert.equal(read(file('7', 'x'.repeat(60))).kind, 'text');
  });
  test('time', () => {
    let clock = 0;
    const read = boundedReader(limits, () => (clock += 100));
    assert.equal(read(at('1')).kind, 'text');
    assert.equal(read(at('2')).kind, 'text');
    assert.deepEqual(read(at('3')), { kind: 'refused', why: 'reading the files takes too long' });
  });
});
