/**
 * What PostgreSQL is asked: its own catalog, and nothing that users made. Every statement runs in a transaction that
 * cannot write, with names looked up in `pg_catalog` alone, so that no function or operator of a user stands in.
 * @see https://www.postgresql.org/docs/current/catalogs.html
 */

/** Milliseconds for one statement. */
const statementLimit = 5_000;

export const beginReading = [
  'BEGIN TRANSACTION READ ONLY',
  `SET LOCAL statement_timeout = ${statementLimit}`,
  'SET LOCAL lock_timeout = 500',
];

/** Asked before the names are looked up elsewhere. */
export const whereNamesAre =
  "SELECT pg_catalog.json_build_object('t', 'path', 'path', pg_catalog.current_schemas(false))";

export const ownNamesOnly = 'SET LOCAL search_path = pg_catalog';

/** Schemas that are not the system's. */
const users = (name: string): string =>
  `${name} !~ '^pg_(?:catalog|toast|temp|toast_temp)' AND ${name} <> 'information_schema'`;

/** Objects that belong to an extension are not users' own. */
const noExtension = (catalog: string, oid: string): string =>
  `NOT EXISTS (SELECT FROM pg_depend x WHERE x.classid = '${catalog}'::regclass AND x.objid = ${oid} AND x.deptype = 'e')`;

/**
 * Tables whose indexes or constraints call functions of users: the planner computes what is constant in them, so that
 * counting would run those.
 */
const foldedBy =
  "SELECT COALESCE(i.indrelid, k.conrelid) FROM pg_depend d LEFT JOIN pg_index i ON d.classid = 'pg_class'::regclass AND i.indexrelid = d.objid LEFT JOIN pg_constraint k ON d.classid = 'pg_constraint'::regclass AND k.oid = d.objid WHERE d.refclassid = 'pg_proc'::regclass AND COALESCE(i.indrelid, k.conrelid) IS NOT NULL";

const columnNames = (relation: string, numbers: string): string =>
  `(SELECT json_agg(a.attname ORDER BY n.at) FROM unnest(${numbers}) WITH ORDINALITY n(num, at) JOIN pg_attribute a ON a.attrelid = ${relation} AND a.attnum = n.num)`;

