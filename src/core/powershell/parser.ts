/**
 * PowerShell text → syntax tree. It always answers; what could not be read is told beside the tree.
 * https://learn.microsoft.com/powershell/scripting/lang-spec/chapter-08
 */
import { CommandParser, expressionStart } from './commandParser.ts';
import type { Block, Parameter, Parsed, Statement, Value } from './syntax.ts';

const keyword =
  /(?:if|elseif|else|foreach|for|while|do|until|switch|try|catch|finally|trap|function|filter|workflow|configuration|return|throw|exit|break|continue|param|begin|process|end|clean|dynamicparam|class|enum|using)(?![\w.\\/:-])/iy;

class Parser extends CommandParser {
  /** The whole text. */
  whole(): Block {
    const block = this.body('');
    return { ...block, pos: 0, end: this.text.length };
  }

  protected block(): Block {
    return this.body('}');
  }

  private body(close: string): Block {
    const pos = this.at;
    const parameters: Parameter[] = [];
    const body = this.statements(close, parameters);
    return { parameters, body, pos, end: this.at };
  }

  protected statements(close: string, parameters: Parameter[] = []): readonly Statement[] {
    const found: Statement[] = [];
    for (;;) {
      this.skipLines();
      if (this.done) {
        if (close !== '') this.fail(`a \`${close}\` is missing`);
        return found;
      }
      if (close !== '' && this.eat(close)) return found;
      const from = this.at;
      if (this.looksAt(/param\s*\(/iy)) {
        this.take(/param\s*\(/iy);
        parameters.push(...this.parameters());
        continue;
      }
      const statement = this.statement();
      if (statement !== undefined) found.push(statement);
      if (this.at === from) {
        this.fail(`\`${this.next}\` stands where a command should`);
        this.at += 1;
      }
    }
  }

  private parameters(): readonly Parameter[] {
    return this.nested<readonly Parameter[]>([], () => {
      const found: Parameter[] = [];
      for (;;) {
        this.skipLines();
        if (this.done || this.eat(')')) return found;
        if (this.eat(',')) continue;
        if (this.next === '[') {
          this.typeName();
          continue;
        }
        const from = this.at;
        const name = this.next === '$' ? this.variable() : undefined;
        this.skipLines();
        if (name !== undefined) found.push(this.eat('=') ? { name, value: this.defaultValue() } : { name });
        if (this.at === from) this.at += 1;
      }
    });
  }

  private defaultValue(): Value {
    this.skipLines();
    const pos = this.at;
    // A comma ends it: the next parameter stands behind.
    return this.looksAt(expressionStart) ? this.operand() : this.nothing(pos);
  }

  /** One value without the list it may be part of. */
  private operand(): Value {
    const value = this.primary();
    this.skipSpace();
    return value;
  }

  protected statement(): Statement | undefined {
    this.skipSpace();
    const pos = this.at;
    const word = this.take(keyword)?.[0].toLowerCase();
    if (word !== undefined) {
      const parsed = this.nested<Statement | undefined>(undefined, () => this.worded(word, pos));
      if (parsed !== undefined) return parsed;
      this.at = Math.max(this.at, pos);
      if (this.at !== pos && this.done) return undefined;
      this.at = pos;
    }
    return this.plain(pos);
  }

  private worded(word: string, pos: number): Statement | undefined {
    switch (word) {
      case 'if':
        return this.conditional(pos);
      case 'while':
      case 'switch': {
        const first = this.condition();
        if (first === undefined) return undefined;
        return word === 'switch' ? this.cases(first, pos) : this.loop(first, pos);
      }
      case 'for': {
        const first = this.condition();
        return first === undefined ? undefined : this.loop(first, pos);
      }
      case 'foreach':
        return this.each(pos);
      case 'do': {
        const body = this.braces();
        if (body === undefined) return undefined;
        this.skipLines();
        const first = this.take(/(?:while|until)(?![\w-])/iy) === undefined ? [] : (this.condition() ?? []);
        return { kind: 'ways', first: [...body, ...first], ways: [body], loop: true, whole: false, pos, end: this.at };
      }
      case 'try':
        return this.attempt(pos);
      case 'function':
      case 'filter':
      case 'workflow':
      case 'configuration':
        return this.definition(pos);
      case 'return':
      case 'throw':
      case 'exit': {
        this.skipSpace();
        return this.looksAt(/[\r\n;})]|$/y) ? { kind: 'group', body: [], pos, end: this.at } : this.statement();
      }
      case 'break':
      case 'continue':
        this.take(/[^\S\r\n]+[\w:]+/y);
        return { kind: 'group', body: [], pos, end: this.at };
      case 'class':
      case 'enum': {
        this.take(/[^{\r\n]*/y);
        const body = this.braces();
        return body === undefined ? undefined : { kind: 'opaque', pos, end: this.at };
      }
      case 'using':
        this.take(/[^\r\n;]*/y);
        return { kind: 'group', body: [], pos, end: this.at };
      case 'trap':
        this.skipSpace();
        if (this.next === '[') this.typeName();
        return this.grouped(pos);
      default:
        // `begin`, `process`, `end` of a function; alone they are names like any other.
        return /^(?:begin|process|end|clean|dynamicparam)$/.test(word) ? this.grouped(pos) : undefined;
    }
  }

  private grouped(pos: number): Statement | undefined {
    const body = this.braces();
    return body === undefined ? undefined : { kind: 'group', body, pos, end: this.at };
  }

  private braces(): readonly Statement[] | undefined {
    this.skipLines();
    return this.eat('{') ? this.statements('}') : undefined;
  }

  private condition(): readonly Statement[] | undefined {
    this.skipSpace();
    this.take(/(?:-\w+\s+)+/y);
    this.skipLines();
    return this.eat('(') ? this.statements(')') : undefined;
  }

  private conditional(pos: number): Statement | undefined {
    const first = this.condition();
    const then = first === undefined ? undefined : this.braces();
    if (first === undefined || then === undefined) return undefined;
    const ways = [then];
    let whole = false;
    for (;;) {
      const before = this.at;
      this.skipLines();
      const more = this.take(/else\s*if(?![\w-])|else(?![\w-])/iy)?.[0].toLowerCase();
      if (more === undefined) {
        this.at = before;
        break;
      }
      const condition = more === 'else' ? [] : (this.condition() ?? []);
      ways.push([...condition, ...(this.braces() ?? [])]);
      if (more !== 'else') continue;
      whole = true;
      break;
    }
    return { kind: 'ways', first, ways, loop: false, whole, pos, end: this.at };
  }

  private loop(first: readonly Statement[], pos: number): Statement | undefined {
    const body = this.braces();
    return body === undefined
      ? undefined
      : { kind: 'ways', first, ways: [body], loop: true, whole: false, pos, end: this.at };
  }

  /** `foreach ($x in …) { … }`; without parenthesis it is the cmdlet's alias. */
  private each(pos: number): Statement | undefined {
    this.skipSpace();
    this.take(/-parallel\s+/iy);
    if (!this.eat('(')) return undefined;
    this.skipLines();
    const variable = this.variable();
    this.skipLines();
    if (variable === undefined || this.take(/in(?!\w)/iy) === undefined) return undefined;
    this.skipLines();
    const list = this.statement();
    this.skipLines();
    if (!this.eat(')')) this.fail('a parenthesis is not closed');
    const body = this.braces();
    if (body === undefined) return undefined;
    const named = {
      kind: 'ways',
      first: [],
      ways: [body],
      loop: true,
      whole: false,
      variable,
      pos,
      end: this.at,
    } as const;
    return list === undefined ? named : { ...named, list };
  }

  private cases(first: readonly Statement[], pos: number): Statement | undefined {
    this.skipLines();
    if (!this.eat('{')) return undefined;
    const ways: (readonly Statement[])[] = [];
    for (;;) {
      this.skipLines();
      if (this.done || this.eat('}')) break;
      const from = this.at;
      const label = this.take(/default(?![\w-])/iy) === undefined ? this.label() : undefined;
      const body = this.braces();
      if (body !== undefined) ways.push(label?.kind === 'block' ? [...label.block.body, ...body] : body);
      if (this.at === from) this.at += 1;
    }
    return { kind: 'ways', first, ways, loop: false, whole: false, pos, end: this.at };
  }

  private label(): Value {
    return this.looksAt(expressionStart) ? this.primary() : this.bareword();
  }

  private attempt(pos: number): Statement | undefined {
    const body = this.braces();
    if (body === undefined) return undefined;
    const ways: (readonly Statement[])[] = [];
    for (;;) {
      const before = this.at;
      this.skipLines();
      const word = this.take(/(?:catch|finally)(?![\w-])/iy);
      if (word === undefined) {
        this.at = before;
        break;
      }
      for (;;) {
        this.skipLines();
        if (this.next === '[') this.typeName();
        else if (!this.eat(',')) break;
      }
      ways.push(this.braces() ?? []);
    }
    return { kind: 'ways', first: body, ways, loop: false, whole: false, pos, end: this.at };
  }

  private definition(pos: number): Statement | undefined {
    this.skipSpace();
    const name = this.take(/[^\s({]+/y)?.[0];
    if (name === undefined) return undefined;
    this.skipLines();
    const parameters = this.eat('(') ? this.parameters() : [];
    this.skipLines();
    if (!this.eat('{')) return undefined;
    const block = this.body('}');
    return {
      kind: 'function',
      name: name.toLowerCase().replace(/^(?:global|script|local|private):/, ''),
      block: { ...block, parameters: [...parameters, ...block.parameters] },
      pos,
      end: this.at,
    };
  }
}

/** Reads a text as PowerShell does. */
export function parsePowershell(text: string): Parsed {
  const parser = new Parser(text);
  const block = parser.whole();
  return parser.error === undefined ? { block } : { block, error: parser.error };
}
