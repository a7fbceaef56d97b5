/**
 * Task runners: programs that run what a file of the project says. The file is read, and its commands are read as if
 * they stood in the line.
 *
 *     make deploy            npm test            just release            task infra:apply
 *     foreman start          composer deploy     rake db:drop            nx run shop:deploy
 *
 * A file or a task that cannot be found says nothing, unless the task's name speaks of a deployment.
 */
import type { Frame } from './frame.ts';
import { gitHooks } from './gitHooks.ts';
import { hole, type Invocation, literal, partOf, shapeOf, type Word } from './invocation.ts';
import { justfile } from './justfile.ts';
import { makefile } from './makefile.ts';
import { names, readOptions } from './options.ts';
import { composer, denoTasks, nx, packageScripts, scriptGroups, scriptParts } from './packageScripts.ts';
import { procfile, rakefile, tomlScripts } from './projectTasks.ts';
import type { Shell } from './state.ts';
import { type Runner, type Task, unread } from './task.ts';
import { taskfile } from './taskfile.ts';
import type { Trace } from './trace.ts';
import { fileText } from './written.ts';

/** Runners whose files are programs of their own, or lie where nobody can tell: only the task's name can say something. */
const named =
  (as: string, tasks: (args: readonly Word[]) => readonly Word[] = operands): Runner =>
  ({ args }) =>
    tasks(args).flatMap((word) => unread(word, `What ${as} runs for this name cannot be read.`));

const operands = (args: readonly Word[]): readonly Word[] =>
  args.filter((word) => !shapeOf(word).startsWith('-') && !/^[\w.]+=/.test(shapeOf(word)));

/** `bazel run //infra:apply`: building and testing a target runs nothing of it. */
const bazelTargets = (args: readonly Word[]): readonly Word[] => {
  const [verb, ...targets] = operands(args);
  return verb?.value === 'run' ? targets.slice(0, 1) : [];
};

/** `cargo xtask deploy`, `cargo run --bin deploy`, `cargo make deploy` run a program of the project. https://github.com/matklad/cargo-xtask */
const xtask: Runner = ({ args }) => {
  const [verb, task] = operands(args);
  if (verb?.value === 'run') {
    const at = args.findIndex(({ value }) => /^--(?:bin|example)$/.test(value));
    const bin = at < 0 ? undefined : args[at + 1];
    return bin === undefined ? [] : unread(bin, 'What this program of the project does cannot be read.');
  }
  return /^(?:xtask|make)$/.test(verb?.value ?? '') && task !== undefined
    ? unread(task, 'What the project’s own xtask does for this name cannot be read.')
    : [];
};

/** `cmake --build DIR --target deploy`, `cmake -P deploy.cmake`. https://cmake.org/cmake/help/latest/manual/cmake.1.html */
const cmakeTargets = (args: readonly Word[]): readonly Word[] =>
  args.flatMap((word, index) => {
    const option = args[index - 1]?.value ?? '';
    if (/^(?:-t|--target)$/.test(option) && args.some(({ value }) => value === '--build')) return [word];
    return option === '-P' ? [word] : [];
  });

