/**
 * What is removed or given other rights outside the workspace: `rm -rf ~/projects`, `rm ../x`, `find /var/lib -delete`,
 * `chmod -R 777 /srv`, `chown -R me /usr`.
 *
 * The workspace is the directory a call starts in. What programs rebuild by themselves (`/tmp`, caches, `node_modules`,
 * `dist`) is nobody's loss wherever it lies.
 */
import { change, destroy, type Effect, unknown } from '../effect.ts';
import { expandHome, isWithin, normalize, resolvePath } from '../paths.ts';
import { hole, type Invocation, shapeOf, type Word } from '../shell/invocation.ts';
import { type Surroundings, spansOf } from './analyzer.ts';

const removes = /^(?:rm|unlink|shred|srm|rimraf|del|truncate)$/;
const ofTheSystem = /^\/(?:$|\*|\.|etc|usr|var|opt|srv|bin|sbin|lib|lib64|boot|home\/?$|root)/;
/** Folders of the system whose files are at work as they lie there. Programs of one's own go to `/usr/local`. */
const served =
  /^\/(?:$|\*|(?:etc|srv|boot|bin|sbin|lib|lib64|var\/(?:www|lib)|usr\/(?:bin|sbin|lib|share\/nginx))(?:\/|$))/;
const rights = /^(?:chmod|chown|chgrp|setfacl|chflags)$/;

const temporary =
  /^(?:\/private)?\/(?:(?:var\/)?tmp|var\/folders|dev\/shm|run\/user\/\d+)\/.|^[a-z]:\/(?:Windows\/)?Temp\/.|\/AppData\/Local\/Temp\/./i;

/** Below a home directory. */
const caches =
  /^(?:\.cache|\.npm|\.yarn|\.pnpm-store|\.local\/share\/(?:pnpm|Trash)|\.Trash|\.gradle\/(?:caches|daemon)|\.m2\/repository|\.ivy2|\.cargo\/registry|\.nuget\/packages|\.bun\/install\/cache|\.deno|go\/pkg|Library\/(?:Caches|Logs|Developer\/Xcode\/DerivedData)|\.vscode-test)(?:\/|$)/;

const rebuilt =
  /^(?:node_modules|dist|build|out|target|coverage|__pycache__|\.next|\.nuxt|\.turbo|\.venv|venv|\.pytest_cache|\.mypy_cache|\.ruff_cache|\.gradle|\.cache|\.tox|\.parcel-cache|\.eggs|.*\.egg-info|.*\.pyc|.*\.log|tmp)$/;

/** Whether removing it would be missed. */
function isOutside(path: string, { cwd, home }: Surroundings): boolean {
  const root = normalize(cwd);
  const own = home === undefined ? undefined : normalize(home);
  const isWorkspace = root !== own && root.split('/').filter(Boolean).length > 1;
  if (isWorkspace && isWithin(path, root)) return false;
  if (temporary.test(path)) return false;
  if (/^\/tmp\/?$/.test(root) && isWithin(path, root) && path !== root) return false;
  const inHome = own !== undefined && own !== '/' && isWithin(path, own) && path !== own;
  if (inHome && caches.test(path.slice(own.length + 1))) return false;
  const beside = root.slice(0, root.lastIndexOf('/'));
  const name = path.split('/').at(-1) ?? '';
  return !(rebuilt.test(name) && (inHome || (beside !== '' && isWithin(path, beside))));
}

