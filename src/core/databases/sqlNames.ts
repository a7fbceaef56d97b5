/** Names of objects in SQL, folded as each database folds them, and quoted again. */
import type { Dialect, Token } from '../analyzers/sqlText.ts';

/** `shop.orders` → `['shop', 'orders']`. */
export type Name = readonly string[];

/** The name that begins at a word; undefined where none does. */
export function nameAt(tokens: readonly Token[], from: number, text: string, dialect: Dialect): Name | undefined {
  const parts: string[] = [];
  for (let at = from; ; at += 2) {
    const token = tokens[at];
    const part = token === undefined ? undefined : partOf(token, text, dialect);
    if (part === undefined || part === '') return undefined;
    parts.push(part);
    if (tokens[at + 1]?.value !== '.') return parts;
  }
}

/** The place behind a name. */
export function afterName(tokens: readonly Token[], from: number): number {
  let at = from + 1;
  while (tokens[at]?.value === '.') at += 2;
  return at;
}

function partOf({ kind, value, start, end }: Token, text: string, dialect: Dialect): string | undefined {
  const raw = text.slice(start, end);
  // `\uE000` stands for what is known only when it runs.
  if (raw.includes('\uE000')) return undefined;
  if (kind === 'word') return dialect === 'postgres' ? value.toLowerCase() : raw;
  if (kind !== 'name' || /^[uU]&/.test(raw)) return undefined;
  const quote = raw.charAt(0) === '[' ? ']' : raw.charAt(0);
  return raw.slice(1, -1).replaceAll(quote + quote, quote);
}

/** As people write it. */
export const shownName = (name: Name): string => name.join('.');

/** Quoted so that the database takes every part as it is. */
export function quotedName(name: Name, dialect: Dialect): string {
  const quote = dialect === 'mysql' ? '`' : '"';
  return name.map((part) => `${quote}${part.replaceAll(quote, quote + quote)}${quote}`).join('.');
}

/** The statement with `'…'` in place of its literals. `doubled`: they may stand in double quotes. */
export function withoutLiterals(tokens: readonly Token[], text: string, doubled = false): string {
  let shown = '';
  let at = tokens[0]?.start ?? 0;
  for (const { kind, start, end } of tokens) {
    const literal = kind === 'text' || (doubled && text.charAt(start) === '"');
    shown +=
      text.slice(at, start).replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, ' ') + (literal ? "'…'" : text.slice(start, end));
    at = end;
  }
  return shown;
}
