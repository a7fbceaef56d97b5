/** Which probes a line of kubectl asks for. */
import { canonical } from '../../base/json.ts';
import type { AskTool } from '../impact/askTool.ts';
import type { Probe } from '../impact/probe.ts';
import { wholeImpact } from '../impact/whole.ts';
import { deleteProbe } from './deleteProbe.ts';
import { drainProbe } from './drainProbe.ts';
import { dryRunProbe, hasDryRun } from './dryRunProbe.ts';
import { isOn, type KubectlLine, kubectlLine } from './kubectlLine.ts';
import { readingProbe } from './readingProbe.ts';
import { isTold, stateProbe } from './stateProbes.ts';

/** What nobody can look into. */
const opaque: ReadonlyMap<string, string> = new Map([
  ['attach', 'It opens a container that runs, where anything can be done.'],
  ['cp', 'It writes files into a container; what stands there now is not known.'],
  ['debug', 'It starts a container beside those that run, where anything can be done.'],
  ['edit', 'It opens an editor: what is changed is known only when that is closed.'],
  ['exec', 'It runs a program in a container, which may do anything there.'],
  ['port-forward', 'What goes through it is known only when it is used.'],
  ['proxy', 'What goes through it is known only when it is used.'],
]);

export const askKubectl: AskTool = (command, effect, read) => {
  const line = kubectlLine(command, effect);
  if (line === undefined) return [];
  const { operation } = line;
  if (operation === 'delete') return deleteProbe(line, false);
  if (operation === 'replace' && isOn(line, '--force')) return deleteProbe(line, true);
  if (operation === 'drain') return drainProbe(line);
  if (isTold(operation)) return stateProbe(line);
  if (hasDryRun(operation)) {
    const rehearsal = dryRunProbe(line);
    const compares = operation === 'apply' && !isOn(line, '--prune');
    return [...rehearsal, ...(compares ? rehearsal.flatMap(({ id }) => readingProbe(line, read, id)) : [])];
  }
  const why = opaque.get(operation);
  return why === undefined ? [] : [opaqueProbe(line, why)];
};

function opaqueProbe({ command, operation, words }: KubectlLine, why: string): Probe {
  const what = [operation, ...words.slice(0, 1)].join(' ');
  return {
    id: canonical(['kubectl', command.args, command.directory]),
    kind: 'text',
    title: 'Say what nobody can look into',
    limit: 1_000,
    steps: () => [],
    read: () => wholeImpact([], [{ what: `kubectl ${what}`, why }]),
  };
}
