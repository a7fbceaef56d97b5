/** What the manifests on a line of kubectl say, as long as nobody has asked the cluster. */
import { uncapitalized } from '../../base/sentence.ts';
import { holdingOf } from '../impact/holdings.ts';
import type { Impact } from '../impact/impact.ts';
import { wholeImpact } from '../impact/whole.ts';
import { manifestEdit } from './manifestText.ts';
import type { SourceFile } from './sourceFile.ts';

export interface ReadManifest {
  readonly path: string;
  readonly text: string;
}

/** `operation`: `delete`, `apply`. Undefined where the files describe nothing. */
export function manifestLineImpact(operation: string, files: readonly ReadManifest[]): Impact | undefined {
  const goes = operation === 'delete';
  const { resources, uninspectable } = manifestEdit(
    files.map(({ path, text }): SourceFile => ({ path, before: text, after: undefined })),
  );
  if (resources.length === 0) return undefined;
  if (goes) {
    const impact = wholeImpact(
      resources.map((each) => ({ ...each, attributes: [] })),
      [
        ...uninspectable,
        { what: 'the cluster', why: 'What really exists, and what goes along, only the cluster tells.' },
      ],
    );
    return { ...impact, headline: `From the text alone: ${uncapitalized(impact.headline)}` };
  }
  const kept = resources.filter(({ type }) => holdingOf('kubernetes', type) !== undefined);
  const names = kept.slice(0, 3).map(({ address }) => address);
  const more = kept.length - names.length;
  const among =
    names.length === 0
      ? ''
      : `, among them ${names.join(', ')}${more > 0 ? ` and ${more} more that hold something` : ''}`;
  const impact = wholeImpact(
    [],
    [
      ...uninspectable,
      { what: 'the cluster', why: 'What differs from what is there only the cluster tells; it was not asked yet.' },
    ],
  );
  return {
    ...impact,
    headline: `From the text alone: ${files.length === 1 ? `${files[0]?.path ?? ''} describes` : `${files.length} files describe`} ${resources.length} ${resources.length === 1 ? 'object' : 'objects'}${among}; what would change is not known.`,
  };
}
