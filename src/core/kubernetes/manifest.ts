/** What `helm get manifest` and `helm template` print → objects, and the namespace each lies in. */
import { ShapeError } from '../../base/json.ts';
import { looseRecord, optionalList } from '../../base/looseJson.ts';
import type { Uninspectable } from '../impact/impact.ts';
import { documentsIn } from '../sourceFiles/yamlText.ts';
import { type KubeObject, objectFrom } from './objects.ts';

export interface Manifest {
  readonly objects: readonly KubeObject[];
  readonly uninspectable: readonly Uninspectable[];
}

/** Kinds that lie in no namespace; of others that are not built in nobody knows. */
const clusterWide =
  /^(?:Namespace|Node|PersistentVolume|StorageClass|VolumeAttachment|CSIDriver|CSINode|ClusterRole|ClusterRoleBinding|CustomResourceDefinition|APIService|PriorityClass|RuntimeClass|IngressClass|PodSecurityPolicy|FlowSchema|PriorityLevelConfiguration|(?:Validating|Mutating)(?:WebhookConfiguration|AdmissionPolicy|AdmissionPolicyBinding)|CertificateSigningRequest|VolumeSnapshotClass|VolumeSnapshotContent|ClusterIssuer|GatewayClass)$/;

/** `namespace`: the release's own, where an object names none. */
export function manifestIn(text: string, namespace: string, what: string): Manifest {
  const { values, broken } = documentsIn(text, what, true);
  const objects: KubeObject[] = [];
  const uninspectable: Uninspectable[] = [...broken];
  for (const value of values.flatMap((each) => (Array.isArray(each.items) ? optionalList(each.items) : [each]))) {
    try {
      objects.push(placed(objectFrom(value), namespace));
    } catch (error) {
      if (!(error instanceof ShapeError)) throw error;
      // A template that rendered to nothing but comments.
      if (Object.keys(looseRecord(value)).length > 0)
        uninspectable.push({ what: `a part of ${what}`, why: 'It has no kind or no name.' });
    }
  }
  return { objects, uninspectable };
}

const placed = (object: KubeObject, namespace: string): KubeObject =>
  object.namespace !== '' || clusterWide.test(object.kind) ? object : { ...object, namespace };

/** Helm leaves it alone. @see https://helm.sh/docs/howto/charts_tips_and_tricks/#tell-helm-not-to-uninstall-a-resource */
export const isKept = ({ annotations }: KubeObject): boolean =>
  annotations['helm.sh/resource-policy']?.trim().toLowerCase() === 'keep';

/** When a hook runs: `pre-delete`, `post-upgrade`. @see https://helm.sh/docs/topics/charts_hooks/ */
export const hookOf = ({ annotations }: KubeObject): readonly string[] =>
  (annotations['helm.sh/hook'] ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter(Boolean);

/** Only enough to ask for them: no secret leaves the manifest. */
export const bareObjects = (objects: readonly KubeObject[]): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'List',
    items: objects.map(({ kind, namespace, name, body }) => ({
      apiVersion: body.apiVersion,
      kind,
      metadata: { name, ...(namespace === '' ? {} : { namespace }) },
    })),
  });
