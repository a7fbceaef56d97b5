/** Words as Windows has them: paths with backslashes, and lines that a program takes apart by itself. */
import { shapeOf, type Word } from '../shell/invocation.ts';
import { fromShape } from './session.ts';

/** A path with slashes, so that the rest reads it like any other. The two in front of a host stay: it is another machine. */
export function slashed(word: Word): Word;
export function slashed(word: Word | undefined): Word | undefined;
export function slashed(word: Word | undefined): Word | undefined {
  if (word === undefined || !shapeOf(word).includes('\\')) return word;
  if (word.known) return { ...word, value: withSlashes(word.value) };
  return { ...fromShape(withSlashes(shapeOf(word)), word), value: word.value };
}

const withSlashes = (path: string): string =>
  path.startsWith('\\\\') ? `\\\\${path.slice(2).replaceAll('\\', '/')}` : path.replaceAll('\\', '/');

/** Words of a line that goes to a program as one text. https://learn.microsoft.com/cpp/c-language/parsing-c-command-line-arguments */
export function splitArguments(texts: readonly Word[]): readonly Word[] {
  return texts.flatMap((text) =>
    [...shapeOf(text).matchAll(/(?:"(?:\\"|[^"])*"?|\\"|[^\s"])+/g)].map(([part]) =>
      fromShape(
        part.replace(/\\"|"/g, (quote) => (quote === '"' ? '' : '"')),
        text,
      ),
    ),
  );
}
