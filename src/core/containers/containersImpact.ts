/** What goes with a command of docker or compose: volumes and what is in them above all, then containers, networks, images. */
import { firstOf, ticked } from '../../base/sentence.ts';
import type { Dependent, Impact, Resource, Uninspectable, WayBack } from '../impact/impact.ts';
import { wholeImpact } from '../impact/whole.ts';
import { label } from './composeProject.ts';
import { type Container, isAnonymous } from './engine.ts';
import { type EngineState, goingIn, namesOf } from './going.ts';
import type { Wish } from './wish.ts';

export function containersImpact(wish: Wish, state: EngineState): Impact {
  const going = goingIn(wish, state);
  const gone = new Set(going.containers.map(({ id }) => id));
  const staying = state.containers.filter(({ id }) => !gone.has(id));
  const recreated = wish.kind === 'compose' && wish.verb === 'up';
  const resources = [
    ...going.volumes.map((name) =>
      recreated ? leftBehind(volumeOf(name, state, [])) : volumeOf(name, state, staying),
    ),
    ...going.containers.map((each) => containerOf(each, recreated, going.refused)),
    ...going.created.map(
      (service): Resource => ({
        ...plainOf('container', `container/${service}`, new Map()),
        name: service,
        action: 'create',
        actions: ['create'],
        wayBack: { kind: 'reversible', why: 'it can be removed again' },
      }),
    ),
    ...going.networks.map((each) => plainOf('network', each.name, going.refused)),
    ...going.images.map((each) => ({
      ...plainOf('image', each.name, going.refused),
      ...(each.bytes === undefined ? {} : { size: { bytes: each.bytes, atLeast: false } }),
      wayBack: { kind: 'effort', why: 'it can be pulled or built again, where its source is still there' } as const,
    })),
  ];
  const mounted = going.containers.flatMap(({ mounts }) => mounts);
  const kept = [...new Set(mounted)].filter((each) => !going.volumes.includes(each) && !isAnonymous(each));
  return wholeImpact(
    resources,
    [...going.missing.map(unfound), ...going.doubts.map((why) => ({ what: 'the project', why }))],
    [
      ...going.remarks,
      ...(kept.length > 0
        ? [`It leaves ${firstOf(kept.map(ticked), 5)} as ${kept.length === 1 ? 'it is' : 'they are'}.`]
        : []),
    ],
  );
}

const unfound = (name: string): Uninspectable => ({ what: name, why: 'The engine has nothing of this name.' });

/** What is lost with a volume, by the image that mounts it. */
const servers =
  /(?:^|[/-])(postgres|postgis|timescaledb|mysql|mariadb|mongo|redis|valkey|elasticsearch|opensearch|clickhouse|cassandra|neo4j|influxdb|rabbitmq|kafka|minio|vault|gitea|gitlab|wordpress|nextcloud|prometheus|grafana)/;

function volumeOf(
  name: string,
  { volumes, containers, bytes, devices }: EngineState,
  staying: readonly Container[],
): Resource {
  const volume = volumes.find((each) => each.name === name);
  const users = containers.filter(({ mounts }) => mounts.includes(name));
  const blocking = staying.filter(({ mounts }) => mounts.includes(name));
  const size = bytes.get(name);
  const device = devices.get(name);
  const project = volume?.labels.get(label.project);
  const server = users.map(({ image }) => servers.exec(image)?.[1]).find((each) => each !== undefined);
  const facts = [
    ...(size === 0 ? ['empty'] : []),
    ...(server === undefined ? [] : [`data of ${server}`]),
    ...(users.length === 0 ? ['used by no container'] : []),
    ...(project === undefined ? [] : [`of the project ${project}`]),
  ];
  return {
    address: isAnonymous(name) ? name.slice(0, 12) : name,
    provider: 'docker',
    type: 'volume',
    name,
    existing: name,
    action: 'delete',
    actions: ['delete'],
    attributes: [],
    holds: 'data',
    ...(size === undefined ? {} : { size: { bytes: size, atLeast: false } }),
    ...(facts.length === 0 ? {} : { facts }),
    wayBack: volumeBack(size, device, volume?.driver ?? ''),
    ...(blocking.length === 0 ? {} : { refusedBecause: `it is in use by ${namesOf(blocking)}` }),
    dependents: users.map(({ name: user }): Dependent => ({ address: `container/${user}`, distance: 1 })),
    provenance: 'probe',
  };
}

/** A container that is made anew takes another one; the old one stays until somebody prunes. */
const leftBehind = (volume: Resource): Resource => ({
  ...volume,
  action: 'forget',
  actions: ['forget'],
  wayBack: { kind: 'effort', why: 'it stays, and no container uses it any more' },
});

function volumeBack(size: number | undefined, device: string | undefined, driver: string): WayBack {
  if (device !== undefined) return { kind: 'effort', why: `what is in it lies at ${device} and stays there` };
  if (driver !== '' && driver !== 'local')
    return { kind: 'unknown', why: `its driver ${driver} decides what becomes of it` };
  if (size === 0) return { kind: 'reversible', why: 'it is empty' };
  return { kind: 'irreversible', why: 'nothing keeps a copy of what is in it' };
}

function containerOf(
  { name, image, running, id }: Container,
  recreated: boolean,
  refused: ReadonlyMap<string, string>,
): Resource {
  return {
    ...plainOf('container', `container/${name}`, new Map()),
    name,
    existing: id.slice(0, 12),
    action: recreated ? 'replace' : 'delete',
    actions: recreated ? ['delete', 'create'] : ['delete'],
    facts: [`from ${image}`, ...(running ? ['running'] : [])],
    wayBack: { kind: 'effort', why: 'it can be made again from its image; what was written inside it is lost' },
    ...(refused.has(name) ? { refusedBecause: refused.get(name) ?? '' } : {}),
  };
}

const plainOf = (type: string, name: string, refused: ReadonlyMap<string, string>): Resource => ({
  address: name,
  provider: 'docker',
  type,
  name,
  action: 'delete',
  actions: ['delete'],
  attributes: [],
  wayBack: { kind: 'effort', why: 'it can be made again' },
  ...(refused.has(name) ? { refusedBecause: refused.get(name) ?? '' } : {}),
  dependents: [],
  provenance: 'probe',
});
