/**
 * Files that are themselves the guard: whoever edits them can take it away. An agent's edit of one of them always holds.
 *
 * They are the hook and permission settings of every agent, the editor settings that say which hooks run, and
 * Holdpoint's own folders. Matching ignores case, since macOS and Windows do.
 */
import { Minimatch } from 'minimatch';
import { isWithin, normalize } from './paths.ts';

/** Below any directory: a workspace, a worktree, a home. */
const anywhere: readonly string[] = [
  '.claude/**',
  '.github/hooks/**',
  '.github/copilot/**',
  '.kiro/hooks/**',
  '.kiro/agents/**',
  '.kiro/settings/**',
  '.cursor/hooks.json',
  '.cursor/hooks/**',
  '.codex/**',
  '.windsurf/hooks.json',
  '.devin/**',
  '.gemini/**',
  '.agents/**',
  '.qwen/**',
  '.opencode/**',
  'opencode.json',
  'opencode.jsonc',
  '.amp/**',
  '.factory/**',
  '.augment/**',
  '.clinerules/hooks/**',
  '.holdpoint/**',
  // The keys chat.tools.*, chat.useHooks and chat.hookFilesLocations decide whether hooks run at all.
  '.vscode/settings.json',
  '*.code-workspace',
  'User/settings.json',
  'User/profiles/*/settings.json',
  'Machine/settings.json',
  'extensions/holdpoint.holdpoint-*/**',
];

/** Below a home directory. */
const atHome: readonly string[] = [
  '.claude.json',
  '.copilot/**',
  '.kiro/**',
  '.codeium/windsurf/hooks.json',
  '.config/devin/**',
  '.config/opencode/**',
  '.config/kilo/**',
  '.config/amp/**',
  '.cline/**',
  'Documents/Cline/Hooks/**',
];

/** Settings an administrator gives everybody. */
const forAll: readonly string[] = [
  '/etc/claude-code/**',
  '/etc/github-copilot/**',
  '/etc/codex/**',
  '/Library/Application Support/ClaudeCode/**',
  '?:/Program Files/ClaudeCode/**',
  '?:/ProgramData/GitHub/Copilot/**',
];

/** An agent's notes to itself, which it writes all day and which say nothing about hooks or permissions. */
const notes = /\/\.claude\/(?:plans|todos|tasks|projects\/[^/]+\/memory)\//i;

/** Worktrees live inside `.claude`; what is in them is ordinary source. */
const worktree = /\/\.claude\/worktrees\/[^/]+(?=\/|$)/i;

const options = { dot: true, nocase: true, nocomment: true, nonegate: true } as const;
const compile = (patterns: readonly string[]) => patterns.map((pattern) => new Minimatch(pattern, options));

// Compiled when first needed: most calls name no path that comes near one.
let compiled: { readonly absolute: readonly Minimatch[]; readonly home: readonly Minimatch[] } | undefined;
const matchers = () => {
  compiled ??= { absolute: compile([...anywhere.map((pattern) => `**/${pattern}`), ...forAll]), home: compile(atHome) };
  return compiled;
};

/** The path below a home directory: the one handed in, or one that looks like somebody's. */
function belowHome(path: string, home: string | undefined): string | undefined {
  if (home !== undefined && isWithin(path, normalize(home))) return path.slice(normalize(home).length + 1);
  return /^(?:\/home\/[^/]+|\/Users\/[^/]+|\/root|[a-z]:\/Users\/[^/]+)(?:\/(.*))?$/i.exec(path)?.[1];
}

/**
 * Whether an absolute path is a guard file or lies in a folder that is one. Spellings that a disk without case takes for
 * the same are the same: `.v\u017fcode`.
 */
export function isGuardFile(path: string, home?: string): boolean {
  const clean = normalize(path.normalize('NFKC').replace(/\p{Cf}/gu, '')).replace(worktree, '');
  if (!mentionsGuardFile(clean) || notes.test(clean)) return false;
  const { absolute, home: homely } = matchers();
  // A folder is what is in it: `.claude` matches as `.claude/_` does.
  return [clean, `${clean}/_`].some((candidate) => {
    if (absolute.some((matcher) => matcher.match(candidate))) return true;
    const rest = belowHome(candidate, home);
    return rest !== undefined && homely.some((matcher) => matcher.match(rest));
  });
}

/** The files that decide most, which people like to keep elsewhere and link to. */
const principal = {
  home: [
    '.claude/settings.json',
    '.claude/settings.local.json',
    '.claude.json',
    '.copilot/hooks/holdpoint.json',
    '.holdpoint',
    '.config/Code/User/settings.json',
    'Library/Application Support/Code/User/settings.json',
  ],
  project: ['.claude/settings.json', '.claude/settings.local.json', '.vscode/settings.json'],
} as const;

/** The same question for a path that may lead through symbolic links, and for the files that guard files are links to. */
export function guardWatch(
  { home, cwd }: { readonly home: string | undefined; readonly cwd: string },
  realPath: (path: string) => string,
): (path: string) => boolean {
  const answers = new Map<string, boolean>();
  let linked: readonly string[] | undefined;
  const ask = (path: string): boolean => {
    if (isGuardFile(path, home)) return true;
    const realHome = home === undefined ? undefined : realPath(home);
    const real = realPath(path);
    if (isGuardFile(real, realHome)) return true;
    linked ??= [
      ...(home === undefined ? [] : principal.home.map((file) => `${home}/${file}`)),
      ...principal.project.map((file) => `${cwd}/${file}`),
    ]
      .map((file) => ({ file, real: realPath(file) }))
      .filter(({ file, real }) => real !== file && !isGuardFile(real, realHome))
      .map(({ real }) => real);
    return linked.some((file) => isWithin(real, file));
  };
  return (path) => {
    const known = answers.get(path) ?? ask(path);
    answers.set(path, known);
    return known;
  };
}

