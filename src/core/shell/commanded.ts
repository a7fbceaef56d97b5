/**
 * Programs that are given a line to run in one of their options, beside what they are for:
 *
 *     tar --checkpoint-action=exec=X   tar --to-command=X   rg --pre X   zip -TT X   socat - EXEC:X   nc -e X
 *     apt-get -o DPkg::Pre-Invoke::=X  fzf --bind 'enter:execute(X)'   cargo watch -s X   wget --use-askpass=X
 *
 * https://www.gnu.org/software/tar/manual/html_node/checkpoints.html · http://www.dest-unreach.org/socat/doc/socat.html
 */
import { partOf, shapeOf, type Word } from './invocation.ts';
import { names, readOptions } from './options.ts';
import type { Peel, Peeled } from './peeled.ts';

/** Options whose value is a line. */
const options =
  (as: string, flags: string, values = ''): Peel =>
  ({ args }) =>
    readOptions(args, { values: names(`${flags} ${values}`), clusters: true }).options.flatMap(
      ({ name, value }): Peeled[] =>
        value === undefined || !names(flags).has(name) ? [] : [{ kind: 'text', as: `${as} ${name}`, text: value }],
    );

/** Lines inside of words: the group of an expression. */
const within =
  (as: string, found: RegExp): Peel =>
  ({ args }) =>
    args.flatMap((word) =>
      [...shapeOf(word).slice(0, longest).matchAll(found)].flatMap(([, text = '']): Peeled[] =>
        text.trim() === '' ? [] : [{ kind: 'text', as, text: lineIn(word, text) }],
      ),
    );

const longest = 5_000;

const lineIn = (word: Word, text: string): Word => ({ ...word, value: text, ...(word.known ? {} : { shape: text }) });

const all =
  (...peels: readonly Peel[]): Peel =>
  (run) =>
    peels.flatMap((peel) => peel(run));

const tar = all(
  options(
    'tar',
    '--to-command -I --use-compress-program --rsh-command --rmt-command -F --info-script --new-volume-script',
    '-f -C --file --directory',
  ),
  within('tar --checkpoint-action', /^(?:--checkpoint-action=)?exec=(.+)$/gs),
);

/** `cargo watch -s LINE`, `-x SUBCOMMAND`; `cargo --config 'target.….runner="X"'`. */
const configured = within('cargo --config', /^(?:--config=)?[\w.-]*(?:runner|linker|wrapper)\s*=\s*["'[]*([^"'\]]+)/g);

const cargo: Peel = (run) => {
  const { program, args } = run;
  const [verb, ...rest] = args;
  const watched =
    verb?.value === 'watch'
      ? readOptions(rest, {
          values: names('-s --shell -x --exec -w --watch -i --ignore -C --workdir'),
          clusters: true,
        }).options.flatMap(({ name, value }): Peeled[] =>
          value === undefined
            ? []
            : /^(?:-s|--shell)$/.test(name)
              ? [{ kind: 'text', as: 'cargo watch -s', text: value }]
              : /^(?:-x|--exec)$/.test(name)
                ? [{ kind: 'text', as: 'cargo watch -x', text: lineIn(value, `cargo ${shapeOf(value)}`) }]
                : [],
        )
      : [];
  const carried: readonly Peeled[] = verb?.value === 'sqlx' ? [{ kind: 'argv', as: program, words: args }] : [];
  return [...carried, ...watched, ...configured(run)];
};

const invoking = within('apt -o', /^(?:-o\s*)?(?:APT|DPkg)::[\w:-]*Invoke[\w:-]*=(.+)$/gis);

/** One line each. */
export const commanded: readonly (readonly [string, Peel])[] = [
  ['tar', tar],
  ['gtar', tar],
  ['bsdtar', tar],
  ['rg', options('rg', '--pre', '--pre-glob -g --glob -e --regexp -f --file')],
  ['zip', options('zip', '-TT --unzip-command')],
  ['wget', options('wget', '--use-askpass')],
  [
    'fzf',
    all(
      options('fzf', '--preview'),
      within('fzf --bind', /(?:execute|execute-silent|become|reload|transform)[([:{]([^)\]}]+)/g),
    ),
  ],
  ['socat', within('socat', /(?:EXEC|SYSTEM|SHELL):(?:"|')?([^,"']+)/gi)],
  ...['nc', 'netcat', 'ncat'].map(
    (name) => [name, options(name, '-e -c --exec --sh-exec --lua-exec', '-p -s -w -l')] as const,
  ),
  ['nmap', within('nmap', /os\.execute\(["']([^"']+)/g)],
  ...['apt', 'apt-get', 'aptitude'].map((name) => [name, invoking] as const),
  ['cargo', cargo],
  [
    'tfenv',
    ({ name, args: [verb, ...rest] }) =>
      verb?.value === 'exec'
        ? [{ kind: 'argv', as: 'tfenv exec', words: [{ ...name, value: 'terraform', known: true }, ...rest] }]
        : [],
  ],
  ...['mvn', 'mvnw'].map((name): readonly [string, Peel] => [
    name,
    ({ args }) => {
      const given = (key: string): Word | undefined => {
        const word = args.find((each) => shapeOf(each).startsWith(`-Dexec.${key}=`));
        return word === undefined ? undefined : partOf(word, `-Dexec.${key}=`.length);
      };
      const program = given('executable');
      return program === undefined
        ? []
        : [
            {
              kind: 'text',
              as: 'mvn exec',
              text: lineIn(program, `${shapeOf(program)} ${shapeOf(given('args') ?? { value: '', known: true })}`),
            },
          ];
    },
  ]),
];