/** `act -j deploy` runs a job of a workflow here, with what it is given of secrets. https://nektosact.com */
const actJobs: Runner = ({ args }) =>
  args.some(({ value }) => /^(?:-l|--list|-n|--dryrun|-g|--graph|--version|-h|--help)$/.test(value))
    ? []
    : args.flatMap((word, index) =>
        /^(?:-j|--job|-W|--workflows)$/.test(args[index - 1]?.value ?? '')
          ? unread(
              { ...word, value: word.value.replace(/^.*\//, '').replace(/\.ya?ml$/, '') },
              'What the job does cannot be read.',
            )
          : [],
      );

/** What publishes is read by its name elsewhere. */
const gradleTasks = (args: readonly Word[]): readonly Word[] =>
  args.some(({ value }) => /^(?:-m|--dry-run|-x|--exclude-task)$/.test(value))
    ? operands(args).slice(1)
    : operands(args).filter(
        ({ value }) => !/(?:^|:)publish|ToMavenLocal$|^(?:help|tasks|dependencies|projects)$/.test(value),
      );

/** `turbo run build deploy`, `turbo build`. */
const turbo: Runner = (run, look) => {
  const [first, ...rest] = operands(run.args);
  if (first === undefined || /^(?:login|logout|link|unlink|prune|daemon|gen|telemetry|ls|query|bin)$/.test(first.value))
    return [];
  if (run.args.some(({ value }) => /^--dry(?:-run)?(?:=(?:json|text))?$/.test(value))) return [];
  return (first.value === 'run' ? rest : [first, ...rest]).flatMap((word) => {
    const own = word.value.startsWith('//#') ? partOf(word, 3) : word;
    const found = packageScripts({ ...run, program: 'npm', args: [literal('run'), own] }, look);
    return found.length > 0 ? found : unread(word, 'What the packages of this project run for it cannot be read.');
  });
};

const runners: ReadonlyMap<string, Runner> = new Map<string, Runner>([
  ...['make', 'gmake', 'remake', 'bmake'].map((name) => [name, makefile] as const),
  ...['npm', 'pnpm', 'yarn', 'bun'].map((name) => [name, packageScripts] as const),
  ...['run-s', 'run-p', 'npm-run-all', 'npm-run-all2'].map((name) => [name, scriptGroups] as const),
  ['concurrently', scriptParts],
  ['deno', denoTasks],
  ['composer', composer],
  ['just', justfile],
  ['task', taskfile],
  ['go-task', taskfile],
  ['rake', rakefile],
  ['git', gitHooks],
  ['cargo', xtask],
  [
    'ninja',
    named('ninja', (args) => readOptions(args, { values: names('-C -f -j -k -l -d -t -w'), clusters: true }).words),
  ],
  ['cmake', named('CMake', cmakeTargets)],
  ['meson', named('Meson', (args) => (args[0]?.value === 'compile' ? operands(args.slice(1)) : []))],
  ...['bazel', 'bazelisk'].map((name) => [name, named('Bazel', bazelTargets)] as const),
  ['act', actJobs],
  ['nx', nx],
  ['turbo', turbo],
  ...['foreman', 'overmind', 'hivemind', 'honcho'].map((name) => [name, procfile] as const),
  ...['poe', 'pdm', 'hatch', 'rye', 'pipenv', 'mise'].map((name) => [name, tomlScripts] as const),
  ...['gradle', 'gradlew'].map((name) => [name, named('Gradle', gradleTasks)] as const),
  ...['mvn', 'mvnw'].map(
    (name) =>
      [
        name,
        named('Maven', (args) =>
          operands(args).filter(({ value }) => !/^(?:deploy|release)(?::|$)|-dry-?run$/.test(value)),
        ),
      ] as const,
  ),
  ...[
    'ant',
    'grunt',
    'gulp',
    'mage',
    'invoke',
    'inv',
    'fab',
    'cap',
    'lerna',
    'wireit',
    'moon',
    'earthly',
    'pants',
    'thor',
    'sbt',
  ].map((name) => [name, named(name)] as const),
  ['rush', named('rush', (args) => operands(args).filter(({ value }) => value !== 'purge'))],
]);

/** What a task runner reads in a file of the project. A task that comes to itself again is read once. */
export function tasksBehind(run: Invocation, shell: Shell, frame: Frame, trace: Trace): readonly Task[] {
  const runner = runners.get(run.program);
  if (runner === undefined || run.remote !== undefined) return [];
  const texts: string[] = [];
  const tasks = runner(run, {
    file: (path) => {
      const found = fileText(literal(path), shell, trace);
      if (found.kind === 'text') texts.push(found.text);
      return found;
    },
    variable: (name) => (Object.hasOwn(run.assignments, name) ? run.assignments[name] : undefined),
    stdin: run.stdin,
    smells: trace.smells,
  }).filter(({ word, ...task }) => {
    if (task.kind === 'unreadable' || !frame.wrappers.includes(task.as)) return true;
    const key = JSON.stringify([shell.cwd, run.args.map(shapeOf), task]);
    if (trace.tasks.has(key)) return false;
    trace.tasks.add(key);
    return true;
  });
  const open = tasks.some((task) => task.kind === 'text' && task.text.includes(hole));
  if (
    !open ||
    run.args.some(({ known }) => !known) ||
    [frame.source, ...texts].some((text) => trace.smells(text.replaceAll('$(eval', '')))
  )
    return tasks;
  // `$(shell which node) build.js`: where nothing speaks of infrastructure, what is computed is a word like any other.
  return tasks.map((task) => (task.kind === 'text' ? { ...task, text: task.text.replaceAll(hole, '_') } : task));
}
