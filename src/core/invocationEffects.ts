/** One invocation → effects: by its analyzer, by the files it touches, else by what its words may come to. */
import type { Analyzer, Surroundings } from './analyzers/analyzer.ts';
import { cmdletEffects, looksOnly } from './analyzers/cmdlets.ts';
import { installs, lookers, printers } from './analyzers/everyday.ts';
import { fileEffects } from './analyzers/files.ts';
import { analyzerOf } from './analyzers/index.ts';
import { outsideEffects } from './analyzers/outside.ts';
import { patchEffects } from './analyzers/patches.ts';
import { rewriteEffects } from './analyzers/rewrites.ts';
import { smells } from './analyzers/signs.ts';
import { withSubject } from './analyzers/subjects.ts';
import { unfamiliarEffects } from './analyzers/unfamiliar.ts';
import { workstationEffects } from './analyzers/workstation.ts';
import { type Effect, read as reads, type Span, unknown, withoutSpans } from './effect.ts';
import { resolvePath } from './paths.ts';
import { type Invocation, programOf, shapeOf, type Word } from './shell/invocation.ts';
import { readLine } from './shell/readLine.ts';
import type { FileText } from './shell/trace.ts';
import { peel } from './shell/wrappers.ts';

/** What an invocation is judged with. */
export interface InvocationReader {
  readonly call: Surroundings;
  readonly file: (path: string) => FileText;
  readonly workstation?: boolean;
  /** The effects of another line of bash, read in the same surroundings. */
  readonly line: (text: string) => readonly Effect[];
}

export function invocationEffects(run: Invocation, line: string, reader: InvocationReader): readonly Effect[] {
  const effects = effectsIn(run, line, reader);
  const directory = directoryOf(run, reader.call);
  if (directory === undefined || directory === reader.call.cwd) return effects;
  return effects.map((effect) => (effect.directory === undefined ? { ...effect, directory } : effect));
}

/** Options by which programs work elsewhere than where they are started; Terraform's analyzer knows its own. */
const directoryOptions: ReadonlyMap<string, RegExp> = new Map(
  ['pulumi', 'azd', 'vercel', 'netlify', 'wrangler'].map((program) => [program, /^(?:-C|--cwd)(?:=(.*))?$/s]),
);

function directoryOf({ program, args, cwd }: Invocation, { home }: Surroundings): string | undefined {
  const option = directoryOptions.get(program);
  const at = option === undefined ? -1 : args.findLastIndex(({ value }) => option.test(value));
  const joined = option?.exec(args[at]?.value ?? '')?.[1];
  const moved = joined ?? args[at + 1]?.value;
  return at < 0 || moved === undefined ? cwd : (resolvePath(cwd, moved, home) ?? cwd);
}

function effectsIn(run: Invocation, line: string, reader: InvocationReader): readonly Effect[] {
  const { call } = reader;
  if (run.cmdlet === true)
    return [...(looksOnly(run) ? [] : fileEffects(run, call, { line, knownTool: false })), ...cmdletEffects(run)];
  const analyzer = analyzerOf(run.program);
  const files = [
    ...fileEffects(run, call, { line, knownTool: analyzer !== undefined && analyzer.partial !== true }),
    ...outsideEffects(run, call),
    ...rewriteEffects(run, call),
    ...patchEffects(run, call),
    ...(reader.workstation ? withSubject(workstationEffects(run), run) : []),
  ];
  if (analyzer !== undefined) {
    const effects = withSubject(analyzer.analyze(run, call), run);
    if (effects.length > 0 || analyzer.partial !== true) return [...files, ...effects];
  }
  if (run.program === '') {
    if (run.name.known) return files;
    const carried = scan(run, reader);
    if (carried.length > 0) return [...files, ...carried];
    return [...files, unresolved(run)];
  }
  if (run.remote !== undefined) return [...files, ...remoteEffects(run)];
  // A script's words are its own; whatever else is inside a wrapper has been read by now.
  const peeled = peel(run) ?? [];
  if (printers.has(run.program) || installs(run) || peeled.some(({ kind }) => kind !== 'codeFile')) return files;
  const carried = scan(run, reader);
  const judged = carried.length > 0 || analyzer !== undefined || peeled.length > 0;
  return [...files, ...(judged ? carried : unfamiliarEffects(run, call))];
}

export const textOf = (run: Invocation): string =>
  [run.name, ...run.args]
    .map(({ value }) => value)
    .join(' ')
    .slice(0, 200);

const unresolved = (run: Invocation): Effect =>
  unknown({
    tool: 'shell',
    operation: textOf(run),
    note: 'Which program runs is known only when it runs.',
    ...(run.name.span === undefined ? {} : { spans: [run.name.span] }),
  });

