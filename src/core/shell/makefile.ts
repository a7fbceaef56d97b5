/**
 * `make TARGET…`: the recipes of the targets and of everything they need, as the shell would get them.
 *
 *     make            make deploy ENV=prod            make -C infra destroy            gmake -f ops.mk all
 *
 * Both ways of a conditional are read; a variable that it sets has every value it may have. What a function computes is
 * a hole, what `$(shell …)` runs is read as well.
 *
 * https://www.gnu.org/software/make/manual/make.html
 */
import { hole, literal, shapeOf, type Word } from './invocation.ts';
import { expandMake, type MakeScope } from './makeVariables.ts';
import { lastOption, names, readOptions } from './options.ts';
import { firstFile, type Look, type Runner, type Task, unread } from './task.ts';

interface Rule {
  readonly targets: readonly string[];
  readonly needs: string;
  readonly recipe: string[];
}

interface Makefile extends MakeScope {
  readonly rules: Rule[];
  readonly byTarget: Map<string, Rule[]>;
  readonly patterns: Rule[];
  oneShell: boolean;
}

const style = {
  values: names(
    '-C --directory -f --file --makefile -I --include-dir -E --eval -o --old-file --assume-old -W --what-if --new-file --assume-new -j -l',
  ),
  clusters: true,
};

const mostTargets = 400;

export const makefile: Runner = (run, look) => {
  // `-j` takes a number only where one follows.
  const args = run.args.filter(
    ({ value }, index) => !(/^-[jl]$/.test(value) && !/^[\d.]+$/.test(run.args[index + 1]?.value ?? '')),
  );
  const options = readOptions(args, style);
  const has = (...wanted: string[]) => lastOption(options, ...wanted) !== undefined;
  if (has('-v', '--version', '-h', '--help')) return [];
  const directory = options.options
    .filter(({ name }) => name === '-C' || name === '--directory')
    .map(({ value }) => (value === undefined ? '.' : shapeOf(value)))
    .join('/');
  const at = (path: string): string => (directory === '' || path.startsWith('/') ? path : `${directory}/${path}`);
  const file = lastOption(options, '-f', '--file', '--makefile')?.value;
  const isSet = (word: Word): boolean => /^[\w.]+\s*[:?+]*=/.test(shapeOf(word));
  const goals = options.words.filter((word) => !isSet(word));
  const nothing = (why: string): readonly Task[] =>
    (goals.length > 0 ? goals : file === undefined ? [] : [file]).flatMap((word) => unread(word, why));
  const given = /^(?:-|\/dev\/(?:stdin|fd\/0))$/.test(file?.value ?? '') ? look.stdin : undefined;
  const flags = look.variable('MAKEFLAGS');
  const texts = [
    ...options.options.flatMap(({ name, value }) => (/^(?:-E|--eval)$/.test(name) && value ? [shapeOf(value)] : [])),
    ...(flags === undefined ? [] : [/--eval=(.*)/s.exec(shapeOf(flags))?.[1] ?? '']),
  ].join('\n');
  const found = directory.includes(hole)
    ? undefined
    : given !== undefined
      ? { text: shapeOf(given) }
      : firstFile(look, file === undefined ? ['GNUmakefile', 'makefile', 'Makefile'].map(at) : [at(shapeOf(file))]);
  // What every recipe is given to: `SHELL=/tmp/x.sh`.
  const shells = options.words.flatMap((word): Task[] =>
    /^SHELL\s*:?=/.test(shapeOf(word))
      ? [{ kind: 'text', as: 'make SHELL', text: `${shapeOf(word).replace(/^[^=]*=/, '')} -c :`, word }]
      : [],
  );
  if (found === undefined && texts === '') return [...shells, ...nothing('Its makefile cannot be found or read.')];

  const source = `${found?.text ?? ''}\n${texts}`;
  const scope = parseMake(source, look, at, options.words.filter(isSet));
  const rehearses = has('-n', '--just-print', '--dry-run', '--recon', '-q', '--question', '-t', '--touch');
  const first = scope.rules.flatMap(({ targets }) => targets).find((target) => !/^\.|%/.test(target));
  const wanted = goals.length > 0 ? goals : [literal(scope.goal ?? first ?? '', run.name.span)];
  const tasks: Task[] = [];
  const done = new Set<string>();
  const full = (): void => {
    if (!tasks.some((task) => task.kind === 'unreadable') && look.smells(source))
      tasks.push({ kind: 'unreadable', word: run.name, why: 'It makes more targets than Holdpoint reads.' });
  };
  for (const goal of wanted) visit(goal.value, goal, { scope, tasks, done, rehearses, directory, given: true, full });
  const lines = [...new Set(scope.shells)].map(
    (text): Task => ({ kind: 'text', as: 'make', text, word: run.name, ...(directory === '' ? {} : { directory }) }),
  );
  return [...shells, ...lines, ...tasks];
};

