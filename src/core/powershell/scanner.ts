/** Characters of PowerShell: space, comments, quotes and names. Typographic quotes and dashes count as plain ones. */

const singles = /['‘’‚‛]/;
const doubles = /["“”„]/;

export const isSingle = (character: string): boolean => singles.test(character);
export const isDouble = (character: string): boolean => doubles.test(character);

const blank = /(?:[^\S\r\n]|`\r?\n)+/y;
const lines = /[\s;]+/y;
const variableName = /\$(?:\{((?:[^}`]|`.)*)\}|((?:[A-Za-z_]\w*:(?=[\w]))?\w+|[$?^]))/y;

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  0: '\0',
  a: '\u0007',
  b: '\b',
  f: '\f',
  v: '\v',
  e: '\u001b',
};

export class Scanner {
  at = 0;
  error: { message: string; at: number } | undefined;
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  get next(): string {
    return this.text[this.at] ?? '';
  }

  get done(): boolean {
    return this.at >= this.text.length;
  }

  fail(message: string): void {
    this.error ??= { message, at: Math.min(this.at, Math.max(0, this.text.length - 1)) };
  }

  /** Takes what a sticky pattern finds here. */
  take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found === null) return undefined;
    this.at = pattern.lastIndex;
    return found;
  }

  looksAt(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    return pattern.test(this.text);
  }

  eat(text: string): boolean {
    if (!this.text.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  /** Spaces, continued lines and comments. */
  skipSpace(): void {
    for (;;) {
      const before = this.at;
      this.take(blank);
      if (this.next === '#') this.skipTo('\n', 0);
      else if (this.text.startsWith('<#', this.at)) this.skipTo('#>', 2);
      if (this.at === before) return;
    }
  }

  /** The same, and ends of lines and statements. */
  skipLines(): void {
    for (;;) {
      const before = this.at;
      this.skipSpace();
      this.take(lines);
      if (this.at === before) return;
    }
  }

  private skipTo(end: string, length: number): void {
    const found = this.text.indexOf(end, this.at + length);
    this.at = found < 0 ? this.text.length : found + length;
  }

  /** `$name`, `${any name}`, `$env:NAME`, in lower case and without its scope. */
  variable(): string | undefined {
    const found = this.take(variableName);
    const name = found?.[1] ?? found?.[2];
    if (name === undefined) return undefined;
    // Of all names only those of the environment keep their case.
    if (/^env:/i.test(name)) return `env:${name.slice(4)}`;
    return name.toLowerCase().replace(/^(?:script|global|local|private|using|variable):/, '');
  }

  /** What a backtick and the character behind it stand for. */
  escaped(): string {
    this.at += 1;
    const character = this.next;
    this.at += character.length;
    if (character === 'u') {
      const code = this.take(/\{([0-9a-f]{1,6})\}/iy)?.[1];
      const point = code === undefined ? Number.NaN : Number.parseInt(code, 16);
      return point <= 0x10ffff ? String.fromCodePoint(point) : 'u';
    }
    return escapes[character] ?? character;
  }

  /** A text between single quotes, in which only the quote itself is doubled. */
  singleQuoted(): string {
    this.at += 1;
    let text = '';
    for (;;) {
      const from = this.at;
      while (!this.done && !isSingle(this.next)) this.at += 1;
      text += this.text.slice(from, this.at);
      if (this.done) {
        this.fail('a quote is not closed');
        return text;
      }
      this.at += 1;
      if (!isSingle(this.next)) return text;
      text += this.next;
      this.at += 1;
    }
  }

  /** `@'…'@` or `@"…"@`: the text between, and whether variables in it count; undefined where none begins. */
  hereString(): { readonly text: string; readonly start: number; readonly expands: boolean } | undefined {
    const found = this.take(/@(['"‘’‚‛“”„])[^\S\r\n]*\r?\n/y);
    if (found === undefined) return undefined;
    const start = this.at;
    const expands = isDouble(found[1] ?? '');
    const end = expands ? /(?:^|\r?\n)["“”„]@/gm : /(?:^|\r?\n)['‘’‚‛]@/gm;
    end.lastIndex = Math.max(start - 1, 0);
    const close = end.exec(this.text);
    if (close === null) {
      this.fail('a here-string is not closed');
      this.at = this.text.length;
      return { text: this.text.slice(start), start, expands };
    }
    this.at = close.index + close[0].length;
    return { text: this.text.slice(start, Math.max(start, close.index)), start, expands };
  }
}
