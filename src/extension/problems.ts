/** Everything that can keep Holdpoint from working in a window. */
import { type Problem, problem } from '../base/problem.ts';

/** `why` is a clause; `root` is Holdpoint's folder. */
export const cannotWork = (why: string, root: string): Problem =>
  problem(
    'cannot-work',
    `Holdpoint cannot work in this window: ${why}.`,
    'Actions of agents that touch infrastructure are refused until it can.',
    `Look whether ${root} can be written to, then reload the window; the log “Holdpoint” says more.`,
  );
