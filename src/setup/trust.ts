/**
 * Agents that run a hook only once their person has trusted it, one line each. Without it such an agent passes our entries
 * over in silence.
 */
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Agent } from '../agents/agent.ts';
import { type CodexHook, codexTrust, trustCodex } from './codexTrust.ts';
import { type Site, settingsOf } from './site.ts';

export type Trust =
  | { readonly kind: 'trusted' }
  | {
      readonly kind: 'untrusted';
      /** A sentence. */
      readonly why: string;
      /** What the person has to do, in a sentence. */
      readonly next: string;
      /** It was trusted before, or something has switched it off. */
      readonly lost: boolean;
      /** What a person can be asked to trust; empty where that alone does not help. */
      readonly hooks: readonly CodexHook[];
    }
  /** It could not be asked. `why` is a clause. */
  | { readonly kind: 'unknown'; readonly why: string };

interface Keeper {
  /** Asks the agent itself. */
  look(site: Site): Promise<Trust>;
  /** Has it trust what the person was shown, where it still reads the same. */
  trust(site: Site, shown: readonly CodexHook[]): Promise<Trust>;
  /** Files beside its settings on which the answer depends. */
  readonly beside: readonly string[];
}

const codex: Keeper = {
  look: async (site) => lostUnlessNew(await codexTrust(site)),
  trust: async (site, shown) => lostUnlessNew(await trustCodex(site, shown)),
  beside: ['config.toml'],
};

const lostUnlessNew = (answer: Awaited<ReturnType<typeof codexTrust>>): Trust =>
  answer.kind === 'untrusted' ? { ...answer, lost: answer.state !== 'new' } : answer;

const keepers: ReadonlyMap<string, Keeper> = new Map([['codex', codex]]);

/** Milliseconds an answer is believed while none of the files changes: asking starts a process. */
const freshFor = 60 * 60_000;
const unknownFor = 60_000;

const answers = new Map<string, { readonly signature: string; readonly at: number; readonly trust: Promise<Trust> }>();

/** Undefined for an agent that trusts its settings as they are. Never rejects. */
export async function trustOf(agent: Agent, site: Site, now: number): Promise<Trust | undefined> {
  const keeper = keepers.get(agent.id);
  if (keeper === undefined) return undefined;
  const key = `${agent.id}\n${site.home}\n${site.root}`;
  const signature = signatureOf(agent, keeper, site);
  const known = answers.get(key);
  if (known !== undefined && known.signature === signature) {
    const age = now - known.at;
    if (age < unknownFor || (age < freshFor && (await known.trust).kind !== 'unknown')) return known.trust;
  }
  const trust = keeper.look(site).catch(unknown);
  answers.set(key, { signature, at: now, trust });
  return trust;
}

/** Never rejects. */
export async function trustShown(agent: Agent, site: Site, shown: readonly CodexHook[]): Promise<Trust | undefined> {
  answers.clear();
  return keepers.get(agent.id)?.trust(site, shown).catch(unknown);
}

const unknown = (error: unknown): Trust => ({
  kind: 'unknown',
  why: error instanceof Error ? error.message : String(error),
});

function signatureOf(agent: Agent, { beside }: Keeper, site: Site): string {
  try {
    const own = settingsOf([agent], site).map(({ path }) => path);
    const others = own.flatMap((path) => beside.map((name) => join(dirname(path), name)));
    return [...own, ...others]
      .map((path) => {
        const found = statSync(path, { throwIfNoEntry: false });
        return found === undefined ? '' : `${found.mtimeMs} ${found.size} ${found.ino}`;
      })
      .join('\n');
  } catch {
    return 'unreadable';
  }
}
