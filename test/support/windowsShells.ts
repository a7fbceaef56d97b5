/** Test tables for lines of PowerShell and cmd.exe. */
import { describe, expect, test } from 'vitest';
import { decide } from '../../src/core/decide.ts';
import { brief, understandAction, type World } from './understanding.ts';

const title = (line: string): string => JSON.stringify(line).slice(1, -1).slice(0, 160);
const effects = (line: string, world: World) =>
  understandAction({ kind: 'command', line, shell: 'powershell' }, world).effects;

/** The line of PowerShell has exactly these effects. */
export const isPowershell = (line: string, ...expected: string[]): void => {
  test(title(line), () => expect(effects(line, {}).map(brief)).toEqual(expected));
};

/** Lines that are held, each beside one that passes. */
export const toldApart = (
  name: string,
  pairs: readonly (readonly [held: string, passes: string])[],
  world: World = {},
): void => {
  describe(name, () => {
    for (const [held, passes] of pairs) {
      test(`holds ${title(held)}`, () => expect(decide(effects(held, world)).kind).toBe('hold'));
      test(`passes ${title(passes)}`, () => expect(decide(effects(passes, world)).kind).toBe('allow'));
    }
  });
};

/** Each line passes without a word. */
export const silentPowershell = (name: string, lines: readonly string[], world: World = {}): void => {
  describe(`${name}: silent`, () => {
    for (const line of lines) test(title(line), () => expect(effects(line, world).map(brief)).toEqual([]));
  });
};
