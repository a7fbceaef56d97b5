/**
 * MongoDB from the command line. https://www.mongodb.com/docs/mongodb-shell/ https://www.mongodb.com/docs/database-tools/
 *
 * Handles `mongosh --eval 'db.users.drop()'`, `mongosh script.js`, JavaScript on the standard input, `mongodump`,
 * `mongorestore --drop` (with `--dryRun`), `mongoimport`.
 *
 * JavaScript is read by the methods it calls. One the tables do not name, and any way to call what is named only when
 * it runs (`db[x]()`, `eval`, `load`), is `unknown`.
 */
import { change, destroy, type Effect, type EffectKind, read, unknown } from '../effect.ts';
import { hole, type Invocation, shapeOf, type Word } from '../shell/invocation.ts';
import { lastOption, names, type Options, readOptions } from '../shell/options.ts';
import { type Analyzer, noteOf, placeOf, type Surroundings, spansOf, targetOf } from './analyzer.ts';

const make: Readonly<Record<EffectKind, typeof read>> = { read, change, destroy, unknown };

const methods = {
  read: `find findOne count countDocuments estimatedDocumentCount distinct aggregate explain getIndexes getIndices indexes stats dataSize storageSize totalSize totalIndexSize
    validate getShardDistribution getShardVersion latencyStats isCapped exists getCollectionNames getCollectionInfos getCollection getSiblingDB getMongo getDB getName getUsers getUser getRoles getRole
    serverStatus hello isMaster hostInfo version serverBuildInfo currentOp getLogComponents getProfilingStatus getReplicationInfo printReplicationInfo printSecondaryReplicationInfo printSlaveReplicationInfo
    printCollectionStats printShardingStatus listCommands help auth status conf config printShardingStatus getBalancerState isBalancerRunning getDBNames adminCommand runCommand getSearchIndexes getPlanCache list getKey getKeys listDatabases getLastError getProfilingLevel balancerCollectionStatus listShards
    db collection mapReduce watch`,
  neutral: `sort limit skip toArray forEach map filter reduce pretty hasNext next size batchSize hint project projection collation allowDiskUse maxTimeMS readPref readConcern noCursorTimeout close itcount objsLeftInBatch
    print printjson printjsononeline log stringify parse tojson push join split slice includes indexOf keys values entries concat flat some every toString toISOString valueOf getTime getTimestamp ObjectId ISODate Date NumberLong NumberInt NumberDecimal Number String Array Object
    UUID BinData RegExp Timestamp quit exit sleep assign freeze from isArray length trim toLowerCase toUpperCase replace match test startsWith endsWith padEnd padStart toFixed round floor ceil abs max min now Math JSON if for while switch catch function return typeof new require equality toJSON fromEntries charAt substring localeCompare has get add Set Map assert error warn info table str hex reverse findIndex sum setReadPref setSecondaryOk setSlaveOk slaveOk finish comment min max returnKey showRecordId tailable Decimal128 Long Int32 Double MinKey MaxKey ok await async`,
  change: `insert insertOne insertMany update updateOne updateMany replaceOne save findAndModify findOneAndUpdate findOneAndReplace bulkWrite initializeUnorderedBulkOp initializeOrderedBulkOp execute upsert renameCollection createCollection createView createIndex createIndexes ensureIndex hideIndex unhideIndex
    reIndex compact convertToCapped createUser updateUser changeUserPassword grantRolesToUser revokeRolesFromUser createRole updateRole grantPrivilegesToRole revokePrivilegesFromRole grantRolesToRole revokeRolesFromRole setProfilingLevel setLogLevel fsyncLock fsyncUnlock killOp
    initiate reconfig add addArb stepDown freeze syncFrom enableSharding shardCollection addShard moveChunk moveRange splitAt splitFind setBalancerState startBalancer stopBalancer addTagRange addShardTag addShardToZone updateZoneKeyRange enableBalancing disableBalancing reshardCollection movePrimary refineCollectionShardKey
    copyDatabase cloneDatabase cloneCollection repairDatabase collMod createSearchIndex createSearchIndexes updateSearchIndex rotateCertificates setWriteConcern`,
  destroy: `drop dropDatabase dropIndex dropIndexes deleteOne deleteMany remove removeOne findOneAndDelete dropUser dropAllUsers removeUser dropRole dropAllRoles revokeRole shutdownServer removeShard removeShardTag removeShardFromZone removeTagRange removeRangeFromZone dropSearchIndex delete deleteKey`,
  unknown:
    'eval load Function runProgram run system exec spawn execSync cat writeFile writeFileSync fuzzFile removeFile mkdir cd apply call bind',
};

