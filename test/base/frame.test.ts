import fc from 'fast-check';
import { expect, test } from 'vitest';
import { frame, frameReader } from '../../src/base/frame.ts';

const limit = 1_000;

test('whatever way a stream is cut, the payloads come out whole and in order', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 200 })),
      fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }),
      (payloads, cuts) => {
        const stream = Buffer.concat(payloads.map((payload) => frame(payload, limit)));
        const reader = frameReader(limit);
        const out: Uint8Array[] = [];
        for (let at = 0, turn = 0; at < stream.length; turn++) {
          const size = cuts[turn % cuts.length] ?? 1;
          out.push(...reader.push(stream.subarray(at, at + size)));
          at += size;
        }
        expect(out.map((payload) => [...payload])).toEqual(payloads.map((payload) => [...payload]));
      },
    ),
  );
});

test('a length above the limit is refused before its bytes arrive', () => {
  expect(() => frameReader(limit).push(new Uint8Array([0xff, 0xff, 0xff, 0xff]))).toThrow(/over the limit/);
});

test('too large a payload is not framed', () =>
  expect(() => frame(new Uint8Array(limit + 1), limit)).toThrow(/over the limit/));
