/**
 * Scripts of `package.json` and its like, with what runs before and after them.
 *
 *     npm test            npm run deploy -- --yes            yarn release            pnpm --filter api run deploy
 *     bun run x           npm ci (its `postinstall`)         composer deploy         deno task ship         nx run shop:deploy
 *
 * https://docs.npmjs.com/cli/using-npm/scripts
 */
import { type Invocation, literal, shapeOf, type Word } from './invocation.ts';
import { lastOption, names, readOptions } from './options.ts';
import { fileAbove, firstFile, jsonFile, type Look, type Runner, type Task, unread } from './task.ts';

const style = {
  values: names(
    '-C --dir --prefix --cwd -w --workspace --filter -F --loglevel --registry --userconfig --workspace-concurrency --script-shell --network-concurrency --cache',
  ),
  clusters: true,
  stops: true,
};

/** Verbs of their own that run the scripts of the package's life. */
const lives: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ...['install', 'i', 'ci', 'clean-install', 'in', 'ins', 'isntall', 'it', 'cit', 'rebuild', 'dedupe', 'prune'].map(
    (verb) =>
      [verb, ['preinstall', 'install', 'postinstall', 'preprepare', 'prepare', 'postprepare', 'prepublish']] as const,
  ),
  ['pack', ['prepack', 'prepare', 'postpack']],
  ['publish', ['prepublishOnly', 'prepublish', 'prepack', 'prepare', 'postpack', 'publish', 'postpublish']],
  ['version', ['preversion', 'version', 'postversion']],
  [
    'restart',
    ['prerestart', 'prestop', 'stop', 'poststop', 'restart', 'prestart', 'start', 'poststart', 'postrestart'],
  ],
]);

const around = (name: string): readonly string[] => [`pre${name}`, name, `post${name}`];

/** Verbs of the package managers themselves; with yarn, pnpm and bun every other word may be a script. */
const verbs = names(
  'add remove rm uninstall un up update upgrade outdated why list ls ll la link unlink init create config set get cache audit login logout whoami owner access team token dist-tag tag deprecate unpublish view info show search fund doctor help exec x dlx node patch patch-commit import licenses store root bin prefix env setup plugin workspaces workspace global constraints pnpify dedupe explain docs repo bugs ping profile star stars completion diff query sbom shrinkwrap pkg self-update server deploy fetch approve-builds ignored-builds build pm install-test',
);

export const packageScripts: Runner = (run, look) => {
  const options = readOptions(run.args, style);
  const [verb, ...rest] = options.words;
  const npm = run.program === 'npm';
  if (verb === undefined)
    return npm || run.program === 'bun' ? [] : scriptsOf(run, look, literal('install', run.name.span), [], true);
  const after = readOptions(rest, style);
  const place = placeOf([...run.args]);
  if (/^(?:run|run-script|rum|urn)$/.test(verb.value)) {
    const [name, ...parameters] = after.words;
    return name === undefined ? [] : scriptsOf(run, look, name, parameters, false, place);
  }
  if (/^(?:test|t|tst|start|stop)$/.test(verb.value) && !(run.program === 'bun' && verb.value === 'test')) {
    const name = /^ts?t?$|^test$/.test(verb.value) ? 'test' : verb.value;
    return scriptsOf(run, look, { ...verb, value: name }, rest, false, place);
  }
  if (verb.value === 'workspace' && run.program === 'yarn') {
    const [workspace, ...behind] = rest;
    const [script, ...parameters] = behind[0]?.value === 'run' ? behind.slice(1) : behind;
    return workspace === undefined || script === undefined
      ? []
      : scriptsOf(run, look, script, parameters, false, { workspace: workspace.value });
  }
  if (verb.value === 'workspaces' && run.program === 'yarn') {
    const words = readOptions(rest, style).words;
    const script = words[words.findIndex(({ value }) => value === 'run') + 1];
    return script === undefined ? [] : scriptsOf(run, look, script, [], false, { workspace: '*' });
  }
  if (lives.has(verb.value)) {
    // Behind them stand packages, whose own scripts nobody can read before they are here.
    return readOptions(rest, style).options.some(({ name }) => name === '--ignore-scripts')
      ? []
      : scriptsOf(run, look, verb, [], true, place);
  }
  if (run.program === 'bun' && verb.value === 'test') return [];
  if (npm || (verbs.has(verb.value) && !(run.program === 'yarn' && verb.value === 'deploy'))) return [];
  return scriptsOf(run, look, verb, rest, false, place, true);
};

