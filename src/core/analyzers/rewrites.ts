/**
 * Infrastructure files rewritten through the shell, where nobody sees a diff: `cat > main.tf <<EOF`, `sed -i … main.tf`,
 * `tee k8s/api.yaml`, `rm main.tf`, `echo … >> /etc/hosts`, `curl -o .github/workflows/x.yml …`.
 */
import { change, type Effect, unknown } from '../effect.ts';
import { isWithin, normalize, resolvePath } from '../paths.ts';
import { hole, type Invocation, partOf, shapeOf, type Word } from '../shell/invocation.ts';
import { type Surroundings, spansOf } from './analyzer.ts';
import { infraKind, isOwnSource } from './infraKinds.ts';

const plainWords = (args: readonly Word[]): readonly Word[] => args.filter((word) => !shapeOf(word).startsWith('-'));
const inPlace = (args: readonly Word[], option: RegExp): readonly Word[] =>
  args.some(({ value }) => option.test(value))
    ? plainWords(args).slice(args.some(({ value }) => /^(?:-\w*e|--expression)$/.test(value)) ? 0 : 1)
    : [];
const valuesOf = (args: readonly Word[], option: RegExp): readonly Word[] =>
  args.filter((_, index) => option.test(args[index - 1]?.value ?? ''));

const deletes = (args: readonly Word[]): boolean => args.some(({ value }) => value === '-delete');

const writers: ReadonlyMap<string, (args: readonly Word[]) => readonly Word[]> = new Map([
  ...['tee', 'sponge', 'truncate', 'ed', 'ex', 'rm', 'unlink', 'shred'].map((name) => [name, plainWords] as const),
  ['patch', (args) => plainWords(args).slice(0, 1)],
  ['sed', (args) => inPlace(args, /^-[a-zA-Z]*i|^--in-place/)],
  ['gsed', (args) => inPlace(args, /^-[a-zA-Z]*i|^--in-place/)],
  ['perl', (args) => inPlace(args, /^-[a-zA-Z]*i/)],
  ['ruby', (args) => inPlace(args, /^-[a-zA-Z]*i/)],
  ['sd', (args) => plainWords(args).slice(2)],
  ['yq', (args) => inPlace(args, /^-[a-zA-Z]*i|^--inplace/)],
  ['dd', (args) => args.flatMap((word) => (shapeOf(word).startsWith('of=') ? [partOf(word, 3)] : []))],
  ['curl', (args) => valuesOf(args, /^(?:-[a-zA-Z]*o|--output)$/)],
  ['wget', (args) => valuesOf(args, /^(?:-[a-zA-Z]*O|--output-document)$/)],
  [
    'find',
    (args) => [
      ...(deletes(args) ? valuesOf(args, /^-i?(?:name|path)$/) : []),
      ...valuesOf(args, /^-f(?:print[0f]?|ls)$/),
    ],
  ],
  ['cp', (args) => plainWords(args).slice(-1)],
  ['install', (args) => plainWords(args).slice(-1)],
  ['mv', (args) => plainWords(args).slice(-1)],
] as const satisfies readonly (readonly [string, (args: readonly Word[]) => readonly Word[]])[]);

const copying = /^(?:cp|mv|install)$/;
const removing = /^(?:rm|unlink|shred|find)$/;

/**
 * The files that a word may come to, where it is known only later: `$(git ls-files '*.tf')`, what `xargs` is given by
 * `find k8s -name '*.yaml'`.
 */
