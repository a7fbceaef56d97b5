/** *Show Journal*: the newest entries as text, and whether the chain holds. */
import { type Disposable, commands as editor } from 'vscode';
import { appendLog } from '../platform/appendLog.ts';
import { sha256 } from '../platform/signing.ts';
import { commands } from './contributions.ts';
import type { Documents } from './documents.ts';
import { journalText } from './journalText.ts';

export const registerJournal = (documents: Documents, folder: string): Disposable =>
  editor.registerCommand(commands.showJournal, () =>
    documents.show('Holdpoint Journal', 'plaintext', journalText([...appendLog(folder).lines()], sha256, folder)),
  );
