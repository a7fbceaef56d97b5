/**
 * Files whose rewriting through the shell always matters: guard files and Terraform state.
 *
 * Handles redirects, `tee`, `cp`, `mv`, `rm`, `ln`, `sed -i`, `chmod`, `dd of=`, `find -delete`, `git checkout -- FILE`
 * and their like. A program that only reads may name such a file; any other that names one is `unknown`.
 */
import { change, destroy, type Effect, unknown } from '../effect.ts';
import {
  isStateFile,
  leadsToGuardFiles,
  matchesName,
  mayBeGuardFile,
  mentionsGuardFile,
  mentionsStateFile,
  misleadsAgents,
  runsByItself,
} from '../guardFiles.ts';
import { isWithin, normalize, resolvePath } from '../paths.ts';
import { hole, type Invocation, partOf, shapeOf, type Word } from '../shell/invocation.ts';
import { peel } from '../shell/wrappers.ts';
import { type Surroundings, spansOf } from './analyzer.ts';
import { readers } from './everyday.ts';
import { smells } from './signs.ts';
import { isCopyOfState, isInitCache } from './stateFiles.ts';

type Family = 'guard' | 'state';

/** They check files, and change them where they are told to. */
const checkers: ReadonlyMap<string, RegExp | undefined> = new Map([
  ['prettier', /^(?:-w|--write)$/],
  ['eslint', /^--fix/],
  ['biome', /^--(?:write|fix|apply|unsafe)/],
  ['jsonlint', /^(?:-\w*i\w*|--in-place)$/],
  ['json5', /^(?:-o|--out)/],
  ['markdownlint', /^(?:-f|--fix)$/],
  ['codespell', /^(?:-w|--write-changes)$/],
  ['typos', /^(?:-w|--write-changes)$/],
  ['ajv', /^-o$/],
  ...['check-jsonschema', 'yamllint', 'cspell', 'gitleaks', 'trufflehog'].map((name) => [name, undefined] as const),
]);

/** `tar czf OUT IN…`: writes the first of its words, or the second where they begin with `czf`. */
const makesArchive = (args: readonly Word[]): boolean =>
  args.some(
    ({ value }, index) =>
      /^-\w*[ct]\w*$|^--(?:create|list)$/.test(value) || (index === 0 && /^[a-wyz]*[ct][a-wyz]*$/.test(value)),
  );

/** Which programs rewrite which of their words. */
const writers: ReadonlyMap<string, (run: Invocation) => readonly Word[]> = new Map<
  string,
  (run: Invocation) => readonly Word[]
