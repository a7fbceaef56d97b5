/** Lines on disk: one sequence over all files, whatever the clock says and whoever was here before. */
import assert from 'node:assert/strict';
import { appendFileSync, existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'vitest';
import { appendLog } from '../../src/platform/appendLog.ts';
import { withLock } from '../../src/platform/lock.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'append-log-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Appends lines that name the one before them. */
const append = (file: string, name: string) => appendLog(folder).append(file, (last) => `${name} after ${last?.[0]}`);

test('every line knows the one before it, over the end of a month', () => {
  append('2026-01.jsonl', 'a');
  append('2026-01.jsonl', 'b');
  append('2026-02.jsonl', 'c');
  assert.deepEqual([...appendLog(folder).lines()], ['a after undefined', 'b after a', 'c after b']);
  assert.deepEqual(readdirSync(folder).sort(), ['2026-01.jsonl', '2026-02.jsonl']);
});

test('a clock that is put back does not put a line before others', () => {
  append('2026-02.jsonl', 'a');
  append('2026-01.jsonl', 'b');
  assert.deepEqual([...appendLog(folder).lines()], ['a after undefined', 'b after a']);
});

test('a line that a crash cut short stays, and the next one starts afresh', () => {
  append('2026-01.jsonl', 'a');
  appendFileSync(join(folder, '2026-01.jsonl'), 'half');
  append('2026-01.jsonl', 'b');
  assert.deepEqual([...appendLog(folder).lines()], ['a after undefined', 'half', 'b after h']);
});

test('a line longer than what is read at once is found whole', () => {
  const long = 'x'.repeat(50_000);
  append('2026-01.jsonl', 'a');
  appendLog(folder).append('2026-01.jsonl', () => long);
  appendLog(folder).append('2026-01.jsonl', (last) => String(last === long));
  assert.equal([...appendLog(folder).lines()].at(-1), 'true');
});

test('a lock left behind by a process that is gone, or is very old, is taken over', () => {
  const path = join(folder, '.lock');
  for (const mark of ['2147483646 gone', `${process.pid} asleep`]) {
    writeFileSync(path, mark);
    if (mark.endsWith('asleep')) utimesSync(path, 0, 0);
    assert.equal(
      withLock(path, () => 'done', 500),
      'done',
    );
    assert.equal(existsSync(path), false);
  }
});

test('a lock that somebody lives with is waited for, and not taken', () => {
  const path = join(folder, '.lock');
  writeFileSync(path, `${process.pid} alive`);
  assert.throws(() => withLock(path, () => 'done', 50), /another process holds/);
  assert.equal(existsSync(path), true);
});

test('who was away for too long does not remove the lock of who came after', () => {
  const path = join(folder, '.lock');
  withLock(path, () => writeFileSync(path, `${process.pid} another`));
  assert.equal(existsSync(path), true);
});
