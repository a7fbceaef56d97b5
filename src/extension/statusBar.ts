/** The status bar item: quiet while nothing waits and everything holds, and the shortest way to what does not. */
import { StatusBarAlignment, ThemeColor, window } from 'vscode';
import type { Gate } from '../gate/gate.ts';
import type { AgentsModel } from './agentsModel.ts';
import { commands, views } from './contributions.ts';

export function registerStatusBar(gate: Gate, agents: AgentsModel) {
  const item = window.createStatusBarItem('holdpoint.status', StatusBarAlignment.Left, 100);
  item.name = 'Holdpoint';
  const render = () => {
    const count = gate.waiting().length;
    const broken = agents.standing().states.filter(({ checks }) => checks.some(({ state }) => state === 'problem'));
    const names = broken.map(({ agent }) => agent.title).join(', ');
    const loud = count > 0 || broken.length > 0;
    const state = count > 0 ? `: ${count} waiting` : broken.length > 0 ? `: ${broken.length} not held` : '';
    item.text = `$(shield) Holdpoint${state}`;
    item.tooltip =
      count > 0
        ? 'An agent wants to touch infrastructure. Click to review.'
        : broken.length > 0
          ? `Not held any more: ${names}. Click to see why.`
          : 'Nothing is waiting for you.';
    item.command = count === 0 && broken.length > 0 ? `${views.agents}.focus` : commands.reviewNextHold;
    item.backgroundColor = loud ? new ThemeColor('statusBarItem.warningBackground') : undefined;
  };
  const offs = [gate.onChange(render), agents.onChange(render)];
  render();
  item.show();
  return {
    dispose() {
      for (const off of offs) off();
      item.dispose();
    },
  };
}