interface Place {
  readonly directory?: string;
  /** A package of the workspace; `*` for all of them. */
  readonly workspace?: string;
}

function placeOf(args: readonly Word[]): Place {
  const end = args.findIndex(({ value }) => value === '--');
  const options = readOptions(end < 0 ? args : args.slice(0, end), { ...style, stops: false });
  const directory = lastOption(options, '-C', '--dir', '--prefix', '--cwd')?.value;
  const workspace = lastOption(options, '-w', '--workspace', '--filter', '-F')?.value;
  const all = lastOption(options, '--workspaces', '-r', '--recursive', '-ws');
  return {
    ...(directory === undefined ? {} : { directory: shapeOf(directory) }),
    ...(workspace !== undefined ? { workspace: workspace.value } : all === undefined ? {} : { workspace: '*' }),
  };
}

type Fields = Readonly<Record<string, unknown>>;

/** An object; an empty one for everything else. */
const fields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};

/** The `scripts` of the nearest `package.json`, and where it lies. */
function readPackage(look: Look, { directory = '.', workspace }: Place) {
  const names = ['package.json'];
  if (workspace === undefined) {
    const found = fileAbove(look, directory, names);
    return found === undefined
      ? undefined
      : { scripts: fields(fields(jsonFile(found.text)).scripts), directory: found.directory };
  }
  const plain = workspace
    .replace(/^\{(.*)\}$/, '$1')
    .replace(/\.{3}/g, '')
    .replace(/^@[^/]+\//, '');
  if (/[*?!]/.test(plain)) return undefined;
  for (const folder of [plain, `packages/${plain}`, `apps/${plain}`, `libs/${plain}`, `services/${plain}`]) {
    const found = firstFile(look, [`${directory}/${folder}/package.json`]);
    if (found !== undefined)
      return { scripts: fields(fields(jsonFile(found.text)).scripts), directory: `${directory}/${folder}` };
  }
  return undefined;
}

/** `silent`: a name that is no script may be a program. */
function scriptsOf(
  run: Invocation,
  look: Look,
  name: Word,
  parameters: readonly Word[],
  life: boolean,
  place: Place = {},
  silent = false,
): readonly Task[] {
  const found = readPackage(look, place);
  const wanted = life ? (lives.get(name.value) ?? []) : around(name.value);
  const has = wanted.some((each) => typeof found?.scripts[each] === 'string');
  if (!has) {
    if (life || (silent && found !== undefined)) return [];
    return unread(
      name,
      found === undefined ? 'Its `package.json` cannot be found or read.' : 'There is no such script.',
    );
  }
  return wanted.flatMap((each): readonly Task[] => {
    const text = found?.scripts[each];
    if (typeof text !== 'string') return [];
    // The dashes are the package manager's own, but pnpm's.
    const own = run.program !== 'pnpm' && parameters[0]?.value === '--' ? 1 : 0;
    const given = each === name.value ? parameters.slice(own) : [];
    return [
      {
        kind: 'text',
        as: `${run.program} ${each}`,
        text: (given.length > 0 ? `${text} "$@"` : text).replace(/\$\{?npm_execpath\b\}?/g, run.program),
        parameters: given,
        word: name,
        ...(found === undefined || found.directory === '.' ? {} : { directory: found.directory }),
      },
    ];
  });
}

/** `run-s build deploy`, `npm-run-all --parallel "deploy:*"`. */
export const scriptGroups: Runner = (run, look) => {
  const found = readPackage(look, {});
  if (found === undefined) return [];
  return readOptions(run.args, { values: names('--max-parallel -l --npm-path'), clusters: true }).words.flatMap(
    (word) => {
      const [pattern = ''] = word.value.split(' ');
      const match = new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\?]/g, '\\$&').replace(/\*+/g, '.*')}$`);
      return Object.keys(found.scripts)
        .filter((name) => match.test(name))
        .flatMap((name) => scriptsOf(run, look, { ...word, value: name }, [], false));
    },
  );
};

/** `concurrently "npm:deploy" "vite"`: each word is a line of its own, or a script behind `npm:`. */
export const scriptParts: Runner = (run) =>
  readOptions(run.args, {
    values: names('-n --names -c --prefix-colors -p --prefix -m --max-processes'),
    clusters: true,
  }).words.map(
    (word): Task => ({
      kind: 'text',
      as: 'concurrently',
      text: shapeOf(word).replace(/^(npm|pnpm|yarn|bun):/, '$1 run '),
      word,
    }),
  );

/** `deno task NAME`: https://docs.deno.com/runtime/reference/cli/task/ */
export const denoTasks: Runner = (run, look) => {
  const { words } = readOptions(run.args, { values: names('--cwd -c --config'), clusters: true });
  const [verb, name, ...parameters] = words;
  if (verb?.value !== 'task' || name === undefined) return [];
  const found = firstFile(look, ['deno.json', 'deno.jsonc']);
  const task = found === undefined ? undefined : fields(fields(jsonFile(found.text)).tasks)[name.value];
  const text = typeof task === 'string' ? task : fields(task).command;
  if (typeof text !== 'string') {
    return scriptsOf(run, look, name, parameters, false);
  }
  return [{ kind: 'text', as: `deno task ${name.value}`, text, word: name, parameters }];
};

/** `composer NAME`: https://getcomposer.org/doc/articles/scripts.md */
export const composer: Runner = (run, look) => {
  const { words } = readOptions(run.args, { values: names('-d --working-dir'), clusters: true });
  const [verb, ...rest] = words;
  const name = verb !== undefined && /^(?:run|run-script|exec)$/.test(verb.value) ? rest[0] : verb;
  if (name === undefined) return [];
  const found = firstFile(look, ['composer.json']);
  const scripts = found === undefined ? {} : fields(fields(jsonFile(found.text)).scripts);
  const life = /^(?:install|update|require)$/.test(name.value);
  const wanted = life ? [`pre-${name.value}-cmd`, `post-${name.value}-cmd`, 'post-autoload-dump'] : [name.value];
  const tasks = wanted.flatMap((each) => composerScript(each, scripts, name, 0));
  return tasks.length > 0 || life ? tasks : unread(name, 'Its `composer.json` has no such script that can be read.');
};

function composerScript(name: string, scripts: Fields, word: Word, depth: number): readonly Task[] {
  const script = scripts[name];
  const parts = Array.isArray(script) ? script : [script];
  return parts.flatMap((part): readonly Task[] => {
    if (typeof part !== 'string' || depth > 8) return [];
    const [, reference = ''] = /^@([\w:-]+)/.exec(part) ?? [];
    if (reference !== '' && Object.hasOwn(scripts, reference))
      return composerScript(reference, scripts, word, depth + 1);
    // A class with a method is code of the project.
    if (/^[\w\\]+::\w+$/.test(part)) return [];
    return [
      {
        kind: 'text',
        as: `composer ${name}`,
        text: part.replace(/^@(?=php|composer)/, '').replace(/^@putenv /, 'export '),
        word,
      },
    ];
  });
}

/** `nx run PROJECT:TARGET`, `nx TARGET PROJECT`: https://nx.dev/reference/project-configuration */
export const nx: Runner = (run, look) => {
  const { options, words } = readOptions(run.args, {
    values: names('-c --configuration -t --target --targets -p --projects --exclude --parallel --base --head'),
    clusters: true,
  });
  const [first, second] = words;
  if (first === undefined || /^(?:migrate|reset|generate|g|add|import|connect|sync|repair)$/.test(first.value))
    return [];
  if (/^(?:run-many|affected)$/.test(first.value)) {
    const targets = options.filter(({ name }) => /^(?:-t|--targets?)$/.test(name)).flatMap(({ value }) => value ?? []);
    return [...targets, ...words.slice(1)].flatMap((word) =>
      unread(word, 'What the projects run for it cannot be read.'),
    );
  }
  const [project = '', target = ''] =
    first.value === 'run' ? (second?.value.split(':') ?? []) : [second?.value ?? '', first.value];
  if (target === '' || project === '') return [];
  const word = first.value === 'run' && second !== undefined ? second : first;
  const file = firstFile(
    look,
    ['apps', 'packages', 'libs', 'services', '.'].map((folder) => `${folder}/${project}/project.json`),
  );
  const found = file === undefined ? {} : fields(fields(fields(jsonFile(file.text)).targets)[target]);
  const settings = fields(found.options);
  const commands = [found.command, settings.command, ...(Array.isArray(settings.commands) ? settings.commands : [])]
    .map((each) => (typeof each === 'string' ? each : fields(each).command))
    .filter((each): each is string => typeof each === 'string');
  if (commands.length === 0) return unread({ ...word, value: target }, 'What the project runs for it cannot be read.');
  const cwd = typeof settings.cwd === 'string' ? settings.cwd : undefined;
  return commands.map((text) => ({
    kind: 'text',
    as: `nx ${target}`,
    text,
    word,
    ...(cwd === undefined ? {} : { directory: cwd }),
  }));
};
