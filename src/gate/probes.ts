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
import { posixQuote } from '../base/posixQuote.ts';
import type { Impact } from '../core/impact/impact.ts';
import { joinImpacts } from '../core/impact/joined.ts';
import type { Answer, Probe, ProbeKind, ProbeStep } from '../core/impact/probe.ts';
import { probesFor } from '../core/impact/probes.ts';
import type { Happening } from '../core/journal/entry.ts';
import { redact } from '../core/journal/redact.ts';
import { configurationProbes, editProbes } from '../core/sourceFiles/textProbes.ts';
import { findProgram } from '../platform/findProgram.ts';
import { readFolder } from '../platform/readFolder.ts';
import { type RunResult, run } from '../platform/run.ts';
import type { HeldCall } from './heldCall.ts';

export type ProbePhase =
  | { readonly kind: 'asks' }
  | { readonly kind: 'running' }
  | { readonly kind: 'done'; readonly impact: Impact }
  /** A sentence each. */
  | { readonly kind: 'failed'; readonly why: string }
  | { readonly kind: 'off'; readonly why: string };

export interface ProbeState {
  readonly id: string;
  readonly title: string;
  readonly does: ProbeKind;
  /** What it runs, as a person would type it. */
  readonly commands: readonly string[];
  /** What the commands printed, secrets taken out. */
  readonly output: string;
  /** Its answer counts until the one of this id is there. */
  readonly until?: string;
  readonly phase: ProbePhase;
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
  /** Begins with a hold that is new. */
  open(held: HeldCall): void;
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
const mostOutput = 200_000_000;
/** Milliseconds for one command that takes back what a probe left. */
const cleanUpLimit = 30_000;
/** Characters of a command's output that are kept for people. */
const mostShown = 100_000;

interface Running {
  readonly held: HeldCall;
  readonly probe: Probe;
  readonly steps: readonly ProbeStep[];
  readonly answers: Answer[];
  readonly cancel: AbortController;
  /** A person let it run. */
  asked: boolean;
  state: ProbeState;
}

export function createProbes({ folder, env, permission, note, log }: ProbeParts): Probes {
  const byHold = new Map<string, Running[]>();
  const waiting: Running[] = [];
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
        return { kind: 'failed', why: 'Holdpoint failed while asking.' } as const;
      })
      .then((phase) => {
        active -= 1;
        record(running, phase);
        put(running, { phase });
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
    const { probe, held, steps, cancel } = running;
    if (cancel.signal.aborted) return cancelled;
    const folder = scratch(held.hold.id);
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
    return { kind: 'done', impact: probe.read(answers) };
  }

  type Asked = { readonly kind: 'answer'; readonly answer: Answer } | (ProbePhase & { readonly kind: 'failed' });

  async function askStep(running: Running, step: ProbeStep, timeout: number): Promise<Asked> {
    const { probe, held, cancel } = running;
    const program = findProgram(step.program, step.cwd, env);
    if (program === undefined) {
      const why = `${step.program} is not installed where the editor looks for programs.`;
      return step.optional === true ? without(step, why) : failed(why);
    }
    const result = await run(program, step.args, {
      cwd: step.cwd,
      env: { ...env, ...targetsOf(held), ...step.env },
      ...(step.input === undefined ? {} : { input: step.input }),
      timeout,
      mostOutput,
      signal: cancel.signal,
    });
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

    open(held) {
      const { id } = held.hold;
      if (byHold.has(id)) return;
      const asked = [...probesFor(held.understanding.effects, held.understanding.inputs), ...fromText(held)];
      const all = asked.map((probe, index): Running => {
        const steps = probe.steps(scratch(id));
        return {
          held,
          probe,
          steps,
          answers: [],
          cancel: new AbortController(),
          asked: false,
          state: {
            id: String(index),
            title: probe.title,
            does: probe.kind,
            commands: steps.map(typed),
            output: '',
            ...(probe.until === undefined ? {} : { until: String(asked.findIndex(({ id }) => id === probe.until)) }),
            phase: firstPhase(probe),
          },
        };
      });
      byHold.set(id, all);
      for (const running of all) if (running.state.phase.kind === 'running') start(running);
    },

    keep(holds) {
      for (const id of [...byHold.keys()]) if (!holds.has(id)) end(id);
    },
    close() {
      for (const id of [...byHold.keys()]) end(id);
    },
  };

  /** What only reads is there at once, however much else is running. */
  function firstPhase(probe: Probe): ProbePhase {
    if (probe.kind === 'text') return { kind: 'done', impact: probe.read([]) };
    const allowed = permission(probe.kind);
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

  /** What a probe left elsewhere is taken back, whatever was decided. */
  async function cleanUp({ probe, held, answers }: Running): Promise<void> {
    for (const step of probe.cleanup?.(answers, scratch(held.hold.id)) ?? []) {
      const program = findProgram(step.program, step.cwd, env);
      if (program === undefined) return log(`a probe could not clean up: ${step.program} is missing`);
      try {
        const result = await run(program, step.args, {
          cwd: step.cwd,
          env: { ...env, ...targetsOf(held), ...step.env },
          timeout: cleanUpLimit,
        });
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
];

/** All answers together; undefined as long as there is none. What only a text says gives way to the tool's own answer. */
export function impactFound(probes: readonly ProbeState[]): Impact | undefined {
  const done = new Set(probes.filter(({ phase }) => phase.kind === 'done').map(({ id }) => id));
  const [first, ...others] = probes.flatMap(({ phase, until }) =>
    phase.kind === 'done' && !(until !== undefined && done.has(until)) ? [phase.impact] : [],
  );
  return first === undefined || others.length === 0 ? first : joinImpacts([first, ...others]);
}

const failed = (why: string): ProbePhase & { readonly kind: 'failed' } => ({ kind: 'failed', why });
const wasCancelled = 'It was cancelled.';
const cancelled = failed(wasCancelled);

const without = (step: ProbeStep, why: string): { readonly kind: 'answer'; readonly answer: Answer } => ({
  kind: 'answer',
  answer: { step, code: undefined, stdout: '', stderr: '', failed: why },
});

const typed = ({ program, args }: ProbeStep): string => [program, ...args].map(quoted).join(' ');

const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : posixQuote(word));

/** The variables that choose the call's target; of a secret only its presence is known. */
const targetsOf = ({ call }: HeldCall): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(call.env).filter(([, value]) => value !== 'set'));

const shownOutput = (step: ProbeStep, { stdout, stderr }: RunResult): string =>
  redact(`${step.confidential ? '' : stdout}${stderr}`.slice(0, mostShown));

function problemOf(step: ProbeStep, { code, killed, stderr }: RunResult, limit: number): string | undefined {
  switch (killed) {
    case 'time':
      return `${step.program} did not answer within ${Math.round(limit / 1_000)} seconds.`;
    case 'output':
      return `${step.program} answered with more than ${mostOutput / 1e6} MB.`;
    case 'cancelled':
      return wasCancelled;
    case undefined:
  }
  if (code !== undefined && step.good.includes(code)) return undefined;
  const said = redact(stderr.trim()).split('\n').filter(Boolean).slice(0, 3).join(' ');
  return `${step.program} ${step.args[0] ?? ''} ended with ${code ?? 'a signal'}${said === '' ? '.' : `: ${said}`}`;
}
