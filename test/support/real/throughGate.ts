/** Asks a gate of its own about one command line, and waits for what its probes find. */
import type { Impact } from '../../../src/core/impact/impact.ts';
import { impactFound, type ProbeState } from '../../../src/gate/probes.ts';
import { command, connectHook, gateFixture } from '../gateFixture.ts';

export interface Found {
  readonly probes: readonly ProbeState[];
  /** Everything that panel, journal and agent could get to see of it. */
  readonly seen: string;
  /** @throws {Error} with what the probes say, when none found anything. */
  readonly impact: () => Impact;
}

interface Place {
  readonly cwd: string;
  /** What the probes find in their environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds until it is given up; default 100,000. */
  readonly patience?: number;
}

export async function askThroughGate(line: string, { cwd, env, patience = 100_000 }: Place): Promise<Found> {
  const fixture = gateFixture({ permission: () => ({ kind: 'runs' }), env: () => env });
  try {
    connectHook(fixture.gate).ask(command(line, { cwd }));
    const [held] = fixture.gate.waiting();
    if (held === undefined) throw new Error(`it is not held: ${line}`);
    const probes = () => fixture.gate.probes(held.hold.id);
    for (const end = Date.now() + patience; probes().some(({ phase }) => phase.kind === 'running'); ) {
      if (Date.now() > end) throw new Error(`the probes did not end: ${line}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const found = probes();
    return {
      probes: found,
      seen: JSON.stringify(found),
      impact() {
        const impact = impactFound(found);
        if (impact === undefined)
          throw new Error(`nothing was found: ${JSON.stringify(found.map(({ phase }) => phase))}`);
        return impact;
      },
    };
  } finally {
    fixture.dispose();
  }
}
