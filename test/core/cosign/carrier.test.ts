/** The whole way of a request and its answers, sealed, past a carrier that does what it likes. */
import { randomBytes } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { ShapeError } from '../../../src/base/json.ts';
import { actionDigests } from '../../../src/core/cosign/action.ts';
import { type Bytes, concat, utf8 } from '../../../src/core/cosign/bytes.ts';
import { readLink, spellFragment, spellLink, wayOf } from '../../../src/core/cosign/link.ts';
import { sealEnvelope, unsealEnvelope } from '../../../src/core/cosign/pack.ts';
import type { CosignRequest } from '../../../src/core/cosign/request.ts';
import { type Deflate, padding, type SealKeys, seal, sealKeys } from '../../../src/core/cosign/seal.ts';
import { openRequest, verify } from '../../../src/core/cosign/verify.ts';
import { sshSpelled } from '../../../src/core/cosign/wire.ts';
import {
  device,
  hex,
  noon,
  page,
  passkey,
  person,
  requestBy,
  requestEnvelope,
  rosterOf,
  subtle,
  verdictEnvelope,
} from '../../support/cosignPeople.ts';

const deflate: Deflate = {
  compress: async (bytes) => Uint8Array.from(deflateRawSync(bytes)),
  expand: async (bytes, most) => Uint8Array.from(inflateRawSync(bytes, { maxOutputLength: most })),
};
const chance = (length: number): Bytes => Uint8Array.from(randomBytes(length));
const sealed = (keys: SealKeys, kind: 'request' | 'reply', bytes: Bytes) =>
  sealEnvelope(subtle, keys, kind, bytes, { iv: chance(12), multiple: padding.carried });

const ada = device();
const bo = passkey();
const roster = rosterOf(person('ada', [], ada), person('bo', [], bo));

interface Sent {
  readonly request: CosignRequest;
  readonly envelope: Bytes;
  readonly keys: SealKeys;
  readonly blob: Bytes;
  readonly reply: Bytes;
}

async function send(over: Partial<CosignRequest> = {}): Promise<Sent> {
  const request = requestBy('ada', over);
  const envelope = await requestEnvelope(request, ada);
  const keys = await sealKeys(subtle, chance(32));
  const blob = await sealed(keys, 'request', envelope);
  const reply = await sealed(keys, 'reply', await verdictEnvelope(request, 'bo', bo));
  return { request, envelope, keys, blob, reply };
}

/** What the requester makes of what the carrier brings; what cannot be opened is not there. */
async function outcomeOf({ envelope, request, keys }: Sent, replies: readonly Bytes[]) {
  const verdicts: Bytes[] = [];
  for (const reply of replies) {
    try {
      verdicts.push(await unsealEnvelope(subtle, keys, 'reply', reply, deflate));
    } catch (error) {
      expect(error).toBeInstanceOf(ShapeError);
    }
  }
  const running = await actionDigests(request.actions, subtle);
  const outcome = await verify(
    {
      request: envelope,
      verdicts,
      running,
      roster,
      accepted: { rosters: [hex('c')], policies: [hex('b')] },
      needs: [{ count: 1 }],
      origins: [page],
      now: noon + 2 * 60_000,
    },
    subtle,
  );
  return {
    is: outcome.kind === 'refused' ? outcome.refused.code : outcome.kind,
    aside: outcome.setAside.map(({ refused }) => refused.code),
  };
}

let first: Sent;
let second: Sent;
beforeAll(async () => {
  first = await send();
  second = await send({ id: 'hold_fedcba9876543210', nonce: 'EAECAwQFBgcICQoLDA0ODw' });
});

describe('a carrier', () => {
  test('that carries', async () => expect(await outcomeOf(first, [first.reply])).toEqual({ is: 'agreed', aside: [] }));
  test('that swaps requests: the key opens only its own', async () => {
    await expect(unsealEnvelope(subtle, first.keys, 'request', second.blob, deflate)).rejects.toThrow(ShapeError);
  });
  test('that swaps answers', async () =>
    expect(await outcomeOf(first, [second.reply])).toEqual({ is: 'not-enough', aside: [] }));
  test('that brings answers twice', async () =>
    expect(await outcomeOf(first, [first.reply, first.reply])).toEqual({ is: 'agreed', aside: [] }));
  test('that drops them', async () => expect(await outcomeOf(first, [])).toEqual({ is: 'not-enough', aside: [] }));
  test('that edits them', async () => {
    const edited = first.reply.slice();
    edited[40] = (edited[40] ?? 0) ^ 1;
    expect(await outcomeOf(first, [edited])).toEqual({ is: 'not-enough', aside: [] });
  });
  test('that brings the request back as an answer', async () =>
    expect(await outcomeOf(first, [first.blob])).toEqual({ is: 'not-enough', aside: [] }));
});