let kinds: ReadonlyMap<string, EffectKind | 'neutral'> | undefined;
function kindsOf(): ReadonlyMap<string, EffectKind | 'neutral'> {
  kinds ??= new Map(
    (['neutral', 'read', 'change', 'destroy', 'unknown'] as const).flatMap((kind) =>
      [...names(methods[kind])].map((name) => [name, kind] as const),
    ),
  );
  return kinds;
}

/** Words that are methods of collections and of everyday values. */
const ambiguous = /^(?:add|min|max|freeze|remove|delete|get|apply|call|bind|run|execute|list|db|collection)$/;

const commands: ReadonlyMap<string, EffectKind> = new Map<string, EffectKind>([
  ...list(
    'read',
    'ping buildInfo serverStatus hello isMaster ismaster listCollections listDatabases listIndexes dbStats collStats connectionStatus count distinct find aggregate explain replSetGetStatus replSetGetConfig usersInfo rolesInfo getParameter getCmdLineOpts hostInfo top currentOp getLog whatsmyuri validate dataSize listCommands features lockInfo isdbgrid getShardMap listShards balancerStatus profile connPoolStats',
  ),
  ...list(
    'destroy',
    'drop dropDatabase dropIndexes delete dropUser dropAllUsersFromDatabase dropRole dropAllRolesFromDatabase shutdown removeShard',
  ),
  ...list(
    'change',
    'insert update findAndModify create createIndexes createUser updateUser createRole updateRole grantRolesToUser revokeRolesFromUser renameCollection collMod compact reIndex setParameter fsync fsyncUnlock killOp killAllSessions replSetInitiate replSetReconfig replSetStepDown replSetFreeze replSetMaintenance setFeatureCompatibilityVersion enableSharding shardCollection addShard moveChunk movePrimary balancerStart balancerStop convertToCapped cloneCollectionAsCapped logRotate setProfilingLevel bulkWrite',
  ),
]);

function list(kind: EffectKind, text: string): readonly (readonly [string, EffectKind])[] {
  return text.split(' ').map((name) => [name, kind] as const);
}

interface Statement {
  readonly kind: EffectKind;
  readonly operation: string;
  readonly target?: string;
  readonly note?: string;
}

