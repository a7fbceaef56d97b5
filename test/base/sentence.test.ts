import { expect, test } from 'vitest';
import { capitalized, firstOf, ticked, uncapitalized } from '../../src/base/sentence.ts';

test('a sentence begins with a capital, and loses it behind a colon', () => {
  expect(capitalized('deletes it')).toBe('Deletes it');
  expect(capitalized('')).toBe('');
  expect(uncapitalized('Deletes it')).toBe('deletes it');
  expect(uncapitalized('A hook runs')).toBe('a hook runs');
});

test('a name in capitals keeps them behind a colon', () => {
  expect(uncapitalized('AWS says no')).toBe('AWS says no');
  expect(uncapitalized('S3 is asked')).toBe('S3 is asked');
});

test('the first few are named, and the others counted', () => {
  expect(firstOf(['a', 'b', 'c'], 3)).toBe('a, b, c');
  expect(firstOf(['a', 'b', 'c', 'd', 'e'].map(ticked), 3)).toBe('`a`, `b`, `c` and 2 more');
  expect(firstOf([], 3)).toBe('');
});
