/** Which probes a line of kubectl asks for. */
import type { AskTool } from '../impact/probes.ts';
import { deleteProbe } from './deleteProbe.ts';
import { isOn, kubectlLine } from './kubectlLine.ts';

export const askKubectl: AskTool = (command, effect) => {
  const line = kubectlLine(command, effect);
  if (line === undefined) return [];
  switch (line.operation) {
    case 'delete':
      return deleteProbe(line, false);
    case 'replace':
      return isOn(line, '--force') ? deleteProbe(line, true) : [];
    default:
      return [];
  }
};
