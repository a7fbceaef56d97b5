/** What harmless programs print, worked out without running them: `echo`, `printf`, `cat`, `which`. */
import { hole, joinWords, literal, shapeOf, type Word } from './invocation.ts';

export interface Printing {
  readonly program: string;
  readonly args: readonly Word[];
  readonly stdin: Word | undefined;
  readonly cwd: string | undefined;
  /** The text of a file, where it can be had. */
  readonly file: (path: Word) => Word | undefined;
}

/** The text a program writes to its standard output; undefined when it cannot be told. */
export function printed({ program, args, stdin, cwd, file }: Printing): Word | undefined {
  if (setsUp(program, args)) return literal('');
  switch (program) {
    case 'echo':
      return echo(args);
    case 'printf':
      return printf(args);
    case 'cat':
    case 'tee':
      if (program === 'tee' || args.length === 0) return stdin;
      return args.length === 1 && args[0] !== undefined ? (args[0].value === '-' ? stdin : file(args[0])) : undefined;
    case 'which':
    case 'whence':
      return found(args);
    case 'command':
    case 'type':
      return /^-[vpPVt]$/.test(args[0]?.value ?? '') ? found(args.slice(1)) : undefined;
    case 'pwd':
      return cwd === undefined ? undefined : literal(cwd);
    case 'git':
      return args.map(({ value }) => value).join(' ') === 'rev-parse --show-toplevel'
        ? repository(cwd, file)
        : undefined;
    case 'dirname':
    case 'basename':
      return pathPart(program, args);
    case 'realpath':
    case 'readlink':
      return found(args.filter(({ value }) => !/^-[a-zA-Z]+$/.test(value)));
    case 'base64':
      return args.some(({ value }) => /^(?:-d|-D|--decode)$/.test(value)) && args.length === 1
        ? decoded(stdin)
        : undefined;
    default:
      return undefined;
  }
}

const inits =
  /^(?:init|hook|env|docker-env|podman-env|shellenv|activate|shell|completions?|--completion|-s|completion-script-\w+|--bash|--alias)$/;
const setters: ReadonlyMap<string, RegExp> = new Map([
  ...'direnv pyenv rbenv nodenv goenv jenv phpenv tfenv fnm starship zoxide mise rtx asdf atuin brew opam conda mamba micromamba fzf thefuck navi mcfly devbox devenv rustup gh glab kubectl helm minikube kind k3d flux argocd istioctl terraform npm pip pip3 poetry uv uvx just task deno golangci-lint docker podman hugo op pnpm volta luarocks'
    .split(' ')
    .map((name) => [name, inits] as const),
  ['ssh-agent', /^-[skc]$/],
  ['gpg-agent', /^--/],
  ['keychain', /^--eval$/],
  ['dircolors', /./],
  ['lesspipe', /./],
  ['register-python-argcomplete', /./],
]);

/**
 * What `eval` is given to make a shell ready: `$(direnv hook bash)`, `$(ssh-agent -s)`, `<(kubectl completion bash)`. It
 * sets variables and defines functions that nobody calls here.
 */
const setsUp = (program: string, args: readonly Word[]): boolean => {
  const sets = setters.get(program);
  if (sets === undefined) return program.endsWith('lesspipe') || program === 'dircolors';
  const [first, second] = args;
  return (
    args.every(({ known }) => known) &&
    (first === undefined
      ? /^(?:ssh-agent|dircolors|lesspipe)$/.test(program)
      : sets.test(first.value) || /^(?:shell\.\w+|generate-shell-completion)$/.test(first.value)) &&
    !/^(?:exec|run|delete|remove|set|create)$/.test(second?.value ?? '')
  );
};

/** The folder above `cwd` that a repository lies in. */
function repository(cwd: string | undefined, file: Printing['file']): Word | undefined {
  const parts = (cwd ?? '').split('/');
  for (let length = parts.length; length > 1; length -= 1) {
    const folder = parts.slice(0, length).join('/');
    if ([`${folder}/.git/HEAD`, `${folder}/.git`].some((path) => file(literal(path)) !== undefined))
      return literal(folder);
  }
  return undefined;
}

/** `dirname PATH`, `basename PATH`. */
function pathPart(program: string, args: readonly Word[]): Word | undefined {
  const [path, ...more] = args.filter(({ value }) => value !== '--');
  if (path === undefined || !path.known || more.length > 0) return undefined;
  const trimmed = path.value.replace(/(?<=.)\/+$/, '');
  const slash = trimmed.lastIndexOf('/');
  if (program === 'basename') return { ...path, value: trimmed.slice(slash + 1) };
  return { ...path, value: slash < 0 ? '.' : trimmed.slice(0, slash) || '/' };
}

const found = (args: readonly Word[]): Word | undefined => (args.length === 1 ? args[0] : undefined);

function echo(args: readonly Word[]): Word {
  let index = 0;
  let escapes = false;
  while (/^-[neE]+$/.test(args[index]?.value ?? '')) {
    escapes ||= args[index]?.value.includes('e') ?? false;
    index += 1;
  }
  const words = args.slice(index);
  if (words.length === 0) return literal('');
  return mapText(joinWords(words), (text) => (escapes ? unescaped(text) : text));
}

function printf([format, ...values]: readonly Word[]): Word | undefined {
  if (format === undefined || format.value === '-v') return undefined;
  const pattern = unescaped(shapeOf(format));
  const slots = pattern.match(/%[sbdq%]/g)?.filter((slot) => slot !== '%%').length ?? 0;
  if (/%(?![sbdq%])/.test(pattern) || pattern.length * (values.length + 1) > 100_000) return undefined;
  let text = '';
  let index = 0;
  do {
    text += pattern.replace(/%[sbdq%]/g, (slot) => {
      if (slot === '%%') return '%';
      const value = values[index];
      index += 1;
      const shape = value === undefined ? '' : shapeOf(value);
      return slot === '%b' ? unescaped(shape) : shape;
    });
  } while (slots > 0 && index < values.length);
  return fromShape(text, format);
}

function decoded(stdin: Word | undefined): Word | undefined {
  if (stdin === undefined || !stdin.known) return undefined;
  try {
    const bytes = Uint8Array.from(atob(stdin.value.replace(/\s/g, '')), (character) => character.charCodeAt(0));
    return fromShape(new TextDecoder().decode(bytes), stdin);
  } catch {
    return undefined;
  }
}

const fromShape = (shape: string, from: Word): Word => {
  const known = !shape.includes(hole);
  return {
    value: shape.replaceAll(hole, '…'),
    known,
    ...(known ? {} : { shape }),
    ...(from.span === undefined ? {} : { span: from.span }),
  };
};

const mapText = (word: Word, map: (text: string) => string): Word => fromShape(map(shapeOf(word)), word);

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  a: '',
  b: '',
  f: '',
  v: '',
  e: '\u001b',
};

function unescaped(text: string): string {
  return text.replace(
    /\\(?:x([0-9a-fA-F]{1,2})|0?([0-7]{1,3})|u([0-9a-fA-F]{1,4})|(.))/gs,
    (all, hex, octal, unicode, character) => {
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      if (unicode !== undefined) return String.fromCharCode(Number.parseInt(unicode, 16));
      return escapes[character] ?? all;
    },
  );
}
