/** Which invocations a tool can be asked about: every word is known, and nothing lends it other rights or another machine. */
import type { Effect } from '../effect.ts';
import type { CommandSubject } from '../impact/subject.ts';
import type { Invocation } from '../shell/invocation.ts';

/** Wrappers that leave a program's rights and environment as they are. */
const plainWrapper =
  /^(?:(?:ba|z|da|k)?sh|env|time|nice|ionice|nohup|timeout|command|exec|eval|stdbuf|source|\.|make|npm|pnpm|yarn|bun|just|task)\b|\(\)$|\.sh$/;

/** Everything about it is known before it runs, and it runs here with the call's own rights. */
export const isOwn = ({ remote, wrappers, name, args, assignments }: Invocation): boolean =>
  remote === undefined &&
  wrappers.every((wrapper) => plainWrapper.test(wrapper)) &&
  [name, ...args, ...Object.values(assignments)].every(({ known }) => known);

/** The values of the variables that stand in front of it. */
export const assigned = ({ assignments }: Invocation): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(assignments).map(([name, { value }]) => [name, value]));

/** The same effects, with what is needed to ask about them; what only reads is not asked about. */
export function withSubject(effects: readonly Effect[], run: Invocation): readonly Effect[] {
  if (run.cwd === undefined || !isOwn(run) || run.stdin?.known === false) return effects;
  if (!effects.some(({ kind, subject }) => kind !== 'read' && subject === undefined)) return effects;
  const subject: CommandSubject = {
    kind: 'command',
    program: run.name.value,
    args: run.args.map(({ value }) => value),
    directory: run.cwd,
    env: assigned(run),
    ...(run.stdin === undefined ? {} : { input: run.stdin.value }),
  };
  return effects.map((effect) =>
    effect.kind === 'read' || effect.subject !== undefined ? effect : { ...effect, subject },
  );
}
