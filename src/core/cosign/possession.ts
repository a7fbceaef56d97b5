/**
 * How a person shows to have the key that stands under their name on a roster: the key itself signs whose it is. Without
 * that, somebody could put another person's key under their own name, and take that person's approvals for theirs.
 */
import * as v from 'valibot';
import { ShapeError } from '../../base/json.ts';
import { type Signable, signable } from './ask.ts';
import { hexOf, sha256Of, utf8 } from './bytes.ts';
import { type Envelope, envelopeOf } from './dsse.ts';
import { type Refused, refused } from './refusals.ts';
import type { Key, Person } from './roster.ts';
import { checkSignature, keyIdOf } from './signature.ts';
import { instantShape, payloadTypes, predicateTypes, readStatement, spellStatement, textShape } from './statement.ts';

const possessionShape = v.strictObject({ person: textShape(64), keyid: textShape(2_000), at: instantShape });

/** `key`: as it stands on the roster, whatever its proof. `at`: milliseconds since the epoch. */
export async function possessionOf(subtle: SubtleCrypto, person: string, key: Key, at: number): Promise<Signable> {
  const predicate = { person, keyid: await keyIdOf(subtle, key), at: new Date(at).toISOString() };
  const subject = hexOf(await sha256Of(subtle, utf8(key.publicKey)));
  return signable(payloadTypes.statement, spellStatement(predicateTypes.possession, 'key', [subject], predicate));
}

/** Undefined when the key's proof shows that it is this person's. `origins`: see `checkAssertion`. Never throws. */
export async function whyNotTheirs(
  subtle: SubtleCrypto,
  person: Person,
  key: Key,
  origins: readonly string[],
): Promise<Refused | undefined> {
  const none = refused('no-proof', { who: person.name });
  let envelope: Envelope;
  try {
    envelope = envelopeOf(key.proof);
    const { predicateType, subjects, predicate } = readStatement(envelope.payload);
    const said = v.safeParse(possessionShape, predicate);
    const subject = hexOf(await sha256Of(subtle, utf8(key.publicKey)));
    const fits =
      envelope.payloadType === payloadTypes.statement &&
      predicateType === predicateTypes.possession &&
      subjects.length === 1 &&
      subjects[0] === subject &&
      said.success &&
      said.output.person === person.id &&
      said.output.keyid === (await keyIdOf(subtle, key)) &&
      envelope.keyid === said.output.keyid;
    if (!fits) return none;
  } catch (error) {
    if (error instanceof ShapeError) return none;
    throw error;
  }
  const signed = await checkSignature(subtle, key, envelope, person.name, origins);
  return 'code' in signed ? signed : undefined;
}
