/** *Protect Agents…* and *Doctor*: installing Holdpoint for the agents of this machine, and looking whether it holds. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import {
  type Disposable,
  type ExtensionContext,
  commands as editor,
  type LogOutputChannel,
  type QuickPickItem,
  QuickPickItemKind,
  Uri,
  window,
} from 'vscode';
import type { Agent } from '../agents/agent.ts';
import { agents } from '../agents/index.ts';
import { openJournal } from '../gate/journal.ts';
import { systemClock } from '../platform/clock.ts';
import { ownProcesses } from '../platform/processes.ts';
import { places } from '../protocol/places.ts';
import { type FileChange, patchOf, verbOf } from '../setup/changes.ts';
import { detect } from '../setup/detect.ts';
import { examine, type Finding } from '../setup/doctor.ts';
import { install, isNewerInstalled, type Program, planProgram, uninstall } from '../setup/installation.ts';
import { isProtected, planProtection } from '../setup/protection.ts';
import type { Site } from '../setup/site.ts';
import { createAgents } from './agents.ts';
import { type AgentsModel, surroundings } from './agentsModel.ts';
import { commands, views } from './contributions.ts';
import type { Documents } from './documents.ts';
import { offerTrust } from './offerTrust.ts';

export interface SetupParts {
  readonly context: ExtensionContext;
  readonly root: string;
  readonly documents: Documents;
  readonly log: LogOutputChannel;
}

export interface Setup {
  readonly model: AgentsModel;
  readonly disposables: readonly Disposable[];
}

const offeredName = 'holdpoint.offered';
const foreignName = 'holdpoint.foreignHooks';

export function registerSetup({ context, root, documents, log }: SetupParts): Setup {
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
  const held = (agent: Agent) => isProtected(agent, site);
  const journal = openJournal(join(root, places.journal), systemClock);

  /** Commands end in a message, never in silence. */
  const saying = (work: () => Promise<void>) => async () => {
    try {
      await work();
    } catch (error) {
      log.error(error instanceof Error ? error : String(error));
      void window.showErrorMessage(`Holdpoint: ${error instanceof Error ? error.message : String(error)}`);
    }
  };

  const { model, changed, disposables } = createAgents({ context, site, program, journal, documents, log, saying });

  async function protect(): Promise<void> {
    const picked = await window.showQuickPick(choices(), {
      canPickMany: true,
      title: 'Hold the actions of these agents',
      placeHolder: 'Agents without a tick are no longer held',
      matchOnDescription: true,
    });
    if (picked === undefined) return;
    const ticked = picked.flatMap(({ agent }) => agent ?? []);
    const { dropped, chosen, left, removing, adding } = planProtection(ticked, site, program);
    for (const why of left) void window.showErrorMessage(`Holdpoint: ${why}`);
    if (adding.length + removing.length === 0) {
      if (left.length > 0) return;
      const names = chosen.map(({ title }) => title).join(', ');
      void window.showInformationMessage(
        names === '' ? 'Nothing to change: no agent is held.' : `Nothing to change: ${names} already held.`,
      );
      return;
    }
    if (!(await confirm([...adding, ...removing], dropped))) return;
    uninstall(removing, site, new Date());
    install(adding, site, new Date());
    await offerTrust(chosen, site);
    await showState();
    await changed();
    await reportResult(chosen);
    await tellForeign();
  }

  /** The agents that are here or held are ticked; the others lie below, for whoever expects one of them. */
  function choices(): (QuickPickItem & { readonly agent?: Agent })[] {
    const sightings = detect(site, surroundings());
    const item = (agent: Agent) => {
      const traces = sightings.find((one) => one.agent === agent)?.traces ?? [];
      const words = [held(agent) ? 'protected' : '', traces[0] ?? 'not found on this machine'];
      return {
        label: agent.title,
        agent,
        picked: held(agent) || traces.length > 0,
        description: words.filter(Boolean).join(', '),
      };
    };
    const items = agents.map(item);
    const others = items.filter(({ picked }) => !picked);
    if (others.length === 0) return items;
    const line = { label: 'Not on this machine', kind: QuickPickItemKind.Separator };
    return [...items.filter(({ picked }) => picked), line, ...others];
  }

  /** Shows what would be written, and asks. */
  async function confirm(changes: readonly FileChange[], dropped: readonly Agent[]): Promise<boolean> {
    const removing = dropped.length > 0;
    const [write, show] = [removing ? 'Stop Holding' : 'Write These Files', 'Show Changes'];
    const verbs = { creates: 'creates', changes: 'changes', removes: 'removes' };
    const own = changes.filter(({ path }) => path.startsWith(root));
    const files = [
      ...changes.filter((change) => !own.includes(change)).map((change) => `${verbOf(change, verbs)} ${change.path}`),
      ...(own.length === 0 ? [] : [`and Holdpoint’s own files in ${root}`]),
    ];
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
    const findings = await look();
    if (findings.some(({ state }) => state === 'problem')) return showFindings(findings);
    void window.showInformationMessage(
      chosen.length === 0
        ? 'No agent is held any more.'
        : `${chosen.map(({ title }) => title).join(' and ')}: held. Agents that are running take it up with their next session.`,
    );
  }

  const look = () =>
    examine({ site, program, surroundings: surroundings(), processes: ownProcesses(), now: Date.now() });

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
    if (!agents.some(held) || isNewerInstalled(site, program.version)) return;
    const changes = planProgram(site, program);
    if (changes.length > 0) install(changes, site, new Date());
  }

  async function offer(): Promise<void> {
    if (agents.some(held) || context.globalState.get(offeredName) === true) return;
    await context.globalState.update(offeredName, true);
    const protectNow = 'Protect Agents…';
    const answer = await window.showInformationMessage('Holdpoint does not hold any agent yet.', protectNow);
    if (answer === protectNow) await editor.executeCommand(commands.protectAgents);
  }

  /** Hooks of others can change or allow what runs: in the log at every start, and told when they are not those of last time. */
  async function tellForeign(): Promise<void> {
    const foreign = model
      .standing()
      .states.filter(({ protection }) => protection !== 'none')
      .flatMap((state) => state.foreign.map((text) => `${state.agent.title}: ${text}`));
    for (const text of foreign) log.warn(text);
    const known = context.globalState.get<readonly string[]>(foreignName, []);
    await context.globalState.update(foreignName, foreign);
    if (foreign.every((text) => known.includes(text))) return;
    const show = 'Show Agents';
    const answer = await window.showWarningMessage(
      `Holdpoint: hooks of others run beside it and may change what runs after an approval. ${foreign.join('. ')}.`,
      show,
    );
    if (answer === show) await editor.executeCommand(`${views.agents}.focus`);
  }

  /** For the view's welcome text. */
  const showState = () => editor.executeCommand('setContext', 'holdpoint.protects', agents.some(held));

  void saying(async () => {
    // Before the program is put right, so that what was done to it is told.
    await changed();
    refresh();
    await showState();
    await Promise.all([offer(), tellForeign()]);
  })();
  return {
    model,
    disposables: [
      ...disposables,
      editor.registerCommand(commands.protectAgents, saying(protect)),
      editor.registerCommand(
        commands.doctor,
        saying(async () => showFindings(await look())),
      ),
    ],
  };
}
