/** What of an object nobody is shown, beside what `masking.ts` knows by names: a Secret's values, wherever they stand again. */
import { looseRecord, type Node } from '../../base/looseJson.ts';
import { collectSecrets, type Marks, type Masker, masker } from '../impact/masking.ts';
import { decodeBase64 } from '../shell/base64.ts';

/** Repeats a whole object, a Secret's `stringData` included, in clear. */
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/** Marks in the shape of the object. */
export const secretMarks = ({ kind }: Node): Marks =>
  kind === 'Secret' ? { data: true, stringData: true } : undefined;

/** Hides what the Secrets among these objects hold, in base64 and in clear, wherever else it stands. */
export function maskerFor(bodies: readonly Node[]): Masker {
  const secrets = new Set<string>();
  for (const body of bodies) {
    collectSecrets(body, secretMarks(body), secrets);
    if (body.kind !== 'Secret') continue;
    for (const value of Object.values(looseRecord(body.data)))
      collectSecrets(typeof value === 'string' ? decodeBase64(value, false) : undefined, true, secrets);
  }
  return masker(secrets);
}

/** What a server writes into every object by itself. */
const written = new Set(['managedFields', 'resourceVersion', 'generation', 'uid', 'creationTimestamp', 'selfLink']);

/** An object as its owner wrote it: what the server keeps about it is no change of it. */
export function comparable(body: Node): Node {
  const { status: _, metadata, ...rest } = body;
  const own = Object.fromEntries(Object.entries(looseRecord(metadata)).filter(([name]) => !written.has(name)));
  const annotations = Object.entries(looseRecord(own.annotations)).filter(([name]) => name !== lastApplied);
  return { ...rest, metadata: { ...own, annotations: Object.fromEntries(annotations) } };
}
