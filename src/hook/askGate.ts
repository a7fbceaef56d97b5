/**
 * Asks the gate and waits for its answer. What comes back is believed only as far as it can be checked: a refusal always,
 * a release only when it is signed by a pinned key over this question's nonce and this call's digest.
 */
import { randomUUID } from 'node:crypto';
import { callDigest, type Digest } from '../core/hold/digest.ts';
import type { ToolCall } from '../core/toolCall.ts';
import { refusals } from '../core/wording.ts';
import { sha256, verifyText } from '../platform/signing.ts';
import { type Channel, connect } from '../platform/socket.ts';
import {
  type Instead,
  messageLimit,
  type PinnedKey,
  protocolVersion,
  readToHook,
  releaseStatement,
  type ToGate,
} from '../protocol/gate.ts';
import type { Route } from './route.ts';

export type Answer =
  | { readonly kind: 'neutral' }
  /** `instead`: what runs in place of the call's own line. */
  | { readonly kind: 'go'; readonly instead?: Instead }
  | { readonly kind: 'refused'; readonly message: string }
  /** No gate could be reached, or none that may release anything. */
  | { readonly kind: 'unreachable'; readonly message: string };

export interface AskParts {
  readonly call: ToolCall;
  readonly via: string;
  /** Another line can run in place of the call's own. */
  readonly rewrites: boolean;
  /** Reads the announcements anew: gates come and go. `stale`: ids that announce themselves and are not there. */
  readonly route: (stale: ReadonlySet<string>) => Route;
  readonly pinnedKeys: () => readonly PinnedKey[];
  /** Aborted when the hook has to answer; its reason says what to tell the gate. */
  readonly signal: AbortSignal;
}

/** Milliseconds a lost gate gets to come back: a window takes some seconds to reload. */
const reconnectFor = 20_000;
/** Of these, how long it waits for the very gate it asked before it turns to another window. */
const faithfulFor = 12_000;
const retryEvery = 250;

/** Never rejects. */
export async function askGate(parts: AskParts): Promise<Answer> {
  const question = { ask: randomUUID(), digest: callDigest(parts.call, sha256) };
  let lostAt: number | undefined;
  let asked: string | undefined;
  const stale = new Set<string>();
  let last: Answer = { kind: 'unreachable', message: refusals.gateUnreachable() };
  while (!parts.signal.aborted) {
    const faithful = lostAt !== undefined && Date.now() - lostAt < faithfulFor;
    const outcome = await attempt(parts, question, stale, faithful ? asked : undefined);
    if (outcome.kind === 'answer') return outcome.answer;
    if (outcome.kind === 'stale' && outcome.gate !== asked) {
      stale.add(outcome.gate);
      continue;
    }
    if (outcome.asked !== undefined) {
      asked = outcome.asked;
      lostAt = undefined; // It was there a moment ago.
    }
    if (outcome.kind === 'nobody' && lostAt === undefined) return outcome.answer;
    last = outcome.answer;
    lostAt ??= Date.now();
    if (Date.now() - lostAt >= reconnectFor) break;
    await pause(retryEvery, parts.signal);
  }
  return last;
}

type Attempt =
  | { readonly kind: 'answer'; readonly answer: Answer }
  /** No gate announces itself at all. */
  | { readonly kind: 'nobody'; readonly answer: Answer; readonly asked?: undefined }
  /** One does, or did, and may be back in a moment. `asked`: the gate that took the question before the connection broke. */
  | { readonly kind: 'broken'; readonly answer: Answer; readonly asked: string | undefined }
  /** Nobody listens where this gate says it does: left behind by a crash, or reloading if it was asked before. */
  | { readonly kind: 'stale'; readonly answer: Answer; readonly gate: string; readonly asked?: undefined };

async function attempt(
  parts: AskParts,
  question: { ask: string; digest: Digest },
  stale: ReadonlySet<string>,
  only: string | undefined,
): Promise<Attempt> {
  const unreachable: Answer = { kind: 'unreachable', message: refusals.gateUnreachable() };
  const route = parts.route(stale);
  if (route.kind === 'none') return { kind: 'nobody', answer: unreachable };
  if (route.kind === 'tie') return { kind: 'nobody', answer: { kind: 'unreachable', message: refusals.twoWindows() } };
  if (only !== undefined && route.gate.id !== only) return { kind: 'broken', answer: unreachable, asked: undefined };
  let channel: Channel;
  try {
    channel = await connect(route.gate.socket, { limit: messageLimit, timeout: 2_000 });
  } catch {
    return { kind: 'stale', answer: unreachable, gate: route.gate.id };
  }
  if (parts.signal.aborted) {
    // It was aborted while connecting, so `converse` would never hear of it.
    channel.close();
    return { kind: 'broken', answer: unreachable, asked: undefined };
  }
  const answer = await converse(channel, parts, question);
  if (typeof answer === 'object') return { kind: 'answer', answer };
  return { kind: 'broken', answer: unreachable, asked: answer === 'lost' ? route.gate.id : undefined };
}

/** `lost`: it had taken the question before the connection ended; `silent`: it ended before a word was said. */
function converse(
  channel: Channel,
  parts: AskParts,
  question: { ask: string; digest: Digest },
): Promise<Answer | 'lost' | 'silent'> {
  const nonce = randomUUID();
  let taken = false;
  const say = (message: ToGate) => channel.send(message);
  return new Promise((resolve) => {
    const end = (answer: Answer | 'lost' | 'silent') => {
      parts.signal.removeEventListener('abort', leave);
      channel.close();
      resolve(answer);
    };
    const leave = () => {
      say({ type: 'leave', how: parts.signal.reason === 'deferred' ? 'deferred' : 'gone' });
      end('lost');
    };
    parts.signal.addEventListener('abort', leave);
    channel.onClosed((problem) => {
      if (problem !== undefined) end({ kind: 'refused', message: refusals.gateNotTrusted() });
      else end(taken ? 'lost' : 'silent');
    });
    channel.onMessage((raw) => {
      try {
        const message = readToHook(raw);
        taken = true;
        switch (message.type) {
          case 'waiting':
            return;
          case 'granted':
            return end({ kind: 'refused', message: refusals.gateNotTrusted() });
          case 'offer':
            return say({ type: 'take' });
          case 'refused':
            return end({ kind: 'refused', message: message.message });
          case 'release': {
            const key = parts.pinnedKeys().find(({ id }) => id === message.key);
            const { instead } = message;
            const statement = releaseStatement(message.release, nonce, question.digest, instead);
            if (key === undefined || !verifyText(key.publicKey, statement, message.signature)) {
              return end({ kind: 'refused', message: refusals.gateNotTrusted() });
            }
            if (message.release === 'neutral') return end({ kind: 'neutral' });
            return end({ kind: 'go', ...(instead === undefined ? {} : { instead }) });
          }
        }
      } catch {
        // Not our protocol: whoever this is, it is not a gate.
        end({ kind: 'refused', message: refusals.gateNotTrusted() });
      }
    });
    say({
      type: 'ask',
      version: protocolVersion,
      ask: question.ask,
      nonce,
      via: parts.via,
      call: parts.call,
      ...(parts.rewrites ? { rewrites: true } : {}),
    });
  });
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done);
  });
}
