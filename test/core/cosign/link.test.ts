import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { base64UrlOf } from '../../../src/core/cosign/bytes.ts';
import {
  type Link,
  linkLengths,
  mostLinkCharacters,
  readLink,
  spellFragment,
  spellLink,
  wayOf,
} from '../../../src/core/cosign/link.ts';
import { matchingCode, matchingWords } from '../../../src/core/cosign/matchingCode.ts';

const key = Uint8Array.from({ length: 32 }, (_, index) => index * 7);
const K = base64UrlOf(key);
const rid = 'AqmZqZuVVZpzR_4zd8ihpg';
const sealed = Uint8Array.of(1, 2, 3, 250, 251);
const relay = 'https://relay.example.com';

const page: Link = { kind: 'page', relay, rid, key };
const relayed: Link = { kind: 'relayed', relay: 'http://localhost:7420', rid, key };
const whole: Link = { kind: 'whole', key, sealed };
const answer: Link = { kind: 'answer', rid, sealed };

const reads = (text: string, link: Link) => test(text.slice(0, 100), () => expect(readLink(text)).toEqual(link));
const none = (name: string, text: string, why = '') =>
  test(name, () =>
    expect(readLink(text)).toEqual({ kind: 'none', why: expect.stringMatching(new RegExp(`^[A-Z].*${why}.*[.]$`)) }),
  );

describe('spelled', () => {
  test('a page, in few characters', () => {
    expect(spellLink(page)).toBe(`https://relay.example.com/r/${rid}#${K}`);
    expect(spellLink(page)).toHaveLength(94);
  });
  test('for an editor', () =>
    expect(spellLink(relayed)).toBe(`vscode://holdpoint.holdpoint/cosign?h=http%3A%2F%2Flocalhost%3A7420#${rid}.${K}`));
  test('whole', () => expect(spellLink(whole)).toBe(`vscode://holdpoint.holdpoint/cosign#s1.${K}.AQID-vs`));
  test('an answer, for another editor', () =>
    expect(spellLink(answer, 'vscodium')).toBe(`vscodium://holdpoint.holdpoint/answer#a1.${rid}.AQID-vs`));
});

describe('read', () => {
  for (const link of [page, relayed, whole, answer]) reads(spellLink(link), link);
  reads(spellLink(whole, 'vscode-insiders'), whole);
  reads(spellFragment(whole), whole);
  reads(spellFragment(answer), answer);
  reads(`<${spellLink(page)}>`, page);
  reads(`  ${spellLink(answer)}\n`, answer);
  reads(spellLink(whole).replace(/.{40}/g, '$&\r\n'), whole);
  reads(`http://127.0.0.1:80a/r/${rid}#${K}`.replace('80a', '8080'), { ...page, relay: 'http://127.0.0.1:8080' });
});

describe('not read', () => {
  none('nothing', '');
  none('another address', 'https://example.com/', 'no link of Holdpoint');
  none('another extension', spellLink(whole).replace('holdpoint.holdpoint', 'evil.holdpoint'), 'no link');
  none('another path', spellLink(whole).replace('/cosign', '/approve'), 'no link');
  none('an answer where a request belongs', `vscode://holdpoint.holdpoint/cosign#${spellFragment(answer)}`, 'no link');
  none('a request where an answer belongs', `vscode://holdpoint.holdpoint/answer#${spellFragment(whole)}`, 'no link');
  none('a further parameter', spellLink(relayed).replace('?h=', '?approve=1&h='), 'no link');
  none('a parameter behind', spellLink(relayed).replace('#', '&approve=1#'), 'no relay');
  none('two parameters of one name', spellLink(relayed).replace('#', '&h=https%3A%2F%2Fevil.example.com#'), 'no relay');
  none('a version to come', spellFragment(whole).replace('s1.', 's2.'), 'another version');
  none('the end of a key cut off', spellLink(page).slice(0, -1), 'missing');
  none('no key at all', spellLink(page).replace(/#.*/, '#'), 'missing');
  none('no fragment', spellLink(page).replace(/#.*/, ''), 'no link');
  none('a whole request cut within a letter', spellLink(whole).slice(0, -1), 'missing');
  none('a key spelled otherwise', spellLink(page).replace(/.$/, 'd'), 'missing');
  none('an id spelled otherwise', spellLink(page).replace(rid, rid.replace(/g$/, 'h')), 'missing');
  none('an id spelled otherwise, of an answer', spellLink(answer).replace(rid, rid.replace(/g$/, 'h')), 'missing');
  for (const length of [0, 16, 31, 33])
    for (const link of [page, relayed, whole])
      none(`${link.kind}: a key of ${length} bytes`, spellLink({ ...link, key: new Uint8Array(length) }), 'missing');
  none('a relay without TLS', spellLink({ ...page, relay: 'http://relay.lan' }), 'no relay');
  none('a relay with a path', spellLink({ ...relayed, relay: 'https://relay.example.com/x' }), 'no relay');
  none(
    'a relay with a name and a password',
    spellLink({ ...relayed, relay: 'https://a:b@relay.example.com' }),
    'no relay',
  );
  none('a relay that is a file', spellLink({ ...relayed, relay: 'file:///etc/passwd' }), 'no relay');
  none('a relay that is a script', spellLink({ ...relayed, relay: 'javascript:alert(1)' }), 'no relay');
  none('a relay spelled with large letters', spellLink({ ...page, relay: 'https://Relay.example.com' }), 'no relay');
  none('a host that ends like this machine', spellLink({ ...page, relay: 'http://localhost.evil.com' }), 'no relay');
  none('half an escape', spellLink(relayed).replace('%3A', '%3'), 'no relay');
  none('too long', `s1.${K}.${'A'.repeat(mostLinkCharacters)}`, 'too long');
});

test('what is too long to be clicked is pasted, and what is too long for that is a file', () => {
  const of = (bytes: number) => wayOf(spellLink({ ...whole, sealed: new Uint8Array(bytes) }));
  expect([of(1_000), of(2_000), of(20_000), of(100_000)]).toEqual(['click', 'paste', 'paste', 'file']);
  expect(linkLengths.clicked).toBeLessThan(2_083);
});

test('whatever is spelled is read again', () => {
  const bytes = (length: number) =>
    fc.uint8Array({ minLength: length, maxLength: length }).map((each) => Uint8Array.from(each));
  fc.assert(
    fc.property(bytes(32), bytes(16), fc.uint8Array({ minLength: 1, maxLength: 300 }), (k, id, body) => {
      const named = base64UrlOf(id);
      for (const link of [
        { kind: 'page', relay, rid: named, key: k },
        { kind: 'relayed', relay, rid: named, key: k },
        { kind: 'whole', key: k, sealed: Uint8Array.from(body) },
        { kind: 'answer', rid: named, sealed: Uint8Array.from(body) },
      ] satisfies readonly Link[])
        expect(readLink(spellLink(link))).toEqual(link);
    }),
  );
});

describe('the matching code', () => {
  test('has 256 words, all different, none of which is easily taken for another', () => {
    expect(new Set(matchingWords).size).toBe(256);
    expect(matchingWords.filter((word) => !/^[a-z]{3,8}$/.test(word))).toEqual([]);
    expect(new Set(matchingWords.map((word) => word.slice(0, 4))).size).toBeGreaterThan(225);
  });
  test('is three of them', () => {
    expect(matchingCode(`0001ff${'0'.repeat(58)}`)).toBe('acid-acorn-yogurt');
    expect(matchingCode(`0001fe${'0'.repeat(58)}`)).toBe('acid-acorn-whale');
  });
});
