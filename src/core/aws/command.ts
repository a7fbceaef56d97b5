/**
 * One `aws SERVICE OPERATION` of which every word is known, taken apart.
 *
 * An option takes every word up to the next option, as AWS's own parser has it, and may be shortened as long as it stays
 * unique: `--instance-id` is `--instance-ids`. `--cli-input-json '{…}'` counts as the options it stands for.
 */
import { looseRecord } from '../../base/looseJson.ts';
import { globalValues, s3Values } from '../analyzers/aws.ts';
import type { ReadText } from '../impact/askTool.ts';
import type { CommandSubject } from '../impact/subject.ts';
import { resolvePath } from '../paths.ts';

export interface AwsCommand {
  readonly subject: CommandSubject;
  readonly service: string;
  readonly operation: string;
  /** What belongs to no option: `s3://bucket/path`. */
  readonly words: readonly string[];
  /** Options that choose whom and where a call goes to, as words to be given again. */
  readonly carried: readonly string[];
  readonly region: string | undefined;
  readonly profile: string | undefined;
  readonly endpoint: string | undefined;
  /** Files that a part of what is asked for stands in, and that were not read: `--items file://b.json`. */
  readonly files: readonly string[];
  /** The values of an option, without its dashes; none where it is not given. */
  values(name: string): readonly string[];
  /** The only or last value of an option. */
  value(name: string): string | undefined;
  /** Whether a switch is on; undefined where neither it nor its `--no-` stands there. */
  flag(name: string): boolean | undefined;
}

interface Given {
  readonly name: string;
  readonly values: readonly string[];
}

/** Undefined where there is no operation. `file://a.json` stands for the text of that file, where it was read. */
export function readAwsCommand(subject: CommandSubject, read: ReadText = () => undefined): AwsCommand | undefined {
  const { args } = subject;
  const leading: Given[] = [];
  let at = 0;
  for (; args[at]?.startsWith('-') === true; at += 1) {
    const { given, takes } = globalOption(args, at);
    leading.push(given);
    if (takes) at += 1;
  }
  const [service, operation, ...rest] = args.slice(at);
  if (service === undefined || operation === undefined || operation.startsWith('-')) return undefined;
  const { given, words } = optionsIn(rest, service === 's3');
  const globals = [...leading, ...given.filter(({ name }) => isGlobal(name))];
  const told = given.filter(({ name }) => !isGlobal(name)).map((each) => fromFiles(each, subject.directory, read));
  const own = [...told, ...told.flatMap(inlined)];
  const last = (name: string) => globals.findLast((each) => each.name === name)?.values.at(-1);
  const found = (name: string): Given | undefined =>
    own.findLast((each) => each.name === name) ??
    own.findLast((each) => each.name.length >= shortest && name.startsWith(each.name));
  return {
    subject,
    service,
    operation,
    words,
    carried: carriedOf(globals),
    region: last('region') ?? subject.env.AWS_REGION ?? subject.env.AWS_DEFAULT_REGION,
    profile: last('profile') ?? subject.env.AWS_PROFILE,
    endpoint: last('endpoint-url'),
    files: own.flatMap(({ name, values }) =>
      values.some((value) => /^fileb?:\/\//.test(value)) ? [`--${name} ${values.join(' ')}`] : [],
    ),
    values: (name) => listed(found(name)?.values ?? []),
    value: (name) => found(name)?.values.at(-1),
    flag: (name) => {
      const which = own.findLast((each) => each.name === name || each.name === `no-${name}`);
      if (which === undefined) return found(name) === undefined ? undefined : true;
      return which.name === name;
    },
  };
}

/** Letters that a shortened option has to have. */
const shortest = 4;

const isGlobal = (name: string): boolean => globalValues.has(`--${name}`) || name === 'no-verify-ssl';

function globalOption(args: readonly string[], at: number): { readonly given: Given; readonly takes: boolean } {
  const [name = '', ...value] = (args[at] ?? '').split('=');
  if (value.length > 0) return { given: { name: bare(name), values: [value.join('=')] }, takes: false };
  const next = args[at + 1];
  return globalValues.has(name) && next !== undefined
    ? { given: { name: bare(name), values: [next] }, takes: true }
    : { given: { name: bare(name), values: [] }, takes: false };
}

const bare = (name: string): string => name.replace(/^-+/, '');

/** `single`: the service's options take one value at most, and words may stand anywhere. */
function optionsIn(rest: readonly string[], single: boolean): { given: readonly Given[]; words: readonly string[] } {
  const given: { name: string; values: string[] }[] = [];
  const words: string[] = [];
  let room = 0;
  for (const word of rest) {
    const last = given.at(-1);
    if (room > 0 && last !== undefined && !/^--[a-z]/.test(word)) {
      last.values.push(word);
      room -= 1;
    } else if (/^--[a-z]/.test(word)) {
      const [name = '', ...value] = word.split('=');
      given.push({ name: bare(name), values: value.length > 0 ? [value.join('=')] : [] });
      const one = globalValues.has(name) || (single && s3Values.has(name));
      room = value.length > 0 ? 0 : one ? 1 : single ? 0 : Number.POSITIVE_INFINITY;
    } else words.push(word);
  }
  return { given, words };
}

const fromFiles = ({ name, values }: Given, directory: string, read: ReadText): Given => ({
  name,
  values: values.map((value) => {
    const path = value.startsWith('file://') ? resolvePath(directory, value.slice('file://'.length)) : undefined;
    return (path === undefined ? undefined : read(path)) ?? value;
  }),
});

/** A list may be given as JSON. */
function listed(values: readonly string[]): readonly string[] {
  const [only] = values;
  if (values.length !== 1 || only === undefined || !only.trimStart().startsWith('[')) return values;
  try {
    const list: unknown = JSON.parse(only);
    return Array.isArray(list) ? list.map((each) => (typeof each === 'string' ? each : JSON.stringify(each))) : values;
  } catch {
    return values;
  }
}

/** `--cli-input-json '{"TableName": "t"}'` → `--table-name t`. */
function inlined({ name, values }: Given): readonly Given[] {
  if (name !== 'cli-input-json' && name !== 'cli-input-yaml') return [];
  try {
    return Object.entries(looseRecord(JSON.parse(values[0] ?? ''))).map(([key, value]) => {
      const spelled = kebab(key);
      if (typeof value === 'boolean') return { name: value ? spelled : `no-${spelled}`, values: [] };
      const list = Array.isArray(value) ? value : [value];
      return { name: spelled, values: list.map((each) => (typeof each === 'string' ? each : JSON.stringify(each))) };
    });
  } catch {
    return [];
  }
}

/** `DBInstanceIdentifier` → `db-instance-identifier`. */
const kebab = (name: string): string =>
  name
    .replace(/(.)([A-Z][a-z]+)/g, '$1-$2')
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase();

/** What decides whom a call acts as and where it goes. */
const choosing = ['profile', 'region', 'endpoint-url', 'ca-bundle', 'no-verify-ssl'];

function carriedOf(globals: readonly Given[]): readonly string[] {
  return choosing.flatMap((name) => {
    const given = globals.findLast((each) => each.name === name);
    return given === undefined ? [] : [`--${name}`, ...given.values];
  });
}
