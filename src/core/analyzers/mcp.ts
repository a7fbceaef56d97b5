/**
 * Tools of MCP servers: `kubernetes: kubectl_delete`, `aws: call_aws {cli_command}`, `supabase: execute_sql {query}`.
 *
 * A command, SQL, code or file that a tool is given is read as it would be anywhere else. Beyond that, the words of a
 * tool's name say what it does; a tool whose server, name and input have nothing of infrastructure is nobody's business.
 *
 * https://modelcontextprotocol.io/specification/2025-06-18/server/tools
 */
import type { Json, JsonRecord } from '../../base/json.ts';
import { posixWord } from '../../base/posixQuote.ts';
import { change, destroy, type Effect, type EffectKind, read, unknown } from '../effect.ts';
import type { FileChange } from '../toolCall.ts';
import {
  isHarmlessHere,
  isInfrastructureServer,
  isOrdinaryServer,
  programOfServer,
  serverInName,
} from './mcpServers.ts';
import { suspects } from './signs.ts';
import { looksLikeSql, readSql } from './sql.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

const looks = words(
  'get list read search describe find show view fetch count diff plan preview validate lookup query check inspect explain status browse resolve retrieve summarize compare suggest recommend estimate analyze generate lint scan monitor tail download calculate logs log top ls cat info stat stats history whoami ping export test verify watch ask docs documentation schema help simulate audit aggregate reader getter viewer lister fetcher searcher wait poll',
);
const destroys = words(
  'delete drop destroy remove terminate purge wipe uninstall rollback truncate erase revoke prune kill cleanup rm teardown undeploy deleter remover flushdb flushall decommission deprovision nuke reap',
);
const changes = words(
  'create update apply add set put patch edit write modify insert deploy install upgrade start stop restart reboot scale enable disable attach detach merge push publish send post upload import move rename copy assign unassign approve reject close reopen cancel run execute exec trigger invoke restore resize rotate sync tag label comment register configure migrate migration promote release commit reset replace submit pause resume cordon drain taint rebase fork call invite grant finalize refund call silence acknowledge rerun retry redeploy up ship upsert put writer updater creator executor deployer unblock play approve failover switch buy transfer mute unmute block ban allow provision launch boot shutdown poweroff',
);

/** Words of a tool's name that only infrastructure has. */
const nouns =
  /^(?:pods?|deployments?|replicas?|statefulsets?|daemonsets?|namespaces?|clusters?|nodepools?|stacks?|buckets?|lambdas?|instances?|vms?|droplets?|databases?|db|migrations?|sql|pipelines?|secrets?|dns|hosted|firewalls?|vpcs?|subnets?|loadbalancers?|volumes?|helm|kubectl|kube|k8s|terraform|tofu|pulumi|aws|gcloud|gcp|azure|cloudformation|ecs|eks|ec2|s3|rds|iam|dynamodb|queues?|kafka|redis|postgres|mysql|mongo(?:db)?|infra|infrastructure|production|deploy|tfstate|workers?|r2|d1)$/;

/** Words that others have as well: drawings have nodes, and forums topics. They count where something is run or lost. */
const sharedNouns = /^(?:nodes?|topics?|schemas?|workflows?|snapshots?|kv|zones?)$/;
const heavyVerbs = words(
  'restart reboot stop scale resize rotate drain cordon deploy rollback provision promote failover trigger run',
);

const inputKeys =
  /^(?:kube_?(?:context|config)|cluster(?:_?(?:name|id|arn))?|bucket(?:_?name)?|aws_?region|instance_?ids?|db_?name|stack_?name|(?:aws_?)?account_?id|resource_?group(?:_?name)?|subscription_?id|hosted_?zone_?id|zone_?id|project_?ref|arn)$/i;
const inputValues =
  /^arn:aws|amazonaws\.com|management\.azure\.com|googleapis\.com\/compute|^(?:postgres(?:ql)?|mysql|mongodb(?:\+srv)?|redis|rediss):\/\/|\.svc\.cluster\.local/;

const make: Readonly<Record<EffectKind, typeof read>> = { read, change, destroy, unknown };

export interface McpCall {
  readonly server?: string;
  readonly tool: string;
  readonly input: JsonRecord;
}

