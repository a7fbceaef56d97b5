/** Texts of files, made even before patterns look at them. */

/** One way to end a line, no mark before the first, and no endless blanks, which patterns would go through again and again. */
export const plain = (text: string): string =>
  text
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n')
    .replace(/[^\S\n]{80,}/g, ' '.repeat(80))
    .replace(/\n(?:[^\S\n]*\n)+/g, '\n');

/** Lines that are only a comment are taken out, comments between slashes as well. */
export const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^[ \t]*(?:#|\/\/).*(?:\n|$)/gm, '');
