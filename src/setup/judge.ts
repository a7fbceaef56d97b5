/** One action, held against policies, without any agent or gate. */
import { chooseTarget } from '../core/environment.ts';
import type { Impact } from '../core/impact/impact.ts';
import { evaluate, type Verdict } from '../core/policy/evaluate.ts';
import type { Facts } from '../core/policy/facts.ts';
import { factsOf } from '../core/policy/gather.ts';
import type { Action, ToolCall } from '../core/toolCall.ts';
import { type ReadFile, understand } from '../core/understand.ts';
import type { Policies } from '../gate/policyFiles.ts';
import { boundedReader } from '../platform/readFile.ts';
import { realPath } from '../platform/realPath.ts';

/** An action to be judged, and what is known beside it. */
export interface Question extends Partial<Pick<Facts, 'agent' | 'person' | 'branch' | 'signals'>> {
  readonly action: Action;
  /** Absolute. */
  readonly cwd: string;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly impact?: Impact;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Reads files otherwise than from the disk. */
  readonly read?: ReadFile;
}

export function judge({ layers, repository }: Pick<Policies, 'layers' | 'repository'>, question: Question): Verdict {
  const { action, cwd, home, env, at, agent = 'policy', person, branch, signals = [], impact } = question;
  const disk = boundedReader();
  const call: ToolCall = { agent, session: 'policy', tool: 'policy', cwd, env: chooseTarget(env), action };
  const understanding = understand(call, question.read ?? disk, { home, realPath, certain: true });
  const counts = { holdsInHour: 0, destroysInSession: 0 };
  const facts = factsOf(call, understanding, {
    root: repository,
    home,
    read: disk,
    impact,
    person,
    branch,
    signals,
    counts,
    at,
  });
  return evaluate(layers, facts);
}
