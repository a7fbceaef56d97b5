import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ShapeError } from '../../../src/base/json.ts';
import { textOfUtf8, utf8 } from '../../../src/core/cosign/bytes.ts';
import { jcs, readJcs } from '../../../src/core/cosign/jcs.ts';

const spelled = (value: unknown) => textOfUtf8(jcs(value));
const refuses = (name: string, value: () => unknown) =>
  test(name, () => expect(() => jcs(value())).toThrow(ShapeError));
const unread = (name: string, text: string | Uint8Array) =>
  test(name, () => expect(() => readJcs(typeof text === 'string' ? utf8(text) : text)).toThrow(ShapeError));

describe('RFC 8785', () => {
  test('3.2.2: the sample', () => {
    const input = String.raw`{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }`;
    expect(spelled(JSON.parse(input))).toBe(
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    );
  });

  test('3.2.3: members by the units of UTF-16', () => {
    const input = String.raw`{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}`;
    expect(Object.values(JSON.parse(spelled(JSON.parse(input)) ?? ''))).toHaveLength(7);
    expect([...(spelled(JSON.parse(input)) ?? '').matchAll(/:"([^"]+)"/g)].map(([, name]) => name)).toEqual([
      'Carriage Return',
      'One',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
  });

  const numbers: readonly (readonly [string, string])[] = [
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['8000000000000001', '-5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['ffefffffffffffff', '-1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['c340000000000000', '-9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['44b52d02c7e14af7', '1.0000000000000001e+23'],
    ['444b1ae4d6e2ef4e', '999999999999999700000'],
    ['444b1ae4d6e2ef4f', '999999999999999900000'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['41b3de4355555554', '333333333.33333325'],
    ['41b3de4355555555', '333333333.3333333'],
    ['41b3de4355555556', '333333333.3333334'],
    ['41b3de4355555557', '333333333.33333343'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ];
  for (const [bits, expected] of numbers)
    test(`appendix B: ${bits} is ${expected}`, () =>
      expect(spelled(Buffer.from(bits, 'hex').readDoubleBE())).toBe(expected));
});

describe('what has no spelling', () => {
  refuses('undefined', () => undefined);
  refuses('a member that is undefined', () => ({ a: undefined }));
  refuses('a hole in a list', () => new Array(2));
  refuses('an undefined in a list', () => [undefined]);
  refuses('a list with a member by name', () => Object.assign([1], { a: 1 }));
  refuses('NaN', () => Number.NaN);
  refuses('an infinity', () => [Number.POSITIVE_INFINITY]);
  refuses('half a character', () => 'a\ud800');
  refuses('half a character in a key', () => ({ '\udc00': 1 }));
  refuses('what spells itself', () => ({ toJSON: () => 1 }));
  refuses('a date', () => new Date(0));
  refuses('bytes', () => new Uint8Array(1));
  refuses('a map', () => new Map());
  refuses('a getter', () => ({
    get a() {
      return 1;
    },
  }));
  refuses('a symbol for a key', () => ({ [Symbol('a')]: 1 }));
  refuses('a function', () => () => 1);
  refuses('a large integer', () => 1n);
  refuses('nested too deep', () => JSON.parse(`${'['.repeat(100)}${']'.repeat(100)}`));
  refuses('what holds itself', () => {
    const itself: unknown[] = [];
    itself.push(itself);
    return itself;
  });
});

describe('what is read', () => {
  test('is what was spelled', () => {
    const value = { b: [1, 'é', null], a: { __proto__: null, z: true } };
    expect(readJcs(jcs(value))).toEqual(JSON.parse('{"a":{"z":true},"b":[1,"é",null]}'));
  });
  unread('nothing', '');
  unread('a key twice', '{"a":1,"a":1}');
  unread('a key twice, spelled otherwise', String.raw`{"a":1,"\u0061":1}`);
  unread('white space', '{"a": 1}');
  unread('a line break at the end', '{}\n');
  unread('keys in another order', '{"b":1,"a":1}');
  unread('a number spelled otherwise', '1.0');
  unread('less than nothing', '-0');
  unread('a number that is rounded', '9007199254740993');
  unread('an escape that is not needed', String.raw`"\u0061"`);
  unread('an escaped slash', String.raw`"\/"`);
  unread('half a character', String.raw`"\ud800"`);
  unread('a mark of byte order', '\ufeff{}');
  unread('no UTF-8', Uint8Array.of(0x22, 0xff, 0x22));
  unread('a character in too many bytes', Uint8Array.of(0x22, 0xc1, 0x81, 0x22));
  unread('nested a hundred thousand times', '['.repeat(100_000));
  test('a key that languages know', () => {
    expect(Object.keys(readJcs(utf8('{"__proto__":1,"constructor":2}')) as object)).toEqual([
      '__proto__',
      'constructor',
    ]);
  });
});

test('whatever JSON can say is read as it was, and one byte more or less is not', () => {
  fc.assert(
    fc.property(fc.json(), fc.nat(), fc.nat(255), (text, place, byte) => {
      const bytes = jcs(JSON.parse(text));
      expect(textOfUtf8(jcs(readJcs(bytes)))).toBe(textOfUtf8(bytes));
      const changed = Uint8Array.from(bytes);
      changed[place % bytes.length] = byte;
      let read: unknown;
      try {
        read = readJcs(changed);
      } catch (error) {
        expect(error).toBeInstanceOf(ShapeError);
        return;
      }
      // What is still read is another value, or the same bytes.
      expect(textOfUtf8(jcs(read))).toBe(textOfUtf8(changed));
    }),
    { numRuns: 500 },
  );
});
