/** What every agent adapter is: text in, text out, no files and no processes. */
import type { JsonRecord } from '../base/json.ts';
import type { ToolCall } from '../core/toolCall.ts';

export type Environment = Readonly<Record<string, string | undefined>>;
export type Fields = Readonly<Record<string, unknown>>;

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

/** One file an installation touches. Edits keep comments and formatting; both directions are idempotent. */
export interface SettingsFile {
  /**
   * Below the home directory, with forward slashes. `*` in its last part stands for every file that is there already:
   * an installation makes none.
   */
  readonly path: string;
  /**
   * An environment variable that, where it is set, is the absolute path of the first folders of `path`; with an empty
   * `folder`, of the home directory itself.
   */
  readonly movedBy?: { readonly variable: string; readonly folder: string };
  /** Permission bits of a file that is run. */
  readonly mode?: number;
  /** Only where it is there already: it would take the place of another. */
  readonly onlyThere?: true;
  /** The text with our entries in place. `text` is undefined when the file does not exist. @throws {ShapeError} on a file that cannot be read as the agent reads it. */
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

/** Files of others that the agent runs at the same events as ours. */
export interface Beside extends Pick<SettingsFile, 'path' | 'movedBy'> {
  /** What a file must say to count, where the folder holds other things too. */
  readonly says?: RegExp;
}

/** What shows that an agent is on this machine. */
export interface Traces {
  /** Names of programs on the PATH. */
  readonly programs: readonly string[];
  /** Identifiers of editor extensions, in lower case. */
  readonly extensions: readonly string[];
  /** Below the home directory, with forward slashes. */
  readonly folders: readonly string[];
}

/** A variable the agent sets for the shells it starts; with `value`, only that value. A hint: it can be unset and inherited. */
export interface Marker {
  readonly variable: string;
  readonly value?: RegExp;
}

/** A way round the hook that Holdpoint cannot close, for people who decide what to rely on. */
export interface Hole {
  /** A sentence. */
  readonly what: string;
  /** Where it is reported or documented. */
  readonly link?: string;
}

/** What people may rely on. `docs/agents.md` is made from it. */
export interface Coverage {
  readonly intercepts: readonly ('commands' | 'edits' | 'MCP' | 'subagents')[];
  /** What the call's own input can be exchanged for after an approval, in one clause; undefined where it cannot. */
  readonly rewrites?: string;
  /** What happens to the call when the hook cannot answer, with Holdpoint installed. A clause. */
  readonly whenSilent: string;
  readonly holes: readonly Hole[];
  /**
   * How it was looked at. `run`: the agent itself, against a scripted model; `captured`: payloads it sent elsewhere;
   * `documented`: the vendor's pages.
   */
  readonly basis: { readonly kind: 'run' | 'captured' | 'documented'; readonly version: string; readonly day: string };
}

/** Settings for administrators to roll out, which the person at the machine cannot take away. */
export interface ManagedFile {
  /** Absolute path, on the system it is for. */
  readonly path: string;
  readonly text: string;
}

export interface Agent {
  readonly id: string;
  readonly title: string;
  /** Whether it is this agent that sent the payload, by its fields and, where they say too little, the hook's environment. */
  sends(event: Fields, env: Environment): boolean;
  /** It runs the hooks in other agents' settings as well, so its payload may come in through their entries. */
  readonly guest?: true;
  /** Whole seconds the hook waits for people before it answers by itself, safely inside the time-out the agent keeps. */
  patience(call: ToolCall): number;
  /** @throws {ShapeError} on a payload of the wrong shape; the caller turns every throw into a refusal. */
  decode(payload: unknown, env: Environment): HookEvent;
  /** `payload` is undefined when it could not be read. */
  encode(release: Release, payload: unknown): HookReply;
  /** The tool's input with another line in it; undefined where the agent would not run that in its place. */
  rewrite?(payload: unknown, line: string): JsonRecord | undefined;
  /** The answer to a `settings` event that keeps the session as it was, where refusing is possible. */
  keepSettings?(message: string): HookReply;
  readonly settings: readonly SettingsFile[];
  /** Where hooks of others lie that are not in our own files. The last part of a path may have one star. */
  readonly beside?: readonly Beside[];
  /** Settings for everybody on a machine, where the agent reads such. */
  managed?(command: HookCommand): readonly ManagedFile[];
  readonly traces: Traces;
  readonly markers: readonly Marker[];
  readonly coverage: Coverage;
}
