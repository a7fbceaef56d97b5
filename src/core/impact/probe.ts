/** A way to find out what a held action would do, before anybody approves it: commands that only look, and how to read their answers. */
import type { Impact } from './impact.ts';

/**
 * What a probe itself does: `local` runs a tool that is installed and nothing of the project's, `network` reads with the
 * user's own rights, `project code` runs what the workspace supplies, `leaves something` writes and cleans up.
 */
export type ProbeKind = 'local' | 'network' | 'project code' | 'leaves something';

/** One command. No shell is involved. */
export interface ProbeStep {
  readonly program: string;
  readonly args: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  /** Beside the environment of the editor and the variables that choose the call's target. */
  readonly env: Readonly<Record<string, string>>;
  /** Exit codes that mean it worked. */
  readonly good: readonly number[];
  /** Its answer is for Holdpoint alone: it holds secrets in clear. */
  readonly confidential: boolean;
}

export interface Probe {
  /** The same for the same question. */
  readonly id: string;
  readonly kind: ProbeKind;
  /** A sentence in the imperative: "Plan the destruction of infra without applying it". */
  readonly title: string;
  /** Milliseconds for all steps together. */
  readonly limit: number;
  /** `scratch` is a private folder that is removed after the decision. */
  readonly steps: (scratch: string) => readonly ProbeStep[];
  /** Reads what the last step printed. */
  readonly read: (stdout: string) => Impact;
}
