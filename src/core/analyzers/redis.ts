/**
 * Redis, Valkey and KeyDB from the command line. https://redis.io/docs/latest/commands/
 * https://redis.io/docs/latest/develop/tools/cli/
 *
 * Handles `redis-cli -h cache -n 3 DEL session:1`, `redis-cli -u redis://…`, commands on the standard input, `--scan`,
 * `--bigkeys`, `--cluster call`, `--pipe`, `--eval script.lua`.
 *
 * A server is held whatever its host: the one on this machine holds data too, or is somebody else's behind a tunnel.
 * A command the tables do not name, and every script, is `unknown`.
 */
import { change, destroy, type Effect, type EffectKind, read, unknown } from '../effect.ts';
import type { CommandSubject } from '../impact/subject.ts';
import { hole, type Invocation, literal, shapeOf, type Word } from '../shell/invocation.ts';
import { lastOption, names, type Options, readOptions } from '../shell/options.ts';
import { type Analyzer, noteOf, placeOf, type Surroundings, spansOf, targetOf, variable } from './analyzer.ts';

const readCommands = `
  get mget getrange substr strlen exists type ttl pttl expiretime pexpiretime keys scan randomkey dump touch
  hget hmget hgetall hkeys hvals hlen hexists hstrlen hscan hrandfield httl hpttl hexpiretime hpexpiretime
  lrange llen lindex lpos smembers sismember smismember scard srandmember sscan sinter sunion sdiff sintercard
  zrange zrevrange zrangebyscore zrevrangebyscore zrangebylex zrevrangebylex zrank zrevrank zscore zmscore zcard zcount zlexcount zscan zrandmember zinter zunion zdiff zintercard
  xrange xrevrange xlen xread xinfo xpending geopos geodist geohash geosearch georadius_ro georadiusbymember_ro getbit bitcount bitpos bitfield_ro pfcount
  sort_ro lcs ping echo time dbsize info lastsave lolwut role command hello auth select quit exit reset wait waitaof monitor subscribe psubscribe ssubscribe unsubscribe punsubscribe watch unwatch multi exec discard
  readonly readwrite asking object memory latency slowlog pubsub help clear digest
  json.get json.mget json.type json.strlen json.objkeys json.objlen json.arrlen json.arrindex json.resp json.debug ft.search ft.info ft.aggregate ft._list ft.explain ft.profile ft.tagvals ft.dictdump ft.sugget ft.suglen ft.spellcheck ft.syndump
  ts.get ts.mget ts.range ts.revrange ts.mrange ts.mrevrange ts.info ts.queryindex bf.exists bf.mexists bf.info bf.card cf.exists cf.count cf.info cms.query cms.info topk.query topk.list topk.info tdigest.info tdigest.quantile tdigest.min tdigest.max tdigest.cdf graph.ro_query graph.explain graph.list vsim vcard vdim vemb vgetattr vinfo vlinks vrandmember
  sentinel.masters`;
const changeCommands = `
  set setnx setex psetex mset msetnx setrange append incr incrby incrbyfloat decr decrby getset expire pexpire expireat pexpireat persist rename renamenx move copy restore migrate
  hset hsetnx hmset hincrby hincrbyfloat hexpire hpexpire hexpireat hpexpireat hpersist hsetex hgetex getex
  lpush lpushx rpush rpushx lset linsert lmove blmove rpoplpush brpoplpush sadd smove sinterstore sunionstore sdiffstore
  zadd zincrby zrangestore zinterstore zunionstore zdiffstore xadd xack xclaim xautoclaim xgroup xreadgroup xsetid xcfgset geoadd georadius georadiusbymember geosearchstore setbit bitop bitfield pfadd pfmerge sort publish spublish
  bgsave save bgrewriteaof failover client acl config cluster module slaveof replicaof psync sync swapdb sentinel
  json.set json.mset json.merge json.numincrby json.nummultby json.strappend json.arrappend json.arrinsert json.toggle ft.create ft.alter ft.aliasadd ft.aliasupdate ft.config ft.dictadd ft.sugadd ft.synupdate ft.cursor
  ts.create ts.alter ts.add ts.madd ts.incrby ts.decrby ts.createrule bf.reserve bf.add bf.madd bf.insert cf.reserve cf.add cf.addnx cf.insert cms.initbydim cms.incrby topk.reserve topk.add topk.incrby tdigest.create tdigest.add vadd vsetattr`;
const destroyCommands = `
  del unlink flushall flushdb getdel hdel hgetdel lpop rpop lmpop blpop brpop blmpop lrem ltrim spop srem zpopmin zpopmax zmpop bzpopmin bzpopmax bzmpop zrem zremrangebyscore zremrangebyrank zremrangebylex xdel xtrim xdelex xackdel delex shutdown
  json.del json.forget json.clear json.arrpop json.arrtrim ft.dropindex ft.drop ft.aliasdel ft.dictdel ft.sugdel ts.del ts.deleterule cf.del graph.delete vrem tdigest.reset`;
