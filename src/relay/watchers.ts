/** Who waits for answers at this relay. A change is looked up once, however many wait for it. */
import type { MailboxState, RelayReply } from '../protocol/relay.ts';
import type { Mailbox } from './mailbox.ts';

/** Where news of one request goes. None of these may throw. */
export interface Sink {
  reply(reply: RelayReply): void;
  state(state: MailboxState): void;
  /** The request is over or was taken back. */
  gone(): void;
}

interface Watcher {
  readonly sink: Sink;
  last: number;
  state: MailboxState | undefined;
}

export interface Watchers {
  /** News after the answer with this number; the returned function stops it. */
  watch(rid: string, after: number, sink: Sink): () => void;
  /** Something about this request has changed, here or at another relay. */
  changed(rid: string): void;
  /** Changes may have been missed. */
  refresh(): void;
  /** How many wait. */
  count(): number;
}

export function createWatchers(mailbox: Pick<Mailbox, 'after'>, failed: (error: unknown) => void): Watchers {
  const waiting = new Map<string, Set<Watcher>>();
  /** Requests that are being looked up; `true` when they changed again meanwhile. */
  const running = new Map<string, boolean>();
  let total = 0;

  async function look(rid: string): Promise<void> {
    const watchers = waiting.get(rid);
    if (watchers === undefined || watchers.size === 0) return;
    const from = Math.min(...[...watchers].map(({ last }) => last));
    const found = await mailbox.after(rid, from);
    for (const watcher of watchers) {
      if (found === undefined) {
        watcher.sink.gone();
        continue;
      }
      for (const reply of found.replies) {
        if (reply.number <= watcher.last) continue;
        watcher.last = reply.number;
        watcher.sink.reply(reply);
      }
      if (watcher.state === found.state) continue;
      watcher.state = found.state;
      watcher.sink.state(found.state);
    }
  }

  async function update(rid: string): Promise<void> {
    if (running.has(rid)) {
      running.set(rid, true);
      return;
    }
    do {
      running.set(rid, false);
      try {
        await look(rid);
      } catch (error) {
        // Whoever waits asks again by itself when nothing comes.
        failed(error);
      }
    } while (running.get(rid) === true);
    running.delete(rid);
  }

  return {
    watch(rid, after, sink) {
      const watcher: Watcher = { sink, last: after, state: undefined };
      const watchers = waiting.get(rid) ?? new Set();
      waiting.set(rid, watchers.add(watcher));
      total += 1;
      void update(rid);
      return () => {
        if (!watchers.delete(watcher)) return;
        total -= 1;
        if (watchers.size === 0 && waiting.get(rid) === watchers) waiting.delete(rid);
      };
    },
    changed: (rid) => {
      if (waiting.has(rid)) void update(rid);
    },
    refresh() {
      for (const rid of waiting.keys()) void update(rid);
    },
    count: () => total,
  };
}
