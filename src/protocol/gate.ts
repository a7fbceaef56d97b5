/**
 * Messages between a hook and the gate: questions and answers, never approvals.
 *
 * A conversation: the hook sends `ask`; the gate says `waiting` while people look, then either `refused`, or `offer`.
 * The hook answers an offer with `take`, and only the signed `release` that follows lets it say go.
 * `note`s need no answer.
 *
 * What was released to run under a grant brings the grant along. Right before it starts, `holdpoint exec` sends `claim`,
 * hears `granted` once, and says in a `receipt` what became of it.
 */
import { canonical, list, oneOf, optionalText, record, ShapeError, text, whole } from '../base/json.ts';
import type { ToolCall } from '../core/toolCall.ts';
import { type GrantedRun, type Outcome, readGrantedRun, readOutcome } from './grant.ts';
import { readToolCall } from './toolCall.ts';

export const protocolVersion = 1;

/** Bytes. A tool call above this is refused by the hook itself. */
export const messageLimit = 32 * 1024 * 1024;

export type ToGate =
  | {
      readonly type: 'ask';
      readonly version: number;
      /** Made up by the hook process; the same again when it reconnects. */
      readonly ask: string;
      /** Fresh for every connection; the release is signed over it. */
      readonly nonce: string;
      readonly via: string;
      readonly call: ToolCall;
      /** Whoever asks can run another line in place of the call's own. */
      readonly rewrites?: true;
    }
  | { readonly type: 'take' }
  | { readonly type: 'leave'; readonly how: 'deferred' | 'gone' }
  | { readonly type: 'note'; readonly version: number; readonly note: Note }
  | {
      readonly type: 'claim';
      readonly version: number;
      readonly nonce: string;
      readonly grant: string;
      /** The program and its words, as they would run now. */
      readonly argv: readonly string[];
    }
  | { readonly type: 'receipt'; readonly outcome: Outcome };

export type Note =
  | { readonly kind: 'prompt'; readonly agent: string; readonly session: string; readonly prompt: string }
  | { readonly kind: 'start'; readonly agent: string; readonly session: string }
  | { readonly kind: 'after'; readonly call: ToolCall; readonly failed: boolean };

/** `granted`: not as this call, but as the lines that the message names. `split`: nobody could be shown the whole line. */
const refusalCodes = [
  'denied',
  'expired',
  'withdrawn',
  'superseded',
  'version',
  'malformed',
  'failed',
  'granted',
  'split',
] as const;
export type RefusalCode = (typeof refusalCodes)[number];

export type ToHook =
  | { readonly type: 'waiting'; readonly hold: string }
  | { readonly type: 'offer'; readonly hold: string }
  | {
      readonly type: 'release';
      readonly release: ReleaseKind;
      readonly key: string;
      readonly signature: string;
      readonly instead?: Instead;
    }
  | { readonly type: 'granted'; readonly run: GrantedRun; readonly key: string; readonly signature: string }
  | { readonly type: 'refused'; readonly code: RefusalCode; readonly message: string };

/** `neutral`: nothing to hold, the agent's own rules decide. `go`: people have approved this very call. */
export type ReleaseKind = 'neutral' | 'go';

/** What runs in place of the call's own line: the same, with its steps run under a grant. */
export interface Instead {
  readonly line: string;
  readonly grant: string;
}

/** What a release's signature covers: this answer, to this question, for this call. */
export function releaseStatement(release: ReleaseKind, nonce: string, digest: string, instead?: Instead): string {
  return canonical({ statement: 'holdpoint-release', version: protocolVersion, release, nonce, digest, instead });
}

/** What the signature of a granted run covers. */
export const grantStatement = (run: GrantedRun, nonce: string): string =>
  canonical({ statement: 'holdpoint-grant', version: protocolVersion, nonce, run });

/** What the signature of an accepted policy covers. `digest`: SHA-256 of its text. */
export const policyStatement = (repository: string, digest: string): string =>
  canonical({ statement: 'holdpoint-policy', version: protocolVersion, repository, digest });

/** @throws {ShapeError} */
export function readToGate(value: unknown): ToGate {
  const message = record(value, 'message');
  switch (message.type) {
    case 'ask':
      return {
        type: 'ask',
        version: whole(message.version, 'version'),
        ask: name(message.ask, 'ask'),
        nonce: name(message.nonce, 'nonce'),
        via: text(message.via, 'via'),
        call: readToolCall(message.call),
        ...(message.rewrites === true ? { rewrites: true } : {}),
      };
    case 'claim':
      return {
        type: 'claim',
        version: whole(message.version, 'version'),
        nonce: name(message.nonce, 'nonce'),
        grant: text(message.grant, 'grant'),
        argv: list(message.argv, 'argv').map((word) => text(word, 'argv')),
      };
    case 'receipt':
      return { type: 'receipt', outcome: readOutcome(message.outcome) };
    case 'take':
      return { type: 'take' };
    case 'leave':
      return { type: 'leave', how: oneOf(message.how, ['deferred', 'gone'], 'how') };
    case 'note':
      return { type: 'note', version: whole(message.version, 'version'), note: readNote(record(message.note, 'note')) };
    default:
      throw new ShapeError('message: unknown type');
  }
}

