/**
 * Kiro, the IDE from 1.0 and the command line from 3: hooks in `~/.kiro/hooks/*.json`, the same engine for both.
 * https://kiro.dev/docs/hooks/ and https://kiro.dev/docs/cli/v3/hooks/
 *
 * Exit 2 blocks and its text reaches the model; what a time-out does is not documented, and what other codes do is
 * documented both ways, so only 2 is ever used. Nothing on stdout decides anything. Without a matcher a hook runs for
 * every tool. Kiro's own rules in `permissions.yaml` hold where the hook does not run.
 */
import { assertNever } from '../base/assertNever.ts';
import type { Agent, Coverage, HookCommand, HookReply, Release } from './agent.ts';
import { block, silence } from './decision.ts';
import { guardedLine } from './hookCommand.ts';
import { readHookEvent } from './hookShape.ts';
import { kiroPermissions } from './kiroPermissions.ts';
import { kiroEvent, kiroReader } from './kiroTools.ts';
import { ownFile, writtenByUs } from './ownFile.ts';

const id = 'kiro';

/** Silence also for what a person has approved: Kiro's own rules stay. */
export function answerKiro(release: Release): HookReply {
  switch (release.kind) {
    case 'neutral':
    case 'proceed':
      return silence;
    case 'refuse':
      return block(release.message);
    default:
      return assertNever(release);
  }
}

function hookFile(command: HookCommand): string {
  const hook = (name: string, trigger: string, decides: boolean) => ({
    name,
    description: `Asks Holdpoint; ${writtenByUs}`,
    trigger,
    action: { type: 'command', command: guardedLine(command, id, decides) },
    // Seconds; 0 would mean no limit.
    timeout: decides ? 3600 : 15,
    enabled: true,
  });
  const hooks = [
    hook('holdpoint', 'PreToolUse', true),
    hook('holdpoint-after', 'PostToolUse', false),
    hook('holdpoint-prompt', 'UserPromptSubmit', false),
    hook('holdpoint-start', 'SessionStart', false),
  ];
  return `${JSON.stringify({ version: 'v1', hooks }, null, 2)}\n`;
}

export const kiro: Agent = {
  id,
  title: 'Kiro',
  // Nobody else sends so little: no time, no transcript, no id of the call.
  sends: (event, env) =>
    'hook_event_name' in event &&
    'session_id' in event &&
    !('DEVIN_PROJECT_DIR' in env) &&
    !['transcript_path', 'timestamp', 'permission_mode', 'tool_use_id', 'turn_id', 'cursor_version'].some(
      (field) => field in event,
    ),
  // The command line runs the hooks in the agent files of version 2 as well.
  guest: true,
  patience: () => 55 * 60,
  decode: (payload, env) =>
    readHookEvent({ agent: id, reader: kiroReader, claim: ['explanation'] }, kiroEvent(payload, env), env),
  encode: answerKiro,
  // Made when asked for: a hook on its way to an answer never does.
  get settings() {
    return [
      ownFile({
        path: '.kiro/hooks/holdpoint.json',
        text: hookFile,
        isOurs: (text) => text.includes(writtenByUs) && /\bholdpoint-hook\b/.test(text),
      }),
      { path: '.kiro/settings/permissions.yaml', ...kiroPermissions() },
    ];
  },
  traces: { programs: ['kiro', 'kiro-cli'], extensions: [], folders: ['.kiro'] },
  markers: [
    { variable: 'KIRO_SESSION_ID' },
    { variable: 'KIRO_AGENT_PATH' },
    { variable: 'TERM_PROGRAM', value: /^kiro$/ },
  ],
  get coverage() {
    return coverage;
  },
};

const coverage: Coverage = {
  intercepts: ['commands', 'edits', 'MCP'],
  whenSilent:
    'blocked while the line in the hook file can run: it turns every end into exit 2; past the time-out unknown',
  holes: [
    {
      what: 'Whether hooks fire in subagents is not settled, so starting one is held. Kiro’s own rules, of which an installation adds some that ask, hold in them.',
      link: 'https://github.com/kirodotdev/Kiro/issues/7671',
    },
    {
      what: 'A hook file is read late: sessions that are open while Holdpoint is installed are not held.',
      link: 'https://awslabs.github.io/aidlc-workflows/reference/kiro-ide-hook-payload/',
    },
    {
      what: 'Tasks of a spec and prompts fire events whose refusal does not stop them; the calls they lead to are asked about.',
      link: 'https://github.com/kirodotdev/Kiro/issues/11050',
    },
    {
      what: 'An approved command runs as the agent wrote it: Kiro exchanges no input.',
      link: 'https://github.com/kirodotdev/Kiro/issues/9576',
    },
    {
      what: 'Rules that ask also make Kiro ask about other commands in which `=` or `,` stand, whatever a rule allows.',
      link: 'https://github.com/kirodotdev/Kiro/issues/10699',
    },
    {
      what: 'Kiro before 1.0 hands its hooks nothing to judge, and is not held.',
      link: 'https://github.com/kirodotdev/Kiro/issues/7408',
    },
  ],
  basis: { kind: 'documented', version: '1.0.309 and CLI 3', day: '2026-11-22' },
};
