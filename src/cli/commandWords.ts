/** A command among the arguments of a command line: where it begins, and the line it stands for. */
import { posixQuote } from '../base/posixQuote.ts';
import type { ShellKind } from '../core/toolCall.ts';

/** Everything after `--`, or from the first word that is neither a flag nor a flag's value, belongs to the command. */
export function splitCommand(
  args: readonly string[],
  flagsWithValue: ReadonlySet<string>,
): { readonly own: readonly string[]; readonly command: readonly string[] } {
  for (let index = 0; index < args.length; index++) {
    const word = args[index] ?? '';
    if (word === '--') return { own: args.slice(0, index), command: args.slice(index + 1) };
    if (flagsWithValue.has(word)) index++;
    else if (!word.startsWith('-')) return { own: args.slice(0, index), command: args.slice(index) };
  }
  return { own: args, command: [] };
}

/** One word is a line as it is; several are the words a shell has already split. */
export function joinWords(words: readonly string[], shell: ShellKind): string {
  const [only, ...others] = words;
  if (only !== undefined && others.length === 0) return only;
  const quote = shell === 'bash' ? posixQuote : (word: string) => `'${word.replaceAll("'", "''")}'`;
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : quote(word))).join(' ');
}
