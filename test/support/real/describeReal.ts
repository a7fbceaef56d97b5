/** Suites of tests that run real tools. */
import { dirname } from 'node:path';
import { beforeAll, beforeEach, describe } from 'vitest';
import { type RealToolName, realTool } from './tools.ts';

interface Has {
  /** The absolute path of one of the tools named. */
  readonly path: (name: RealToolName) => string;
  /** `PATH` of the machine, the folders of the tools named first. */
  readonly searchPath: string;
  /** As Vitest's; not run when a tool is missing. */
  readonly beforeAll: (prepare: () => Promise<void> | void) => void;
}

/** A suite that runs with real tools. Where one is missing its tests are skipped, and say why. */
export function describeReal(title: string, names: readonly RealToolName[], suite: (has: Has) => void): void {
  const found = new Map(names.map((name) => [name, realTool(name)]));
  const missing = [...found.values()].flatMap((tool) => ('missing' in tool ? [tool.missing] : []));
  const paths = [...found.values()].flatMap((tool) => ('path' in tool ? [tool.path] : []));
  describe(title, () => {
    if (missing.length > 0) beforeEach(({ skip }) => skip(missing.join('; ')));
    suite({
      path: (name) => {
        const tool = found.get(name);
        return tool !== undefined && 'path' in tool ? tool.path : `/nonexistent/${name}`;
      },
      searchPath: [...new Set(paths.map((path) => dirname(path))), process.env.PATH ?? ''].join(':'),
      beforeAll: (prepare) => {
        if (missing.length === 0) beforeAll(prepare);
      },
    });
  });
}
