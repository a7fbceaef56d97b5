/**
 * The approval panel: shows one waiting hold at a time and takes the verdict of the person at the keyboard.
 *
 * A verdict is believed only when it names the hold, the digest and the paint that this panel was last given. Commands,
 * notifications and other extensions can bring the panel to the front, and nothing more.
 */
import { randomBytes } from 'node:crypto';
import {
  type Disposable,
  type ExtensionContext,
  env,
  TabInputWebview,
  Uri,
  ViewColumn,
  type Webview,
  type WebviewPanel,
  window,
  workspace,
} from 'vscode';
import { emitter } from '../base/event.ts';
import { headline } from '../core/wording.ts';
import type { Gate } from '../gate/gate.ts';
import type { HeldCall } from '../gate/heldCall.ts';
import { type FromPanel, type PanelState, readFromPanel, type ToPanel } from '../protocol/panel.ts';
import { panelType } from './contributions.ts';
import type { DiffDocuments } from './diffDocuments.ts';
import { holdView } from './holdView.ts';
import { outcomeOf } from './outcome.ts';

export interface ApprovalPanel extends Disposable {
  /** Brings the panel to the front with this hold, else the one it shows, else the first waiting one. `focus: false` leaves the keyboard where it is. */
  show(options: { readonly hold?: string; readonly focus: boolean }): void;
  isVisible(): boolean;
  /** Fires with the milliseconds from a hold's question to its first paint. */
  readonly onPainted: (listener: (painted: { hold: string; after: number }) => void) => () => void;
}

/** What was last sent to the webview. */
interface Shown {
  readonly hold: string;
  readonly digest: string;
  readonly paint: string;
  /** Everything whose change needs a new paint. */
  readonly signature: string;
  /** The webview has said that it is on screen. */
  painted: boolean;
}

export interface PanelParts {
  readonly context: ExtensionContext;
  readonly gate: Gate;
  readonly diffs: DiffDocuments;
  readonly agentTitle: (id: string) => string;
  readonly log: (message: string) => void;
}

const mint = () => randomBytes(16).toString('base64url');

