/** Programs that run a text: shells, and interpreters of other languages. */
import { type Invocation, shapeOf } from './invocation.ts';
import { names, type Options, readOptions } from './options.ts';
import { type Peel, type Peeled, stopping } from './peeled.ts';
import { cmd, copying, powershell } from './windowsShells.ts';

// https://www.gnu.org/software/bash/manual/html_node/Invoking-Bash.html
export const shell: Peel = ({ program, args, stdin }) => {
  const { options, words } = stopping(
    args.filter(({ value }) => !/^\+[a-zA-Z]+$/.test(value)),
    '-o -O --rcfile --init-file',
  );
  const started = options.flatMap(({ name, value }): Peeled[] =>
    /^--(?:rcfile|init-file)$/.test(name) && value !== undefined
      ? [{ kind: 'script', as: program, path: value, parameters: [] }]
      : [],
  );
  // `-n` reads and runs nothing.
  if (options.some(({ name }) => name === '-n' || name === '--noexec') && !options.some(({ name }) => name === '-i'))
    return [];
  const has = (flag: string) => options.some(({ name }) => name === flag);
  const [first, ...rest] = words;
  if (has('-c'))
    return first === undefined
      ? started
      : [...started, { kind: 'text', as: `${program} -c`, text: first, parameters: rest.slice(1) }];
  if (has('-s') || first === undefined || first.value === '-') {
    return stdin === undefined
      ? started
      : [...started, { kind: 'stdin', as: program, code: false, parameters: first?.value === '-' ? rest : words }];
  }
  return [...started, { kind: 'script', as: program, path: first, parameters: rest }];
};

export const source: Peel = ({ program, args: [path, ...parameters] }) =>
  path === undefined ? [] : [{ kind: 'script', as: program, path, parameters, here: true }];

/** Scripts that are the command line of a framework: `python manage.py migrate`, `php artisan`, `ruby bin/rails`. */
const commanding =
  /(?:^|\/)(?:manage\.py|artisan|spark|yii|craft|bin\/(?:console|rails|rake|cake|spark)|ace(?:\.js)?|phinx|drush|wp)$/;

/** The program of an installed package: `node node_modules/typeorm/cli.js`, `node_modules/.bin/knex`. */
const installed = /(?:^|\/)node_modules\/(?:\.bin\/)?([\w.-]+)(?:\/[\w./-]*)?$/;

/** Interpreters: options with code in them, and options that take some other value. */
const interpreter = (codeFlags: string, values = '', clusters = true): Peel => {
  const style = { values: names(`${codeFlags} ${values}`), clusters, stops: true };
  const code = names(codeFlags);
  return (run) => [...preloaded(run.program, readOptions(run.args, style)), ...given(run)];

  function given({ program, args, stdin, remote }: Invocation): readonly Peeled[] {
    const { options, words } = readOptions(args, style);
    const inline = options.flatMap(({ name, value }): Peeled[] =>
      code.has(name) && value !== undefined ? [{ kind: 'code', as: `${program} ${name}`, text: value }] : [],
    );
    if (inline.length > 0) return inline;
    // What follows a module's name is the module's: `python -m awscli s3 ls`.
    const module =
      program.startsWith('py') && options.some(({ name }) => name === '-m')
        ? args.findIndex(({ value }) => value === '-m')
        : -1;
    if (module >= 0 && args[module + 1]?.value === 'timeit')
      return args.slice(module + 2).map((text) => ({ kind: 'code', as: `${program} -m timeit`, text }));
    if (module >= 0 && module + 1 < args.length)
      return [{ kind: 'argv', as: `${program} -m`, words: args.slice(module + 1) }];
    const [file] = words;
    if (file !== undefined && file.value !== '-') {
      const code: Peeled = { kind: 'codeFile', as: program, path: file };
      const command: Peeled = { kind: 'argv', as: program, words };
      // Elsewhere the script cannot be read, and its name says enough.
      if (commanding.test(file.value)) return remote === undefined ? [code, command] : [command];
      const tool = installed.exec(file.value)?.[1];
      return tool === undefined ? [code] : [{ ...command, words: [{ ...file, value: tool }, ...words.slice(1)] }];
    }
    return stdin === undefined ? [] : [{ kind: 'stdin', as: program, code: true, parameters: [] }];
  }
};

