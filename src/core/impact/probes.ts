/** Which probes a call's effects ask for: one line for each kind of subject. */
import type { Effect } from '../effect.ts';
import type { Probe } from './probe.ts';
import type { Subject } from './subject.ts';
import { terraformProbe } from './terraformProbe.ts';

/** The probes that a call's effects ask for, each question once. */
export function probesFor(effects: readonly Effect[]): readonly Probe[] {
  const probes = new Map<string, Probe>();
  for (const { subject } of effects) {
    if (subject === undefined) continue;
    const probe = probeOf(subject);
    probes.set(probe.id, probe);
  }
  return [...probes.values()];
}

function probeOf(subject: Subject): Probe {
  switch (subject.kind) {
    case 'terraform':
      return terraformProbe(subject);
  }
}
