/** A line of shell → every invocation that will run, and every place where reading ended. */
import { lineFrame } from './frame.ts';
import type { Invocation } from './invocation.ts';
import { newShell } from './state.ts';
import type { FileText, Problem, Trace } from './trace.ts';
import { walkBody, walkText, walkUncalled } from './walk.ts';

export interface Reading {
  readonly cwd: string;
  readonly home: string | undefined;
  readonly smells: (text: string) => boolean;
  readonly suspects: (code: string) => string | undefined;
  readonly knows: (program: string) => boolean;
  readonly file: (path: string) => FileText;
  readonly found: (run: Invocation) => void;
  readonly problem: (problem: Problem) => void;
}

/** No line an agent means to run is longer; one that is would take longer to read than to run. */
const longest = 1_000_000;

const mostInvocations = 20_000;

/** Reads a line as bash does. */
export function readLine(line: string, reading: Reading): void {
  if (line.length > longest) {
    reading.problem({ operation: line.slice(0, 200), why: 'The line is too long to be read.' });
    return;
  }
  if (line.includes('\0')) {
    reading.problem({
      operation: line.slice(0, 200),
      why: 'The line holds a zero byte, which shells drop or stumble over.',
    });
  }
  const trace: Trace = {
    ...reading,
    text: (frame, shell) => walkText(frame, shell, trace),
    body: (body, frame, shell) => walkBody(body, frame, shell, trace),
    tasks: new Set(),
    left: mostInvocations,
  };
  const shell = newShell(reading.cwd);
  walkText(lineFrame(line), shell, trace);
  walkUncalled(shell, trace);
}
