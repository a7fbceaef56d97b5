/** Compose files, before and after an edit. https://docs.docker.com/reference/compose-file/ */
import type { Resource } from '../impact/impact.ts';
import { compared, type Described, type Found, pairs, type SourceFile, type Values } from './sourceFile.ts';
import { documentsIn, isValues, listOf, valuesOf } from './yamlText.ts';

export function composeEdit(files: readonly SourceFile[]): Found {
  const read = (side: 'before' | 'after') => files.map(({ path, ...file }) => documentsIn(file[side], path));
  const [before, after] = [read('before'), read('after')];
  const resources = pairs(
    before.flatMap(({ values }) => values.flatMap(partsOf)),
    after.flatMap(({ values }) => values.flatMap(partsOf)),
  ).flatMap(([was, is]): readonly Resource[] => {
    const found = compared(was, is, { family: 'terraform', provider: 'docker' });
    if (found === undefined) return [];
    return [was !== undefined && is === undefined ? left(found) : opened(found, was?.value, is?.value)];
  });
  return {
    resources,
    uninspectable: after.flatMap(({ broken }) => broken),
    remarks: resources.some(({ action }) => action === 'forget')
      ? ['What is no longer written is left behind; `docker compose down --remove-orphans -v` and a prune delete it.']
      : [],
  };
}

/** What a file declares. */
function partsOf(file: Values): readonly Described[] {
  const section = (key: string, kind: string, type: string) =>
    Object.entries(valuesOf(file[key])).map(
      ([name, value]): Described => ({ address: `${kind} ${name}`, type, name, value: withVariables(valuesOf(value)) }),
    );
  return [
    ...section('services', 'service', 'docker_container'),
    ...section('volumes', 'volume', 'docker_volume'),
    ...section('networks', 'network', 'docker_network'),
    ...section('secrets', 'secret', 'docker_secret'),
  ];
}

/** `environment: [A=b]` as `environment: {A: b}`, so that each value has its name. */
function withVariables(value: Values): Values {
  const { environment } = value;
  return Array.isArray(environment)
    ? {
        ...value,
        environment: Object.fromEntries(
          environment.map((each) => {
            const [name = '', ...rest] = String(each).split('=');
            return [name, rest.join('=')];
          }),
        ),
      }
    : value;
}

/** Compose deletes nothing by itself when a part is no longer written. */
const left = (resource: Resource): Resource => ({
  ...resource,
  action: 'forget',
  actions: ['forget'],
  attributes: [],
  wayBack:
    resource.type === 'docker_volume'
      ? { kind: 'effort', why: 'the volume stays until somebody removes it; what is in it is no longer used' }
      : { kind: 'effort', why: 'it keeps running until somebody removes it' },
});

function opened(found: Resource, was: Values | undefined, is: Values | undefined): Resource {
  const ports = (value: Values | undefined) =>
    listOf(value?.ports)
      .map(portOf)
      .filter((each) => each !== undefined);
  const old = new Set(ports(was));
  const more = ports(is).filter((each) => !old.has(each));
  const mounts = (value: Values | undefined) =>
    listOf(value?.volumes).map((each) =>
      isValues(each) ? String(each.source ?? '') : (String(each).split(':')[0] ?? ''),
    );
  const mounted = new Set(mounts(is));
  const unmounted = mounts(was).filter((each) => each !== '' && !mounted.has(each));
  const facts = [
    ...more.map((port) => `opens port ${port} on every address of the machine`),
    ...unmounted.map((volume) => `no longer mounts ${volume}`),
  ];
  return facts.length === 0 ? found : { ...found, facts };
}

/** The published port; undefined where only this machine reaches it. */
function portOf(value: unknown): string | undefined {
  if (isValues(value))
    return /^(?:127\.|::1|localhost)/.test(String(value.host_ip ?? '')) ? undefined : String(value.published ?? '');
  const text = String(value);
  if (/^(?:127\.|\[::1\]|localhost)/.test(text)) return undefined;
  const parts = text.split(':');
  return parts.length === 1 ? undefined : (parts.at(-2) ?? undefined);
}
