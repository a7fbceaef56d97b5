/**
 * Pipelines and commands of PowerShell: words, parameters, redirects.
 * https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_parsing
 */
import { ExpressionParser } from './expressions.ts';
import { isDouble, isSingle } from './scanner.ts';
import type { Argument, Element, Pipeline, RedirectNode, Statement, Value } from './syntax.ts';

const redirect = /(?:[1-6*](?=>))?>>?(?:&[12])?|</y;
const flag = /[-–—―]([A-Za-z_?][\w-]*)/y;
/** Nothing that goes on with the same word. */
const wordEnd = /[\s;|&(){},]|$/y;
export const expressionStart =
  /[$([{'"‘’“”!]|@[({'"]|\+\+|--(?=\$)|[-–—―](?:not|bnot|i?split|join)(?![\w-])|[-+]?(?:\d[\d_]*(?:\.\d+)?|\.\d+|0x[\da-f]+)(?:e[-+]?\d+)?(?:[kmgtp]b|[ldnsuy]{1,2})?(?=\s*(?:$|[\s;|)},\]*/%+-]|\.\.))|,/iy;

export abstract class CommandParser extends ExpressionParser {
  /** Pipelines, or what is assigned to a variable. */
  protected plain(pos: number): Statement | undefined {
    const pipelines: Pipeline[] = [];
    for (;;) {
      const pipeline = this.pipeline();
      if (pipeline !== undefined) {
        const [only] = pipeline.elements;
        if (pipelines.length === 0 && pipeline.elements.length === 1 && only?.kind === 'expression') {
          const assigned = this.assignment(only.value, pos);
          if (assigned !== undefined) return assigned;
        }
        pipelines.push(pipeline);
      }
      this.skipSpace();
      if (this.take(/&&|\|\|/y) === undefined) break;
      this.skipLines();
    }
    // A job in the background.
    if (this.next === '&' && this.text[this.at + 1] !== '&') this.at += 1;
    return pipelines.length === 0 ? undefined : { kind: 'chain', pipelines, pos, end: this.at };
  }

  private assignment(target: Value, pos: number): Statement | undefined {
    this.skipSpace();
    const operator = this.take(/(?:[+*/%-]|\?\?)?=(?!=)/y)?.[0];
    if (operator === undefined) return undefined;
    return this.nested<Statement | undefined>(undefined, () => {
      this.skipSpace();
      this.take(/(?:\r?\n)+/y);
      const value = this.statement();
      return value === undefined ? undefined : { kind: 'assign', target, operator, value, pos, end: this.at };
    });
  }

  private pipeline(): Pipeline | undefined {
    const pos = this.at;
    const elements: Element[] = [];
    for (;;) {
      const element = this.element();
      if (element === undefined) break;
      elements.push(element);
      this.skipSpace();
      const before = this.at;
      // A pipe may also begin the next line.
      if (this.take(/\|(?!\|)|(?:\r?\n\s*)+\|(?!\|)/y) === undefined) {
        this.at = before;
        break;
      }
      this.skipLines();
    }
    return elements.length === 0 ? undefined : { elements, pos, end: this.at };
  }

  private element(): Element | undefined {
    this.skipSpace();
    const pos = this.at;
    const call = this.take(/&(?!&)|\.(?=[\s$'"({])/y)?.[0];
    if (call === '&' || call === '.') {
      this.skipSpace();
      if (this.looksAt(/[\r\n;)}|]|$/y)) return undefined;
      return this.command(pos, call, this.simpleOrWord());
    }
    if (!this.looksAt(expressionStart)) {
      if (this.done || this.looksAt(/[)}|&;\r\n\]]/y)) return undefined;
      return this.command(pos, '', this.bareword());
    }
    const value = this.expression();
    const redirects: RedirectNode[] = [];
    for (;;) {
      this.skipSpace();
      const operator = this.take(redirect)?.[0];
      if (operator === undefined) break;
      redirects.push(...this.redirected(operator));
    }
    return { kind: 'expression', value, redirects, pos, end: this.at };
  }

  private simpleOrWord(): Value {
    const value = this.simple();
    return value === undefined ? this.bareword() : this.members(value);
  }

  private redirected(operator: string): readonly RedirectNode[] {
    if (/&\d$/.test(operator)) return [];
    this.skipSpace();
    return [{ operator, target: this.argumentValue() }];
  }

  private command(pos: number, call: '' | '&' | '.', name: Value): Element {
    const args: Argument[] = [];
    const redirects: RedirectNode[] = [];
    for (;;) {
      this.skipSpace();
      const from = this.at;
      if (this.done || this.looksAt(/[\r\n;|)}]|&(?=[\s&]|$)/y)) break;
      const operator = this.take(redirect)?.[0];
      if (operator !== undefined) redirects.push(...this.redirected(operator));
      else {
        const arg = this.argument();
        if (arg !== undefined) args.push(arg);
      }
      if (this.at === from) this.at += 1;
    }
    return { kind: 'command', call, name, args, redirects, pos, end: this.at };
  }

  private argument(): Argument | undefined {
    const pos = this.at;
    if (this.take(/--%[^\S\r\n]?/y) !== undefined) {
      const text = this.take(/[^\r\n|]*/y)?.[0] ?? '';
      return { kind: 'verbatim', text, pos, end: this.at };
    }
    const splat = this.take(/@(\w+)(?=[\s;|)},]|$)/y)?.[1];
    if (splat !== undefined) return { kind: 'splat', name: splat.toLowerCase(), pos, end: this.at };
    const name = this.take(flag)?.[1];
    if (name !== undefined) {
      if (this.eat(':')) {
        this.skipSpace();
        return { kind: 'parameter', name, value: this.argumentList(), pos, end: this.at };
      }
      if (this.looksAt(wordEnd)) return { kind: 'parameter', name, pos, end: this.at };
      this.at = pos;
    }
    return { kind: 'value', value: this.argumentList(), pos, end: this.at };
  }

  private argumentList(): Value {
    const first = this.argumentValue();
    const items = [first];
    for (;;) {
      const before = this.at;
      this.skipSpace();
      if (!this.eat(',')) {
        this.at = before;
        break;
      }
      this.skipLines();
      items.push(this.argumentValue());
    }
    return items.length === 1 ? first : { kind: 'list', items, pos: first.pos, end: this.at };
  }

  private argumentValue(): Value {
    const pos = this.at;
    const { next } = this;
    if (next === '(' || next === '{' || next === '@' || isSingle(next) || isDouble(next) || next === '$') {
      const value = this.simple();
      if (value !== undefined) {
        const whole = this.members(value);
        const joins = next === '$' && !this.looksAt(wordEnd);
        return joins ? this.bareword(whole) : whole;
      }
    }
    return this.bareword(undefined, pos);
  }

  /** Characters up to the end of a word, with what is quoted and what stands for something else in it. */
  protected bareword(first?: Value, pos: number = first?.pos ?? this.at): Value {
    const parts: (string | Value)[] = first === undefined ? [] : [first];
    let text = '';
    while (!this.done && !this.looksAt(/[\s;|&(){},]/y)) {
      const { next } = this;
      const value = next === '$' || isSingle(next) || isDouble(next) ? this.simple() : undefined;
      if (value !== undefined) {
        if (text !== '') parts.push(text);
        text = '';
        parts.push(value);
      } else if (next === '`') text += this.escaped();
      else {
        text += next;
        this.at += 1;
      }
    }
    return { kind: 'text', parts: text === '' ? parts : [...parts, text], quoted: false, pos, end: this.at };
  }
}
