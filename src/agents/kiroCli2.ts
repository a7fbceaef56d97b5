/**
 * Kiro's command line before 3: hooks inside each agent's own file, `~/.kiro/agents/<name>.json`.
 * https://kiro.dev/docs/cli/hooks
 *
 * Exit 2 blocks; a time-out, a failed start and every other code let the tool run, and on Windows so did exit 2. What it
 * sends names no session.
 */
import type { Agent, Coverage } from './agent.ts';
import { guardedLine } from './hookCommand.ts';
import { bareSettings } from './hookSettings.ts';
import { readHookEvent } from './hookShape.ts';
import { answerKiro } from './kiro.ts';
import { kiroEvent, kiroReader } from './kiroTools.ts';

const id = 'kiro-cli-2';

/** Milliseconds. */
const hour = 3_600_000;

export const kiroCli2: Agent = {
  id,
  title: 'Kiro CLI 2',
  // Cursor spells its events so as well, and says which version it is.
  sends: (event) =>
    typeof event.hook_event_name === 'string' &&
    /^[a-z]/.test(event.hook_event_name) &&
    !('cursor_version' in event || 'conversation_id' in event),
  patience: () => 55 * 60,
  decode: (payload, env) =>
    readHookEvent({ agent: id, reader: kiroReader, claim: ['summary'] }, kiroEvent(payload, env), env),
  encode: answerKiro,
  // Made when asked for: a hook on its way to an answer never does.
  get settings() {
    return [
      bareSettings({
        path: '.kiro/agents/*.json',
        agent: id,
        title: 'Kiro CLI 2',
        line: guardedLine,
        events: [
          { event: 'preToolUse', matcher: '*', timeout: hour, decides: true },
          { event: 'postToolUse', matcher: '*', timeout: 15_000, decides: false },
          { event: 'userPromptSubmit', timeout: 15_000, decides: false },
          { event: 'agentSpawn', timeout: 15_000, decides: false },
        ],
      }),
    ];
  },
  traces: { programs: ['kiro-cli'], extensions: [], folders: ['.kiro/agents'] },
  markers: [{ variable: 'KIRO_SESSION_ID' }, { variable: 'AGENT_CONTEXT_OUT' }],
  get coverage() {
    return coverage;
  },
};

const coverage: Coverage = {
  intercepts: ['commands', 'edits', 'MCP'],
  whenSilent:
    'blocked while the line in the agent’s file can run: it turns every end into exit 2; past the hour in it the tool runs',
  holes: [
    {
      what: 'Each agent has a file of its own: one that is made later, and the built-in agent, which has none, are not held. Version 3 has hooks for all of them.',
      link: 'https://kiro.dev/docs/cli/v3/hooks/',
    },
    { what: 'On Windows exit 2 was seen not to block.', link: 'https://github.com/kirodotdev/Kiro/issues/8264' },
    {
      what: 'Whether hooks fire in subagents is not settled, so starting one is held.',
      link: 'https://github.com/kirodotdev/Kiro/issues/7755',
    },
    {
      what: 'An approved command runs as the agent wrote it: Kiro exchanges no input.',
      link: 'https://github.com/kirodotdev/Kiro/issues/9576',
    },
  ],
  basis: { kind: 'documented', version: '2.16', day: '2026-11-22' },
};
