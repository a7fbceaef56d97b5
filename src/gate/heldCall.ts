/** A held call with everything that was found out about it: what the panel shows is exactly what was decided on. */
import type { Decision } from '../core/decide.ts';
import type { Effect } from '../core/effect.ts';
import { worst } from '../core/effect.ts';
import { actionDigest, callDigest, type Digest } from '../core/hold/digest.ts';
import type { Hold } from '../core/hold/hold.ts';
import type { CallSummary, EffectSummary } from '../core/journal/entry.ts';
import { redact } from '../core/journal/redact.ts';
import type { Invocation } from '../core/shell/invocation.ts';
import type { ToolCall } from '../core/toolCall.ts';
import { type FileText, type Input, inputOf, type ReadFile, type Understanding } from '../core/understand.ts';
import { type Hash, hashOf } from '../platform/hashFile.ts';

export interface Examined {
  readonly call: ToolCall;
  readonly understanding: Understanding;
  /** The files an edit touches, as they are now. */
  readonly before: ReadonlyMap<string, FileText>;
  /** The call's directory without symbolic links. */
  readonly directory: string;
  /** Covers the call and every byte that was read for it. */
  readonly digest: Digest;
}

/** A call that is understood, and decided by what was known then. */
export interface Decided extends Examined {
  readonly decision: Decision;
}

export interface HeldCall extends Decided {
  readonly hold: Hold;
  /** What the person last asked of this agent. */
  readonly asked?: { readonly prompt: string; readonly at: number };
}

export interface Examiner {
  /** A fresh reader for every examination: its limits count per call. */
  readonly reader: () => ReadFile;
  readonly understand: (call: ToolCall, read: ReadFile) => Understanding;
  /** What a command runs, in order. */
  readonly invocations: (call: ToolCall, read: ReadFile) => readonly Invocation[];
  /** The directory without symbolic links; itself when it cannot be resolved. */
  readonly realPath: (path: string) => string;
  readonly sha256: (text: string) => string;
  /** Of a file of any size. */
  readonly hash: Hash;
}

/** Understands a call by our own reads, and takes its fingerprint. */
export function examine(call: ToolCall, examiner: Examiner): Examined {
  const read = examiner.reader();
  const understood = examiner.understand(call, read);
  const understanding = {
    ...understood,
    inputs: understood.inputs.map((input) => fingerprinted(input, examiner.hash)),
  };
  const before = new Map<string, FileText>();
  if (call.action.kind === 'edit') {
    for (const { path } of call.action.edits) {
      before.set(path, read(path));
    }
  }
  const directory = examiner.realPath(call.cwd);
  const links: Input[] = [{ path: `${call.cwd}/.`, kind: 'text', text: directory }];
  return {
    call,
    understanding,
    before,
    directory,
    digest: actionDigest(call, [...filesOf({ understanding, before }, examiner.hash), ...links], examiner.sha256),
  };
}

/** Every file the digest covers. */
const filesOf = (
  { understanding, before }: Pick<Examined, 'understanding' | 'before'>,
  hash: Hash,
): readonly Input[] => [
  ...understanding.inputs,
  ...[...before].map(([path, found]) => fingerprinted(inputOf(path, found), hash)),
];

/** What was too large to be read, and what is a folder, is compared by its bytes all the same. */
const fingerprinted = (input: Input, hash: Hash): Input =>
  input.kind === 'unread' ? { ...input, text: hashOf(input.path, hash) ?? '' } : input;

/** What differs between what was shown and what is there now, in a few words; undefined when nothing does. */
export function whatChanged(shown: Examined, now: Examined, { sha256, hash }: Examiner): string | undefined {
  if (shown.digest === now.digest) return undefined;
  if (callDigest(shown.call, sha256) !== callDigest(now.call, sha256)) return 'the call itself';
  const current = new Map(filesOf(now, hash).map(({ path, kind, text }) => [path, `${kind} ${text}`]));
  const changed = filesOf(shown, hash).find(({ path, kind, text }) => current.get(path) !== `${kind} ${text}`);
  return changed?.path ?? 'a file it reads';
}

export function summarize(call: ToolCall): CallSummary {
  return {
    agent: call.agent,
    session: call.session,
    ...(call.callId === undefined ? {} : { callId: call.callId }),
    tool: call.tool,
    cwd: call.cwd,
    text: redact(actionText(call)),
  };
}

function actionText({ action }: ToolCall): string {
  switch (action.kind) {
    case 'command':
      return action.line;
    case 'edit':
      return `edits ${action.edits.map(({ path }) => path).join(', ')}`;
    case 'mcp':
      return `${action.server ?? '?'}: ${action.tool} ${JSON.stringify(action.input)}`;
    case 'look':
      return action.tool;
    case 'opaque':
      return `${action.tool} ${JSON.stringify(action.input)}`;
  }
}

export const summarizeEffects = (effects: readonly Effect[]): EffectSummary[] =>
  effects.map(({ kind, tool, operation, target }) => ({
    kind,
    tool,
    operation: redact(operation),
    ...(target === undefined ? {} : { target: redact(target) }),
  }));

export const severityOf = ({ understanding }: Examined) => worst(understanding.effects) ?? 'unknown';
