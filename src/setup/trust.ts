/**
 * Agents that run a hook only once their person has trusted it, one line each. Without it such an agent passes our entries
 * over in silence.
 */
import { codexTrust } from './codexTrust.ts';
import type { Site } from './site.ts';

export type Trust =
  | { readonly kind: 'trusted' }
  /** `next`: what the person has to do, in a sentence. */
  | { readonly kind: 'untrusted'; readonly why: string; readonly next: string }
  /** It could not be asked. */
  | { readonly kind: 'unknown'; readonly why: string };

/** Asks the agent itself, or reads what it keeps. */
type TrustLook = (site: Site) => Promise<Trust>;

const looks: ReadonlyMap<string, TrustLook> = new Map<string, TrustLook>([['codex', (site) => codexTrust(site)]]);

/** Undefined for an agent that trusts its settings as they are. Never rejects. */
export async function trustOf(agent: string, site: Site): Promise<Trust | undefined> {
  try {
    return await looks.get(agent)?.(site);
  } catch (error) {
    return { kind: 'unknown', why: error instanceof Error ? error.message : String(error) };
  }
}
