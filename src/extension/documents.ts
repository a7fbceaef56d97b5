/** Read-only texts shown in an editor tab: the journal, Doctor's findings, what an installation would change. */
import { type Disposable, EventEmitter, languages, Uri, window, workspace } from 'vscode';

export interface Documents extends Disposable {
  /** Opens the text under this title, or brings it up to date where it is open already. */
  show(title: string, language: 'plaintext' | 'diff', text: string): Promise<void>;
}

const scheme = 'holdpoint';

export function createDocuments(): Documents {
  const texts = new Map<string, string>();
  const changed = new EventEmitter<Uri>();
  const registration = workspace.registerTextDocumentContentProvider(scheme, {
    onDidChange: changed.event,
    provideTextDocumentContent: ({ path }) => texts.get(path) ?? '',
  });
  return {
    async show(title, language, text) {
      const uri = Uri.from({ scheme, path: title });
      texts.set(uri.path, text);
      changed.fire(uri);
      const document = await languages.setTextDocumentLanguage(await workspace.openTextDocument(uri), language);
      await window.showTextDocument(document, { preview: true });
    },
    dispose() {
      registration.dispose();
      changed.dispose();
    },
  };
}
