/** What a Redis server tells of itself and of some keys, and the commands it would get → the impact. */
import type { Impact, Resource, Uninspectable, WayBack } from '../impact/impact.ts';
import { withoutPrinted } from '../impact/masking.ts';
import { wholeImpact } from '../impact/whole.ts';
import type { RedisAct } from './redisCommands.ts';

/** Keys that are asked for, one by one. */
export const mostKeys = 50;

interface Asked {
  readonly key: string;
  readonly database: number;
}

interface Heard {
  readonly acts: readonly RedisAct[];
  /** The answer to `INFO`. */
  readonly info: string;
  /** Blocks of answers, each after a line `holdpoint N`: the database, type, expiry and bytes of the Nth key asked for. */
  readonly keys: string;
  readonly asked: readonly Asked[];
}

interface Key {
  readonly type: string;
  /** Milliseconds until it expires. */
  readonly expires: number | undefined;
  readonly bytes: number | undefined;
}

type Info = ReadonlyMap<string, string>;

const readInfo = (text: string): Info =>
  new Map(
    text.split(/\r?\n/).flatMap((line) => {
      const at = line.indexOf(':');
      return at > 0 ? [[line.slice(0, at), line.slice(at + 1)] as const] : [];
    }),
  );

interface Scanned {
  readonly info: string;
  /** How many were found. */
  readonly keys: number;
  /** It came to its end. */
  readonly whole: boolean;
  readonly pattern: string;
  readonly database: number;
}

/** Keys that go because a scan finds them. */
export function impactOfScan({ info: text, keys, whole, pattern, database }: Scanned): Impact {
  const info = readInfo(text);
  const open: readonly Uninspectable[] =
    info.has('redis_version') && (whole || keys > 0)
      ? []
      : [{ what: `keys ${pattern}`, why: `The server did not tell: ${text.trim().split('\n')[0] || 'no answer'}` }];
  const none = keys === 0 && whole;
  const resources: readonly Resource[] = none
    ? []
    : [
        {
          ...base,
          address: `keys ${pattern}`,
          type: 'redis_key',
          name: pattern,
          existing: `db${database}`,
          action: 'delete',
          actions: ['delete'],
          holds: 'data',
          size: { count: keys, unit: 'keys', atLeast: !whole },
          wayBack: lost('no backup was seen'),
        },
      ];
  return wholeImpact(resources, open, info.has('redis_version') ? remarksOf(info) : []);
}

export function impactOfRedis({ acts, info: text, keys: answers, asked }: Heard): Impact {
  const info = readInfo(text);
  const answered = info.has('redis_version');
  const keys = readKeys(answers, asked);
  const resources: Resource[] = [];
  const open: Uninspectable[] = [];
  if (!answered)
    open.push({
      what: 'the server',
      why: `It did not tell about itself: ${
        withoutPrinted(text.trim().split('\n')[0] ?? '')
          .trim()
          .slice(0, 300) || 'no answer'
      }`,
    });
  for (const act of acts) {
    if (act.kind === 'opaque') open.push({ what: act.what, why: act.why });
    else if (act.kind === 'flush') resources.push(...flushed(act, info, answered));
    else if (act.kind === 'server') resources.push(server(act, info));
    else {
      resources.push(...touched(act, keys));
      const unseen = act.keys.filter((key) => !keys.has(place(act.database, key)));
      if (unseen.length > 0)
        open.push({
          what: unseen.length === 1 ? (unseen[0] ?? '') : `${unseen.length} keys`,
          why: unseen.length > mostKeys ? 'There are too many to ask for each.' : 'The server did not tell about it.',
        });
    }
  }
  if (info.get('cluster_enabled') === '1')
    open.push({ what: 'the other nodes', why: 'It is one node of a cluster, and only this one was asked.' });
  return wholeImpact(resources, open, answered ? remarksOf(info) : []);
}

const place = (database: number, key: string): string => `${database} ${key}`;

/** By database and key; a key that is not there has the type `none`. */
function readKeys(text: string, asked: readonly Asked[]): ReadonlyMap<string, Key> {
  const found = new Map<string, Key>();
  for (const block of text.split(/^holdpoint (?=\d+$)/m).slice(1)) {
    const [number = '', selected, type = '', expires = '', bytes = ''] = block.split(/\r?\n/);
    const key = asked[Number(number)];
    if (key === undefined || selected !== 'OK' || !/^\w[\w-]*$/.test(type)) continue;
    found.set(place(key.database, key.key), {
      type,
      expires: Number(expires) > 0 ? Number(expires) : undefined,
      bytes: /^\d+$/.test(bytes) ? Number(bytes) : undefined,
    });
  }
  return found;
}

function remarksOf(info: Info): readonly string[] {
  const replicas = Number(info.get('connected_slaves') ?? 0);
  const clients = Number(info.get('connected_clients') ?? 1) - 1;
  return [
    `Redis ${info.get('redis_version') ?? ''}${info.has('tcp_port') && info.get('tcp_port') !== '0' ? `, port ${info.get('tcp_port')}` : ''}; ${saved(info)}.`,
    ...(info.get('role') === 'slave' ? ['It is a replica: what it holds comes from another server.'] : []),
    ...(replicas > 0 ? [`${replicas} ${replicas === 1 ? 'replica follows' : 'replicas follow'} at once.`] : []),
    ...(clients > 0 ? [`${clients} other ${clients === 1 ? 'client is' : 'clients are'} connected.`] : []),
  ];
}

