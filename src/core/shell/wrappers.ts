/**
 * Programs that run other programs, and what is inside them. One line each.
 *
 * A wrapper missing here is no bypass: the words of programs that nobody knows are searched for infrastructure programs.
 */
import { commanded } from './commanded.ts';
import { again, awk, crontab, ed, editor, sed, speaks, told } from './editors.ts';
import { git } from './git.ts';
import { fileBehindRun, interpreters, nodeLike, shell, source } from './interpreters.ts';
import { hole, type Invocation, joinWords, literal, partOf, shapeOf, unknowable, type Word } from './invocation.ts';
import { lastOption, names, readOptions } from './options.ts';
import { parallel } from './parallel.ts';
import { either, front, inside, lineOption, type Peel, type Peeled, stopping, under } from './peeled.ts';
import { docker, gcloudSsh, kubectlExec, manySsh, screen, ssh, tmux } from './remotes.ts';
import { sessions } from './sessions.ts';

// https://www.gnu.org/software/coreutils/manual/html_node/env-invocation.html
const env: Peel = ({ args }) => {
  const options = stopping(args, '-u -C -S -P --unset --chdir --split-string');
  const split = lastOption(options, '-S', '--split-string')?.value;
  if (split === undefined) return inside('env', options, { assignments: true, directory: ['-C', '--chdir'] });
  const shape = `env ${shapeOf(split)} "$@"`;
  const text: Word = { ...split, value: `env ${split.value} "$@"`, ...(split.known ? {} : { shape }) };
  return [{ kind: 'text', as: 'env -S', text, parameters: options.words }];
};

// https://www.gnu.org/software/findutils/manual/html_node/find_html/xargs-options.html
const xargs: Peel = ({ args, stdin }) => {
  const options = stopping(
    args,
    '-a -d -E -I -J -L -n -P -R -s -S --arg-file --delimiter --max-lines --max-args --max-procs --max-chars',
  );
  if (options.words.length === 0) return [];
  const replace = lastOption(options, '-I', '-J', '-i', '--replace');
  if (replace !== undefined) {
    const mark = replace.value?.value ?? '{}';
    return [
      {
        kind: 'argv',
        as: 'xargs',
        words: options.words.map((word) => fill(word, mark, (stdin?.value ?? '…').slice(0, 200))),
      },
    ];
  }
  const given =
    stdin?.known === true
      ? stdin.value
          .split(/\s+/)
          .filter(Boolean)
          .map((value) => literal(value, stdin.span))
      : [unknowable(stdin?.value ?? '…')];
  return [{ kind: 'argv', as: 'xargs', words: [...options.words, ...given] }];
};

/** `mark` in a word becomes something nobody knows. */
const fill = (word: Word, mark: string, display: string): Word => {
  const shape = shapeOf(word);
  if (mark === '' || !shape.includes(mark)) return word;
  return { ...word, value: word.value.replaceAll(mark, display), known: false, shape: shape.replaceAll(mark, hole) };
};

