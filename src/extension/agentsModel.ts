/** What this window knows of the machine's agents: how they stand, and what was seen of them without their hooks. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { env, extensions, type LogOutputChannel } from 'vscode';
import { emitter } from '../base/event.ts';
import { places } from '../protocol/places.ts';
import { heartbeats, type Standing, standingOf } from '../setup/agentStates.ts';
import { canaryOfToday } from '../setup/canary.ts';
import type { Surroundings } from '../setup/detect.ts';
import { watchedFiles } from '../setup/installed.ts';
import type { Site } from '../setup/site.ts';
import { type Observation, ungated } from '../setup/ungated.ts';

export interface AgentsModel {
  standing(): Standing;
  /** Seen, and not heard of. */
  silent(): readonly Observation[];
  /** The canary to try. @throws when it cannot be written down */
  nonce(): string;
  /** Looks anew; rejects never. */
  refresh(): Promise<void>;
  /** The agents that run now, in place of those that ran before. */
  running(seen: readonly Observation[]): void;
  /** Something that an agent has just done. */
  saw(seen: Observation): void;
  readonly onChange: (listener: () => void) => () => void;
  dispose(): void;
}

/** Milliseconds between two looks at whether something has changed. */
const interval = 3_000;
/** Milliseconds after which everything is looked at anew, changed or not. */
const staleAfter = 60_000;
const mostObservations = 50;

/** What the editor knows: its extensions, and the agent that is built into it. */
export const surroundings = (): Surroundings => ({
  extensions: extensions.all.map(({ id }) => id),
  builtIn: /^(?:vscode|vscode-insiders|vscodium|code-oss|code-server)$/.test(env.uriScheme) ? 'vscode' : env.uriScheme,
});

export function createAgentsModel(site: Site, log: LogOutputChannel): AgentsModel {
  const changed = emitter<void>();
  let standing: Standing = { states: [], absent: [] };
  let processes: readonly Observation[] = [];
  let events: readonly Observation[] = [];
  let silent: readonly Observation[] = [];
  let signature = '';
  let lookedAt = 0;

  const nonce = () => canaryOfToday(site.root, Date.now());

  async function refresh(): Promise<void> {
    try {
      signature = signatureOf(site.root);
      lookedAt = Date.now();
      standing = await standingOf({ site, surroundings: surroundings(), now: Date.now(), nonce: nonce() });
      weigh();
      changed.fire();
    } catch (error) {
      log.warn(`the agents could not be looked at: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** True when the answer is another than before. */
  function weigh(): boolean {
    const before = silent.map(({ id }) => id).join();
    silent = ungated([...processes, ...events], heartbeats(site.root), Date.now());
    return silent.map(({ id }) => id).join() !== before;
  }

  const timer = setInterval(() => {
    if (signatureOf(site.root) !== signature || Date.now() - lookedAt > staleAfter) void refresh();
    else if (weigh()) changed.fire();
  }, interval);

  return {
    standing: () => standing,
    silent: () => silent,
    nonce,
    refresh,
    running(now) {
      processes = now;
      if (weigh()) changed.fire();
    },
    saw(one) {
      events = [...events.filter(({ id }) => id !== one.id), one].slice(-mostObservations);
      if (weigh()) changed.fire();
    },
    onChange: changed.on,
    dispose: () => clearInterval(timer),
  };
}

/** Changes with everything that the standing depends on and that changes by itself. */
const signatureOf = (root: string): string =>
  [join(root, places.heartbeats), join(root, places.canaries), join(root, places.installed), ...watchedFiles(root)]
    .map((path) => {
      const found = statSync(path, { throwIfNoEntry: false });
      return found === undefined ? '' : `${found.mtimeMs} ${found.size} ${found.ino}`;
    })
    .join('\n');
