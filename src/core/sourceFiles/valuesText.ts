/** Values of a chart, before and after an edit: what it deploys with them stands in its templates. https://helm.sh/docs/chart_template_guide/values_files/ */
import type { Resource } from '../impact/impact.ts';
import { compared, type Described, type Found, joinFound, nothingFound, type SourceFile } from './sourceFile.ts';
import { byName, documentsIn, valuesOf } from './yamlText.ts';

export const valuesEdit = (files: readonly SourceFile[]): Found => joinFound(files.map(ofFile));

function ofFile({ path, before, after }: SourceFile): Found {
  const [old, now] = [documentsIn(before, path), documentsIn(after, path)];
  const describe = (documents: typeof old): Described | undefined =>
    documents.values[0] === undefined
      ? undefined
      : { address: path, type: 'values', name: path, value: valuesOf(byName(documents.values[0])) };
  const found = compared(describe(old), describe(now), { family: 'kubernetes', provider: 'helm' });
  if (found === undefined) return { ...nothingFound, uninspectable: now.broken };
  const resource: Resource = {
    ...found,
    wayBack: { kind: 'unknown', why: 'what the chart makes of these values was not rendered' },
  };
  return {
    resources: [resource],
    uninspectable: [
      ...now.broken,
      { what: path, why: 'The chart’s templates decide what these values come to: a rendered comparison tells.' },
    ],
    remarks: [],
  };
}
