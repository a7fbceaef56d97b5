/**
 * Apache Kafka's scripts, with or without `.sh`, and kcat. https://kafka.apache.org/documentation/#basic_ops
 *
 * Handles `kafka-topics --bootstrap-server B --delete --topic orders`, `kafka-consumer-groups --reset-offsets`,
 * `kafka-configs --alter --delete-config`, `kafka-acls --remove`, `kafka-delete-records`, `zookeeper-shell HOST deleteall`.
 *
 * An action is an option. None of those a script has: `unknown`.
 */
import { change, destroy, type Effect, type EffectKind, read, unknown } from '../effect.ts';
import { type Invocation, shapeOf } from '../shell/invocation.ts';
import { lastOption, names, readOptions } from '../shell/options.ts';
import { type Analyzer, noteOf, placeOf, spansOf, targetOf } from './analyzer.ts';

const make: Readonly<Record<EffectKind, typeof read>> = { read, change, destroy, unknown };

/** By the options that name the action; the first line that fits decides. */
const actions: readonly (readonly [EffectKind, ReadonlySet<string>])[] = [
  ['destroy', names('--delete --delete-config --delete-offsets --remove --remove-controller --abort --unregister')],
  [
    'change',
    names(
      '--create --alter --add --add-config --execute --cancel --reset-offsets --producer --consumer --add-controller --upgrade --downgrade --disable --to-current --from-file --election-type',
    ),
  ],
  [
    'read',
    names(
      '--list --describe --verify --generate --describe-configs --find-hanging --describe-producers --describe-transactions --members --state --status',
    ),
  ],
];

/** Scripts whose name says all. */
const whole: ReadonlyMap<string, EffectKind | 'local'> = new Map<string, EffectKind | 'local'>([
  ['kafka-console-consumer', 'read'],
  ['kafka-console-share-consumer', 'read'],
  ['kafka-avro-console-consumer', 'read'],
  ['kafka-broker-api-versions', 'read'],
  ['kafka-log-dirs', 'read'],
  ['kafka-dump-log', 'read'],
  ['kafka-get-offsets', 'read'],
  ['kafka-replica-verification', 'read'],
  ['kafka-cluster', 'read'],
  ['kafka-jmx', 'read'],
  ['kafka-metadata-shell', 'read'],
  ['kafka-consumer-perf-test', 'read'],
  ['kafka-console-producer', 'change'],
  ['kafka-avro-console-producer', 'change'],
  ['kafka-producer-perf-test', 'change'],
  ['kafka-verifiable-producer', 'change'],
  ['kafka-verifiable-consumer', 'change'],
  ['kafka-leader-election', 'change'],
  ['kafka-mirror-maker', 'change'],
  ['kafka-server-stop', 'change'],
  ['zookeeper-server-stop', 'change'],
  ['kafka-delete-records', 'destroy'],
  ['kafka-streams-application-reset', 'destroy'],
  ['kafka-server-start', 'local'],
  ['zookeeper-server-start', 'local'],
  ['connect-standalone', 'local'],
  ['connect-distributed', 'local'],
]);

/** What scripts without an action do. */
const plainNames = new Map([
  ['kafka-delete-records', 'delete records'],
  ['kafka-console-consumer', 'consume'],
  ['kafka-console-producer', 'produce'],
  ['kafka-streams-application-reset', 'reset application'],
]);

const byOption = [
  'kafka-topics',
  'kafka-consumer-groups',
  'kafka-share-groups',
  'kafka-groups',
  'kafka-configs',
  'kafka-acls',
  'kafka-reassign-partitions',
  'kafka-delegation-tokens',
  'kafka-transactions',
  'kafka-features',
  'kafka-metadata-quorum',
  'kafka-client-metrics',
  'kafka-storage',
];

const values = names(
  '--bootstrap-server --bootstrap-controller --zookeeper --topic --group --command-config --partitions --replication-factor --config --entity-type --entity-name --add-config --delete-config --offset-json-file --to-offset --to-datetime --by-duration --shift-by --principal --allow-principal --deny-principal --operation --reassignment-json-file --broker-list --broker-id --timeout --from-file --property --producer-property --consumer-property --max-messages --offset --partition --brokers --application-id --input-topics --intermediate-topics --feature --metadata --allow-host --deny-host --resource-pattern-type --transactional-id --topics-to-move-json-file --election-type --path-to-json-file -t -b -c -o -G -f -X -F -p -H -K -z -D',
);

