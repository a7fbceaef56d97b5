/** Whose address it is, and how often it may ask. */
import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { clientAddress, network, rateLimit } from '../../src/relay/limits.ts';

describe('one network', () => {
  const same = (a: string, b: string) => test(`${a} = ${b}`, () => assert.equal(network(a), network(b)));
  const other = (a: string, b: string) => test(`${a} ≠ ${b}`, () => assert.notEqual(network(a), network(b)));

  same('2001:db8:1:2::1', '2001:db8:1:2:ffff::9');
  same('2001:0db8:0001:0002:0000:0000:0000:0001', '2001:db8:1:2::1');
  other('2001:db8:1:2::1', '2001:db8:1:3::1');
  same('fe80::1%eth0', 'fe80::2');
  same('::ffff:203.0.113.7', '203.0.113.7');
  other('203.0.113.7', '203.0.113.8');
  other('::1', '2001:db8::1');
});

describe('behind proxies of our own', () => {
  const is = (title: string, header: string | undefined, proxies: number, expected: string) =>
    test(title, () => assert.equal(clientAddress('10.0.0.1', header, proxies), expected));

  is('without one, the header is an invention', '203.0.113.7', 0, '10.0.0.1');
  is('one that says nothing', undefined, 1, '10.0.0.1');
  is('one', '203.0.113.7', 1, '203.0.113.7');
  is('one, in front of which somebody invents another', '198.51.100.1, 203.0.113.7', 1, '203.0.113.7');
  is('two', '203.0.113.7, 192.0.2.1', 2, '203.0.113.7');
  is('two, one of which was gone round', '203.0.113.7', 2, '203.0.113.7');
});

describe('a bucket', () => {
  test('is emptied at once, and fills again by and by, up to what it holds', () => {
    let now = 0;
    const may = rateLimit({ burst: 2, perSecond: 0.5 }, { now: () => now });
    assert.deepEqual([may('a'), may('a'), may('a')], [true, true, false]);
    now += 1_999;
    assert.equal(may('a'), false);
    now += 1;
    assert.equal(may('a'), true);
    now += 3_600_000;
    assert.deepEqual([may('a'), may('a'), may('a')], [true, true, false]);
  });
  test('another address has its own', () => {
    const may = rateLimit({ burst: 1, perSecond: 1 }, { now: () => 0 });
    assert.deepEqual([may('a'), may('b'), may('a')], [true, true, false]);
  });
  test('addresses from everywhere do not fill the memory, nor empty anybody else’s for long', () => {
    const may = rateLimit({ burst: 2, perSecond: 1 }, { now: () => 0 });
    for (let count = 0; count < 120_000; count++) assert.equal(may(`a${count}`), true);
  });
});
