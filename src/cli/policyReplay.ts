/**
 * `holdpoint policy replay [--format table|junit|sarif] [--last N]`: what the policy of this folder would have decided on
 * the journal's past calls. Exit 1 when one of them would be decided less strictly than it was.
 */
import { join } from 'node:path';
import { isLooser, pastCalls, replay, replayJunit, replaySarif, replayTable } from '../core/policy/replay.ts';
import { policiesIn, policyPlaces } from '../gate/policyFiles.ts';
import { workspacePolicy } from '../gate/repositories.ts';
import { appendLog } from '../platform/appendLog.ts';
import { places } from '../protocol/places.ts';
import { judge } from '../setup/judge.ts';
import { readArguments } from './arguments.ts';
import type { Io } from './io.ts';
import { usageProblem } from './problems.ts';

const usage = 'holdpoint policy replay [--format table|junit|sarif] [--last N]';

export function replayHistory(args: readonly string[], io: Io): number {
  const { values } = readArguments(args, usage, { format: { type: 'string' }, last: { type: 'string' } });
  const last = Number(values.last ?? 200);
  if (!Number.isInteger(last) || last < 1) throw usageProblem(`"${values.last}" is no number of calls.`, usage);
  const { home, root } = io.site();
  // As in a window that has this folder open.
  const policiesFor = (directories: readonly string[]) => policiesIn([...directories, io.cwd], policyPlaces(root));
  const rows = replay(pastCalls(appendLog(join(root, places.journal)).lines(), last), ({ agent, cwd, text, at }) =>
    judge(policiesFor, {
      action: { kind: 'command', line: text, shell: 'bash' },
      agent,
      cwd,
      home,
      env: {},
      at: Date.parse(at) || 0,
    }),
  );
  switch (values.format ?? 'table') {
    case 'table':
      io.out(replayTable(rows));
      break;
    case 'junit':
      io.out(replayJunit(rows));
      break;
    case 'sarif':
      io.out(replaySarif(rows, workspacePolicy));
      break;
    default:
      throw usageProblem(`"${values.format}" is no format.`, usage);
  }
  return rows.some(isLooser) ? 1 : 0;
}
