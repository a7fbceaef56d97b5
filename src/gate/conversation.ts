/** One hook's connection: reads its messages, answers in order, and turns everything unexpected into a refusal. */
import { callDigest, type Digest } from '../core/hold/digest.ts';
import type { Firing } from '../core/hold/hold.ts';
import type { ToolCall } from '../core/toolCall.ts';
import { refusals } from '../core/wording.ts';
import { sha256 } from '../platform/signing.ts';
import type { Channel } from '../platform/socket.ts';
import {
  type Instead,
  type Note,
  protocolVersion,
  type RefusalCode,
  type ReleaseKind,
  readToGate,
  type ToGate,
  type ToHook,
} from '../protocol/gate.ts';
import type { GrantedRun, Outcome } from '../protocol/grant.ts';
import type { Signed } from './signer.ts';

export type AskOutcome =
  | { readonly kind: 'neutral' }
  /** `offered`: it joined an approval, and the offer is on its way. */
  | { readonly kind: 'held'; readonly hold: string; readonly offered: boolean }
  /** All it does is to run what was approved already. */
  | { readonly kind: 'granted' }
  | { readonly kind: 'refused'; readonly code: RefusalCode; readonly message: string };

export type Taken = { readonly instead?: Instead } | { readonly refused: string };

export type Claimed =
  | {
      readonly kind: 'run';
      readonly run: GrantedRun;
      /** Called once, with what became of it; without an outcome when nobody said. */
      readonly settle: (outcome: Outcome | undefined) => void;
    }
  | { readonly kind: 'refused'; readonly message: string };

/** What the gate does for a conversation. Everything may throw; a throw is a refusal. */
export interface ConversationPort {
  ask(call: ToolCall, firing: Firing): AskOutcome;
  /** Undefined unless the action is released to this hook: its run is taken and the journal line is on disk. */
  take(hold: string, ask: string, rewrites: boolean): Taken | undefined;
  /** Spends a step of a grant; the journal line is on disk before it answers. */
  claim(grant: string, argv: readonly string[]): Promise<Claimed>;
  leave(hold: string, ask: string, how: 'lost' | 'deferred' | 'gone'): void;
  note(note: Note): void;
  sign(release: ReleaseKind, nonce: string, digest: string, instead?: Instead): Signed;
  signGrant(run: GrantedRun, nonce: string): Signed;
  log(message: string): void;
}

interface Question {
  readonly rewrites: boolean;
  readonly ask: string;
  readonly nonce: string;
  readonly digest: Digest;
  hold?: string;
}

export function converse(channel: Channel, port: ConversationPort): void {
  let question: Question | undefined;
  let settle: ((outcome: Outcome | undefined) => void) | undefined;
  let closed = false;

  const say = (message: ToHook) => channel.send(message);
  const refuse = (code: RefusalCode, message: string) => {
    say({ type: 'refused', code, message });
    channel.close();
  };
  const release = (kind: ReleaseKind, { nonce, digest }: Question, instead?: Instead) =>
    say({
      type: 'release',
      release: kind,
      ...port.sign(kind, nonce, digest, instead),
      ...(instead === undefined ? {} : { instead }),
    });

  async function claim(grant: string, argv: readonly string[], nonce: string): Promise<void> {
    const claimed = await port.claim(grant, argv);
    if (claimed.kind === 'refused') return refuse('granted', claimed.message);
    // Whoever asked is gone: what cannot be told cannot run.
    if (closed) return claimed.settle({ kind: 'failed', why: 'Whoever asked for it is gone.' });
    settle = claimed.settle;
    say({ type: 'granted', run: claimed.run, ...port.signGrant(claimed.run, nonce) });
  }

  function handle(message: ToGate): void {
    switch (message.type) {
      case 'note':
        if (message.version === protocolVersion) port.note(message.note);
        return;
      case 'ask': {
        if (message.version !== protocolVersion) return refuse('version', refusals.wrongVersion());
        if (question !== undefined) return refuse('malformed', refusals.unreadable());
        const { ask, via, call, nonce, rewrites = false } = message;
        question = { ask, nonce, rewrites, digest: callDigest(call, sha256) };
        const outcome = port.ask(call, { ask, via, ...(call.callId === undefined ? {} : { callId: call.callId }) });
        if (outcome.kind === 'refused') return refuse(outcome.code, outcome.message);
        if (outcome.kind === 'neutral') return release('neutral', question);
        if (outcome.kind === 'granted') return release('go', question);
        question.hold = outcome.hold;
        if (!outcome.offered) say({ type: 'waiting', hold: outcome.hold });
        return;
      }
      case 'take': {
        if (question?.hold === undefined) return refuse('malformed', refusals.unreadable());
        // A hold that ended meanwhile has already said so; otherwise the grant was used or has run out.
        const taken = port.take(question.hold, question.ask, question.rewrites);
        if (taken === undefined) return refuse('expired', refusals.unused());
        if ('refused' in taken) return refuse('granted', taken.refused);
        return release('go', question, taken.instead);
      }
      case 'claim':
        if (message.version !== protocolVersion) return refuse('version', refusals.wrongVersion());
        if (question !== undefined || settle !== undefined) return refuse('malformed', refusals.unreadable());
        claim(message.grant, message.argv, message.nonce).catch((error: unknown) => {
          port.log(`a claim failed: ${String(error)}`);
          refuse('failed', refusals.gateBroken());
        });
        return;
      case 'receipt':
        settle?.(message.outcome);
        settle = undefined;
        return channel.close();
      case 'leave':
        if (question?.hold !== undefined) port.leave(question.hold, question.ask, message.how);
        question = undefined;
        channel.close();
    }
  }

  channel.onMessage((raw) => {
    let message: ToGate;
    try {
      message = readToGate(raw);
    } catch (error) {
      port.log(`a message could not be read: ${String(error)}`);
      return refuse('malformed', refusals.unreadable());
    }
    try {
      handle(message);
    } catch (error) {
      port.log(`a question failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      refuse('failed', refusals.gateBroken());
    }
  });

  channel.onClosed(() => {
    closed = true;
    settle?.(undefined);
    settle = undefined;
    if (question?.hold !== undefined) port.leave(question.hold, question.ask, 'lost');
  });
}
