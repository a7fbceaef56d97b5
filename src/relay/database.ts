/**
 * The one database a relay speaks with, embedded or a server of its own: the same SQL on both. Counts are cast, because
 * the two spell big integers differently; times are the database's own, because several relays may share one.
 */
export interface Database {
  /** For people: which database this is. */
  readonly name: string;
  query(sql: string, values?: readonly unknown[]): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** Several statements in one transaction; without values. */
  script(sql: string): Promise<void>;
  /** Calls `heard` with every payload sent to the channel by any relay, this one included. */
  listen(channel: string, heard: (payload: string) => void): Promise<void>;
  close(): Promise<void>;
}

/** Never changed once released; later ones are appended. */
const migrations: readonly string[] = [
  `create table relay_request (
     rid text primary key,
     blob bytea not null,
     post_hash text not null,
     owner_hash text not null,
     replies int4 not null default 0,
     used_at timestamptz,
     expires_at timestamptz not null
   );
   create index relay_request_expires on relay_request (expires_at);
   create table relay_reply (
     rid text not null references relay_request (rid) on delete cascade,
     number int4 not null,
     digest text not null,
     blob bytea not null,
     primary key (rid, number),
     unique (rid, digest)
   );`,
];

/** Any number: all relays of one database must use the same. */
const migrationLock = 4_813_021;

/** Brings the tables up to date. Several relays may start at once: each step is one transaction that waits for its turn. */
export async function migrate(database: Database): Promise<void> {
  for (const [index, sql] of migrations.entries()) {
    const version = index + 1;
    await database.script(`
      select pg_advisory_xact_lock(${migrationLock});
      create table if not exists relay_migration (version int4 primary key);
      do $step$ begin
        if not exists (select from relay_migration where version = ${version}) then
          ${sql}
          insert into relay_migration values (${version});
        end if;
      end $step$;`);
  }
}
