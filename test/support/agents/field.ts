/**
 * Runs one agent, on a machine with Holdpoint installed for it, against a scripted model, a real gate, and a person who
 * answers in it. Every step of a script is one call of a tool; what came of it is known when the agent asks the model
 * what to do next.
 */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createKeyPair } from '../../../src/platform/signing.ts';
import { processesWith, signal } from '../editor/processes.ts';
import { judged, type SocketGate, startSocketGate } from '../socketGate.ts';
import type { Place, TestedAgent } from './agent.ts';
import { type Cell, denial } from './cells.ts';
import { type Machine, makeMachine } from './machine.ts';
import { type Model, startModel } from './model.ts';

export interface Outcome {
  /** Whether the agent got so far. */
  readonly reached: boolean;
  /** How often a person was asked. */
  readonly asked: number;
  /** What ran meanwhile. */
  readonly ran: readonly string[];
  /** What the model was told of it; undefined when the run ended there. */
  readonly told: string | undefined;
}

export interface Field {
  readonly agent: TestedAgent;
  readonly machine: Machine;
  readonly model: Model;
  readonly place: Place;
  readonly gate: () => SocketGate;
  /** Ends the gate, as closing the window does. */
  closeGate(): Promise<void>;
  openGate(): Promise<void>;
  /** What alarmed the gate so far. */
  readonly alarms: readonly string[];
  /** Tries the cells in one session, or each in its own where a refusal ends it. */
  run(cells: readonly Cell[]): Promise<ReadonlyMap<string, Outcome>>;
  /** What the agent printed and asked, for a run that went wrong. */
  story(): string;
  close(): Promise<void>;
}

/** In the environment of everything an agent starts. */
const variable = 'TESTED_AGENT_RUN';
const limit = 150_000;

export async function openField(agent: TestedAgent, programs: { program: string; node: string }): Promise<Field> {
  const [machine, model] = await Promise.all([makeMachine(), startModel()]);
  const { home, project, folder } = machine;
  const mcp = { command: process.execPath, args: [join(import.meta.dirname, 'mcpServer.mjs'), machine.marks] };
  const place: Place = { home, project, folder, model: model.url, mcp, ...programs };
  const keys = createKeyPair();
  const alarms: string[] = [];
  const printed: string[] = [];
  let gate: SocketGate | undefined;
  let person: Cell['person'];
  let asked = 0;

  function answer(): void {
    asked++;
    const open = gate?.gate;
    // The gate is still telling everybody that it holds.
    setImmediate(() => {
      if (open === undefined) return;
      if (typeof person === 'function') void person(field);
      else judged(open, person ?? 'deny', denial);
    });
  }

  async function openGate(): Promise<void> {
    gate = await startSocketGate({ home, folders: [project], keys });
    gate.gate.onHeld(answer);
    gate.gate.onAlarm(({ what }) => alarms.push(what));
  }

  async function closeGate(): Promise<void> {
    const open = gate;
    gate = undefined;
    await open?.served.close();
  }

  async function runTogether(steps: readonly Cell[]): Promise<readonly Outcome[]> {
    const outcomes: Outcome[] = [];
    let begun = -1;
    let before = { asked, ran: machine.ran().length };
    const settle = (told: string | undefined) => {
      if (begun < 0 || outcomes.length > begun) return;
      outcomes.push({ reached: true, asked: asked - before.asked, ran: machine.ran().slice(before.ran), told });
    };
    const mark = model.play(async (called, results, tools) => {
      if (called > begun) {
        settle(results.at(-1));
        begun = called;
        const next = steps[called];
        await next?.prepare?.(field);
        before = { asked, ran: machine.ran().length };
        person = next?.person;
      }
      const step = steps[called];
      return step === undefined ? undefined : agent.use(step.act(field), tools);
    });
    await start(mark);
    settle(undefined);
    return outcomes;
  }

  async function start(mark: string): Promise<void> {
    const run = randomUUID();
    const { program, args, env } = agent.launch(`Do what is to be done. ${mark}`, place);
    const inherited = process.env.HOLDPOINT_TEST_RUN;
    const child = spawn(program, args, {
      cwd: project,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: machine.path,
        HOME: home,
        TERM: 'xterm',
        LANG: 'C.UTF-8',
        [variable]: run,
        ...(inherited === undefined ? {} : { HOLDPOINT_TEST_RUN: inherited }),
        ...env,
      },
    });
    const hear = (chunk: Buffer) => printed.push(chunk.toString('utf8'));
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    const timer = setTimeout(() => child.kill('SIGKILL'), limit);
    const end = await new Promise<string>((done) => {
      child.once('error', (error) => done(String(error)));
      child.once('exit', (code, killedBy) => done(`ended with ${code ?? killedBy}`));
    });
    clearTimeout(timer);
    printed.push(`\n${agent.id} ${end}\n`);
    await agent.tidy?.(place);
    for (const { pid } of processesWith(variable, run)) signal(pid, 'SIGKILL');
  }

  agent.settle(place);
  await openGate();
  const field: Field = {
    agent,
    machine,
    model,
    place,
    alarms,
    openGate,
    closeGate,
    gate() {
      if (gate === undefined) throw new Error('no gate is open');
      return gate;
    },
    async run(all) {
      const parts = agent.refusalEndsRun === true ? untilRefused(all) : [all];
      const found = new Map<string, Outcome>();
      for (const part of parts) {
        const outcomes = await runTogether(part);
        for (const [index, { title }] of part.entries())
          found.set(title, outcomes[index] ?? { reached: false, asked: 0, ran: [], told: undefined });
      }
      return found;
    },
    story: () => [...printed, ...model.log].join('\n').slice(process.env.HOLDPOINT_AGENT_STORY ? 0 : -8_000),
    async close() {
      await closeGate();
      await model.close();
      machine.remove();
    },
  };
  return field;
}

/** Sessions that end with a call that is refused. */
function untilRefused(cells: readonly Cell[]): readonly (readonly Cell[])[] {
  const parts: Cell[][] = [[]];
  for (const cell of cells) {
    parts.at(-1)?.push(cell);
    if (cell.expected === 'blocked') parts.push([]);
  }
  return parts.filter((part) => part.length > 0);
}
