/** What the manifests on a line of kubectl say, as long as nobody has asked the cluster. */
import type { Impact } from '../impact/impact.ts';
import { wholeImpact } from '../impact/whole.ts';
import { manifestEdit } from './manifestText.ts';
import { census, prefaced, type SourceFile } from './sourceFile.ts';

export interface ReadManifest {
  readonly path: string;
  readonly text: string;
}

/** `operation`: `delete`, `apply`. Undefined where the files describe nothing. */
export function manifestLineImpact(operation: string, files: readonly ReadManifest[]): Impact | undefined {
  const { resources, uninspectable } = manifestEdit(
    files.map(({ path, text }): SourceFile => ({ path, before: text, after: undefined })),
  );
  if (resources.length === 0) return undefined;
  if (operation === 'delete') {
    const cluster = { what: 'the cluster', why: 'What really exists, and what goes along, only the cluster tells.' };
    return prefaced(
      {
        resources: resources.map((each) => ({ ...each, attributes: [] })),
        uninspectable: [...uninspectable, cluster],
        remarks: [],
      },
      'From the text alone',
    );
  }
  const impact = wholeImpact(
    [],
    [
      ...uninspectable,
      { what: 'the cluster', why: 'What differs from what is there only the cluster tells; it was not asked yet.' },
    ],
  );
  return {
    ...impact,
    headline: `From the text alone: ${files.length === 1 ? `${files[0]?.path ?? ''} describes` : `${files.length} files describe`} ${census('kubernetes', 'object', resources)}; what would change is not known.`,
  };
}