/** What makes more than a look of programs that mostly look. */
const acting: ReadonlyMap<string, RegExp> = new Map([
  ['find', /^-(?:delete|fprint\w*|fls)$/],
  ['sort', /^(?:-o|--output)/],
  ['journalctl', /^--(?:vacuum|rotate|flush)/],
  ['dmesg', /^(?:-[a-zA-Z]*[cC]|--clear|--read-clear)$/],
  ['date', /^(?:-s|--set)/],
  ['hostname', /^[^-]/],
  ['dpkg', /^-[irP]|^--(?:install|remove|purge|configure|unpack|set-selections)/],
  ['rpm', /^-[iUFe]|^--(?:install|upgrade|erase|import|rebuilddb)/],
  ['crontab', /^[^-]|^-[a-zA-Z]*[rei]/],
]);

/** On another machine everything counts that is not known to only look. */
function remoteEffects(run: Invocation): readonly Effect[] {
  if (/^(?:|cd|pushd|popd|export|set)$/.test(run.program) || (peel(run)?.length ?? 0) > 0) return [];
  const details = {
    tool: 'remote',
    operation: textOf(run),
    ...(run.remote === undefined ? {} : { place: run.remote }),
    ...(run.name.span === undefined ? {} : { spans: [run.name.span] }),
  };
  const writes = run.redirects.some(({ operator, target }) => operator.includes('>') && target.value !== '/dev/null');
  const acts = acting.get(run.program);
  if (lookers.has(run.program) && !writes && !run.args.some(({ value }) => acts?.test(value))) return [reads(details)];
  return [unknown({ ...details, note: 'What it does on the other machine is not known.' })];
}

/** Options whose value is text for people. */
const prose =
  /^(?:-[mkt]|--(?:message|testNamePattern|test-name-pattern|grep|title|body|description|desc|notes|subject|comment|reason|text|prompt|label|summary|name|msg|query|search))(?:=|$)/;

/** Infrastructure programs among the words of a program that nobody knows: it may run them. */
function scan(run: Invocation, reader: InvocationReader): readonly Effect[] {
  const effects: Effect[] = [];
  for (const [index, word] of run.args.entries()) {
    if (prose.test(word.value) || prose.test(run.args[index - 1]?.value ?? '')) continue;
    const program = word.value.startsWith('-') ? undefined : programOf(word);
    const analyzer = program === undefined ? undefined : analyzerOf(program);
    if (program !== undefined && analyzer !== undefined && analyzer.id !== 'guard') {
      const inner: Invocation = {
        ...run,
        program,
        name: word,
        args: run.args.slice(index + 1),
        wrappers: [...run.wrappers, textOfName(run)],
      };
      effects.push(...analyzer.analyze(inner, reader.call).filter(({ kind }) => isSure(kind, inner, analyzer)));
      if (effects.length > 0) break;
    }
    // What a container's image runs has been read as what the container runs.
    const contained = run.wrappers.some((wrapper) => /^(?:docker|podman|nerdctl)\b/.test(wrapper));
    if (program !== undefined && !contained && /^(?:ba|z|da|k|a)?sh$/.test(program)) {
      const shell: Invocation = { ...run, program, name: word, args: run.args.slice(index + 1) };
      for (const inner of peel(shell) ?? [])
        if (inner.kind === 'text' && shapeOf(inner.text).length <= 10_000)
          effects.push(...withoutSpans(reader.line(shapeOf(inner.text))).filter(({ kind }) => kind !== 'read'));
      if (effects.length > 0) break;
    }
    effects.push(...scanText(word, reader));
  }
  return effects.map((effect) => ({
    ...effect,
    note: effect.note ?? `As words of ${textOfName(run)}, which may run them.`,
  }));
}

const textOfName = ({ name }: Invocation): string => `\`${name.value}\``;

/** A known verb, or one that cannot be known behind a name that is no word: anything else is probably no command. */
const isSure = (kind: Effect['kind'], { program, args }: Invocation, { programs }: Analyzer): boolean =>
  kind === 'change' ||
  kind === 'destroy' ||
  (kind === 'unknown' && args[0]?.known === false && programs.includes(program));

/** A whole command in one word: `--command="terraform destroy"`. */
function scanText(word: Word, reader: InvocationReader): readonly Effect[] {
  const shape = shapeOf(word);
  const text = shape.replace(/^-{1,2}(?:[\w-]+=)+/, '').replace(/^\+?:?!/, '');
  if (!/\s/.test(text) || text.length > 10_000 || !smells(text)) return [];
  const spans: readonly Span[] = word.span === undefined ? [] : [word.span];
  const effects: Effect[] = [];
  readLine(text, {
    shell: 'bash',
    cwd: reader.call.cwd,
    home: reader.call.home,
    smells: () => false,
    suspects: () => ({ lines: [] }),
    knows: (program) => analyzerOf(program) !== undefined,
    file: reader.file,
    found: (run) => effects.push(...(analyzerOf(run.program)?.analyze(run, reader.call) ?? [])),
    problem: () => {},
  });
  return effects.filter(({ kind }) => kind === 'change' || kind === 'destroy').map((effect) => ({ ...effect, spans }));
}
