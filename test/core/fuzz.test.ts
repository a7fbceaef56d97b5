import { expect, test } from 'vitest';
import { fuzz } from '../support/fuzz.ts';

test('20,000 mutated lines: nothing throws, nothing takes long', { timeout: 120_000 }, () => {
  expect(fuzz(20_000, { seed: 7, bound: 1_000 }).failures).toEqual([]);
});