function candidates(word: Word): readonly string[] {
  if (word.known || shapeOf(word) !== hole || !/^(?:\$\(|`)/.test(word.value)) return [shapeOf(word)];
  const text = word.value.slice(0, 1_000);
  const folder = /\b(?:find|gfind)\s+([\w./-]+)/.exec(text)?.[1];
  const before = folder === undefined || folder === '.' ? '' : `${folder}/`;
  const names = [
    ...text.matchAll(/(?:^|[\s'"=(])((?:[\w./-]*\*)[\w.*/-]*\.\w+)|-(?:i?name|i?path)\s+['"]?([\w./*-]+\.\w+)/g),
  ].map(([, glob = '', named = '']) => (glob || named).replace(/^\*\*\//, ''));
  const typed = /\bfd(?:find)?\b.*\s-(?:e|-extension)[\s=](\w+)/.exec(text)?.[1];
  return [...names, ...(typed === undefined ? [] : [`*.${typed}`])].map((name) => before + name.replaceAll('*', '_'));
}

/** `echo X > /dev/tcp/HOST/PORT`; with nothing to send it only asks whether somebody answers. */
const socket = /^\/dev\/(?:tcp|udp)\/([^/]+)\/([^/]+)$/;
const isLocal = /^(?:localhost|127\.[\d.]+|::1|0\.0\.0\.0)$/;

const sent = (target: string, run: Invocation, word: Word): Effect =>
  unknown({
    tool: 'network',
    operation: 'send',
    target,
    spans: spansOf(run.name, word),
    note: 'What it sends to another host is not read.',
  });

/** Effects of a rewrite on this machine. */
export function rewriteEffects(run: Invocation, call: Surroundings): readonly Effect[] {
  if (run.remote !== undefined || run.wrappers.some((wrapper) => /^(?:docker|podman|nerdctl)\b/.test(wrapper)))
    return [];
  const redirected = run.redirects.flatMap(({ operator, target }) => (operator.includes('>') ? [target] : []));
  const written = writers.get(run.program)?.(run.args) ?? [];
  const gone = movedAway(run, call);
  if (redirected.length === 0 && written.length === 0 && gone.length === 0) return [];
  return [...redirected, ...written, ...gone].flatMap((word): readonly Effect[] => {
    const [, host, port] = socket.exec(shapeOf(word)) ?? [];
    if (host !== undefined)
      return run.args.length === 0 || isLocal.test(host) ? [] : [sent(`${host}:${port}`, run, word)];
    const kind = kindOf(word, run, call);
    if (kind === undefined) return [];
    const deleting = removing.test(run.program) && (run.program !== 'find' || deletes(run.args));
    const removes = (deleting && written.includes(word)) || gone.includes(word);
    // Told by what lies outside the workspace, and by the device.
    if (run.program === 'dd' && kind === 'machine') return [];
    if (removes && (kind === 'machine' || kind === 'credentials')) return [];
    if (copying.test(run.program) && kind !== 'machine' && !removes && isNew(word, run, call)) return [];
    const own = kind === 'machine' || kind === 'credentials';
    return [
      change({
        tool: own ? 'machine' : 'file',
        operation: own ? 'edit' : removes ? 'delete' : 'rewrite',
        target: word.value,
        spans: spansOf(run.name, word),
        note: removes ? 'What it describes is no longer described.' : 'Nobody sees what it changes.',
      }),
    ];
  });
}

/** The kind of the first file that the word may come to and that describes infrastructure. */
function kindOf(word: Word, run: Invocation, call: Surroundings): ReturnType<typeof infraKind> {
  for (const named of candidates(word)) {
    const path = resolvePath(run.cwd ?? call.cwd, named.replaceAll(hole, '_'), call.home);
    if (path === undefined || call.guards(path)) continue;
    const kind = infraKind(named.endsWith('/') ? `${path}/_` : path, call.cwd, run.stdin?.value);
    if (kind !== undefined && !isOwnSource(kind)) return kind;
  }
  return undefined;
}

/** What `mv` takes out of the workspace. */
function movedAway(run: Invocation, call: Surroundings): readonly Word[] {
  if (run.program !== 'mv') return [];
  const words = plainWords(run.args);
  const to = words.at(-1);
  const path = to?.known === true ? resolvePath(run.cwd, to.value, call.home) : undefined;
  return path === undefined || isWithin(path, normalize(call.cwd)) ? [] : words.slice(0, -1);
}

/** A copy beside the others replaces nothing. */
const isNew = (word: Word, run: Invocation, call: Surroundings): boolean =>
  !word.known || call.input(word, run).kind !== 'text';
