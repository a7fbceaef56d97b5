/**
 * Values of PowerShell: strings, variables, members, operators.
 * https://learn.microsoft.com/powershell/scripting/lang-spec/chapter-07
 */
import { isDouble, isSingle, Scanner } from './scanner.ts';
import type { Block, Statement, Value } from './syntax.ts';

/** No text that people write is nested deeper. */
const deepest = 40;

const operator =
  /(?:[-–—―](?:[ic]?(?:eq|ne|gt|ge|lt|le|like|notlike|match|notmatch|contains|notcontains|in|notin|replace|split|join)|and|or|xor|band|bor|bxor|shl|shr|is|isnot|as|f|join|split)(?![\w-])|\.\.|\?\?|[+*/%-](?![=\w])|[+*/%-](?=\w)|\?(?=\s))/iy;
const number = /\d[\w.]*/y;
const bare = /[A-Za-z_][\w-]*/y;

export abstract class ExpressionParser extends Scanner {
  private depth = 0;

  /** Statements up to a closing character, which is taken. */
  protected abstract statements(close: string): readonly Statement[];
  protected abstract block(): Block;
  protected abstract statement(): Statement | undefined;

  /** Reads what is nested, unless it is nested too deep: then nothing more is read. */
  protected nested<Result>(otherwise: Result, parse: () => Result): Result {
    if (this.depth >= deepest) {
      this.fail('it is nested deeper than Holdpoint reads');
      this.at = this.text.length;
      return otherwise;
    }
    this.depth += 1;
    const result = parse();
    this.depth -= 1;
    return result;
  }

  protected nothing(pos: number): Value {
    return { kind: 'text', parts: [], quoted: false, pos, end: this.at };
  }

  /** Values and the operators between them, all of one rank: what matters is which texts come together. */
  expression(): Value {
    return this.nested(this.nothing(this.at), () => {
      let left = this.list();
      for (;;) {
        this.skipSpace();
        const found = this.take(operator)?.[0];
        if (found === undefined) return left;
        this.skipLines();
        const right = this.list();
        const name = found
          .toLowerCase()
          .replace(/^[–—―]/, '-')
          .replace(/^-[ic](?=eq|ne|like|match|replace|split)/, '-');
        left = { kind: 'operation', operator: name, left, right, pos: left.pos, end: this.at };
        this.skipSpace();
        if (name === '?' && this.eat(':')) {
          this.skipSpace();
          left = { kind: 'operation', operator: ':', left, right: this.list(), pos: left.pos, end: this.at };
        }
      }
    });
  }

  private list(): Value {
    const first = this.unary();
    const items = [first];
    for (;;) {
      this.skipSpace();
      if (!this.eat(',')) break;
      this.skipLines();
      items.push(this.unary());
    }
    return items.length === 1 ? first : { kind: 'list', items, pos: first.pos, end: this.at };
  }

