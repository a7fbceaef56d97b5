/** A file that an edit touches, as the panel shows it: compared where the result is known, else as the agent sent it. */
import { applyEdits, type EditResult } from '../core/edits.ts';
import type { FileChange } from '../core/toolCall.ts';
import type { FileText } from '../core/understand.ts';
import type { FileView, HunkView, LineView } from '../protocol/panel.ts';
import { compareTexts } from './textDiff.ts';

/** `path`: as people read it. `found`: the file as it is now. */
export function fileView(path: string, changes: readonly FileChange[], found: FileText | undefined): FileView {
  const raw = { path, status: 'unreadable', hunks: changes.flatMap(rawHunks), comparable: false } as const;
  if (found?.kind === 'refused') return { ...raw, note: `The file as it is now cannot be shown: ${found.why}.` };
  const before = currentText(found);
  const after = applyEdits(before, changes);
  if (after.kind === 'unknown') return { ...raw, note: after.why };
  return {
    path,
    status: after.kind === 'deleted' ? 'deleted' : before === undefined ? 'created' : 'changed',
    hunks: compareTexts(before ?? '', textOf(after)),
    comparable: true,
  };
}

/** Undefined when there is no file, or none that could be read. */
export const currentText = (found: FileText | undefined): string | undefined =>
  found?.kind === 'text' ? found.text : undefined;

export const textOf = (result: EditResult): string => (result.kind === 'text' ? result.text : '');

/** An edit whose result is unknown is still shown in full, as the agent sent it. */
function rawHunks(change: FileChange): HunkView[] {
  const lines = (text: string): LineView[] => text.split('\n').map((line) => ({ text: line, words: [] }));
  switch (change.kind) {
    case 'replace':
      return [
        {
          header: 'Replaces',
          blocks: [{ kind: 'changed', removed: lines(change.from), added: lines(change.to) }],
        },
      ];
    case 'write':
      return [{ header: 'Writes', blocks: [{ kind: 'changed', removed: [], added: lines(change.content) }] }];
    case 'patch':
      return [{ header: 'Patch', blocks: [{ kind: 'same', lines: lines(change.text) }] }];
    case 'delete':
      return [];
  }
}
