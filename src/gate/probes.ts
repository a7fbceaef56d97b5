/**
 * Finds out what held actions would do, while people already look at them.
 *
 * Invariants:
 * - A probe that may run the project's own code, or write something, starts only when a person says so.
 * - What went wrong is a state to be shown, never an exception, and never an empty answer.
 * - Everything a probe started ends with its hold, and its scratch folder goes.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { emitter } from '../base/event.ts';
import { chooseTarget } from '../core/environment.ts';
import { causeOf } from '../core/impact/failures.ts';
import type { Answer, Pin, Probe, ProbeKind, ProbeStep } from '../core/impact/probe.ts';
import { probesFor } from '../core/impact/probes.ts';
import { onlyChooses } from '../core/impact/subject.ts';
import type { Happening } from '../core/journal/entry.ts';
import { redact } from '../core/journal/redact.ts';
import { configurationProbes, editProbes, manifestProbes } from '../core/sourceFiles/textProbes.ts';
import { findProgram } from '../platform/findProgram.ts';
import { hashFile } from '../platform/hashFile.ts';
import { readFolder } from '../platform/readFolder.ts';
import { type RunOptions, type RunResult, run } from '../platform/run.ts';
import type { HeldCall } from './heldCall.ts';
import { keepAnswers } from './keptAnswers.ts';
import type { ProbePhase, ProbeState } from './probeStates.ts';
import { mostOutput, mostShown, problemOf, shownOutput, typed, wasCancelled } from './stepResults.ts';

/** A plan that was made and shown, and can be applied as it is. */
export interface ShownPlan {
  /** The id of the probe that made it. */
  readonly probe: string;
  /** Absolute; it goes with the hold. */
  readonly file: string;
  readonly sha256: string;
}

/** Whether a kind of probe runs by itself, after a question, or not at all, and then why. */
export type Permission =
  | { readonly kind: 'runs' }
  | { readonly kind: 'asks' }
  | { readonly kind: 'off'; readonly why: string };

export interface Probes {
  /** Of one hold, in the order of the action. */
  of(hold: string): readonly ProbeState[];
  /** A person said that this one may run. */
  permit(hold: string, probe: string): void;
  /** Begins with a hold that is new. `same`: what its answers depend on; they are taken over from a moment ago where it is the same. */
  open(held: HeldCall, same?: string): void;
  /** Plans that its probes have made and whose answers are there. */
  plans(hold: string): readonly ShownPlan[];
  /** What its probes want to be asked again before it runs. */
  pins(hold: string): readonly Pin[];
  /** Asks again. The first thing that has changed, or that can no longer be seen. */
  changed(held: HeldCall, pins: readonly Pin[]): Promise<string | undefined>;
  /** Ends what still runs for every hold but these. */
  keep(holds: ReadonlySet<string>): void;
  readonly onChange: (listener: () => void) => () => void;
  close(): void;
}

