/**
 * The patch text of `apply_patch`, as far as it is needed to know which files it touches and how.
 * https://cookbook.openai.com/examples/gpt4-1_prompting_guide#reference-implementation-apply_patchpy
 *
 *     *** Begin Patch
 *     *** Update File: main.tf            (or Add File, Delete File)
 *     *** Move to: network.tf             (optional, after Update File)
 *     @@ resource "null_resource" "db"
 *     -  count = 1
 *     +  count = 0
 *     *** End of File                     (optional)
 *     *** End Patch
 */
import { ShapeError, text } from '../base/json.ts';
import type { FileChange } from '../core/toolCall.ts';
import { filePath, opaque, type ToolReader } from './hookShape.ts';

interface PatchedFile {
  readonly path: string;
  readonly change: FileChange;
}

const header = /^\*\*\* (Update|Add|Delete) File: (.+)$/;
const move = /^\*\*\* Move to: (.+)$/;

/** A tool whose input is a patch, in this field. A patch that cannot be read holds. */
export const patchIn =
  (field: string): ToolReader =>
  (input, tool, scene) => {
    const patch = text(input[field], field);
    try {
      const edits = readPatch(patch).map(({ path, change }) => ({ path: filePath(path, scene), change }));
      if (edits.length > 0) return { kind: 'edit', edits };
    } catch (error) {
      if (!(error instanceof ShapeError)) throw error;
    }
    return opaque('which files the patch touches cannot be read')(input, tool, scene);
  };

/** The files of a patch, in order. @throws {ShapeError} on a line it does not know. */
function readPatch(patch: string): readonly PatchedFile[] {
  const lines = patch.replace(/\r\n/g, '\n').trim().split('\n');
  if (lines.shift()?.trim() !== '*** Begin Patch' || lines.pop()?.trim() !== '*** End Patch')
    throw new ShapeError('patch: no begin or end');
  const files: PatchedFile[] = [];
  while (lines.length > 0) {
    const [, verb, name = ''] = header.exec(lines.shift() ?? '') ?? [];
    const path = name.trim();
    if (verb === undefined || path === '') throw new ShapeError('patch: expected a file header');
    const target = verb === 'Update' ? move.exec(lines[0] ?? '')?.[1]?.trim() : undefined;
    if (target !== undefined) lines.shift();
    const body = lines.splice(0, bodyLength(lines));
    files.push({ path, change: changeOf(verb, body) });
    if (target !== undefined) files.push({ path: target, change: { kind: 'patch', text: body.join('\n') } });
    // The old file is gone after a move, whatever else the patch does to it.
    if (target !== undefined) files.push({ path, change: { kind: 'delete' } });
  }
  return files;
}

function bodyLength(lines: readonly string[]): number {
  const next = lines.findIndex((line) => header.test(line));
  return next < 0 ? lines.length : next;
}

function changeOf(verb: string, body: readonly string[]): FileChange {
  switch (verb) {
    case 'Delete':
      if (body.some((line) => line.trim() !== '')) throw new ShapeError('patch: a deleted file has no lines');
      return { kind: 'delete' };
    case 'Add':
      if (body.some((line) => !line.startsWith('+'))) throw new ShapeError('patch: an added file has only added lines');
      return { kind: 'write', content: body.map((line) => `${line.slice(1)}\n`).join('') };
    default:
      if (body.some((line) => !/^(?:[ +-]|@@|$|\*\*\* End of File)/.test(line)))
        throw new ShapeError('patch: unknown line');
      return { kind: 'patch', text: body.join('\n') };
  }
}
