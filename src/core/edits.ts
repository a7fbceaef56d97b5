/** What a file would be after an agent's edit. */
import { assertNever } from '../base/assertNever.ts';
import type { FileChange } from './toolCall.ts';

export type EditResult =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'deleted' }
  /** It cannot be computed; `why` is one sentence. */
  | { readonly kind: 'unknown'; readonly why: string };

/** `before` is undefined when there is no such file. */
export function applyChange(before: string | undefined, change: FileChange): EditResult {
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
