/** The status bar item: quiet while nothing waits, and the shortest way to what does. */
import { StatusBarAlignment, ThemeColor, window } from 'vscode';
import type { Gate } from '../gate/gate.ts';
import { commands } from './contributions.ts';

export function registerStatusBar(gate: Gate) {
  const item = window.createStatusBarItem('holdpoint.status', StatusBarAlignment.Left, 100);
  item.name = 'Holdpoint';
  item.command = commands.reviewNextHold;
  const render = () => {
    const count = gate.waiting().length;
    item.text = count === 0 ? '$(shield) Holdpoint' : `$(shield) Holdpoint: ${count} waiting`;
    item.tooltip =
      count === 0 ? 'Nothing is waiting for you.' : 'An agent wants to touch infrastructure. Click to review.';
    item.backgroundColor = count === 0 ? undefined : new ThemeColor('statusBarItem.warningBackground');
  };
  const off = gate.onChange(render);
  render();
  item.show();
  return {
    dispose() {
      off();
      item.dispose();
    },
  };
}
