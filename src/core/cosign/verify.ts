/**
 * The one function by which an editor, the command line, a job and a broker decide whether an action was approved.
 *
 * Fifteen checks, in this order; each that fails has its own name and its own sentence (`refusals.ts`):
 *  1 an envelope, not too large, of a statement      2 in its one spelling            3 a verdict
 *  4 for exactly these actions                       5 for this request               6 under this roster and policy
 *  7 in time                                         8 by a key of somebody on the roster
 *  9 who is not whoever asks                        10 whose key has really signed it, in a person's presence
 * 11 nobody says no, newest statements count        12 enough people
 * 13 not used before                                14 nothing has changed            15 written down
 *
 * An answer that fails one of 1 to 10 is set aside: whoever carries answers could add any number of those. It neither
 * approves nor blocks. What fails later refuses the action. From 13 on the approvals are used up, whatever comes.
 */
import type { Json } from '../../base/json.ts';
import { countQuorum, type Missing, type Need, newestOf, type Quorum, type Voice } from '../hold/quorum.ts';
import { morePeople } from '../policy/describe.ts';
import type { Assurance } from '../policy/shape.ts';
import { actionDigests } from './action.ts';
import { type Bytes, hexOf, sha256Of } from './bytes.ts';
import { type Envelope, mostEnvelopeBytes, readEnvelope } from './dsse.ts';
import { readJcs } from './jcs.ts';
import { type Refused, refused } from './refusals.ts';
import { type CosignRequest, readRequest, requestDigest } from './request.ts';
import { type Key, type Person, type Roster, whyNot } from './roster.ts';
import { checkSignature, keyIdOf } from './signature.ts';
import { payloadTypes, type Statement, statementOf, type Verdict, verdictOf } from './statement.ts';

/** Milliseconds that clocks may differ. */
export const mostSkew = 60_000;

/** What is asked of `verify`; nothing in it is believed but what is said to be of here. */
export interface Question {
  /** The request's envelope. */
  readonly request: Bytes;
  /** Envelopes of answers, in any order, from anywhere. */
  readonly verdicts: readonly Bytes[];
  /** SHA-256 of the actions that are about to run, hex: made from what is there now, and not from the request. */
  readonly running: readonly string[];
  /** Of the protected branch, as it is now. */
  readonly roster: Roster;
  /** SHA-256 of the files that count here, hex. */
  readonly accepted: { readonly rosters: readonly string[]; readonly policies: readonly string[] };
  /** What the policy here asks for: what the request says of it is for people. */
  readonly needs: readonly Need[];
  /** How sure it must be that whoever asks has confirmed it themselves. */
  readonly confirm?: Assurance;
  /** People who wrote what would run, where the policy does not count them. */
  readonly authors?: readonly string[];
  /** Pages that count, as browsers write them. */
  readonly origins: readonly string[];
  readonly denials?: 'block' | 'ignore';
  /** The group whose members may act alone when nobody answers. Nobody may where it is missing. */
  readonly breakGlass?: string;
  /** Milliseconds to run in, where it is less than the request says. */
  readonly executeWithin?: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** When enough had approved by the clock of whoever asks, where that is known. Else what the answers say counts. */
  readonly metAt?: number;
}

/** What has to be done, and not only looked at. Whatever throws refuses. */
export interface Acts {
  /** 13: marks all of these as used in one step; false, and marks none, when one of them is. `until`: when they may be forgotten, milliseconds since the epoch. */
  use(uses: readonly string[], until: number): Promise<boolean>;
  /** 14: looks at inputs, real paths and program again; what is no longer as it was, in a few words. */
  differs(): Promise<string | undefined>;
  /** 15: has it on disk when it comes back. */
  record(agreed: Agreed): Promise<void>;
}

/** A statement that has passed the first ten checks. */
export interface Heard extends Voice {
  readonly name: string;
  readonly keyid: string;
  /** SHA-256 of its envelope, hex. */
  readonly envelope: string;
}

/** An answer that does not count, and why. */
export interface SetAside {
  /** Its place among the answers that were given. */
  readonly index: number;
  readonly refused: Refused;
}

/** What may run, by whom, until when. */
export interface Agreed {
  readonly request: CosignRequest;
  readonly requestDigest: string;
  /** `break-glass`: one person alone, and somebody has to review it. */
  readonly how: 'approved' | 'break-glass';
  readonly by: readonly Heard[];
  /** When it has to have started, milliseconds since the epoch. */
  readonly executeBy: number;
  readonly setAside: readonly SetAside[];
}