export function createPanel({ context, gate, diffs, agentTitle, log }: PanelParts): ApprovalPanel {
  let panel: WebviewPanel | undefined;
  let ready = false;
  let selected: string | undefined;
  /** A verdict must be about exactly this. */
  let shown: Shown | undefined;
  const painted = emitter<{ hold: string; after: number }>();

  const current = (): HeldCall | undefined => {
    const waiting = gate.waiting();
    return waiting.find(({ hold }) => hold.id === selected) ?? waiting[0];
  };

  function state(): PanelState {
    const held = current();
    if (held === undefined) {
      shown = undefined;
      const last = gate.lastSettled();
      return {
        kind: 'empty',
        message: 'Nothing is waiting for you.',
        ...(last === undefined
          ? {}
          : {
              settled: {
                headline: headline(last.held.understanding.effects, last.held.call),
                outcome: outcomeOf(last.held),
              },
            }),
      };
    }
    const waiting = gate.waiting();
    const paint = mint();
    selected = held.hold.id;
    const digest = gate.shown(held);
    shown = { hold: held.hold.id, digest, paint, signature: signatureOf(waiting), painted: false };
    return {
      kind: 'hold',
      hold: holdView(held, {
        digest,
        agentTitle,
        shorten: shortenPath,
        paint,
        probes: gate.probes(held.hold.id),
        judgement: gate.judgement(held.hold.id),
      }),
      waiting: waiting.length,
      position: waiting.indexOf(held) + 1,
      others: waiting
        .filter((other) => other !== held)
        .map((other) => {
          const view = holdView(other, { agentTitle, shorten: shortenPath, paint: '', probes: [] });
          return { id: view.id, headline: view.headline, agent: view.agent, severity: view.severity };
        }),
    };
  }

  /** A new paint is minted only when something that is shown has changed: a click under way must not lose its meaning. */
  const signatureOf = (waiting: readonly HeldCall[]) =>
    [
      selected,
      ...waiting.map(({ hold }) => hold.id),
      ...(selected === undefined
        ? []
        : gate.probes(selected).map(({ phase, output }) => `${phase.kind} ${output.length}`)),
    ].join(' ');

  function paint(force = false): void {
    if (panel === undefined || !ready) return;
    if (
      !force &&
      shown !== undefined &&
      current()?.hold.id === shown.hold &&
      signatureOf(gate.waiting()) === shown.signature
    )
      return;
    const message: ToPanel = { type: 'state', state: state(), now: Date.now() };
    void panel.webview.postMessage(message);
  }

  function handle(message: FromPanel): void {
    switch (message.type) {
      case 'ready':
        ready = true;
        return paint(true);
      case 'painted': {
        const held = gate.waiting().find(({ hold }) => hold.id === message.id);
        if (held === undefined || message.paint !== shown?.paint) return;
        shown.painted = true;
        return painted.fire({ hold: message.id, after: Date.now() - held.hold.askedAt });
      }
      case 'probe':
        if (message.id === shown?.hold && message.paint === shown.paint) gate.permitProbe(message.id, message.probe);
        return;
      case 'select':
        selected = message.id;
        return paint(true);
      case 'copy': {
        const action = gate.waiting().find(({ hold }) => hold.id === message.id)?.call.action;
        const way = message.way === undefined ? undefined : gate.judgement(message.id)?.saferWays[message.way];
        const line = message.way === undefined && action?.kind === 'command' ? action.line : way?.command;
        if (line !== undefined) void env.clipboard.writeText(line);
        return;
      }
      case 'diff':
        return diffs.open(message.id, message.path);
      case 'verdict': {
        if (
          shown?.painted !== true ||
          message.id !== shown.hold ||
          message.digest !== shown.digest ||
          message.paint !== shown.paint
        ) {
          log('a verdict came that was not about what is shown; it was dropped');
          return paint(true);
        }
        let problem: string | undefined;
        try {
          problem = gate.verdict({
            hold: message.id,
            digest: message.digest,
            answer: message.answer,
            ...(message.typed === undefined ? {} : { typed: message.typed }),
            ...(message.note === undefined ? {} : { note: message.note }),
          });
        } catch (error) {
          problem = `The verdict could not be written to the journal, so nothing was released. ${error instanceof Error ? error.message : ''}`;
        }
        if (problem !== undefined) void window.showWarningMessage(`Holdpoint: ${problem}`);
        return paint(problem !== undefined);
      }
    }
  }

  function adopt(next: WebviewPanel): void {
    panel = next;
    ready = false;
    next.webview.options = { enableScripts: true, localResourceRoots: [Uri.joinPath(context.extensionUri, 'dist')] };
    next.iconPath = Uri.joinPath(context.extensionUri, 'media', 'icon.svg');
    next.webview.onDidReceiveMessage((raw: unknown) => {
      try {
        handle(readFromPanel(raw));
      } catch (error) {
        log(`a message of the panel could not be read: ${String(error)}`);
      }
    });
    next.onDidDispose(() => {
      if (panel === next) panel = undefined;
      shown = undefined;
    });
    next.webview.html = page(next.webview, context.extensionUri);
  }

  // A panel of a window that was reloaded, or whose extension host died, is nobody's: its buttons would do nothing.
  void window.tabGroups.close(
    window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .filter(({ input }) => input instanceof TabInputWebview && input.viewType.endsWith(panelType)),
  );
  const stop = gate.onChange(() => paint());

  return {
    show({ hold, focus }) {
      selected = hold ?? selected;
      if (panel === undefined) {
        adopt(
          window.createWebviewPanel(
            panelType,
            'Holdpoint',
            { viewColumn: ViewColumn.Active, preserveFocus: !focus },
            { enableScripts: true, retainContextWhenHidden: true },
          ),
        );
      } else {
        panel.reveal(undefined, !focus);
        paint();
      }
    },
    isVisible: () => panel?.visible === true,
    onPainted: painted.on,
    dispose() {
      stop();
      panel?.dispose();
    },
  };
}

/** Relative to the workspace where it lies inside; the folder's own name for the folder itself. */
const shortenPath = (path: string): string => {
  const folder = workspace.workspaceFolders?.find(({ uri }) => uri.fsPath === path);
  return folder?.name ?? workspace.asRelativePath(path, (workspace.workspaceFolders?.length ?? 0) > 1);
};

function page(webview: Webview, root: Uri): string {
  const nonce = mint();
  const script = webview.asWebviewUri(Uri.joinPath(root, 'dist', 'panel.js'));
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; font-src ${webview.cspSource}; img-src ${webview.cspSource}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Holdpoint</title>
</head>
<body>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}
