/** `docs/agents.md`: what people may rely on, agent by agent, from the adapters and from the recorded runs. */
import type { Agent } from '../../src/agents/agent.ts';
import { everyAgent } from '../../src/agents/index.ts';
import type { ToolCall } from '../../src/core/toolCall.ts';
import type { AgentRun, Found } from '../../test/support/agents/results.ts';

const anyCall: ToolCall = { agent: '', session: '', tool: '', cwd: '/', env: {}, action: { kind: 'look', tool: '' } };

const bases = {
  run: 'run with Holdpoint installed, against a scripted model',
  captured: 'payloads recorded from the agent',
  documented: 'the vendor’s documentation only',
} as const;

/** A cell of a table: no line ends and no bars. */
const cell = (text: string): string => text.replaceAll('\n', ' ').replaceAll('|', '\\|');

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n');

const waits = (agent: Agent): string => {
  const seconds = agent.patience(anyCall);
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
};

function overview(agents: readonly Agent[]): string {
  return table(
    ['agent', '`holdpoint install …`', 'asks about', 'waits for people', 'rewrites', 'when the hook cannot answer'],
    agents.map(({ id, title, settings, coverage, ...agent }) => [
      `[${title}](#${id})`,
      settings.length === 0 ? '–' : `\`${id}\``,
      coverage.intercepts.join(', ') || 'nothing',
      waits({ id, title, settings, coverage, ...agent }),
      coverage.rewrites ?? 'no',
      coverage.whenSilent,
    ]),
  );
}

function section(agent: Agent, run: AgentRun | undefined): string {
  const { basis, holes } = agent.coverage;
  const seen =
    run === undefined
      ? `Version ${basis.version || '(not named)'}, ${bases[basis.kind]}${basis.day === '' ? '' : `, ${basis.day}`}.`
      : `Version ${run.version}, ${bases.run}, ${run.day}.`;
  const files = agent.settings.map(({ path }) => `\`~/${path}\``).join(', ');
  return [
    `### ${agent.title}`,
    `<a id="${agent.id}"></a>`,
    [seen, files === '' ? 'Nothing is installed for it.' : `Installed in ${files}.`].join(' '),
    ...(holes.length === 0 ? [] : ['Known holes:', holes.map(hole).join('\n')]),
  ].join('\n\n');
}

const hole = ({ what, link }: Agent['coverage']['holes'][number]): string =>
  `- ${what}${link === undefined ? '' : ` ([source](${link}))`}`;

function runTable(runs: Readonly<Record<string, AgentRun>>): string {
  const agents = Object.values(runs);
  const cells = [...new Set(agents.flatMap((run) => Object.keys(run.cells)))];
  const notes: string[] = [];
  const spell = (found: Found | undefined): string => {
    if (found === undefined) return '–';
    if (!('why' in found)) return found.outcome;
    if (!notes.includes(found.why)) notes.push(found.why);
    return `${found.outcome === 'hole' ? '**runs**' : 'not tried'} (${notes.indexOf(found.why) + 1})`;
  };
  const rows = cells.map((name) => [name, ...agents.map((run) => spell(run.cells[name]))]);
  return [
    table(['', ...agents.map(({ title, version }) => `${title} ${version}`)], rows),
    notes.map((why, index) => `${index + 1}. ${why}`).join('\n'),
  ].join('\n\n');
}

/** The last has a page of its own. */
const named = everyAgent.filter(({ id }) => id !== 'generic');

export function agentsDocument(runs: Readonly<Record<string, AgentRun>>): string {
  const parts = [
    '# Agents',
    'Written by `node scripts/agents-doc.mjs` from the adapters in `src/agents` and from `docs/agent-runs.json`, which `npm run test:agents -- --record` writes. Do not edit.',
    'Every agent asks its hook before a tool runs. What differs is what it does when the hook does not answer as it expects; on most agents a hook that is missing, killed, silent or talks too much *runs the command*. Holdpoint’s launcher, and the line that starts it, turn each of these ends into a refusal.',
    overview(named),
    ...(Object.keys(runs).length === 0
      ? []
      : [
          '## What the agents did',
          'Every cell is a tool call in a session in which the agent itself asks nobody. “blocked”: it did not run, which a marker left by the tool would have shown. “runs once”: it ran after a person had approved it, and not again. The VS Code agent goes through the same in the real editor (`test/e2e`).',
          runTable(runs),
        ]),
    '## Agent by agent',
    ...named.map((agent) => section(agent, runs[agent.id])),
    'Another agent, a script or CI can ask as well: see [the generic adapter](generic-adapter.md).',
  ];
  return `${parts.join('\n\n')}\n`;
}
