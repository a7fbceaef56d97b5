/** Which probes run by themselves in this window: by a setting of the person, and by whether the workspace is trusted. */
import { workspace } from 'vscode';
import type { ProbeKind } from '../core/impact/probe.ts';
import type { Permission } from '../gate/probes.ts';
import { settings } from './contributions.ts';

const runs: Permission = { kind: 'runs' };
const asks: Permission = { kind: 'asks' };

export function probePermission(kind: ProbeKind): Permission {
  const wanted: unknown = workspace.getConfiguration().get(settings.probes);
  if (wanted === 'off') return { kind: 'off', why: 'Checks are switched off in the settings.' };
  const runsCode = kind === 'project code' || kind === 'leaves something';
  if (runsCode && !workspace.isTrusted)
    return { kind: 'off', why: 'It would run code of this workspace, which is not trusted.' };
  return runsCode || wanted === 'ask' || !workspace.isTrusted ? asks : runs;
}
