/** The hook's bundle loads analyzers when they are named. It must know the same programs as the list in the sources. */
import { build } from 'esbuild';
import { beforeAll, describe, expect, test } from 'vitest';
import { lazyAnalyzers } from '../../scripts/lib/lazyAnalyzers.mjs';
import * as eager from '../../src/core/analyzers/index.ts';

let lazy: typeof eager;
beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: ['src/core/analyzers/index.ts'],
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    plugins: [lazyAnalyzers()],
  });
  const module = { exports: {} };
  new Function('module', 'exports', outputFiles[0]?.text ?? '')(module, module.exports);
  lazy = module.exports as typeof eager;
});

test('the same names are signs of infrastructure', () =>
  expect([...lazy.infrastructurePrograms].sort()).toEqual([...eager.infrastructurePrograms].sort()));

describe('the same analyzer answers', () => {
  test('for every program', () => {
    const programs = [
      ...eager.infrastructurePrograms,
      'ssh',
      'scp',
      'claude',
      'code',
      'k',
      'tf',
      'git',
      'npm',
      'no-such-tool',
    ];
    const ids = (module: typeof eager) => programs.map((program) => `${program} ${module.analyzerOf(program)?.id}`);
    expect(ids(lazy)).toEqual(ids(eager));
  });
  test('once made, it stays', () => expect(lazy.analyzerOf('terraform')).toBe(lazy.analyzerOf('terraform')));
});