interface Visit {
  readonly scope: Makefile;
  readonly tasks: Task[];
  readonly done: Set<string>;
  readonly rehearses: boolean;
  readonly directory: string;
  /** Whether the target was asked for by its name. */
  readonly given: boolean;
  /** There are more targets than are read. */
  readonly full: () => void;
}

function visit(target: string, word: Word, how: Visit): void {
  const { scope, tasks, done, rehearses, directory } = how;
  if (target === '' || done.has(target)) return;
  if (done.size >= mostTargets) {
    how.full();
    return;
  }
  done.add(target);
  const rules = rulesFor(target, scope);
  if (rules.length === 0) {
    if (how.given && !word.known) tasks.push(...unread(word, 'Which target it makes is known only when it runs.'));
    else if (how.given) tasks.push(...unread(word, 'Its makefile has no such target that can be read.'));
    return;
  }
  for (const { rule, stem } of rules) {
    const needs = expandMake(rule.needs.replaceAll('%', stem), scope, { '@': target, '*': stem })
      .join(' ')
      .split(/[\s|]+/)
      .filter(Boolean);
    for (const need of needs) visit(need, word, { ...how, given: false });
    const own = { '@': target, '*': stem, '<': needs[0] ?? '', '^': needs.join(' '), '+': needs.join(' '), '?': hole };
    for (const line of scope.oneShell ? [rule.recipe.join('\n')] : rule.recipe) {
      for (const text of expandMake(line, scope, own)) {
        // A canned recipe has lines of its own.
        for (const part of scope.oneShell ? [text] : text.split(/(?<!\\)\n/)) {
          const [, flags = '', command = ''] = /^[ \t]*([-@+ \t]*)([\s\S]*)$/.exec(part) ?? [];
          if (command.trim() === '' || (rehearses && !flags.includes('+'))) continue;
          tasks.push({
            kind: 'text',
            as: `make ${target}`,
            text: command,
            word,
            ...(directory === '' ? {} : { directory }),
          });
        }
      }
    }
  }
}

function rulesFor(
  target: string,
  { byTarget, patterns }: Makefile,
): readonly { readonly rule: Rule; readonly stem: string }[] {
  const exact = (byTarget.get(target) ?? []).map((rule) => ({ rule, stem: '' }));
  if (exact.some(({ rule }) => rule.recipe.length > 0)) return exact;
  const matched = patterns.flatMap((rule) =>
    rule.targets.flatMap((pattern) => {
      const [before, after] = pattern.split('%');
      if (before === undefined || after === undefined) return [];
      if (!target.startsWith(before) || !target.endsWith(after) || target.length <= before.length + after.length)
        return [];
      return [{ rule, stem: target.slice(before.length, target.length - after.length) }];
    }),
  );
  return [...exact, ...matched.slice(0, 1)];
}

