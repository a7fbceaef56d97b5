/** Agents that run only trusted hooks: their person is shown ours, and the agent is told what the person said. */
import { window } from 'vscode';
import type { Agent } from '../agents/agent.ts';
import type { Site } from '../setup/site.ts';
import { trustOf, trustShown } from '../setup/trust.ts';

/** Asks about each of these agents that has to be told. */
export async function offerTrust(agents: readonly Agent[], site: Site): Promise<void> {
  for (const agent of agents) {
    const trust = await trustOf(agent, site, Date.now());
    if (trust?.kind !== 'untrusted' || trust.hooks.length === 0) continue;
    const yes = 'Trust These Hooks';
    const answer = await window.showInformationMessage(
      `${agent.title} runs hooks only once you have trusted them. Trust Holdpoint’s?`,
      { modal: true, detail: trust.hooks.map(({ event, command }) => `${event}: ${command}`).join('\n') },
      yes,
    );
    if (answer !== yes) continue;
    const now = await trustShown(agent, site, trust.hooks);
    if (now?.kind === 'untrusted') void window.showErrorMessage(`Holdpoint: ${now.why} ${now.next}`);
    if (now?.kind === 'unknown')
      void window.showErrorMessage(`Holdpoint: ${agent.title} could not be told: ${now.why}.`);
  }
}
