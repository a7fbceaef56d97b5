/** What sessions did before this gate was there, as the journal has it. */
import { list, record, text } from '../../base/json.ts';
import { type Effect, effectKinds } from '../effect.ts';
import type { Past } from './signals.ts';

/** One remembered call, and whose it was. */
export interface Remembered {
  readonly agent: string;
  readonly session: string;
  readonly hold?: string;
  readonly past: Past;
}

/**
 * Calls asked for from `since` and before `until` (milliseconds since the epoch), oldest first. A line that is none is
 * passed over.
 */
export function pastInJournal(lines: Iterable<string>, since: number, until: number): readonly Remembered[] {
  const found: Remembered[] = [];
  const from = new Date(since).toISOString();
  for (const line of lines) {
    const at = /"at":"([\dT:.Z-]+)"/.exec(line)?.[1];
    if (at === undefined || at < from) continue;
    try {
      note(record(JSON.parse(line)), Date.parse(at), until, found);
    } catch {
      // A line cut short by a crash.
    }
  }
  return found;
}

function note(entry: Readonly<Record<string, unknown>>, at: number, until: number, found: Remembered[]): void {
  if ((entry.kind === 'passed' || entry.kind === 'held') && at < until) {
    const call = record(entry.call);
    found.push({
      agent: text(call.agent),
      session: text(call.session),
      ...(entry.kind === 'held' ? { hold: text(entry.hold) } : {}),
      past: {
        at,
        effects: list(entry.effects).map(effectOf),
        outcome: entry.kind === 'passed' ? 'let' : 'open',
        text: text(call.text),
      },
    });
  }
  if (entry.kind !== 'verdict') return;
  const index = found.findLastIndex(({ hold }) => hold === entry.hold);
  const held = found[index];
  if (held !== undefined)
    found[index] = { ...held, past: { ...held.past, outcome: entry.answer === 'deny' ? 'denied' : 'let' } };
}

function effectOf(value: unknown): Effect {
  const { kind, tool, operation, target } = record(value);
  return {
    kind: effectKinds.find((each) => each === kind) ?? 'unknown',
    tool: text(tool),
    operation: text(operation),
    ...(typeof target === 'string' ? { target } : {}),
    spans: [],
  };
}