/** How what a tool is given is read. */
export interface Readers {
  readonly line: (text: string) => readonly Effect[];
  readonly file: (path: string, change: FileChange) => readonly Effect[];
}

type Entry = readonly [key: string, value: Json];

const isRecord = (value: Json): value is JsonRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The input, and each record in its lists: `{ steps: [{ command }] }`. */
function scopesOf(value: Json, depth = 0): readonly JsonRecord[] {
  if (depth > 4 || typeof value !== 'object' || value === null) return [];
  if (!isRecord(value)) return value.flatMap((each) => scopesOf(each, depth + 1));
  const inLists = Object.values(value).flatMap((inner) =>
    Array.isArray(inner) || isRecord(inner) ? scopesOf(inner, depth + 1).filter((scope) => scope !== inner) : [],
  );
  return [value, ...inLists];
}

/** What a tool is given, with what lies in records of it: some servers take everything in `params`. */
function entriesOf(input: JsonRecord, depth = 0): readonly Entry[] {
  return Object.entries(input).flatMap(([key, value]): readonly Entry[] => [
    [key, value],
    ...(depth < 3 && isRecord(value) ? entriesOf(value, depth + 1) : []),
  ]);
}

export function mcpEffects({ server: named, tool, input }: McpCall, readers: Readers): readonly Effect[] {
  const parts = partsOf(tool);
  const server = named ?? serverInName(parts);
  const target = named === undefined ? tool : `${named}: ${tool}`;
  const effect = (kind: EffectKind, note?: string): Effect =>
    make[kind]({ tool: 'mcp', operation: tool, target, ...(note === undefined ? {} : { note }) });
  const scopes = scopesOf(input).map((scope) => entriesOf(scope));
  const entries = scopes.flat();
  const kind = heavier(kindOf(parts), verbInside(entries));
  const lines = [
    ...scopes.flatMap((each) => commandsIn(each, server, parts)),
    ...ownLine(server, parts),
    ...pushLine(server, parts, entries),
  ];
  const given = [
    ...[...lines, ...requestIn(entries)].flatMap(readers.line),
    ...(isFileDatabase(server) ? [] : sqlIn(entries, parts)),
    ...(kind === 'read' ? [] : filesIn(input, kind).flatMap(([path, how]) => readers.file(path, how))),
    ...codeIn(entries, readers, effect),
  ];
  if (isOrdinaryServer(server)) return given;
  if (!isInfrastructure(server, entries, parts)) return given;
  // What the input says counts in place of a name that only says that something runs.
  if (lines.length > 0 || sqlIn(entries, parts).length > 0) {
    if (kind === 'destroy') return [effect('destroy'), ...given];
    if (/migration/.test(tool)) return [effect('change'), ...given];
    if (given.length > 0 || !isVerbOnly(entries)) return given;
  }
  if (given.length > 0 && kind !== 'destroy') return given;
  if (isHarmlessHere(server, parts) && !approves(entries)) return given;
  if (kind === undefined) return [effect('unknown', 'Its name does not say what it does.'), ...given];
  return [effect(kind), ...given];
}

/** Approving is what lets others deploy. */
const approves = (entries: readonly Entry[]): boolean =>
  entries.some(
    ([key, value]) =>
      /^(?:event|state|action|decision|verdict|review_?event)$/i.test(key) &&
      typeof value === 'string' &&
      /^approved?$/i.test(value),
  );

const partsOf = (name: string): readonly string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);

/** What is run to look. */
const looking = words('scan audit checkov tfsec trivy insights analysis report plan preview logs metrics log metric');

/** Words that are a noun as often as a verb, and those that make them one. */
const either = words('migrate deploy release sync tag label comment import run rollout up test build call');
const endings = words(
  'status logs log list info history plan preview output outputs details overview diff ps tree summary metrics usage events count',
);

