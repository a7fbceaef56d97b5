import { describe, expect, test } from 'vitest';
import { agentById } from '../../src/agents/index.ts';
import { agentItems } from '../../src/extension/agentItems.ts';
import type { AgentState, Check } from '../../src/setup/agentStates.ts';
import type { Observation } from '../../src/setup/ungated.ts';

const claude = agentById('claude-code');
const check = (name: Check['name'], state: Check['state'], next?: string): Check => ({
  name,
  state,
  short: `${state} in short`,
  message: `${name} is ${state}.`,
  ...(next === undefined ? {} : { next }),
});
const fine = [check('installed', 'ok'), check('heard of', 'ok'), check('canary', 'ok')];
const seen: Observation = {
  id: 'process 5',
  agent: 'claude-code',
  what: 'claude (process 5)',
  idle: false,
  at: 1,
  since: 1,
  pids: [5],
};

function state(more: Partial<AgentState>): AgentState {
  if (claude === undefined) throw new Error('no Claude Code');
  return {
    agent: claude,
    traces: ['the program /bin/claude'],
    protection: 'held',
    files: [],
    checks: fine,
    foreign: [],
    ...more,
  };
}

describe('an agent in one line', () => {
  const is = (title: string, more: Partial<AgentState>, line: string, silent: readonly Observation[] = []) =>
    test(title, () => {
      const [item] = agentItems({ states: [state(more)], absent: [] }, silent);
      expect(`${item?.kind} ${item?.state}: ${item?.description}`).toBe(line);
    });
  is('all of it is known', {}, 'held ok: held');
  is(
    'heard of, and not tried',
    { checks: [...fine.slice(0, 2), check('canary', 'note')] },
    'held note: installed, no canary refused yet',
  );
  is(
    'never heard of',
    { checks: [check('installed', 'ok'), check('heard of', 'note')] },
    'held note: installed, not heard of yet',
  );
  is(
    'not trusted',
    { checks: [check('installed', 'ok'), check('trusted by the agent', 'problem')] },
    'broken problem: not trusted by the agent',
  );
  is('not installed', { protection: 'none', checks: [check('installed', 'note')] }, 'none off: not held');
  is('broken', { protection: 'broken', checks: [check('installed', 'problem')] }, 'broken problem: not held any more', [
    seen,
  ]);
  is('seen without its hook', {}, 'held problem: seen, and not asked about: ungated', [seen]);
  is('running, and not heard of yet', {}, 'held ok: held', [{ ...seen, idle: true }]);
  is(
    'running, and not installed',
    { protection: 'none', checks: [check('installed', 'note')] },
    'none problem: seen, and not asked about: ungated',
    [{ ...seen, idle: true }],
  );
  is('another is seen without its hook', {}, 'held ok: held', [{ ...seen, agent: 'vscode' }]);
});

test('below it: what was seen, every check with its next step, hooks of others', () => {
  const checks = [check('installed', 'ok'), check('canary', 'note', 'Paste this.')];
  const [item] = agentItems({ states: [state({ checks, foreign: ['x: another hook runs'] })], absent: [] }, [seen]);
  expect(item?.children.map(({ label, description }) => `${label}: ${description}`)).toEqual([
    'Ungated: claude (process 5): its hook was not started.',
    'Installed: ok in short',
    'Canary: note in short',
    'Other hook: x: another hook runs',
  ]);
  expect(item?.children[2]?.tooltip).toBe('canary is note.\nPaste this.');
  expect(new Set(item?.children.map(({ id }) => id)).size).toBe(4);
});

test('agents that are not here are one line, unless one of them is seen', () => {
  const absent = [state({ protection: 'none', checks: [check('installed', 'note')], traces: [] })];
  expect(agentItems({ states: [], absent }, [])).toMatchObject([
    { label: 'Not on this machine', description: '1', tooltip: 'Claude Code' },
  ]);
  expect(agentItems({ states: [], absent }, [seen])).toMatchObject([{ label: 'Claude Code', state: 'problem' }]);
  expect(agentItems({ states: [], absent: [] }, [])).toEqual([]);
});

test('what a trust that is missing needs is a repair', () => {
  const checks = [check('installed', 'ok'), check('trusted by the agent', 'problem')];
  expect(agentItems({ states: [state({ checks })], absent: [] }, [])).toMatchObject([{ kind: 'broken' }]);
});
