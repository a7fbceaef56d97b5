/**
 * What people sign and what a run leaves behind: in-toto Statements, one subject for every action.
 * https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md
 */
import * as v from 'valibot';
import { type Json, ShapeError } from '../../base/json.ts';
import type { Bytes } from './bytes.ts';
import { jcs, readJcs } from './jcs.ts';

/** What an envelope holds: signed along with it, so that one is never taken for the other. */
export const payloadTypes = {
  statement: 'application/vnd.in-toto+json',
  request: 'application/vnd.holdpoint.request.v1+json',
} as const;

export const predicateTypes = {
  verdict: 'https://holdpoint.dev/approval/v1',
  receipt: 'https://holdpoint.dev/receipt/v1',
  possession: 'https://holdpoint.dev/possession/v1',
} as const;

const statementType = 'https://in-toto.io/Statement/v1';

/** `review` looks back at what was done without a second person; `break-glass` does it. */
const decisions = ['approve', 'deny', 'revoke', 'break-glass', 'review'] as const;
/** Where a person saw what they signed. */
export const surfaces = ['vscode', 'web', 'cli'] as const;

/** Lower-case hex SHA-256. */
export const sha256Shape = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'no SHA-256'));

/** ISO 8601 in UTC with milliseconds, as JavaScript spells it. */
export const instantShape = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/),
  v.check((text) => {
    const at = Date.parse(text);
    return !Number.isNaN(at) && new Date(at).toISOString() === text;
  }),
);

/** Characters that nobody sees could make a note say something else than it shows; those that join letters may stay. */
export const textShape = (most: number) =>
  v.pipe(
    v.string(),
    v.maxLength(most),
    v.check((text) => text.isWellFormed() && !/(?![\n\u200c\u200d])[\p{Cf}\p{Cc}]/u.test(text)),
  );

/** A log's length and its root, RFC 6962. */
export const headShape = v.strictObject({
  size: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  root: sha256Shape,
});

/** Of a request: nobody can guess it. */
export const idShape = v.pipe(v.string(), v.regex(/^[\w-]{16,64}$/));

/** The predicate of a person's answer. */
const verdictShape = v.strictObject({
  decision: v.picklist(decisions),
  /** A person's id on the roster. */
  approver: textShape(64),
  requestId: idShape,
  nonce: idShape,
  /** Of the request's bytes. */
  requestDigest: sha256Shape,
  rosterSha256: sha256Shape,
  /** The requester's log, as the request told it: whoever signs this remembers it. */
  auditHead: headShape,
  via: v.picklist(surfaces),
  reason: textShape(1_000),
  issuedAt: instantShape,
  expiresAt: instantShape,
});

/** The predicate of a run that was approved. */
const receiptShape = v.strictObject({
  requestDigest: sha256Shape,
  /** SHA-256 of the envelopes that were counted. */
  verdicts: v.pipe(v.array(sha256Shape), v.maxLength(100)),
  startedAt: instantShape,
  endedAt: instantShape,
  exitCode: v.pipe(v.number(), v.safeInteger()),
  outputSha256: v.optional(sha256Shape),
});

export type Verdict = v.InferOutput<typeof verdictShape>;
export type Receipt = v.InferOutput<typeof receiptShape>;

/** Actions that one request may ask for. */
export const mostActions = 20;

const subjectsShape = v.pipe(
  v.array(v.strictObject({ name: textShape(40), digest: v.strictObject({ sha256: sha256Shape }) })),
  v.minLength(1),
  v.maxLength(mostActions),
);

const statementShape = v.strictObject({
  _type: v.literal(statementType),
  subject: subjectsShape,
  predicateType: v.string(),
  predicate: v.looseObject({}),
});

export interface Statement {
  readonly predicateType: string;
  /** SHA-256 of the actions, hex, in the request's order. */
  readonly subjects: readonly string[];
  readonly predicate: Json;
}

/** The payload, in its one spelling. `subjects`: SHA-256, hex. @throws {ShapeError} */
export function spellStatement(
  predicateType: string,
  what: 'action' | 'key',
  subjects: readonly string[],
  predicate: object,
): Bytes {
  return jcs({
    _type: statementType,
    subject: subjects.map((sha256, index) => ({ name: `${what}/${index + 1}`, digest: { sha256 } })),
    predicateType,
    predicate,
  });
}

/** What a person signs. `actions`: see `actionDigests`. */
export const spellVerdict = (actions: readonly string[], verdict: Verdict): Bytes =>
  spellStatement(predicateTypes.verdict, 'action', actions, verdict);

/** What a run leaves behind, signed by the device key of whoever ran it. */
export const spellReceipt = (actions: readonly string[], receipt: Receipt): Bytes =>
  spellStatement(predicateTypes.receipt, 'action', actions, receipt);

/** @throws {ShapeError} for bytes that are not the one spelling of a statement, and never anything else. */
export const readStatement = (payload: Uint8Array): Statement => statementOf(readJcs(payload));

/** The same for what was read already. @throws {ShapeError} */
export function statementOf(value: Json): Statement {
  const read = v.safeParse(statementShape, value);
  if (!read.success) throw new ShapeError('statement: not of the shape of one');
  const { subject, predicateType, predicate } = read.output;
  return { predicateType, subjects: subject.map(({ digest }) => digest.sha256), predicate: predicate as Json };
}

/** Undefined when it is no verdict of ours. */
export function verdictOf({ predicateType, predicate }: Statement): Verdict | undefined {
  const read = v.safeParse(verdictShape, predicate);
  return predicateType === predicateTypes.verdict && read.success ? read.output : undefined;
}

/** Undefined when it is no receipt of ours. */
export function receiptOf({ predicateType, predicate }: Statement): Receipt | undefined {
  const read = v.safeParse(receiptShape, predicate);
  return predicateType === predicateTypes.receipt && read.success ? read.output : undefined;
}
