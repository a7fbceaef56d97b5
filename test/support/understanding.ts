/** Test tables over `understand`: one line per command, the command is the title. */
import { describe, expect, test } from 'vitest';
import { decide } from '../../src/core/decide.ts';
import type { Effect } from '../../src/core/effect.ts';
import type { Action, ToolCall } from '../../src/core/toolCall.ts';
import { type FileText, type Understanding, understand } from '../../src/core/understand.ts';

export const home = '/home/u';
/** The folder every call starts in. */
export const projects = '/projects/app';

export interface World {
  /** Absolute path → text; a path that is missing is missing on the disk, `null` is refused. */
  readonly files?: Readonly<Record<string, string | null>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Symbolic links: absolute path → where it leads. */
  readonly links?: Readonly<Record<string, string>>;
}

export function callOf(action: Action, env: Readonly<Record<string, string>> = {}): ToolCall {
  return { agent: 'test', session: 's', tool: 'Bash', cwd: projects, env, action };
}

const readFrom =
  (files: NonNullable<World['files']>) =>
  (path: string): FileText => {
    const text = files[path];
    if (text === undefined) return { kind: 'missing' };
    return text === null ? { kind: 'refused', why: 'It is not a text.' } : { kind: 'text', text };
  };

export const understandAction = (action: Action, { files = {}, env = {}, links = {} }: World = {}): Understanding =>
  understand(callOf(action, env), readFrom(files), {
    home,
    realPath: (path) => {
      const link = Object.keys(links).find((each) => path === each || path.startsWith(`${each}/`));
      return link === undefined ? path : `${links[link]}${path.slice(link.length)}`;
    },
  });

export const understandLine = (line: string, world: World = {}): Understanding =>
  understandAction({ kind: 'command', line, shell: 'bash' }, world);

/** `destroy terraform destroy infra @ workspace prod`. */
export const brief = ({ kind, tool, operation, target, place }: Effect): string =>
  [kind, tool, operation, target, place === undefined ? undefined : `@ ${place}`]
    .filter((part) => part !== undefined)
    .join(' ');

/** A title that shows what cannot be seen. */
const title = (line: string): string => (line === '' ? '(empty)' : JSON.stringify(line).slice(1, -1)).slice(0, 200);

/** The line has exactly these effects; none means that it passes in silence. */
export const is = (line: string, ...expected: string[]): void => {
  test(title(line), () => expect(understandLine(line).effects.map(brief)).toEqual(expected));
};

/** The same with files or variables around it. */
export const isIn = (world: World, line: string, ...expected: string[]): void => {
  test(title(line), () => expect(understandLine(line, world).effects.map(brief)).toEqual(expected));
};

export const decisionOf = (line: string, world: World = {}): string => decide(understandLine(line, world).effects).kind;

/** Each line is held, for whatever reason. */
export const held = (name: string, lines: readonly string[], world: World = {}): void => {
  describe(`${name}: held`, () => {
    for (const line of lines) test(title(line), () => expect(decisionOf(line, world)).toBe('hold'));
  });
};

/** Each line passes without a word. */
export const silent = (name: string, lines: readonly string[], world: World = {}): void => {
  describe(`${name}: silent`, () => {
    for (const line of lines)
      test(title(line), () => expect(understandLine(line, world).effects.map(brief)).toEqual([]));
  });
};

/** Each line is asked for, and passes. */
export const passes = (name: string, lines: readonly string[], world: World = {}): void => {
  describe(`${name}: a read`, () => {
    for (const line of lines) {
      test(title(line), () => {
        expect(new Set(understandLine(line, world).effects.map(({ kind }) => kind))).toEqual(new Set(['read']));
      });
    }
  });
};