function readNote(note: Readonly<Record<string, unknown>>): Note {
  switch (note.kind) {
    case 'prompt':
      return {
        kind: 'prompt',
        agent: text(note.agent, 'agent'),
        session: text(note.session, 'session'),
        prompt: text(note.prompt, 'prompt'),
      };
    case 'start':
      return { kind: 'start', agent: text(note.agent, 'agent'), session: text(note.session, 'session') };
    case 'after':
      return { kind: 'after', call: readToolCall(note.call), failed: note.failed === true };
    default:
      throw new ShapeError('note: unknown kind');
  }
}

/** @throws {ShapeError} */
export function readToHook(value: unknown): ToHook {
  const message = record(value, 'message');
  switch (message.type) {
    case 'waiting':
      return { type: 'waiting', hold: text(message.hold, 'hold') };
    case 'offer':
      return { type: 'offer', hold: text(message.hold, 'hold') };
    case 'release':
      return {
        type: 'release',
        release: oneOf(message.release, ['neutral', 'go'], 'release'),
        key: text(message.key, 'key'),
        signature: text(message.signature, 'signature'),
        ...(message.instead === undefined ? {} : { instead: readInstead(record(message.instead, 'instead')) }),
      };
    case 'granted':
      return {
        type: 'granted',
        run: readGrantedRun(message.run),
        key: text(message.key, 'key'),
        signature: text(message.signature, 'signature'),
      };
    case 'refused':
      return {
        type: 'refused',
        code: oneOf(message.code, refusalCodes, 'code'),
        message: text(message.message, 'message'),
      };
    default:
      throw new ShapeError('message: unknown type');
  }
}

const readInstead = (value: Readonly<Record<string, unknown>>): Instead => ({
  line: text(value.line, 'instead.line'),
  grant: text(value.grant, 'instead.grant'),
});

/** The ids both sides make up: short, printable, safe as a file name. */
function name(value: unknown, field: string): string {
  const found = text(value, field);
  if (!/^[\w-]{8,64}$/.test(found)) throw new ShapeError(`${field}: expected 8 to 64 letters, digits, - or _`);
  return found;
}

/** One running gate, as it announces itself in `run/`. */
export interface Announcement {
  /** Stays the same when its window reloads. */
  readonly id: string;
  readonly pid: number;
  /** Socket path, or pipe name on Windows. */
  readonly socket: string;
  /** Real paths of the folders open in its window. */
  readonly folders: readonly string[];
  /** When its window last had the focus, in milliseconds since the epoch; 0 for never. */
  readonly focusedAt: number;
  /** The id of the key it signs with. */
  readonly key: string;
}

/** @throws {ShapeError} */
function readAnnouncement(value: unknown): Announcement {
  const found = record(value, 'announcement');
  return {
    id: name(found.id, 'id'),
    pid: whole(found.pid, 'pid', 1),
    socket: text(found.socket, 'socket'),
    folders: list(found.folders, 'folders').map((folder) => text(folder, 'folder')),
    focusedAt: whole(found.focusedAt, 'focusedAt'),
    key: text(found.key, 'key'),
  };
}

/** The gates whose processes are alive, out of whatever lies in the announcements' folder. */
export function livingGates(
  files: readonly { readonly value: unknown }[],
  isAlive: (pid: number) => boolean,
): readonly Announcement[] {
  return files.flatMap(({ value }) => {
    try {
      const announcement = readAnnouncement(value);
      return isAlive(announcement.pid) ? [announcement] : [];
    } catch {
      return []; // Not an announcement: nobody's window.
    }
  });
}

/** A public key that may sign releases; kept beside the launcher. */
export interface PinnedKey {
  /** First 16 hex digits of the SHA-256 of `publicKey`. */
  readonly id: string;
  /** Ed25519, SPKI in DER, base64. */
  readonly publicKey: string;
  readonly addedAt: string;
  /** Which editor it belongs to, for people. */
  readonly editor: string;
}

/** @throws {ShapeError} */
export function readPinnedKeys(value: unknown): readonly PinnedKey[] {
  return list(record(value, 'pinned keys').keys, 'keys').map((entry) => {
    const key = record(entry, 'key');
    return {
      id: text(key.id, 'id'),
      publicKey: text(key.publicKey, 'publicKey'),
      addedAt: text(key.addedAt, 'addedAt'),
      editor: optionalText(key.editor, 'editor') ?? '',
    };
  });
}

/** The gate that heard of a session first; undefined when that is not known. */
export function readSessionOwner(value: unknown): string | undefined {
  try {
    return text(record(value, 'session').gate, 'gate');
  } catch {
    return undefined;
  }
}

/** What must be refused when no gate is there although the built-in rules would let it pass. Written by gates, only ever tightened. */
export interface Scope {
  /** Ids of analyzers whose reads are asked; `*` for all. */
  readonly reads: readonly string[];
}

/** @throws {ShapeError} */
export function readScope(value: unknown): Scope {
  return { reads: list(record(value, 'scope').reads, 'reads').map((id) => text(id, 'reads')) };
}
