/** What stands beside an impact on the command line: how bad it would be, where it acts, what speaks against it, what is safer. */
import { capitalized } from '../base/sentence.ts';
import { type Signal, signalsOf } from '../core/drift/signals.ts';
import type { Effect } from '../core/effect.ts';
import { chooseTarget } from '../core/environment.ts';
import type { Impact } from '../core/impact/impact.ts';
import { type SaferWay, saferWaysOf } from '../core/impact/saferWays.ts';
import { type Severity, severityOf } from '../core/impact/severity.ts';
import { type Warning, warningsOf } from '../core/impact/warnings.ts';
import { type Environment, environmentOf } from '../core/policy/environment.ts';
import { boundedReader } from '../platform/readFile.ts';
import type { Io } from './io.ts';

export interface Standing {
  readonly severity: Severity;
  readonly environment: Pick<Environment, 'kind' | 'name' | 'asProduction' | 'partition' | 'sentence'>;
  readonly signals: readonly Signal[];
  readonly warnings: readonly Warning[];
  readonly saferWays: readonly SaferWay[];
}

interface Question {
  /** What a tool or a file said; undefined where only the command's own words are known. */
  readonly impact: Impact | undefined;
  readonly effects: readonly Effect[];
  /** The command; empty for a plan or a file. */
  readonly line: string;
  readonly cwd: string;
}

export function standingOf({ impact, effects, line, cwd }: Question, io: Io): Standing {
  const environment = environmentOf({
    call: { cwd, env: chooseTarget(io.env), action: { kind: 'command', line, shell: 'bash' } },
    effects,
    ...homeOf(io),
    read: boundedReader(),
    ...(impact === undefined ? {} : { impact }),
  });
  const found = impact === undefined ? {} : { impact };
  const signals = signalsOf({ effects, past: [], now: 0, environment, ...found });
  const { kind, name, asProduction, partition, sentence } = environment;
  return {
    severity: severityOf({ impact, effects, environment }),
    environment: { kind, name, asProduction, sentence, ...(partition === undefined ? {} : { partition }) },
    signals,
    warnings: [...signals, ...warningsOf(impact, { environment, effects })],
    saferWays: saferWaysOf(impact, effects),
  };
}

/** A plan can be read without a home. */
function homeOf(io: Io): { readonly home?: string } {
  try {
    return { home: io.site().home };
  } catch {
    return {};
  }
}

/** Lines for a terminal: how bad and where, above the resources. */
export const spellStanding = ({ severity, environment }: Standing): readonly string[] => [
  `${capitalized(severity.level)}: ${severity.reason}`,
  environment.sentence,
];

/** What speaks against it, and what would be safer, below them. */
export const spellAdvice = ({ warnings, saferWays }: Standing): readonly string[] => [
  ...warnings.map(({ what, evidence }) => `  ! ${what} (${evidence})`),
  ...saferWays.map(({ command, why }) => `  > ${command}\n      ${why}`),
];
