/** The view *Agents*: how every agent of this machine stands, and what to do where it is not held. */
import { EventEmitter, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState, window } from 'vscode';
import { type AgentItem, agentItems } from './agentItems.ts';
import type { AgentsModel } from './agentsModel.ts';
import { views } from './contributions.ts';

const icons = {
  ok: new ThemeIcon('pass', new ThemeColor('testing.iconPassed')),
  note: new ThemeIcon('question'),
  problem: new ThemeIcon('error', new ThemeColor('testing.iconFailed')),
  off: new ThemeIcon('circle-slash'),
} as const;

export function registerAgentsView(model: AgentsModel) {
  const changed = new EventEmitter<void>();
  const view = window.createTreeView<AgentItem>(views.agents, {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren: (parent) => [...(parent?.children ?? agentItems(model.standing(), model.silent()))],
      getTreeItem({ id, kind, label, description, tooltip, state, children }) {
        const item = new TreeItem(
          label,
          children.length === 0
            ? TreeItemCollapsibleState.None
            : state === 'problem'
              ? TreeItemCollapsibleState.Expanded
              : TreeItemCollapsibleState.Collapsed,
        );
        // A line that gets worse opens by itself: the editor remembers by id how it was left.
        item.id = `${id} ${state === 'problem' ? 'problem' : ''}`;
        item.description = description;
        item.tooltip = tooltip;
        item.iconPath = icons[state];
        item.contextValue = kind;
        return item;
      },
    },
  });
  const off = model.onChange(() => changed.fire());
  return {
    dispose() {
      off();
      view.dispose();
      changed.dispose();
    },
  };
}
