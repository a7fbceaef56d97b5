/**
 * Files that are themselves the guard: whoever edits them can take it away. An agent's edit of one of them always holds.
 *
 * They are the hook and permission settings of every agent, what the editor remembers and runs by itself, and
 * Holdpoint's own folders. The editor's settings are guard files for some of their keys, see `editorSettings.ts`.
 * Matching ignores case, since macOS and Windows do.
 */
import { braceExpand, Minimatch } from 'minimatch';
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
  '.cursor/cli.json',
  '.cursor/permissions.json',
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
  '.cline/hooks/**',
  // Where Antigravity reads hooks beside `.agents`.
  '{.agent,_agents,_agent}/hooks.json',
  '{.kilo,.kilocode}/**',
  'kilo.json',
  'kilo.jsonc',
  // A project can switch off Goose's plugins.
  '.config/goose/**',
  '.continue/settings*.json',
  '.continue/permissions.yaml',
  '.zed/settings.json',
  '.holdpoint/**',
  'extensions/holdpoint.holdpoint-*/**',
  // What the editor remembers, trusts and listens to: state.vscdb, secrets, key bindings, tools of its agents.
  'User/globalStorage/**',
  'User/workspaceStorage/**',
  'User/{keybindings,mcp}.json',
  'User/profiles/*/{keybindings,mcp,extensions}.json',
  'User/profiles/*/globalStorage/**',
  '.{vscode,vscode-insiders,vscode-oss,cursor,windsurf,kiro,antigravity,trae}/argv.json',
  '.{vscode,vscode-insiders,vscode-oss,vscode-server,vscode-server-insiders,vscode-remote,cursor,cursor-server,windsurf,windsurf-server,kiro,antigravity,trae}/extensions/{.obsolete,extensions.json}',
];

/** Guard files for some of their keys: which hooks run, what agents may do unasked, what runs when a folder opens. */
const settings: readonly string[] = [
  '.vscode/{settings,tasks}.json',
  '*.code-workspace',
  'User/{settings,tasks}.json',
  'User/profiles/*/{settings,tasks}.json',
  'Machine/settings.json',
];

/** Below a home directory. */
const atHome: readonly string[] = [
  '.claude.json',
  '.copilot/**',
  '.kiro/**',
  '.cursor/cli-config.json',
  '.codeium/windsurf/hooks.json',
  '{.config,AppData/Roaming}/{devin,opencode,kilo,amp}/**',
  'AppData/Roaming/Block/goose/config/**',
  '{.config/zed,AppData/Roaming/Zed}/settings.json',
  '.cline/**',
  'Documents/Cline/Hooks/**',
];

/** Settings an administrator gives everybody. */
const forAll: readonly string[] = [
  '/etc/{claude-code,github-copilot,codex,gemini-cli,qwen-code,augment,ampcode}/**',
  '/etc/{cursor,windsurf}/hooks.json',
  '/Library/Application Support/{ClaudeCode,GeminiCli,QwenCode,ampcode}/**',
  '/Library/Application Support/{Cursor,Windsurf}/hooks.json',
  '?:/Program Files/ClaudeCode/**',
  '?:/ProgramData/{GitHub/Copilot,gemini-cli,qwen-code,Augment,ampcode}/**',
  '?:/ProgramData/{Cursor,Windsurf}/hooks.json',
];

/** An agent's notes to itself, which it writes all day and which say nothing about hooks or permissions. */
const notes = /\/\.claude\/(?:plans|todos|tasks|projects\/[^/]+\/memory)\//i;

/** Worktrees live inside `.claude`; what is in them is ordinary source. */
const worktree = /\/\.claude\/worktrees\/[^/]+(?=\/|$)/i;

const options = { dot: true, nocase: true, nocomment: true, nonegate: true } as const;

/**
 * One expression for all of them: dozens of globs, one after another, were a fifth of the time a call takes to read.
 * Only what stands in the lists above is understood: `**` as whole folders, `*` and `?` within a name, braces.
 */
function compile(patterns: readonly string[]): RegExp {
  const sources = patterns
    .flatMap((pattern) => braceExpand(pattern))
    .map((pattern) =>
      pattern
        .replace(/[.+^$()|[\]\\]/g, '\\$&')
        .replace(/\*\*\/|\/\*\*$|\*|\?/g, (glob) =>
          glob === '**/' ? '(?:.*/)?' : glob === '/**' ? '/.+' : glob === '*' ? '[^/]*' : '[^/]',
        ),
    );
  return new RegExp(`^(?:${sources.join('|')})$`, 'is');
}

interface Matchers {
  readonly whole: RegExp;
  readonly settings: RegExp;
  readonly home: RegExp;
}

// Compiled when first needed: most calls name no path that comes near one.
let compiled: Matchers | undefined;
const matchers = (): Matchers => {
  const below = (pattern: string) => `**/${pattern}`;
  compiled ??= {
    whole: compile([...anywhere.map(below), ...forAll]),
    settings: compile(settings.map(below)),
    home: compile(atHome),
  };
  return compiled;
};

