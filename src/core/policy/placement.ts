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
  const claim = [...matched].find(({ claimed }) => claimed);
  if (claim !== undefined && !found.has(otherwise))
    found.set(otherwise, `${claim.evidence}, by a configuration that the call brings`);
  const stranger = strangerAmong(signs, matched, layers);
  if (stranger !== undefined && !found.has(otherwise)) found.set(otherwise, `${stranger.evidence}, which matches none`);
  // A sandbox's directory with production's account is production as well.
  return { names: [...found.keys()], evidence: [...new Set(found.values())].join(', ') };
}

/** Whoever acts chooses where it stands and which files it names: that alone says nothing of a place named otherwise. */
const isChosen = ({ kind }: Sign): boolean => kind === 'paths' || kind === 'branches';

/** A place that policies tell environments by and that none of them knows, where only directories and branches matched. */
function strangerAmong(
  signs: readonly Sign[],
  matched: ReadonlySet<Sign>,
  layers: readonly Environments[],
): Sign | undefined {
  if (![...matched].every(isChosen)) return undefined;
  const told = new Set(layers.flatMap((each) => Object.values(each).flatMap(Object.keys)));
  return signs.find((sign) => !isChosen(sign) && told.has(sign.kind));
}

const fits = (sign: Sign, patterns: readonly string[] | undefined): boolean =>
  patterns?.some((pattern) => (sign.kind === 'paths' ? matchesPath : matchesName)(pattern, sign.value)) === true;