/** Whether a shell pattern matches a name. */
export const matchesName = (name: string, pattern: string): boolean =>
  isEndless(pattern) || new Minimatch(pattern, options).match(name);

/** Braces that multiply to more than anybody reads: such a pattern could match anything. */
const isEndless = (pattern: string): boolean => pattern.length > 2_000 || pattern.split('{').length > 8;

/** Literal folders that lead to guard files: removing or replacing one takes them along. */
const leadingFolders = (patterns: readonly string[]): ReadonlySet<string> =>
  new Set(
    patterns.flatMap((pattern) => {
      const segments = pattern.toLowerCase().split('/');
      const literal = segments.slice(0, -1).filter((segment) => !segment.includes('*'));
      return literal.map((_, index) => literal.slice(0, index + 1).join('/'));
    }),
  );

const foldersAnywhere = new Set([...leadingFolders(anywhere)].filter((folder) => /^\./.test(folder)));
const foldersAtHome = leadingFolders([...atHome, ...anywhere]);

/** Whether removing this folder would take guard files with it. */
export function leadsToGuardFiles(path: string, home?: string): boolean {
  const clean = normalize(path).toLowerCase();
  if (isGuardFile(path, home)) return true;
  const rest = belowHome(`${clean}/`, home?.toLowerCase());
  if (rest !== undefined && (rest === '' || foldersAtHome.has(rest.replace(/\/$/, '')))) return true;
  if (home !== undefined && isWithin(normalize(home).toLowerCase(), clean)) return true;
  return [...foldersAnywhere].some((folder) => clean.endsWith(`/${folder}`));
}

/** Whether a path with wildcards could be a guard file once a shell has expanded it. */
export function mayBeGuardFile(glob: string, home?: string): boolean {
  const clean = normalize(glob);
  const last = clean.split('/').findIndex((segment) => /[*?[\]{}()]/.test(segment));
  if (last < 0) return isGuardFile(clean, home);
  const segments = clean.split('/');
  const wild = segments[last] ?? '';
  const before = segments.slice(0, last).join('/');
  if (isGuardFile(`${before}/_`, home)) return true;
  // A wildcard matches a leading dot only where the pattern has one.
  if (!wild.startsWith('.') && !/^[[@{(]/.test(wild)) return false;
  if (isEndless(wild)) return true;
  const matcher = new Minimatch(wild, options);
  const rest = belowHome(`${before}/`, home);
  const known = rest === undefined ? foldersAnywhere : new Set([...foldersAnywhere, ...foldersAtHome]);
  return [...known].some((folder) => matcher.match(folder.split('/')[0] ?? ''));
}

const sign = new RegExp(
  [
    String.raw`(?:^|[^\w.-]|(?:^|\s)-[a-zA-Z]+)\.(?:claude|copilot|codex|devin|gemini|agents|qwen|opencode|amp|factory|augment|cline|holdpoint)(?:[\/\\]|$|[^\w.-])`,
    String.raw`\.kiro[\/\\](?:hooks|agents|settings)|[~\/\\]\.kiro(?:[\/\\]|$)`,
    String.raw`\.github[\/\\](?:hooks|copilot)(?:[\/\\]|$|[^\w.-])`,
    String.raw`\.(?:cursor|windsurf)[\/\\]hooks|\.clinerules[\/\\]hooks|Cline[\/\\]Hooks`,
    String.raw`\.claude\.json|opencode\.jsonc?|windsurf[\/\\]hooks\.json`,
    String.raw`(?:\.vscode|User|Machine|profiles[\/\\][^\/\\]+)[\/\\]settings\.json|\.code-workspace`,
    String.raw`\.config[\/\\](?:devin|opencode|kilo|amp)(?:[\/\\]|$)|holdpoint\.holdpoint-`,
    String.raw`claude-code|github-copilot|ClaudeCode|GitHub[\/\\]Copilot|[\/\\]etc[\/\\]codex`,
  ].join('|'),
  'i',
);

/** Every alternative above has a dot or one of these: a line with none of them need not wait for the large one to be compiled. */
const needed = /\.|claude|cline|copilot|codex/i;

/** Whether a text names something that could be a guard file: quick, and errs towards yes. */
export const mentionsGuardFile = (text: string): boolean => needed.test(text) && sign.test(text);

const state = /(?:^|[/\\])(?:\.terraform|terraform\.tfstate\.d)(?:[/\\]|$)|\.tfstate(?:\.\d+)?(?:\.backup)?$/i;

/** Whether a path is Terraform's own memory of what exists. */
export const isStateFile = (path: string): boolean => state.test(normalize(path));

/** Whether a text names a state file. */
export const mentionsStateFile = (text: string): boolean =>
  /\.tfstate\b|(?:^|[^\w.-])\.terraform(?:[/\\]|$)/i.test(text);

const selfRunning =
  /\/\.git\/(?:hooks\/|config$)|\/\.(?:gitconfig|bashrc|bash_profile|bash_login|bash_aliases|profile|zshrc|zshenv|zprofile|zlogin|psqlrc)$|\/\.(?:husky|config\/fish|config\/git)\//;

/** Whether what is written there runs later without another call: git's hooks and aliases, what shells read when they start. */
export const runsByItself = (path: string): boolean => selfRunning.test(normalize(path));
