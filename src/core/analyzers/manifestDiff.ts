/**
 * What an edit of Kubernetes manifests, Kustomize, Helm and Argo files means beyond the words in them.
 *
 * Handles roles that allow more, bindings to other roles or more people, replicas that become none, another namespace
 * for everything, and what Argo CD and Flux are told to deploy.
 */
import { type Finding, linesMissing, listed, quoted } from './infraFinding.ts';
import { documentsOf, manifestName } from './infraResources.ts';
import { withoutComments } from './plainText.ts';

export function manifestFindings(before: string, after: string): readonly Finding[] {
  const now = new Map(documents(after));
  const found = documents(before).flatMap(([name, old]): readonly Finding[] => {
    const kept = now.get(name);
    if (kept === undefined || kept === old) return [];
    return [...granted(name, old, kept), ...delivered(name, old, kept)];
  });
  const none = /^\s*"?(?:replicas|replicaCount|minReplicas)"?\s*:\s*0\s*,?$/gm;
  const some = /^\s*"?(?:replicas|replicaCount|minReplicas)"?\s*:\s*[1-9]/gm;
  if (count(none, after) > count(none, before) && count(some, before) > count(some, after))
    found.push({ operation: 'remove resources', note: 'It scales something to nothing.' });
  const moved = /^(?:namespace|namePrefix|nameSuffix):.*$/gm;
  const [was, is] = [before, after].map((text) => [...text.matchAll(moved)].map(([line]) => line.trim()).join());
  if (was !== is && was !== '')
    found.push({
      operation: 'change target',
      note: `Everything it brings together goes elsewhere: ${quoted(is ?? '')}.`,
    });
  return found;
}

const count = (pattern: RegExp, text: string): number => [...text.matchAll(pattern)].length;

const documents = (text: string): readonly (readonly [name: string, manifest: string])[] =>
  documentsOf(withoutComments(text)).map((manifest) => [manifestName(manifest) ?? '', manifest]);

/** Words of rules that allow something; to read is allowed as well. */
const rights = (manifest: string): readonly string[] =>
  [
    ...manifest.matchAll(
      /\b(create|update|patch|delete|deletecollection|secrets|pods\/exec|get|list|watch|\*)(?=["'\],\s])/g,
    ),
  ].map(([, right]) => `${right}`);

function granted(name: string, old: string, kept: string): readonly Finding[] {
  if (/^(?:Cluster)?Role\//.test(name)) {
    const left = [...rights(old)];
    const more = rights(kept).filter((right) => {
      const at = left.indexOf(right);
      if (at >= 0) left.splice(at, 1);
      return at < 0;
    });
    return more.length === 0 ? [] : [{ operation: 'widen access', note: `${name} allows more: ${listed(more)}.` }];
  }
  if (!/^(?:Cluster)?RoleBinding\//.test(name)) return [];
  const roleOf = (text: string) => /^roleRef:[\s\S]*?^\s+name:\s*(\S+)/m.exec(text)?.[1];
  const people = (text: string) => count(/^\s*-\s+(?:kind|name):/gm, text);
  if (roleOf(old) !== roleOf(kept))
    return [{ operation: 'widen access', note: `${name} gives another role: ${listed([roleOf(kept) ?? 'none'])}.` }];
  return people(kept) > people(old) ? [{ operation: 'widen access', note: `${name} gives its role to more.` }] : [];
}

/** What a controller in the cluster deploys by itself. */
const controlled =
  /^apiVersion:\s*['"]?(?:argoproj\.io|[\w.-]+\.toolkit\.fluxcd\.io|tekton\.dev|triggers\.tekton\.dev|fleet\.cattle\.io|deploy\.cloud\.google\.com|kargo\.akuity\.io|skaffold)/m;
const says =
  /^\s*-?\s*(?:targetRevision|repoURL|url|path|server|namespace|branch|tag|semver|chart|version|suspend|prune|selfHeal|automated|destination|sourceRef|script|image|command|args|interval|dependsOn|targetNamespace)\b\s*:/;

function delivered(name: string, old: string, kept: string): readonly Finding[] {
  if (!controlled.test(kept)) return [];
  const line = [...linesMissing(kept, old), ...linesMissing(old, kept)].find((each) => says.test(each));
  return line === undefined
    ? []
    : [{ operation: 'change deployment', note: `It changes what ${name} deploys, or where: ${quoted(line)}.` }];
}
