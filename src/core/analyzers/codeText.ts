/** Program text in other languages: its strings, and the rest without comments. Good enough for what scripts are written in. */

export interface CodeString {
  /** Offsets of the quotes in `code`. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly quote: string;
  /** `f"…"`, `r"…"`. */
  readonly prefix: string;
}

export interface CodeText {
  /** The text with comments and documentation blanked out; offsets stay. */
  readonly code: string;
  readonly strings: readonly CodeString[];
}

const blank = (text: string): string => text.replace(/[^\n]/g, ' ');

/** A regular expression would take `/[^"]/` for a string's beginning: such a string ends with its line. */
const token =
  /(?<prefix>\b[fFrRbBuU]{1,2})?(?<quote>"""|'''|["'`])|(?<comment>\/\*[\s\S]*?(?:\*\/|$)|(?<=^|[\s;{}(,])\/\/[^\n]*|(?<=^|\s)#(?![A-Za-z_{]\w*\s*[=(;{])[^\n]*)/gm;

export function readCode(source: string): CodeText {
  const strings: CodeString[] = [];
  const parts: string[] = [];
  let from = 0;
  token.lastIndex = 0;
  for (let match = token.exec(source); match !== null; match = token.exec(source)) {
    const { prefix = '', quote, comment } = match.groups ?? {};
    const start = match.index;
    if (comment !== undefined) {
      parts.push(source.slice(from, start), blank(comment));
      from = start + comment.length;
      continue;
    }
    if (quote === undefined) continue;
    const opened = start + prefix.length + quote.length;
    const end = closing(source, opened, quote);
    const text = source.slice(opened, end);
    token.lastIndex = Math.min(source.length, end + quote.length);
    // A text that nobody takes is documentation.
    if (
      quote.length === 3 &&
      /(?:^|\n)[ \t]*$/.test(source.slice(Math.max(0, start - 200), start)) &&
      !/[=(,]\s*$/.test(source.slice(0, start).trimEnd().slice(-1))
    ) {
      parts.push(source.slice(from, start), blank(source.slice(start, token.lastIndex)));
      from = token.lastIndex;
      continue;
    }
    strings.push({ start, end: end + quote.length, text, quote, prefix: prefix.toLowerCase() });
  }
  parts.push(source.slice(from));
  return { code: parts.join(''), strings };
}

function closing(source: string, from: number, quote: string): number {
  for (let at = from; at < source.length; at += 1) {
    if (source[at] === '\\') at += 1;
    else if (source.startsWith(quote, at)) return at;
    else if (source[at] === '\n' && (quote === '"' || quote === "'")) return at;
  }
  return source.length;
}