export interface ProbeParts {
  /** A private folder that only this gate uses. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly permission: (kind: ProbeKind) => Permission;
  readonly note: (happening: Happening) => void;
  readonly log: (message: string) => void;
}

const mostAtOnce = 2;
/** Times a probe may ask on, after what it heard. */
const mostRounds = 20;
/** Milliseconds for one command that takes back what a probe left. */
const cleanUpLimit = 30_000;

/** Milliseconds that one thing may take that is asked again before the action runs. */
const againLimit = 15_000;
/** Of those, how many at once. */
const mostAgain = 4;

/** What of a probe is taken over by the next hold of the same action. */
interface Found {
  readonly state: Pick<ProbeState, 'commands' | 'output' | 'phase'>;
  readonly answers: readonly Answer[];
}

interface Running {
  readonly held: HeldCall;
  readonly probe: Probe;
  /** A private folder of its own. */
  readonly scratch: string;
  readonly same?: string;
  readonly steps: readonly ProbeStep[];
  readonly answers: Answer[];
  readonly cancel: AbortController;
  /** A person let it run. */
  asked: boolean;
  state: ProbeState;
  /** Of the plan it has made. */
  sha256?: string;
}

export function createProbes({ folder, env, permission, note, log }: ProbeParts): Probes {
  const byHold = new Map<string, Running[]>();
  const waiting: Running[] = [];
  const kept = keepAnswers<Found>();
  const changed = emitter<void>();
  let active = 0;

  const scratch = (hold: string) => join(folder, hold);

  function put(running: Running, change: Partial<ProbeState>): void {
    running.state = { ...running.state, ...change };
    changed.fire();
  }

  function start(running: Running): void {
    if (active >= mostAtOnce) {
      waiting.push(running);
      return;
    }
    active += 1;
    work(running)
      .catch((error: unknown) => {
        log(`a probe failed: ${String(error)}`);
        return failed(`Holdpoint failed while asking: ${causeOf(error)}`);
      })
      .then((phase) => {
        active -= 1;
        record(running, phase);
        put(running, { phase });
        keepAnswer(running);
        const next = waiting.shift();
        if (next !== undefined) start(next);
      });
  }

  /** What ran is written down, also when it failed; a full disk keeps nobody from seeing what it found. */
  function record({ held, asked, state }: Running, phase: ProbePhase): void {
    const found = phase.kind === 'done' ? phase.impact.headline : 'why' in phase ? phase.why : phase.kind;
    try {
      note({ kind: 'checked', hold: held.hold.id, commands: state.commands.map(redact), asked, found: redact(found) });
    } catch (error) {
      log(`the journal could not be written: ${String(error)}`);
    }
  }

  async function work(running: Running): Promise<ProbePhase> {
    const { probe, steps, cancel, scratch: folder } = running;
    if (cancel.signal.aborted) return cancelled;
    if (steps.length > 0) mkdirSync(folder, { recursive: true, mode: 0o700 });
    const deadline = Date.now() + probe.limit;
    const { answers } = running;
    let next = steps;
    for (let round = 0; next.length > 0 && round < mostRounds; round++) {
      for (const step of next) {
        const asked = await askStep(running, step, Math.max(1, deadline - Date.now()));
        if (asked.kind !== 'answer') return asked;
        answers.push(asked.answer);
      }
      next = probe.more?.(answers, folder) ?? [];
      if (round > 0 || next.length > 0) put(running, { commands: [...running.state.commands, ...next.map(typed)] });
    }
    notePlan(running);
    const shown = probe.shown?.(answers) ?? '';
    if (shown !== '') put(running, { output: running.state.output + redact(shown.slice(0, mostShown)) });
    return { kind: 'done', impact: probe.read(answers) };
  }

  const nameOf = ({ same, probe }: Running) =>
    same === undefined || probe.kind === 'text' || probe.kind === 'leaves something'
      ? undefined
      : `${same} ${probe.id}`;

  function keepAnswer(running: Running): void {
    const name = nameOf(running);
    const { probe, state, answers, scratch: own, cancel } = running;
    if (name === undefined || state.phase.kind !== 'done' || cancel.signal.aborted) return;
    const { commands, output, phase } = state;
    try {
      kept.keep(name, { state: { commands, output, phase }, answers: [...answers] }, probe.plan?.(own));
    } catch (error) {
      log(`an answer could not be kept: ${String(error)}`);
    }
  }

  /** True when the answer is there already. */
  function takeOver(running: Running): boolean {
    const name = nameOf(running);
    const plan = running.probe.plan?.(running.scratch);
    const found = name === undefined ? undefined : kept.take(name, plan);
    if (found === undefined) return false;
    running.answers.push(...found.answers);
    running.state = { ...running.state, ...found.state };
    notePlan(running);
    return true;
  }

  function notePlan(running: Running): void {
    const plan = running.probe.plan?.(running.scratch);
    const sha256 = plan === undefined ? undefined : hashFile(plan);
    if (sha256 !== undefined) running.sha256 = sha256;
  }

  /** Undefined where its program is not installed. */
  async function runStep(
    held: HeldCall,
    step: ProbeStep,
    limits: Pick<RunOptions, 'timeout' | 'signal'>,
  ): Promise<RunResult | undefined> {
    const program = findProgram(step.program, step.cwd, env);
    if (program === undefined) return undefined;
    return run(program, step.args, {
      cwd: step.cwd,
      env: { ...env, ...targetsOf(held), ...step.env },
      ...(step.input === undefined ? {} : { input: step.input }),
      mostOutput,
      ...limits,
    });
  }

  type Asked = { readonly kind: 'answer'; readonly answer: Answer } | (ProbePhase & { readonly kind: 'failed' });

  async function askStep(running: Running, step: ProbeStep, timeout: number): Promise<Asked> {
    const { probe, held, cancel } = running;
    const result = await runStep(held, step, { timeout, signal: cancel.signal });
    if (result === undefined) {
      const why = `${step.program} is not installed where the editor looks for programs.`;
      return step.optional === true ? without(step, why) : failed(why);
    }
    put(running, { output: running.state.output + shownOutput(step, result) });
    const { code, stdout, stderr } = result;
    const why = problemOf(step, result, probe.limit);
    if (why === undefined) return { kind: 'answer', answer: { step, code, stdout, stderr } };
    if (result.killed === 'cancelled' || step.optional !== true) return failed(why);
    return { kind: 'answer', answer: { step, code, stdout, stderr, failed: why } };
  }

  return {
    of: (hold) => (byHold.get(hold) ?? []).map(({ state }) => state),
    onChange: changed.on,

    permit(hold, id) {
      const running = byHold.get(hold)?.find(({ state }) => state.id === id);
      if (running?.state.phase.kind !== 'asks') return;
      running.asked = true;
      put(running, { phase: { kind: 'running' } });
      start(running);
    },

    open(held, same) {
      const { id } = held.hold;
      if (byHold.has(id)) return;
      const asked = [...probesFor(held.understanding.effects, held.understanding.inputs), ...fromText(held)];
      const all = asked.map((probe, index): Running => {
        const own = join(scratch(id), String(index));
        const steps = probe.steps(own);
        return {
          held,
          probe,
          steps,
          scratch: own,
          ...(same === undefined ? {} : { same }),
          answers: [],
          cancel: new AbortController(),
          asked: false,
          state: {
            id: String(index),
            title: probe.title,
            does: kindOf(probe, held),
            commands: steps.map(typed),
            output: '',
            ...(probe.where === undefined ? {} : { where: probe.where }),
            ...(probe.until === undefined ? {} : { until: String(asked.findIndex(({ id }) => id === probe.until)) }),
            phase: firstPhase(probe, held),
          },
        };
      });
      byHold.set(id, all);
      for (const running of all) {
        const { kind } = running.state.phase;
        if (kind === 'off' || takeOver(running)) continue;
        if (kind === 'running') start(running);
      }
    },

    plans: (hold) =>
      (byHold.get(hold) ?? []).flatMap(({ probe, state, sha256, scratch: own }) =>
        probe.plan === undefined || sha256 === undefined || state.phase.kind !== 'done'
          ? []
          : [{ probe: probe.id, file: probe.plan(own), sha256 }],
      ),
    pins: (hold) =>
      (byHold.get(hold) ?? []).flatMap(({ probe, state, answers }) =>
        state.phase.kind === 'done' ? (probe.pins?.(answers) ?? []) : [],
      ),
    async changed(held, pins) {
      for (let next = 0; next < pins.length; next += mostAgain) {
        const seen = await Promise.all(pins.slice(next, next + mostAgain).map((pin) => isStill(held, pin)));
        const at = seen.indexOf(false);
        if (at >= 0) return pins[next + at]?.what ?? 'something';
      }
      return undefined;
    },

    keep(holds) {
      for (const id of [...byHold.keys()]) if (!holds.has(id)) end(id);
    },
    close() {
      for (const id of [...byHold.keys()]) end(id);
    },
  };

  /** What the call inherits and the editor does not may have been put there by the agent: a kubeconfig that names programs. */
  function kindOf({ kind }: Probe, held: HeldCall): ProbeKind {
    if (kind !== 'local' && kind !== 'network') return kind;
    const own = chooseTarget(env);
    const brings = Object.entries(targetsOf(held)).some(([name, value]) => own[name] !== value && !onlyChooses(name));
    return brings ? 'project code' : kind;
  }

  /** What only reads is there at once, however much else is running. */
  function firstPhase(probe: Probe, held: HeldCall): ProbePhase {
    if (probe.kind === 'text') return { kind: 'done', impact: probe.read([]) };
    const allowed = permission(kindOf(probe, held));
    return allowed.kind === 'runs' ? { kind: 'running' } : allowed;
  }

  function end(id: string): void {
    const ended = byHold.get(id) ?? [];
    for (const { cancel } of ended) cancel.abort();
    byHold.delete(id);
    for (const running of ended) if (running.answers.length > 0) void cleanUp(running);
    // A plan file holds the whole state in clear.
    rmSync(scratch(id), { recursive: true, force: true });
  }

  async function isStill(held: HeldCall, { step, sees, saw }: Pin): Promise<boolean> {
    const result = await runStep(held, step, { timeout: againLimit });
    if (result === undefined || problemOf(step, result, againLimit) !== undefined) return false;
    const { code, stdout, stderr } = result;
    return sees({ step, code, stdout, stderr }) === saw;
  }

  /** What a probe left elsewhere is taken back, whatever was decided. */
  async function cleanUp({ probe, held, answers, scratch: own }: Running): Promise<void> {
    for (const step of probe.cleanup?.(answers, own) ?? []) {
      try {
        const result = await runStep(held, step, { timeout: cleanUpLimit });
        if (result === undefined) return log(`a probe could not clean up: ${step.program} is missing`);
        const why = problemOf(step, result, cleanUpLimit);
        if (why !== undefined) log(`a probe could not clean up: ${why}`);
      } catch (error) {
        log(`a probe could not clean up: ${String(error)}`);
      }
    }
  }
}

/** What the texts of files say. It starts nothing. */
const fromText = ({ call, before, understanding }: HeldCall): readonly Probe[] => [
  ...editProbes(call, before),
  ...configurationProbes(understanding.effects, call.cwd, (directory) =>
    readFolder(directory, /\.(?:tf|tofu)(?:\.json)?$/i),
  ),
  ...manifestProbes(understanding.effects, understanding.inputs, call.cwd),
];

const failed = (why: string): ProbePhase & { readonly kind: 'failed' } => ({ kind: 'failed', why });
const cancelled = failed(wasCancelled);

const without = (step: ProbeStep, why: string): { readonly kind: 'answer'; readonly answer: Answer } => ({
  kind: 'answer',
  answer: { step, code: undefined, stdout: '', stderr: '', failed: why },
});

/** The variables that choose the call's target; of a secret only its presence is known. */
const targetsOf = ({ call }: HeldCall): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(call.env).filter(([, value]) => value !== 'set'));
