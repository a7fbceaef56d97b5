/**
 * Where a migration goes, as far as the line, the environment or the project's own settings say it.
 *
 * What only adds to a database of this machine is a developer's day; what drops one is held there too, unless it is a
 * file of the project.
 */
import { type Invocation, literal, type Word } from '../shell/invocation.ts';
import { lastOption, type Options } from '../shell/options.ts';
import { type Surroundings, variable } from './analyzer.ts';
import { isScratchFile } from './sqlFiles.ts';
import type { Found, Kind, Verdict } from './table.ts';

/** `scratch`: a file of the project. `local`: a server on this machine. `unknown`: anything else. */
export type Nearness = 'scratch' | 'local' | 'unknown';

/** What is asked of a project's settings. */
export interface Project {
  /** A file of the project by its relative path. */
  readonly file: (path: string) => string | undefined;
  readonly run: Invocation;
  readonly call: Surroundings;
  /** `development`, `test`, `production`, where the line or the environment says so. */
  readonly environment: string | undefined;
}

export type Settings = (project: Project) => Nearness;

const localHost = String.raw`(?:localhost|127(?:\.\d+){3}|\[?::1\]?|0\.0\.0\.0|host\.docker\.internal)`;
const localHostname = new RegExp(String.raw`^${localHost}(?:[:,]\d+)?$`, 'i');

/** A server of this machine, by its name. */
export const isThisMachine = (host: string | undefined): boolean => host !== undefined && localHostname.test(host);

const localUrl = new RegExp(
  String.raw`^(?:jdbc:)?[a-z0-9+]+:(?:\/\/)?(?:[^@/]*@)?(?:tcp\()?${localHost}(?:[:/?;)]|$)`,
  'i',
);
const localDsn = new RegExp(
  String.raw`(?:^|[\s;])(?:host|server|data source)=${localHost}(?:[\s;,]|$)|@tcp\(${localHost}[:)]`,
  'i',
);
const fileUrl = /^(?:jdbc:)?(?:sqlite3?|file|duckdb|h2:mem|h2:file)(?:\+\w+)?:(?:\/{2,3}(?=[^/]|$))?/i;

/** Folders in which a server of this machine puts its socket. Elsewhere one may lead anywhere: `/cloudsql/acme:eu:orders`. */
const ownSocket = /^\/(?:var\/run|run|tmp|private\/tmp|var\/lib\/mysql)(?:\/|$)/;

/**
 * Every host, socket or named service of an address: drivers let a word of its query or of its settings stand above the
 * host in front, and what stands behind the last `@` is the host, whatever stands before it.
 */
export function hostsIn(address: string): readonly string[] {
  const [, authority = ''] = /^(?:jdbc:)?[a-z][a-z0-9+]*:\/\/([^/?;]*)/i.exec(address) ?? [];
  const settings =
    /(?:^|[?&;\s])(?:host(?:addr)?|server(?:name)?|data source|service|(?:unix_?)?socket(?:path|factory)?|cloudsqlinstance)\s*=\s*(?:'([^']*)'|([^\s&;]*))/gi;
  return [
    ...authority.slice(authority.lastIndexOf('@') + 1).split(','),
    ...[...address.matchAll(/@tcp\(([^)]*)\)/g)].map(([, host = '']) => host),
    ...[...address.matchAll(settings)].map(([, quoted, plain = '']) => decoded(quoted ?? plain)),
  ].filter((host) => host !== '' && !host.startsWith('tcp('));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const isHere = (host: string): boolean => isThisMachine(host) || ownSocket.test(host);

/** The host of an address that is not this machine, where it names one. */
export const elsewhereIn = (address: string): string | undefined => hostsIn(address).find((host) => !isHere(host));

/** How near the database of an address is. */
export function nearnessOf(address: Word, run: Invocation, call: Surroundings): Nearness {
  const text = address.value;
  // A name that is open but for its beginning still says where: `sqlite:$NAME` does not.
  if (!address.known) return 'unknown';
  if (/^(?:jdbc:)?h2:mem:|:memory:/i.test(text)) return 'scratch';
  if (fileUrl.test(text)) {
    const path = text.replace(fileUrl, (prefix) =>
      /\/\/\/\/?$/.test(prefix) && /^\/\/\/\//.test(text.slice(text.indexOf(':') + 1)) ? '/' : '',
    );
    return isScratchFile(literal(path), run, call) ? 'scratch' : 'unknown';
  }
  return (localUrl.test(text) || localDsn.test(text)) && elsewhereIn(text) === undefined ? 'local' : 'unknown';
}

