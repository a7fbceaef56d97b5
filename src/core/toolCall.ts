/**
 * What an agent wants to do, whoever the agent is. Adapters make these from an agent's own payload;
 * everything after them knows only this shape.
 */
import type { JsonRecord } from '../base/json.ts';

/** Which shell reads a command line. */
export type ShellKind = 'bash' | 'powershell';

/** One file an edit tool wants to touch. `path` is absolute. */
export interface FileEdit {
  readonly path: string;
  readonly change: FileChange;
}

export type FileChange =
  /** The whole new content; the file may exist already. */
  | { readonly kind: 'write'; readonly content: string }
  | { readonly kind: 'replace'; readonly from: string; readonly to: string; readonly all: boolean }
  | { readonly kind: 'delete' }
  /** What the adapter could not turn into one of the others: the agent's own patch text. */
  | { readonly kind: 'patch'; readonly text: string };

export type Action =
  /**
   * A line for a shell. `detached`: it goes to a terminal that is already running something. `typedInto`: whatever it
   * leaves waiting at a terminal may be typed into later, by a tool that nobody is asked about.
   */
  | {
      readonly kind: 'command';
      readonly line: string;
      readonly shell: ShellKind;
      readonly detached?: boolean;
      readonly typedInto?: boolean;
    }
  | { readonly kind: 'edit'; readonly edits: readonly FileEdit[] }
  /** A tool of an MCP server. `server` is missing where the host does not say it. */
  | { readonly kind: 'mcp'; readonly server?: string; readonly tool: string; readonly input: JsonRecord }
  /** A tool the adapter knows to only look, plan or talk: it passes. */
  | { readonly kind: 'look'; readonly tool: string }
  /** A tool that runs something the adapter cannot read, or one it does not know: it holds. */
  | { readonly kind: 'opaque'; readonly tool: string; readonly why: string; readonly input: JsonRecord };

export interface ToolCall {
  /** The adapter's id, e.g. `claude-code`. */
  readonly agent: string;
  /** The agent's own session id; a subagent's calls carry their parent's where the host says it. */
  readonly session: string;
  /** The host's id of this very call, where it has one. */
  readonly callId?: string;
  /** The agent's own name of the tool, for people. */
  readonly tool: string;
  /** Absolute directory the call starts in. */
  readonly cwd: string;
  /** The environment variables that choose a target (see `targetVariables`), and no others. */
  readonly env: Readonly<Record<string, string>>;
  readonly action: Action;
  /**
   * What the session's shell may know from earlier calls, as lines of shell; it can only raise what the call comes to.
   * A `gap` stands where something is missing. Bounded by `mostPrior`.
   */
  readonly prior?: readonly string[];
  /** The agent's own words about the call: a quoted claim, never a reason. */
  readonly claim?: string;
}

/** How much of what came before travels with a call. */
export const mostPrior = { lines: 200, characters: 64_000 } as const;
