/** What the suite must know of an agent that is not Holdpoint's knowledge of it. */
import type { JsonRecord } from '../../../src/base/json.ts';
import type { ToolUse } from './conversation.ts';

/** Something an agent's model wants done. Paths are absolute. */
export type Act =
  | { readonly kind: 'shell'; readonly line: string }
  | { readonly kind: 'read'; readonly path: string }
  | { readonly kind: 'edit'; readonly path: string; readonly before: string; readonly after: string }
  | { readonly kind: 'mcp'; readonly tool: string; readonly input: JsonRecord };

/** Where an agent is run. */
export interface Place {
  /** The person's home directory, of the test's own. */
  readonly home: string;
  readonly project: string;
  /** For what belongs to nobody. */
  readonly folder: string;
  /** The scripted model, `http://127.0.0.1:PORT`. */
  readonly model: string;
  /** The command line of the MCP server `infra`. */
  readonly mcp: { readonly command: string; readonly args: readonly string[] };
  /** Absolute path of the agent's own program, or of the script that Node runs. */
  readonly program: string;
  /** A Node that every agent's scripts run on. */
  readonly node: string;
}

export interface Launch {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Says no more than that it was asked, allows, or puts another command in the place of the one it was asked about. */
export type Foreign = { readonly kind: 'allow' } | { readonly kind: 'rewrite'; readonly line: string };

export interface TestedAgent {
  /** As in `holdpoint install`. */
  readonly id: string;
  readonly version: string;
  /** What npm installs, with versions. */
  readonly packages: readonly string[];
  /** The program below `node_modules`. `ARCH` stands for the machine's as npm spells it, `TRIPLE` as Rust does. */
  readonly program: string;
  /** The file that starts our hook, below the home directory: what an agent would edit to be rid of it. */
  readonly guard: string;
  /** A refusal ends the whole run, so that every call needs one of its own. */
  readonly refusalEndsRun?: boolean;
  /** What the agent keeps from its model: everything, or what the launcher says when the hook fails. */
  readonly silence?: 'all' | 'failures';
  /** Writes the settings that a person with this agent has, without any hook. */
  settle(place: Place): void;
  /** A run without a person at the agent's own prompt, in which the agent itself asks nobody. */
  launch(prompt: string, place: Place): Launch;
  /** What its model calls. */
  use(act: Act, tools: readonly string[]): ToolUse;
  /** Puts the hook of somebody else beside ours; `command` is the absolute path of a program. */
  addForeign?(place: Place, command: string): void;
  /** What that hook prints. */
  foreign?(answer: Foreign): JsonRecord;
  /** Sets the time-out of our hook, in seconds, where the agent keeps one that settings can change. */
  setTimer?(place: Place, seconds: number): void;
  /** Called after a run: ends what the agent leaves behind. */
  tidy?(place: Place): Promise<void>;
  /** What a person has to do beside installing, where the agent wants its hooks trusted. */
  trust?(place: Place): Promise<void>;
  /** Cells in which the command runs although it should not, and why that is so. */
  readonly holes: Readonly<Record<string, string>>;
  /** How often a person is asked in cells where that is another number than on other agents. */
  readonly asked?: Readonly<Record<string, number>>;
  /** Cells that do not apply, and why. */
  readonly untried: Readonly<Record<string, string>>;
}
