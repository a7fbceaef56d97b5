/** Policies and infrastructure files in the editor: starts the language server when the first one is opened. */
import { basename, join } from 'node:path';
import {
  type Disposable,
  type ExtensionContext,
  commands as editor,
  type LogOutputChannel,
  type TextDocument,
  Uri,
  window,
  workspace,
} from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { agents } from '../agents/index.ts';
import { toolIds } from '../core/analyzers/index.ts';
import { knownTypes } from '../core/impact/holdings.ts';
import { ruleHistory } from '../core/journal/ruleHistory.ts';
import { pastCalls, replay, replayTable } from '../core/policy/replay.ts';
import type { Policies } from '../gate/policies.ts';
import { policiesIn, policyPlaces } from '../gate/policyFiles.ts';
import { appendLog } from '../platform/appendLog.ts';
import { homeFolder } from '../platform/homes.ts';
import { judge } from '../setup/judge.ts';
import { commands } from './contributions.ts';
import type { Documents } from './documents.ts';

export interface LanguageParts {
  readonly context: ExtensionContext;
  /** Holdpoint's folder. */
  readonly root: string;
  readonly journal: string;
  readonly documents: Documents;
  /** Undefined as long as the gate is not up. */
  readonly policies: () => Policies | undefined;
  readonly log: LogOutputChannel;
}

/** Files the server is asked about. */
const patterns = [
  '**/.holdpoint/{policy.yaml,roster.json}',
  '**/*.{tf,tofu,tf.json,yml,yaml,sql,template}',
  '**/{cloudformation,cfn,k8s,kubernetes,manifests}/**/*.json',
  '**/*template.json',
];
const served =
  /\/\.holdpoint\/(?:policy\.yaml|roster\.json)$|\.(?:tf|tofu|tf\.json|ya?ml|sql|template)$|\/(?:cloudformation|cfn|k8s|kubernetes|manifests)\/.*\.json$|template\.json$/;

/** The server's question for what counts in a folder. */
const policiesRequest = 'holdpoint/policies';

export function registerPolicyLanguage(parts: LanguageParts): Disposable[] {
  let starting: Promise<LanguageClient | undefined> | undefined;
  const begin = (document: TextDocument) => {
    if (document.uri.scheme !== 'file' || !served.test(document.uri.path)) return;
    starting ??= startClient(parts).catch((error: unknown) => {
      parts.log.error(`the language server could not be started: ${String(error)}`);
      return undefined;
    });
  };
  for (const document of workspace.textDocuments) begin(document);
  return [
    workspace.onDidOpenTextDocument(begin),
    editor.registerCommand(commands.replayPolicy, () => replayPolicy(parts)),
    editor.registerCommand(commands.tryPolicy, (uri?: unknown, line?: unknown) => tryPolicy(parts.root, uri, line)),
    { dispose: () => void starting?.then((client) => client?.dispose()) },
  ];
}

async function startClient({ context, journal, policies }: LanguageParts): Promise<LanguageClient> {
  // Loaded when a file wants it: no hold ever does.
  const { LanguageClient, TransportKind } = await import('vscode-languageclient/node');
  const module = context.asAbsolutePath(join('dist', 'server.js'));
  const client = new LanguageClient(
    'holdpoint',
    'Holdpoint',
    { module, transport: TransportKind.ipc },
    {
      documentSelector: patterns.map((pattern) => ({ scheme: 'file', pattern })),
      initializationOptions: {
        vocabulary: {
          tools: toolIds(),
          agents: agents.map(({ id }) => id),
          resourceTypes: knownTypes(),
          history: ruleHistory(appendLog(journal).lines()),
        },
        git: workspace.isTrusted,
        tryRule: commands.tryPolicy,
        policies: policiesRequest,
      },
    },
  );
  client.onRequest(policiesRequest, ({ folder }: { readonly folder: string }) => policies()?.countingIn(folder) ?? []);
  await client.start();
  return client;
}

/** What the policies as they stand here would have decided on the journal's past calls, as a table. */
function replayPolicy({ root, journal, documents }: LanguageParts): unknown {
  const folder = workspace.workspaceFolders?.[0]?.uri.fsPath;
  if (folder === undefined) return window.showInformationMessage(noFolder);
  const policiesFor = (directories: readonly string[]) => policiesIn([...directories, folder], policyPlaces(root));
  const calls = pastCalls(appendLog(journal).lines(), 200);
  const rows = replay(calls, ({ agent, cwd, text, at }) =>
    judge(policiesFor, { ...question(text), agent, cwd, env: {}, at: Date.parse(at) || 0 }),
  );
  return documents.show('Holdpoint Replay', 'plaintext', replayTable(rows));
}

const noFolder = 'Open a folder first: a policy belongs to one.';

const question = (line: string) => ({ action: { kind: 'command', line, shell: 'bash' } as const, home: homeFolder() });

/** Asks for a command and says what the policies here would decide. Nothing runs, and nothing is approved. */
async function tryPolicy(root: string, uri: unknown, command: unknown): Promise<void> {
  const file = typeof uri === 'string' ? Uri.parse(uri).fsPath : undefined;
  const folder =
    file === undefined
      ? workspace.workspaceFolders?.[0]?.uri.fsPath
      : join(file, ...(basename(file) === 'policy.yaml' ? ['..', '..'] : ['..']));
  if (folder === undefined) {
    void window.showInformationMessage(noFolder);
    return;
  }
  const line = await window.showInputBox({
    title: 'Try Policy',
    prompt: 'A command. It is only looked at.',
    value: typeof command === 'string' ? command : 'terraform destroy',
  });
  if (line === undefined) return;
  const { outcome, reasons } = judge((directories) => policiesIn(directories, policyPlaces(root)), {
    ...question(line),
    cwd: folder,
    env: process.env,
    at: Date.now(),
  });
  const because = reasons.map(({ rule, layer }) => `${rule} (${layer})`).join(', ');
  void window.showInformationMessage(`${line}: ${outcome}${because === '' ? '.' : `, by ${because}.`}`);
}
