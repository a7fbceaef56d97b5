/** What every agent adapter is: text in, text out, no files and no processes. */
import type { JsonRecord } from '../base/json.ts';
import type { ToolCall } from '../core/toolCall.ts';

/** What arrived on the hook's stdin, read by one adapter. */
export type HookEvent =
  /** Before a tool runs: the only event whose answer decides anything. */
  | { readonly kind: 'call'; readonly call: ToolCall }
  /** After it ran. `call` carries the input that really ran, for comparison with what was approved. */
  | { readonly kind: 'after'; readonly call: ToolCall; readonly failed: boolean }
  /** What the person last asked of the agent. */
  | { readonly kind: 'prompt'; readonly session: string; readonly prompt: string; readonly cwd: string }
  /** A session began: the hook is alive. */
  | { readonly kind: 'start'; readonly session: string; readonly cwd: string }
  /** The agent's settings changed on disk while it runs. Refusing keeps the session as it was. */
  | { readonly kind: 'settings'; readonly session: string; readonly path: string; readonly cwd: string }
  | { readonly kind: 'other' };

/** The answer an agent gets. `neutral` leaves the agent's own prompt alone. */
export type Release =
  | { readonly kind: 'neutral' }
  | {
      readonly kind: 'proceed';
      readonly message: string;
      /** What runs in place of the call's own line. */
      readonly line?: string;
      /** The whole input of the tool, with that line in it. */
      readonly input?: JsonRecord;
    }
  | { readonly kind: 'refuse'; readonly message: string };

export interface HookReply {
  readonly exitCode: 0 | 2;
  readonly stdout: string;
  readonly stderr: string;
}

/** One settings file an installation touches. Edits keep comments and formatting; both directions are idempotent. */
export interface SettingsFile {
  /** Below the home directory, with forward slashes. */
  readonly path: string;
  /** The text with our entries in place. `text` is undefined when the file does not exist. @throws on a file that cannot be read as the agent reads it. */
  install(text: string | undefined, command: HookCommand): string;
  /** The text without them; undefined when nothing else is left and the file was ours. */
  uninstall(text: string): string | undefined;
  /** What is there now, for Doctor. */
  inspect(text: string | undefined, command: HookCommand): SettingsState;
}

/** How the launcher is called, for each kind of event. */
export interface HookCommand {
  /** Absolute path of the launcher. */
  readonly launcher: string;
  readonly platform: 'posix' | 'windows';
}

/** `notes` are worth a person's look and change nothing: hooks of others beside ours. */
export type SettingsState =
  | { readonly kind: 'installed'; readonly notes: readonly string[] }
  | { readonly kind: 'absent'; readonly notes: readonly string[] }
  /** Ours, but not as we would write it now, or something beside it that takes its power away. */
  | { readonly kind: 'altered'; readonly problems: readonly string[]; readonly notes: readonly string[] };

export interface Agent {
  readonly id: string;
  readonly title: string;
  /** Whole seconds the hook waits for people before it answers by itself, safely inside the time-out we write into the settings. */
  readonly patience: number;
  /** @throws {ShapeError} on a payload of the wrong shape; the caller turns every throw into a refusal. */
  decode(payload: unknown, env: Readonly<Record<string, string | undefined>>): HookEvent;
  encode(release: Release): HookReply;
  /** The tool's input with another line in it; undefined where the agent would not run that in its place. */
  rewrite?(payload: unknown, line: string): JsonRecord | undefined;
  /** The answer to a `settings` event that keeps the session as it was, where refusing is possible. */
  keepSettings?(message: string): HookReply;
  readonly settings: readonly SettingsFile[];
}