const scripts =
  'eval eval_ro evalsha evalsha_ro fcall fcall_ro script function debug graph.query rg.pyexecute tfcall tfcallasync';

/** Second words that say otherwise. */
const exceptions: ReadonlyMap<string, EffectKind> = new Map<string, EffectKind>([
  ...words('read', 'acl cat,acl getuser,acl list,acl users,acl whoami,acl genpass,acl log,acl dryrun,acl help'),
  ...words('destroy', 'acl deluser'),
  ...words(
    'read',
    'client list,client info,client id,client getname,client getredir,client trackinginfo,client help,client setname,client setinfo,client reply,client caching,client tracking,client no-evict,client no-touch',
  ),
  ...words(
    'read',
    'config get,config help,module list,module help,script exists,script help,function list,function stats,function dump,function help',
  ),
  ...words(
    'destroy',
    'script flush,function flush,function delete,cluster reset,cluster forget,cluster flushslots,cluster delslots,cluster delslotsrange,module unload,xgroup destroy,xgroup delconsumer',
  ),
  ...words('change', 'script kill,function kill,module load,module loadex,slowlog reset,latency reset,memory purge'),
  ...words(
    'read',
    'cluster info,cluster nodes,cluster shards,cluster slots,cluster keyslot,cluster countkeysinslot,cluster getkeysinslot,cluster myid,cluster myshardid,cluster replicas,cluster slaves,cluster links,cluster count-failure-reports,cluster slot-stats,cluster help',
  ),
  ...words(
    'read',
    'sentinel masters,sentinel master,sentinel replicas,sentinel slaves,sentinel sentinels,sentinel get-master-addr-by-name,sentinel ckquorum,sentinel info-cache,sentinel myid,sentinel help',
  ),
  ...words('destroy', 'sentinel remove'),
  ...words('read', 'debug object,debug help,debug sleep'),
  ...words('destroy', 'debug segfault,debug flushall,debug reload,debug restart,debug crash-and-recover'),
]);

function words(kind: EffectKind, text: string): readonly (readonly [string, EffectKind])[] {
  return text.split(',').map((name) => [name, kind] as const);
}

let kinds: ReadonlyMap<string, EffectKind> | undefined;
const kindsOf = (): ReadonlyMap<string, EffectKind> => {
  const list = (kind: EffectKind, text: string) => [...names(text)].map((name) => [name, kind] as const);
  kinds ??= new Map([
    ...list('read', readCommands),
    ...list('change', changeCommands),
    ...list('destroy', destroyCommands),
    ...list('unknown', scripts),
  ]);
  return kinds;
};

/** What a command does by its first words, and whether the second belongs to its name; undefined where nobody knows. */
export function kindOfRedisCommand(
  verb: string,
  second: string,
): { readonly kind: EffectKind; readonly two: boolean } | undefined {
  const exception = exceptions.get(`${verb} ${second}`);
  if (exception !== undefined) return { kind: exception, two: true };
  const kind = kindsOf().get(verb);
  return kind === undefined ? undefined : { kind, two: false };
}

const make: Readonly<Record<EffectKind, typeof read>> = { read, change, destroy, unknown };

export const redisValues = names(
  '-h -p -t -s -a -u -r -i -n -d -D -X -I --user --pass --sni --cacert --cacertdir --cert --key --tls-ciphers --tls-ciphersuites --show-pushes --ldb-file --pattern --quoted-pattern --count --cursor --top --memkeys-samples --intrinsic-latency --lru-test --rdb --functions-rdb --eval --keystats-samples',
);

/** Modes of the client that only look. */
const looking = names(
  '--scan --bigkeys --memkeys --hotkeys --keystats --stat --latency --latency-history --latency-dist --intrinsic-latency --rdb --functions-rdb --replica --slave --vset-recall --help --version -v',
);

const clusterLooks = names('check info help search-multiple-owners');

interface Session {
  readonly run: Invocation;
  readonly call: Surroundings;
  readonly options: Options;
}

function place({ run, call, options }: Session) {
  const url = lastOption(options, '-u')?.value?.value ?? '';
  const [, host, number] = /^(?:rediss?|valkeys?|unix):\/\/(?:[^@/]*@)?([^/?]*)\/?(\d*)/i.exec(url) ?? [];
  return placeOf(
    run,
    ['database', lastOption(options, '-n')?.value?.value ?? number],
    [
      'host',
      lastOption(options, '-h')?.value?.value ??
        host ??
        lastOption(options, '-s')?.value?.value ??
        variable(run, call, 'REDIS_HOST'),
    ],
  );
}

