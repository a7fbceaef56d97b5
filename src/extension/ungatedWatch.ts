/** Sees agents at work in this window and on this machine, and tells once of each that its hook was not started. */
import { homedir } from 'node:os';
import { type Disposable, type ExtensionContext, commands as editor, type Terminal, window } from 'vscode';
import { agentById, everyAgent } from '../agents/index.ts';
import { ownProcesses, variablesOf } from '../platform/processes.ts';
import { beatEvery } from '../protocol/alive.ts';
import { runningAgents } from '../setup/running.ts';
import { markedBy, type Observation } from '../setup/ungated.ts';
import type { AgentsModel } from './agentsModel.ts';
import { commands, views } from './contributions.ts';

const toldName = 'holdpoint.toldUngated';

/** Milliseconds between two looks at the machine's processes. */
const interval = 15_000;

export function registerUngatedWatch({ globalState }: ExtensionContext, model: AgentsModel): Disposable[] {
  const markers = new Set(everyAgent.flatMap((agent) => agent.markers.map(({ variable }) => variable)));

  async function observe(terminal: Terminal): Promise<void> {
    const pid = await terminal.processId;
    if (pid === undefined) return;
    // Where the system does not show them, what the terminal was made with.
    const made = 'env' in terminal.creationOptions ? (terminal.creationOptions.env ?? {}) : {};
    const given = Object.fromEntries(Object.entries(made).flatMap(([name, value]) => (value ? [[name, value]] : [])));
    const variables = variablesOf(pid, markers) ?? given;
    const at = Date.now();
    for (const agent of markedBy(everyAgent, variables, process.env))
      model.saw({
        id: `terminal ${pid} ${agent.id}`,
        agent: agent.id,
        what: `A command in the terminal “${terminal.name}”`,
        idle: false,
        at,
        since: at - 3 * beatEvery,
        pids: [],
      });
  }

  const look = () => model.running(runningAgents(ownProcesses() ?? [], homedir()));

  /** A person is told of every agent once; the view says it as long as it is so. */
  async function tell(): Promise<void> {
    const protectedOnes = new Set(
      model
        .standing()
        .states.filter(({ protection }) => protection !== 'none')
        .map(({ agent }) => agent.id),
    );
    const silent = model.silent();
    // What is held again may be told of again.
    const known = globalState
      .get<readonly string[]>(toldName, [])
      .filter((id) => !protectedOnes.has(id) || silent.some(({ agent }) => agent === id));
    // An agent that is held, and that only runs, may not have been asked anything yet.
    const news = silent.find(({ idle, agent }) => !known.includes(agent) && !(idle && protectedOnes.has(agent)));
    if (news === undefined) return;
    await globalState.update(toldName, [...known, news.agent]);
    await warn(news, protectedOnes.has(news.agent));
  }

  async function warn({ agent, what }: Observation, isProtected: boolean): Promise<void> {
    const title = agentById(agent)?.title ?? agent;
    const [show, protect] = ['Show Agents', 'Protect Agents…'];
    const answer = await window.showWarningMessage(
      isProtected
        ? `Holdpoint: ${title} is at work, and its hook was not started: it may not be held. ${what}.`
        : `Holdpoint: ${title} runs on this machine and is not held. ${what}.`,
      isProtected ? show : protect,
    );
    if (answer === show) await editor.executeCommand(`${views.agents}.focus`);
    if (answer === protect) await editor.executeCommand(commands.protectAgents);
  }

  const timer = setInterval(look, interval);
  // Not while the window starts.
  const first = setTimeout(look, 3_000);
  const off = model.onChange(() => void tell());
  return [
    window.onDidStartTerminalShellExecution(({ terminal }) => void observe(terminal)),
    {
      dispose() {
        clearInterval(timer);
        clearTimeout(first);
      },
    },
    { dispose: off },
  ];
}
