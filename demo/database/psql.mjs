#!/usr/bin/env node
// @ts-check
// A small psql for the demo: runs SQL in the real, embedded PostgreSQL (PGlite) below HOLDPOINT_DEMO_DATABASE.
// Knows -c SQL and -f FILE, several of each, in order, and -A and -q. Other options are read and not needed.
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { PGlite, types } from '@electric-sql/pglite';
import { exclusively } from '../../scripts/lib/exclusively.mjs';

const folder = process.env.HOLDPOINT_DEMO_DATABASE;
if (!folder) {
  console.error('psql: HOLDPOINT_DEMO_DATABASE is not set. Nothing was run. This psql works inside the demo only.');
  process.exit(2);
}

const { tokens, values } = parseArgs({
  options: {
    command: { type: 'string', short: 'c', multiple: true },
    file: { type: 'string', short: 'f', multiple: true },
    host: { type: 'string', short: 'h' },
    port: { type: 'string', short: 'p' },
    username: { type: 'string', short: 'U' },
    dbname: { type: 'string', short: 'd' },
    variable: { type: 'string', short: 'v', multiple: true },
    'no-psqlrc': { type: 'boolean', short: 'X' },
    'no-password': { type: 'boolean', short: 'w' },
    'no-align': { type: 'boolean', short: 'A' },
    'tuples-only': { type: 'boolean', short: 't' },
    quiet: { type: 'boolean', short: 'q' },
  },
  allowPositionals: true,
  tokens: true,
});
const scripts = tokens.flatMap((token) => {
  if (token.kind !== 'option' || token.value === undefined) return [];
  if (token.name === 'command') return [token.value];
  return token.name === 'file' ? [readFileSync(token.value, 'utf8')] : [];
});
if (scripts.length === 0) {
  console.error('psql: no SQL given. Nothing was run. Use: psql -c "SELECT …" or psql -f FILE');
  process.exit(2);
}

/**
 * @param {{[key: string]: unknown}} row
 * @param {string} name
 */
function text(row, name) {
  const value = row[name];
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '');
}

/** @param {import('@electric-sql/pglite').Results<{[key: string]: unknown}>} result */
function show({ rows, fields }) {
  if (fields.length === 0) return values.quiet ? '' : 'done';
  const names = fields.map(({ name }) => name);
  if (values['no-align']) return rows.map((row) => names.map((name) => text(row, name)).join('|')).join('\n');
  const lines = rows.map((row) => names.map((name) => text(row, name)));
  const widths = names.map((name, column) => Math.max(name.length, ...lines.map((line) => line[column]?.length ?? 0)));
  const print = (/** @type {string[]} */ line) =>
    ` ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')}`.trimEnd();
  return [
    print(names),
    widths.map((width) => '-'.repeat(width + 2)).join('+'),
    ...lines.map(print),
    `(${rows.length} rows)`,
  ].join('\n');
}

// The embedded database is one process's at a time.
process.exitCode = await exclusively(folder, async () => {
  // Its files are whole only once it is closed: whoever asks it to end waits these moments.
  process.on('SIGTERM', () => {});
  const data = join(folder, 'data');
  const database = await PGlite.create(data).catch(() => PGlite.create(data));
  try {
    for (const sql of scripts) {
      for (const result of await database.exec(sql, { parsers: { [types.DATE]: String } })) {
        const shown = show(result);
        if (shown !== '') console.log(shown);
      }
      if (!values.quiet) appendFileSync(join(folder, 'history.log'), `${sql.replace(/\s+/g, ' ').trim()}\n`);
    }
    return 0;
  } catch (error) {
    console.error(`ERROR:  ${error instanceof Error ? error.message : error}`);
    return 1;
  } finally {
    await database.close();
  }
});
