/**
 * Whether enough people agree. People are counted, not keys and not signatures; every voice that comes here was verified.
 *
 * - Of each person only the newest statement counts. Of two at the same moment, the one that lets less pass.
 * - Whoever asks is nobody's second person, whatever they sign.
 * - One eligible person who says no blocks, until they say otherwise.
 * - Needs are counted each for itself: they come from different rules, and one person may be in two groups.
 */
import { type Approvals, type Assurance, isAtLeast } from '../policy/shape.ts';

export interface Need extends Approvals {
  /** Where it has to be signed: `vscode`, `cli`, `web`. Anywhere when it is left out. */
  readonly surfaces?: readonly string[] | undefined;
  /** Of the web, the pages that count. */
  readonly origins?: readonly string[] | undefined;
}

/** One person's verified statement. */
export interface Voice {
  /** Their id on the roster. */
  readonly person: string;
  readonly groups: readonly string[];
  readonly decision: 'approve' | 'deny' | 'revoke' | 'break-glass';
  /** `A0` is a click: it never counts. */
  readonly assurance: 'A0' | Assurance;
  readonly via: string;
  /** The page it was signed on. */
  readonly origin?: string;
  /** When it was signed, milliseconds since the epoch. */
  readonly at: number;
  readonly note: string;
}

export interface Missing {
  readonly need: Need;
  /** People who count for it so far. */
  readonly have: readonly string[];
}

export type Quorum<Of extends Voice = Voice> =
  | {
      readonly kind: 'met';
      readonly by: readonly Of[];
      /** When the last one needed had signed, milliseconds since the epoch. */
      readonly at: number;
    }
  | { readonly kind: 'denied'; readonly by: Of }
  | { readonly kind: 'missing'; readonly missing: readonly Missing[]; readonly confirm: boolean };

export interface QuorumRules {
  /** None at all: nobody has agreed. */
  readonly needs: readonly Need[];
  /** The id of whoever asks. */
  readonly requester: string;
  /** How sure it must be that whoever asks has confirmed it themselves. */
  readonly confirm?: Assurance | undefined;
  /** A policy may let a no be no more than a voice that is missing. */
  readonly denials?: 'block' | 'ignore' | undefined;
}

/** Never throws. */
export function countQuorum<Of extends Voice>(
  { needs, requester, confirm, denials = 'block' }: QuorumRules,
  voices: readonly Of[],
): Quorum<Of> {
  const newest = newestOf(voices);
  const others = newest.filter(({ person }) => person !== requester);
  const no = others.find((voice) => voice.decision === 'deny' && isEligible(voice, needs));
  if (no !== undefined && denials === 'block') return { kind: 'denied', by: no };
  const approvals = others.filter(({ decision }) => decision === 'approve');
  const counted = needs.map((need) => ({ need, by: approvals.filter((voice) => countsFor(voice, need)) }));
  // A number that is none is never reached.
  const missing = counted.filter(({ need, by }) => !(by.length >= Math.max(1, need.count)));
  const own = newest.find(
    ({ person, decision, assurance }) =>
      person === requester && decision === 'approve' && isWorth(assurance, confirm ?? 'A1'),
  );
  const unconfirmed = confirm !== undefined && own === undefined;
  if (missing.length > 0 || needs.length === 0 || unconfirmed)
    return {
      kind: 'missing',
      missing: missing.map(({ need, by }) => ({ need, have: by.map(({ person }) => person) })),
      confirm: unconfirmed,
    };
  const needed = counted.flatMap(({ need, by }) => by.toSorted((a, b) => a.at - b.at).slice(0, need.count));
  return {
    kind: 'met',
    by: [...new Set(counted.flatMap(({ by }) => by))],
    at: Math.max(...needed.map(({ at }) => at), ...(confirm === undefined || own === undefined ? [] : [own.at])),
  };
}

/** The newest voice of each person, in the order of their ids. */
export function newestOf<Of extends Voice>(voices: readonly Of[]): readonly Of[] {
  const newest = new Map<string, Of>();
  for (const voice of voices) {
    const known = newest.get(voice.person);
    if (known === undefined || isNewer(voice, known)) newest.set(voice.person, voice);
  }
  return [...newest.values()].sort((a, b) => (a.person < b.person ? -1 : 1));
}

const caution: Record<Voice['decision'], number> = { approve: 0, 'break-glass': 1, revoke: 2, deny: 3 };

function isNewer(voice: Voice, than: Voice): boolean {
  if (voice.at !== than.at) return voice.at > than.at;
  const [more, less] = [caution[voice.decision], caution[than.decision]];
  if (more !== less) return more > less;
  if (voice.assurance !== than.assurance) return !isWorth(voice.assurance, than.assurance);
  // Neither lets less pass: the same one in whatever order they come.
  return placeOf(voice) < placeOf(than);
}

const placeOf = ({ via, origin = '' }: Voice): string => `${via} ${origin}`;

/** A click is worth less than any signature. */
const isWorth = (given: Voice['assurance'], wanted: Voice['assurance']): boolean =>
  wanted === 'A0' || (given !== 'A0' && isAtLeast(given, wanted));

/** Somebody who could be counted: a no from outside the groups that are asked is an opinion. */
const isEligible = ({ groups }: Voice, needs: readonly Need[]): boolean =>
  needs.length === 0 || needs.some(({ group }) => group === undefined || groups.includes(group));

function countsFor({ groups, assurance, via, origin }: Voice, need: Need): boolean {
  return (
    (need.group === undefined || groups.includes(need.group)) &&
    isWorth(assurance, need.assurance ?? 'A1') &&
    (need.surfaces === undefined || need.surfaces.includes(via)) &&
    (need.origins === undefined || via !== 'web' || (origin !== undefined && need.origins.includes(origin)))
  );
}
