/**
 * Waiting questions on disk, so that a reload of the window does not lose them. Only questions: verdicts and grants are
 * never read from here, and a question counts only once its hook has come back and asked it again.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { record, text, whole } from '../base/json.ts';
import type { ToolCall } from '../core/toolCall.ts';
import { writeFileAtomic } from '../platform/atomicFile.ts';
import { readToolCall } from '../protocol/toolCall.ts';

export interface StoredQuestion {
  readonly hold: string;
  /** The gate that asked it. */
  readonly gate: string;
  readonly ask: string;
  readonly via: string;
  readonly call: ToolCall;
  readonly askedAt: number;
  readonly expiresAt: number;
  readonly asked?: { readonly prompt: string; readonly at: number };
}

export interface HoldStore {
  save(question: StoredQuestion): void;
  remove(hold: string): void;
  /** Every readable question of this gate. What cannot be read is removed. */
  load(gate: string): readonly StoredQuestion[];
}

export function openHoldStore(folder: string): HoldStore {
  const fileOf = (hold: string) => join(folder, `${hold}.json`);
  return {
    save(question) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      writeFileAtomic(fileOf(question.hold), JSON.stringify(question), { mode: 0o600 });
    },
    remove: (hold) => rmSync(fileOf(hold), { force: true }),
    load(gate) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      return readdirSync(folder)
        .filter((name) => name.endsWith('.json'))
        .flatMap((name) => {
          const path = join(folder, name);
          try {
            const question = readQuestion(JSON.parse(readFileSync(path, 'utf8')));
            return question.gate === gate && fileOf(question.hold) === path ? [question] : [];
          } catch {
            rmSync(path, { force: true });
            return [];
          }
        });
    },
  };
}

function readQuestion(value: unknown): StoredQuestion {
  const found = record(value, 'question');
  const asked = found.asked === undefined ? undefined : record(found.asked, 'asked');
  return {
    hold: text(found.hold, 'hold'),
    gate: text(found.gate, 'gate'),
    ask: text(found.ask, 'ask'),
    via: text(found.via, 'via'),
    call: readToolCall(found.call),
    askedAt: whole(found.askedAt, 'askedAt'),
    expiresAt: whole(found.expiresAt, 'expiresAt'),
    ...(asked === undefined ? {} : { asked: { prompt: text(asked.prompt, 'prompt'), at: whole(asked.at, 'at') } }),
  };
}
