/**
 * Commands that take the guard away without touching a file: `holdpoint uninstall`,
 * `code --uninstall-extension`, `code --disable-extensions`, `pkill -f extensionHost`; agents started without hooks, and
 * whoever speaks to Holdpoint in an agent's name. `holdpoint-canary NONCE` is no program: it is there to be refused.
 */
import { change, destroy, type Effect, unknown } from '../effect.ts';
import { expandHome } from '../paths.ts';
import { type Invocation, shapeOf, type Word } from '../shell/invocation.ts';
import { type Analyzer, type Surroundings, spansOf } from './analyzer.ts';
import { editorStopped, editors } from './desktop.ts';

const switches =
  /^--(?:uninstall-extension|disable-extensions?|user-data-dir|extensions-dir|extension-development-path|profile|profile-temp|inspect(?:-brk)?-extensions|remote-debugging-port)(?:=|$)/;

/** What Holdpoint itself is asked about again before it runs something; what was approved already needs only its grant. */
export const runsGrant = 'run what was approved';

/** A command that exists nowhere: an agent that is asked to run it, and whose hook refuses it, is held. */
export const canaryProgram = 'holdpoint-canary';

const isCanary = ({ tool, operation }: Effect): boolean => tool === 'guard' && operation === canaryProgram;

/** The first canary among the effects; its nonce is missing where none was given, or where it is known only when it runs. */
export function canaryIn(effects: readonly Effect[]): { readonly nonce?: string } | undefined {
  const found = effects.find(isCanary);
  return found === undefined ? undefined : found.target === undefined ? {} : { nonce: found.target };
}

/** `holdpoint exec` asks by itself, where it is the one that is installed. Another program of that name may run anything. */
function executes({ name, args, assignments }: Invocation, home: string | undefined): readonly Effect[] {
  const spans = spansOf(name, ...args.slice(0, 3));
  const installed =
    home !== undefined && name.known && expandHome(name.value, home) === `${home}/.holdpoint/bin/holdpoint`;
  if (!installed) {
    const note = 'It is not named by the path at which Holdpoint is installed.';
    return [unknown({ tool: 'guard', operation: 'holdpoint exec', note, spans })];
  }
  const loaded = Object.keys(assignments).find((variable) => /^(?:LD_(?:PRELOAD|AUDIT)|DYLD_\w+)$/.test(variable));
  if (loaded !== undefined) {
    const note = `${loaded} puts something else into Holdpoint itself.`;
    return [unknown({ tool: 'guard', operation: 'holdpoint exec', note, spans })];
  }
  const [, flag, id] = args;
  if (flag?.value !== '--grant') return [];
  return [change({ tool: 'guard', operation: runsGrant, ...(id?.known === true ? { target: id.value } : {}), spans })];
}

function analyze(run: Invocation, { home }: Surroundings): readonly Effect[] {
  const { program, name, args } = run;
  const [verb, second] = args.filter((word) => !shapeOf(word).startsWith('-'));
  if (program === 'holdpoint') {
    if (args[0]?.value === 'exec') return executes(run, home);
    const harmless = verb === undefined || /^(?:check|doctor|impact|journal|verify|help)$/.test(verb.value);
    if (harmless && (verb === undefined || verb.known)) return [];
    if (verb.value === 'policy' && /^(?:check|test|explain)$/.test(second?.value ?? '')) return [];
    if (verb.value === 'roster' && /^(?:list|check)$/.test(second?.value ?? '')) return [];
    const details = {
      tool: 'guard',
      operation: `holdpoint ${verb.value}`,
      target: 'Holdpoint',
      spans: spansOf(name, verb, second),
    };
    return [verb.value === 'uninstall' ? destroy(details) : change(details)];
  }
  if (program === canaryProgram) {
    const note = 'It is there to be refused: that shows that the agent is held.';
    const nonce = args[0]?.known === true ? { target: args[0].value } : {};
    return [unknown({ tool: 'guard', operation: canaryProgram, ...nonce, note, spans: spansOf(name, args[0]) })];
  }
  if (program === 'holdpoint-hook') {
    const note = 'It speaks to Holdpoint as if an agent did.';
    return [unknown({ tool: 'guard', operation: 'start the hook', note, spans: spansOf(name) })];
  }
  if (/^(?:pkill|killall|kill)$/.test(program)) return killing(run);
  if (agents.has(program)) return startsAgent(run);
  const asked = args.some(({ value }) => /^(?:--help|-h|--version|-v|--status)$/.test(value));
  return args.flatMap((word, index) =>
    switches.test(word.value) || (!asked && weakens(word, args[index - 1]))
      ? [
          change({
            tool: 'guard',
            operation: 'start the editor without its guard',
            target: word.value,
            spans: spansOf(name, word),
          }),
        ]
      : [],
  );
}