function kindOf(parts: readonly string[]): EffectKind | undefined {
  if (parts.some((part) => destroys.has(part))) return 'destroy';
  const first = parts.find((part) => looks.has(part) || changes.has(part));
  const last = parts.at(-1) ?? '';
  if (first === undefined || either.has(first)) {
    if (parts.length > 1 && endings.has(last)) return 'read';
    if (first === undefined) return undefined;
  }
  if (first === 'query' && parts.length === 1) return undefined;
  if (looks.has(first)) {
    return parts.some((part) => /^(?:and|or|then)$/.test(part)) && parts.some((part) => changes.has(part))
      ? 'change'
      : 'read';
  }
  return /^(?:run|execute|exec|start)$/.test(first) && parts.some((part) => looking.has(part)) ? 'read' : 'change';
}

const verbKey =
  /^(?:action|operation|op|verb|sub_?command|method|mode|type_?of_?operation|command|cmd|tool|tool_?name|function|intent)$/i;
const verbAlone = /^[a-z]+(?:[_\s-]?[a-z]+){0,6}$/i;

/** `{ action: "delete" }`: tools that do many things say which in their input. */
function verbInside(entries: readonly Entry[]): EffectKind | undefined {
  const verbs = entries.flatMap(([key, value]): readonly (EffectKind | undefined)[] =>
    verbKey.test(key) && typeof value === 'string' && verbAlone.test(value) && !/\s/.test(value)
      ? [kindOf(partsOf(value))]
      : [],
  );
  // What a pipeline of MongoDB writes, it writes at its end.
  const writes = entries.some(([key, value]) => key === 'pipeline' && /"\$(?:out|merge)"/.test(JSON.stringify(value)));
  return (writes ? [...verbs, 'change' as const] : verbs).reduce<EffectKind | undefined>(heavier, undefined);
}

/** `{ command: "storage_blob_delete" }` is no command line. */
const isVerbOnly = (entries: readonly Entry[]): boolean =>
  entries.some(
    ([key, value]) => verbKey.test(key) && typeof value === 'string' && /^[a-z]+(?:[_-][a-z]+)+$/i.test(value),
  );

const rank: Readonly<Record<EffectKind, number>> = { read: 0, change: 1, unknown: 2, destroy: 3 };
const heavier = (one: EffectKind | undefined, other: EffectKind | undefined): EffectKind | undefined =>
  one === undefined ? other : other === undefined || rank[one] >= rank[other] ? one : other;

const placeKey = /^(?:env|environment|stage|target_?env(?:ironment)?|tier)$/i;

const isInfrastructure = (server: string | undefined, entries: readonly Entry[], parts: readonly string[]): boolean =>
  isInfrastructureServer(server) ||
  parts.some((part) => nouns.test(part)) ||
  (parts.some((part) => sharedNouns.test(part)) && parts.some((part) => destroys.has(part) || heavyVerbs.has(part))) ||
  entries.some(
    ([key, value]) =>
      inputKeys.test(key) ||
      (typeof value === 'string' &&
        (inputValues.test(value) || (placeKey.test(key) && /^(?:prod|production|staging|live)$/i.test(value)))),
  );

const commandKey =
  /^(?:(?:cli|shell|bash|aws|kubectl|terraform|helm|gcloud|az|docker)_?)?(?:command|cmd|commands|cmds|cli)(?:_?(?:line|string))?$|^(?:bash|shell|script|exec)$/i;
const programKey = /^(?:program|executable|binary)$/i;
const folderKey = /^(?:cwd|(?:work(?:ing)?_?)?dir(?:ectory)?)$/i;
const hostKey = /^(?:host|hostname|server|target|connection(?:_?(?:id|name))?)$/i;

const stringsOf = (value: Json): readonly string[] =>
  typeof value === 'string' ? [value] : Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];

/** Tools that type into something that is already running. */
const typing = words('process terminal tmux pane session console repl shell stdin tty');
const typingServer = /(?:^|[^a-z])(?:tmux|screen|iterm\d*|terminal|shell|bash|console|tty|pty)(?:$|[^a-z])/i;
const typedKey = /^(?:input|keys|text|data|stdin)$/i;

