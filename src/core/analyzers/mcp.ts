/**
 * Tools of MCP servers: `kubernetes: kubectl_delete`, `aws: call_aws {cli_command}`, `supabase: execute_sql {query}`.
 *
 * A command, SQL, code or file that a tool is given is read as it would be anywhere else. Beyond that, the words of a
 * tool's name say what it does; a tool whose server, name and input have nothing of infrastructure is nobody's business.
 *
 * https://modelcontextprotocol.io/specification/2025-06-18/server/tools
 */
import type { Json, JsonRecord } from '../../base/json.ts';
import { change, destroy, type Effect, type EffectKind, read, unknown } from '../effect.ts';
import type { FileChange } from '../toolCall.ts';
import { isHarmlessHere, isInfrastructureServer, isOrdinaryServer, programOfServer } from './mcpServers.ts';
import { suspects } from './signs.ts';
import { looksLikeSql, readSql } from './sql.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

const looks = words(
  'get list read search describe find show view fetch count diff plan preview validate lookup query check inspect explain status browse resolve retrieve summarize compare suggest recommend estimate analyze generate lint scan monitor tail download calculate logs log top ls cat info stat stats history whoami ping export test verify watch ask docs documentation schema help',
);
const destroys = words(
  'delete drop destroy remove terminate purge wipe uninstall rollback truncate erase revoke prune kill cleanup rm teardown undeploy',
);
const changes = words(
  'create update apply add set put patch edit write modify insert deploy install upgrade start stop restart reboot scale enable disable attach detach merge push publish send post upload import move rename copy assign unassign approve reject close reopen cancel run execute exec trigger invoke restore resize rotate sync tag label comment register configure migrate migration promote release commit reset replace submit pause resume cordon drain taint rebase fork call invite grant finalize refund call silence acknowledge rerun retry redeploy',
);

/** Words of a tool's name that only infrastructure has. */
const nouns =
  /^(?:pods?|deployments?|replicas?|statefulsets?|daemonsets?|namespaces?|clusters?|nodes?|nodepools?|stacks?|buckets?|lambdas?|instances?|vms?|droplets?|databases?|db|schemas?|migrations?|sql|pipelines?|workflows?|secrets?|dns|zones?|hosted|firewalls?|vpcs?|subnets?|loadbalancers?|volumes?|snapshots?|helm|kubectl|kube|k8s|terraform|tofu|pulumi|aws|gcloud|gcp|azure|cloudformation|ecs|eks|ec2|s3|rds|iam|dynamodb|queues?|topics?|kafka|redis|postgres|mysql|mongo(?:db)?|infra|infrastructure|production|deploy|tfstate|workers?|kv|r2|d1)$/;

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

export function mcpEffects({ server, tool, input }: McpCall, readers: Readers): readonly Effect[] {
  const named = server === undefined ? tool : `${server}: ${tool}`;
  const effect = (kind: EffectKind, note?: string): Effect =>
    make[kind]({ tool: 'mcp', operation: tool, target: named, ...(note === undefined ? {} : { note }) });
  const parts = partsOf(tool);
  const kind = heavier(kindOf(parts), verbInside(input));
  const given = [
    ...commandsIn(input, programOfServer(server, parts), parts).flatMap(readers.line),
    ...sqlIn(input),
    ...(kind === 'read' ? [] : filesIn(input, kind).flatMap(([path, how]) => readers.file(path, how))),
    ...codeIn(input).map((why) => effect('unknown', why)),
  ];
  // What the input says counts in place of a name that only says that something runs.
  const carries = hasCommand(input) || sqlIn(input).length > 0;
  if (isOrdinaryServer(server)) return given;
  if (!isInfrastructure({ tool, input, ...(server === undefined ? {} : { server }) }, parts)) return given;
  if (carries)
    return kind === 'destroy'
      ? [effect('destroy'), ...given]
      : /migration/.test(tool)
        ? [effect('change'), ...given]
        : given;
  if (given.length > 0 && kind !== 'destroy') return given;
  if (isHarmlessHere(server, parts)) return given;
  if (kind === undefined) return [effect('unknown', 'Its name does not say what it does.'), ...given];
  return [effect(kind), ...given];
}

const partsOf = (name: string): readonly string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);