/** Each gives lines of JSON; the last says that all came. */
export const catalogQueries: readonly string[] = [
  `SELECT json_build_object('t', 'here', 'database', current_database(), 'user', current_user, 'server', COALESCE(host(inet_server_addr()) || ':' || inet_server_port()::text, 'this machine'), 'version', 'PostgreSQL ' || split_part(current_setting('server_version'), ' ', 1), 'readOnly', pg_is_in_recovery(), 'sessions', (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'), 'note', CASE WHEN current_setting('archive_mode') = 'off' THEN 'Its log is not archived: what goes comes back only from a dump or a copy.' ELSE 'Its log is archived, last ' || COALESCE((SELECT to_char(last_archived_time AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC' FROM pg_stat_archiver), 'never') || ': with a base backup, a restore to a point in time is possible.' END)`,
  `SELECT json_build_object('t', 'relation', 'schema', n.nspname, 'name', c.relname, 'kind', CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned table' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'i' THEN 'index' WHEN 'I' THEN 'index' WHEN 'S' THEN 'sequence' ELSE 'foreign table' END, 'rows', CASE WHEN c.reltuples >= 0 THEN c.reltuples::bigint END, 'guarded', c.relrowsecurity OR c.relkind = 'f' OR c.oid IN (${foldedBy})) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r','p','v','m','i','I','S','f') AND ${users('n.nspname')} LIMIT 50000`,
  `SELECT json_build_object('t', 'key', 'name', k.conname, 'child', json_build_array(cn.nspname, c.relname), 'columns', ${columnNames('k.conrelid', 'k.conkey')}, 'parent', json_build_array(pn.nspname, p.relname), 'parentColumns', ${columnNames('k.confrelid', 'k.confkey')}, 'onDelete', k.confdeltype) FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace cn ON cn.oid = c.relnamespace JOIN pg_class p ON p.oid = k.confrelid JOIN pg_namespace pn ON pn.oid = p.relnamespace WHERE k.contype = 'f' AND k.conparentid = 0 LIMIT 20000`,
  `SELECT json_build_object('t', 'use', 'view', json_build_array(vn.nspname, v.relname), 'on', json_build_array(n.nspname, c.relname), 'columns', (SELECT json_agg(a.attname) FROM pg_attribute a JOIN pg_depend e ON e.refobjsubid = a.attnum WHERE a.attrelid = c.oid AND e.refobjid = c.oid AND e.objid = r.oid AND e.classid = 'pg_rewrite'::regclass AND e.refobjsubid > 0)) FROM (SELECT DISTINCT d.objid, d.refobjid FROM pg_depend d WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass) u JOIN pg_rewrite r ON r.oid = u.objid JOIN pg_class v ON v.oid = r.ev_class JOIN pg_namespace vn ON vn.oid = v.relnamespace JOIN pg_class c ON c.oid = u.refobjid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE v.oid <> c.oid AND ${users('vn.nspname')} LIMIT 20000`,
  `SELECT json_build_object('t', 'trigger', 'name', t.tgname, 'on', json_build_array(n.nspname, c.relname), 'events', array_remove(ARRAY[CASE WHEN t.tgtype & 4 > 0 THEN 'INSERT' END, CASE WHEN t.tgtype & 8 > 0 THEN 'DELETE' END, CASE WHEN t.tgtype & 16 > 0 THEN 'UPDATE' END, CASE WHEN t.tgtype & 32 > 0 THEN 'TRUNCATE' END], NULL)) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' LIMIT 20000`,
  `SELECT json_build_object('t', 'trigger', 'name', r.rulename, 'on', json_build_array(n.nspname, c.relname), 'events', json_build_array(CASE r.ev_type WHEN '2' THEN 'UPDATE' WHEN '3' THEN 'INSERT' ELSE 'DELETE' END)) FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace WHERE r.ev_type <> '1' AND r.ev_enabled <> 'D' AND ${users('n.nspname')}`,
  `SELECT json_build_object('t', 'part', 'child', json_build_array(cn.nspname, c.relname), 'parent', json_build_array(pn.nspname, p.relname)) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_namespace cn ON cn.oid = c.relnamespace JOIN pg_class p ON p.oid = i.inhparent JOIN pg_namespace pn ON pn.oid = p.relnamespace WHERE p.relkind IN ('r','p') LIMIT 20000`,
  `SELECT json_build_object('t', 'database', 'name', d.datname, 'bytes', CASE WHEN has_database_privilege(d.oid, 'CONNECT') THEN pg_database_size(d.oid) END, 'sessions', (SELECT count(*) FROM pg_stat_activity s WHERE s.datid = d.oid AND s.pid <> pg_backend_pid())) FROM pg_database d WHERE NOT d.datistemplate`,
  `SELECT json_build_object('t', 'own', 'name', name) FROM (SELECT DISTINCT p.proname::text AS name FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE ${users('n.nspname')} AND ${noExtension('pg_proc', 'p.oid')} UNION SELECT 'operator' FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace WHERE ${users('n.nspname')} AND ${noExtension('pg_operator', 'o.oid')} UNION SELECT 'cast' FROM pg_cast k JOIN pg_proc p ON p.oid = k.castfunc JOIN pg_namespace n ON n.oid = p.pronamespace WHERE ${users('n.nspname')} AND ${noExtension('pg_cast', 'k.oid')} UNION SELECT 'event trigger' FROM pg_event_trigger WHERE evtenabled <> 'D') o`,
  `SELECT json_build_object('t', 'end')`,
];

/** One number, as a line of JSON. */
export const countLine = (key: string, sql: string): string =>
  `SELECT pg_catalog.json_build_object('t', 'count', 'key', ${literal(key)}, 'value', (${sql}))`;

/** The bytes of a relation with its indexes and partitions. `name`: quoted. */
export const bytesLine = (key: string, name: string): string =>
  `SELECT pg_catalog.json_build_object('t', 'bytes', 'key', ${literal(key)}, 'value', (SELECT sum(pg_total_relation_size(relid)) FROM (SELECT relid FROM pg_partition_tree(${literal(name)}::regclass) UNION SELECT ${literal(name)}::regclass) parts))`;

/** Schemas for names in a condition, the system's first. */
export const lookIn = (path: readonly string[]): string =>
  `SET LOCAL search_path = ${['pg_catalog', ...path].map((name) => `"${name.replaceAll('"', '""')}"`).join(', ')}`;

/** A literal whatever `standard_conforming_strings` says. */
function literal(text: string): string {
  const quoted = `'${text.replaceAll("'", "''").replaceAll('\\', '\\\\')}'`;
  return text.includes('\\') ? `E${quoted}` : quoted;
}
