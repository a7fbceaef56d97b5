/** *Show Journal*: the newest entries as text, and whether the chain holds. */
import { type Disposable, commands as editor } from 'vscode';
import { verifyChain } from '../core/journal/chain.ts';
import { appendLog } from '../platform/appendLog.ts';
import { sha256 } from '../platform/signing.ts';
import { commands } from './contributions.ts';
import type { Documents } from './documents.ts';

/** Lines shown; the rest is in the files. */
const newest = 500;

export const registerJournal = (documents: Documents, folder: string): Disposable =>
  editor.registerCommand(commands.showJournal, () =>
    documents.show('Holdpoint Journal', 'plaintext', journalText(folder)),
  );

function journalText(folder: string): string {
  const lines = [...appendLog(folder).lines()];
  const report = verifyChain(lines, sha256);
  const head = report.ok
    ? `Every one of the ${report.count} entries follows from the one before it.`
    : `Entry ${report.line} is not what was written: ${report.why}.`;
  const shown = lines.slice(-newest).reverse().map(entryText);
  const rest = lines.length > newest ? [`… and ${lines.length - newest} older ones in ${folder}`] : [];
  return ['Holdpoint journal, newest first.', head, '', ...shown, ...rest, ''].join('\n');
}

/** One entry on a line of its own; what cannot be read is shown as it is. */
function entryText(line: string): string {
  try {
    const { at, kind, hash, previous, ...rest } = JSON.parse(line) as Record<string, unknown>;
    const call = rest.call as Record<string, unknown> | undefined;
    const words = [
      call === undefined ? undefined : `${call.agent}: ${call.text}`,
      ...Object.entries(rest).flatMap(([key, value]) =>
        key === 'call' || key === 'digest' || key === 'effects'
          ? []
          : [`${key} ${typeof value === 'string' ? value : JSON.stringify(value)}`],
      ),
    ];
    return `${String(at).replace('T', ' ').slice(0, 19)}  ${String(kind).padEnd(13)} ${words.filter(Boolean).join('  ')}`;
  } catch {
    return line;
  }
}
