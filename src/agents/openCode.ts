/** OpenCode: a plugin inside its own process, see `openCodePlugin.ts`. https://opencode.ai/docs/plugins */
import type { Coverage } from './agent.ts';
import { openCodeAgent } from './openCodePlugin.ts';

const coverage: Coverage = {
  intercepts: ['commands', 'edits', 'MCP', 'subagents'],
  rewrites: 'a command, by the `command` of its arguments',
  whenSilent: 'blocked: the plugin throws on every end of the launcher but a deliberate one',
  holes: [
    {
      what: 'A plugin that cannot be loaded is dropped without a word, and `--pure` and `OPENCODE_PURE` load none: then everything runs. The plugin reports when it starts.',
      link: 'https://opencode.ai/docs/plugins',
    },
    {
      what: 'A plugin that comes after this one can change the call, and one that answers `shell.env` the environment; a changed call is reported after it ran.',
      link: 'https://opencode.ai/docs/plugins',
    },
    { what: 'A command that a person types behind `!` is theirs, and is not asked about.' },
  ],
  basis: { kind: 'run', version: '1.18.33', day: '2026-11-24' },
};

export const openCode = openCodeAgent(
  { id: 'opencode', title: 'OpenCode', folder: 'opencode' },
  {
    traces: { programs: ['opencode'], extensions: ['sst-dev.opencode'], folders: ['.config/opencode', '.opencode'] },
    // Kilo sets OPENCODE as well, and not this one.
    markers: [{ variable: 'OPENCODE_PID' }],
    coverage,
  },
);
