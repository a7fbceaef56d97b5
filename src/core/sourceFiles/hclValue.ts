/** Expressions of HCL as values: what is literal as it is, everything else as the `${…}` it would be in JSON. */
import type { HclBlock, HclBody } from '../analyzers/hcl.ts';

/** The value of an expression. `jsonencode` of something literal is that. */
export function valueIn(text: string): unknown {
  const parser = new Values(text);
  const value = parser.whole();
  return value === notLiteral ? expression(text) : value;
}

const expression = (text: string): string => `\${${text.replace(/\s+/g, ' ').trim()}}`;

/** Blocks that stand in a resource once at most. */
const single = new Set(['lifecycle', 'timeouts', 'connection', 'metadata', 'spec', 'template']);

/** Arguments and blocks together, as Terraform's own JSON has them: what may be repeated is a list. */
export function bodyValue(body: HclBody): Readonly<Record<string, unknown>> {
  const value: Record<string, unknown> = Object.create(null);
  for (const { name, text } of body.attributes) value[name] = valueIn(text);
  for (const block of body.blocks) {
    const key = [block.type, ...block.labels].join('.');
    const own = bodyValue(block);
    const known = value[key];
    if (single.has(block.type)) value[key] = own;
    else if (Array.isArray(known)) known.push(own);
    else value[key] = [own];
  }
  return value;
}

/** The argument of that name, as a value. */
export function argument(body: HclBody, name: string): unknown {
  const found = body.attributes.find((each) => each.name === name);
  return found === undefined ? undefined : valueIn(found.text);
}

export const blocksOf = (body: HclBody, type: string): readonly HclBlock[] =>
  body.blocks.filter((block) => block.type === type);

const notLiteral = Symbol('not literal');
const mostDeep = 60;

class Values {
  private at = 0;

  constructor(private readonly text: string) {}

  whole(): unknown {
    const value = this.value(0);
    this.skip();
    return this.at === this.text.length ? value : notLiteral;
  }

  private take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found !== null) this.at += found[0].length;
    return found;
  }

  private skip(): void {
    while (this.take(/\s+|(?:#|\/\/)[^\n]*|\/\*[\s\S]*?\*\//y) !== null);
  }

  private value(depth: number): unknown {
    this.skip();
    if (depth > mostDeep) return notLiteral;
    const word = this.take(/(?:true|false|null)\b(?!\s*[.[(])/y)?.[0];
    if (word !== undefined) return word === 'null' ? null : word === 'true';
    const number = this.take(/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\b(?!\s*[-+*/%<>=!&|?])/y)?.[0];
    if (number !== undefined) return Number(number);
    if (this.text.startsWith('<<', this.at)) return this.heredoc();
    if (this.text[this.at] === '"') return this.string();
    if (this.text[this.at] === '[') return this.list(depth);
    if (this.text[this.at] === '{') return this.object(depth);
    if (this.take(/(?:jsonencode|tolist|tomap|merge|concat)\s*\(/y) !== null) {
      const value = this.value(depth + 1);
      this.skip();
      return this.take(/,?\s*\)/y) === null ? notLiteral : value;
    }
    return notLiteral;
  }

  /** A string; a template inside stays as it is written. */
  private string(): unknown {
    const found = this.take(/"((?:[^"\\$%\n]|\\.|[$%](?!\{))*)"/y);
    if (found !== null) return unescaped(found[1] ?? '');
    const start = this.at;
    if (!this.passString()) return notLiteral;
    return unescaped(this.text.slice(start + 1, this.at - 1));
  }

  private passString(nested = 0): boolean {
    this.at += 1;
    if (nested > mostDeep) return false;
    let depth = 0;
    for (; this.at < this.text.length; this.at += 1) {
      const character = this.text[this.at];
      if (character === '\\') this.at += 1;
      else if (character === '{' && (depth > 0 || /[$%]/.test(this.text[this.at - 1] ?? ''))) depth += 1;
      else if (character === '}' && depth > 0) depth -= 1;
      else if (character === '"') {
        if (depth === 0) {
          this.at += 1;
          return true;
        }
        if (!this.passString(nested + 1)) return false;
        this.at -= 1;
      }
    }
    return false;
  }

  private heredoc(): unknown {
    const found = this.take(/<<(-?)[ \t]*([\w-]+)[ \t\r]*\n([\s\S]*?)^[ \t]*\2[ \t\r]*$/my);
    if (found === null) return notLiteral;
    const [, dash, , body = ''] = found;
    const text = body.replaceAll('\r', '');
    if (dash !== '-') return text;
    const indents = text
      .split('\n')
      .flatMap((line) => (line.trim() === '' ? [] : [/^[ \t]*/.exec(line)?.[0].length ?? 0]));
    const indent = Math.min(...indents);
    return text
      .split('\n')
      .map((line) => line.slice(Math.min(indent, line.length)))
      .join('\n');
  }

  private list(depth: number): unknown {
    this.at += 1;
    const values: unknown[] = [];
    for (;;) {
      this.skip();
      if (this.take(/\]/y) !== null) return values;
      values.push(this.element(depth));
      this.skip();
      if (this.take(/,/y) === null && this.text[this.at] !== ']') return notLiteral;
    }
  }

  private object(depth: number): unknown {
    this.at += 1;
    const value: Record<string, unknown> = Object.create(null);
    for (;;) {
      this.skip();
      if (this.take(/\}/y) !== null) return value;
      const key = this.take(/"((?:[^"\\\n]|\\.)*)"|\(([^()]*)\)|[\p{L}_][\p{L}\p{N}_./-]*/uy);
      if (key === null) return notLiteral;
      this.skip();
      if (this.take(/[=:]/y) === null) return notLiteral;
      value[key[1] ?? key[2] ?? key[0]] = this.element(depth);
      this.take(/[ \t]*,/y);
    }
  }

  /** A value, or the expression in its place. */
  private element(depth: number): unknown {
    const start = this.at;
    const value = this.value(depth + 1);
    if (value !== notLiteral && /^\s*(?:[,\]}\n]|$|#|\/\/)/.test(this.text.slice(this.at, this.at + 200))) return value;
    this.at = start;
    this.passExpression();
    return expression(this.text.slice(start, this.at));
  }

  private passExpression(): void {
    let depth = 0;
    for (; this.at < this.text.length; this.at += 1) {
      const character = this.text[this.at] ?? '';
      if (character === '"') {
        if (!this.passString()) return;
        this.at -= 1;
      } else if ('([{'.includes(character)) depth += 1;
      else if (')]}'.includes(character)) {
        if (depth === 0) return;
        depth -= 1;
      } else if (depth === 0 && (character === ',' || character === '\n')) return;
    }
  }
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };
const unescaped = (text: string): string =>
  text.replace(/\\([nrt"\\])/g, (_, letter: string) => escapes[letter] ?? letter);
