/** Asks a gate of its own about one command line, and waits for what its probes find. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Effect } from '../../../src/core/effect.ts';
import type { Impact } from '../../../src/core/impact/impact.ts';
import { impactFound, type ProbeState } from '../../../src/gate/probeStates.ts';
import { command, connectHook, gateFixture } from '../gateFixture.ts';

export interface Found {
  readonly probes: readonly ProbeState[];
  readonly effects: readonly Effect[];
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
      effects: held.understanding.effects,
      seen: `${JSON.stringify(found)}\n${journalOf(fixture.root)}`,
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

const journalOf = (root: string): string =>
  readdirSync(join(root, 'journal'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');
