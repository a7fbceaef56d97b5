/** Codex's files beside its hooks: what breaks them, rules that Codex itself enforces, requirements for administrators. */
import type { HookCommand, ManagedFile, SettingsFile } from './agent.ts';
import { type HandlerRules, hookFaults } from './claudeSettings.ts';
import { anyShellLine } from './hookCommand.ts';
import { ownFile, writtenByUs } from './ownFile.ts';

const handlers: HandlerRules = {
  kinds: new Set(['command', 'mcp_tool', 'prompt', 'agent']),
  time: 'a whole number of seconds',
  isTime: (timeout) => Number.isInteger(timeout) && timeout >= 0,
};

/** What makes Codex drop the whole of `hooks.json`, as seen with 0.169: it reads JSON and nothing around it. */
export function codexFaults(content: Readonly<Record<string, unknown>>, text: string): readonly string[] {
  const others = Object.keys(content).filter((key) => key !== 'hooks' && key !== 'description');
  return [
    ...(isPlainJson(text) ? [] : ['there are comments or a byte order mark in it']),
    ...others.map((key) => `"${key}" is no key of it`),
    ...hookFaults(content.hooks, handlers),
  ];
}

function isPlainJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

type Pattern = readonly (string | readonly string[])[];

/** Destroys that nobody wants unseen, by their exact first words. https://learn.chatgpt.com/docs/rules */
const destroys: readonly Pattern[] = [
  [['terraform', 'tofu', 'terragrunt'], 'destroy'],
  [['terraform', 'tofu', 'terragrunt'], 'apply', ['-destroy', '--destroy']],
  [['terraform', 'tofu', 'terragrunt'], 'state', ['rm', 'push']],
  ['terragrunt', ['run-all', 'run'], 'destroy'],
  ['pulumi', ['destroy', 'down']],
  ['pulumi', 'stack', 'rm'],
  [
    ['cdk', 'cdktf', 'sst'],
    ['destroy', 'remove'],
  ],
  [['serverless', 'sls'], 'remove'],
  [['kubectl', 'oc'], 'delete', ['namespace', 'namespaces', 'ns', 'project', 'pv', 'pvc', 'crd']],
  ['helm', ['uninstall', 'delete']],
  ['eksctl', 'delete'],
  ['aws', 'cloudformation', 'delete-stack'],
  ['aws', 'rds', ['delete-db-instance', 'delete-db-cluster']],
  ['aws', 'ec2', ['terminate-instances', 'delete-volume']],
  ['aws', 's3', 'rb'],
  ['az', 'group', 'delete'],
  ['gcloud', 'projects', 'delete'],
  ['dropdb'],
];

/** As its language (Starlark) writes texts and lists; JSON's quotes are its own. */
const spell = (pattern: Pattern): string =>
  `[${pattern.map((part) => (typeof part === 'string' ? JSON.stringify(part) : `[${part.map((word) => JSON.stringify(word)).join(', ')}]`)).join(', ')}]`;

const rule = (pattern: Pattern): string => `prefix_rule(
    pattern = ${spell(pattern)},
    decision = "prompt",
    justification = "It destroys infrastructure.",
)
`;

/** Codex asks by itself before these, also where hooks are skipped. */
export const codexRules = (movedBy: NonNullable<SettingsFile['movedBy']>): SettingsFile =>
  ownFile({
    path: '.codex/rules/holdpoint.rules',
    movedBy,
    text: () => `# Holdpoint's rules for Codex, ${writtenByUs}\n${destroys.map(rule).join('')}`,
  });

/** Texts in TOML as JSON writes them: its escapes are TOML's. */
const toml = (text: string): string => JSON.stringify(text);

const hook = (event: string, line: string, timeout: number): string => `
[[hooks.${event}]]
[[hooks.${event}.hooks]]
type = "command"
command = ${toml(line)}
timeout = ${timeout}
`;

/** Hooks that need nobody's trust and that no settings switch off. */
export function managedRequirements(command: HookCommand): ManagedFile {
  const line = (decides: boolean) => anyShellLine(command, 'codex', decides);
  return {
    path:
      command.platform === 'windows'
        ? 'C:\\ProgramData\\OpenAI\\Codex\\requirements.toml'
        : '/etc/codex/requirements.toml',
    text: `# Holdpoint, for everybody on this machine.
[features]
hooks = true
${hook('PreToolUse', line(true), 3600)}${['PostToolUse', 'UserPromptSubmit', 'SessionStart'].map((event) => hook(event, line(false), 15)).join('')}`,
  };
}
