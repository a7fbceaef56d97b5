/** One word for a POSIX shell, whatever is in it. */
export const posixQuote = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;
