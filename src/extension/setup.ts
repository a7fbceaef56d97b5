/** *Protect Agents…* and *Doctor*: installing Holdpoint for the agents of this machine, and looking whether it holds. */
import { homedir } from 'node:os';
import { type Disposable, type ExtensionContext, commands as editor, type LogOutputChannel, Uri, window } from 'vscode';
import type { Agent } from '../agents/agent.ts';
import { agents } from '../agents/index.ts';
import { type FileChange, patchOf, verbOf } from '../setup/changes.ts';
import { examine, type Finding } from '../setup/doctor.ts';
import {
  install,
  isNewerInstalled,
  type Program,
  planInstall,
  planProgram,
  planUninstall,
  uninstall,
} from '../setup/installation.ts';
import { type Site, statesOf } from '../setup/site.ts';
import { commands } from './contributions.ts';
import type { Documents } from './documents.ts';

export interface SetupParts {
  readonly context: ExtensionContext;
  readonly root: string;
  readonly documents: Documents;
  readonly log: LogOutputChannel;
}

const offeredName = 'holdpoint.offered';

export function registerSetup({ context, root, documents, log }: SetupParts): Disposable[] {
  const site: Site = {
    home: homedir(),
    root,
    platform: process.platform === 'win32' ? 'windows' : 'posix',
    env: process.env,
  };
  const program: Program = {
    version: String(context.extension.packageJSON.version),
    bundles: Uri.joinPath(context.extensionUri, 'dist').fsPath,
    // The editor's own runtime: there as long as an editor is, and no Node.js needs to be on the PATH.
    runtimes: [process.execPath],
  };
  const isProtected = (agent: Agent) => statesOf(agent, site).some(({ state }) => state.kind !== 'absent');

  async function protect(): Promise<void> {
    const picked = await window.showQuickPick(
      agents.map((agent) => ({
        label: agent.title,
        agent,
        picked: true,
        description: isProtected(agent) ? 'protected' : '',
      })),
      {
        canPickMany: true,
        title: 'Hold the actions of these agents',
        placeHolder: 'Agents without a tick are no longer held',
      },
    );
    if (picked === undefined) return;
    const chosen = picked.map(({ agent }) => agent);
    const dropped = agents.filter((agent) => !chosen.includes(agent) && isProtected(agent));
    const removing = dropped.length === 0 ? [] : planUninstall(dropped, site);
    const adding = chosen.length === 0 ? [] : planInstall(chosen, site, program);
    if (adding.length + removing.length === 0) {
      void window.showInformationMessage(
        `Nothing to change: ${chosen.map(({ title }) => title).join(', ')} already held.`,
      );
      return;
    }
    if (!(await confirm([...adding, ...removing], dropped))) return;
    uninstall(removing, site, new Date());
    install(adding, site, new Date());
    await showState();
    await reportResult(chosen);
  }

  /** Shows what would be written, and asks. */
  async function confirm(changes: readonly FileChange[], dropped: readonly Agent[]): Promise<boolean> {
    const removing = dropped.length > 0;
    const [write, show] = [removing ? 'Stop Holding' : 'Write These Files', 'Show Changes'];
    const verbs = { creates: 'creates', changes: 'changes', removes: 'removes' };
    const files = changes.map((change) => `${verbOf(change, verbs)} ${change.path}`);
    const names = dropped.map(({ title }) => title).join(', ');
    const question = removing ? `Stop holding ${names}?` : 'Let Holdpoint hold these agents?';
    const detail = [...(removing ? [`What ${names} does will run without a review.`] : []), ...files].join('\n');
    const ask = removing ? window.showWarningMessage : window.showInformationMessage;
    const answer = await ask(question, { modal: true, detail }, write, show);
    if (answer !== show) return answer === write;
    await documents.show('Holdpoint Changes', 'diff', changes.map(patch).join('\n'));
    return (await ask(question, write)) === write;
  }

  const patch = (change: FileChange) =>
    change.path.startsWith(root) && !change.path.endsWith('runtimes')
      ? `Holdpoint’s own: ${change.path}\n`
      : patchOf(change);

  async function reportResult(chosen: readonly Agent[]): Promise<void> {
    const findings = await examine(site, program);
    if (findings.some(({ state }) => state === 'problem')) return showFindings(findings);
    void window.showInformationMessage(
      chosen.length === 0
        ? 'No agent is held any more.'
        : `${chosen.map(({ title }) => title).join(' and ')}: held. Agents that are running take it up with their next session.`,
    );
  }

  async function showFindings(findings: readonly Finding[]): Promise<void> {
    const signs = { ok: 'ok      ', note: 'note    ', problem: 'PROBLEM ' } as const;
    const lines = findings.map(({ name, state, message }) => `${signs[state]} ${name}: ${message}`);
    const problems = findings.filter(({ state }) => state === 'problem').length;
    const head =
      problems === 0 ? 'Everything is as it should be.' : `${problems} ${problems === 1 ? 'problem' : 'problems'}.`;
    await documents.show('Holdpoint Doctor', 'plaintext', [head, '', ...lines, ''].join('\n'));
  }

  /** A new version brings its own hook and launcher; the agents' settings need not change for it. */
  function refresh(): void {
    // Another editor with a newer Holdpoint has been here: its hook speaks to ours, or says that it does not.
    if (!agents.some(isProtected) || isNewerInstalled(site, program.version)) return;
    const changes = planProgram(site, program);
    if (changes.length > 0) install(changes, site, new Date());
  }

  async function offer(): Promise<void> {
    if (agents.some(isProtected) || context.globalState.get(offeredName) === true) return;
    await context.globalState.update(offeredName, true);
    const protectNow = 'Protect Agents…';
    const answer = await window.showInformationMessage('Holdpoint does not hold any agent yet.', protectNow);
    if (answer === protectNow) await editor.executeCommand(commands.protectAgents);
  }

  /** For the view's welcome text. */
  const showState = () => editor.executeCommand('setContext', 'holdpoint.protects', agents.some(isProtected));

  /** Commands end in a message, never in silence. */
  const saying = (work: () => Promise<void>) => async () => {
    try {
      await work();
    } catch (error) {
      log.error(error instanceof Error ? error : String(error));
      void window.showErrorMessage(`Holdpoint: ${error instanceof Error ? error.message : String(error)}`);
    }
  };

  void saying(async () => {
    refresh();
    await showState();
    await offer();
  })();
  return [
    editor.registerCommand(commands.protectAgents, saying(protect)),
    editor.registerCommand(
      commands.doctor,
      saying(async () => showFindings(await examine(site, program))),
    ),
  ];
}
