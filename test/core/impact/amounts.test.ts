/** Sizes as people read them. */
import { describe, expect, test } from 'vitest';
import { binarySize, sizeOf } from '../../../src/core/impact/amounts.ts';
import type { Size } from '../../../src/core/impact/impact.ts';

const gibibyte = 2 ** 30;

describe('a size', () => {
  const is = (size: Partial<Size>, expected: string) =>
    test(expected || 'nothing', () => expect(sizeOf({ atLeast: false, ...size })).toBe(expected));

  is({}, '');
  is({ bytes: 999 }, '999 B');
  is({ bytes: 412e9 }, '412 GB');
  is({ bytes: 412 * gibibyte }, '412 GiB');
  is({ bytes: 2_048 * gibibyte }, '2 TiB');
  is({ bytes: 2 ** 20 }, '1.05 MB');
  is({ count: 1, unit: 'entries' }, '1 entry');
  is({ count: 1_200_000, unit: 'rows', bytes: 3.4e8, atLeast: true }, 'at least 1.2 M rows, 340 MB');
  is({ count: 2, asOf: '2026-11-24T10:00:00Z' }, '2 items as of 2026-11-24');
});

test('in steps of 1,024', () =>
  expect([0, 1023, 1024, 30 * gibibyte, 1023 * gibibyte, 1.5 * 2 ** 40].map(binarySize)).toEqual([
    '0 B',
    '1023 B',
    '1 KiB',
    '30 GiB',
    '1023 GiB',
    '1.5 TiB',
  ]));
