/** What the view *Agents* says: the lines of its tree, without the editor. */
import type { AgentState, Check, Standing } from '../setup/agentStates.ts';
import type { Observation } from '../setup/ungated.ts';

/** One line. `kind` chooses what can be done with it. */
export interface AgentItem {
  readonly id: string;
  readonly kind: 'held' | 'broken' | 'none' | 'detail';
  readonly label: string;
  readonly description: string;
  readonly tooltip: string;
  readonly state: 'ok' | 'note' | 'problem' | 'off';
  /** The agent's id; undefined for what belongs to none. */
  readonly agent?: string;
  readonly children: readonly AgentItem[];
}

/** `silent`: what was seen of agents and not heard of. */
export function agentItems({ states, absent }: Standing, silent: readonly Observation[]): readonly AgentItem[] {
  const of = ({ agent }: AgentState) => silent.filter((seen) => seen.agent === agent.id);
  const seen = absent.filter((state) => of(state).length > 0);
  const items = [...states, ...seen].map((state) => agentItem(state, of(state)));
  const others = absent.filter((state) => !seen.includes(state)).map(({ agent }) => agent.title);
  return others.length === 0 ? items : [...items, absentItem(others)];
}

function agentItem(state: AgentState, silent: readonly Observation[]): AgentItem {
  const { agent, protection, checks, foreign, traces } = state;
  const details = [
    ...silent.map((seen) => (seen.idle && protection !== 'none' ? idleItem(seen) : ungatedItem(seen))),
    ...checks.map(checkItem),
    ...foreign.map((text, index) => foreignItem(text, index)),
  ];
  const [description, worst] = summary(
    state,
    silent.some(({ idle }) => !idle || protection === 'none'),
  );
  const failed = checks.some(({ state: how }) => how === 'problem');
  return {
    id: agent.id,
    kind: failed ? 'broken' : protection,
    label: agent.title,
    description,
    tooltip: [`${agent.title}: ${description}`, ...traces.map((trace) => `Found by ${trace}`)].join('\n'),
    state: worst,
    agent: agent.id,
    children: details.map((item) => ({ ...item, id: `${agent.id} ${item.id}`, agent: agent.id })),
  };
}

/** In a few words, worst first. */
function summary({ protection, checks }: AgentState, ungated: boolean): readonly [string, AgentItem['state']] {
  const failed = checks.find(({ state }) => state === 'problem');
  if (protection === 'broken') return ['not held any more', 'problem'];
  if (failed !== undefined) return [`not ${failed.name}`, 'problem'];
  if (ungated) return ['seen, and not asked about: ungated', 'problem'];
  if (protection === 'none') return ['not held', 'off'];
  const missing = checks
    .filter(({ state }) => state === 'note')
    .map(({ name }) => (name === 'canary' ? 'no canary refused yet' : `not ${name} yet`));
  return missing.length === 0 ? ['held', 'ok'] : [`installed, ${missing.join(', ')}`, 'note'];
}

const detail = (item: Omit<AgentItem, 'kind' | 'children'>): AgentItem => ({ ...item, kind: 'detail', children: [] });

const checkItem = ({ name, state, short, message, next }: Check): AgentItem =>
  detail({
    id: name,
    label: name.slice(0, 1).toUpperCase() + name.slice(1),
    description: short,
    tooltip: next === undefined ? message : `${message}\n${next}`,
    state,
  });

const ungatedItem = ({ id, what }: Observation): AgentItem =>
  detail({
    id,
    label: 'Ungated',
    description: `${what}: its hook was not started.`,
    tooltip: `${what} belongs to this agent by its name or its variables, and the agent’s hook was not started for it.\nStart a new session of the agent, then try the canary.`,
    state: 'problem',
  });

const idleItem = ({ id, what }: Observation): AgentItem =>
  detail({
    id,
    label: 'Running',
    description: `${what}: not heard of yet`,
    tooltip: `${what}: its hook was not started since it began. Nothing was asked of it yet, or it is not held: try the canary.`,
    state: 'note',
  });

const foreignItem = (text: string, index: number): AgentItem =>
  detail({ id: `foreign ${index}`, label: 'Other hook', description: text, tooltip: text, state: 'note' });

const absentItem = (titles: readonly string[]): AgentItem =>
  detail({
    id: 'absent',
    label: 'Not on this machine',
    description: String(titles.length),
    tooltip: titles.join('\n'),
    state: 'off',
  });
