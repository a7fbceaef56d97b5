/**
 * Mutated bytes and texts at every door that takes them from outside: nothing may throw but what is declared, and nothing
 * that differs from what was signed may be taken. The same seed makes the same inputs.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { ShapeError } from '../../src/base/json.ts';
import { actionDigests } from '../../src/core/cosign/action.ts';
import {
  type Bytes,
  base64Of,
  bytesOfBase64,
  bytesOfBase64Url,
  concat,
  sameBytes,
  sha256Of,
  textOfUtf8,
  utf8,
} from '../../src/core/cosign/bytes.ts';
import { type Envelope, mostEnvelopeBytes, pae, readEnvelope, spellEnvelope } from '../../src/core/cosign/dsse.ts';
import { jcs } from '../../src/core/cosign/jcs.ts';
import { readLink, spellLink } from '../../src/core/cosign/link.ts';
import { readCheckpoint, spellCheckpoint } from '../../src/core/cosign/merkle.ts';
import { sealEnvelope, unsealEnvelope } from '../../src/core/cosign/pack.ts';
import { readRequest } from '../../src/core/cosign/request.ts';
import type { Key, Roster } from '../../src/core/cosign/roster.ts';
import { type Deflate, padding, type SealKeys, seal, sealKeys, unseal } from '../../src/core/cosign/seal.ts';
import { keyIdOf } from '../../src/core/cosign/signature.ts';
import { approvalNamespace, armorOf, checkSshsig, sshsigOfArmor } from '../../src/core/cosign/sshsig.ts';
import { readStatement, receiptOf, verdictOf } from '../../src/core/cosign/statement.ts';
import { verify } from '../../src/core/cosign/verify.ts';
import { checkAssertion } from '../../src/core/cosign/webauthn.ts';
import recorded from '../fixtures/cosign/recorded.json';
import { hex, subtle } from './cosignPeople.ts';
import { numbers } from './fuzz.ts';

type Next = (below: number) => number;

interface Failure {
  readonly door: string;
  readonly input: string;
  readonly why: string;
}

interface FuzzResult {
  readonly inputs: number;
  readonly failures: readonly Failure[];
  /** How many came to each door, and how many of those it read. */
  readonly doors: Readonly<Record<string, { readonly inputs: number; readonly read: number }>>;
}

const deflate: Deflate = {
  compress: async (bytes) => Uint8Array.from(deflateRawSync(bytes)),
  expand: async (bytes, most) => Uint8Array.from(inflateRawSync(bytes, { maxOutputLength: most })),
};

const bytesOf = (base64: string): Bytes => bytesOfBase64(base64) ?? new Uint8Array();
const roster = recorded.roster as Roster;
const request = bytesOf(recorded.request);
const verdicts = recorded.verdicts.map(({ envelope }) => bytesOf(envelope));

/** Pieces that parsers look for. */
const pieces = [
  '{',
  '}',
  '[',
  ']',
  '"',
  ':',
  ',',
  '\\',
  '\\u0000',
  '\\ud800',
  'null',
  'true',
  '1e400',
  '-0',
  '__proto__',
  '"decision":"approve"',
  '"approve"',
  '"deny"',
  'constructor',
  '\u202e',
  '\ufeff',
  '\u0000',
  'SSHSIG',
  'ssh-ed25519',
  'holdpoint-approval@v1',
  'webauthn.get',
  '\u0000\u0000\u0000\u0000',
  '\u007f\u00ff\u00ff\u00ff',
  's1.',
  'a1.',
  '#',
  '?h=',
  '%',
  '.',
  '=',
  '==',
  '\n',
  '-----BEGIN SSH SIGNATURE-----',
].map(utf8);

