/** The composition root: builds every part once, by hand, in the order they depend on each other. No logic lives here. */
import { join } from 'node:path';
import { type ExtensionContext, window } from 'vscode';
import { agentById } from '../agents/index.ts';
import { folderAtHome } from '../platform/homes.ts';
import { homeVariable, places, productFolder } from '../protocol/places.ts';
import { systemReason } from '../setup/problems.ts';
import { registerCommands } from './commands.ts';
import { createDiffDocuments } from './diffDocuments.ts';
import { createDocuments } from './documents.ts';
import { registerJournal } from './journalDocument.ts';
import { registerNotifications } from './notifications.ts';
import { createPanel } from './panel.ts';
import { registerPolicyLanguage } from './policyLanguage.ts';
import { cannotWork } from './problems.ts';
import { registerSetup } from './setup.ts';
import { registerStatusBar } from './statusBar.ts';
import { registerWaitingView } from './waitingView.ts';
import { createWindowGate, type WindowGate } from './windowGate.ts';

let open: WindowGate | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  const began = performance.now();
  const log = window.createOutputChannel('Holdpoint', { log: true });
  const root = folderAtHome(process.env, homeVariable, productFolder);
  const agentTitle = (id: string) => agentById(id)?.title ?? id;
  const documents = createDocuments();
  const setup = registerSetup({ context, root, documents, log });
  context.subscriptions.push(
    log,
    documents,
    ...setup.disposables,
    registerJournal(documents, join(root, places.journal)),
    ...registerPolicyLanguage({
      context,
      root,
      documents,
      journal: join(root, places.journal),
      policies: () => open?.policies,
      log,
    }),
  );

  try {
    const windowGate = await createWindowGate(context, root, log);
    const { gate } = windowGate;
    const diffs = createDiffDocuments(gate);
    const panel = createPanel({ context, gate, diffs, agentTitle, log: (message) => log.warn(message) });
    panel.onPainted(({ hold, after }) => log.info(`hold ${hold} painted ${after} ms after it was asked`));
    context.subscriptions.push(
      diffs,
      panel,
      registerStatusBar(gate, setup.model),
      registerWaitingView(gate, agentTitle),
      registerNotifications(gate, panel, agentTitle),
      ...registerCommands(gate, panel),
    );

    // Last: a hook that reaches the socket must find a gate that can answer it.
    await windowGate.listen();
    open = windowGate;
    log.info(`ready after ${Math.round(performance.now() - began)} ms`);
  } catch (error) {
    log.error(error instanceof Error ? error : String(error));
    void window.showErrorMessage(cannotWork(systemReason(error), root).message);
  }
}

export async function deactivate(): Promise<void> {
  await open?.close();
}