/** What of it lies on a disk. */
function saved(info: Info): string {
  const at = Number(info.get('rdb_last_save_time') ?? 0);
  const changes = Number(info.get('rdb_changes_since_last_save') ?? 0);
  const log = info.get('aof_enabled') === '1' ? 'append-only file on' : 'append-only file off';
  return at === 0
    ? log
    : `last saved ${new Date(at * 1_000).toISOString().slice(0, 16)}Z, ${changes.toLocaleString('en')} changes since; ${log}`;
}

const base = { provider: 'redis', attributes: [], dependents: [], provenance: 'probe' as const };
const lost = (why: string): WayBack => ({ kind: 'irreversible', why });

function flushed(
  { all, database }: Extract<RedisAct, { kind: 'flush' }>,
  info: Info,
  answered: boolean,
): readonly Resource[] {
  const sizes = [...info].flatMap(([name, text]) => {
    const number = /^db(\d+)$/.exec(name)?.[1];
    const count = Number(/keys=(\d+)/.exec(text)?.[1]);
    return number === undefined ? [] : [{ number: Number(number), count }];
  });
  const wanted = all ? sizes : sizes.filter(({ number }) => number === database);
  const wayBack = lost(
    all && info.get('aof_enabled') !== '1'
      ? 'no backup was seen, and the save on its disk is emptied as well'
      : 'no backup was seen',
  );
  const one = (number: number | undefined, count: number | undefined): Resource => ({
    ...base,
    address: number === undefined ? 'all databases' : `db${number}`,
    type: 'redis_database',
    name: number === undefined ? 'all' : `db${number}`,
    action: 'delete',
    actions: ['delete'],
    ...(count === undefined ? {} : { size: { count, unit: 'keys', atLeast: false } }),
    ...(count === 0 ? {} : { holds: 'data' as const }),
    wayBack: count === 0 ? { kind: 'none needed', why: 'it is empty' } : wayBack,
  });
  if (!answered) return [one(all ? undefined : database, undefined)];
  if (wanted.length === 0) return all ? [] : [one(database, 0)];
  return wanted.map(({ number, count }) => one(number, count));
}

function touched(
  { keys, verb, whole, database }: Extract<RedisAct, { kind: 'keys' }>,
  known: ReadonlyMap<string, Key>,
): readonly Resource[] {
  return keys.flatMap((key): Resource[] => {
    const found = known.get(place(database, key));
    const absent = found?.type === 'none';
    if (absent && (whole || removes(verb))) return [];
    const facts = [
      ...(found === undefined || absent ? [] : [found.type]),
      ...(found?.expires === undefined
        ? []
        : [`expires in ${Math.ceil(found.expires / 1_000).toLocaleString('en')} s`]),
    ];
    const action = whole ? 'delete' : absent ? 'create' : 'update';
    return [
      {
        ...base,
        address: key,
        type: 'redis_key',
        name: key,
        existing: `db${database} ${key}`,
        action,
        actions: [action],
        reason: `By \`${verb.toUpperCase()}\`.`,
        ...(found?.bytes === undefined ? {} : { size: { bytes: found.bytes, atLeast: false } }),
        ...(facts.length === 0 ? {} : { facts }),
        ...(whole ? { holds: 'data' as const } : {}),
        wayBack: wayBackOf(verb, whole, absent),
      },
    ];
  });
}

const removes = (verb: string): boolean => /pop|rem|del|trim|expire|persist|clear/.test(verb);

function wayBackOf(verb: string, whole: boolean, absent: boolean): WayBack {
  if (whole) return lost('no backup was seen');
  if (absent) return { kind: 'reversible', why: 'it can be deleted again' };
  if (/^p?expire(?:at)?$|^persist$/.test(verb))
    return { kind: 'effort', why: 'until it expires, the expiry can be set as it was' };
  if (
    /^(?:lpush|rpush|lpushx|rpushx|sadd|zadd|xadd|append|incr|incrby|decr|decrby|hincrby|pfadd|rename|renamenx)$/.test(
      verb,
    )
  )
    return { kind: 'effort', why: 'what was added has to be taken out again' };
  return lost('what it held before is overwritten or taken out, and no backup was seen');
}

function server({ says, stops, saves }: Extract<RedisAct, { kind: 'server' }>, info: Info): Resource {
  const changes = Number(info.get('rdb_changes_since_last_save') ?? Number.NaN);
  const kept = info.get('aof_enabled') === '1' || changes === 0;
  const wayBack: WayBack = !stops
    ? { kind: 'effort', why: 'what was set before has to be known to set it again' }
    : saves
      ? { kind: 'reversible', why: 'it can be started again' }
      : kept
        ? { kind: 'reversible', why: 'everything is on its disk; it can be started again' }
        : lost('what changed since its last save is gone');
  return {
    ...base,
    address: 'the server',
    type: 'redis',
    name: 'server',
    action: 'update',
    actions: ['update'],
    reason: `By \`${says}\`.`,
    ...(stops
      ? {
          facts: [
            'it stops',
            ...(saves || Number.isNaN(changes) ? [] : [`${changes.toLocaleString('en')} changes are not saved`]),
          ],
        }
      : {}),
    ...(stops && !saves && !kept ? { holds: 'data' as const } : {}),
    wayBack,
  };
}