export type Outcome =
  /** All fifteen, or, where nothing is to be done, the first twelve. */
  | ({ readonly kind: 'agreed' } & Agreed)
  | {
      readonly kind: 'refused';
      readonly refused: Refused;
      /** Whose statements counted so far. */
      readonly heard: readonly Heard[];
      readonly missing: readonly Missing[];
      readonly setAside: readonly SetAside[];
    };

/** Never throws. Without `acts` it tells how things stand, and nothing is used up. */
export async function verify(question: Question, subtle: SubtleCrypto, acts?: Acts): Promise<Outcome> {
  const { roster, needs, confirm, denials, now } = question;
  const setAside: SetAside[] = [];
  let heard: readonly Heard[] = [];
  let missing: readonly Missing[] = [];
  const no = (why: Refused): Outcome => ({ kind: 'refused', refused: why, heard, missing, setAside });

  const asked = await openRequest(question.request, roster, now, question.origins, subtle);
  if ('code' in asked) return no(asked);
  const { request, digest } = asked;

  // 1 to 10, for each answer alone.
  const voices: (Heard & { readonly index: number })[] = [];
  for (const [index, bytes] of question.verdicts.entries()) {
    const voice = await hear(bytes, asked, question, subtle, false);
    if ('code' in voice) setAside.push({ index, refused: voice });
    else voices.push({ ...voice, index });
  }
  heard = newestOf(voices);
  for (const { index, name, envelope, person } of voices) {
    const counts = heard.find((one) => one.person === person);
    if (counts?.envelope !== envelope) setAside.push({ index, refused: refused('superseded', { who: name }) });
  }

  // 4, of what is about to run, and 6 and 7 of the request. A time that is none is never in time.
  if (!isPartOf(question.running, asked.actions)) return no(refused('not-in-request'));
  if (!question.accepted.rosters.includes(request.policy.rosterSha256)) return no(refused('roster-differs'));
  if (!question.accepted.policies.includes(request.policy.policySha256)) return no(refused('policy-differs'));
  if (!(now + mostSkew >= Date.parse(request.notBefore))) return no(refused('not-yet'));
  if (!(now < Date.parse(request.expiresAt))) return no(refused('request-expired'));

  // 11 and 12.
  const requester = request.requester.person;
  const quorum = countQuorum({ needs, requester, confirm, denials }, voices);
  if (quorum.kind === 'denied') return no(refused('denied', { who: quorum.by.name, what: quorum.by.note }));
  const alone = quorum.kind === 'missing' ? heard.find((voice) => breaksGlass(voice, question, requester)) : undefined;
  if (quorum.kind === 'missing' && alone === undefined) {
    missing = quorum.missing;
    return no(notEnough(quorum, asked.person.name));
  }
  const met = quorum.kind === 'met' ? quorum : { by: alone === undefined ? [] : [alone], at: alone?.at ?? 0 };
  const within = Math.min(request.executeWithin, question.executeWithin ?? request.executeWithin);
  const executeBy = Math.min((question.metAt ?? met.at) + within, Date.parse(request.expiresAt));
  const agreed: Agreed = {
    request,
    requestDigest: digest,
    how: quorum.kind === 'met' ? 'approved' : 'break-glass',
    by: met.by,
    executeBy,
    setAside,
  };
  if (acts === undefined) return { kind: 'agreed', ...agreed };

  // 7 once more, now that it runs.
  if (!(now < executeBy)) return no(refused('execute-window-over'));
  // 13
  const uses = question.running.map((action) => `${request.nonce}/${action}`);
  const used = await attempt(() => acts.use(uses, executeBy + mostSkew));
  if ('error' in used) return no(refused('use-unknown', { what: used.error }));
  if (!used.value) return no(refused('used'));
  // 14
  const changed = await attempt(() => acts.differs());
  if ('error' in changed)
    return no(refused('changed', { what: `Something that could not be read (${changed.error})` }));
  if (changed.value !== undefined) return no(refused('changed', { what: changed.value }));
  // 15
  const recorded = await attempt(() => acts.record(agreed));
  return 'error' in recorded ? no(refused('not-recorded', { what: recorded.error })) : { kind: 'agreed', ...agreed };
}

