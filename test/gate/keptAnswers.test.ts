import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keepAnswers } from '../../src/gate/keptAnswers.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('an answer is good for a minute, and a newer one for a minute of its own', () => {
  const kept = keepAnswers<string>();
  kept.keep('plan of infra', 'first', undefined);
  vi.advanceTimersByTime(40_000);
  expect(kept.take('plan of infra', undefined)).toBe('first');
  kept.keep('plan of infra', 'second', undefined);
  vi.advanceTimersByTime(40_000);
  expect(kept.take('plan of infra', undefined)).toBe('second');
  vi.advanceTimersByTime(20_000);
  expect(kept.take('plan of infra', undefined)).toBeUndefined();
  expect(kept.take('plan of web', undefined)).toBeUndefined();
});

test('the oldest of too many is forgotten', () => {
  const kept = keepAnswers<number>();
  for (let each = 0; each <= 20; each += 1) kept.keep(`question ${each}`, each, undefined);
  expect([kept.take('question 0', undefined), kept.take('question 1', undefined)]).toEqual([undefined, 1]);
});