/** Another Holdpoint in place of this one, and ways into the editor from elsewhere, where anybody could answer in it. */
const weakens = (word: Word, before: Word | undefined): boolean =>
  before?.value === '--install-extension' || word.value.startsWith('--install-extension=')
    ? /holdpoint/i.test(word.value)
    : before === undefined && /^(?:tunnel|serve-web)$/.test(word.value);

/** What the processes look like that ask for reviews: the shell and the hook an agent waits for, and the editor. */
const asking = [
  "sh -c HOLDPOINT_PARENT=$PPID '/home/u/.holdpoint/bin/holdpoint-hook' claude-code || exit 2",
  '/bin/sh /home/u/.holdpoint/bin/holdpoint-hook vscode',
  '/usr/share/code/code --type=utility extensionHost',
];
const askingNames = /^(?:(?:ba|da|z)?sh|holdpoint-hook|codium|[\w.-]*vscode[\w.-]*)$/i;
const asks =
  /holdpoint|extensionHost|\b(?:pgrep|pidof)\b[^)]*\s['"]?(?:(?:ba|da|z)?sh|(?:vs)?code(?:-insiders|-server)?|codium|cursor|windsurf|kiro|electron)\b/i;

/** Killing the shell in front of the hook makes some agents run the tool. */
const asksOnly = /^-(?:l|L|0)$/;

function killing({ program, name, args, remote }: Invocation): readonly Effect[] {
  const stops = (word: Word, index: number): boolean => {
    if (!word.known) return asks.test(word.value);
    if (program === 'kill') return index > 0 && word.value === '-1';
    if (word.value.startsWith('-')) return false;
    if (askingNames.test(word.value) || asks.test(word.value) || editors.test(word.value)) return true;
    return program === 'pkill' && args.some(({ value }) => /^-[a-zA-Z]*f|^--full$/.test(value)) && matches(word.value);
  };
  const word = args.find(stops);
  if (word === undefined && remote !== undefined && !args.some(({ value }) => asksOnly.test(value)))
    return [unknown({ tool: 'remote', operation: program, place: remote, spans: spansOf(name, ...args) })];
  if (word === undefined) return [];
  return [editorStopped(name, word)];
}

function matches(pattern: string): boolean {
  try {
    const regex = new RegExp(pattern, 'i');
    return asking.some((line) => regex.test(line));
  } catch {
    return true;
  }
}

/** Agents whose own calls nobody may ask about. Claude Code has hooks, unless it is told otherwise. */
const agents = new Set(
  'claude claude-code codex gemini qwen droid opencode kilo amp auggie cline cursor-agent kiro-cli agy devin cn aider crush openhands'.split(
    ' ',
  ),
);
const hookless =
  /^--(?:bare|pure|safe-mode|settings|setting-sources|mcp-config|plugin-dir)(?:=|$)|disableAllHooks|features\.hooks/;
const elsewhere =
  /^(?:CLAUDE_CODE_SIMPLE|CLAUDE_CONFIG_DIR|CLAUDE_PLUGIN_\w+|HOME|USERPROFILE|XDG_CONFIG_HOME|HOLDPOINT_\w+|NODE_OPTIONS|LD_PRELOAD|DYLD_\w+)$/;

function startsAgent({ program, name, args, assignments }: Invocation): readonly Effect[] {
  if (args.length > 0 && args.every(({ value }) => /^(?:--version|-v|-V|--help|-h|help|version)$/.test(value)))
    return [];
  const details = { tool: 'guard', operation: `start ${program}` };
  if (!program.startsWith('claude')) {
    const note = 'Whether its own actions are asked about is not known.';
    return [unknown({ ...details, note, spans: spansOf(name) })];
  }
  const [verb, second] = args.filter((word) => !shapeOf(word).startsWith('-'));
  const sets =
    /^(?:config|mcp|plugin|plugins)$/.test(verb?.value ?? '') && !/^(?:list|get)$/.test(second?.value ?? '')
      ? verb
      : undefined;
  const word = args.find(({ value }) => hookless.test(value)) ?? sets;
  const variable = Object.keys(assignments).find((each) => elsewhere.test(each));
  if (word === undefined && variable === undefined) return [];
  return [
    change({
      ...details,
      target: word?.value ?? variable ?? '',
      note: 'It may run without its hooks, or with others.',
      spans: spansOf(name, word),
    }),
  ];
}

export const guard: Analyzer = {
  id: 'guard',
  programs: [
    'holdpoint',
    'holdpoint-hook',
    canaryProgram,
    'pkill',
    'killall',
    'kill',
    ...agents,
    'code',
    'code-insiders',
    'code-server',
    'codium',
    'vscodium',
    'cursor',
    'windsurf',
  ],
  aliases: [
    'antigravity',
    'kiro',
    'trae',
    'positron',
    'void',
    'code-oss',
    'openvscode-server',
    'code-server-insiders',
    'code-tunnel',
  ],
  analyze,
};
