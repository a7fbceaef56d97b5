/**
 * Makes every character of a text show. An agent chooses the text, so what a font hides, what reorders its
 * neighbours and what only looks like a space is spelled out instead: `\r`, `\u202e`.
 *
 * Background: https://trojansource.codes and https://www.unicode.org/reports/tr36/
 */

/** A run of characters as they are, or the spelling of a run of characters that would not have shown. */
export interface Piece {
  readonly text: string;
  readonly spelled: boolean;
}

/** More runs than this are joined into one plain text: nothing is lost, and a megabyte of tricks cannot stop the panel. */
const mostPieces = 4_000;

// Controls, format characters, lone surrogates, private and unassigned code points, separators, ignorables, the blank
// Braille pattern, spaces other than the space, enclosing marks, and the fourth mark on one letter.
const hidden = String.raw`[\p{C}\p{Zl}\p{Zp}\p{Me}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}|\p{M}(?<=\p{M}{4})`;
// A picture asked for in colour is the one use of a variation selector that people can see.
const colour = String.raw`(?!\ufe0f(?<=\p{Extended_Pictographic}\ufe0f))`;

/** For a text on one line: a line break or a tab in it is spelled too. */
const inOneLine = new RegExp(`(?:${colour}(?:${hidden}))+`, 'gu');
/** For a text on many lines. */
const inManyLines = new RegExp(`(?:(?![\\n\\t])${colour}(?:${hidden}))+`, 'gu');

/** Cuts a text into what shows by itself and what has to be spelled. Joined, nothing of the text is missing. */
export function pieces(text: string, lines: 'one' | 'many'): readonly Piece[] {
  const found: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(lines === 'one' ? inOneLine : inManyLines)) {
    if (match.index > end) found.push({ text: text.slice(end, match.index), spelled: false });
    found.push({ text: spell(match[0]), spelled: true });
    end = match.index + match[0].length;
  }
  if (end < text.length) found.push({ text: text.slice(end), spelled: false });
  return found.length > mostPieces ? [{ text: found.map((piece) => piece.text).join(''), spelled: false }] : found;
}

function spell(run: string): string {
  return Array.from(run, (character) => spellOne(character.codePointAt(0) ?? 0)).join('');
}

/** The controls that have a short spelling everybody knows. */
const short = new Map([
  [0x09, '\\t'],
  [0x0a, '\\n'],
  [0x0d, '\\r'],
]);

function spellOne(code: number): string {
  const hex = code.toString(16).padStart(4, '0');
  return short.get(code) ?? (code > 0xffff ? `\\u{${hex}}` : `\\u${hex}`);
}
