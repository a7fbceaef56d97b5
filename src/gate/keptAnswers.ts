/** Answers of probes, for the same question about the same action a moment later. In memory only. */
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Milliseconds that an answer is good for. */
const keeps = 60_000;
const most = 20;
/** Bytes of a plan that is kept with its answer. */
const mostPlan = 20_000_000;

export interface KeptAnswers<Answer> {
  /** `plan`: the file that was made on the way. */
  keep(question: string, answer: Answer, plan: string | undefined): void;
  /** Puts the plan to where it would have been made. Undefined when it has to be asked. */
  take(question: string, plan: string | undefined): Answer | undefined;
}

export function keepAnswers<Answer>(now: () => number = Date.now): KeptAnswers<Answer> {
  const kept = new Map<string, { readonly at: number; readonly answer: Answer; readonly plan?: Buffer }>();
  return {
    keep(question, answer, plan) {
      kept.delete(question);
      if (plan !== undefined && statSync(plan).size > mostPlan) return;
      const entry = { at: now(), answer, ...(plan === undefined ? {} : { plan: readFileSync(plan) }) };
      kept.set(question, entry);
      // A plan holds the whole state in clear.
      setTimeout(() => {
        // A newer answer has a minute of its own.
        if (kept.get(question) === entry) kept.delete(question);
      }, keeps).unref();
      for (const oldest of kept.keys()) {
        if (kept.size <= most) break;
        kept.delete(oldest);
      }
    },
    take(question, plan) {
      const found = kept.get(question);
      if (found === undefined || now() - found.at >= keeps) return undefined;
      if ((plan === undefined) !== (found.plan === undefined)) return undefined;
      if (plan !== undefined && found.plan !== undefined) {
        mkdirSync(dirname(plan), { recursive: true, mode: 0o700 });
        writeFileSync(plan, found.plan, { mode: 0o600 });
      }
      return found.answer;
    },
  };
}