>([
  ...[
    'tee',
    'chmod',
    'chown',
    'chattr',
    'setfacl',
    'truncate',
    'touch',
    'ln',
    'link',
    'patch',
    'gzip',
    'gunzip',
    'sponge',
    'ed',
    'ex',
    'vim',
    'vi',
    'nano',
    'emacs',
    'visudo',
    'sudoedit',
  ].map((program) => [program, ({ args }: Invocation) => plainWords(args)] as const),
  ...['cp', 'install', 'rsync', 'scp'].map(
    (program) => [program, ({ args }: Invocation) => destination(args)] as const,
  ),
  ['mv', ({ args }) => [...plainWords(args), ...destination(args)].filter((word, at, all) => all.indexOf(word) === at)],
  // They read, but for one of their words or options.
  ['uniq', ({ args }) => plainWords(args).slice(1)],
  ['xxd', ({ args }) => plainWords(args).slice(1)],
  ['tree', ({ args }) => valuesOf(args, /^-o$/)],
  ['less', ({ args }) => valuesOf(args, /^-[a-zA-Z]*[oO]$|^--(?:log-file|LOG-FILE)$/)],
  ['find', ({ args }) => valuesOf(args, /^-f(?:print[0f]?|ls)$/)],
  ...['awk', 'gawk', 'mawk'].map(
    (program) => [program, ({ args }: Invocation) => (awkWrites(args) ? plainWords(args).slice(1) : [])] as const,
  ),
  ...[...checkers].map(
    ([program, fixes]) =>
      [
        program,
        ({ args }: Invocation) => (args.some(({ value }) => fixes?.test(value)) ? plainWords(args) : []),
      ] as const,
  ),
  ['json.tool', ({ args }) => plainWords(args).slice(1)],
  ['tar', ({ args }) => (makesArchive(args) ? plainWords(args).slice(0, 2) : plainWords(args))],
  ...['perl', 'ruby'].map(
    (program) => [program, ({ args }: Invocation) => (onelinerReads(args) ? [] : plainWords(args))] as const,
  ),
  ['dd', ({ args }) => args.flatMap((word) => (shapeOf(word).startsWith('of=') ? [partOf(word, 3)] : []))],
  [
    'sed',
    ({ args }) =>
      args.some(({ value }) => /^-[a-zA-Z]*i|^--in-place/.test(value)) ? plainWords(args) : args.flatMap(scriptWrites),
  ],
  ['yq', ({ args }) => (args.some(({ value }) => /^-[a-zA-Z]*i|^--inplace/.test(value)) ? plainWords(args) : [])],
  [
    'sort',
    ({ args }) => [
      ...valuesOf(args, /^(?:-[a-zA-Z]*o|--output)$/),
      ...args.flatMap((word) => {
        const at = /^(?:-[a-zA-Z]*o|--output=)(?=.)/.exec(word.value)?.[0].length;
        return at === undefined ? [] : [partOf(word, at)];
      }),
    ],
  ],
]);

const removers = new Set(['rm', 'unlink', 'shred', 'rmdir', 'srm', 'trash', 'rimraf', 'del']);

/** Files that a sed script writes: `w FILE`. */
const scriptWrites = (word: Word): readonly Word[] =>
  [...word.value.matchAll(/(?:^|[;\s}/])w\s+([^\s;}]+)/g)].map(([, file = '']) => ({ ...word, value: file }));

const plainWords = (args: readonly Word[]): readonly Word[] => args.filter((word) => !shapeOf(word).startsWith('-'));

/** The words behind options of these names. */
const valuesOf = (args: readonly Word[], option: RegExp): readonly Word[] =>
  args.filter((_, index) => option.test(args[index - 1]?.value ?? ''));

