/** A way to find out what a held action would do, before anybody approves it: commands that only look, and how to read their answers. */
import type { Impact } from './impact.ts';

/**
 * What a probe itself does: `text` reads what is known already and starts nothing, `local` runs a tool that is installed
 * and nothing of the project's, `network` reads with the user's own rights, `project code` runs what the workspace
 * supplies, `leaves something` writes and cleans up.
 */
export type ProbeKind = 'text' | 'local' | 'network' | 'project code' | 'leaves something';

/** One command. No shell is involved. */
export interface ProbeStep {
  readonly program: string;
  readonly args: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  /** Beside the environment of the editor and the variables that choose the call's target. */
  readonly env: Readonly<Record<string, string>>;
  /** What it reads; nothing otherwise. */
  readonly input?: string;
  /** Exit codes that mean it worked. */
  readonly good: readonly number[];
  /** Its answer is for Holdpoint alone: it holds secrets in clear. */
  readonly confidential: boolean;
  /** Without its answer something can still be told: the reader says what is missing. */
  readonly optional?: boolean;
}

/** What one step came to. */
export interface Answer {
  readonly step: ProbeStep;
  /** Undefined when a signal ended it. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** A sentence, when it failed and was `optional`. */
  readonly failed?: string;
}

export interface Probe {
  /** The same for the same question. */
  readonly id: string;
  readonly kind: ProbeKind;
  /** Which place it asks about; the same for the same. */
  readonly where?: string;
  /** The probe whose answer takes the place of this one's. */
  readonly until?: string;
  /** A sentence in the imperative: "Plan the destruction of infra without applying it". */
  readonly title: string;
  /** Milliseconds for all steps together. */
  readonly limit: number;
  /** What is asked first, known before anything runs. `scratch` is a private folder that is removed after the decision. */
  readonly steps: (scratch: string) => readonly ProbeStep[];
  /** What has to be asked once these answers are there, all so far; asked again after each round until there is nothing. */
  readonly more?: (answers: readonly Answer[], scratch: string) => readonly ProbeStep[];
  /** What takes back what the steps left behind: runs after the decision, whatever became of them. */
  readonly cleanup?: (answers: readonly Answer[], scratch: string) => readonly ProbeStep[];
  /** A file that its steps leave in `scratch` and that can be applied as it is: what was shown is then what runs. */
  readonly plan?: (scratch: string) => string;
  /** What must still be so in the last instant before the action runs, where it can be asked once more. */
  readonly pins?: (answers: readonly Answer[]) => readonly Pin[];
  /** What people may see of the confidential answers, once all are there; its secrets are taken out here. */
  readonly shown?: (answers: readonly Answer[]) => string;
  /** @throws never: what cannot be read is said in the impact. */
  readonly read: (answers: readonly Answer[]) => Impact;
}

/** Something that was seen, and how to see it again: the version of an object, a count of rows. */
export interface Pin {
  /** In a few words, for people: "deployment/web". */
  readonly what: string;
  readonly step: ProbeStep;
  /** What the answer says of it. Anything else than `saw` means that it has changed. */
  readonly sees: (answer: Answer) => string;
  readonly saw: string;
}