/** The path a word names, or the folder in which it names something that is known only later. */
function placeOfWord(word: Word, run: Invocation, { home }: Surroundings): string | undefined {
  if (/^~[a-z]/i.test(word.value)) return `/home/${word.value.slice(1)}`;
  if (word.known) return word.value === '' ? undefined : resolvePath(run.cwd, word.value, home);
  const shape = shapeOf(word);
  // `$DIR/../x` leads anywhere.
  if (shape.includes(`${hole}/..`)) return '/';
  const before = shape.slice(0, shape.indexOf(hole));
  const folder = before.slice(0, before.lastIndexOf('/') + 1);
  // `*` after `cd /`.
  if (folder === '' && /^[*?[{]/.test(word.value) && run.cwd !== undefined) return normalize(`${run.cwd}/_`);
  // `../*` and `/*` say enough; `$DIR` and `*.log` do not.
  const absolute = /^(?:[~/]|[a-z]:\/)/i.test(folder);
  if (folder === '' || (!absolute && !folder.includes('..'))) return undefined;
  return absolute || run.cwd !== undefined ? resolvePath(run.cwd, `${expandHome(folder, home)}_`, home) : undefined;
}

const inContainer = /^(?:docker|podman|nerdctl|docker-compose)\b/;
const kept = /^\/(?:var\/lib|data|mnt|srv|backups?|bitnami|etc)(?:\/|$)/;

const plainWords = (args: readonly Word[]): readonly Word[] => args.filter((word) => !shapeOf(word).startsWith('-'));

/** `find -L -D tree /srv`: its options come before its folders. */
function findStart(args: readonly Word[]): number {
  let at = 0;
  while (/^-(?:[HLP]|O\d|D)$/.test(args[at]?.value ?? '')) at += args[at]?.value === '-D' ? 2 : 1;
  return at;
}

const rehearses = (args: readonly Word[]): boolean =>
  args.some(({ value }) => /^(?:-[a-zA-Z]*n[a-zA-Z]*|--dry-run)$/.test(value));

/** Where a copy or an archive's files go. */
function into({ program, args }: Invocation): readonly Word[] {
  if (/^(?:cp|install|rsync)$/.test(program)) return plainWords(args).slice(1).slice(-1);
  if (program === '7z')
    return args.flatMap((word) => (/^-o./.test(word.value) ? [{ ...word, value: word.value.slice(2) }] : []));
  const option = program === 'unzip' ? /^-[a-zA-Z]*d$/ : /^(?:-[a-zA-Z]*C|--directory)$/;
  const extracts = program === 'unzip' || args.some(({ value }) => /^-?[a-zA-Z]*x|^--(?:extract|get)$/.test(value));
  return extracts ? args.filter((_, index) => option.test(args[index - 1]?.value ?? '')) : [];
}

function words(run: Invocation): readonly Word[] {
  const { program, args } = run;
  if (removes.test(program)) return plainWords(args);
  if (program === 'find') {
    const start = findStart(args);
    const until = args.findIndex(({ value }, index) => index >= start && /^[-(!]/.test(value));
    const deletes = args.some(
      ({ value }, index) =>
        value === '-delete' && !args.slice(0, index).some((word) => /^-(?:exec|ok)/.test(word.value)),
    );
    return deletes && until > start ? args.slice(start, until) : [];
  }
  if (program === 'rsync' && args.some(({ value }) => /^--del/.test(value)) && !rehearses(args))
    return plainWords(args)
      .slice(1)
      .filter(({ value }) => !value.includes(':'));
  if (program === 'rsync' && args.some(({ value }) => value === '--remove-source-files') && !rehearses(args))
    return plainWords(args)
      .slice(0, -1)
      .filter(({ value }) => !value.includes(':'));
  if (/^(?:cp|install|rsync|tar|bsdtar|unzip|7z)$/.test(program))
    return into(run).filter((word) => served.test(shapeOf(word).replaceAll(hole, '*')));
  if (program === 'mv') return plainWords(args).filter((word) => ofTheSystem.test(shapeOf(word).replaceAll(hole, '*')));
  if (!rights.test(program)) return [];
  const [, ...files] = plainWords(args);
  const recursive = args.some(({ value }) => /^(?:-[a-zA-Z]*R[a-zA-Z]*|--recursive)$/.test(value));
  return recursive
    ? files
    : files.filter((word) => /^\/(?:etc|usr|boot|bin|sbin|lib|lib64|var\/lib|dev)\//.test(word.value));
}

/** Variables whose folder is for scratch, by their names: `$TMPDIR`, `$build_tmp`, `$cacheDir`, `$WORK_DIR`. */
const scratch = [
  /^\$\{?(?:\w+_)?(?:te?mp|cache|scratch|work|venv|virtual_env|coverage|sandbox|pwd|derived_data)_?(?:dir|path|root|home|folder|env|file)?s?\d*\b/i,
  /^\$\{?(?:te?mp[A-Z_]\w*|TE?MP_\w+)\b/,
  /^\$\{?\w+(?:Te?mp|Cache|Scratch|Coverage|Sandbox)(?:Dir|Path|Root|Folder|File)?\b/,
];
/** Programs that list what lies below where they are told to look. */
const listers =
  /^(?:find|gfind|fd|fdfind|ls|rg|grep|git (?:ls-files|status|diff|clean)|mktemp|docker|npm|yarn|pnpm|python3? -c|node -[ep])\b/;

/** Whether what is removed is known well enough, though not by its whole path: scratch, or what a search found here. */
function isScratch({ value, shape = value }: Word, run: Invocation): boolean {
  if (rebuilt.test(shape.split('/').filter(Boolean).at(-1) ?? '') && shape !== hole) return true;
  if (scratch.some((each) => each.test(value)) || /^\$\{?\w+:-[\w.]/.test(value)) return true;
  if (/^[\w.-][\w./-]*$/.test(value)) return true;
  if (/^(?:\.\/)?[*?[{]/.test(value)) return run.cwd !== undefined;
  if (!value.startsWith('$(') && !value.startsWith('`')) return false;
  const text = value.replace(/^(?:\$\(|`)+\s*/, '');
  return (
    listers.test(text) && !/(?:^|[\s'"=])(?:\/(?!tmp\/|dev\/null)|~|\.\.)|\$(?![(])/.test(text) && run.cwd !== undefined
  );
}

const recursive = ({ program, args }: Invocation): boolean =>
  program === 'rm'
    ? args.some(({ value }) => /^(?:-[a-zA-Z]*[rR][a-zA-Z]*|--recursive)$/.test(value))
    : program === 'find' &&
      !args.some(({ value }) => /^-(?:i?name|i?path|i?wholename|i?regex|mtime|newer|empty)/.test(value));

/** `rm -rf "$DIR"`: where the name comes out empty or wrong, anything may go. */
const open = (word: Word, run: Invocation): boolean =>
  !word.known && shapeOf(word).startsWith(hole) && recursive(run) && !isScratch(word, run);

/** Effects on what lies outside the workspace, of this machine. */
export function outsideEffects(run: Invocation, call: Surroundings): readonly Effect[] {
  if (run.remote !== undefined) return [];
  const contained = run.wrappers.some((wrapper) => inContainer.test(wrapper));
  return [...shareEffects(run), ...ownEffects(run, call, contained)];
}

/** A folder that another machine shares: `\\\\web1\\wwwroot`. */
const share = /^\\\\(?![.?]|wsl|localhost)[\w.-]+/i;
const onShare: ReadonlyMap<string, 'last' | 'all'> = new Map([
  ...['cp', 'rsync'].map((name) => [name, 'last'] as const),
  ...['mv', 'rm', 'tee', 'touch', 'mkdir', 'truncate', 'ln'].map((name) => [name, 'all'] as const),
]);

function shareEffects(run: Invocation): readonly Effect[] {
  const which = onShare.get(run.program);
  if (which === undefined) return [];
  const named = plainWords(run.args);
  return (which === 'last' ? named.slice(-1) : named).flatMap((word) =>
    share.test(shapeOf(word))
      ? [
          (run.program === 'rm' ? destroy : change)({
            tool: 'machine',
            operation: run.program,
            target: word.value,
            spans: spansOf(run.name, word),
            note: 'It lies on another machine.',
          }),
        ]
      : [],
  );
}

function ownEffects(run: Invocation, call: Surroundings, contained: boolean): readonly Effect[] {
  return words(run).flatMap((word): readonly Effect[] => {
    const named = placeOfWord(word, run, call);
    if (named === undefined && !contained && open(word, run))
      return [
        unknown({
          tool: 'machine',
          operation: run.program,
          target: word.value,
          spans: spansOf(run.name, word),
          note: 'What it removes is known only when it runs.',
        }),
      ];
    // What `find` deletes lies in the folder it is given.
    if (share.test(shapeOf(word))) return [];
    const path = named !== undefined && run.program === 'find' ? normalize(`${named}/_`) : named;
    if (path === undefined || call.guards(path) || !(contained ? kept.test(path) : isOutside(path, call))) return [];
    const details = { tool: 'machine', target: word.value, spans: spansOf(run.name, word) };
    return [
      rights.test(run.program) || /^(?:cp|install|tar|bsdtar|unzip|7z)$/.test(run.program)
        ? change({ ...details, operation: run.program, note: 'It lies outside the workspace.' })
        : destroy({ ...details, operation: run.program, note: 'It lies outside the workspace.' }),
    ];
  });
}
