/** One hook's connection: reads its messages, answers in order, and turns everything unexpected into a refusal. */
import { callDigest, type Digest } from '../core/hold/digest.ts';
import type { Firing } from '../core/hold/hold.ts';
import type { ToolCall } from '../core/toolCall.ts';
import { refusals } from '../core/wording.ts';
import { sha256 } from '../platform/signing.ts';
import type { Channel } from '../platform/socket.ts';
import {
  type Note,
  protocolVersion,
  type RefusalCode,
  type ReleaseKind,
  readToGate,
  type ToGate,
  type ToHook,
} from '../protocol/gate.ts';

export type AskOutcome =
  | { readonly kind: 'neutral' }
  /** `offered`: it joined an approval, and the offer is on its way. */
  | { readonly kind: 'held'; readonly hold: string; readonly offered: boolean }
  | { readonly kind: 'refused'; readonly code: RefusalCode; readonly message: string };

/** What the gate does for a conversation. Everything may throw; a throw is a refusal. */
export interface ConversationPort {
  ask(call: ToolCall, firing: Firing): AskOutcome;
  /** True when the action is released to this hook: the grant is spent and the journal line is on disk. */
  take(hold: string, ask: string): boolean;
  leave(hold: string, ask: string, how: 'lost' | 'deferred' | 'gone'): void;
  note(note: Note): void;
  sign(release: ReleaseKind, nonce: string, digest: string): { readonly key: string; readonly signature: string };
  log(message: string): void;
}

interface Question {
  readonly ask: string;
  readonly nonce: string;
  readonly digest: Digest;
  hold?: string;
}

export function converse(channel: Channel, port: ConversationPort): void {
  let question: Question | undefined;

  const say = (message: ToHook) => channel.send(message);
  const refuse = (code: RefusalCode, message: string) => {
    say({ type: 'refused', code, message });
    channel.close();
  };
  const release = (kind: ReleaseKind, { nonce, digest }: Question) =>
    say({ type: 'release', release: kind, ...port.sign(kind, nonce, digest) });

  function handle(message: ToGate): void {
    switch (message.type) {
      case 'note':
        if (message.version === protocolVersion) port.note(message.note);
        return;
      case 'ask': {
        if (message.version !== protocolVersion) return refuse('version', refusals.wrongVersion());
        if (question !== undefined) return refuse('malformed', refusals.unreadable());
        const { ask, via, call, nonce } = message;
        question = { ask, nonce, digest: callDigest(call, sha256) };
        const outcome = port.ask(call, { ask, via, ...(call.callId === undefined ? {} : { callId: call.callId }) });
        if (outcome.kind === 'refused') return refuse(outcome.code, outcome.message);
        if (outcome.kind === 'neutral') return release('neutral', question);
        question.hold = outcome.hold;
        if (!outcome.offered) say({ type: 'waiting', hold: outcome.hold });
        return;
      }
      case 'take': {
        if (question?.hold === undefined) return refuse('malformed', refusals.unreadable());
        // A hold that ended meanwhile has already said so; otherwise the grant was used or has run out.
        if (port.take(question.hold, question.ask)) release('go', question);
        else refuse('expired', refusals.unused());
        return;
      }
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
    if (question?.hold !== undefined) port.leave(question.hold, question.ask, 'lost');
  });
}