/** `perl -ne 'print if /x/' FILE`: goes through lines, and neither changes them in place nor opens anything. */
const onelinerReads = (args: readonly Word[]): boolean =>
  args.some(({ value }) => /^-[a-zA-Z]*[np][a-zA-Z]*e$/.test(value)) &&
  args.every(
    ({ value, known }) =>
      known && !/^-[a-zA-Z]*i|\b(?:open|unlink|rename|system|exec|qx|symlink|File|IO|Kernel)\b|`|>/.test(value),
  );

/** `-i inplace`, and a program that makes names of what it is given. */
const awkWrites = (args: readonly Word[]): boolean =>
  args.some(({ value }) => /^(?:inplace|-iinplace|--in-?place)$/.test(value)) ||
  args.some(({ value }) => /ARGV|FILENAME/.test(value) && />|\|/.test(value));

function destination(args: readonly Word[]): readonly Word[] {
  const into = args.findIndex(({ value }) => /^(?:-t|--target-directory(?:=.*)?)$/.test(value));
  const word = args[into];
  if (word?.value.includes('=')) return [partOf(word, word.value.indexOf('=') + 1)];
  if (into >= 0) return args.slice(into + 1, into + 2);
  return plainWords(args).slice(-1);
}

/** What a copy becomes where its destination is a folder: guard files that agents of this project or person will read. */
function copies(run: Invocation, call: Surroundings): readonly Word[] {
  const [folder] = /^(?:cp|mv|install|rsync)$/.test(run.program) ? destination(run.args) : [];
  if (folder === undefined || !folder.known) return [];
  return plainWords(run.args).flatMap((word): readonly Word[] => {
    const name = word.value.split('/').filter(Boolean).at(-1);
    if (word === folder || !word.known || name === undefined || /^\.{1,2}$/.test(name)) return [];
    const path = resolvePath(run.cwd, `${folder.value}/${name}`, call.home);
    const read =
      path !== undefined && [call.cwd, call.home ?? call.cwd].some((each) => isWithin(path, normalize(each)));
    return read && path !== undefined && call.guards(path) ? [{ ...word, value: path }] : [];
  });
}

/** What an invocation does to guard and state files. */
export function fileEffects(
  run: Invocation,
  call: Surroundings,
  { line, knownTool }: { readonly line: string; readonly knownTool: boolean },
): readonly Effect[] {
  const effects: Effect[] = [];
  // `TF_LOG_PATH=.claude/settings.json`: some programs write where a variable tells them.
  if (!readers.has(run.program) && run.program !== '' && !run.program.startsWith('git')) {
    for (const word of Object.values(run.assignments))
      if (mentionsGuardFile(shapeOf(word)) && familyOf(word, run, call) === 'guard')
        effects.push(stuck('guard', run, word));
  }
  // Of a file whose name is found out later, one that the line speaks of is the likeliest.
  if (!run.redirects.every(({ target }) => target.known) || !run.args.every(({ known }) => known))
    effects.push(...openWrites(run, call, line));
  for (const { operator, target } of run.redirects) {
    const family = operator.includes('>') ? familyOf(target, run, call) : undefined;
    if (family !== undefined && !(family === 'state' && isCopyOfState(run, target)))
      effects.push(edit(family, run, target));
    const path = operator.includes('>') && target.known ? resolvePath(run.cwd, target.value, call.home) : undefined;
    if (path !== undefined && runsByItself(path) && (smells(line.replace(/\\[nrt]/g, ' ')) || misleadsAgents(line)))
      effects.push(
        unknown({
          tool: 'shell',
          operation: 'edit',
          ...describe(run, target),
          note: 'It runs by itself later, and nobody is asked then.',
        }),
      );
  }
  // Most commands name nothing that comes near such a file, and remove no folder.
  const text = run.args.map(shapeOf).join('\n');
  const removes = removers.has(run.program) || (run.program === 'find' && deletes(run));
  if (removes) return [...effects, ...removals(run, call)];
  if (run.program === 'mv') effects.push(...removals({ ...run, args: plainWords(run.args).slice(0, -1) }, call));
  const directory = run.cwd === undefined ? '' : `${run.cwd}/`;
  if (
    !writers.has(run.program) &&
    !mentionsGuardFile(text) &&
    !mentionsStateFile(text) &&
    !mentionsGuardFile(directory) &&
    !mentionsStateFile(directory) &&
    !/[*?[]|\uE000/.test(text)
  )
    return effects;
  return [...effects, ...argumentEffects(run, call, knownTool)];
}

function openWrites(run: Invocation, call: Surroundings, line: string): readonly Effect[] {
  if (run.remote !== undefined) return [];
  const words = [
    ...run.redirects.flatMap(({ operator, target }) => (operator.includes('>') ? [target] : [])),
    ...(removers.has(run.program) ? plainWords(run.args) : (writers.get(run.program)?.(run) ?? [])),
  ].filter((word) => openName.test(shapeOf(word)));
  // The line is long, and looked through for each of its commands: last.
  if (words.length === 0 || !mentionsGuardFile(line)) return [];
  return words.flatMap((word) => (familyOf(word, run, call) === undefined ? [stuck('guard', run, word)] : []));
}

/** A name of which nothing is known, or a settings file in a folder of which nothing is known. */
const openName = new RegExp(String.raw`^${hole}+(?:/(?:[^/]+/)*(?:settings|hooks|config)[\w.]*)?$`);

function argumentEffects(run: Invocation, call: Surroundings, knownTool: boolean): readonly Effect[] {
  const write = writers.get(run.program);
  if (write !== undefined) {
    return [...write(run), ...copies(run, call), ...recursive(run, call)].flatMap((word) => {
      const family = familyOf(word, run, call);
      return family === undefined ? [] : [edit(family, run, word)];
    });
  }
  if (run.program === 'git') return gitEffects(run, call);
  if (/^(?:cd|pushd)$/.test(run.program)) {
    return run.args.flatMap((word) =>
      !word.known && familyOf(word, run, call) === 'guard' ? [stuck('guard', run, word)] : [],
    );
  }
  if (readers.has(run.program) || run.program === 'holdpoint' || handsOn(run) || onlyPacks(run)) return [];
  return run.args.flatMap((word) => {
    const family = namedIn(word, run, call);
    if (family === undefined || (family === 'state' && (knownTool || /\s/.test(word.value)))) return [];
    return [stuck(family, run, word)];
  });
}

/** What such a program starts is read by itself. */
const handsOn = (run: Invocation): boolean =>
  /^(?:npx|pnpx|bunx|uvx|pipx|python[\d.]*|py)$/.test(run.program) &&
  peel(run)?.some(({ kind }) => kind === 'argv') === true;

/** `tar czf copy.tgz ~/.claude`, `perl -ne '…' settings.json`: they read what they are given. */
const onlyPacks = ({ program, args }: Invocation): boolean =>
  program === 'tar'
    ? /^-?[a-zA-Z]*[ct]/.test(args[0]?.value ?? '') &&
      !args.some(({ value }) => /^--(?:remove-files|extract|get)$/.test(value))
    : program === 'perl' &&
      args.some(({ value }) => /^-[a-zA-Z]*n/.test(value)) &&
      !args.some(({ value }) => /^-[a-zA-Z]*i/.test(value) || /open|system|exec|unlink|rename|`|>/.test(value));

