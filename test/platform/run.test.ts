import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { run } from '../../src/platform/run.ts';
import { needs } from '../support/sharedFixtures.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdpoint-run-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const sh = (line: string, options: Partial<Parameters<typeof run>[2]> = {}) =>
  run('/bin/sh', ['-c', line], { timeout: 10_000, ...options });

/** Whether a process is gone; a zombie nobody has waited for counts. */
const gone = (pid: number): boolean => {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ')[2] === 'Z';
  } catch {
    return true;
  }
};
const until = async (happened: () => boolean) => {
  for (let tries = 0; tries < 100 && !happened(); tries++) await new Promise((resolve) => setTimeout(resolve, 20));
  return happened();
};

describe('a program', () => {
  needs(process.platform !== 'win32', 'the programs are shell scripts');
  test('to its end', async () =>
    expect(await sh('cat; echo bad >&2; exit 3', { input: 'in', cwd: folder })).toEqual({
      code: 3,
      stdout: 'in',
      stderr: 'bad\n',
    }));
  test('that is not there', () => expect(run('/no/such', [], { timeout: 1_000 })).rejects.toThrow(/ENOENT/));
  test('that takes too long ends with what it has started', async () => {
    const file = join(folder, 'child.pid');
    const { code, killed } = await sh(`sleep 60 & echo $! > ${file}; wait`, { timeout: 500 });
    expect([code, killed]).toEqual([undefined, 'time']);
    expect(await until(() => gone(Number(readFileSync(file, 'utf8'))))).toBe(true);
  });
  test('is asked to end before it is killed, so that it gives back its locks', async () => {
    const { killed, stdout } = await sh('trap "echo gave it back; exit" TERM; sleep 60 & wait', { timeout: 300 });
    expect([killed, stdout]).toEqual(['time', 'gave it back\n']);
  });
  test('that does not listen is killed', async () => {
    const { killed, code } = await sh('trap "" TERM; while :; do sleep 0.1; done', { timeout: 200, grace: 200 });
    expect([killed, code]).toEqual(['time', undefined]);
  });
  test('that says too much', async () => {
    const { killed, stdout } = await sh('yes', { mostOutput: 100_000 });
    expect([killed, stdout.length <= 100_000]).toEqual(['output', true]);
  });
  test('that nobody wants to hear any more', async () => {
    const cancel = new AbortController();
    setTimeout(() => cancel.abort(), 50);
    expect((await sh('sleep 60', { signal: cancel.signal })).killed).toBe('cancelled');
  });
  test('that was cancelled before it began', async () =>
    expect((await sh('sleep 60', { signal: AbortSignal.abort() })).killed).toBe('cancelled'));
});
