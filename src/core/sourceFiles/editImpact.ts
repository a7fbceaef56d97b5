/** What an edit of files that describe infrastructure comes to, as far as their texts tell. */
import { type InfraKind, infraKind } from '../analyzers/infraKinds.ts';
import type { Impact, Uninspectable } from '../impact/impact.ts';
import { shortPath } from '../paths.ts';
import { composeEdit } from './composeText.ts';
import { manifestEdit } from './manifestText.ts';
import { migrationEdit } from './migrationText.ts';
import { type Found, joinFound, nothingFound, prefaced, type SourceFile } from './sourceFile.ts';
import { templateEdit } from './templateText.ts';
import { terraformEdit } from './terraformText.ts';
import { valuesEdit } from './valuesText.ts';

/** One file of an edit. `path` is absolute. */
export interface EditedFile {
  readonly path: string;
  /** Where somebody has told it already: a part of a file may not show it. */
  readonly kind?: InfraKind;
  /** Undefined where there is no such file. */
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** A sentence: why one of the texts is not known. */
  readonly unread?: string;
}

interface Reader {
  readonly edit: (files: readonly SourceFile[]) => Found;
  /** When the edit comes true. */
  readonly when: string;
}

/** By kind of file; what is not here says nothing of resources. */
const readers: ReadonlyMap<InfraKind, Reader> = new Map<InfraKind, Reader>([
  ['terraform', { edit: terraformEdit, when: 'Once applied' }],
  ['kubernetes', { edit: manifestEdit, when: 'Once applied' }],
  ['template', { edit: templateEdit, when: 'Once deployed' }],
  ['compose', { edit: composeEdit, when: 'Once started again' }],
  ['values', { edit: valuesEdit, when: 'Once deployed' }],
  ['migration', { edit: migrationEdit, when: 'Once the migration runs' }],
]);

/** "Once applied": when an edit of such a file comes true. */
export const comesTrue = (kind: InfraKind): string => readers.get(kind)?.when ?? 'Later';

/** Undefined where none of the files describes resources. `cwd` is absolute. */
export function impactOfEdit(files: readonly EditedFile[], cwd: string): Impact | undefined {
  const byKind = new Map<InfraKind, EditedFile[]>();
  for (const file of files) {
    const kind = file.kind ?? infraKind(file.path, cwd, file.before) ?? infraKind(file.path, cwd, file.after);
    if (kind === undefined || !readers.has(kind) || !readable(kind, file.path)) continue;
    const known = byKind.get(kind);
    if (known === undefined) byKind.set(kind, [file]);
    else known.push(file);
  }
  const read = [...byKind].flatMap(([kind, own]) => {
    const reader = readers.get(kind);
    return reader === undefined ? [] : [{ when: reader.when, found: foundIn(own, reader, cwd) }];
  });
  const [first] = read;
  if (first === undefined) return undefined;
  const found = joinFound(read.map((each) => each.found));
  const whens = new Set(read.map(({ when }) => when));
  return prefaced({ ...found, remarks: [fromText, ...found.remarks] }, whens.size === 1 ? first.when : 'Later');
}

const fromText =
  'This is told from the text alone: nothing was asked of the tool, and nothing happens by the edit itself.';

/** Policies, variables and other languages of the same family have no blocks of resources. */
const readable = (kind: InfraKind, path: string): boolean =>
  kind !== 'terraform' || /\.(?:tf|tofu)(?:\.json)?$/i.test(path);

function foundIn(files: readonly EditedFile[], { edit }: Reader, cwd: string): Found {
  const unread = files.flatMap(({ path, unread }): readonly Uninspectable[] =>
    unread === undefined ? [] : [{ what: shortPath(cwd, path), why: unread }],
  );
  const known = files.filter((file) => file.unread === undefined);
  let found: Found;
  try {
    found = edit(known.map(({ path, before, after }) => ({ path: shortPath(cwd, path), before, after })));
  } catch {
    found = {
      ...nothingFound,
      uninspectable: known.map(({ path }) => ({
        what: shortPath(cwd, path),
        why: 'Holdpoint failed while reading it.',
      })),
    };
  }
  return joinFound([{ ...nothingFound, uninspectable: unread }, found]);
}
