/**
 * Manifests of Kubernetes, before and after an edit → the objects that would differ once they are applied.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/
 *
 * `kubectl apply` deletes nothing that is only no longer written, unless it prunes; tools that follow a repository do.
 */
import type { Resource } from '../impact/impact.ts';
import { compared, type Described, type Found, joinFound, pairs, type SourceFile, type Values } from './sourceFile.ts';
import { byName, documentsIn, isValues, listOf, valuesOf } from './yamlText.ts';

export function manifestEdit(files: readonly SourceFile[]): Found {
  const read = (side: 'before' | 'after') => files.map(({ path, ...file }) => documentsIn(file[side], path));
  const [before, after] = [read('before'), read('after')];
  const resources = pairs(
    before.flatMap(({ values }) => values.flatMap(objectsIn)),
    after.flatMap(({ values }) => values.flatMap(objectsIn)),
  ).flatMap(([was, is]): readonly Resource[] => {
    const found = compared(was, is, { family: 'kubernetes', provider: 'kubernetes' });
    return found === undefined ? [] : [withFacts(found, was?.value, is?.value)];
  });
  return joinFound([
    { resources, uninspectable: [], remarks: resources.some(({ action }) => action === 'delete') ? [gone] : [] },
    { resources: [], uninspectable: after.flatMap(({ broken }) => broken), remarks: [] },
  ]);
}

const gone =
  'What a manifest no longer describes is deleted by tools that follow the repository or prune; a plain apply leaves it.';

/** The objects of one manifest, a list's members apart. */
function objectsIn(manifest: Values): readonly Described[] {
  const { kind, metadata } = manifest;
  if (typeof kind !== 'string') return [];
  if (kind.endsWith('List') && Array.isArray(manifest.items))
    return listOf(manifest.items).filter(isValues).flatMap(objectsIn);
  const { name, generateName, namespace } = valuesOf(metadata);
  const called = String(name ?? generateName ?? '?');
  const { status: _, ...value } = manifest;
  return [
    {
      address: `${typeof namespace === 'string' ? `${namespace}/` : ''}${kind}/${called}`,
      type: kind,
      name: called,
      value: valuesOf(byName(value)),
      ...(kind === 'Secret' ? { secret: { data: true, stringData: true, metadata: { annotations: true } } } : {}),
    },
  ];
}

const replicasIn = (value: Values | undefined): number | undefined => {
  const { replicas } = valuesOf(value?.spec);
  return typeof replicas === 'number' ? replicas : undefined;
};

function withFacts(found: Resource, was: Values | undefined, is: Values | undefined): Resource {
  const facts: string[] = [];
  const [before, after] = [replicasIn(was), replicasIn(is)];
  if (after === 0 && before !== undefined && before > 0) facts.push('scaled to zero: it stops');
  if (found.action === 'delete' && before !== undefined)
    facts.push(`${before} ${before === 1 ? 'replica' : 'replicas'}`);
  const storage = valuesOf(valuesOf(valuesOf((was ?? is)?.spec).resources).requests).storage;
  if (typeof storage === 'string') facts.push(`${storage} asked for`);
  if (found.action === 'delete' && found.type === 'StatefulSet')
    facts.push('its claims stay unless they are deleted as well');
  return facts.length === 0 ? found : { ...found, facts };
}