function mutated(of: Bytes, others: readonly Bytes[], next: Next): Bytes {
  let bytes = of.slice();
  for (let round = 1 + next(3); round > 0; round--) {
    const at = next(bytes.length + 1);
    const to = Math.min(bytes.length, at + 1 + next(next(4) === 0 ? 200 : 6));
    const other = others[next(others.length)] ?? of;
    const piece = pieces[next(pieces.length)] ?? of;
    switch (next(9)) {
      case 0:
        if (at < bytes.length) bytes[at] = (bytes[at] ?? 0) ^ (1 << next(8));
        break;
      case 1:
        if (at < bytes.length) bytes[at] = next(256);
        break;
      case 2:
        bytes = concat(bytes.subarray(0, at), bytes.subarray(to));
        break;
      case 3:
        bytes = bytes.slice(0, at);
        break;
      case 4:
        bytes = concat(
          bytes.subarray(0, at),
          Uint8Array.from({ length: 1 + next(8) }, () => next(256)),
          bytes.subarray(at),
        );
        break;
      case 5:
        bytes = concat(bytes.subarray(0, at), piece, bytes.subarray(next(2) === 0 ? at : to));
        break;
      case 6:
        bytes = concat(bytes.subarray(0, to), bytes.subarray(at));
        break;
      case 7:
        bytes = concat(bytes.subarray(0, at), other.subarray(Math.min(other.length, at)));
        break;
      default: {
        // Swapped with a byte elsewhere.
        const place = next(bytes.length);
        const [a = 0, b = 0] = [bytes[at], bytes[place]];
        if (at < bytes.length) [bytes[at], bytes[place]] = [b, a];
      }
    }
  }
  return bytes;
}

/** True when it was read. @throws anything that is not as it should be. */
type Door = (input: Bytes, of: Bytes) => Promise<boolean>;

class Accepted extends Error {}

function accepted(is: boolean, what: string): void {
  if (is) throw new Accepted(what);
}

/** Only what is declared may be thrown. */
function declared<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof ShapeError) return undefined;
    throw error;
  }
}

interface Seeded {
  readonly name: string;
  readonly seeds: readonly Bytes[];
  readonly door: Door;
  /** How often it is knocked at: what takes long, less often. */
  readonly weight: number;
}

