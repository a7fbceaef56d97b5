/** A line of shell → every invocation that will run, and every place where reading ended. */
import { walkBatch } from '../batch/walk.ts';
import { walkPowershell } from '../powershell/walk.ts';
import type { ShellKind } from '../toolCall.ts';
import { lineFrame } from './frame.ts';
import type { Invocation } from './invocation.ts';
import { newShell, type Shell } from './state.ts';
import type { FileText, Problem, Trace } from './trace.ts';
import { walkBody, walkText, walkUncalled } from './walk.ts';

export interface Reading {
  readonly shell: ShellKind;
  readonly cwd: string;
  readonly home: string | undefined;
  readonly smells: (text: string) => boolean;
  readonly suspects: Trace['suspects'];
  readonly knows: (program: string) => boolean;
  readonly file: (path: string) => FileText;
  readonly found: (run: Invocation) => void;
  readonly problem: (problem: Problem) => void;
  /** What the same shell has run before: it gives words their meaning, and is not read as being run. */
  readonly prior?: readonly string[] | undefined;
}

/** No line an agent means to run is longer; one that is would take longer to read than to run. */
const longest = 1_000_000;

const mostInvocations = 20_000;
const mostNested = 4_000_000;

/** Reads a line as its shell does. Tells what the shell knows afterwards, unless the line is too long to be read. */
export function readLine(line: string, reading: Reading): Shell | undefined {
  if (line.length > longest) {
    reading.problem({ operation: line.slice(0, 200), why: 'The line is too long to be read.' });
    return undefined;
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
    powershell: (frame, shell) => walkPowershell(frame, shell, trace),
    batch: (frame, shell) => walkBatch(frame, shell, trace),
    tasks: new Set(),
    left: mostInvocations,
    room: { left: mostNested },
  };
  const shell = newShell(reading.cwd);
  for (const earlier of reading.prior ?? []) readBefore(earlier, shell, trace);
  if (reading.shell === 'powershell') walkPowershell(lineFrame(line), shell, trace);
  else walkText(lineFrame(line), shell, trace);
  walkUncalled(shell, trace);
  return shell;
}

/** What it wrote is on the disk by now, unless its text is known: then it may be that nothing ran it. */
function readBefore(line: string, shell: Shell, trace: Trace): void {
  if (line.length > longest) return;
  const silent: Trace = {
    ...trace,
    found: () => {},
    problem: () => {},
    text: (frame, inner) => walkText(frame, inner, silent),
    body: (body, frame, inner) => walkBody(body, frame, inner, silent),
    powershell: () => {},
    batch: () => {},
    tasks: new Set(),
  };
  walkText({ ...lineFrame(line), locate: () => undefined }, shell, silent);
  const { written } = shell;
  delete written.rewriter;
  for (const [path, text] of written.files) if (text === undefined) written.files.delete(path);
  for (const { body } of [...shell.functions.values()].flat()) written.called.add(body);
}