/** Names of environments that are nobody's playground. */
const shared = /(?:^|[^a-z])(?:prod|production|live|staging|stage|preprod|uat)(?:[^a-z]|$)/i;

interface Asked {
  readonly run: Invocation;
  readonly call: Surroundings;
  readonly options: Options;
  /** Options and words that hold an address. */
  readonly given?: readonly string[];
  readonly words?: readonly Word[];
  readonly variables?: readonly string[];
  /** Variables and options that name an environment. */
  readonly environments?: readonly string[];
  /** What the project's settings say, where neither line nor environment do. */
  readonly settings?: Settings | undefined;
}

export function databaseNearness({
  run,
  call,
  options,
  given = [],
  words = [],
  variables = ['DATABASE_URL'],
  environments = [],
  settings,
}: Asked): Nearness {
  if (run.remote !== undefined) return 'unknown';
  // PostgreSQL's own library goes there, whatever host the address names.
  const numbered = variable(run, call, 'PGHOSTADDR');
  if (numbered !== undefined && !isHere(numbered)) return 'unknown';
  const option = lastOption(options, ...given)?.value;
  const word = words.find(({ value }) => /^(?:jdbc:)?[a-z0-9+]+:(?:\/\/|\S*[/.]|:memory)|@tcp\(|\bhost=/i.test(value));
  const environment = environments
    .map((name) => (name.startsWith('-') ? lastOption(options, name)?.value?.value : variable(run, call, name)))
    .find((value) => value !== undefined);
  const address = option ?? word;
  if (address !== undefined) return nearnessOf(address, run, call);
  if (environment !== undefined && shared.test(environment)) return 'unknown';
  for (const name of variables) {
    const assigned = Object.hasOwn(run.assignments, name) ? run.assignments[name] : undefined;
    const value = variable(run, call, name);
    if (value !== undefined) return nearnessOf(assigned ?? literal(value), run, call);
  }
  const file = (path: string): string | undefined => {
    const found = call.input(literal(path), run);
    return found.kind === 'text' ? found.text : undefined;
  };
  const said = settings?.({ file, run, call, environment });
  if (said !== undefined && said !== 'unknown') return said;
  return environment !== undefined && /^test(?:ing)?$/i.test(environment) ? 'local' : 'unknown';
}

/** An address in a file of variables. */
export const addressIn = (text: string | undefined, name: string, run: Invocation, call: Surroundings): Nearness => {
  const value = new RegExp(
    String.raw`^\s*(?:export\s+)?${name.replaceAll('.', '\\.')}\s*=\s*["']?([^"'\s#]+)`,
    'm',
  ).exec(text ?? '')?.[1];
  return value === undefined ? 'unknown' : nearnessOf(literal(value), run, call);
};

/** What is left of a migration where its database is near. */
export function eased(kind: Kind, near: Nearness): Kind {
  if (kind === 'change' && near !== 'unknown') return 'local';
  return kind === 'destroy' && near === 'scratch' ? 'local' : kind;
}

/** Where a table's commands find their database. */
export interface Where {
  readonly given?: readonly string[];
  readonly variables?: readonly string[];
  readonly environments?: readonly string[];
  /** Addresses may stand among the words. */
  readonly inWords?: true;
  readonly settings?: Settings | undefined;
}

/** For tables: what a command comes to where its database is near. */
export const migrationWhere =
  ({ inWords, ...where }: Where = {}) =>
  (found: Found): Verdict | undefined =>
    found.kind === 'read' || found.kind === 'local'
      ? undefined
      : { kind: easedFor(found.kind, found, { ...where, ...(inWords === undefined ? {} : { inWords }) }) };

/** The same for a kind that more than the table decides. */
export const easedFor = (kind: Kind, { run, call, options }: Found, { inWords, ...where }: Where): Kind =>
  eased(kind, databaseNearness({ run, call, options, ...where, words: inWords ? options.words : [] }));