/** One command, as a list of words. */
function commandEffect([name, ...rest]: readonly Word[], session: Session): Effect {
  const verb = (name?.value ?? '').toLowerCase();
  const second = (rest[0]?.value ?? '').toLowerCase();
  const judged = kindOfRedisCommand(verb, second);
  const two = judged?.two === true;
  const known = name !== undefined && !shapeOf(name).includes(hole);
  const given = judged?.kind;
  const usable = given !== undefined && known && !(!two && twoWorded.test(verb) && rest[0]?.known === false);
  const kind = usable ? given : 'unknown';
  const behind = two ? rest.slice(1) : rest;
  const all = /^flush(?:all|db)$/.test(verb);
  return make[kind]({
    tool: 'redis',
    operation: two ? `${verb} ${second}` : verb,
    ...targetOf(all ? undefined : behind[0]?.value),
    ...place(session),
    ...noteOf(
      kind !== 'unknown'
        ? all
          ? verb === 'flushall'
            ? 'Every key of every database goes.'
            : 'Every key of the database goes.'
          : undefined
        : known && given === 'unknown'
          ? 'What the script does is not in the line.'
          : known
            ? 'Holdpoint does not know this command.'
            : 'Which command runs is known only when it runs.',
    ),
    spans: spansOf(session.run.name, name, ...rest),
    ...(/^(?:del|unlink)$/.test(verb) && rest.length === 1 ? scannedBy(rest[0], session) : {}),
  });
}

/**
 * `redis-cli --scan --pattern 'a:*' | xargs redis-cli del`: which keys it deletes is known only when it runs, but the
 * scan that finds them can be asked.
 */
function scannedBy(word: Word | undefined, { run }: Session): { readonly subject?: CommandSubject } {
  const scan = /^\$\(((?:redis|valkey|keydb)-cli)((?:\s+(?:'[^']*'|"[^"$`\\]*"|[\w@%+=:,./*?[\]-]+))+)\)$/.exec(
    word?.value ?? '',
  );
  if (word?.known !== false || scan === null || run.cwd === undefined || run.remote !== undefined) return {};
  if (!run.wrappers.every((wrapper) => /^xargs\b/.test(wrapper))) return {};
  const args = [...(scan[2] ?? '').matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, one, two, bare]) => one ?? two ?? bare ?? '',
  );
  if (!args.includes('--scan')) return {};
  return { subject: { kind: 'command', program: scan[1] ?? 'redis-cli', args, directory: run.cwd, env: {} } };
}

const twoWorded = /^(?:acl|client|config|cluster|module|script|function|debug|sentinel|memory|latency|slowlog|object)$/;

const stuck = (session: Session, operation: string, note: string, ...shown: readonly Word[]): Effect =>
  unknown({ tool: 'redis', operation, ...place(session), note, spans: spansOf(session.run.name, ...shown) });

function analyze(run: Invocation, call: Surroundings): readonly Effect[] {
  const options = readOptions(run.args, { values: redisValues, clusters: false, stops: true });
  const session: Session = { run, call, options };
  const cluster = run.args.findIndex(({ value }) => value === '--cluster');
  if (cluster >= 0) return [clusterEffect(run.args.slice(cluster + 1), session)];
  const mode = options.options.find(({ name }) => looking.has(name));
  if (mode !== undefined)
    return [
      read({
        tool: 'redis',
        operation: mode.name.replace(/^-+/, ''),
        ...place(session),
        spans: spansOf(run.name, mode),
      }),
    ];
  const script = lastOption(options, '--eval');
  if (script !== undefined) return [stuck(session, 'eval', 'What the script does is not in the line.', script.word)];
  const lru = lastOption(options, '--lru-test');
  if (lru !== undefined)
    return [change({ tool: 'redis', operation: 'lru-test', ...place(session), spans: spansOf(run.name, lru) })];
  if (options.words.length > 0) return [commandEffect(options.words, session)];
  return fromInput(session);
}

function fromInput(session: Session): readonly Effect[] {
  const { stdin } = session.run;
  const open = stdin === undefined || shapeOf(stdin).replaceAll(hole, '').trim() === '';
  if (stdin === undefined || open)
    return [stuck(session, 'session', 'It opens a session, in which anything can be done.')];
  return shapeOf(stdin)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .slice(0, 1000)
    .map((line) =>
      commandEffect(
        line.split(/\s+/).map((text) => {
          const plain = text.replace(/^["']|["']$/g, '');
          return plain.includes(hole)
            ? { ...literal(plain.replaceAll(hole, '…'), stdin.span), known: false, shape: plain }
            : literal(plain, stdin.span);
        }),
        session,
      ),
    );
}

function clusterEffect([verb, ...rest]: readonly Word[], session: Session): Effect {
  const name = verb?.value ?? '';
  const details = {
    tool: 'redis',
    operation: `cluster ${name}`.trim(),
    ...targetOf(rest.find(({ value }) => !value.startsWith('-'))?.value),
    ...place(session),
    spans: spansOf(session.run.name, verb, ...rest),
  };
  if (clusterLooks.has(name)) return read(details);
  if (name === 'del-node') return destroy(details);
  if (/^(?:create|add-node|reshard|rebalance|fix|set-timeout|import|backup)$/.test(name)) return change(details);
  return unknown({ ...details, note: 'It sends a command to every node.' });
}

export const redis: Analyzer = { id: 'redis', programs: ['redis-cli', 'valkey-cli', 'keydb-cli', 'iredis'], analyze };