async function doors(): Promise<readonly Seeded[]> {
  const keys = await sealKeys(
    subtle,
    Uint8Array.from({ length: 32 }, (_, at) => at),
  );
  const envelopes = verdicts.map((bytes) => readEnvelope(bytes, mostEnvelopeBytes.verdict));
  const keyIds = new Map<string, Key>();
  for (const person of roster.people) for (const key of person.keys) keyIds.set(await keyIdOf(subtle, key), key);
  const keyOf = ({ keyid }: Envelope): Key | undefined => keyIds.get(keyid);
  const asked = readRequest(readEnvelope(request, mostEnvelopeBytes.request).payload);
  const running = await actionDigests(asked.actions, subtle);
  const agreed = async (verdict: Bytes, of = request) =>
    (
      await verify(
        {
          request: of,
          verdicts: [verdict],
          running,
          roster,
          accepted: { rosters: [hex('c')], policies: [hex('b')] },
          needs: [{ count: 1 }],
          origins: [recorded.page],
          now: Date.parse(recorded.now),
        },
        subtle,
      )
    ).kind === 'agreed';
  const [valid = new Uint8Array()] = verdicts;
  const payloads = envelopes.map(({ payload }) => payload);
  const links = (['page', 'relayed'] as const).map((kind) =>
    spellLink({ kind, relay: 'https://relay.example.com', rid: keys.rid, key: new Uint8Array(32) }),
  );
  const sealed = await seal(subtle, keys, 'reply', utf8('{"a":1}'), {
    iv: new Uint8Array(12),
    multiple: padding.link,
    deflate,
  });
  return [
    {
      name: 'an answer',
      seeds: verdicts,
      weight: 6,
      door: async (input, of) => {
        const read = declared(() => readEnvelope(input, mostEnvelopeBytes.verdict)) !== undefined;
        const same = sameBytes(input, of) || isOther(input, verdicts);
        accepted(!same && (read || sometimes(input)) && (await agreed(input)), 'an answer that nobody signed');
        return read;
      },
    },
    {
      name: 'a request',
      seeds: [request],
      weight: 3,
      door: async (input, of) => {
        const read = declared(() => readEnvelope(input, mostEnvelopeBytes.request)) !== undefined;
        const asks = !sameBytes(input, of) && (read || sometimes(input));
        accepted(asks && (await agreed(valid, input)), 'a request that nobody signed');
        return read;
      },
    },
    {
      name: 'what a request says',
      seeds: [readEnvelope(request, mostEnvelopeBytes.request).payload],
      weight: 3,
      door: async (input) => {
        const read = declared(() => readRequest(input));
        if (read !== undefined) accepted(!sameBytes(jcs(read), input), 'a request with another spelling');
        return read !== undefined;
      },
    },
    {
      name: 'what an answer says, signed before',
      seeds: payloads,
      weight: 4,
      door: async (input, of) => {
        const statement = declared(() => readStatement(input));
        if (statement !== undefined) {
          verdictOf(statement);
          receiptOf(statement);
        }
        const envelope = envelopes.find(({ payload }) => payload === of);
        const asks = statement !== undefined || sometimes(input);
        if (envelope === undefined || input.length === 0 || !asks || isOther(input, payloads))
          return statement !== undefined;
        const changed = spellEnvelope({ ...envelope, payload: input });
        accepted(changed.length <= mostEnvelopeBytes.verdict && (await agreed(changed)), 'an answer that was changed');
        return statement !== undefined;
      },
    },
    {
      name: 'an SSH signature',
      seeds: envelopes.filter((each) => keyOf(each)?.kind.startsWith('ssh') === true).map(({ sig }) => sig),
      weight: 4,
      door: async (input, of) => {
        const envelope = envelopes.find(({ sig }) => sig === of);
        const key = envelope === undefined ? undefined : keyOf(envelope);
        if (envelope === undefined || key === undefined) return false;
        const signed = pae(envelope.payloadType, envelope.payload);
        const check = await checkSshsig(subtle, key.publicKey, input, signed, approvalNamespace);
        accepted(check.ok && !sameBytes(input, of), 'an SSH signature that nobody made');
        return check.ok || check.why !== 'malformed';
      },
    },
    ...(['sig', 'authenticatorData', 'clientDataJSON'] as const).map((part): Seeded => {
      const own = envelopes.filter(({ assertion }) => assertion !== undefined);
      const partOf = ({ sig, assertion }: Envelope) => (part === 'sig' ? sig : (assertion?.[part] ?? sig));
      return {
        name: `a passkey's ${part}`,
        seeds: own.map(partOf),
        weight: 2,
        door: async (input, of) => {
          const envelope = own.find((each) => partOf(each) === of);
          const key = envelope === undefined ? undefined : keyOf(envelope);
          if (envelope?.assertion === undefined || key?.kind !== 'passkey') return false;
          const spki = bytesOfBase64Url(key.publicKey) ?? new Uint8Array();
          const challenge = await sha256Of(subtle, pae(envelope.payloadType, envelope.payload));
          const assertion = part === 'sig' ? envelope.assertion : { ...envelope.assertion, [part]: input };
          const sig = part === 'sig' ? input : envelope.sig;
          const check = await checkAssertion(subtle, { ...key, spki }, assertion, sig, challenge, [recorded.page]);
          accepted(check.ok && !sameBytes(input, of), 'an assertion that nobody made');
          return check.ok || check.why !== 'malformed';
        },
      };
    }),
    {
      name: 'a link',
      seeds: [
        ...links,
        spellLink({ kind: 'whole', key: new Uint8Array(32), sealed }),
        spellLink({ kind: 'answer', rid: keys.rid, sealed }, 'vscodium'),
      ].map(utf8),
      weight: 6,
      door: async (input) => {
        const text = String.fromCharCode(...input.subarray(0, 5_000));
        const read = readLink(text);
        if (read.kind === 'none') return false;
        const again = readLink(spellLink(read));
        accepted(again.kind === 'none', 'a link that is none when it is spelled');
        return true;
      },
    },
    {
      name: 'a sealed text',
      seeds: [sealed],
      weight: 2,
      door: async (input, of) => isOpened(keys, input, of),
    },
    {
      name: 'what was sealed, packed',
      seeds: await Promise.all(
        verdicts.map(async (bytes) =>
          unseal(
            subtle,
            keys,
            'reply',
            await sealEnvelope(subtle, keys, 'reply', bytes, { iv: new Uint8Array(12), multiple: 64 }),
          ),
        ),
      ),
      weight: 2,
      door: async (input) => {
        const resealed = await seal(subtle, keys, 'reply', input, { iv: new Uint8Array(12), multiple: 64 });
        try {
          const envelope = await unsealEnvelope(subtle, keys, 'reply', resealed, deflate);
          accepted(!isOther(envelope, verdicts) && (await agreed(envelope)), 'an answer that nobody signed');
          return true;
        } catch (error) {
          if (error instanceof ShapeError) return false;
          throw error;
        }
      },
    },
    {
      name: 'an armor',
      seeds: [armorOf(envelopes[3]?.sig ?? new Uint8Array(9))].map(utf8),
      weight: 2,
      door: async (input) => sshsigOfArmor(textOfUtf8(input) ?? '') !== undefined,
    },
    {
      name: 'a checkpoint',
      seeds: [utf8(spellCheckpoint({ origin: 'holdpoint.dev/ada', size: 7, root: new Uint8Array(32) }))],
      weight: 1,
      door: async (input) => {
        const text = textOfUtf8(input) ?? '';
        const read = declared(() => readCheckpoint(text));
        if (read !== undefined) accepted(spellCheckpoint(read) !== text, 'a checkpoint with another spelling');
        return read !== undefined;
      },
    },
  ];
}

