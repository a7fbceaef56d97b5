/** Probes of a line, asked of recorded answers instead of a tool. */
import type { Impact } from '../../src/core/impact/impact.ts';
import type { Answer, Probe, ProbeStep } from '../../src/core/impact/probe.ts';
import { probesFor } from '../../src/core/impact/probes.ts';
import type { Understanding } from '../../src/core/understand.ts';
import { understandLine, type World } from './understanding.ts';

/** What a tool says to a question; a text is a success. */
export type Reply = string | { readonly code: number; readonly stderr: string; readonly stdout?: string };
export type Respond = (words: string, step: ProbeStep) => Reply | undefined;

export interface Heard {
  readonly probe: Probe;
  readonly impact: Impact;
  /** The questions, program first, in order. */
  readonly asked: readonly string[];
  readonly steps: readonly ProbeStep[];
  readonly answers: readonly Answer[];
}

const probesIn = ({ effects, inputs }: Understanding): readonly Probe[] => probesFor(effects, inputs);

/** What would change, not who may change it. */
export const probesOf = (line: string, world: World = {}): readonly Probe[] =>
  probesIn(understandLine(line, world)).filter(({ title }) => !/whom it acts as/.test(title));

/** The first probe of a line, to its end. A question without a reply is one that the tool failed at. */
export function hear(line: string, respond: Respond, world: World = {}): Heard {
  const [probe] = probesOf(line, world);
  if (probe === undefined) throw new Error(`nothing is asked about: ${line}`);
  return ended(probe, respond);
}

/** All of them. */
export const heardAll = (line: string, respond: Respond, world: World = {}): readonly Heard[] =>
  probesOf(line, world).map((probe) => ended(probe, respond));

function ended(probe: Probe, respond: Respond): Heard {
  const answers: Answer[] = [];
  for (let next = probe.steps('/scratch'); next.length > 0; next = probe.more?.(answers, '/scratch') ?? []) {
    for (const step of next) answers.push(answered(step, respond));
    if (answers.length > 500) throw new Error('it never stops asking');
  }
  return {
    probe,
    impact: probe.read(answers),
    asked: answers.map(({ step }) => words(step)),
    steps: answers.map(({ step }) => step),
    answers,
  };
}

const words = ({ program, args }: ProbeStep): string => [program, ...args].join(' ');

function answered(step: ProbeStep, respond: Respond): Answer {
  const reply = respond(words(step), step) ?? { code: 1, stderr: 'nothing is recorded for it' };
  if (typeof reply === 'string') return { step, code: 0, stdout: reply, stderr: '' };
  const { code, stderr, stdout = '' } = reply;
  if (step.optional !== true) throw new Error(`${words(step)} failed: ${stderr}`);
  return { step, code, stdout, stderr, failed: `${step.program} ended with ${code}: ${stderr}` };
}
