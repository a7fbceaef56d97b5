/**
 * Tools of MCP servers, by the words of their names: `get_pods`, `deleteStack`, `execute_sql {query}`.
 *
 * A command or SQL that a tool is given is read like one on a command line. Where neither name nor input says what a
 * tool does, it is `unknown`.
 */
import type { JsonRecord } from '../../base/json.ts';
import { change, destroy, type Effect, type EffectKind, read, unknown } from '../effect.ts';
import { looksLikeSql, readSql } from './sql.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

const looks = words(
  'get list read search describe find show view fetch count diff plan preview validate lookup query check inspect explain status browse resolve retrieve summarize compare',
);
const destroys = words('delete drop destroy remove terminate purge wipe uninstall rollback truncate erase revoke');
const changes = words(
  'create update apply add set put patch edit write modify insert deploy install upgrade start stop restart reboot scale enable disable attach detach merge push publish send post upload import move rename copy assign unassign approve reject close reopen cancel run execute exec trigger invoke restore resize rotate sync tag label comment register configure migrate promote release commit reset replace import submit',
);

const make: Readonly<Record<EffectKind, typeof read>> = { read, change, destroy, unknown };

export interface McpCall {
  readonly server?: string;
  readonly tool: string;
  readonly input: JsonRecord;
}

/** `line`: reads a command line that a tool is given. */
export function mcpEffects(
  { server, tool, input }: McpCall,
  line: (text: string) => readonly Effect[],
): readonly Effect[] {
  const named = server === undefined ? tool : `${server}: ${tool}`;
  const effect = (kind: EffectKind, note?: string): Effect =>
    make[kind]({ tool: 'mcp', operation: tool, target: named, ...(note === undefined ? {} : { note }) });
  const given = Object.entries(input).flatMap(([key, value]) =>
    typeof value === 'string' ? inside(key, value, line) : [],
  );
  const kind = kindOf(tool);
  if (given.length > 0) {
    // What the input says counts in place of a name that only says that something runs.
    return kind === 'destroy' ? [effect('destroy'), ...given] : given;
  }
  if (kind === undefined) return [effect('unknown', 'Its name does not say what it does.')];
  return [effect(kind)];
}

function kindOf(tool: string): EffectKind | undefined {
  const parts = tool
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
  if (parts.some((part) => destroys.has(part))) return 'destroy';
  const first = parts.find((part) => looks.has(part) || changes.has(part));
  if (first === undefined || first === 'query') return undefined;
  if (looks.has(first)) return parts.some((part) => /^(?:and|or|then)$/.test(part)) ? 'change' : 'read';
  return 'change';
}

const commandKey = /^(?:(?:cli|shell|bash)_?)?(?:command|cmd|script)(?:_?line)?$/i;
const sqlKey = /^(?:sql|query|statement|sql_?query)$/i;

function inside(key: string, value: string, line: (text: string) => readonly Effect[]): readonly Effect[] {
  if (commandKey.test(key)) return line(value);
  if (!sqlKey.test(key) || !looksLikeSql(value)) return [];
  return readSql(value).map(({ kind, operation, target, note }) =>
    make[kind]({
      tool: 'psql',
      operation,
      ...(target === undefined ? {} : { target }),
      ...(note === undefined ? {} : { note }),
    }),
  );
}
