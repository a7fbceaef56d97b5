/** Everything a command touches, handed in so that a test can run it in its own process. */
import type { OwnProcess } from '../platform/processes.ts';
import type { Site } from '../setup/site.ts';

export interface Io {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: NodeJS.ReadableStream;
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
  readonly now: () => Date;
  readonly version: string;
  /** Where the bundles lie that came with this command line. */
  readonly bundles: string;
  /** The program that runs this. */
  readonly runtime: string;
  /** Of this user; undefined where the system does not show them. */
  readonly processes: () => readonly OwnProcess[] | undefined;
  /** @throws {Problem} when there is no home directory. */
  readonly site: () => Site;
}

/** Takes a command's own arguments; resolves to the exit code. */
export type Command = (args: readonly string[], io: Io) => Promise<number>;
