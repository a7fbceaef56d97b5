/** The policies that count in a directory, as they lie on disk. */
import { join } from 'node:path';
import { remembering } from '../base/remembering.ts';
import { type Layer, type LayerName, layers as layerNames } from '../core/policy/evaluate.ts';
import { type Parsed, parsePolicy } from '../core/policy/parse.ts';
import type { Problem } from '../core/policy/problems.ts';
import type { Policy } from '../core/policy/shape.ts';
import { boundedReader } from '../platform/readFile.ts';
import { realPath } from '../platform/realPath.ts';
import { repositoriesOf, workspacePolicy } from './repositories.ts';

/** Where a whole machine's policy lies. */
const organisationPolicy = '/etc/holdpoint/policy.yaml';

/** Stands for a policy that cannot be read: it may have said anything, so everything but a look is held. */
export const unreadable: Policy = {
  version: 1,
  // biome-ignore lint/suspicious/noThenProperty: it is the policy's own word.
  rules: [{ name: 'this policy cannot be read', when: { effect: ['change', 'destroy', 'unknown'] }, then: 'hold' }],
};

export interface PolicyFile {
  readonly layer: LayerName;
  readonly path: string;
  readonly problems: readonly Problem[];
}

/** The policies that count in one repository. */
export interface Policies {
  readonly layers: readonly Layer[];
  /** Every file that is there, the highest first; broken ones too. */
  readonly files: readonly PolicyFile[];
  /** Absolute, without symbolic links: what files are seen from. */
  readonly root: string;
}

/** Where policies above a repository's own lie. */
export interface PolicyPlaces {
  readonly organisation: string;
  readonly person: string;
}

/** `root`: Holdpoint's folder. */
export const policyPlaces = (root: string): PolicyPlaces => ({
  organisation: organisationPolicy,
  person: join(root, 'policy.yaml'),
});

/** The policies of every repository that these directories lie in, as they stand on disk; never empty. */
export function policiesIn(directories: readonly string[], places: PolicyPlaces): readonly Policies[] {
  const look = { read: boundedReader(), realPath, hasAccepted: () => false };
  return repositoriesOf(directories, look).map(({ path, root }) => ({
    ...readLayers({ ...places, workspace: join(path, workspacePolicy) }),
    root,
  }));
}

/** What counts on this machine in every repository. */
export const machineLayers = (places: PolicyPlaces): readonly Layer[] => readLayers({ ...places }).layers;

/** The policies that lie in these places. */
export function readLayers(places: Partial<Record<LayerName, string>>): Omit<Policies, 'root'> {
  const layers: Layer[] = [];
  const files: PolicyFile[] = [];
  for (const layer of layerNames) {
    const path = places[layer];
    const text = path === undefined ? undefined : readPolicyText(path);
    if (path === undefined || text === undefined) continue;
    const known = layers.flatMap(({ policy }) => Object.keys(policy.environments ?? {}));
    const { policy, problems } = parsed(text, known);
    files.push({ layer, path, problems });
    layers.push({ layer, policy: policy ?? unreadable });
  }
  return { layers, files };
}

/** The same text is parsed once: every call meets the same few policies. `environments`: those that policies above define. */
export const parsed = remembering(
  50,
  (text: string, environments: readonly string[] = []): Parsed => parsePolicy(text, environments),
  (text, environments = []) => JSON.stringify([text, environments]),
);

/** Undefined where there is no such file; one that is there and cannot be read is as good as broken. */
export function readPolicyText(path: string): string | undefined {
  const found = boundedReader()(path);
  if (found.kind === 'missing') return undefined;
  return found.kind === 'text' ? found.text : '';
}