function analyze(run: Invocation): readonly Effect[] {
  const program = run.program.replace(/\.sh$/, '');
  const options = readOptions(run.args, { values, clusters: !/^kafka-|^zookeeper/.test(program) });
  const topics = ['--topic', '--group', '--entity-name', '--transactional-id', '-t', '-G'].flatMap(
    (name) => lastOption(options, name) ?? [],
  );
  const acting = options.options.filter(({ name }) => actions.some(([, wanted]) => wanted.has(name)));
  const said = {
    tool: program,
    operation: acting.map(({ name }) => name.slice(2)).join(' ') || (plainNames.get(program) ?? 'run'),
    ...targetOf(topics[0]?.value?.value),
    ...placeOf(run, [
      'brokers',
      lastOption(options, '--bootstrap-server', '--bootstrap-controller', '--broker-list', '--zookeeper', '-b')?.value
        ?.value,
    ]),
    spans: spansOf(run.name, ...acting, ...topics),
  };
  if (lastOption(options, '--help', '--version') !== undefined || (run.args.length === 0 && !program.endsWith('-stop')))
    return [read({ ...said, operation: 'help' })];
  if (/^(?:kcat|kafkacat)$/.test(program)) {
    const mode = ['-L', '-Q', '-C', '-P'].find((name) => lastOption(options, name) !== undefined);
    return [make[mode === '-P' ? 'change' : mode === undefined && run.stdin !== undefined ? 'change' : 'read'](said)];
  }
  if (program === 'zookeeper-shell' || program === 'zkcli') return [zookeeper(run, said)];
  if (program === 'kafka-cluster' && options.words[0]?.value === 'unregister')
    return [destroy({ ...said, operation: 'unregister' })];
  const fixed = whole.get(program);
  if (fixed === 'local') return run.remote === undefined ? [] : [change(said)];
  if (fixed !== undefined) return [make[fixed](said)];
  if (program === 'kafka-storage')
    return [options.words[0]?.value === 'format' ? destroy({ ...said, operation: 'format' }) : read(said)];
  if (program === 'kafka-metadata-quorum' || program === 'kafka-features') {
    const verb = options.words[0]?.value ?? '';
    if (verb === 'describe' || verb === 'version-mapping' || verb === 'feature-dependencies')
      return [read({ ...said, operation: verb })];
    return [(verb === '' ? unknown : /^remove/.test(verb) ? destroy : change)({ ...said, operation: verb || 'run' })];
  }
  const kind = actions.find(([, wanted]) => options.options.some(({ name }) => wanted.has(name)))?.[0];
  if (
    kind !== 'destroy' &&
    lastOption(options, '--dry-run') !== undefined &&
    lastOption(options, '--execute') === undefined
  )
    return [read({ ...said, note: 'A dry run: nothing is changed.' })];
  const verb = options.words[0]?.value;
  const abort = program === 'kafka-transactions' && verb !== undefined;
  const decided = abort
    ? /^(?:list|describe|describe-producers|find-hanging)$/.test(verb)
      ? 'read'
      : 'destroy'
    : kind;
  return [
    make[decided ?? 'unknown']({
      ...said,
      ...noteOf(decided === undefined ? 'It names no action Holdpoint knows.' : undefined),
    }),
  ];
}

/** `zookeeper-shell HOST COMMAND`. https://zookeeper.apache.org/doc/current/zookeeperCLI.html */
function zookeeper(run: Invocation, said: Omit<Effect, 'kind'>): Effect {
  const words = run.args.filter((word) => !shapeOf(word).startsWith('-'));
  const verb = words.find(({ value }) =>
    /^(?:ls2?|get|stat|getAcl|getEphemerals|getAllChildrenNumber|version|whoami|config|history|delete|deleteall|rmr|delquota|create|set|setAcl|setquota|sync|reconfig|addauth|close)$/.test(
      value,
    ),
  );
  const details = {
    ...said,
    operation: verb?.value ?? 'session',
    ...targetOf(verb === undefined ? undefined : words[words.indexOf(verb) + 1]?.value),
  };
  if (verb === undefined) return unknown({ ...details, note: 'It opens a session, in which anything can be done.' });
  if (/^(?:delete|deleteall|rmr|delquota)$/.test(verb.value)) return destroy(details);
  return /^(?:create|set|setAcl|setquota|reconfig)$/.test(verb.value) ? change(details) : read(details);
}

const scripts = [...whole.keys(), ...byOption, 'zookeeper-shell'];

export const kafka: Analyzer = {
  id: 'kafka',
  programs: [...scripts, ...scripts.map((name) => `${name}.sh`), 'kcat', 'kafkacat'],
  aliases: ['zkcli.sh', 'zkcli'],
  analyze: (run) => analyze(run),
};
