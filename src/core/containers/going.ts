/** What goes with a wish, by what the engine has: which containers, volumes, networks and images, and what is refused. */
import { firstOf, ticked } from '../../base/sentence.ts';
import { belongsTo, type ComposeFiles, label, projectOf } from './composeProject.ts';
import { type Container, type Image, isAnonymous, type Network, type Volume } from './engine.ts';
import type { ComposeWish, Wish } from './wish.ts';

export interface EngineState {
  readonly containers: readonly Container[];
  readonly volumes: readonly Volume[];
  readonly networks: readonly Network[];
  /** Bytes by volume; undefined where nothing said it. */
  readonly bytes: ReadonlyMap<string, number>;
  readonly images: readonly Image[];
  /** Where the content of some volumes lies, elsewhere. */
  readonly devices: ReadonlyMap<string, string>;
  /** `1.41`. */
  readonly version: string;
  readonly files: ComposeFiles | undefined;
  /** Digests of the services’ settings; empty where compose did not say. */
  readonly hashes: ReadonlyMap<string, string>;
  /** Of the project’s own file of variables. */
  readonly variables: ReadonlyMap<string, string>;
  /** Absolute folder of the project. */
  readonly folder: string;
}

/** What goes, by name. */
export interface Going {
  readonly containers: readonly Container[];
  readonly volumes: readonly string[];
  readonly networks: readonly Network[];
  readonly images: readonly Image[];
  /** Services that get their first container. */
  readonly created: readonly string[];
  readonly missing: readonly string[];
  readonly remarks: readonly string[];
  /** Sentences: why it may be another project than the one that was looked for. */
  readonly doubts: readonly string[];
  readonly refused: ReadonlyMap<string, string>;
}

const nothing: Going = {
  containers: [],
  volumes: [],
  networks: [],
  images: [],
  created: [],
  missing: [],
  doubts: [],
  remarks: [],
  refused: new Map(),
};

export function goingIn(wish: Wish, state: EngineState): Going {
  switch (wish.kind) {
    case 'volumes': {
      const known = new Set(state.volumes.map(({ name }) => name));
      return {
        ...nothing,
        volumes: wish.names.filter((name) => known.has(name)),
        missing: wish.names.filter((name) => !known.has(name)),
      };
    }
    case 'containers': {
      const found = wish.names.map((name) => [name, containerNamed(name, state.containers)] as const);
      const going = found.flatMap(([, each]) => (each === undefined ? [] : [each]));
      return {
        ...nothing,
        containers: going,
        volumes: wish.volumes ? anonymousOf(going, state) : [],
        missing: found.flatMap(([name, each]) => (each === undefined ? [name] : [])),
        refused: new Map(
          wish.force ? [] : going.filter(({ running }) => running).map(({ name }) => [name, 'it is running']),
        ),
      };
    }
    case 'networks': {
      const going = state.networks.filter(({ name, id }) =>
        wish.names.some((each) => each === name || (each.length > 3 && id.startsWith(each))),
      );
      return {
        ...nothing,
        networks: going,
        missing: wish.names.filter((each) => !going.some(({ name, id }) => each === name || id.startsWith(each))),
        refused: new Map(
          going.flatMap(({ name }) => {
            const users = state.containers.filter(({ running, networks }) => running && networks.includes(name));
            return users.length === 0 ? [] : [[name, `it is used by ${namesOf(users)}`] as const];
          }),
        ),
      };
    }
    case 'images':
      return imagesGoing(wish.names, wish.force, state);
    case 'prune':
      return pruned(wish, state);
    case 'compose':
      return composed(wish, state);
  }
}

const containerNamed = (name: string, all: readonly Container[]): Container | undefined =>
  all.find((each) => each.name === name) ?? all.find(({ id }) => name.length > 3 && id.startsWith(name));

/** `` `db`, `web` and 2 more ``. */
export const namesOf = (containers: readonly Container[]): string =>
  firstOf(
    containers.map(({ name }) => ticked(name)),
    3,
  );

/** Volumes without a name that only these containers have. */
function anonymousOf(going: readonly Container[], { containers, volumes }: EngineState): readonly string[] {
  const gone = new Set(going.map(({ id }) => id));
  const kept = new Set(containers.filter(({ id }) => !gone.has(id)).flatMap(({ mounts }) => mounts));
  const known = new Set(volumes.map(({ name }) => name));
  const own = new Set(going.flatMap(({ mounts }) => mounts));
  return [...own].filter((name) => isAnonymous(name) && known.has(name) && !kept.has(name));
}