/** `chmod -R 000 ~`: takes along what lies below. */
function recursive({ program, args, cwd }: Invocation, { home }: Surroundings): readonly Word[] {
  if (home === undefined || !/^(?:chmod|chown|setfacl)$/.test(program)) return [];
  if (!args.some(({ value }) => /^(?:-[a-zA-Z]*R|--recursive$)/.test(value))) return [];
  return plainWords(args).flatMap((word) => {
    const path = word.known ? resolvePath(cwd, word.value, home) : undefined;
    return path !== undefined && isWithin(normalize(home), path) ? [{ ...word, value: `${home}/.holdpoint` }] : [];
  });
}

/** `git checkout -- FILE`, `git rm FILE`: those that rewrite what they name. */
function gitEffects(run: Invocation, call: Surroundings): readonly Effect[] {
  if (
    !run.args.some(({ value }) =>
      /^(?:checkout|restore|rm|mv|clean|apply|update-index|sparse-checkout|clone|worktree|submodule)$/.test(value),
    )
  )
    return [];
  const removes = run.args.some(({ value }) => /^(?:rm|clean)$/.test(value));
  const trees = run.args.flatMap((word) => (word.value.startsWith('--work-tree=') ? [partOf(word, 12)] : []));
  return [...plainWords(run.args), ...trees].flatMap((word) => {
    const family = familyOf(word, run, call);
    return family === undefined ? [] : [removes ? removal(family, run, word) : edit(family, run, word)];
  });
}

