/** The words of a Terraform command, apart from its flags. */
import type { CommandSubject } from './subject.ts';

export interface Verb {
  /** `state rm`, `import`. */
  readonly name: string;
  /** What follows it. */
  readonly words: readonly string[];
  /** One dash whatever was written; empty where a flag has no value. */
  readonly flags: ReadonlyMap<string, string>;
  /** In front of it: `-chdir=infra`. */
  readonly global: readonly string[];
  readonly chdir: string | undefined;
  /** What the command reads, where that is known. */
  readonly input?: string | undefined;
}

const groups = new Set(['state', 'workspace', 'env']);

/** Flags whose value may be the next word. */
const valued = new Set(
  '-state -state-out -backup -backup-out -lock-timeout -var -var-file -config -provider -backend-config -parallelism -from-module -plugin-dir'.split(
    ' ',
  ),
);

/** Undefined where no subcommand stands there. */
export function verbIn({ args }: Pick<CommandSubject, 'args'>): Verb | undefined {
  const start = args.findIndex((arg) => !arg.startsWith('-'));
  const first = args[start];
  if (first === undefined) return undefined;
  const global = args.slice(0, start);
  const second = args[start + 1];
  const paired = groups.has(first) && second !== undefined;
  const words: string[] = [];
  const flags = new Map<string, string>();
  const rest = args.slice(start + (paired ? 2 : 1));
  for (let at = 0; at < rest.length; at++) {
    const arg = rest[at] ?? '';
    if (!arg.startsWith('-') || arg === '-') {
      words.push(arg);
      continue;
    }
    const [, name = '', value] = /^-?(-[^=]*)(?:=([\s\S]*))?$/.exec(arg) ?? [];
    if (value === undefined && valued.has(name)) flags.set(name, rest[++at] ?? '');
    else if (!/^(?:0|f|false)$/i.test(value ?? '')) flags.set(name, value ?? '');
  }
  const chdir = global.flatMap((flag) => /^--?chdir=(.+)$/.exec(flag)?.[1] ?? []).at(-1);
  return { name: paired ? `${first} ${second}` : first, words, flags, global, chdir };
}
