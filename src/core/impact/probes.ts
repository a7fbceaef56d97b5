/** Which probes a call asks for: one line for each tool. */
import type { Effect } from '../effect.ts';
import type { Probe } from './probe.ts';
import type { CommandSubject } from './subject.ts';
import { terraformProbe } from './terraformProbe.ts';

/** The probes for one invocation of a tool; none where asking it would be of no use. */
export type AskTool = (command: CommandSubject, effect: Effect) => readonly Probe[];

/** By the effect's `tool`. */
const asking: ReadonlyMap<string, AskTool> = new Map<string, AskTool>([]);

/** The probes that a call's effects ask for, each question once. */
export function probesFor(effects: readonly Effect[]): readonly Probe[] {
  const probes = new Map<string, Probe>();
  for (const effect of effects) {
    const { subject, tool } = effect;
    if (subject === undefined) continue;
    const asked =
      subject.kind === 'terraform' ? [terraformProbe(subject)] : (asking.get(tool)?.(subject, effect) ?? []);
    for (const probe of asked) probes.set(probe.id, probe);
  }
  return [...probes.values()];
}
