/**
 * ToolCall → effects: the pure question everything else rests on.
 *
 * Invariants:
 * - Nothing of ours gives no effects; whatever else cannot be understood is `unknown`.
 * - It never throws: an error inside is an `unknown` that says so.
 */
import { assertNever } from '../base/assertNever.ts';
import type { Surroundings } from './analyzers/analyzer.ts';
import { editEffects } from './analyzers/infraFiles.ts';
import { mcpEffects } from './analyzers/mcp.ts';
import { type Effect, unknown, withoutSpans } from './effect.ts';
import { guardWatch } from './guardFiles.ts';
import { bashEffects, beyond, commandEffects, type LineReader } from './lineEffects.ts';
import { resolvePath } from './paths.ts';
import type { Invocation } from './shell/invocation.ts';
import { leftBehind, type Remembered } from './shell/memory.ts';
import type { Shell } from './shell/state.ts';
import type { FileText } from './shell/trace.ts';
import type { ToolCall } from './toolCall.ts';

/** A file that took part in the reading, or should have; hashed into the digest, so that what was read is what runs. */
export interface Input {
  /** Absolute path as the call names it. */
  readonly path: string;
  /**
   * `text` was analysed. `binary` is only compared. `absent`: there was nothing to read, which may change as well.
   * `unread`: there is something that was not read, such as a file above the limits or a folder.
   */
  readonly kind: 'text' | 'binary' | 'absent' | 'unread';
  /** What was read: characters of a `text`, bytes of a `binary`, else nothing. */
  readonly text: string;
}

export type { FileText };

/** Reads one file by absolute path. Limits (64 files, 1 MB each, 4 MB and 200 ms in all) are the reader's. */
export type ReadFile = (path: string) => FileText;

export interface Understanding {
  /** Empty when nothing of the call is ours. */
  readonly effects: readonly Effect[];
  readonly inputs: readonly Input[];
  /** What a command leaves in its shell for later calls of the session. */
  readonly left: readonly Remembered[];
}

/** What is known beside the call. */
export interface Context {
  readonly home?: string;
  /** A path without its symbolic links; the path itself where nothing can be told. */
  readonly realPath: (path: string) => string;
  /** The call's `prior` has run in this very shell. Otherwise that is likely, and can only raise what the call comes to. */
  readonly certain?: boolean;
  /** Tells of the group `workstation` as well: what changes this machine's own scratch. */
  readonly workstation?: boolean;
}

/** What a call does, by what stands in it and in the files it names. */
export function understand(call: ToolCall, read: ReadFile, context: Context): Understanding {
  const library = openLibrary(read);
  try {
    const left: Remembered[] = [];
    const effects = effectsOf(call, library.file, context, left);
    return { effects: distinct(effects), inputs: library.inputs(), left };
  } catch {
    const failed = unknown({ tool: 'shell', operation: call.tool, note: 'Holdpoint failed while reading it.' });
    return { effects: [failed], inputs: library.inputs(), left: [] };
  }
}

/** Each file is read once, and what was read is remembered. */
function openLibrary(read: ReadFile): { readonly file: ReadFile; readonly inputs: () => readonly Input[] } {
  const known = new Map<string, FileText>();
  return {
    file: (path) => {
      const found = known.get(path) ?? read(path);
      known.set(path, found);
      return found;
    },
    inputs: () => [...known].map(([path, found]) => inputOf(path, found)),
  };
}

/** What came of reading a file, as the digest covers it. */
export function inputOf(path: string, found: FileText): Input {
  if (found.kind === 'text') return { path, kind: 'text', text: found.text };
  if (found.kind === 'missing') return { path, kind: 'absent', text: '' };
  return found.bytes === undefined ? { path, kind: 'unread', text: '' } : { path, kind: 'binary', text: found.bytes };
}

function distinct(effects: readonly Effect[]): readonly Effect[] {
  if (effects.length < 2) return effects;
  const seen = new Map<string, Effect>();
  for (const effect of effects) {
    const { kind, tool, operation, target, place, note, spans } = effect;
    const key = [kind, tool, operation, target, place, note, spans[0]?.start].join('\0');
    if (!seen.has(key)) seen.set(key, effect);
  }
  return [...seen.values()];
}

/** Everything that a command for bash runs, in order, what is inside of scripts and wrappers included. */
export function invocationsOf(call: ToolCall, read: ReadFile, context: Context): readonly Invocation[] {
  const { action } = call;
  if (action.kind !== 'command' || action.shell !== 'bash') return [];
  const file = openLibrary(read).file;
  const runs: Invocation[] = [];
  bashEffects(action.line, { call: surroundingsOf(call, file, context), file }, (run) => runs.push(run));
  return runs;
}

const surroundingsOf = (call: ToolCall, file: ReadFile, { home, realPath }: Context): Surroundings => ({
  cwd: call.cwd,
  env: call.env,
  home,
  guards: guardWatch({ home, cwd: call.cwd }, realPath),
  input: (word, run) => {
    if (run.remote !== undefined) return { kind: 'refused', why: `It lies ${run.remote}.` };
    const path = word.known ? resolvePath(run.cwd, word.value, home) : undefined;
    return path === undefined ? { kind: 'refused', why: 'Its path is known only when it runs.' } : file(path);
  },
});

function effectsOf(call: ToolCall, file: ReadFile, context: Context, left: Remembered[]): readonly Effect[] {
  const { action, prior } = call;
  const { home, certain = false, workstation = false } = context;
  const surroundings = surroundingsOf(call, file, context);
  const reader: LineReader = { call: surroundings, file, workstation };
  switch (action.kind) {
    case 'command': {
      const later: LineReader = { ...reader, prior };
      if (prior !== undefined && certain) return commandEffects(action, later);
      const ended = (shell: Shell) => left.push(...leftBehind(shell, call.cwd));
      const alone = commandEffects(action, { ...reader, ended });
      return prior === undefined ? alone : [...alone, ...beyond(alone, commandEffects(action, later))];
    }
    case 'edit':
      return editEffects(action.edits, surroundings);
    case 'mcp':
      return mcpEffects(action, {
        line: (line) => withoutSpans(bashEffects(line, reader)),
        file: (named, change) => {
          const path = resolvePath(call.cwd, named, home);
          return path === undefined ? [] : editEffects([{ path, change }], surroundings);
        },
      });
    case 'look':
      return [];
    case 'opaque':
      return [unknown({ tool: 'shell', operation: action.tool, note: action.why })];
    default:
      return assertNever(action);
  }
}
