/**
 * What a line leaves behind in a shell that lives on, written as lines of shell: aliases, variables, functions, the
 * directory, copies of programs. Read before a later line, they give its words their meaning.
 *
 *     alias tf=terraform            export T=terraform            go() { kubectl delete ns x; }            cd infra
 */
import { posixWord } from '../../base/posixQuote.ts';
import { namesSecret, redact } from '../journal/redact.ts';
import { hole, shapeOf, type Word } from './invocation.ts';
import type { Defined, Shell, Values } from './state.ts';

/** One definition; a later one with the same key takes its place. */
export interface Remembered {
  readonly key: string;
  readonly text: string;
}

/** Stands among earlier lines where some of them are missing. */
export const gap = hole;

/** The key of a shell's directory. */
export const directoryKey = 'cd';

/** A longer text is not kept, only that there is one. */
const longest = 4_000;

/** What a shell that began in `cwd` with nothing defined knows at the end of a line. */
export function leftBehind(shell: Shell, cwd: string): readonly Remembered[] {
  const left: Remembered[] = [];
  if (shell.cwd !== cwd) left.push({ key: directoryKey, text: `cd ${posixWord(shell.cwd ?? hole)}` });
  for (const [name, values] of shell.variables) {
    if (!shell.arrays.has(name)) left.push({ key: `$${name}`, text: variable(name, values) });
  }
  for (const [name, words] of shell.arrays)
    left.push({
      key: `$${name}`,
      text: bounded(`${name}=(${words.map((word) => posixWord(shapeOf(word))).join(' ')})`),
    });
  for (const [name, texts] of shell.aliases)
    left.push({ key: `alias ${name}`, text: bounded(`alias ${posixWord(`${name}=${texts.join(' "$@"; ')}`)}`) });
  for (const [name, definitions] of shell.functions)
    left.push({ key: `${name}()`, text: bounded(`${name}() {\n${definitions.map(bodyOf).join('\n')}\n}`) });
  for (const [path, program] of shell.written.programs)
    left.push({ key: `ln ${path}`, text: `ln -s ${posixWord(program)} ${posixWord(path)}` });
  if (shell.parameters !== undefined)
    left.push({
      key: 'set',
      text: bounded(`set -- ${shell.parameters.map((word) => posixWord(shapeOf(word))).join(' ')}`),
    });
  return left;
}

const bounded = (text: string): string => (text.length > longest ? gap : text);

const bodyOf = ({ body, frame }: Defined): string => frame.source.slice(body.pos, body.end);

/** A secret is not written down: its variable is one whose value nobody knows. */
function variable(name: string, values: Values): string {
  const kept = values.map((value: Word) => `${name}=${posixWord(shapeOf(value))}`);
  const [only] = kept;
  const secret = namesSecret(name) || values.some((value) => redact(shapeOf(value)) !== shapeOf(value));
  if (only === undefined || secret || kept.join('').length > longest) return `read ${name}`;
  if (kept.length === 1) return only;
  return `case x in ${kept.map((text, index) => `${index === kept.length - 1 ? '*' : index}) ${text};;`).join(' ')} esac`;
}
