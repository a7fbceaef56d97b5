/**
 * The command lines that agents run: they start the launcher and make sure that its absence blocks.
 *
 * Every agent here reads exit 2 as "blocked" and any other failure as "carry on", and a shell ends with 127 when the
 * launcher is gone and with 128 + n when it is killed. So every line turns every failure into 2.
 */
import { posixQuote, posixWord } from '../base/posixQuote.ts';
import type { HookCommand } from './agent.ts';

/** Builds an agent's command line. `decides` is false for events that are only listened to: those never block. */
export type CommandLine = (command: HookCommand, agent: string, decides: boolean) => string;

/** Not run on any machine of ours yet; `&` on a missing script leaves `$LASTEXITCODE` empty, which is not 0. */
const windows = (launcher: string, agent: string, decides: boolean) =>
  decides
    ? `& '${launcher.replaceAll("'", "''")}' ${agent}; if ($LASTEXITCODE -eq 0) { exit 0 } else { exit 2 }`
    : `& '${launcher.replaceAll("'", "''")}' ${agent} observe; exit 0`;

const observing = (word: string, agent: string) => `${word} ${agent} observe || :`;

/**
 * Names the process that waits for the answer: the agent, not the shell in between, which outlives it. The hook takes its
 * question back when that process is gone. The variable is `parentVariable` of `protocol/launcher.ts`.
 */
const waiter = 'HOLDPOINT_PARENT=$PPID';

/** As short as it can be, where the agent shows the line to its model. */
export const shortLine: CommandLine = ({ launcher, platform }, agent, decides) => {
  if (platform === 'windows') return windows(launcher, agent, decides);
  return plainLine(posixQuote(launcher), agent, decides);
};

/** The launcher as a word of `sh`. */
const plainLine = (word: string, agent: string, decides: boolean): string =>
  decides ? `${waiter} ${word} ${agent} || exit 2` : observing(word, agent);

/**
 * For an agent that sends SIGTERM to the shell in front only, and runs the tool unless that shell ends with 2.
 * A shell waiting for a foreground program puts off its traps, so the launcher runs in the background, where stdin
 * has to be handed on by hand. After the signal nothing the hook says can count any more, so the shell ends at once.
 */
export const guardedLine: CommandLine = ({ launcher, platform }, agent, decides) => {
  if (platform === 'windows') return windows(launcher, agent, decides);
  if (!decides) return observing(posixQuote(launcher), agent);
  return [
    'exec 3<&0',
    "trap 'kill -TERM $! 2>/dev/null; exit 2' TERM INT HUP",
    `${waiter} ${posixQuote(launcher)} ${agent} <&3 3<&- & wait $!`,
    's=$?',
    '[ $s -eq 0 ] && exit 0',
    '[ $s -eq 2 ] || echo \'Holdpoint: its hook could not finish. The action did not run. In the editor, run "Holdpoint: Doctor".\' >&2',
    'exit 2',
  ].join('; ');
};

/** For an agent that runs its hooks in the person's own shell, whichever that is: most words of `sh` mean nothing to some. */
export const anyShellLine: CommandLine = ({ launcher, platform }, agent, decides) =>
  platform === 'windows'
    ? windows(launcher, agent, decides)
    : `/bin/sh -c ${posixQuote(plainLine(posixWord(launcher), agent, decides))}`;
