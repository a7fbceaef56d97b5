/** The tree view *Waiting*: one line for every action that waits for a person. */
import { EventEmitter, ThemeColor, ThemeIcon, TreeItem, window } from 'vscode';
import { headline, spoken } from '../core/wording.ts';
import type { Gate } from '../gate/gate.ts';
import { type HeldCall, severityOf } from '../gate/heldCall.ts';
import { commands, views } from './contributions.ts';

export function registerWaitingView(gate: Gate, agentTitle: (id: string) => string) {
  const changed = new EventEmitter<void>();
  const off = gate.onChange(() => {
    view.badge = badge(gate.waiting().length);
    changed.fire();
  });
  const view = window.createTreeView<HeldCall>(views.waiting, {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren: (parent) => (parent === undefined ? [...gate.waiting()] : []),
      getTreeItem(held) {
        const item = new TreeItem(spoken(headline(held.understanding.effects, held.call)));
        item.id = held.hold.id;
        item.description = agentTitle(held.call.agent);
        item.tooltip = `${agentTitle(held.call.agent)}, asked at ${new Date(held.hold.askedAt).toLocaleTimeString()}\n${
          held.call.action.kind === 'command' ? held.call.action.line : held.call.tool
        }`;
        item.iconPath =
          severityOf(held) === 'destroy'
            ? new ThemeIcon('flame', new ThemeColor('errorForeground'))
            : new ThemeIcon('shield');
        item.command = { command: commands.reviewNextHold, title: 'Review', arguments: [held.hold.id] };
        return item;
      },
    },
  });
  view.badge = badge(gate.waiting().length);
  return {
    dispose() {
      off();
      view.dispose();
      changed.dispose();
    },
  };
}

const badge = (count: number) =>
  count === 0
    ? undefined
    : { value: count, tooltip: count === 1 ? '1 action waits for you' : `${count} actions wait for you` };
