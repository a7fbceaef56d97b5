/** The palette's commands. None of them decides anything: they bring the panel to the front, whatever they are called with. */
import { type Disposable, commands as editor, window } from 'vscode';
import type { Gate } from '../gate/gate.ts';
import { commands } from './contributions.ts';
import type { ApprovalPanel } from './panel.ts';

export function registerCommands(gate: Gate, panel: ApprovalPanel): Disposable[] {
  /** `argument`: whatever a caller passed. Only the id of a hold that waits here means anything. */
  const review = (argument: unknown) => {
    const waiting = gate.waiting().find(({ hold }) => hold.id === argument) ?? gate.waiting()[0];
    panel.show({ focus: true, ...(waiting === undefined ? {} : { hold: waiting.hold.id }) });
  };
  const decideThere = async () => {
    if (gate.waiting().length === 0) void window.showInformationMessage('Holdpoint: nothing is waiting for you.');
    review(undefined);
  };
  return [
    editor.registerCommand(commands.reviewNextHold, review),
    // A verdict is given in the panel, on what is painted there.
    editor.registerCommand(commands.approve, decideThere),
    editor.registerCommand(commands.deny, decideThere),
  ];
}
