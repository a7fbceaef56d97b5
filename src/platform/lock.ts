/**
 * A lock between processes: a file that only one of them can create. A lock whose process is gone is taken over;
 * the owner's mark in it keeps one who was away for long, as in a machine's sleep, from removing the lock of who came after.
 */
import { closeSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';

/** Runs `work` while holding the lock. @throws when the lock cannot be had within `patience` milliseconds. */
export function withLock<Result>(path: string, work: () => Result, patience = 2_000): Result {
  const deadline = Date.now() + patience;
  const mark = `${process.pid} ${process.hrtime.bigint()}`;
  for (;;) {
    if (tryLock(path, mark)) break;
    if (isStale(path)) rmSync(path, { force: true });
    else if (Date.now() >= deadline) throw new Error(`another process holds ${path}`);
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
  }
  try {
    return work();
  } finally {
    if (markIn(path) === mark) rmSync(path, { force: true });
  }
}

function tryLock(path: string, mark: string): boolean {
  try {
    const file = openSync(path, 'wx', 0o600);
    writeSync(file, mark);
    closeSync(file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** The work under a lock takes milliseconds: one whose process is gone, or that is 10 s old, was left behind. */
function isStale(path: string): boolean {
  try {
    const owner = Number.parseInt(readFileSync(path, 'utf8'), 10);
    if (Date.now() - statSync(path).mtimeMs > 10_000) return true;
    return owner > 0 && !isAlive(owner);
  } catch {
    return false; // It went away meanwhile: try again.
  }
}

/** Undefined when there is no lock. */
function markIn(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Whether a process of this id exists, ours or not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
