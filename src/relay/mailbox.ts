/** What a relay keeps, as statements: each is one, so that nothing is acknowledged that is not kept whole. */
import { createHash } from 'node:crypto';
import { type MailboxState, type RelayReply, relayLimits } from '../protocol/relay.ts';
import type { Database } from './database.ts';

export interface NewRequest {
  readonly rid: string;
  readonly blob: Uint8Array;
  /** Hashes of the tokens, base64url. */
  readonly postHash: string;
  readonly ownerHash: string;
  /** Seconds it is kept. */
  readonly life: number;
}

export interface Kept {
  readonly blob: Uint8Array;
  readonly state: MailboxState;
}

export type Put = 'created' | 'same' | 'taken';
export type Posted =
  | { readonly kind: 'added' | 'same'; readonly number: number }
  | { readonly kind: 'refused'; readonly why: 'missing' | 'unauthorized' | 'full' | 'used' };
export type Used = 'now' | 'already' | 'missing' | 'unauthorized';

export interface Mailbox {
  put(request: NewRequest): Promise<Put>;
  get(rid: string): Promise<Kept | undefined>;
  /** `token` is the one itself. */
  post(rid: string, token: string, blob: Uint8Array): Promise<Posted>;
  /** Answers after the given number, and what state it is in; undefined when there is no such request. */
  after(
    rid: string,
    number: number,
  ): Promise<{ readonly replies: readonly RelayReply[]; readonly state: MailboxState } | undefined>;
  /** Compare and set: only the first gets `now`. */
  use(rid: string, token: string): Promise<Used>;
  remove(rid: string, token: string): Promise<'removed' | 'missing' | 'unauthorized'>;
  /** Removes what is over; the number of requests that went. */
  purge(): Promise<number>;
  count(): Promise<{ readonly requests: number; readonly replies: number }>;
}

/** Every change of a request is told to all relays on this channel, by its id alone. */
export const changesChannel = 'holdpoint_relay';

const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('base64url');
const hashOf = (token: string): string => sha256(Buffer.from(token, 'base64url'));
const bytesOf = (value: unknown): Uint8Array => (value instanceof Uint8Array ? value : new Uint8Array());
const stateOf = (used: unknown): MailboxState => (used === true ? 'used' : 'open');

export function mailbox(database: Database): Mailbox {
  const one = async (sql: string, values: readonly unknown[]) => (await database.query(sql, values))[0];

  /** Why a statement that needs a token touched nothing. */
  async function missingOrUnauthorized(rid: string): Promise<'missing' | 'unauthorized'> {
    const there = await one('select from relay_request where rid = $1 and expires_at > now()', [rid]);
    return there === undefined ? 'missing' : 'unauthorized';
  }

  return {
    async put({ rid, blob, postHash, ownerHash, life }) {
      const made = await one(
        `insert into relay_request (rid, blob, post_hash, owner_hash, expires_at)
         values ($1, $2, $3, $4, now() + make_interval(secs => $5))
         on conflict (rid) do nothing returning rid`,
        [rid, blob, postHash, ownerHash, life],
      );
      if (made !== undefined) return 'created';
      const same = await one(
        `select from relay_request
         where rid = $1 and blob = $2 and post_hash = $3 and owner_hash = $4 and expires_at > now()`,
        [rid, blob, postHash, ownerHash],
      );
      return same === undefined ? 'taken' : 'same';
    },

    async get(rid) {
      const row = await one(
        'select blob, used_at is not null as used from relay_request where rid = $1 and expires_at > now()',
        [rid],
      );
      return row === undefined ? undefined : { blob: bytesOf(row.blob), state: stateOf(row.used) };
    },

    async post(rid, token, blob) {
      const digest = sha256(blob);
      const known = async () =>
        one(
          `select number from relay_reply join relay_request using (rid)
           where rid = $1 and digest = $2 and post_hash = $3 and expires_at > now()`,
          [rid, digest, hashOf(token)],
        );
      const before = await known();
      if (before !== undefined) return { kind: 'same', number: Number(before.number) };
      try {
        // The counter is raised under the row's own lock, so two posts at once get different numbers.
        const added = await one(
          `with target as (
             update relay_request set replies = replies + 1
             where rid = $1 and post_hash = $2 and expires_at > now() and used_at is null and replies < $5
             returning rid, replies
           ), added as (
             insert into relay_reply (rid, number, digest, blob)
             select rid, replies, $3, $4 from target returning number
           )
           select number, pg_notify('${changesChannel}', $1) from added`,
          [rid, hashOf(token), digest, blob, relayLimits.replies],
        );
        if (added !== undefined) return { kind: 'added', number: Number(added.number) };
      } catch (error) {
        // 23505: the same answer came twice at once.
        const again = error instanceof Error && 'code' in error && error.code === '23505' ? await known() : undefined;
        if (again === undefined) throw error;
        return { kind: 'same', number: Number(again.number) };
      }
      const row = await one(
        'select post_hash = $2 as mine, used_at is not null as used from relay_request where rid = $1 and expires_at > now()',
        [rid, hashOf(token)],
      );
      if (row === undefined) return { kind: 'refused', why: 'missing' };
      return { kind: 'refused', why: row.mine !== true ? 'unauthorized' : row.used === true ? 'used' : 'full' };
    },

    async after(rid, number) {
      const rows = await database.query(
        `select used_at is not null as used, relay_reply.number, relay_reply.blob
         from relay_request left join relay_reply on relay_reply.rid = relay_request.rid and relay_reply.number > $2
         where relay_request.rid = $1 and expires_at > now() order by relay_reply.number`,
        [rid, number],
      );
      const [first] = rows;
      if (first === undefined) return undefined;
      const replies = rows
        .filter((row) => row.number !== null)
        .map((row) => ({ number: Number(row.number), blob: Buffer.from(bytesOf(row.blob)).toString('base64url') }));
      return { replies, state: stateOf(first.used) };
    },

    async use(rid, token) {
      const done = await one(
        `with used as (
           update relay_request set used_at = now()
           where rid = $1 and owner_hash = $2 and used_at is null and expires_at > now() returning rid
         ) select pg_notify('${changesChannel}', rid) from used`,
        [rid, hashOf(token)],
      );
      if (done !== undefined) return 'now';
      const mine = await one('select from relay_request where rid = $1 and owner_hash = $2 and expires_at > now()', [
        rid,
        hashOf(token),
      ]);
      return mine === undefined ? missingOrUnauthorized(rid) : 'already';
    },

    async remove(rid, token) {
      const gone = await one(
        `with gone as (delete from relay_request where rid = $1 and owner_hash = $2 returning rid)
         select pg_notify('${changesChannel}', rid) from gone`,
        [rid, hashOf(token)],
      );
      return gone === undefined ? missingOrUnauthorized(rid) : 'removed';
    },

    async purge() {
      const gone = await database.query(
        `with gone as (delete from relay_request where expires_at <= now() returning rid)
         select pg_notify('${changesChannel}', rid) from gone`,
      );
      return gone.length;
    },

    async count() {
      const row = await one(
        'select (select count(*) from relay_request)::int4 as requests, (select count(*) from relay_reply)::int4 as replies',
        [],
      );
      return { requests: Number(row?.requests ?? 0), replies: Number(row?.replies ?? 0) };
    },
  };
}
