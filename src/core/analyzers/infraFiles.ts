/** Edits by an agent's own edit tools: those of guard files and Terraform state are effects, others are not. */
import { change, destroy, type Effect, unknown } from '../effect.ts';
import { isStateFile, mentionsGuardFile, runsByItself } from '../guardFiles.ts';
import { shortPath } from '../paths.ts';
import type { FileEdit } from '../toolCall.ts';
import type { Surroundings } from './analyzer.ts';
import { smells } from './signs.ts';

export function editEffects(edits: readonly FileEdit[], call: Surroundings): readonly Effect[] {
  return edits.flatMap(({ path, change: how }): readonly Effect[] => {
    const family = call.guards(path) ? 'guard' : isStateFile(path) ? 'state' : undefined;
    const target = shortPath(call.cwd, path);
    if (family !== undefined) {
      return [
        how.kind === 'delete'
          ? destroy({ tool: family, operation: 'delete', target })
          : change({ tool: family, operation: 'edit', target }),
      ];
    }
    if (runsByItself(path) && smells(textOf(how))) {
      return [
        unknown({
          tool: 'shell',
          operation: 'edit',
          target,
          note: 'It runs by itself later, and nobody is asked then.',
        }),
      ];
    }
    // A patch nobody could take apart may reach files beside the one it is filed under.
    if (how.kind === 'patch' && patched(how.text).some(mentionsGuardFile)) {
      return [unknown({ tool: 'guard', operation: 'patch', target, note: 'The patch names a guard file.' })];
    }
    return [];
  });
}

const textOf = (how: FileEdit['change']): string => {
  switch (how.kind) {
    case 'write':
      return how.content;
    case 'replace':
      return how.to;
    case 'patch':
      return how.text;
    case 'delete':
      return '';
  }
};

/** The files a patch says it touches. */
const patched = (patch: string): readonly string[] =>
  [
    ...patch.matchAll(
      /^(?:\*\*\* (?:Add|Update|Delete) File:|\*\*\* Move to:|---|\+\+\+|rename (?:from|to))\s+(.+)$/gm,
    ),
  ].map(([, path = '']) => `/${path}`);