/** The path below a home directory: the one handed in, or one that looks like somebody's. */
function belowHome(path: string, home: string | undefined): string | undefined {
  if (home !== undefined && isWithin(path, normalize(home))) return path.slice(normalize(home).length + 1);
  return /^(?:\/home\/[^/]+|\/Users\/[^/]+|\/root|(?:\/mnt\/[a-z]|[a-z]:)\/Users\/[^/]+)(?:\/(.*))?$/i.exec(path)?.[1];
}

/** `whole`: every edit counts. `settings`: it depends on the keys. */
export type Guard = 'whole' | 'settings';

/**
 * What an absolute path guards, or whether it lies in a folder that does. Spellings that a disk without case takes for
 * the same are the same: `.v\u017fcode`.
 */
function guardOf(path: string, home?: string): Guard | undefined {
  const spelled = /^[ -~]*$/.test(path) ? path : path.normalize('NFKC').replace(/\p{Cf}/gu, '');
  const clean = normalize(spelled).replace(worktree, '');
  if (!mentionsGuardFile(clean) || notes.test(clean)) return undefined;
  const known = matchers();
  // A folder is what is in it: `.claude` matches as `.claude/_` does.
  const whole = [clean, `${clean}/_`].some((candidate) => {
    const rest = belowHome(candidate, home);
    return known.whole.test(candidate) || (rest !== undefined && known.home.test(rest));
  });
  return whole ? 'whole' : known.settings.test(clean) ? 'settings' : undefined;
}

export const isGuardFile = (path: string, home?: string): boolean => guardOf(path, home) !== undefined;

/** The files that decide most, which people like to keep elsewhere and link to. */
const principal = {
  home: [
    '.claude/settings.json',
    '.claude/settings.local.json',
    '.claude.json',
    '.copilot/hooks/holdpoint.json',
    '.holdpoint',
    '.codex/config.toml',
    '.cursor/hooks.json',
    '.config/Code/User/settings.json',
    'Library/Application Support/Code/User/settings.json',
  ],
  project: ['.claude/settings.json', '.claude/settings.local.json', '.vscode/settings.json'],
} as const;