/** Command lines, whole or as a program with its words. */
function commandsIn(
  entries: readonly Entry[],
  server: string | undefined,
  parts: readonly string[],
): readonly string[] {
  const program = programOfServer(server, parts);
  const types = parts.some((part) => typing.has(part)) || typingServer.test(server ?? '');
  const given = (pattern: RegExp): Json | undefined => entries.find(([key]) => pattern.test(key))?.[1];
  const pod = given(/^(?:name|pod|podName|pod_name)$/);
  const inPod = parts.includes('exec') && (parts.includes('pod') || parts.includes('pods') || program === 'kubectl');
  const complete = (line: string): string => {
    if (inPod) return `kubectl exec ${typeof pod === 'string' ? pod : 'pod'} -- ${line}`;
    const first = line.trim().split(/\s+/)[0] ?? '';
    return program === undefined || first.split('/').at(-1) === program || /^(?:sudo|cd|export|env)$/.test(first)
      ? line
      : `${program} ${line}`;
  };
  const args = given(/^(?:args|arguments|argv)$/i);
  const words = args === undefined ? '' : typeof args === 'string' ? args : stringsOf(args).map(posixWord).join(' ');
  const lines = entries.flatMap(([key, value]): readonly string[] => {
    if (typedKey.test(key) && typeof value === 'string' && types) return [value];
    if (programKey.test(key) ? words === '' : !commandKey.test(key)) return [];
    const texts = stringsOf(value);
    // A list is one command's words, unless each of them is a command.
    if (typeof value !== 'string' && texts.length > 1 && !texts.some((text) => /\s/.test(text)))
      return [complete(texts.map(posixWord).join(' '))];
    return texts.map((text) => complete(typeof value === 'string' && words !== '' ? `${text} ${words}` : text));
  });
  const isWhole = program !== undefined || entries.some(([key]) => key === 'argv');
  if (lines.length === 0 && isWhole && words !== '') lines.push(complete(words));
  const host = given(hostKey);
  if (/(?:^|[^a-z])ssh(?:$|[^a-z])/i.test([server, ...parts].join(' ')))
    return lines.map((line) => `ssh ${posixWord(typeof host === 'string' ? host : 'host')} ${posixWord(line)}`);
  const folder = given(folderKey);
  return inPod || typeof folder !== 'string' || folder === ''
    ? lines
    : lines.map((line) => `cd ${posixWord(folder)} && ${line}`);
}

/** `git_push {force: true}`, said as git would be told. */
function pushLine(server: string | undefined, parts: readonly string[], entries: readonly Entry[]): readonly string[] {
  const isGit = parts.includes('git') || /(?:^|[^a-z])git(?:$|[^a-z])/i.test(server ?? '');
  if (!isGit || parts.filter((part) => part !== 'git').join(' ') !== 'push') return [];
  const given = (key: RegExp) => entries.find(([name]) => key.test(name))?.[1];
  const said = (key: RegExp, otherwise: string): string => {
    const value = given(key);
    return posixWord(typeof value === 'string' && value !== '' ? value : otherwise);
  };
  const place = said(/^(?:cwd|repo(?:_?path)?|path|dir(?:ectory)?|working_?dir(?:ectory)?)$/i, '.');
  const flags = (['force', 'delete', 'mirror', 'all', 'tags'] as const).filter((flag) =>
    entries.some(([name, value]) => name.toLowerCase() === flag && value === true),
  );
  const branch = said(/^(?:branch|ref|refspec|remote_?branch)$/i, '');
  return [
    [
      'git -C',
      place,
      'push',
      ...flags.map((flag) => `--${flag}`),
      said(/^remote$/i, 'origin'),
      branch === "''" ? '' : branch,
    ]
      .filter(Boolean)
      .join(' '),
  ];
}

/** What is sent to an address counts as `curl` would. */
function requestIn(entries: readonly Entry[]): readonly string[] {
  const saying = (key: RegExp) => entries.find(([name, value]) => key.test(name) && typeof value === 'string')?.[1];
  const [url, method] = [saying(/^(?:url|uri|endpoint)$/i), saying(/^(?:http_?)?method$/i)];
  if (typeof url !== 'string' || !/^https?:/.test(url)) return [];
  return [`curl ${typeof method === 'string' ? `-X ${posixWord(method)} ` : ''}${posixWord(url)}`];
}

/** A tool named as the command of a database. */
const ownLine = (server: string | undefined, parts: readonly string[]): readonly string[] =>
  parts.length === 1 && /redis|valkey|dragonfly/i.test(server ?? '') ? [`redis-cli ${parts[0]} key`] : [];

