/** One action, held against policies, without any agent or gate. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Decision } from '../core/decide.ts';
import { chooseTarget } from '../core/environment.ts';
import { readTerraformPlan } from '../core/impact/terraformPlan.ts';
import { evaluate, type Verdict } from '../core/policy/evaluate.ts';
import { factsOf } from '../core/policy/gather.ts';
import type { PolicyTest } from '../core/policy/testShape.ts';
import type { Action, ToolCall } from '../core/toolCall.ts';
import { understand } from '../core/understand.ts';
import { boundedReader } from '../platform/readFile.ts';
import { realPath } from '../platform/realPath.ts';
import type { Policies } from '../setup/policies.ts';
import { systemReason } from '../setup/problems.ts';
import type { Io } from './io.ts';
import { unreadableFile } from './problems.ts';

export const exitCodes: Record<Decision['kind'], number> = { allow: 0, hold: 3, deny: 4 };

export interface Judged {
  readonly verdict: Verdict;
}

/** An action to be judged; what is left out is what this machine says now. */
export type Question = Partial<Omit<PolicyTest, 'expect' | 'rule' | 'approvals' | 'in'>> & {
  /** Absolute. */
  readonly cwd: string;
};

/** @throws {Problem} when there is no home directory, or a plan cannot be read */
export function judge(
  io: Io,
  { layers, repository }: Pick<Policies, 'layers' | 'repository'>,
  question: Question,
): Judged {
  const { home } = io.site();
  const { edit, env, plan, at } = question;
  const action: Action =
    edit === undefined
      ? { kind: 'command', line: question.command ?? '', shell: 'bash' }
      : {
          kind: 'edit',
          edits: [{ path: resolve(repository, edit.file), change: { kind: 'write', content: edit.after } }],
        };
  const cwd = question.cwd;
  const call: ToolCall = {
    agent: question.agent ?? 'cli',
    session: 'policy',
    tool: 'policy',
    cwd,
    env: chooseTarget(env ?? io.env),
    action,
  };
  const disk = boundedReader();
  const read = (path: string) => {
    if (edit === undefined || path !== resolve(repository, edit.file)) return disk(path);
    return edit.before === undefined ? ({ kind: 'missing' } as const) : ({ kind: 'text', text: edit.before } as const);
  };
  const understanding = understand(call, read, { home, realPath, certain: true });
  const facts = factsOf(call, understanding, {
    root: repository,
    home,
    read: disk,
    impact: plan === undefined ? undefined : readTerraformPlan(planText(resolve(repository, plan))),
    person: question.person,
    branch: question.branch,
    signals: question.signals ?? [],
    counts: { holdsInHour: 0, destroysInSession: 0 },
    at: at === undefined ? io.now().getTime() : Date.parse(at),
  });
  return { verdict: evaluate(layers, facts) };
}

function planText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw unreadableFile(path, systemReason(error));
  }
}