/** A request whose signature is the requester's own. */
export interface Asked {
  readonly request: CosignRequest;
  /** SHA-256 of its bytes, hex. */
  readonly digest: string;
  /** SHA-256 of its actions, hex, in their order. */
  readonly actions: readonly string[];
  /** Whose key has signed it. */
  readonly person: Person;
}

/** For whoever looks at a request before they answer it, as well. Never throws. */
export async function openRequest(
  bytes: Bytes,
  roster: Roster,
  now: number,
  origins: readonly string[],
  subtle: SubtleCrypto,
): Promise<Asked | Refused> {
  let envelope: Envelope;
  let request: CosignRequest;
  let actions: readonly string[];
  try {
    envelope = readEnvelope(bytes, mostEnvelopeBytes.request);
    if (envelope.payloadType !== payloadTypes.request) return refused('request-malformed');
    request = readRequest(envelope.payload);
    actions = await actionDigests(request.actions, subtle);
  } catch {
    return refused('request-malformed');
  }
  // The person is whoever's key has signed it, and not whom it names.
  const named = ({ id }: Person) => id === request.requester.person;
  const people = [...roster.people.filter(named), ...roster.people.filter((each) => !named(each))];
  const found = await owner(people, envelope.keyid, subtle);
  if (found === undefined) return refused('requester-stranger');
  const { person, key } = found;
  const { requester } = request;
  if (person.id !== requester.person) return refused('requester-differs', { who: person.name, what: requester.person });
  const why = whyNot(key, now);
  if (why !== undefined) return refused('requester-key', { who: person.name, what: why });
  const signed = await checkSignature(subtle, key, envelope, person.name, origins);
  if ('code' in signed) return refused('requester-signature', { who: person.name, what: signed.message });
  return { request, digest: await requestDigest(subtle, envelope.payload), actions, person };
}

export interface Reviews {
  /** Who, but whoever asked, has looked at it afterwards, each once; their `decision` is `approve`. */
  readonly by: readonly Heard[];
  readonly setAside: readonly SetAside[];
}

/** Checks 1 to 10 of reviews: who has looked back at what one person did alone. Never throws. */
export async function reviewsOf(question: Question, subtle: SubtleCrypto): Promise<Reviews> {
  const asked = await openRequest(question.request, question.roster, question.now, question.origins, subtle);
  if ('code' in asked) return { by: [], setAside: [] };
  const heard = await Promise.all(question.verdicts.map((bytes) => hear(bytes, asked, question, subtle, true)));
  return {
    by: newestOf(heard.flatMap((one) => ('code' in one ? [] : [one]))),
    setAside: heard.flatMap((one, index) => ('code' in one ? [{ index, refused: one }] : [])),
  };
}