/** `node -r ./x.js`, `ruby -r ./x`: files that run first. Packages are installed, and not named by a path. */
const preloaded = (program: string, { options }: Options): readonly Peeled[] =>
  options.flatMap(({ name, value }): Peeled[] =>
    /^(?:node|nodejs|ruby|tsx|ts-node)$/.test(program) &&
    /^(?:-r|--require|--import|--loader|--experimental-loader)$/.test(name) &&
    value !== undefined &&
    /^(?:\.{0,2}\/|file:)/.test(shapeOf(value))
      ? [
          {
            kind: 'codeFile',
            as: `${program} ${name}`,
            path: { ...value, value: value.value.replace(/^file:\/\//, '') },
          },
        ]
      : [],
  );

const python = interpreter('-c', '-W -X -m -Q --check-hash-based-pycs');
export const nodeLike = interpreter(
  '-e --eval -p --print -pe',
  '-r -C --require --import --loader --experimental-loader --conditions --env-file',
  false,
);
const deno: Peel = (run) => {
  const [verb, ...rest] = run.args;
  const file = rest.find(({ value }) => !value.startsWith('-'));
  if (verb === undefined || file === undefined) return [];
  if (verb.value === 'eval') return [{ kind: 'code', as: 'deno eval', text: file }];
  return verb.value === 'run' ? [{ kind: 'codeFile', as: 'deno run', path: file }] : [];
};

/** The program is the first word, or in a file behind `-f`. */
export const awk: Peel = ({ args }) => {
  const { options, words } = readOptions(args, {
    values: names('-f -F -v --file --assign --field-separator'),
    clusters: true,
    stops: true,
  });
  const file = options.find(({ name }) => name === '-f' || name === '--file')?.value;
  if (file !== undefined) return [{ kind: 'codeFile', as: 'awk -f', path: file }];
  const [text] = words;
  return text === undefined ? [] : [{ kind: 'code', as: 'awk', text }];
};

/** `go run main.go`, `go run ./cmd/x`: of a package, its `main.go`. https://pkg.go.dev/cmd/go#hdr-Compile_and_run_Go_program */
const go: Peel = ({ args: [verb, ...rest] }) => {
  if (verb?.value !== 'run') return [];
  const { words } = stopping(rest, '-C -exec -tags -ldflags -gcflags -mod -modfile -p -o -overlay');
  const [first] = words;
  if (first === undefined || /@[\w.]+$/.test(first.value)) return [];
  if (first.value.endsWith('.go')) {
    const files = words.filter(({ value }) => value.endsWith('.go'));
    return files.map((path) => ({ kind: 'codeFile', as: 'go run', path }));
  }
  return [{ kind: 'codeFile', as: 'go run', path: { ...first, value: `${first.value}/main.go` } }];
};

/** `uv run x.py`, `bun run x.ts`: a file of the language that the program is for. */
export const fileBehindRun =
  (program: string, ending: RegExp, values: string): Peel =>
  ({ args: [verb, ...rest] }) => {
    if (verb?.value !== 'run') return [];
    const [path] = stopping(rest, values).words;
    return path !== undefined && ending.test(path.value) ? [{ kind: 'codeFile', as: `${program} run`, path }] : [];
  };

/** Ways to run a line that need no quotes: `qx(X)`, `%x(X)`, `system qw(X)`, `open(F, "|X")`; AppleScript's `do script "X"`. */
const unquoted =
  /(?:\bqx|%x|\b(?:system|exec)\s*\(?\s*\*?(?:qw|%w))\s*[([{/|!]([^)\]}/|!\n]{1,400})|\bopen\s*\(?[^"'\n]{0,40},\s*["'](?:-?\|[-"',\s]*)([^"'\n]{1,400})|\b(?:do script|doShellScript)[\s(]*["']([^"'\n]{1,400})/g;

const quoting =
  (inner: Peel): Peel =>
  (run) => {
    const code = inner(run);
    return [
      ...code,
      ...code.flatMap((peeled) =>
        peeled.kind === 'code'
          ? [...shapeOf(peeled.text).slice(0, 50_000).matchAll(unquoted)].map(([, one, two, three]): Peeled => {
              const text = one ?? two ?? three ?? '';
              return {
                kind: 'text',
                as: peeled.as,
                text: { ...peeled.text, value: text, ...(peeled.text.known ? {} : { shape: text }) },
              };
            })
          : [],
      ),
    ];
  };

/** Programs that run code of a language, by name. */
export const interpreters: readonly (readonly [program: string, peel: Peel])[] = [
  ...['python', 'python2', 'python3', 'pypy', 'pypy3'].map((name) => [name, python] as const),
  ...['node', 'nodejs', 'tsx', 'ts-node', 'ts-node-esm', 'vite-node', 'esno', 'jiti', 'zx', 'babel-node'].map(
    (name) => [name, nodeLike] as const,
  ),
  ['deno', deno],
  ['go', go],
  ['ruby', quoting(interpreter('-e', '-r -I -C -E'))],
  ['perl', quoting(interpreter('-e -E', '-I -M -m'))],
  ['php', interpreter('-r -B -R -E', '-c -d -f -z', true)],
  ['osascript', quoting(interpreter('-e', '-l -s'))],
  ...['lua', 'luajit', 'rscript', 'groovy', 'raku'].map((name) => [name, interpreter('-e', '-l')] as const),
  ['julia', interpreter('-e -E --eval', '-L -p -t -J --project')],
  ['elixir', interpreter('-e --eval', '-r -S --name --sname --cookie')],
  ['ipython', interpreter('-c')],
  ...['pwsh', 'pwsh-preview', 'powershell'].map((name) => [name, powershell] as const),
  ['cmd', cmd],
  ['robocopy', copying],
  ['xcopy', copying],
];