function kindOf(parts: readonly string[]): EffectKind | undefined {
  if (parts.some((part) => destroys.has(part))) return 'destroy';
  const first = parts.find((part) => looks.has(part) || changes.has(part));
  if (first === undefined || (first === 'query' && parts.length === 1)) return undefined;
  if (looks.has(first)) {
    return parts.some((part) => /^(?:and|or|then)$/.test(part)) && parts.some((part) => changes.has(part))
      ? 'change'
      : 'read';
  }
  return 'change';
}

/** `{ action: "delete" }`: tools that do many things say which in their input. */
function verbInside(input: JsonRecord): EffectKind | undefined {
  const verbs = Object.entries(input).flatMap(([key, value]) =>
    /^(?:action|operation|op|verb|sub_?command|method|type_?of_?operation)$/i.test(key) && typeof value === 'string'
      ? [kindOf(partsOf(value))]
      : [],
  );
  return verbs.reduce<EffectKind | undefined>(heavier, undefined);
}

const rank: Readonly<Record<EffectKind, number>> = { read: 0, change: 1, unknown: 2, destroy: 3 };
const heavier = (one: EffectKind | undefined, other: EffectKind | undefined): EffectKind | undefined =>
  one === undefined ? other : other === undefined || rank[one] >= rank[other] ? one : other;

const isInfrastructure = ({ server, input }: McpCall, parts: readonly string[]): boolean =>
  isInfrastructureServer(server) ||
  parts.some((part) => nouns.test(part)) ||
  Object.entries(input).some(
    ([key, value]) => inputKeys.test(key) || (typeof value === 'string' && inputValues.test(value)),
  );

const commandKey =
  /^(?:(?:cli|shell|bash|aws|kubectl|terraform|helm|gcloud|az|docker)_?)?(?:command|cmd|commands|cmds|cli)(?:_?(?:line|string))?$|^(?:bash|shell|script)$/i;

const hasCommand = (input: JsonRecord): boolean =>
  Object.entries(input).some(([key, value]) => commandKey.test(key) && stringsOf(value).length > 0);

const stringsOf = (value: Json): readonly string[] =>
  typeof value === 'string' ? [value] : Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];

/** Command lines, whole or as a program with its words. */
function commandsIn(input: JsonRecord, program: string | undefined, parts: readonly string[]): readonly string[] {
  const pod = ['name', 'pod', 'podName', 'pod_name'].map((key) => input[key]).find((each) => typeof each === 'string');
  const inPod = parts.includes('exec') && (parts.includes('pod') || parts.includes('pods') || program === 'kubectl');
  const complete = (line: string): string => {
    if (inPod) return `kubectl exec ${typeof pod === 'string' ? pod : 'pod'} -- ${line}`;
    const first = line.trim().split(/\s+/)[0] ?? '';
    return program === undefined || first.split('/').at(-1) === program || /^(?:sudo|cd|export|env)$/.test(first)
      ? line
      : `${program} ${line}`;
  };
  const lines = Object.entries(input).flatMap(([key, value]): readonly string[] => {
    if (!commandKey.test(key)) return [];
    const texts = stringsOf(value);
    // A list is one command's words, unless each of them is a command.
    if (typeof value !== 'string' && texts.length > 1 && !texts.some((text) => /\s/.test(text)))
      return [complete(texts.map(quoted).join(' '))];
    const args = typeof value === 'string' ? stringsOf(input.args ?? input.arguments ?? []) : [];
    return texts.map((text) =>
      complete([text, ...(typeof input.args === 'string' ? args : args.map(quoted))].join(' ')),
    );
  });
  const { url, method } = input;
  if (typeof url === 'string' && /^https?:/.test(url))
    lines.push(`curl ${typeof method === 'string' ? `-X ${quoted(method)} ` : ''}${quoted(url)}`);
  return lines;
}

const quoted = (text: string): string => (/^[\w./:=@,+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

const sqlKey = /^(?:sql|query|statement|sql_?(?:query|statement|text)|queries|statements)$/i;

function sqlIn(input: JsonRecord): readonly Effect[] {
  return Object.entries(input).flatMap(([key, value]) =>
    sqlKey.test(key)
      ? stringsOf(value)
          .filter(looksLikeSql)
          .flatMap((text) =>
            readSql(text).map(({ kind, operation, target, note }) =>
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

const codeIn = (input: JsonRecord): readonly string[] =>
  Object.entries(input).flatMap(([key, value]) => {
    const why =
      /^(?:code|python|python_?code|javascript|js|source_?code)$/i.test(key) && typeof value === 'string'
        ? suspects(value)
        : undefined;
    return why === undefined ? [] : [why];
  });
