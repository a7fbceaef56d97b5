/** Watches what installations left in agents' settings, and raises an alarm when something takes their power away. */
import { basename, dirname } from 'node:path';
import { type Disposable, type LogOutputChannel, RelativePattern, Uri, window, workspace } from 'vscode';
import { agentById } from '../agents/index.ts';
import type { Journal } from '../gate/journal.ts';
import { patchOf } from '../setup/changes.ts';
import { claimAlarm, forgetAlarms, type Weakening, watchedFiles, weakenings } from '../setup/installed.ts';
import type { Site } from '../setup/site.ts';
import type { Documents } from './documents.ts';

export interface GuardWatchParts {
  readonly site: Site;
  readonly journal: Journal;
  readonly documents: Documents;
  readonly log: LogOutputChannel;
  /** Installs it anew; undefined repairs what all agents need. @throws {Problem} */
  readonly repair: (agent: string | undefined) => Promise<void>;
}

export interface GuardWatch extends Disposable {
  /** Looks now, and watches what is installed now. */
  look(): void;
  /** Agents that trusted their hooks and do not any more, each with why, in one sentence. */
  distrust(lost: ReadonlyMap<string, string>): void;
}

/** Milliseconds. A folder on a network, or one that is only just made, may tell of no change. */
const interval = 5_000;
/** Milliseconds: an editor that saves a file removes it first. */
const settle = 300;

/** In front of an agent's id, in place of a path: what the agent keeps for itself. */
const trusting = 'trust in the hooks of ';

export function createGuardWatch({ site, journal, documents, log, repair }: GuardWatchParts): GuardWatch {
  const watchers = new Map<string, Disposable>();
  /** What this window has told of already. */
  const told = new Map<string, string>();
  let soon: NodeJS.Timeout | undefined;

  function look(): void {
    try {
      watch(watchedFiles(site.root));
      const found = weakenings(site);
      for (const path of told.keys())
        if (!path.startsWith(trusting) && !found.some((one) => one.path === path)) told.delete(path);
      for (const one of found) alarm(one);
    } catch (error) {
      log.warn(`what is installed could not be looked at: ${String(error)}`);
    }
  }

  function distrust(lost: ReadonlyMap<string, string>): void {
    for (const path of told.keys()) {
      if (!path.startsWith(trusting) || lost.has(path.slice(trusting.length))) continue;
      told.delete(path);
      forgetAlarms(site.root, path);
    }
    for (const [agent, why] of lost)
      alarm({ agent, path: `${trusting}${agent}`, what: why.replace(/\.$/, ''), before: '', now: why });
  }

  function alarm(weakening: Weakening): void {
    const { path, what, agent = 'launcher' } = weakening;
    if (told.get(path) === what) return;
    told.set(path, what);
    // One line for all windows, and each window tells its person.
    if (claimAlarm(site, weakening)) journal.write({ kind: 'weakened', agent, path, what });
    void tell(weakening);
  }

  async function tell(weakening: Weakening): Promise<void> {
    const { agent, path, what, before, now } = weakening;
    const who = agent === undefined ? 'What all agents need' : `${agentById(agent)?.title ?? agent}`;
    const [mend, show] = ['Repair', 'Show What Changed'];
    const byFile = !path.startsWith(trusting);
    const question = `Holdpoint: ${who} is not held any more. ${byFile ? `${path}: ` : ''}${what}.`;
    for (;;) {
      const answer = await window.showErrorMessage(question, mend, ...(byFile ? [show] : []));
      if (answer === show) {
        await documents.show('Holdpoint Settings Change', 'diff', patchOf({ path, before, after: now }));
        continue;
      }
      if (answer === mend) await repair(agent);
      return;
    }
  }

  const later = () => {
    clearTimeout(soon);
    soon = setTimeout(look, settle);
  };

  function watch(paths: readonly string[]): void {
    for (const [path, watcher] of watchers) {
      if (paths.includes(path)) continue;
      watcher.dispose();
      watchers.delete(path);
    }
    for (const path of paths) {
      if (watchers.has(path)) continue;
      const watcher = workspace.createFileSystemWatcher(new RelativePattern(Uri.file(dirname(path)), basename(path)));
      watcher.onDidChange(later);
      watcher.onDidCreate(later);
      watcher.onDidDelete(later);
      watchers.set(path, watcher);
    }
  }

  const timer = setInterval(look, interval);
  return {
    look,
    distrust,
    dispose() {
      clearInterval(timer);
      clearTimeout(soon);
      for (const watcher of watchers.values()) watcher.dispose();
    },
  };
}
