/**
 * What the hooks of one session remember of its shell: definitions that give later words their meaning.
 *
 * It can only raise what a later call comes to; where some of it is missing, names that nobody knows are not trusted.
 */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { record, text } from '../base/json.ts';
import type { Effect } from '../core/effect.ts';
import { redact } from '../core/journal/redact.ts';
import { directoryKey, gap, type Remembered } from '../core/shell/memory.ts';
import { mostPrior, type ToolCall } from '../core/toolCall.ts';
import { type ReadFile, type Understanding, understand } from '../core/understand.ts';
import { boundedReader } from '../platform/readFile.ts';
import { realPath } from '../platform/realPath.ts';
import { appendShortLog, readShortLog } from '../platform/shortLog.ts';
import { sessionLog } from '../protocol/places.ts';
import { rootFolder } from './root.ts';

/** Agents that say in every call which directory their shell is in; most of them start a new one each time. */
const tellDirectory = new Set([
  ...['claude-code', 'copilot-cli', 'cline', 'cursor', 'windsurf', 'antigravity', 'opencode', 'kilo', 'kiro'],
  ...['augment', 'amp'],
]);

/** Agents whose terminal is one and the same for several calls, so that a prompt may wait in it. */
const keepTerminal = new Set(['vscode']);

export interface Recalled {
  /** The call, with what came before it where that makes a difference. */
  readonly call: ToolCall;
  readonly effects: readonly Effect[];
}

/** Understands a call with what is remembered of its session. `keep`: what the call leaves behind is remembered as well. */
export function recall(call: ToolCall, keep: boolean): Recalled {
  const read: ReadFile = boundedReader();
  const context = { home: homedir(), realPath };
  const alone = understand(call, read, context);
  if (call.action.kind !== 'command' || call.action.shell !== 'bash') return { call, effects: alone.effects };
  const path = join(rootFolder(), sessionLog(call.agent, call.session));
  const log = readShortLog(path);
  const prior = priorOf(log.lines, log.whole);
  const later = prior.length === 0 ? alone : understand({ ...call, prior }, read, context);
  const news = keep ? entries(call, call.action.line, alone) : [];
  const fresh = news.filter((entry) => !log.lines.includes(entry));
  // The order counts: what is defined anew takes the place of what came in between.
  if (fresh.length > 0 || changes(news, log.lines)) {
    try {
      appendShortLog(path, news, log, compact);
    } catch {
      // A home that cannot be written to: nothing is remembered, and nothing is let go for it.
    }
  }
  return later.effects.length > alone.effects.length
    ? { call: { ...call, prior }, effects: later.effects }
    : { call, effects: alone.effects };
}

function entries(call: ToolCall, line: string, { left, effects }: Understanding): readonly string[] {
  const kept = left.filter(({ key }) => key !== directoryKey || !tellDirectory.has(call.agent));
  const waiting: readonly Remembered[] =
    keepTerminal.has(call.agent) && effects.some(({ kind }) => kind !== 'read')
      ? [{ key: 'waiting', text: redact(line).slice(0, 2_000) }]
      : [];
  return [...kept, ...waiting].map(({ key, text }) => JSON.stringify({ key, text }));
}

/** Whether one of the entries is no longer the last word on its key. */
function changes(news: readonly string[], lines: readonly string[]): boolean {
  const last = new Map(lines.map((line) => [keyOf(line), line]));
  return news.some((entry) => last.get(keyOf(entry)) !== entry);
}

function parsed(line: string): Remembered | undefined {
  try {
    const entry = record(JSON.parse(line));
    return { key: text(entry.key), text: text(entry.text) };
  } catch {
    return undefined;
  }
}

const keyOf = (line: string): string => parsed(line)?.key ?? line;

/** The last entry of every key, in the order they were made. */
function compact(lines: readonly string[]): readonly string[] {
  const last = new Map<string, string>();
  for (const line of lines) {
    const key = keyOf(line);
    last.delete(key);
    last.set(key, line);
  }
  const kept = [...last.values()];
  return kept.length <= mostPrior.lines - 1 && kept.join('').length <= mostPrior.characters / 2
    ? kept
    : [JSON.stringify({ key: 'gap', text: gap }), ...kept.slice(-mostPrior.lines / 4)].filter(
        (line) => line.length < mostPrior.characters / mostPrior.lines,
      );
}

function priorOf(lines: readonly string[], whole: boolean): readonly string[] {
  const found = compact(lines).map(parsed);
  const texts = found.flatMap((entry) => entry?.text ?? []);
  return whole && !found.includes(undefined) ? texts : [gap, ...texts.filter((each) => each !== gap)];
}
