/** The one way the hook ends on purpose: reply, sentinel, exit code. Whatever else ends it is a refusal by the launcher. */
import { writeSync } from 'node:fs';
import type { HookReply } from '../agents/agent.ts';
import { endLine, endVariable } from '../protocol/launcher.ts';
import { isReading } from './input.ts';

/** Never returns. */
export function end({ exitCode, stdout, stderr }: HookReply): never {
  const value = process.env[endVariable];
  const lines = [...(stdout === '' ? [] : [stdout]), ...(value === undefined ? [] : [endLine(value)])];
  try {
    if (stderr !== '') write(2, `${stderr}\n`);
    if (lines.length > 0) write(1, `${lines.join('\n')}\n`);
  } catch {
    // Nobody can hear the answer any more: it must at least not count as "go ahead".
    leave(2);
  }
  leave(exitCode);
}

function leave(exitCode: 0 | 2): never {
  // Not in order, and so a refusal by the launcher; this one is a refusal anyway, since nothing was read.
  if (isReading()) process.kill(process.pid, 'SIGKILL');
  process.exit(exitCode);
}

function write(descriptor: number, text: string): void {
  const bytes = Buffer.from(text, 'utf8');
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (error) {
      // A full pipe whose reader is slow.
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
    }
  }
}