describe('somebody who found the link', () => {
  test('can read, and can answer only in their own name, which is nobody’s', async () => {
    const junk = await sealed(first.keys, 'reply', await verdictEnvelope(first.request, 'eve', passkey()));
    expect(await outcomeOf(first, [junk])).toEqual({ is: 'not-enough', aside: ['stranger'] });
  });
  test('replays an answer to an earlier request', async () => {
    const old = await sealed(first.keys, 'reply', await verdictEnvelope(second.request, 'bo', bo));
    expect(await outcomeOf(first, [old])).toEqual({ is: 'not-enough', aside: ['other-id'] });
  });
  test('replays an answer to the same request of another time', async () => {
    const again = requestBy('ada', { nonce: second.request.nonce });
    const old = await sealed(first.keys, 'reply', await verdictEnvelope(again, 'bo', bo));
    expect(await outcomeOf(first, [old])).toEqual({ is: 'not-enough', aside: ['other-nonce'] });
  });
});

describe('with nobody between', () => {
  test('the link holds the request, the answer comes back by any chat', async () => {
    const key = chance(32);
    const keys = await sealKeys(subtle, key);
    const options = { iv: chance(12), multiple: padding.link, deflate };
    const link = spellLink({
      kind: 'whole',
      key,
      sealed: await sealEnvelope(subtle, keys, 'request', first.envelope, options),
    });
    expect(wayOf(link)).toBe('click');

    const read = readLink(`${link}\n`);
    if (read.kind !== 'whole') throw new Error(read.kind);
    const theirs = await sealKeys(subtle, read.key);
    const opened = await unsealEnvelope(subtle, theirs, 'request', read.sealed, deflate);
    expect(await openRequest(opened, roster, noon, [page], subtle)).toMatchObject({ person: { id: 'ada' } });
    const verdict = await verdictEnvelope(first.request, 'bo', bo);
    const answer = spellFragment({
      kind: 'answer',
      rid: theirs.rid,
      sealed: await sealEnvelope(subtle, theirs, 'reply', verdict, { ...options, iv: chance(12) }),
    });

    const back = readLink(answer.replace(/.{60}/g, '$&\n'));
    if (back.kind !== 'answer') throw new Error(back.kind);
    expect(back.rid).toBe(keys.rid);
    expect(await unsealEnvelope(subtle, keys, 'reply', back.sealed, deflate)).toEqual(verdict);
  });
});

describe('a sealed envelope', () => {
  const options = () => ({ iv: chance(12), multiple: padding.link, deflate });
  const none = (name: string, content: () => Bytes) =>
    test(`is none: ${name}`, async () => {
      const bytes = await seal(subtle, first.keys, 'reply', content(), options());
      await expect(unsealEnvelope(subtle, first.keys, 'reply', bytes, deflate)).rejects.toThrow(ShapeError);
    });
  const strings = (...parts: readonly (string | Bytes)[]) => concat(...parts.map(sshSpelled));
  none('nothing', () => new Uint8Array());
  none('an envelope as it is', () => first.envelope);
  none('a part is missing', () => strings('a', 'b', 'c'));
  none('half an assertion', () => strings('a', 'b', 'c', 'd', 'e'));
  none('a part too many', () => strings('a', 'b', 'c', 'd', 'e', 'f', 'g'));
  none('a type that is no text', () => strings(Uint8Array.of(255), 'b', 'c', 'd'));
  none('an empty signature', () => strings('a', 'b', 'c', ''));
  none('an answer larger than any', () => strings('a', new Uint8Array(9_000), 'c', 'd'));
  test('what is no envelope is not sealed', async () => {
    await expect(sealEnvelope(subtle, first.keys, 'reply', utf8('{}'), options())).rejects.toThrow(ShapeError);
  });
  test('fits into what a relay takes as an answer, however large it may be', async () => {
    const verdict = await verdictEnvelope(first.request, 'bo', bo, { over: { reason: '\u00e9'.repeat(1_000) } });
    expect((await sealed(first.keys, 'reply', verdict)).length).toBeLessThanOrEqual(8_192);
    const most = await seal(subtle, first.keys, 'reply', new Uint8Array(8_000), {
      iv: chance(12),
      multiple: padding.carried,
    });
    expect(most.length).toBe(8_192);
  });
});
