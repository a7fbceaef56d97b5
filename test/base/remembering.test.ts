import { expect, test } from 'vitest';
import { remembering } from '../../src/base/remembering.ts';

test('each is asked once, until there are more than fit; what is known costs nobody else its place', () => {
  const asked: string[] = [];
  const upper = remembering(
    2,
    (text: string) => {
      asked.push(text);
      return text.toUpperCase();
    },
    (text) => text,
  );
  expect(['a', 'b', 'a', 'b', 'a'].map(upper)).toEqual(['A', 'B', 'A', 'B', 'A']);
  expect(asked).toEqual(['a', 'b']);
  expect(['c', 'b'].map(upper)).toEqual(['C', 'B']);
  expect(asked).toEqual(['a', 'b', 'c', 'b']);
});

test('what throws is asked again', () => {
  let times = 0;
  const ask = remembering(
    2,
    () => {
      times += 1;
      throw new Error('no');
    },
    () => '',
  );
  expect(ask).toThrow('no');
  expect(ask).toThrow('no');
  expect(times).toBe(2);
});
