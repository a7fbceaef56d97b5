// @ts-check
// One process of this machine at a time. The lock is a socket in Linux's abstract namespace: the kernel lets go of it
// when its owner dies, so there is no stale lock to guess about.
import { createHash } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * @template Result
 * @param {string} name
 * @param {() => Promise<Result>} work
 * @param {() => void} [onWait] called once when somebody else is at work
 * @returns {Promise<Result>}
 */
export async function exclusively(name, work, onWait = () => {}) {
  const address = `\0holdpoint-${createHash('sha256').update(name).digest('hex')}`;
  const lock = createServer().unref();
  const take = () =>
    new Promise((/** @type {(taken: boolean) => void} */ done, fail) => {
      const refused = (/** @type {NodeJS.ErrnoException} */ error) =>
        error.code === 'EADDRINUSE' ? done(false) : fail(error);
      lock.once('error', refused);
      lock.listen(address, () => {
        lock.off('error', refused);
        done(true);
      });
    });
  for (let tries = 0; !(await take()); tries++) {
    if (tries === 0) onWait();
    await new Promise((done) => setTimeout(done, 300));
  }
  try {
    return await work();
  } finally {
    lock.close();
  }
}
