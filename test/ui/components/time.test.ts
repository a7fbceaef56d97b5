import { describe, expect, test } from 'vitest';
import { ago, countdown } from '../../../src/ui/components/time.ts';

describe('countdown', () => {
  const is = (milliseconds: number, expected: string) =>
    test(expected, () => expect(countdown(milliseconds)).toBe(expected));
  is(892_000, '14:52');
  is(59_001, '1:00');
  is(1, '0:01');
  is(-5_000, '0:00');
  is(3_900_000, '1:05:00');
});

describe('ago', () => {
  const is = (milliseconds: number, expected: string) => test(expected, () => expect(ago(milliseconds)).toBe(expected));
  is(-10_000, 'just now');
  is(59_999, 'just now');
  is(60_000, '1 minute ago');
  is(6 * 60_000, '6 minutes ago');
  is(2 * 3_600_000, '2 hours ago');
  is(30 * 3_600_000, 'yesterday');
  is(72 * 3_600_000, '3 days ago');
});
