/** What the reader, and the built-in rules or a policy, say to one action, as `holdpoint check` prints it. */
import { remembering } from '../base/remembering.ts';
import { type Decision, decide } from '../core/decide.ts';
import type { Effect } from '../core/effect.ts';
import { chooseTarget } from '../core/environment.ts';
import { decisionOf, strictest } from '../core/policy/decision.ts';
import { evaluate } from '../core/policy/evaluate.ts';
import { factsFrom } from '../core/policy/gather.ts';
import type { Policy } from '../core/policy/shape.ts';
import type { Action, ToolCall } from '../core/toolCall.ts';
import { type ReadFile, type Understanding, understand } from '../core/understand.ts';
import { branchOf, directoriesOf, personOf, repositoriesOf } from '../gate/repositories.ts';
import { boundedReader } from '../platform/readFile.ts';
import { realPath } from '../platform/realPath.ts';
import type { Io } from './io.ts';

export interface Answer {
  readonly decision: Decision['kind'];
  readonly effects: readonly Pick<Effect, 'kind' | 'tool' | 'operation' | 'target'>[];
  readonly reasons: Decision['reasons'];
}

export interface Question {
  readonly action: Action;
  /** Absolute. */
  readonly cwd: string;
  /** What the same shell ran before. */
  readonly prior?: readonly string[];
  /** Reads files otherwise than from the disk. */
  readonly read?: ReadFile;
  /** Tells of what changes this machine’s own scratch as well. */
  readonly workstation?: boolean;
}

export function answerOf(effects: readonly Effect[], decision: Decision = decide(effects)): Answer {
  return {
    decision: decision.kind,
    effects: effects.map(({ kind, tool, operation, target }) => ({
      kind,
      tool,
      operation,
      ...(target === undefined ? {} : { target }),
    })),
    reasons: decision.reasons,
  };
}

/**
 * Answers questions about one machine as it is now: what has been looked up for one of them is not looked up again.
 * `policy` counts in every repository, above the built-in rules, as if a person had accepted it there.
 * @throws {Problem} when there is no home directory
 */
export function answerer(io: Io, policy?: Policy): (question: Question) => Answer {
  const ask = reader(io);
  return (question) => {
    const read = ask(question);
    const { effects } = read.understanding;
    return answerOf(effects, policy === undefined ? undefined : decisionBy(policy, read, io));
  };
}

function decisionBy(policy: Policy, { call, understanding, read, realPath: real }: Reading, io: Io): Decision {
  const { home } = io.site();
  const seenFrom = factsFrom(call, understanding, {
    home,
    read,
    impact: undefined,
    person: personOf(read, home),
    signals: [],
    counts: { holdsInHour: 0, destroysInSession: 0 },
    at: io.now().getTime(),
  });
  const look = { read, realPath: real, hasAccepted: () => false };
  const verdicts = repositoriesOf(directoriesOf(call, understanding, []), look).map(({ root }) =>
    evaluate([{ layer: 'workspace', policy }], seenFrom({ root, branch: branchOf(read, root) })),
  );
  return decisionOf(strictest(verdicts), understanding.effects);
}

/** The effects of one line of bash. @throws {Problem} when there is no home directory */
export const effectsOf = (io: Io, line: string, cwd: string): readonly Effect[] =>
  reader(io)({ action: { kind: 'command', line, shell: 'bash' }, cwd }).understanding.effects;

/** A question as it was understood. */
interface Reading {
  readonly call: ToolCall;
  readonly understanding: Understanding;
  readonly read: ReadFile;
  readonly realPath: (path: string) => string;
}

function reader(io: Io): (question: Question) => Reading {
  const { home } = io.site();
  const env = chooseTarget(io.env);
  // So many that no batch of any size keeps them all.
  const real = remembering(20_000, realPath, (path) => path);
  const texts = new Map<string, ReturnType<ReadFile>>();
  const fromDisk = (): ReadFile => {
    const limited = boundedReader();
    return (path) => {
      const known = texts.get(path);
      if (known !== undefined) return known;
      const found = limited(path);
      // What was refused for a question's limits may be read for the next.
      if (found.kind !== 'refused' && texts.size < mostTexts) texts.set(path, found);
      return found;
    };
  };
  return ({ action, cwd, prior = [], read = fromDisk(), workstation = false }) => {
    const call: ToolCall = {
      agent: 'cli',
      session: 'check',
      tool: 'check',
      cwd,
      env,
      action,
      ...(prior.length === 0 ? {} : { prior }),
    };
    const understanding = understand(call, read, { home, realPath: real, certain: true, workstation });
    return { call, understanding, read, realPath: real };
  };
}

const mostTexts = 1_000;
