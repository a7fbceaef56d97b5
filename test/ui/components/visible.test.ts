import { describe, expect, test } from 'vitest';
import { pieces } from '../../../src/ui/components/visible.ts';

/** `[…]` stands around what is spelled. */
const shown = (text: string, lines: 'one' | 'many') =>
  pieces(text, lines)
    .map((piece) => (piece.spelled ? `[${piece.text}]` : piece.text))
    .join('');

const one = (text: string, expected: string) => test(expected, () => expect(shown(text, 'one')).toBe(expected));
const many = (text: string, expected: string) =>
  test(JSON.stringify(expected), () => expect(shown(text, 'many')).toBe(expected));

describe('what shows by itself stays', () => {
  one('terraform destroy', 'terraform destroy');
  one('größe 値 שלום 🙏🏽', 'größe 値 שלום 🙏🏽');
  one('e\u0301te\u0301', 'e\u0301te\u0301');
  one('⚠\ufe0f careful', '⚠\ufe0f careful');
  one('\\u202e as typed', '\\u202e as typed');
});

describe('what would not show is spelled', () => {
  one('a\u0000b', 'a[\\u0000]b');
  one('\u001b[8mhidden\u001b[0m', '[\\u001b][8mhidden[\\u001b][0m');
  one('del\u007f\u0085', 'del[\\u007f\\u0085]');
  one('a\nb\tc\rd', 'a[\\n]b[\\t]c[\\r]d');
  one('abc\u202edef\u202c', 'abc[\\u202e]def[\\u202c]');
  one('x\u2066y\u2069\u200e\u061c', 'x[\\u2066]y[\\u2069\\u200e\\u061c]');
  one('pro\u200bd\u200d\ufeff\u00ad', 'pro[\\u200b]d[\\u200d\\ufeff\\u00ad]');
  one('no\u00a0break\u3000wide', 'no[\\u00a0]break[\\u3000]wide');
  one('tag\u{e0041}', 'tag[\\u{e0041}]');
  one('filler\u3164\u115f\uffa0\u2800', 'filler[\\u3164\\u115f\\uffa0\\u2800]');
  one('half \ud83d pair', 'half [\\ud83d] pair');
  one('own \ue000', 'own [\\ue000]');
  one('v\ufe0fs', 'v[\\ufe0f]s');
  one('a\u20dd', 'a[\\u20dd]');
  one(`z${'\u0300'.repeat(5)}`, 'z\u0300\u0300\u0300[\\u0300\\u0300]');
});

describe('on many lines, breaks and tabs are what they are', () => {
  many('a\n\tb', 'a\n\tb');
  many('a\r\nb', 'a[\\r]\nb');
  many('a\u2028b', 'a[\\u2028]b');
  many('a\u000bb', 'a[\\u000b]b');
});

test('a megabyte of tricks becomes one piece, with nothing lost', () => {
  const found = pieces('a\u202e'.repeat(500_000), 'many');
  expect(found).toHaveLength(1);
  expect(found[0]?.text).toBe('a\\u202e'.repeat(500_000));
});
