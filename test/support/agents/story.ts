/**
 * The story of one agent as a suite: lived through once, then looked at cell by cell. With HOLDPOINT_AGENT_STORY set, all
 * that the agent said to its model and to the terminal is printed.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFailed, test } from 'vitest';
import { agentById } from '../../../src/agents/index.ts';
import type { TestedAgent } from './agent.ts';
import { addForeign, type Cell, cells, controlCell, hangingCell } from './cells.ts';
import { type Field, type Outcome, openField } from './field.ts';
import { ensureAgent } from './install.ts';
import { type Found, recordRun } from './results.ts';

/** Seconds of the agent's own timer in the cell that lets it end. */
const shortTimer = 2;

export function agentStory(agent: TestedAgent): void {
  const { version, holes, untried } = agent;
  const title = agentById(agent.id)?.title ?? agent.id;
  const outcomes = new Map<string, Outcome>();
  const found = new Map<string, Found>(
    Object.entries(untried).map(([cell, why]) => [cell, { outcome: 'not tried', why }]),
  );
  const tried = cells.filter((cell) => !(cell.title in untried));
  const hangs = agent.setTimer !== undefined && !(hangingCell.title in untried);
  const said = { install: '', doctor: '', after: '', shortened: '' };
  const line = (state: string, about: string) => new RegExp(`^${state} +${title}: ${about}:`, 'm');
  let skipped: string | undefined;
  let field: Field | undefined;

  async function live(part: readonly Cell[], at: Field): Promise<void> {
    for (const [cell, outcome] of await at.run(part)) outcomes.set(cell, outcome);
  }

  describe(`${title} ${version}`, () => {
    beforeAll(async () => {
      const installed = await ensureAgent(agent);
      if (installed.kind === 'missing') {
        skipped = installed.reason;
        return;
      }
      field = await openField(agent, installed);
      await live([controlCell], field);
      said.install = field.machine.holdpoint('install', agent.id).said;
      addForeign(field);
      await agent.trust?.(field.place);
      said.doctor = field.machine.holdpoint('doctor').said;
      await live(tried, field);
      said.after = field.machine.holdpoint('doctor').said;
      if (!hangs) return;
      // What was emptied last comes back whole.
      field.machine.restore();
      agent.settle(field.place);
      field.machine.holdpoint('install', agent.id);
      agent.setTimer?.(field.place, shortTimer);
      await agent.trust?.(field.place);
      said.shortened = field.machine.holdpoint('doctor').said;
      await live([hangingCell], field);
    });
    beforeEach(({ skip }) => {
      if (skipped !== undefined) skip(skipped);
    });
    afterAll(async () => {
      if (field === undefined) return;
      if (process.env.HOLDPOINT_RECORD_RUNS) {
        const inOrder = [controlCell, ...cells, hangingCell].flatMap((cell) => {
          const outcome = found.get(cell.title);
          return outcome === undefined ? [] : [[cell.title, outcome] as const];
        });
        await recordRun(agent, title, inOrder);
      }
      if (process.env.HOLDPOINT_AGENT_STORY) console.log(field.story());
      await field.close();
    });

    test('it is installed, and Doctor finds it held', () => {
      onTestFailed(() => console.error(said));
      expect(said.install).toContain(`${title} is held.`);
      expect(said.doctor).toMatch(line('ok', 'installed'));
      if (agent.addForeign !== undefined) expect(said.doctor).toMatch(/^note .*another hook/m);
      expect(said.after).toMatch(line('ok', 'heard of'));
      expect(said.after).toMatch(line('ok', 'canary'));
      if (hangs) expect(said.shortened).toMatch(line('PROBLEM', 'installed'));
    });

    for (const cell of [controlCell, ...tried, ...(hangs ? [hangingCell] : [])]) {
      const hole = holes[cell.title];
      test(hole === undefined ? cell.title : `${cell.title}: a hole that stays`, () => {
        const outcome = outcomes.get(cell.title);
        onTestFailed(() => console.error(JSON.stringify(outcome, undefined, 2)));
        if (outcome?.reached !== true || field === undefined)
          throw new Error(`${title} never came so far. It said:\n${field?.story()}`);
        expect(outcome.asked, 'how often a person was asked').toBe(agent.asked?.[cell.title] ?? cell.asked);
        cell.check?.(field, outcome);
        if (hole !== undefined) {
          expect(destructive(outcome), 'the hole is closed: take it out of the list').not.toEqual([]);
          found.set(cell.title, { outcome: 'hole', why: hole });
          return;
        }
        expect(destructive(outcome)).toHaveLength(cell.expected === 'runs once' ? 1 : 0);
        const kept = agent.silence === 'all' || (agent.silence === 'failures' && cell.failing === true);
        if (cell.told !== undefined && !kept) expect(outcome.told).toMatch(cell.told);
        found.set(cell.title, { outcome: cell.expected });
      });
    }
  });
}

/** What ran of what must not run unasked. */
const destructive = ({ ran }: Outcome): readonly string[] => ran.filter((line) => /destroy|delete|drop/.test(line));
