/** One action, held against policies, without any agent or gate. */
import { chooseTarget } from '../core/environment.ts';
import type { Impact } from '../core/impact/impact.ts';
import { strictest } from '../core/policy/decision.ts';
import { evaluate, type Verdict } from '../core/policy/evaluate.ts';
import type { Facts } from '../core/policy/facts.ts';
import { factsFrom } from '../core/policy/gather.ts';
import type { Action, ToolCall } from '../core/toolCall.ts';
import { type ReadFile, understand } from '../core/understand.ts';
import type { Policies } from '../gate/policyFiles.ts';
import { directoriesOf } from '../gate/repositories.ts';
import { boundedReader } from '../platform/readFile.ts';
import { realPath } from '../platform/realPath.ts';

/** An action to be judged, and what is known beside it. */
export interface Question extends Partial<Pick<Facts, 'agent' | 'person' | 'signals'>> {
  readonly action: Action;
  /** Absolute. */
  readonly cwd: string;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly impact?: Impact;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The branch of a repository, by what its files are seen from. */
  readonly branchOf?: (root: string) => string | undefined;
  /** Reads files otherwise than from the disk. */
  readonly read?: ReadFile;
}

/** `policiesFor`: the policies of every repository that a call meets in these directories. The strictest of them wins. */
export function judge(
  policiesFor: (directories: readonly string[]) => readonly Pick<Policies, 'layers' | 'root'>[],
  question: Question,
): Verdict {
  const { action, cwd, home, env, at, agent = 'policy', person, branchOf, signals = [], impact } = question;
  const disk = boundedReader();
  const call: ToolCall = { agent, session: 'policy', tool: 'policy', cwd, env: chooseTarget(env), action };
  const understanding = understand(call, question.read ?? disk, { home, realPath, certain: true });
  const counts = { holdsInHour: 0, destroysInSession: 0 };
  const seenFrom = factsFrom(call, understanding, { home, read: disk, impact, person, signals, counts, at });
  return strictest(
    policiesFor(directoriesOf(call, understanding, [])).map(({ layers, root }) =>
      evaluate(layers, seenFrom({ root, branch: branchOf?.(root) })),
    ),
  );
}