function imagesGoing(names: readonly string[], force: boolean, { images, containers }: EngineState): Going {
  const named = (each: string, { id, name }: Image) =>
    name === each || name === `${each}:latest` || (each.length > 3 && id.startsWith(each.replace(/^sha256:/, '')));
  const going = images.filter((image) => names.some((each) => named(each, image)));
  const users = (image: Image) =>
    containers.filter((each) => each.image === image.name || image.id.startsWith(each.image));
  return {
    ...nothing,
    images: going,
    missing: names.filter((each) => !going.some((image) => named(each, image))),
    refused: new Map(
      going.flatMap((image) => {
        const using = users(image).filter(({ running }) => running || !force);
        return using.length === 0 ? [] : [[image.name, `it is used by ${namesOf(using)}`] as const];
      }),
    ),
  };
}

/** Since version 1.42 of its interface an engine keeps volumes with a name unless all are asked for. */
const takesNamed = (version: string, all: boolean): boolean => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return all || !(major > 1 || (major === 1 && minor >= 42));
};

function pruned(wish: Wish & { readonly kind: 'prune' }, state: EngineState): Going {
  const { containers, volumes, networks, version } = state;
  const stopped = wish.what === 'volume' ? [] : containers.filter(({ running }) => !running);
  const gone = new Set(stopped.map(({ id }) => id));
  const kept = containers.filter(({ id }) => !gone.has(id));
  const used = new Set(kept.flatMap(({ mounts }) => mounts));
  // In one go all volumes go by the old rule or the new one; `--all` of `system prune` is about images.
  const named = takesNamed(version, wish.what === 'volume' && wish.all);
  const free = wish.volumes
    ? volumes.map(({ name }) => name).filter((name) => !used.has(name) && (named || isAnonymous(name)))
    : [];
  const usedNetworks = new Set([...kept.flatMap((each) => each.networks), 'bridge', 'host', 'none']);
  return {
    ...nothing,
    containers: stopped,
    volumes: free,
    networks: wish.what === 'system' ? networks.filter(({ name }) => !usedNetworks.has(name)) : [],
    remarks: [
      ...(wish.what === 'system'
        ? [`${wish.all ? 'Images nobody uses' : 'Images without a name'} and the build cache go too.`]
        : []),
      ...(wish.filtered ? ['A filter narrows it down: what is listed is the most that can go.'] : []),
      ...(wish.volumes && named && version !== '' && !wish.all
        ? [`This engine (${version}) takes volumes with a name as well.`]
        : []),
    ],
  };
}

function composed(wish: ComposeWish, state: EngineState): Going {
  const { containers, volumes, networks, files, folder, hashes, variables } = state;
  const project = projectOf(wish, files, containers, folder, variables);
  const own = containers.filter((each) => belongsTo(each, project.name));
  const served = own.filter(({ labels }) => {
    const service = labels.get(label.service) ?? '';
    if (wish.services.length > 0) return wish.services.includes(service);
    return wish.orphans || files === undefined || files.services.includes(service);
  });
  const up = wish.verb === 'up';
  const differs = ({ labels }: Container): boolean =>
    wish.recreates || hashes.size === 0 || hashes.get(labels.get(label.service) ?? '') !== labels.get(label.hash);
  const going = up ? served.filter(differs) : wish.stops ? served : served.filter(({ running }) => !running);
  const present = new Set(own.map(({ labels }) => labels.get(label.service)));
  const wanted = wish.services.length > 0 ? wish.services : (files?.services ?? []);
  const whole = wish.verb === 'down';
  const names = new Set(volumes.map(({ name }) => name));
  const declared =
    files === undefined
      ? volumes.filter((each) => belongsTo(each, project.name)).map(({ name }) => name)
      : [...files.volumes].map(([key, name]) => name ?? `${project.name}_${key}`).filter((name) => names.has(name));
  const dropped = wish.volumes ? [...(whole ? declared : []), ...anonymousOf(going, state)] : [];
  return {
    ...nothing,
    containers: going,
    volumes: [...new Set(dropped)],
    doubts:
      project.guessed && files === undefined
        ? ['Compose did not say what stands in its files, so even the name of the project is only guessed.']
        : [],
    created: up ? wanted.filter((service) => !present.has(service)) : [],
    networks: whole && wish.services.length === 0 ? networks.filter((each) => belongsTo(each, project.name)) : [],
    remarks: [
      `It is about the project \`${project.name}\`${project.guessed ? ', by the name of the folder' : ''}.`,
      ...(files === undefined
        ? ['Compose did not say what stands in its files: this is what the engine says belongs to the project.']
        : []),
      ...(up && hashes.size === 0 && going.length > 0
        ? ['Its containers are made anew where their settings differ; which those are, compose did not say.']
        : []),
      ...(up && hashes.size > 0 ? ['A newer image of the same name also makes a container anew.'] : []),
      ...(wish.images ? ['Images of its services go too.'] : []),
      ...((files?.external.length ?? 0) > 0
        ? [`It keeps ${files?.external.map(ticked).join(', ')}: declared as external.`]
        : []),
    ],
  };
}
