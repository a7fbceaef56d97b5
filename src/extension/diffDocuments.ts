/** Both sides of an agent's edit as read-only documents, for the editor's own diff. */
import { basename } from 'node:path';
import { commands, type Disposable, Uri, workspace } from 'vscode';
import { applyEdits, changesByFile } from '../core/edits.ts';
import type { Gate } from '../gate/gate.ts';
import { currentText, textOf } from './fileView.ts';

export interface DiffDocuments extends Disposable {
  /** `shownPath`: the path as the panel shows it. */
  open(hold: string, shownPath: string): void;
}

const scheme = 'holdpoint-edit';

export function createDiffDocuments(gate: Gate): DiffDocuments {
  const registration = workspace.registerTextDocumentContentProvider(scheme, {
    provideTextDocumentContent({ query }) {
      const { hold, path, side } = JSON.parse(query) as { hold: string; path: string; side: string };
      const held = gate.waiting().find((one) => one.hold.id === hold);
      const changes = held?.call.action.kind === 'edit' ? changesByFile(held.call.action.edits).get(path) : undefined;
      if (held === undefined || changes === undefined) return '';
      const before = currentText(held.before.get(path));
      return side === 'before' ? (before ?? '') : textOf(applyEdits(before, changes));
    },
  });

  return {
    open(hold, shownPath) {
      const held = gate.waiting().find((one) => one.hold.id === hold);
      if (held?.call.action.kind !== 'edit') return;
      const edit = held.call.action.edits.find(
        ({ path }) =>
          path === shownPath ||
          workspace.asRelativePath(path, (workspace.workspaceFolders?.length ?? 0) > 1) === shownPath,
      );
      if (edit === undefined) return;
      const side = (which: string) =>
        Uri.from({ scheme, path: edit.path, query: JSON.stringify({ hold, path: edit.path, side: which }) });
      void commands.executeCommand(
        'vscode.diff',
        side('before'),
        side('after'),
        `${basename(edit.path)}: what the agent wants to change`,
        { preview: true },
      );
    },
    dispose: () => registration.dispose(),
  };
}
