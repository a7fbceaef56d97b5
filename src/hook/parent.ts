/** Notices when whoever started the hook is gone: then nobody waits for an answer, and the question is taken back. */
import { isAlive } from '../platform/lock.ts';
import { parentVariable } from '../protocol/launcher.ts';

/** Calls back once. The returned function stops watching. */
export function watchParent(onGone: () => void): () => void {
  const parent = Number(process.env[parentVariable]);
  if (!Number.isSafeInteger(parent) || parent <= 1) return () => {};
  const timer = setInterval(() => {
    if (isAlive(parent)) return;
    clearInterval(timer);
    onGone();
  }, 1_000);
  return () => clearInterval(timer);
}
