/** Tells the person that something waits. A notification's button only opens the panel: it never decides. */
import { window, workspace } from 'vscode';
import { headline, spoken } from '../core/wording.ts';
import type { Gate } from '../gate/gate.ts';
import { settings } from './contributions.ts';
import type { ApprovalPanel } from './panel.ts';

const isOn = (setting: string) => workspace.getConfiguration().get<boolean>(setting, true);

export function registerNotifications(gate: Gate, panel: ApprovalPanel, agentTitle: (id: string) => string) {
  const stops = [
    gate.onHeld(({ understanding, call, hold }) => {
      // Not this hold before the one that somebody may be reading: nothing moves under the pointer.
      if (isOn(settings.revealPanel)) panel.show({ focus: false });
      // A toast would cover the panel it asks to open.
      if (!isOn(settings.notify) || (panel.isVisible() && window.state.focused)) return;
      const sentence = `${agentTitle(call.agent)} waits for you: ${spoken(headline(understanding.effects, call))}`;
      window.showWarningMessage(sentence, 'Review').then(
        (answer) => {
          if (answer === 'Review') panel.show({ hold: hold.id, focus: true });
        },
        () => undefined, // The window is closing.
      );
    }),
    gate.onAlarm(({ what, call }) => {
      void window.showErrorMessage(
        `Holdpoint: ${what} (${agentTitle(call.agent)}, ${call.tool}) See “Holdpoint: Show Journal”.`,
      );
    }),
  ];
  return {
    dispose: () => {
      for (const stop of stops) stop();
    },
  };
}