const sqlKey =
  /^(?:sql|query|statement|sql_?(?:query|statements?|text|queries|commands?)|queries|statements|migration_?sql)$/i;
/** Tools that only think about the SQL that they are given. */
const unrun = words('explain validate lint format parse analyze optimize convert translate suggest beautify review');

/** A database that is a file of the project. */
const isFileDatabase = (server: string | undefined): boolean => /sqlite|duckdb/i.test(server ?? '');

/** Tools whose query is words for people. */
const searching = words('search find ask lookup resolve suggest docs documentation recommend browse');

function sqlIn(entries: readonly Entry[], parts: readonly string[]): readonly Effect[] {
  const onlyThinks = parts.find((part) => unrun.has(part) || /^(?:run|execute|exec)$/.test(part));
  const measured = entries.some(([key, value]) => /^(?:analyze|analyse)$/i.test(key) && value === true);
  const thinks = onlyThinks !== undefined && unrun.has(onlyThinks) && !measured;
  const searches =
    parts.some((part) => searching.has(part)) &&
    !parts.some((part) => /^(?:sql|query|db|database|execute)$/.test(part));
  return entries.flatMap(([key, value]) =>
    sqlKey.test(key) && !(searches && /^quer(?:y|ies)$/i.test(key))
      ? stringsOf(value)
          .filter(looksLikeSql)
          .flatMap((text) =>
            readSql(thinks ? `EXPLAIN ${text}` : text).map(({ kind, operation, target, note }) =>
              make[kind]({
                tool: 'psql',
                operation,
                ...(target === undefined ? {} : { target }),
                ...(note === undefined ? {} : { note }),
              }),
            ),
          )
      : [],
  );
}

/** Files that a tool may write: an agent's edit by other means. */
function filesIn(input: JsonRecord, kind: EffectKind | undefined): readonly (readonly [string, FileChange])[] {
  const content = ['content', 'contents', 'text', 'new_text', 'data', 'body', 'file_text']
    .map((key) => input[key])
    .find((value) => typeof value === 'string');
  const edits = Array.isArray(input.edits) ? input.edits : [];
  const replaced = edits.flatMap((each): readonly FileChange[] => {
    if (typeof each !== 'object' || each === null || Array.isArray(each)) return [];
    const from = each.oldText ?? each.old_string;
    const to = each.newText ?? each.new_string;
    return typeof from === 'string' && typeof to === 'string' ? [{ kind: 'replace', from, to, all: false }] : [];
  });
  const hows: readonly FileChange[] =
    replaced.length > 0
      ? replaced
      : [
          typeof content === 'string'
            ? { kind: 'write', content }
            : kind === 'destroy'
              ? { kind: 'delete' }
              : { kind: 'patch', text: '' },
        ];
  return Object.entries(input).flatMap(([key, value]) =>
    /^(?:(?:file|relative|absolute|target|dest(?:ination)?|source|output)_?)?(?:path|paths|file|filename|filepath|uri|destination|dest)$/i.test(
      key,
    )
      ? stringsOf(value).flatMap((path) => hows.map((how) => [path.replace(/^file:\/\//, ''), how] as const))
      : [],
  );
}

/** Code, with the shell that a notebook's cell may ask for. */
const codeIn = (
  entries: readonly Entry[],
  { line }: Readers,
  effect: (kind: EffectKind, note: string) => Effect,
): readonly Effect[] =>
  entries.flatMap(([key, value]): readonly Effect[] => {
    if (!/^(?:code|python|python_?code|javascript|js|source_?code|source|cell_?source)$/i.test(key)) return [];
    return stringsOf(value).flatMap((text) => {
      const asked = /^\s*%%(?:bash|sh|script\s+\w+)[^\n]*\n([\s\S]*)/.exec(text)?.[1];
      const escapes = [...text.matchAll(/^\s*!{1,2}([^=\n].*)$/gm)].map(([, command = '']) => command);
      const why = asked === undefined ? suspects(text) : undefined;
      return [
        ...[...(asked === undefined ? [] : [asked]), ...escapes].flatMap(line),
        ...(why === undefined ? [] : [effect('unknown', why)]),
      ];
    });
  });
