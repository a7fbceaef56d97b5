/**
 * What an engine answers about itself → containers, volumes, networks and images. One JSON object a line, as
 * `--format '{{json .}}'` prints it.
 * @see https://docs.docker.com/reference/cli/docker/container/ls/#format
 */
import { record } from '../../base/json.ts';
import { looseRecord, type Node, optionalList, parsedJson, textIn } from '../../base/looseJson.ts';

export interface Container {
  readonly name: string;
  readonly id: string;
  readonly image: string;
  readonly running: boolean;
  /** Volumes by name, folders of the host by path. */
  readonly mounts: readonly string[];
  readonly networks: readonly string[];
  readonly labels: ReadonlyMap<string, string>;
}

export interface Volume {
  readonly name: string;
  readonly driver: string;
  readonly labels: ReadonlyMap<string, string>;
}

export interface Network {
  readonly name: string;
  readonly id: string;
  readonly labels: ReadonlyMap<string, string>;
}

export interface Image {
  readonly id: string;
  /** `web:1`, or its id where it has no name. */
  readonly name: string;
  readonly bytes?: number;
}

const objects = (text: string): readonly Node[] =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => record(JSON.parse(line)));

/** `docker ps -a --no-trunc`. @throws on what is none. */
export const readContainers = (text: string): readonly Container[] =>
  objects(text).map((each) => ({
    name: textIn(each, 'Names').split(',')[0] ?? '',
    id: textIn(each, 'ID'),
    image: textIn(each, 'Image'),
    running: /^(?:running|paused|restarting)$/.test(textIn(each, 'State')),
    mounts: listed(textIn(each, 'Mounts')),
    networks: listed(textIn(each, 'Networks')),
    labels: labelsIn(textIn(each, 'Labels')),
  }));

/** `docker volume ls`. @throws on what is none. */
export const readVolumes = (text: string): readonly Volume[] =>
  objects(text).map((each) => ({
    name: textIn(each, 'Name'),
    driver: textIn(each, 'Driver'),
    labels: labelsIn(textIn(each, 'Labels')),
  }));

/** `docker network ls --no-trunc`. @throws on what is none. */
export const readNetworks = (text: string): readonly Network[] =>
  objects(text).map((each) => ({
    name: textIn(each, 'Name'),
    id: textIn(each, 'ID'),
    labels: labelsIn(textIn(each, 'Labels')),
  }));

/** `docker system df -v`: bytes by the volume's name, and images. Empty where it did not answer. */
export function readUsage(text: string): {
  readonly volumes: ReadonlyMap<string, number>;
  readonly images: readonly Image[];
} {
  const answer = looseRecord(parsedJson(text));
  const volumes = optionalList(answer.Volumes).flatMap((each): readonly (readonly [string, number])[] => {
    const bytes = bytesIn(textIn(looseRecord(each), 'Size'));
    return bytes === undefined ? [] : [[textIn(looseRecord(each), 'Name'), bytes]];
  });
  const images = optionalList(answer.Images).map((each): Image => {
    const image = looseRecord(each);
    const id = textIn(image, 'ID').replace(/^sha256:/, '');
    const bytes = bytesIn(textIn(image, 'UniqueSize'));
    const [repository, tag] = [textIn(image, 'Repository'), textIn(image, 'Tag')];
    const name = /^(?:|<none>)$/.test(repository) ? id.slice(0, 12) : `${repository}:${tag}`;
    return { id, name, ...(bytes === undefined ? {} : { bytes }) };
  });
  return { volumes: new Map(volumes), images };
}

/** `docker volume inspect`: where a volume's content really lies, when it is not in the engine's own folder. */
export function readDevices(text: string): ReadonlyMap<string, string> {
  return new Map(
    optionalList(parsedJson(text)).flatMap((each): readonly (readonly [string, string])[] => {
      const volume = looseRecord(each);
      const device = textIn(looseRecord(volume.Options), 'device');
      return device === '' ? [] : [[textIn(volume, 'Name'), device]];
    }),
  );
}

const listed = (text: string): readonly string[] =>
  text
    .split(',')
    .map((each) => each.trim())
    .filter(Boolean);

/** `a=1,b=x,y`: only what looks like a name begins a label. */
const labelsIn = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text.split(/,(?=[\w./-]+=)/).map((label): readonly [string, string] => {
      const equals = label.indexOf('=');
      return equals < 0 ? [label, ''] : [label.slice(0, equals), label.slice(equals + 1)];
    }),
  );

const powers: Readonly<Record<string, number>> = { B: 0, KB: 1, MB: 2, GB: 3, TB: 4, PB: 5 };

/** `5.243MB`, in thousands; undefined for `N/A`. */
export function bytesIn(text: string): number | undefined {
  const [, amount = '', unit = ''] = /^([\d.]+)\s*([KMGTP]?B)$/i.exec(text.trim()) ?? [];
  const power = powers[unit.toUpperCase()];
  return power === undefined ? undefined : Math.round(Number(amount) * 1_000 ** power);
}

/** Nobody named it: it belongs to the container it was made for. */
export const isAnonymous = (volume: string): boolean => /^[\da-f]{64}$/.test(volume);