// https://www.gnu.org/software/findutils/manual/html_node/find_html/Run-Commands.html
const find: Peel = ({ args }) => {
  const peeled: Peeled[] = [];
  let first = 0;
  while (/^-(?:[HLP]|O\d|D)$/.test(args[first]?.value ?? '')) first += args[first]?.value === '-D' ? 2 : 1;
  const expression = args.findIndex(({ value }, index) => index >= first && /^[-(!]/.test(value));
  const starts = args.slice(first, Math.max(first, expression)).map(shapeOf);
  const path = starts.length === 1 && (starts[0]?.length ?? 0) < 4_000 ? `${starts[0]}/` : '';
  // `-name '*.tf'` says how what is found ends.
  const ends = args.flatMap(({ value }, index) =>
    /^-i?name$/.test(args[index - 1]?.value ?? '') && /^\*\.\w+$/.test(value) ? [value.slice(1)] : [],
  );
  const end = ends.length === 1 ? (ends[0] ?? '') : '';
  for (let index = 0; index < args.length; index += 1) {
    const action = args[index]?.value ?? '';
    if (!/^-(?:exec|execdir|ok|okdir)$/.test(action)) continue;
    const words: Word[] = [];
    for (index += 1; index < args.length; index += 1) {
      const word = args[index];
      if (word === undefined || word.value === ';') break;
      if (word.value === '+' && words.at(-1)?.value === '{}') break;
      words.push(word);
    }
    peeled.push({
      kind: 'argv',
      as: `find ${action}`,
      words: words.map((word) =>
        shapeOf(word).includes('{}')
          ? {
              ...word,
              value: word.value.replaceAll('{}', `${path}…${end}`),
              known: false,
              shape: shapeOf(word).replaceAll('{}', path + hole + end),
            }
          : word,
      ),
    });
  }
  return peeled;
};

const trap: Peel = ({ args }) => {
  const [action, signal] = args.filter(({ value }) => value !== '--' && !/^-[lpP]+$/.test(value));
  if (action === undefined || signal === undefined || action.value === '-' || action.value === '') return [];
  return [{ kind: 'text', as: 'trap', text: action }];
};

const watch: Peel = ({ args }) => {
  const { words } = stopping(args, '-n -q -s --interval --equexit --shotsdir');
  if (words.length === 0) return [];
  // It puts its words together without their quotes, unless it is told (`-x`) to leave them; who wrote it meant them.
  const whole: readonly Peeled[] = words.slice(1).some((word) => /\s/.test(shapeOf(word)))
    ? [{ kind: 'argv', as: 'watch', words }]
    : [];
  return [{ kind: 'text', as: 'watch', text: joinWords(words) }, ...whole];
};

const readsStdin =
  (as: string): Peel =>
  ({ stdin }) =>
    stdin === undefined ? [] : [{ kind: 'stdin', as, code: false, parameters: [] }];

/** `entr -s LINE`. https://eradman.com/entrproject/entr.1.html */
const entrLine: Peel = ({ args }) => {
  const { options, words } = stopping(args, '');
  const [text] = words;
  return text !== undefined && options.some(({ name }) => name === '-s') ? [{ kind: 'text', as: 'entr -s', text }] : [];
};

const packageRunner: Peel = (run) => {
  const options = stopping(run.args, '-p --package -c --call --prefix -w --workspace --registry');
  const line = lastOption(options, '-c', '--call')?.value;
  if (line !== undefined) return [{ kind: 'text', as: `${run.program} -c`, text: line }];
  const [first] = options.words;
  // A word with blanks in it is a line for a shell.
  return first !== undefined && /\s/.test(shapeOf(first))
    ? [{ kind: 'text', as: run.program, text: joinWords(options.words) }]
    : inside(run.program, options, {});
};

/** What is run later, written down: `npm config set script-shell X`, `npm pkg set scripts.test=X`, `--script-shell=X`. */
const scriptShell: Peel = ({ program, args }) =>
  args.flatMap((word, index): Peeled[] => {
    const shape = shapeOf(word);
    const [given] = /^(?:--)?(?:script-shell|scripts\.[\w:-]+)=/.exec(shape) ?? [];
    const text =
      given !== undefined ? partOf(word, given.length) : args[index - 1]?.value === 'script-shell' ? word : undefined;
    return text === undefined ? [] : [{ kind: 'text', as: `${program} script`, text }];
  });

const packageManager: Peel = (run) => {
  const set = scriptShell(run);
  if (set.length > 0) return set;
  const [verb, ...rest] = stopping(run.args, '-C -F -w --dir --prefix --filter --cwd --workspace').words;
  return verb !== undefined && /^(?:exec|dlx|x)$/.test(verb.value)
    ? packageRunner({ ...run, program: `${run.program} ${verb.value}`, args: rest })
    : [];
};

/** https://learn.microsoft.com/ef/core/cli/dotnet */
const dotnet: Peel = ({ args: [verb, ...rest] }) =>
  verb?.value === 'ef' ? [{ kind: 'argv', as: 'dotnet', words: [{ ...verb, value: 'dotnet-ef' }, ...rest] }] : [];

const commandBuiltin: Peel = (run) =>
  run.args.some(({ value }) => /^-p?[vV]/.test(value)) ? [] : front('command')(run);

/** Interpreters and consoles that run a program when they are told to. */
const talkers =
  'expect tclsh wish guile racket sbcl clisp ecl clojure clj bb ghc runghc runhaskell ocaml erl iex r octave matlab jshell scala scala-cli kotlin kotlinc swift m4 gnuplot dc ftp irb pry emacs emacsclient'.split(
    ' ',
  );

const wrappers: ReadonlyMap<string, Peel> = new Map<string, Peel>([
  ...['bash', 'sh', 'zsh', 'dash', 'ksh', 'mksh', 'ash', 'fish', 'rbash'].map((name) => [name, shell] as const),
  ['source', source],
  ['.', source],
  ['eval', ({ args }) => (args.length === 0 ? [] : [{ kind: 'text', as: 'eval', text: joinWords(args), here: true }])],
  ['trap', trap],
  ['command', commandBuiltin],
  ['builtin', front('builtin')],
  ['exec', front('exec', { values: '-a' })],
  [
    'sudo',
    front('sudo', {
      values:
        '-u -g -p -C -D -h -r -t -T -U -R --user --group --prompt --chdir --host --role --type --close-from --other-user --command-timeout --chroot',
      assignments: true,
      directory: ['-D', '--chdir'],
    }),
  ],
  ['doas', front('doas', { values: '-u -C -a' })],
  [
    'su',
    either(
      lineOption(
        'su -c',
        '-c -s -g -G -w -T --command --shell --session-command',
        '-c',
        '--command',
        '--session-command',
      ),
      readsStdin('su'),
    ),
  ],
  ['newgrp', readsStdin('newgrp')],
  [
    'runuser',
    either(
      lineOption(
        'runuser -c',
        '-c -s -g -G -w -T -u --command --shell --session-command',
        '-c',
        '--command',
        '--session-command',
      ),
      front('runuser', { values: '-u -g -G --user --group' }),
    ),
  ],
  ['pkexec', front('pkexec', { values: '--user' })],
  ['env', env],
  ['time', front('time', { values: '-f -o --format --output' })],
  ['nice', front('nice', { values: '-n --adjustment' })],
  ['ionice', front('ionice', { values: '-c -n -p -P -u --class --classdata --pid' })],
  ['nohup', front('nohup')],
  ['timeout', front('timeout', { values: '-s -k --signal --kill-after', skip: 1 })],
  ['gtimeout', front('gtimeout', { values: '-s -k --signal --kill-after', skip: 1 })],
  ['stdbuf', front('stdbuf', { values: '-i -o -e --input --output --error' })],
  ['setsid', front('setsid')],
  ['setarch', front('setarch', { skip: 1 })],
  ['chroot', front('chroot', { values: '--userspec --groups', skip: 1 })],
  ['unshare', front('unshare', { values: '-S -G -R -w --setuid --setgid --root --wd' })],
  ['nsenter', front('nsenter', { values: '-t -S -G --target --setuid --setgid' })],
  ['chrt', front('chrt', { skip: 1 })],
  ['taskset', front('taskset', { skip: 1 })],
  ['prlimit', front('prlimit', { values: '-p -o --pid' })],
  ...['gdb', 'lldb', 'less', 'more', 'vim', 'vi', 'nvim', 'view'].map((name) => [name, told] as const),
  ['ex', editor],
  ...talkers.map((name) => [name, speaks] as const),
  ...commanded,
  ['fc', again],
  ['sshpass', front('sshpass', { values: '-p -f -d -e -P' })],
  ['strace', front('strace', { values: '-a -b -e -E -I -o -O -p -P -s -S -u -U -X' })],
  ['ltrace', front('ltrace', { values: '-a -A -D -e -F -l -n -o -p -s -u -w -x' })],
  [
    'flock',
    either(
      lineOption('flock -c', '-c -w -E --command --wait --timeout --conflict-exit-code', '-c', '--command'),
      front('flock', { values: '-w -E --wait --timeout --conflict-exit-code', skip: 1 }),
    ),
  ],
  [
    'script',
    either(
      lineOption('script -c', '-c -I -O -B -T -E -o -m --command', '-c', '--command'),
      front('script', { values: '-t -T -I -O -B -E -o -m', skip: 1 }),
    ),
  ],
  ['unbuffer', front('unbuffer')],
  ['rlwrap', front('rlwrap', { values: '-a -b -c -C -D -e -f -g -H -I -l -m -M -O -p -P -q -S -s -t -w -z' })],
  ['xvfb-run', front('xvfb-run', { values: '-e -f -n -p -s -w' })],
  ['dbus-run-session', front('dbus-run-session')],
  [
    'systemd-run',
    front('systemd-run', {
      values: '-u -p -M -H -E --unit --property --uid --gid --setenv --description --slice --working-directory',
      directory: ['--working-directory'],
    }),
  ],
  ['caffeinate', front('caffeinate', { values: '-t -w' })],
  ['proxychains', front('proxychains', { values: '-f' })],
  ['proxychains4', front('proxychains4', { values: '-f' })],
  ['torsocks', front('torsocks')],
  ['busybox', front('busybox')],
  ['toybox', front('toybox')],
  ['entr', either(entrLine, front('entr'))],
  ['git', git],
  ['xargs', xargs],
  ['find', find],
  ['gfind', find],
  ['parallel', parallel],
  ['watch', watch],
  ['ssh', ssh],
  ['autossh', ssh],
  ['rsh', ssh],
  ['slogin', ssh],
  ['mosh', ssh],
  ...['pssh', 'parallel-ssh', 'pdsh', 'clush', 'dsh'].map((name) => [name, manySsh] as const),
  ['gcloud', gcloudSsh],
  ['kubectl', kubectlExec],
  ['oc', kubectlExec],
  ...sessions,
  ['docker', docker],
  ['podman', docker],
  ['nerdctl', docker],
  ['docker-compose', docker],
  ['tmux', tmux],
  ['screen', screen],
  [
    'at',
    (run) => {
      const file = lastOption(stopping(run.args, '-f -q -t'), '-f')?.value;
      return file === undefined ? readsStdin('at')(run) : [{ kind: 'script', as: 'at -f', path: file, parameters: [] }];
    },
  ],
  ['crontab', crontab],
  ['sed', sed],
  ['gsed', sed],
  ['ed', ed],
  ['man', lineOption('man -P', '-P -H -L -m -M -r -S --pager --html', '-P', '--pager', '-H', '--html')],
  ['batch', readsStdin('batch')],
  ['nix-shell', lineOption('nix-shell --run', '--run --command -p -A -I --packages', '--run', '--command')],
  [
    'nix',
    ({ args }) => {
      const { words } = readOptions(args, {
        values: names('--override-input --inputs-from -I --option'),
        clusters: true,
      });
      const [verb, installable] = words;
      if (verb?.value === 'run' && installable !== undefined) {
        const name = shapeOf(installable).replace(/^.*[#.]/, '');
        return [{ kind: 'argv', as: 'nix run', words: [{ ...installable, value: name }, ...words.slice(2)] }];
      }
      const index = args.findIndex(({ value }) => /^(?:-c|--command)$/.test(value));
      return index < 0 || index + 1 >= args.length ? [] : [{ kind: 'argv', as: 'nix', words: args.slice(index + 1) }];
    },
  ],
  ['direnv', under('direnv', 'exec', { skip: 1 })],
  ['dotenv', front('dotenv', { values: '-e -v -p -c -f --file' })],
  ['dotenvx', under('dotenvx', 'run', { values: '-f -e --env-file --env' })],
  [
    'mise',
    ({ args }) => {
      const index = args.findIndex(({ value }) => value === '--');
      return !/^(?:exec|x)$/.test(args[0]?.value ?? '') || index < 0
        ? []
        : [{ kind: 'argv', as: 'mise exec', words: args.slice(index + 1) }];
    },
  ],
  ['asdf', under('asdf', 'exec')],
  ['devbox', under('devbox', 'run', { values: '-c -e --config --env' })],
  ...['conda', 'mamba', 'micromamba'].map(
    (name) => [name, under(name, 'run', { values: '-n -p --name --prefix --cwd' })] as const,
  ),
  ...['poetry', 'pipenv', 'rye', 'pdm', 'hatch'].map((name) => [name, under(name, 'run')] as const),
  [
    'uv',
    either(
      fileBehindRun('uv', /\.py$/, '-p --python --with --extra --group --project --directory --env-file'),
      under(
        'uv',
        'run',
        { values: '-p --python --with --extra --group --project --directory --env-file' },
        '--project --directory',
      ),
    ),
  ],
  ['uvx', front('uvx', { values: '--from --with --python' })],
  ['pipx', under('pipx', 'run', { values: '--spec --python' })],
  ['bundle', under('bundle', 'exec')],
  ['npx', packageRunner],
  ['pnpx', packageRunner],
  ['bunx', packageRunner],
  ['npm', packageManager],
  ['pnpm', packageManager],
  ['yarn', packageManager],
  ['bun', either(packageManager, fileBehindRun('bun', /\.[cm]?[jt]sx?$/, '--cwd --env-file -c --config'), nodeLike)],
  ...interpreters,
  ...['awk', 'gawk', 'mawk', 'nawk'].map((name) => [name, awk] as const),
  ['dotnet', dotnet],
]);

/** What a program runs; undefined for a program that is no wrapper. */
export function peel(run: Invocation): readonly Peeled[] | undefined {
  return wrappers.get(run.program)?.(run);
}
