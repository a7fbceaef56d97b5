/** Notices when the agent, or the shell between it and the launcher, is gone: nobody waits for an answer any more. */
import { isAlive } from '../platform/lock.ts';
import { parentVariable } from '../protocol/launcher.ts';

/** Calls back once. The returned function stops watching. */
export function watchParent(onGone: () => void): () => void {
  const parents = (process.env[parentVariable] ?? '')
    .split(' ')
    .map(Number)
    .filter((pid) => Number.isSafeInteger(pid) && pid > 1);
  if (parents.length === 0) return () => {};
  const timer = setInterval(() => {
    if (parents.every(isAlive)) return;
    clearInterval(timer);
    onGone();
  }, 1_000);
  return () => clearInterval(timer);
}