/** Checks 1 to 10 of one answer, or of one review. */
async function hear(
  bytes: Bytes,
  asked: Asked,
  question: Question,
  subtle: SubtleCrypto,
  looksBack: boolean,
): Promise<Heard | Refused> {
  const { now, roster, authors = [], origins } = question;
  const { request } = asked;

  // 1
  if (bytes.length > mostEnvelopeBytes.verdict) return refused('too-large');
  let envelope: Envelope;
  try {
    envelope = readEnvelope(bytes, mostEnvelopeBytes.verdict);
  } catch {
    return refused('not-an-envelope');
  }
  if (envelope.payloadType !== payloadTypes.statement) return refused('payload-type');
  // 2
  let payload: Json;
  try {
    payload = readJcs(envelope.payload);
  } catch {
    return refused('not-canonical');
  }
  // 3
  let statement: Statement;
  try {
    statement = statementOf(payload);
  } catch {
    return refused('statement-type');
  }
  const verdict = verdictOf(statement);
  if (verdict === undefined || (verdict.decision === 'review') !== looksBack) return refused('statement-type');
  const person = roster.people.find(({ id }) => id === verdict.approver);
  const who = person?.name ?? `"${verdict.approver}"`;
  // 4
  if (!isSame(statement.subjects, asked.actions)) return refused('other-actions', { who });
  // 5
  if (verdict.requestId !== request.id) return refused('other-id', { who });
  if (verdict.nonce !== request.nonce) return refused('other-nonce', { who });
  if (verdict.requestDigest !== asked.digest) return refused('other-request', { who });
  if (!isSameHead(verdict, request)) return refused('other-log', { who });
  // 6 and 7; a no is one whatever roster it was signed with, and does not expire.
  const lasting = verdict.decision === 'deny' || verdict.decision === 'revoke';
  if (!lasting && !question.accepted.rosters.includes(verdict.rosterSha256))
    return refused('signed-with-other-roster', { who });
  const issuedAt = Date.parse(verdict.issuedAt);
  if (!(issuedAt <= now + mostSkew)) return refused('issued-in-future', { who });
  if (!lasting && !(now < Date.parse(verdict.expiresAt))) return refused('verdict-expired', { who });
  // 8
  if (person === undefined) return refused('stranger', { who });
  const key = (await owner([person], envelope.keyid, subtle))?.key;
  if (key === undefined) return refused('unknown-key', { who });
  const why = whyNot(key, now) ?? whyNot(key, issuedAt);
  if (why !== undefined) return refused(keyRefusal(key, now, issuedAt), { who, what: why });
  // 9; whoever asks may confirm, or break the glass, and is nobody's second person.
  const own = person.id === asked.person.id;
  if (own && !isOwnVoice(verdict, question)) return refused('own-request', { who });
  if (!own && verdict.decision === 'break-glass') return refused('statement-type');
  if (authors.includes(person.id) && verdict.decision === 'approve' && !own) return refused('own-work', { who });
  // 10
  const signed = await checkSignature(subtle, key, envelope, who, origins);
  if ('code' in signed) return signed;
  return {
    person: person.id,
    name: person.name,
    groups: person.groups,
    decision: verdict.decision === 'review' ? 'approve' : verdict.decision,
    assurance: signed.assurance,
    via: verdict.via,
    ...(signed.origin === undefined ? {} : { origin: signed.origin }),
    at: issuedAt,
    note: verdict.reason,
    keyid: envelope.keyid,
    envelope: hexOf(await sha256Of(subtle, bytes)),
  };
}

async function owner(
  people: readonly Person[],
  keyid: string,
  subtle: SubtleCrypto,
): Promise<{ readonly person: Person; readonly key: Key } | undefined> {
  for (const person of people)
    for (const key of person.keys) if ((await keyIdOf(subtle, key)) === keyid) return { person, key };
  return undefined;
}

function keyRefusal(key: Key, now: number, issuedAt: number): 'key-revoked' | 'key-expired' | 'key-too-new' {
  if (key.revoked !== undefined) return 'key-revoked';
  return Math.min(now, issuedAt) < Date.parse(key.added) ? 'key-too-new' : 'key-expired';
}

/** What whoever asks may say of their own request. */
const isOwnVoice = ({ decision }: Verdict, { confirm, breakGlass }: Question): boolean =>
  decision === 'revoke' ||
  (decision === 'approve' && confirm !== undefined) ||
  (decision === 'break-glass' && breakGlass !== undefined);

const breaksGlass = (
  { person, decision, assurance, groups, note }: Voice,
  { breakGlass }: Question,
  requester: string,
) =>
  breakGlass !== undefined &&
  person === requester &&
  decision === 'break-glass' &&
  assurance === 'A3' &&
  groups.includes(breakGlass) &&
  note.trim() !== '';

const isSame = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((each, at) => each === b[at]);

/** Some of them, none twice: each is for one run. */
const isPartOf = (some: readonly string[], all: readonly string[]): boolean =>
  some.length > 0 && new Set(some).size === some.length && some.every((each) => all.includes(each));

const isSameHead = ({ auditHead: a }: Verdict, { auditHead: b }: CosignRequest): boolean =>
  a.size === b.size && a.root === b.root;

function notEnough({ missing, confirm }: Extract<Quorum, { kind: 'missing' }>, requester: string): Refused {
  if (missing.length === 0 && confirm) return refused('not-confirmed', { who: requester });
  const said = missing.map(({ need, have }) => {
    const so = have.length === 0 ? '' : `; so far ${have.join(', ')}`;
    return `It needs ${morePeople(need)}${so}.`;
  });
  return refused('not-enough', { what: said.join(' ') || 'Nobody has approved it.' });
}

async function attempt<T>(act: () => Promise<T>): Promise<{ readonly value: T } | { readonly error: string }> {
  try {
    return { value: await act() };
  } catch (error) {
    return { error: error instanceof Error ? error.message : 'it failed.' };
  }
}