/** The calls in a piece of JavaScript. */
function readScript(code: string): readonly Statement[] {
  const plain = code
    .replace(/\/\*[\s\S]*?\*\//g, ' ')
    .replace(/(^|[\s;{}(])\/\/[^\n]*/g, '$1')
    .replace(/(["'`])(?:\\[\s\S]|(?!\1)[^\\])*\1/g, (text) => (/^["']\w[\w.$-]*["']$/.test(text) ? text : '""'));
  const found: Statement[] = [];
  for (const match of plain.matchAll(/([\w$]+)(\s*\)*\s*(?:\?\.)?)\(/g)) {
    const name = match[1] ?? '';
    const before = plain.slice(0, match.index);
    const onObject = /\.\s*$/.test(before);
    if (/^\d+$/.test(name) || /\bfunction\s*$/.test(before)) continue;
    const effect = callEffect(
      name,
      onObject,
      before,
      plain.slice(match.index + match[0].length, match.index + match[0].length + 400),
    );
    if (effect !== undefined) found.push(effect);
  }
  if (/\]\s*(?:\?\.)?\(/.test(plain))
    found.push({ kind: 'unknown', operation: 'call', note: 'Which method it calls is known only when it runs.' });
  if (/\$(?:out|merge)\b/.test(code))
    found.push({ kind: 'change', operation: 'aggregate $out', note: 'It writes a collection.' });
  for (const line of plain.split(/[;\n]/)) {
    const helper = /^\s*(show|use|it|help|exit|quit|cls)\b\s*(\S*)/.exec(line);
    if (helper !== null && !/[(=]/.test(line))
      found.push({ kind: 'read', operation: `${helper[1]} ${helper[2]}`.trim() });
  }
  return found;
}

function callEffect(name: string, onObject: boolean, before: string, behind: string): Statement | undefined {
  const kind = kindsOf().get(name);
  const chain =
    /((?:[\w$]+|\[\s*["'][^"']*["']\s*\]|\([^()]*\))(?:\s*\.\s*(?:[\w$]+|\([^()]*\)))*)\s*\.\s*$/.exec(before)?.[1] ??
    '';
  const target = collectionOf(chain, before);
  if (name === 'runCommand' || name === 'adminCommand' || name === 'runReadCommand' || name === 'command')
    return byCommand(name, behind);
  if (kind === 'neutral' || (ambiguous.test(name) && !/^(?:db|rs|sh)\b/.test(chain) && !/\bdb\b[^;]*$/.test(before)))
    return undefined;
  if (!onObject && kind !== 'unknown' && kind !== undefined && !/^(?:db|getMongo)$/.test(name)) return undefined;
  if (kind === undefined)
    return onObject || !/^(?:[a-z]\w*|[A-Z]\w*)$/.test(name)
      ? { kind: 'unknown', operation: name, note: 'Holdpoint does not know this method.' }
      : /\b(?:const|let|var|function)\b/.test(before)
        ? undefined
        : { kind: 'unknown', operation: name, note: 'Holdpoint does not know this function.' };
  const empty = /^\s*(?:\{\s*\})?\s*[,)]/.test(behind);
  return {
    kind,
    operation: name,
    ...(target === undefined ? {} : { target }),
    ...(/^(?:deleteMany|remove)$/.test(name) && empty ? { note: 'Without a condition: every document goes.' } : {}),
    ...(kind === 'unknown' ? { note: 'What it runs is not in the line.' } : {}),
  };
}

const collectionOf = (chain: string, before: string): string | undefined => {
  const parts = /(?:^|[^\w$.])db\s*((?:\s*\.\s*[\w$]+)+)\s*\.\s*$/.exec(before)?.[1];
  if (parts !== undefined) return parts.replaceAll(/\s/g, '').slice(1);
  return (
    /getCollection\(\s*["']([^"']+)["']\s*\)\s*\.\s*$/.exec(before)?.[1] ?? (chain === 'db' ? undefined : undefined)
  );
};

/** `runCommand({ dropDatabase: 1 })`: the first key is the command. */
function byCommand(name: string, behind: string): Statement {
  const [, key, value] = /^\s*(?:\{\s*)?["']?(\w+)["']?\s*(?::\s*["']?([\w.$-]+))?/.exec(behind) ?? [];
  const kind = key === undefined ? undefined : commands.get(key);
  return {
    kind: kind ?? 'unknown',
    operation: key === undefined ? name : key,
    ...(value === undefined || /^\d+$/.test(value) ? {} : { target: value }),
    ...(kind === undefined ? { note: 'Holdpoint does not know this command.' } : {}),
  };
}

const values = names(
  '--eval -h --host --port -u --username -p --password --authenticationDatabase --authenticationMechanism -f --file --tlsCertificateKeyFile --tlsCAFile --tlsCertificateKeyFilePassword --ssl --sslPEMKeyFile --sslCAFile --apiVersion --networkMessageCompressors --db -d -c --collection --uri --out -o --archive --nsInclude --nsExclude --nsFrom --nsTo --type --fields --query -q --jsonArrayOption --config --numParallelCollections -j --readPreference --gssapiServiceName --awsIamSessionToken',
);

interface Session {
  readonly run: Invocation;
  readonly call: Surroundings;
  readonly options: Options;
}

function place({ run, options }: Session) {
  const uri =
    lastOption(options, '--uri')?.value?.value ??
    options.words.find(({ value }) => /^mongodb(?:\+srv)?:/.test(value))?.value;
  const [, host, name] = /^mongodb(?:\+srv)?:\/\/(?:[^@/]*@)?([^/?]*)\/?([^?]*)/i.exec(uri ?? '') ?? [];
  const word = options.words[0];
  const plain =
    word?.known && /^[\w.:/-]+$/.test(word.value) && !/\.m?js$/.test(word.value) && /^mongo(?:sh)?$/.test(run.program);
  return placeOf(
    run,
    [
      'database',
      lastOption(options, '-d', '--db')?.value?.value ?? name ?? (plain && uri === undefined ? word.value : undefined),
    ],
    ['host', lastOption(options, '-h', '--host')?.value?.value ?? host],
  );
}

const stuck = (session: Session, operation: string, note: string, ...shown: readonly Word[]): Effect =>
  unknown({ tool: 'mongo', operation, ...place(session), note, spans: spansOf(session.run.name, ...shown) });

function fromText(text: Word, session: Session): readonly Effect[] {
  const shape = shapeOf(text);
  if (shape.replaceAll(hole, '').trim() === '')
    return [stuck(session, 'session', 'What it runs is known only when it runs.', text)];
  const open = shape.includes(hole);
  // A value in its place brings no call of its own.
  const loose = new RegExp(`(?:^|[;{}(])\\s*${hole}`).test(shape) || shape.includes(`.${hole}`);
  const found = readScript(shape.replaceAll(hole, '…'));
  const effects = found.map(({ kind, operation, target, note }) =>
    make[loose && kind === 'read' ? 'unknown' : kind]({
      tool: 'mongo',
      operation,
      ...targetOf(target),
      ...place(session),
      ...noteOf(loose && kind === 'read' ? 'A part of the script is known only when it runs.' : note),
      spans: spansOf(session.run.name, text),
    }),
  );
  if (effects.length > 0) return effects;
  return open
    ? [stuck(session, 'script', 'A part of the script is known only when it runs.', text)]
    : [read({ tool: 'mongo', operation: 'eval', ...place(session), spans: spansOf(session.run.name, text) })];
}

function fromFile(path: Word, session: Session): readonly Effect[] {
  const file = session.call.input(path, session.run);
  if (file.kind === 'text') return fromText({ ...path, value: file.text, known: true }, session);
  const note =
    file.kind === 'missing'
      ? 'There is no such script yet, so it cannot be read.'
      : `The script cannot be read: ${file.why}`;
  return [stuck(session, 'script', note, path)];
}

function shell(session: Session): readonly Effect[] {
  const { run, options } = session;
  if (lastOption(options, '--help', '--version', '--build-info', '--buildInfo') !== undefined)
    return [read({ tool: 'mongo', operation: 'help', spans: spansOf(run.name) })];
  const effects = options.options.flatMap(({ name, value }) =>
    value === undefined
      ? []
      : name === '--eval'
        ? fromText(value, session)
        : /^(?:-f|--file)$/.test(name)
          ? fromFile(value, session)
          : [],
  );
  const files = options.words.filter((word) => /\.m?js$/.test(word.value)).flatMap((word) => fromFile(word, session));
  if (effects.length + files.length > 0) return [...effects, ...files];
  if (run.stdin !== undefined) return fromText(run.stdin, session);
  return [stuck(session, 'session', 'It opens a session, in which anything can be done.')];
}

const tools: ReadonlyMap<string, EffectKind> = new Map<string, EffectKind>([
  ...list('read', 'mongodump mongoexport mongostat mongotop bsondump'),
  ...list('change', 'mongorestore mongoimport'),
]);

function tool(session: Session, kind: EffectKind): readonly Effect[] {
  const { run, options } = session;
  const details = {
    tool: run.program,
    operation: run.program.slice('mongo'.length) || run.program,
    ...targetOf(lastOption(options, '-c', '--collection')?.value?.value ?? options.words.at(-1)?.value),
    ...place(session),
    spans: spansOf(run.name, lastOption(options, '--drop'), ...options.words),
  };
  if (lastOption(options, '--help', '--version') !== undefined) return [read({ ...details, operation: 'help' })];
  // The last one counts, as Go's flags have it.
  const dry = lastOption(options, '--dryRun');
  if (dry !== undefined && (dry.value === undefined || dry.value.value === 'true'))
    return [read({ ...details, note: 'A dry run: nothing is changed.' })];
  const drop = lastOption(options, '--drop');
  if (kind === 'change' && drop !== undefined && drop.value?.value !== 'false')
    return [destroy({ ...details, operation: `${details.operation} --drop`, note: 'What is there is dropped first.' })];
  return [make[kind](details)];
}

/** GridFS: `mongofiles delete name`. */
function gridfs(session: Session): readonly Effect[] {
  const [verb, name] = session.options.words;
  const details = {
    tool: 'mongofiles',
    operation: verb?.value ?? 'help',
    ...targetOf(name?.value),
    ...place(session),
    spans: spansOf(session.run.name, verb, name),
  };
  if (verb === undefined || /^(?:list|search|get|get_id|get_regex)$/.test(verb.value)) return [read(details)];
  return [/^delete/.test(verb.value) ? destroy(details) : /^put/.test(verb.value) ? change(details) : unknown(details)];
}

function analyze(run: Invocation, call: Surroundings): readonly Effect[] {
  const session: Session = { run, call, options: readOptions(run.args, { values, clusters: false }) };
  // The image of this name is the server: `docker run -d mongo`.
  if (
    run.program === 'mongo' &&
    /^(?:docker|podman|nerdctl)\S* run$/.test(run.wrappers.at(-1) ?? '') &&
    lastOption(session.options, '--eval') === undefined
  )
    return [];
  const kind = tools.get(run.program);
  if (kind !== undefined) return tool(session, kind);
  return run.program === 'mongofiles' ? gridfs(session) : shell(session);
}

export const mongo: Analyzer = {
  id: 'mongo',
  programs: ['mongosh', 'mongofiles', ...tools.keys()],
  aliases: ['mongo'],
  analyze,
};
