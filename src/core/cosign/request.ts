/**
 * A request: what one person asks others to sign for, and the only place where it stands whole. It is signed by the
 * requester's own key, and every verdict names the digest of its bytes.
 */
import * as v from 'valibot';
import { type Json, ShapeError } from '../../base/json.ts';
import { assurances } from '../policy/shape.ts';
import { actionShape } from './action.ts';
import { type Bytes, hexOf, sameBytes, sha256Of } from './bytes.ts';
import { jcs, readJcs } from './jcs.ts';
import { headShape, idShape, instantShape, mostActions, sha256Shape, surfaces, textShape } from './statement.ts';

/** Milliseconds. */
export const requestTimes = {
  /** To approve, where nobody says otherwise. */
  answer: 15 * 60_000,
  /** To run, from the moment enough people have approved. */
  execute: 5 * 60_000,
  mostAnswer: 7 * 24 * 3_600_000,
  mostExecute: 24 * 3_600_000,
} as const;

/** What a policy asks for, as `hold/quorum.ts` counts it. */
const needShape = v.strictObject({
  count: v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(9)),
  group: v.optional(textShape(100)),
  assurance: v.optional(v.picklist(assurances)),
  surfaces: v.optional(v.pipe(v.array(v.picklist(surfaces)), v.minLength(1), v.maxLength(3))),
  origins: v.optional(v.pipe(v.array(textShape(300)), v.minLength(1), v.maxLength(20))),
});

const fields = {
  v: v.literal(1),
  id: idShape,
  /** 128 bits of chance, base64url: used up by one run. */
  nonce: v.pipe(v.string(), v.regex(/^[\w-]{22}$/)),
  requester: v.strictObject({
    /** Their id on the roster: its owner's key has signed this. */
    person: textShape(64),
    session: textShape(200),
    agent: textShape(100),
  }),
  /** In the words of the person who asks, for people. */
  why: textShape(2_000),
  actions: v.pipe(v.array(actionShape), v.minLength(1), v.maxLength(mostActions)),
  policy: v.strictObject({
    policySha256: sha256Shape,
    rosterSha256: sha256Shape,
    need: v.pipe(v.array(needShape), v.maxLength(20)),
  }),
  auditHead: headShape,
  notBefore: instantShape,
  expiresAt: instantShape,
  /** Milliseconds. */
  executeWithin: v.pipe(v.number(), v.safeInteger(), v.minValue(1_000), v.maxValue(requestTimes.mostExecute)),
  /** The id of a request that this one takes the place of. */
  supersedes: v.optional(idShape),
};

const requestShape = v.pipe(
  v.strictObject({ ...fields, shown: v.unknown() }),
  v.check(({ notBefore, expiresAt }) => {
    const lasts = Date.parse(expiresAt) - Date.parse(notBefore);
    return lasts > 0 && lasts <= requestTimes.mostAnswer;
  }, 'it lasts too long, or not at all'),
);

export type CosignRequest = Omit<v.InferOutput<typeof requestShape>, 'shown'> & {
  /** What the panel showed: impact, diff, graph. Its reader says what it makes of it. */
  readonly shown: Json;
};

/** UTF-8 of the one spelling. @throws {ShapeError} for what `readRequest` would not read. */
export function spellRequest(request: CosignRequest): Bytes {
  const bytes = jcs(request);
  readRequest(bytes);
  return bytes;
}

/** @throws {ShapeError} for bytes that are not the one spelling of a request, and never anything else. */
export function readRequest(payload: Uint8Array): CosignRequest {
  const value = readJcs(payload);
  const read = v.safeParse(requestShape, value, { abortEarly: true });
  if (!read.success) {
    const path = v.getDotPath(read.issues[0]) ?? '';
    throw new ShapeError(`request: ${path === '' ? 'not of the shape of one' : `${path} is not as it should be`}`);
  }
  // JSON, because it was read as such; whole, because a member that the shape's reader has passed over would be unseen.
  const request = { ...read.output, shown: (read.output.shown ?? null) as Json };
  if (!sameBytes(jcs(request), payload)) throw new ShapeError('request: not of the shape of one');
  return request;
}

/** Lower-case hex SHA-256 of the request's bytes. */
export const requestDigest = async (subtle: SubtleCrypto, payload: Bytes): Promise<string> =>
  hexOf(await sha256Of(subtle, payload));