/** `rm`, `find -delete`: also what lies in the folders they name. */
function removals(run: Invocation, call: Surroundings): readonly Effect[] {
  const named = run.args.find(
    ({ value }, index) => /^-i?(?:name|path)$/.test(run.args[index - 1]?.value ?? '') && mentionsStateFile(value),
  );
  if (run.program === 'find' && named !== undefined) return [removal('state', run, named)];
  if (run.program === 'find' && !findsGuardFiles(run)) return [];
  const words =
    run.program === 'find'
      ? run.args.slice(
          0,
          Math.max(
            1,
            run.args.findIndex(({ value }) => /^[-(!]/.test(value)),
          ),
        )
      : run.args;
  return plainWords(words).flatMap((word) => {
    const family = familyOf(word, run, call) ?? (leadsToGuard(word, run, call) ? 'guard' : undefined);
    return family === undefined || (family === 'state' && isInitCache(word)) ? [] : [removal(family, run, word)];
  });
}

/** `find … -delete`, but not a `-delete` among the words of an `-exec`. */
function deletes({ args }: Invocation): boolean {
  let inside = false;
  return args.some(({ value }) => {
    if (/^-(?:exec|execdir|ok|okdir)$/.test(value)) inside = true;
    else if (/^[;+]$/.test(value)) inside = false;
    return value === '-delete' && !inside;
  });
}

/** Names under which agents keep their settings. */
const settingsNames = [
  'settings.json',
  'settings.local.json',
  'hooks.json',
  'holdpoint.json',
  'config.toml',
  'policy.yaml',
];

/** Whether what `find` looks for could be one of them: everything is, where it is given no name. */
function findsGuardFiles({ args }: Invocation): boolean {
  const patterns = args.filter((_, index) => /^-i?(?:name|path|wholename|regex)$/.test(args[index - 1]?.value ?? ''));
  return (
    patterns.length === 0 ||
    patterns.some(({ value }) => mentionsGuardFile(value) || settingsNames.some((name) => matchesName(name, value)))
  );
}

function leadsToGuard(word: Word, run: Invocation, call: Surroundings): boolean {
  const path = word.known ? resolvePath(run.cwd, word.value, call.home) : undefined;
  if (path === undefined) return false;
  return leadsToGuardFiles(path, call.home) || (run.remote === undefined && isWithin(normalize(call.cwd), path));
}

/** Which family a path belongs to, as far as it is known. */
function familyOf(word: Word, run: Invocation, call: Surroundings): Family | undefined {
  if (run.remote !== undefined) return undefined;
  if (word.known) {
    const path = resolvePath(run.cwd, word.value, call.home) ?? normalize(word.value);
    if (call.guards(path)) return 'guard';
    return isStateFile(path) ? 'state' : undefined;
  }
  const shape = shapeOf(word);
  // Wildcards leave holes; what is between them may still say enough.
  const glob = resolvePath(
    run.cwd,
    /[*?[]/.test(word.value) && !word.value.includes('$') ? word.value : shape.replaceAll(hole, '*'),
    call.home,
  );
  if (
    mentionsGuardFile(shape) ||
    mentionsGuardFile(word.value) ||
    (glob !== undefined && shape !== hole && mayBeGuardFile(glob, call.home))
  )
    return 'guard';
  return mentionsStateFile(shape) ? 'state' : undefined;
}

/** A file inside a longer text: an option's value, a line of code. */
function namedIn(word: Word, run: Invocation, call: Surroundings): Family | undefined {
  const shape = shapeOf(word);
  if (isProse(run, word)) return undefined;
  if (mentionsGuardFile(shape)) return 'guard';
  const value = shape.startsWith('-') && shape.includes('=') ? partOf(word, shape.indexOf('=') + 1) : word;
  return shape.startsWith('-') && value === word ? undefined : familyOf(value, run, call);
}

/** Text that programs carry along: a pull request's description, a message. */
const isProse = ({ program }: Invocation, word: Word): boolean =>
  /^(?:gh|glab|claude|codex|gemini)$/.test(program) && /\s/.test(word.value);

const describe = (run: Invocation, word: Word) => ({ target: word.value, spans: spansOf(run.name, word) });

const edit = (family: Family, run: Invocation, word: Word): Effect =>
  change({ tool: family, operation: 'edit', ...describe(run, word) });
const removal = (family: Family, run: Invocation, word: Word): Effect =>
  destroy({ tool: family, operation: 'delete', ...describe(run, word) });
const stuck = (family: Family, run: Invocation, word: Word): Effect =>
  unknown({
    tool: family,
    operation: run.program || run.name.value,
    ...describe(run, word),
    note: `Whether it changes the ${family === 'guard' ? 'guard' : 'state'} file is not known.`,
  });