/** The same question for a path that may lead through symbolic links, and for the files that guard files are links to. */
export function guardWatch(
  { home, cwd }: { readonly home: string | undefined; readonly cwd: string },
  realPath: (path: string) => string,
): (path: string) => Guard | undefined {
  const answers = new Map<string, Guard | undefined>();
  let linked: readonly string[] | undefined;
  const ask = (path: string): Guard | undefined => {
    const named = guardOf(path, home);
    if (named === 'whole') return named;
    const realHome = home === undefined ? undefined : realPath(home);
    const real = realPath(path);
    const led = guardOf(real, realHome);
    if (led !== undefined || named !== undefined) return led === named || led === undefined ? named : led;
    linked ??= [
      ...(home === undefined ? [] : principal.home.map((file) => `${home}/${file}`)),
      ...principal.project.map((file) => `${cwd}/${file}`),
    ]
      .map((file) => ({ file, real: realPath(file) }))
      .filter(({ file, real }) => real !== file && !isGuardFile(real, realHome))
      .map(({ real }) => real);
    return linked.some((file) => isWithin(real, file)) ? 'whole' : undefined;
  };
  return (path) => {
    if (answers.has(path)) return answers.get(path);
    const answer = ask(path);
    answers.set(path, answer);
    return answer;
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
    patterns
      .flatMap((pattern) => braceExpand(pattern))
      .flatMap((pattern) => {
        const segments = pattern.toLowerCase().split('/');
        const literal = segments.slice(0, -1).filter((segment) => !segment.includes('*'));
        return literal.map((_, index) => literal.slice(0, index + 1).join('/'));
      }),
  );

interface Folders {
  readonly anywhere: ReadonlySet<string>;
  readonly home: ReadonlySet<string>;
}

let folders: Folders | undefined;
const leading = (): Folders => {
  folders ??= {
    anywhere: new Set([...leadingFolders([...anywhere, ...settings])].filter((folder) => /^\./.test(folder))),
    home: leadingFolders([...atHome, ...anywhere, ...settings]),
  };
  return folders;
};

/** Whether removing this folder would take guard files with it. */
export function leadsToGuardFiles(path: string, home?: string): boolean {
  const clean = normalize(path).toLowerCase();
  if (isGuardFile(path, home)) return true;
  const rest = belowHome(`${clean}/`, home?.toLowerCase());
  if (rest !== undefined && (rest === '' || leading().home.has(rest.replace(/\/$/, '')))) return true;
  if (home !== undefined && isWithin(normalize(home).toLowerCase(), clean)) return true;
  return [...leading().anywhere].some((folder) => clean.endsWith(`/${folder}`));
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
  const { anywhere, home: atHome } = leading();
  const known = rest === undefined ? anywhere : new Set([...anywhere, ...atHome]);
  return [...known].some((folder) => matcher.match(folder.split('/')[0] ?? ''));
}

const sign = new RegExp(
  [
    String.raw`(?:^|[^\w.-]|(?:^|\s)-[a-zA-Z]+)\.(?:claude|copilot|codex|devin|gemini|agents|qwen|opencode|amp|factory|augment|cline|kilo(?:code)?|holdpoint)(?:[\/\\]|$|[^\w.-])`,
    String.raw`\.kiro[\/\\](?:hooks|agents|settings)|[~\/\\]\.kiro(?:[\/\\]|$)`,
    String.raw`\.github[\/\\](?:hooks|copilot)(?:[\/\\]|$|[^\w.-])`,
    String.raw`\.(?:cursor|windsurf)[\/\\]hooks|\.cursor[\/\\](?:cli(?:-config)?|permissions)\.json|\.clinerules[\/\\]hooks|Cline[\/\\]Hooks`,
    String.raw`\.claude\.json|(?:opencode|kilo)\.jsonc?|windsurf[\/\\]hooks\.json|\.continue[\/\\](?:settings|permissions)`,
    String.raw`(?:\.vscode|User|Machine|profiles[\/\\][^\/\\]+)[\/\\](?:settings|tasks|keybindings|mcp|extensions)\.json|\.code-workspace`,
    String.raw`(?:User|profiles[\/\\][^\/\\]+)[\/\\](?:global|workspace)Storage|[\/\\]argv\.json|extensions[\/\\](?:\.obsolete|extensions\.json)`,
    String.raw`[._]agents?[\/\\]hooks\.json`,
    String.raw`(?:\.config|Roaming)[\/\\](?:devin|opencode|kilo|amp|goose|zed)(?:[\/\\]|$)|goose[\/\\]config|\.zed[\/\\]settings|holdpoint\.holdpoint-`,
    String.raw`claude-code|github-copilot|ClaudeCode|GitHub[\/\\]Copilot|[\/\\](?:etc|ProgramData|Application Support)[\/\\](?:codex|gemini-?cli|qwen-?code|augment|ampcode|cursor[\/\\]hooks|windsurf[\/\\]hooks)`,
  ].join('|'),
  'i',
);

/** Every alternative above has a dot or one of these: a line with none of them need not wait for the large one to be compiled. */
const needed = /\.|claude|cline|copilot|codex|storage|goose|[\\/](?:etc|ProgramData|Application Support)[\\/]/i;

/** Whether a text names something that could be a guard file: quick, and errs towards yes. */
export const mentionsGuardFile = (text: string): boolean => needed.test(text) && sign.test(text);

const state = /(?:^|[/\\])(?:\.terraform|terraform\.tfstate\.d)(?:[/\\]|$)|\.tfstate(?:\.\d+)?(?:\.backup)?$/i;

/** Whether a path is Terraform's own memory of what exists. */
export const isStateFile = (path: string): boolean => state.test(normalize(path));

/** Whether a text names a state file. */
export const mentionsStateFile = (text: string): boolean =>
  /\.tfstate\b|(?:^|[^\w.-])\.terraform(?:[/\\]|$)/i.test(text);

const selfRunning =
  /\/\.git\/(?:hooks\/|config$)|\/\.(?:gitconfig|bashrc|bash_profile|bash_login|bash_aliases|profile|zshrc|zshenv|zprofile|zlogin|psqlrc|envrc|mcp\.json)$|\/\.github\/agents\/|\/\.(?:husky|config\/fish|config\/git|config\/direnv)\/|\/(?:lefthook(?:-local)?|\.pre-commit-config)\.ya?ml$|\/devcontainer\.json$|\/\.(?:vscode|cursor|roo|kilocode)\/mcp\.json$|\/mcp_config\.json$|\/(?:microsoft\.)?(?:powershell_)?profile\.ps1$|\/Library\/LaunchAgents\/|\/autostart\/[^/]+\.desktop$/i;

/**
 * Whether what is written there runs later without another call: git's hooks and aliases, what shells read when they
 * start, servers that agents start.
 */
export const runsByItself = (path: string): boolean => selfRunning.test(normalize(path));

/** Variables that lead agents, and Holdpoint, to other settings than their own; servers that are a shell. */
const misleading =
  /\b(?:CLAUDE_CODE_SIMPLE|CLAUDE_CONFIG_DIR|CLAUDE_CODE_SHELL_PREFIX|CODEX_HOME|QWEN_HOME|KILO_PURE|OPENCODE_(?:PURE|CONFIG\w*)|BASH_ENV|BASH_FUNC_\w+|COPILOT_HOME|GEMINI_CLI_\w+|HOLDPOINT_\w+)\b|(?:^|[\s;&])(?:export\s+|set\s+-\w+\s+)?(?:HOME|USERPROFILE|XDG_CONFIG_HOME|LD_PRELOAD|DYLD_\w+)[=\s]|\bNODE_OPTIONS=.*(?:--require|--import|--loader|-r\s)|\bholdpoint\b|"command"\s*:\s*"(?:[^"]*[\\/])?(?:(?:ba|z|da)?sh|cmd|powershell|pwsh)(?:\.exe)?"/;

/** Whether a text that runs by itself would take agents, or Holdpoint, away from their settings. */
export const misleadsAgents = (text: string): boolean => misleading.test(text);