const variableLine = /^(?:(?:export|override|private|unexport)\s+)*([\w.%\-/]+)\s*(:{0,3}=|\?=|\+=|!=)\s*([\s\S]*)$/;
const ruleLine = /^([^\t:=#][^:=#]*?)\s*(?:&:|::?)(?!=)([\s\S]*)$/;

function parseMake(source: string, look: Look, at: (path: string) => string, given: readonly Word[]): Makefile {
  const scope: Makefile = {
    values: new Map(),
    fixed: new Set(),
    outside: (name) => {
      const word = look.variable(name);
      return word === undefined ? undefined : shapeOf(word);
    },
    shells: [],
    immediate: [],
    known: new Map(),
    used: 0,
    byTarget: new Map(),
    patterns: [],
    rules: [],
    oneShell: false,
  };
  for (const word of given) {
    const match = variableLine.exec(shapeOf(word));
    if (match?.[1] === undefined) continue;
    scope.values.set(match[1], [match[3] ?? '']);
    scope.fixed.add(match[1]);
  }
  parseText(source, scope, look, at, 0);
  for (const text of scope.immediate) expandMake(text, scope, {});
  return scope;
}

function parseText(source: string, scope: Makefile, look: Look, at: (path: string) => string, depth: number): void {
  let prefix = '\t';
  let conditions = 0;
  let current: Rule | undefined;
  const lines = source.split('\n');
  for (let index = 0; index < lines.length; index += 1) {
    let line = lines[index] ?? '';
    const recipe = line.startsWith(prefix) && current !== undefined;
    while (line.endsWith('\\') && index + 1 < lines.length) {
      index += 1;
      line = recipe
        ? `${line}\n${(lines[index] ?? '').replace(/^\t/, '')}`
        : `${line.slice(0, -1)} ${(lines[index] ?? '').trim()}`;
    }
    if (recipe) {
      current?.recipe.push(line.slice(prefix.length));
      continue;
    }
    line = line.replace(/(^|[^\\])#.*$/s, '$1').trim();
    if (line === '') continue;
    if (/^(?:ifeq|ifneq|ifdef|ifndef)\b/.test(line)) conditions += 1;
    else if (/^endif\b/.test(line)) conditions = Math.max(0, conditions - 1);
    else if (/^else\b/.test(line)) continue;
    else if (/^define\s/.test(line)) {
      const name = /^define\s+([\w.-]+)/.exec(line)?.[1] ?? '';
      const body: string[] = [];
      for (index += 1; index < lines.length && !/^\s*endef\b/.test(lines[index] ?? ''); index += 1)
        body.push(lines[index] ?? '');
      setMake(scope, name, '=', body.join('\n'), conditions > 0);
    } else if (/^[-s]?include\s/.test(line)) {
      for (const path of expandMake(line.replace(/^\S+\s+/, ''), scope, {})
        .join(' ')
        .split(/\s+/)) {
        const found = depth < 5 && !/[*?]/.test(path) && !path.includes(hole) ? look.file(at(path)) : undefined;
        if (found?.kind === 'text') parseText(found.text.replaceAll('\r\n', '\n'), scope, look, at, depth + 1);
      }
    } else {
      const variable = variableLine.exec(line);
      if (variable?.[1] !== undefined) {
        if (variable[1] === '.RECIPEPREFIX') prefix = variable[3]?.[0] ?? '\t';
        else if (variable[1] === '.DEFAULT_GOAL') scope.goal = variable[3] ?? '';
        else setMake(scope, variable[1], variable[2] ?? '=', variable[3] ?? '', conditions > 0);
        continue;
      }
      const rule = ruleLine.exec(line);
      if (rule?.[1] === undefined) {
        // A function on a line of its own: `$(eval …)`, `$(info …)`.
        if (line.startsWith('$(')) expandMake(line, scope, {});
        continue;
      }
      const own = variableLine.exec((rule[2] ?? '').trim());
      if (own?.[1] !== undefined) {
        setMake(scope, own[1], own[2] ?? '=', own[3] ?? '', true);
        continue;
      }
      const [needs = '', inline] = (rule[2] ?? '').split(/;(.*)/s);
      const targets = expandMake(rule[1], scope, {}).join(' ').split(/\s+/).filter(Boolean);
      if (targets.includes('.ONESHELL')) scope.oneShell = true;
      // `a: %.o: %.c`: the pattern of a static rule stands between.
      current = { targets, needs: needs.split(':').at(-1) ?? '', recipe: inline === undefined ? [] : [inline] };
      scope.rules.push(current);
      for (const target of targets) {
        const known = scope.byTarget.get(target);
        if (known === undefined) scope.byTarget.set(target, [current]);
        else known.push(current);
      }
      if (targets.some((target) => target.includes('%'))) scope.patterns.push(current);
    }
  }
}

/** `maybe`: another value may hold as well. */
function setMake(scope: Makefile, name: string, operator: string, value: string, maybe: boolean): void {
  if (scope.fixed.has(name)) return;
  scope.known.clear();
  const before = scope.values.get(name);
  if (operator === '?=' && !maybe && (before !== undefined || scope.outside(name) !== undefined)) return;
  if (operator === '!=') {
    scope.shells.push(value);
    scope.values.set(name, [hole]);
    return;
  }
  if (operator.startsWith(':') && value.includes('$(shell')) scope.immediate.push(value);
  if (operator === '+=')
    scope.values.set(
      name,
      (before ?? ['']).map((old) => `${old} ${value}`),
    );
  else if (maybe && before !== undefined) scope.values.set(name, [...new Set([...before, value])].slice(-4));
  else scope.values.set(name, [value]);
}