/** What cannot be read goes on to the slow part only so often. */
const sometimes = (input: Bytes): boolean => input.reduce((sum, byte) => (sum + byte) % 32, 0) === 0;

/** A mutation may have made one of the others of it. */
const isOther = (input: Bytes, known: readonly Bytes[]): boolean => known.some((each) => sameBytes(each, input));

async function isOpened(keys: SealKeys, input: Bytes, of: Bytes): Promise<boolean> {
  try {
    await unseal(subtle, keys, 'reply', input, deflate);
  } catch (error) {
    if (error instanceof ShapeError) return false;
    throw error;
  }
  accepted(!sameBytes(input, of), 'a sealed text that nobody sealed');
  return true;
}

export async function fuzzCosign(
  inputs: number,
  { seed = 1, progress = () => {} }: { seed?: number; progress?: (done: number) => void } = {},
): Promise<FuzzResult> {
  const next = numbers(seed);
  const all = await doors();
  const turns = all.flatMap((each) => Array.from({ length: each.weight }, () => each));
  const failures: Failure[] = [];
  const told: Record<string, { inputs: number; read: number }> = {};
  for (let done = 0; done < inputs; done++) {
    const { name, seeds, door } = turns[done % turns.length] ??
      all[0] ?? { name: '', seeds: [], door: async () => false };
    const of = seeds[next(seeds.length)] ?? new Uint8Array();
    const input = mutated(of, seeds, next);
    const count = told[name] ?? { inputs: 0, read: 0 };
    told[name] = count;
    count.inputs += 1;
    try {
      if (await door(input, of)) count.read += 1;
    } catch (error) {
      const why = error instanceof Error ? `${error.name}: ${error.message}` : 'something else was thrown';
      failures.push({ door: name, input: base64Of(input), why });
    }
    if (done % 50_000 === 49_999) progress(done + 1);
  }
  return { inputs, failures, doors: told };
}
