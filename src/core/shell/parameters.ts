/**
 * What `${X#prefix}`, `${X/a/b}`, `${X:2:3}` and `${X,,}` make of a value that is known.
 * https://www.gnu.org/software/bash/manual/html_node/Shell-Parameter-Expansion.html
 */
import type { Word as Node, ParameterOperation } from 'unbash';

/** Longer values and patterns are left unknown: a pattern with many stars takes long to fail. */
const longest = 2_000;
const mostStars = 4;

/** The text of an operand; undefined where it is not known. */
type Operand = (word: Node) => string | undefined;

/** The value after the operation; undefined where that cannot be told. */
export function edited(value: string, operation: ParameterOperation, operand: Operand): string | undefined {
  if (value.length > longest) return undefined;
  switch (operation.type) {
    case 'Remove': {
      const pattern = patternOf(operation.operand, operand);
      return pattern === undefined ? undefined : trimmed(value, operation.operator, pattern);
    }
    case 'Replace': {
      const pattern = patternOf(operation.pattern, operand);
      const replacement = operand(operation.replacement);
      if (pattern === undefined || pattern === '' || replacement === undefined || /[&\\]/.test(replacement))
        return undefined;
      return replaced(value, operation.operator, pattern, replacement);
    }
    case 'Slice':
      return value.slice(...(bounds(operation, value.length, operand) ?? [0, 0])) || undefined;
    case 'CaseModification': {
      if (operation.operand !== undefined) return undefined;
      const change = (text: string) => (operation.operator.startsWith('^') ? text.toUpperCase() : text.toLowerCase());
      return operation.operator.length === 2 ? change(value) : change(value.slice(0, 1)) + value.slice(1);
    }
    default:
      return undefined;
  }
}

/** Start and end of `:offset:length` in something of this length. */
export function bounds(
  { offset, length }: Extract<ParameterOperation, { type: 'Slice' }>,
  size: number,
  operand: Operand,
): [start: number, end: number] | undefined {
  const number = (word: Node): number | undefined => {
    const text = operand(word)?.trim();
    return text !== undefined && /^-?\d{1,6}$/.test(text) ? Number(text) : undefined;
  };
  const from = number(offset);
  const count = length === undefined ? size : number(length);
  if (from === undefined || count === undefined) return undefined;
  const start = from < 0 ? Math.max(0, size + from) : Math.min(from, size);
  return [start, count < 0 ? Math.max(start, size + count) : Math.min(size, start + count)];
}

/** A shell pattern as a regular expression's text; undefined where quotes or brackets make more of it. */
function patternOf(word: Node, operand: Operand): string | undefined {
  const text = operand(word);
  if (text === undefined || text.length > 200 || /[[\]()\\!@+]/.test(text)) return undefined;
  if (/[*?]/.test(text) && word.text !== text) return undefined;
  if (text.split('*').length - 1 > mostStars) return undefined;
  return text
    .split(/([*?])/)
    .map((part) => (part === '*' ? '[^]*' : part === '?' ? '[^]' : part.replace(/[.+^${}()|[\]\\]/g, '\\$&')))
    .join('');
}

function trimmed(value: string, operator: '#' | '##' | '%' | '%%', pattern: string): string {
  const whole = new RegExp(`^${pattern}$`);
  const lengths = Array.from({ length: value.length + 1 }, (_, index) => index);
  const front = operator.startsWith('#');
  const part = (length: number) => (front ? value.slice(0, length) : value.slice(value.length - length));
  const fits = (length: number) => whole.test(part(length));
  const length = (operator.length === 2 ? lengths.findLast(fits) : lengths.find(fits)) ?? 0;
  return front ? value.slice(length) : value.slice(0, value.length - length);
}

function replaced(value: string, operator: '/' | '//' | '/#' | '/%', pattern: string, replacement: string): string {
  const place = operator === '/#' ? `^${pattern}` : operator === '/%' ? `${pattern}$` : pattern;
  return value.replace(new RegExp(place, operator === '//' ? 'g' : ''), () => replacement);
}
