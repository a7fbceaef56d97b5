/**
 * What a workload was before: its replica sets, or the revisions its controller keeps. `kubectl rollout undo` rehearsed on
 * the server prints the object as it is, and so says nothing.
 * @see https://kubernetes.io/docs/reference/kubectl/generated/kubectl_rollout/kubectl_rollout_undo/
 */
import { looseRecord, type Node } from '../../base/looseJson.ts';
import { type KubeObject, within } from './objects.ts';

const annotation = 'deployment.kubernetes.io/revision';

interface Revision {
  readonly number: number;
  readonly template: Node;
}

/** The template of pods that an undo goes back to; undefined where it is not known. `wanted`: 0 for the one before. */
export function templateBefore(object: KubeObject, objects: readonly KubeObject[], wanted: number): Node | undefined {
  const own = objects.filter(({ owners }) => owners.some(({ uid }) => uid === object.uid));
  const revisions = own
    .flatMap(object.kind === 'Deployment' ? ofReplicaSet : ofRevision)
    .sort((one, other) => other.number - one.number);
  return (wanted === 0 ? revisions[1] : revisions.find(({ number }) => number === wanted))?.template;
}

function ofReplicaSet({ kind, annotations, body }: KubeObject): readonly Revision[] {
  const number = Number(annotations[annotation]);
  if (kind !== 'ReplicaSet' || !Number.isSafeInteger(number)) return [];
  const template = within(body, 'spec', 'template');
  const metadata = looseRecord(template.metadata);
  const { 'pod-template-hash': _, ...labels } = looseRecord(metadata.labels);
  return [{ number, template: { ...template, metadata: { ...metadata, labels } } }];
}

function ofRevision({ kind, body }: KubeObject): readonly Revision[] {
  const number = Number(body.revision);
  const { $patch: _, ...template } = within(body, 'data', 'spec', 'template');
  return kind === 'ControllerRevision' && Number.isSafeInteger(number) ? [{ number, template }] : [];
}
