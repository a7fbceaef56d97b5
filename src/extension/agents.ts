/** The agents of this machine in the editor: the view, the watch over what was installed, and what is seen without a hook. */
import { type Disposable, type ExtensionContext, commands as editor, env, type LogOutputChannel, window } from 'vscode';
import { agentById } from '../agents/index.ts';
import type { Journal } from '../gate/journal.ts';
import { canarySentence } from '../setup/canary.ts';
import { install, type Program, planInstall, planProgram } from '../setup/installation.ts';
import type { Site } from '../setup/site.ts';
import { type AgentsModel, createAgentsModel } from './agentsModel.ts';
import { registerAgentsView } from './agentsView.ts';
import { commands } from './contributions.ts';
import type { Documents } from './documents.ts';
import { createGuardWatch } from './guardWatch.ts';
import { offerTrust } from './offerTrust.ts';
import { registerUngatedWatch } from './ungatedWatch.ts';

export interface AgentsParts {
  readonly context: ExtensionContext;
  readonly site: Site;
  readonly program: Program;
  readonly journal: Journal;
  readonly documents: Documents;
  readonly log: LogOutputChannel;
  /** Commands end in a message, never in silence. */
  readonly saying: (work: () => Promise<void>) => () => Promise<void>;
}

export interface Agents {
  readonly model: AgentsModel;
  /** Something was installed or taken out. */
  changed(): Promise<void>;
  readonly disposables: readonly Disposable[];
}

export function createAgents({ context, site, program, journal, documents, log, saying }: AgentsParts): Agents {
  const model = createAgentsModel(site, log);

  /** Installs what is there anew. @throws {Problem} */
  async function repair(ids: readonly string[]): Promise<void> {
    const chosen = ids.flatMap((id) => agentById(id) ?? []);
    const changes = chosen.length === 0 ? planProgram(site, program) : planInstall(chosen, site, program);
    install(changes, site, new Date());
    for (const { path } of changes) journal.write({ kind: 'repaired', agent: ids.join(', ') || 'launcher', path });
    await offerTrust(chosen, site);
    await changed();
    const broken = broke().filter((id) => ids.includes(id));
    if (broken.length === 0)
      void window.showInformationMessage(
        'Holdpoint: repaired. Agents that are running take it up with their next session.',
      );
    else
      void window.showErrorMessage(
        `Holdpoint: ${broken.join(', ')} could not be repaired. “Holdpoint: Doctor” says why.`,
      );
  }

  const broke = () =>
    model
      .standing()
      .states.filter(({ checks }) => checks.some(({ state }) => state === 'problem'))
      .map(({ agent }) => agent.id);

  const guard = createGuardWatch({
    site,
    journal,
    documents,
    log,
    repair: (agent) => saying(() => repair(agent === undefined ? [] : [agent]))(),
  });

  const lost = () =>
    new Map(
      model
        .standing()
        .states.flatMap(({ agent, protection, checks }) =>
          checks
            .filter((check) => check.lost === true && protection === 'held')
            .map(({ message }) => [agent.id, message] as const),
        ),
    );

  async function changed(): Promise<void> {
    guard.look();
    await model.refresh();
  }

  async function repairWhat(argument: unknown): Promise<void> {
    await model.refresh();
    const named = broke().filter((id) => id === argumentId(argument));
    const ids = named.length > 0 ? named : broke();
    if (ids.length > 0) return repair(ids);
    void window.showInformationMessage('Holdpoint: nothing has to be repaired.');
  }

  async function copyCanary(): Promise<void> {
    await env.clipboard.writeText(canarySentence(model.nonce()));
    void window.showInformationMessage(
      'Holdpoint: copied. Paste it into the agent; the view Agents shows when it was refused. If the agent says that there is no such command, nothing holds it.',
    );
  }

  const off = model.onChange(() => guard.distrust(lost()));
  return {
    model,
    changed,
    disposables: [
      { dispose: off },
      model,
      guard,
      registerAgentsView(model),
      ...registerUngatedWatch(context, model),
      editor.registerCommand(commands.repairAgents, (argument: unknown) => saying(() => repairWhat(argument))()),
      editor.registerCommand(commands.copyCanary, saying(copyCanary)),
      editor.registerCommand(commands.refreshAgents, saying(changed)),
    ],
  };
}

/** The agent of a line of the view; whatever else a caller passes means nothing. */
const argumentId = (argument: unknown): string | undefined =>
  typeof argument === 'object' && argument !== null && 'agent' in argument && typeof argument.agent === 'string'
    ? argument.agent
    : undefined;
