/**
 * Migrations that lose data when they are run: tables and columns dropped, rows deleted, in SQL and in the words of
 * Rails, Django, Alembic, Laravel, Knex, Sequelize, TypeORM, Ecto and Liquibase. What takes a migration back
 * (`down`, `downgrade`, `-- +goose Down`) is run by people, and does not count.
 */
import type { Finding } from './infraFinding.ts';
import { listed } from './infraFinding.ts';

const down =
  /^[^\S\n]*--[^\S\n]*(?:\+goose[^\S\n]+down|\+migrate[^\S\n]+down|migrate:down|@?down\b|rollback\b|-+[^\S\n]*create above)|\bdef[^\S\n]+(?:down|downgrade|backwards)\b|\bexports\.down\b|\bfunction[^\S\n]+down\b|\basync[^\S\n]+down[^\S\n]*\(|^[^\S\n]*down[^\S\n]*[:(]|\bfunc[^\S\n]+\w*[dD]own\w*\(|<rollback\b/im;
const up =
  /^[^\S\n]*--[^\S\n]*(?:\+goose[^\S\n]+up|\+migrate[^\S\n]+up|migrate:up|@?up\b)|\bdef[^\S\n]+(?:up|upgrade|forwards|change)\b|\bexports\.up\b|\bfunction[^\S\n]+up\b|\basync[^\S\n]+up[^\S\n]*\(|^[^\S\n]*up[^\S\n]*[:(]|\bfunc[^\S\n]+\w*[uU]p\w*\(|<\/rollback>/im;

/** The parts that are run when a migration is applied. */
export function applied(text: string): string {
  let rest = text;
  let kept = '';
  for (let turns = 0; turns < 100; turns += 1) {
    const at = down.exec(rest)?.index;
    if (at === undefined) return kept + rest;
    kept += rest.slice(0, at);
    const after = rest.slice(at);
    const again = up.exec(after)?.index;
    if (again === undefined) return kept;
    rest = after.slice(again);
  }
  return kept;
}

const losses =
  /\bdrop\s+(?:table|database|schema|column|keyspace|collection|type|materialized\s+view)\s+(?:if\s+exists\s+)?[\w."`[\]]+|\btruncate\s+(?:table\s+)?[\w."`[\]]+|\bdelete\s+from\s+[\w."`[\]]+\s*(?=;|["'`)]|$)|\b(?:drop_table|drop_join_table|remove_columns?|remove_reference|remove_belongs_to)\b\s*\(?\s*:?["']?\w+|\bmigrations\.(?:DeleteModel|RemoveField)\b|\bop\.drop_(?:table|column)\(\s*["']\w+|\b(?:drop|delete)(?:Table|Column|Columns|Collection|Database|Schema)(?:IfExists)?\(\s*["'`\w]+|\bremoveColumn\(\s*["'`]\w+["'`]|\bSchema::drop(?:IfExists)?\(\s*["']\w+|\bdrop(?:_if_exists)?\s*\(?\s*table\s*\(\s*:\w+|\bremove\s+:\w+|<drop(?:Table|Column|AllForeignKeyConstraints)\b[^>]*|\b(?:drop(?:Table|Column)):/gi;

const ofLosses = (text: string): readonly string[] => {
  const run = applied(
    text
      .replace(/\/\*[\s\S]*?\*\//g, '')
      .replace(/^\s*(?:--(?!\s*(?:\+|migrate:|@))(?!\s*(?:up|down|rollback)\b)|#|\/\/).*$/gim, ''),
  );
  const renamed = new Set(
    [...run.matchAll(/\brename\s+to\s+["'`[]?([\w.]+)/gi)].map(([, name = '']) => name.toLowerCase()),
  );
  // SQLite changes a table by making a new one and giving it the old one's name.
  const isRenamed = (loss: string) =>
    renamed.has(/table (?:if exists )?["'`[]?([\w.]+)/i.exec(loss)?.[1]?.toLowerCase() ?? '');
  return [...run.matchAll(losses)].map(([loss]) => loss.replace(/\s+/g, ' ')).filter((loss) => !isRenamed(loss));
};

export function migrationFindings(before: string, after: string): readonly Finding[] {
  const old = new Set(ofLosses(before));
  const more = ofLosses(after).filter((loss) => !old.has(loss));
  return more.length === 0
    ? []
    : [
        {
          operation: 'drop data',
          note: `When it is run, it loses data: ${listed(more.map((loss) => `\`${loss.replaceAll('`', "'")}\``))}.`,
        },
      ];
}
