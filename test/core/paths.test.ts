import { describe, expect, test } from 'vitest';
import { expandHome, isAbsolute, isWithin, normalize, resolvePath, shortPath } from '../../src/core/paths.ts';

describe('paths', () => {
  test('normalize', () => {
    expect(['/a//b/./c/..', '/..', 'a/../..', '', 'C:\\a\\..\\b', 'c:/x', '/', './x/'].map(normalize)).toEqual([
      '/a/b',
      '/',
      '..',
      '.',
      'C:/b',
      'c:/x',
      '/',
      'x',
    ]);
  });
  test('resolvePath', () => {
    expect(resolvePath('/a', 'b/../c')).toBe('/a/c');
    expect(resolvePath('/a', '/b')).toBe('/b');
    expect(resolvePath('/a', '~/b', '/home/u')).toBe('/home/u/b');
    expect(resolvePath('/a', '~b', '/home/u')).toBe('/a/~b');
    expect(resolvePath(undefined, 'b')).toBeUndefined();
    expect(resolvePath('C:\\a', 'b')).toBe('C:/a/b');
  });
  test('shortPath', () => {
    expect(shortPath('/a/b', '/a/b')).toBe('b');
    expect(shortPath('/a/b', '/a/b/c')).toBe('c');
    expect(shortPath('/a/b', '/a/bc')).toBe('/a/bc');
    expect(shortPath('/', '/a')).toBe('a');
  });
  test('isWithin', () => {
    expect(isWithin('/a/b', '/a')).toBe(true);
    expect(isWithin('/ab', '/a')).toBe(false);
    expect(isWithin('/a', '/')).toBe(true);
    expect(isWithin('c:/Work/app/x', 'C:/work/app')).toBe(true);
    expect(isWithin('C:/work/apple', 'C:/work/app')).toBe(false);
    expect(isWithin('/A/b', '/a')).toBe(false);
  });
  test('isAbsolute and expandHome', () => {
    expect(['/a', 'C:\\a', '\\\\host\\x', 'a', '~'].map(isAbsolute)).toEqual([true, true, true, false, false]);
    expect(expandHome('~', '/h')).toBe('/h');
  });
});
