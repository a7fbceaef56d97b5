/** What a file would be after an agent's edit. */
import { assertNever } from '../base/assertNever.ts';
import type { FileChange, FileEdit } from './toolCall.ts';

export type EditResult =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'deleted' }
  /** It cannot be computed; `why` is one sentence. */
  | { readonly kind: 'unknown'; readonly why: string };

/** The changes of one call to one file after another: a tool may edit a file several times at once. */
export function changesByFile(edits: readonly FileEdit[]): ReadonlyMap<string, readonly FileChange[]> {
  const files = new Map<string, FileChange[]>();
  for (const { path, change } of edits) files.set(path, [...(files.get(path) ?? []), change]);
  return files;
}

/** What all of them, in their order, make of the file. `before` is undefined when there is no such file. */
export function applyEdits(before: string | undefined, changes: readonly FileChange[]): EditResult {
  let result: EditResult | undefined;
  for (const change of changes) {
    // What cannot be computed stays so, until something follows that does not depend on it.
    if (result?.kind === 'unknown' && change.kind !== 'write' && change.kind !== 'delete') continue;
    result = applyChange(result === undefined ? before : result.kind === 'text' ? result.text : undefined, change);
  }
  return result ?? (before === undefined ? { kind: 'deleted' } : { kind: 'text', text: before });
}

function applyChange(before: string | undefined, change: FileChange): EditResult {
  switch (change.kind) {
    case 'write':
      return { kind: 'text', text: change.content };
    case 'delete':
      return { kind: 'deleted' };
    case 'patch':
      return { kind: 'unknown', why: 'The agent sent a patch of its own kind; it is shown as it came.' };
    case 'replace': {
      if (change.from === '' && before === undefined) return { kind: 'text', text: change.to };
      if (before === undefined)
        return { kind: 'unknown', why: 'The file cannot be read; the replacement is shown as it came.' };
      if (change.from === '' || !before.includes(change.from))
        return { kind: 'unknown', why: 'The text to replace is not in the file as it is now.' };
      // Functions, because a replacement text may contain `$&`.
      const text = change.all
        ? before.replaceAll(change.from, () => change.to)
        : before.replace(change.from, () => change.to);
      return { kind: 'text', text };
    }
    default:
      return assertNever(change);
  }
}
