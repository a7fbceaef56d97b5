/** One word for a POSIX shell, whatever is in it. */
export const posixQuote = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/** The word as it is, where every shell takes it so; else quoted. zsh puts a program's path in the place of `=name`. */
export const posixWord = (word: string): string => (/^(?!=)[\w@%+=:,./-]+$/.test(word) ? word : posixQuote(word));
