/**
 * `holdpoint check --batch`: one question a line, one answer a line, in the same order.
 *
 *     {"command": "terraform destroy", "cwd"?: "envs/prod", "shell"?: "bash", "prior"?: ["alias tf=terraform"]}
 *     {"command", "decision", "effects", "reasons"}       a question that cannot be read is held, and its answer has an "error"
 * A folder that cannot be entered is an "error" as well, and the command is answered as if nothing lay there.
 *
 * What has arrived is answered at once, so that a program may ask, wait and ask again.
 */
import { accessSync, constants, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { list, oneOf, optionalText, record, text } from '../base/json.ts';
import { unknown } from '../core/effect.ts';
import type { ShellKind } from '../core/toolCall.ts';
import { systemReason } from '../setup/problems.ts';
import { type Answer, type answerer, answerOf } from './answer.ts';
import type { Io } from './io.ts';
import { badFolder, badLine } from './problems.ts';

export const shells = ['bash', 'powershell'] as const;

/** What holds for every line that does not say otherwise. */
interface Batch {
  readonly cwd: string;
  readonly shell: ShellKind;
  readonly workstation: boolean;
  readonly answer: ReturnType<typeof answerer>;
}

/** Resolves to the exit code: 1 when some line was no question. */
export async function checkBatch({ cwd, shell, workstation, answer }: Batch, io: Io): Promise<number> {
  const folderProblem = folderLooker();
  const decoder = new StringDecoder('utf8');
  let number = 0;
  let code = 0;

  const complain = (message: string): string => {
    io.error(`${message}\n`);
    code = 1;
    return message;
  };
  const answerTo = (line: string): string => {
    number += 1;
    if (line.trim() === '') return '';
    try {
      const { cwd: folder, line: command, shell: kind, prior } = readQuestion(JSON.parse(line), cwd, shell);
      const said = answer({ action: { kind: 'command', line: command, shell: kind }, cwd: folder, prior, workstation });
      const problem = folderProblem(folder);
      return print({
        command,
        ...said,
        ...(problem === undefined ? {} : { error: complain(badFolder(number, problem).message) }),
      });
    } catch (error) {
      const message = complain(badLine(number, error instanceof Error ? error.message : String(error)).message);
      const effect = unknown({ tool: 'check', operation: 'unreadable question', note: message });
      return print({ command: null, ...answerOf([effect]), error: message });
    }
  };

  let started: string[] = [];
  const answerLines = (chunk: string): void => {
    const lines = chunk.split('\n');
    const last = lines.pop() ?? '';
    if (lines.length === 0) {
      started.push(last);
      return;
    }
    const [first = '', ...others] = lines;
    io.out([`${started.join('')}${first}`, ...others].map(answerTo).join(''));
    started = [last];
  };
  for await (const chunk of io.stdin) answerLines(typeof chunk === 'string' ? chunk : decoder.write(chunk));
  answerLines(`${decoder.end()}\n`);
  return code;
}

const print = (answer: Answer & { readonly command: string | null; readonly error?: string }): string =>
  `${JSON.stringify(answer)}\n`;

/** Why a command could not run in a folder; each folder is looked at once. */
function folderLooker(): (path: string) => string | undefined {
  const known = new Map<string, string | undefined>();
  return (path) => {
    if (!known.has(path)) known.set(path, folderProblem(path));
    return known.get(path);
  };
}

function folderProblem(path: string): string | undefined {
  try {
    if (!statSync(path).isDirectory()) return `${path} is not a folder`;
    accessSync(path, constants.R_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    return `${path} cannot be entered: ${systemReason(error)}`;
  }
}

interface Question {
  readonly line: string;
  readonly cwd: string;
  readonly shell: ShellKind;
  readonly prior: readonly string[];
}

function readQuestion(value: unknown, cwd: string, shell: ShellKind): Question {
  const asked = record(value, 'question');
  return {
    line: text(asked.command, 'command'),
    cwd: resolve(cwd, optionalText(asked.cwd, 'cwd') ?? '.'),
    shell: asked.shell === undefined ? shell : oneOf(asked.shell, shells, 'shell'),
    prior: asked.prior === undefined ? [] : list(asked.prior, 'prior').map((one) => text(one, 'prior')),
  };
}
