import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonical, ShapeError } from '../../src/base/json.ts';

describe('canonical JSON', () => {
  // RFC 8785, section 3.2.2 and 3.2.3: the published examples.
  test('numbers and escapes', () =>
    expect(
      canonical({
        numbers: [333333333.3333333, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
        string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
        literals: [null, true, false],
      }),
    ).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    ));
  test('keys by their UTF-16 code units', () =>
    expect(
      canonical({
        '\u20ac': 'Euro Sign',
        '\r': 'Carriage Return',
        '\ufb33': 'Hebrew Letter Dalet With Dagesh',
        '1': 'One',
        '\ud83d\ude00': 'Emoji',
        '\u0080': 'Control',
        '\u00f6': 'Latin',
      }),
    ).toBe(
      '{"\\r":"Carriage Return","1":"One","\u0080":"Control","ö":"Latin","€":"Euro Sign","😀":"Emoji","\ufb33":"Hebrew Letter Dalet With Dagesh"}',
    ));
  test('minus zero is zero', () => expect(canonical(-0)).toBe('0'));
  test('what is undefined is left out', () => expect(canonical({ a: undefined, b: 1 })).toBe('{"b":1}'));
  for (const [title, value] of [
    ['a lone surrogate', '\ud800'],
    ['not a number', Number.NaN],
    ['a function', () => 1],
    ['a big number', 1n],
  ] as const) {
    test(`${title} has none`, () => expect(() => canonical(value)).toThrow(ShapeError));
  }
  test('it says the same value, in one spelling', () =>
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const text = canonical(value);
        expect(canonical(JSON.parse(text))).toBe(text);
      }),
    ));
});
