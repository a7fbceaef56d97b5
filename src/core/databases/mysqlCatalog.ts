/**
 * What MySQL and MariaDB are asked: their own catalog, in a transaction that cannot write.
 * @see https://mariadb.com/kb/en/information-schema/ https://dev.mysql.com/doc/refman/8.4/en/information-schema.html
 */

/** Seconds, and milliseconds, for one statement. Each server reads only its own line. */
export const beginReading = [
  '/*M!100100 SET SESSION max_statement_time = 5 */',
  '/*!50708 SET SESSION max_execution_time = 5000 */',
  'SET SESSION TRANSACTION READ ONLY',
  'START TRANSACTION READ ONLY',
];

const system = "('mysql', 'information_schema', 'performance_schema', 'sys')";

/** A list of names, out of the rows of a group. */
const listed = (column: string, order: string): string =>
  `JSON_EXTRACT(CONCAT('[', GROUP_CONCAT(JSON_QUOTE(${column}) ORDER BY ${order} SEPARATOR ','), ']'), '$')`;

/** Each gives lines of JSON; the last says that all came. */
export const catalogQueries: readonly string[] = [
  "SELECT JSON_OBJECT('t', 'here', 'database', IFNULL(DATABASE(), ''), 'user', CURRENT_USER(), 'server', CONCAT(@@hostname, IF(@@port > 0, CONCAT(':', @@port), '')), 'version', CONCAT(IF(VERSION() LIKE '%MariaDB%', 'MariaDB ', 'MySQL '), SUBSTRING_INDEX(VERSION(), '-', 1)), 'path', JSON_ARRAY(DATABASE()), 'readOnly', IF(@@global.read_only, 1, 0), 'note', IF(@@global.log_bin, 'Its binary log is on: with a backup, a restore to a point in time is possible.', 'Its binary log is off: what goes comes back only from a backup.'), 'sessions', (SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE ID <> CONNECTION_ID() AND DB = DATABASE()))",
  `SELECT JSON_OBJECT('t', 'relation', 'schema', TABLE_SCHEMA, 'name', TABLE_NAME, 'kind', CASE TABLE_TYPE WHEN 'VIEW' THEN 'view' WHEN 'SEQUENCE' THEN 'sequence' ELSE 'table' END, 'rows', IF(TABLE_TYPE = 'VIEW', NULL, TABLE_ROWS), 'bytes', DATA_LENGTH + INDEX_LENGTH, 'guarded', IFNULL(ENGINE IN ('FEDERATED', 'CONNECT', 'SPIDER', 'NDBCLUSTER', 'S3'), 0)) FROM information_schema.TABLES WHERE TABLE_SCHEMA NOT IN ${system} LIMIT 50000`,
  `SELECT JSON_OBJECT('t', 'key', 'name', k.CONSTRAINT_NAME, 'child', JSON_ARRAY(k.TABLE_SCHEMA, k.TABLE_NAME), 'columns', ${listed('k.COLUMN_NAME', 'k.ORDINAL_POSITION')}, 'parent', JSON_ARRAY(MIN(k.REFERENCED_TABLE_SCHEMA), MIN(k.REFERENCED_TABLE_NAME)), 'parentColumns', ${listed('k.REFERENCED_COLUMN_NAME', 'k.ORDINAL_POSITION')}, 'onDelete', MIN(r.DELETE_RULE)) FROM information_schema.KEY_COLUMN_USAGE k JOIN information_schema.REFERENTIAL_CONSTRAINTS r ON r.CONSTRAINT_SCHEMA = k.CONSTRAINT_SCHEMA AND r.CONSTRAINT_NAME = k.CONSTRAINT_NAME AND r.TABLE_NAME = k.TABLE_NAME WHERE k.REFERENCED_TABLE_NAME IS NOT NULL GROUP BY k.CONSTRAINT_SCHEMA, k.CONSTRAINT_NAME, k.TABLE_SCHEMA, k.TABLE_NAME LIMIT 20000`,
  `SELECT JSON_OBJECT('t', 'use', 'view', JSON_ARRAY(v.TABLE_SCHEMA, v.TABLE_NAME), 'on', JSON_ARRAY(t.TABLE_SCHEMA, t.TABLE_NAME)) FROM information_schema.VIEWS v JOIN information_schema.TABLES t ON LOCATE(CONCAT('\`', t.TABLE_SCHEMA, '\`.\`', t.TABLE_NAME, '\`'), v.VIEW_DEFINITION) > 0 WHERE v.TABLE_SCHEMA NOT IN ${system} AND t.TABLE_SCHEMA NOT IN ${system} LIMIT 20000`,
  `SELECT JSON_OBJECT('t', 'trigger', 'name', TRIGGER_NAME, 'on', JSON_ARRAY(EVENT_OBJECT_SCHEMA, EVENT_OBJECT_TABLE), 'events', JSON_ARRAY(EVENT_MANIPULATION)) FROM information_schema.TRIGGERS WHERE EVENT_OBJECT_SCHEMA NOT IN ${system} LIMIT 20000`,
  `SELECT JSON_OBJECT('t', 'database', 'name', s.SCHEMA_NAME, 'bytes', (SELECT SUM(DATA_LENGTH + INDEX_LENGTH) FROM information_schema.TABLES t WHERE t.TABLE_SCHEMA = s.SCHEMA_NAME)) FROM information_schema.SCHEMATA s WHERE s.SCHEMA_NAME NOT IN ${system}`,
  `SELECT JSON_OBJECT('t', 'own', 'name', ROUTINE_NAME) FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA NOT IN ${system} LIMIT 20000`,
  "SELECT JSON_OBJECT('t', 'end')",
];

/** One number as a line of JSON. */
export const countLine = (key: string, sql: string): string =>
  `SELECT JSON_OBJECT('t', 'count', 'key', ${literal(key)}, 'value', (${sql}))`;

/** Whatever the server's mode says of backslashes. */
const literal = (text: string): string =>
  /[\\']/.test(text)
    ? `CONVERT(x'${[...new TextEncoder().encode(text)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}' USING utf8mb4)`
    : `'${text}'`;
