/** Signs of an action + a policy's environments → the one it lies in, with the evidence. Whatever matches none is production. */
import { otherwise } from './contradictions.ts';
import type { Sign } from './facts.ts';
import { matchesName, matchesPath } from './glob.ts';
import type { Environments } from './shape.ts';

export interface Placement {
  /** Usually one; several when signs disagree: then each of them counts. */
  readonly names: readonly string[];
  /** A clause: "kube context `prod-eu`". */
  readonly evidence: string;
}

/**
 * `layers`: the environments of the policies that count, the highest first, so that a policy below cannot call its
 * superior's production a sandbox. First match wins, within one policy from top to bottom.
 */
export function placementOf(signs: readonly Sign[], layers: readonly Environments[]): Placement {
  const found = new Map<string, string>();
  const matched = new Set<Sign>();
  for (const environments of layers)
    for (const [name, patterns] of Object.entries(environments))
      for (const sign of signs) {
        if (matched.has(sign) || !fits(sign, patterns[sign.kind])) continue;
        matched.add(sign);
        if (!found.has(name)) found.set(name, sign.evidence);
      }
  const [first] = found;
  if (first === undefined) return { names: [otherwise], evidence: 'nothing says that it is anything else' };
  // A sandbox's directory with production's account is production as well.
  return { names: [...found.keys()], evidence: [...new Set(found.values())].join(', ') };
}

const fits = (sign: Sign, patterns: readonly string[] | undefined): boolean =>
  patterns?.some((pattern) => (sign.kind === 'paths' ? matchesPath : matchesName)(pattern, sign.value)) === true;
