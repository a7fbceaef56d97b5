/**
 * HCL as a tree of blocks and attributes with their places, whole or broken.
 * https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md
 *
 * Nothing is evaluated: an attribute is the text of its expression. What cannot be read is skipped up to where a block
 * of the language begins anew at the margin, and the first such place is named.
 */

/** Half-open range of UTF-16 offsets into the file. */
interface Place {
  readonly start: number;
  readonly end: number;
}

export interface HclAttribute extends Place {
  readonly name: string;
  /** The expression as it stands there, without blanks around it. */
  readonly text: string;
}

export interface HclBody {
  readonly attributes: readonly HclAttribute[];
  readonly blocks: readonly HclBlock[];
}

export interface HclBlock extends Place, HclBody {
  readonly type: string;
  readonly labels: readonly string[];
  /** Where its body begins. */
  readonly open: number;
}

export interface HclFile extends HclBody {
  /** The first place that cannot be read: a line counted from 1, and a clause. */
  readonly broken?: { readonly line: number; readonly why: string };
}

/** Blocks that stand at the top of a file only: one at the margin inside another block begins anew. */
const onTop =
  /(?:resource|module|data|variable|output|provider|terraform|locals|moved|removed|import|check|job|source|build)\b[^\n=]*\{/y;
const mostDeep = 40;

export function readHcl(text: string): HclFile {
  const reader = new Reader(text);
  const body = reader.body(0);
  return { ...body, ...(reader.broken === undefined ? {} : { broken: reader.broken }) };
}

class Reader {
  private at = 0;
  broken: HclFile['broken'];

  constructor(private readonly text: string) {
    if (text.charCodeAt(0) === 0xfeff) this.at = 1;
  }

  body(depth: number): HclBody {
    const attributes: HclAttribute[] = [];
    const blocks: HclBlock[] = [];
    for (;;) {
      this.skipBlanks();
      const { at, text } = this;
      if (at >= text.length) {
        if (depth > 0) this.fail('a block is not closed');
        break;
      }
      if (text[at] === '}') {
        this.at += 1;
        if (depth > 0) break;
        this.fail('a brace closes nothing');
        continue;
      }
      if (depth > 0 && this.beginsAnew()) {
        this.fail('a block is not closed');
        break;
      }
      if (text[at] === ',') {
        this.at += 1;
        continue;
      }
      const name = this.word();
      if (name === undefined) {
        this.fail('something is neither an argument nor a block');
        this.skipLine();
        continue;
      }
      this.skipInline();
      if (/^(?:=(?!=)|:)/.test(text.slice(this.at, this.at + 2))) {
        this.at += 1;
        this.skipInline();
        const from = this.at;
        this.expression();
        attributes.push({ name, text: text.slice(from, this.at).trim(), start: at, end: this.at });
        continue;
      }
      const labels = this.labels();
      if (text[this.at] !== '{') {
        this.fail(`${name} is neither an argument nor a block`);
        this.skipLine();
        continue;
      }
      this.at += 1;
      if (depth >= mostDeep) {
        this.fail('blocks are nested too deep');
        this.at = text.length;
        break;
      }
      const open = this.at;
      const inner = this.body(depth + 1);
      blocks.push({ type: name, labels, ...inner, start: at, open, end: this.at });
    }
    return { attributes, blocks };
  }

  private fail(why: string): void {
    this.broken ??= { line: this.text.slice(0, this.at).split('\n').length, why };
  }

  private matches(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    return pattern.exec(this.text)?.[0];
  }

  private word(): string | undefined {
    const found = this.matches(/"[^"\n]*"|[\p{L}_][\p{L}\p{N}_-]*(?:\.[\p{L}\p{N}_-]+)*/uy);
    if (found === undefined) return undefined;
    this.at += found.length;
    return found.startsWith('"') ? found.slice(1, -1) : found;
  }

  private labels(): readonly string[] {
    const labels: string[] = [];
    for (;;) {
      this.skipInline();
      const label = this.word();
      if (label === undefined) return labels;
      labels.push(label);
    }
  }

  private skipInline(): void {
    this.at += this.matches(/[ \t\r]*/y)?.length ?? 0;
  }

  private skipLine(): void {
    const end = this.text.indexOf('\n', this.at);
    this.at = end < 0 ? this.text.length : end + 1;
  }

  /** Blanks, line breaks and comments. */
  private skipBlanks(): void {
    for (;;) {
      const found = this.matches(/\s+|(?:#|\/\/)[^\n]*|\/\*[\s\S]*?(?:\*\/|$(?![\s\S]))/y);
      if (found === undefined) return;
      this.at += found.length;
    }
  }

  private beginsAnew(): boolean {
    return (this.at === 0 || this.text[this.at - 1] === '\n') && this.matches(onTop) !== undefined;
  }

  /** To the end of the line, or further where something is open. */
  private expression(): void {
    const open: string[] = [];
    const { text } = this;
    while (this.at < text.length) {
      const character = text[this.at] ?? '';
      if (character === '\n' && open.length === 0) return;
      if (character === '\n' && this.at + 1 < text.length) {
        this.at += 1;
        if (this.beginsAnew()) return this.fail('a bracket is not closed');
        continue;
      }
      if (character === '"') {
        this.string();
        continue;
      }
      if (this.heredoc() || this.comment(open.length > 0)) continue;
      if (character === '#' || text.startsWith('//', this.at)) return;
      const closing = closings[character];
      if (closing !== undefined) open.push(closing);
      else if (character === '}' || character === ']' || character === ')') {
        // The block that the argument stands in ends on the same line.
        if (open.length === 0) return;
        if (open.pop() !== character) return this.fail(`“${character}” closes nothing`);
      } else if (character === ',' && open.length === 0) return;
      this.at += 1;
    }
    if (open.length > 0) this.fail('a bracket is not closed');
  }

  /** From one quote to the other; templates inside may hold strings of their own. */
  private string(nested = 0): void {
    const { text } = this;
    this.at += 1;
    if (nested > mostDeep) {
      this.fail('strings are nested too deep');
      this.at = text.length;
      return;
    }
    let depth = 0;
    for (; this.at < text.length; this.at += 1) {
      const character = text[this.at];
      if (character === '\n') return this.fail('a string is not closed');
      if (character === '\\') this.at = Math.min(this.at + 1, text.length - 1);
      else if (
        (character === '$' || character === '%') &&
        text[this.at + 1] === '{' &&
        text[this.at - 1] !== character
      ) {
        depth += 1;
        this.at += 1;
      } else if (depth > 0 && character === '{') depth += 1;
      else if (depth > 0 && character === '}') depth -= 1;
      else if (character === '"') {
        if (depth === 0) {
          this.at += 1;
          return;
        }
        this.string(nested + 1);
        this.at -= 1;
      }
    }
    this.fail('a string is not closed');
  }

  private heredoc(): boolean {
    const found = this.matches(/<<-?[ \t]*([\p{L}_][\p{L}\p{N}_-]*)[ \t\r]*\n/uy);
    if (found === undefined) return false;
    const word = /[\p{L}_][\p{L}\p{N}_-]*/u.exec(found)?.[0] ?? '';
    let from = this.at + found.length;
    for (;;) {
      const end = this.text.indexOf('\n', from);
      const line = this.text.slice(from, end < 0 ? undefined : end);
      if (line.trim() === word) {
        this.at = from + line.trimEnd().length;
        return true;
      }
      if (end < 0) {
        this.fail(`the text up to ${word} has no end`);
        this.at = this.text.length;
        return true;
      }
      from = end + 1;
    }
  }

  private comment(lines: boolean): boolean {
    const found = this.matches(lines ? /(?:#|\/\/)[^\n]*|\/\*[\s\S]*?\*\//y : /\/\*[\s\S]*?\*\//y);
    if (found === undefined) return false;
    this.at += found.length;
    return true;
  }
}

const closings: Readonly<Record<string, string | undefined>> = { '{': '}', '[': ']', '(': ')' };
