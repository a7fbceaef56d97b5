/** Files that stand behind a program's name. */
import { resolvePath } from '../paths.ts';
import { hole, type Invocation, shapeOf, type Word } from './invocation.ts';
import type { Shell } from './state.ts';
import type { Trace } from './trace.ts';

/** Where programs live that a project does not write itself. */
export const installed =
  /^\/(?:usr|bin|sbin|opt|nix|snap|Applications|Library)\/|\/(?:node_modules|site-packages|\.cargo|\.rustup|\.nvm|\.pyenv|\.rbenv|go)\/|\/(?:\.?venv|env)\/bin\//;

/** Build tools that a project carries along. What they run is another matter. */
export const builders = /^(?:gradlew|mvnw|pants|bazelisk|configure|bootstrap|manage\.py)$/;

/** Where a line finds programs of its own making, whatever their names. */
export const temporary = /^\/(?:tmp|var\/tmp|private\/tmp|dev\/shm)\//;

/** The name itself where it is a path; else the files it may stand for in the folders that the line puts into `PATH`. */
export function filesBehind({ name, assignments }: Invocation, shell: Shell, trace: Trace): readonly Word[] {
  if (name.value.includes('/')) return [name];
  if (!name.known || name.value === '' || assignments.PATH === undefined) return [];
  return shapeOf(assignments.PATH)
    .split(':')
    .flatMap((folder) => {
      const path = folder.includes(hole)
        ? undefined
        : resolvePath(shell.cwd, `${folder || '.'}/${name.value}`, trace.home);
      return path === undefined ? [] : [{ ...name, value: path }];
    })
    .slice(0, 8);
}
