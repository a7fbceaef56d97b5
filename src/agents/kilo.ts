/** Kilo, the command line and the extension: a plugin as in OpenCode, see `openCodePlugin.ts`. */
import { text } from '../base/json.ts';
import type { Coverage } from './agent.ts';
import { command, look, opaque, type ToolReader } from './hookShape.ts';
import { openCodeAgent } from './openCodePlugin.ts';

/** https://kilo.ai/docs/automate/extending/plugins */
const coverage: Coverage = {
  intercepts: ['commands', 'edits', 'MCP', 'subagents'],
  rewrites: 'a command, by the `command` of its arguments',
  whenSilent: 'blocked: the plugin throws on every end of the launcher but a deliberate one',
  holes: [
    {
      what: 'A plugin that cannot be loaded is dropped without a word, and `KILO_PURE` loads none: then everything runs. The plugin reports when it starts.',
      link: 'https://kilo.ai/docs/automate/extending/plugins',
    },
    {
      what: 'A plugin that comes after this one can change the call, and one that answers `shell.env` the environment; a changed call is reported after it ran.',
    },
    { what: 'Agents that Kilo runs in its cloud are out of reach.' },
  ],
  basis: { kind: 'run', version: '7.7.7', day: '2026-11-24' },
};

/** Starts a command beside the conversation, or looks at one, or stops it. */
const background: ToolReader = (input, tool, scene) => {
  switch (text(input.action, 'action')) {
    case 'start':
      return command(({ windows }) => (windows ? 'powershell' : 'bash'))(input, tool, scene);
    case 'list':
    case 'status':
    case 'logs':
    case 'stop':
      return look(input, tool, scene);
    default:
      return opaque('what it starts again is not part of the call')(input, tool, scene);
  }
};

export const kilo = openCodeAgent(
  {
    id: 'kilo',
    title: 'Kilo',
    folder: 'kilo',
    tools: [
      ['background_process', background],
      ['cron_create', opaque('what it starts later may not be asked about')],
      ['notebook_execute', opaque('the code of the cell is not part of the call')],
      ['agent_manager', opaque('it starts agents whose calls may not be asked about one by one')],
    ],
    // Notes between its own agents, reminders in the session they were made in, and what it remembers.
    looking: [
      ...['board_post', 'board_read', 'goal', 'schedule_wakeup', 'cancel_wakeup', 'cron_list', 'cron_delete'],
      ...['kilo_local_recall', 'kilo_memory_recall', 'kilo_memory_save', 'semantic_search', 'repo_overview'],
      ...['notebook_read', 'chart', 'suggest', 'notify_user', 'open_plan', 'agent_manager_models'],
    ],
  },
  {
    traces: {
      programs: ['kilo', 'kilocode'],
      extensions: ['kilocode.kilo-code'],
      folders: ['.config/kilo', '.kilocode'],
    },
    markers: [{ variable: 'KILO' }, { variable: 'KILOCODE_VERSION' }],
    coverage,
  },
);