  private unary(): Value {
    this.skipSpace();
    const pos = this.at;
    const sign = this.take(/!|\+\+|--|[-–—―](?:not|bnot|i?split|join)(?![\w-])|[-+,](?=[\s$(@\d'"[])/iy)?.[0];
    if (sign !== undefined)
      return this.nested(this.nothing(pos), () => {
        const right = this.unary();
        return sign === ',' ? right : { kind: 'operation', operator: sign.toLowerCase(), right, pos, end: this.at };
      });
    return this.primary();
  }

  /** One value with the members behind it. */
  protected primary(): Value {
    const pos = this.at;
    const { next } = this;
    if (next === '[') {
      const name = this.typeName();
      if (!this.looksAt(/\s*(?:[$('"‘“\d[@{]|-\w)/y) || this.text.startsWith('::', this.at)) {
        return this.members({ kind: 'type', name, pos, end: this.at });
      }
      return this.nested(this.nothing(pos), () => {
        this.skipSpace();
        return { kind: 'cast', type: name, value: this.unary(), pos, end: this.at };
      });
    }
    const value = this.simple();
    if (value !== undefined) return this.members(value);
    const word = this.take(number) ?? this.take(bare);
    if (word !== undefined) return { kind: 'text', parts: [word[0]], quoted: false, pos, end: this.at };
    return this.nothing(pos);
  }

  /** A string, variable, group, table or block; undefined where none begins. */
  protected simple(): Value | undefined {
    const pos = this.at;
    const { next } = this;
    if (next === '$') {
      if (this.text[pos + 1] === '(') {
        this.at += 2;
        return this.group(pos);
      }
      const name = this.variable();
      if (name !== undefined) return { kind: 'variable', name, pos, end: this.at };
      return undefined;
    }
    if (next === '(') {
      this.at += 1;
      return this.group(pos);
    }
    if (isSingle(next)) return { kind: 'text', parts: [this.singleQuoted()], quoted: true, pos, end: this.at };
    if (isDouble(next)) return { kind: 'text', parts: this.doubleQuoted(), quoted: true, pos, end: this.at };
    if (next === '{') {
      this.at += 1;
      const block = this.nested<Block>({ parameters: [], body: [], pos, end: pos }, () => this.block());
      return { kind: 'block', block, pos, end: this.at };
    }
    if (next !== '@') return undefined;
    const here = this.hereString();
    if (here !== undefined) {
      const parts = here.expands ? this.expandable(here.text, here.start) : [here.text];
      return { kind: 'text', parts, quoted: true, pos, end: this.at };
    }
    if (this.eat('@(')) return this.group(pos);
    if (this.eat('@{')) return this.nested(this.nothing(pos), () => this.table(pos));
    const splat = this.take(/@(\w+)/y)?.[1];
    return splat === undefined ? undefined : { kind: 'variable', name: splat.toLowerCase(), pos, end: this.at };
  }

  private group(pos: number): Value {
    const body = this.nested<readonly Statement[]>([], () => this.statements(')'));
    return { kind: 'group', body, pos, end: this.at };
  }

  private table(pos: number): Value {
    const entries: (readonly [Value, Statement])[] = [];
    for (;;) {
      this.skipLines();
      if (this.done) this.fail('a table is not closed');
      if (this.done || this.eat('}')) break;
      const from = this.at;
      const key = this.primary();
      this.skipSpace();
      const value = this.eat('=') ? this.afterSpace() : undefined;
      if (value !== undefined) entries.push([key, value]);
      else if (this.at === from) this.at += 1;
    }
    return { kind: 'table', entries, pos, end: this.at };
  }

  private afterSpace(): Statement | undefined {
    this.skipSpace();
    this.take(/(?:\r?\n)+/y);
    this.skipSpace();
    return this.statement();
  }

  /** `[Name.Of[Type]]`, `[Attribute(…)]`: what stands between the brackets. */
  protected typeName(): string {
    const from = this.at + 1;
    let depth = 0;
    while (!this.done) {
      const { next } = this;
      if (isSingle(next)) {
        this.singleQuoted();
        continue;
      }
      this.at += 1;
      if (next === '[') depth += 1;
      if (next === ']') depth -= 1;
      if (depth === 0)
        return this.text
          .slice(from, this.at - 1)
          .trim()
          .toLowerCase();
    }
    this.fail('a bracket is not closed');
    return '';
  }

  /** `.Name`, `::Name(…)`, `[0]`, as long as nothing stands between. */
  protected members(start: Value): Value {
    let value = start;
    for (;;) {
      const { pos } = value;
      const before = this.at;
      if (this.take(/\??\.(?=[\w$('"{])|::/y) !== undefined) {
        const named = this.take(bare);
        const name: Value | undefined =
          named === undefined
            ? this.simple()
            : { kind: 'text', parts: [named[0]], quoted: false, pos: before, end: this.at };
        if (name === undefined) {
          this.at = before;
          return value;
        }
        value = this.eat('(')
          ? { kind: 'member', target: value, name, args: this.callArguments(), pos, end: this.at }
          : { kind: 'member', target: value, name, pos, end: this.at };
      } else if (this.next === '[') {
        this.at += 1;
        const index = this.expression();
        this.skipLines();
        if (!this.eat(']')) {
          this.at = before;
          return value;
        }
        value = { kind: 'index', target: value, index, pos, end: this.at };
      } else {
        this.take(/\+\+|--(?!%)/y);
        return value;
      }
    }
  }

  private callArguments(): readonly Value[] {
    return this.nested<readonly Value[]>([], () => {
      this.skipLines();
      if (this.eat(')')) return [];
      const all = this.expression();
      this.skipLines();
      if (!this.eat(')')) {
        this.fail('a parenthesis is not closed');
        this.closeWith(')');
      }
      return all.kind === 'list' ? all.items : [all];
    });
  }

  /** Goes on behind the next closing character, where something in between could not be read. */
  private closeWith(close: string): void {
    const found = this.text.indexOf(close, this.at);
    this.at = found < 0 ? this.text.length : found + 1;
  }

  /** A text between double quotes. */
  private doubleQuoted(): readonly (string | Value)[] {
    this.at += 1;
    const parts: (string | Value)[] = [];
    let text = '';
    while (!this.done) {
      const { next } = this;
      if (isDouble(next)) {
        this.at += 1;
        if (!isDouble(this.next)) return text === '' ? parts : [...parts, text];
        text += this.next;
        this.at += 1;
      } else if (next === '`') text += this.escaped();
      else {
        const value = next === '$' ? this.simple() : undefined;
        if (value === undefined) {
          text += next;
          this.at += 1;
        } else {
          if (text !== '') parts.push(text);
          text = '';
          parts.push(value);
        }
      }
    }
    this.fail('a quote is not closed');
    return text === '' ? parts : [...parts, text];
  }

  /** The parts of a text that has no quotes of its own: a here-string. */
  private expandable(text: string, start: number): readonly (string | Value)[] {
    const after = this.at;
    const until = start + text.length;
    const parts: (string | Value)[] = [];
    let plain = '';
    this.at = start;
    while (this.at < until) {
      const { next } = this;
      const value = next === '$' ? this.simple() : undefined;
      if (value !== undefined) {
        parts.push(plain, value);
        plain = '';
      } else if (next === '`') plain += this.escaped();
      else {
        plain += next;
        this.at += 1;
      }
    }
    this.at = Math.max(after, this.at);
    return [...parts, plain].filter((part) => part !== '');
  }
}
