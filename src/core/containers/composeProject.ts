/**
 * Which containers, volumes and networks belong to a project of compose, by its files and by the engine's labels.
 * @see https://docs.docker.com/compose/how-tos/project-name/ @see https://docs.docker.com/reference/compose-file/volumes/
 */
import { parse } from 'yaml';
import { looseRecord, textIn } from '../../base/looseJson.ts';
import type { Container } from './engine.ts';
import type { ComposeWish } from './wish.ts';

/** What the files say; undefined where compose would not read them. */
export interface ComposeFiles {
  readonly name: string | undefined;
  readonly services: readonly string[];
  /** Keys of volumes, and the name each has in the engine where the file gives one. */
  readonly volumes: ReadonlyMap<string, string | undefined>;
  /** Volumes that are somebody else's and stay. */
  readonly external: readonly string[];
}

/** `docker compose config`, in YAML or JSON. */
export function readComposeFiles(text: string): ComposeFiles | undefined {
  const whole = looseRecord(parsed(text));
  if (typeof whole.services !== 'object' || whole.services === null) return undefined;
  const volumes = Object.entries(looseRecord(whole.volumes)).map(([key, each]) => ({ key, volume: looseRecord(each) }));
  const isExternal = ({ external }: ReturnType<typeof looseRecord>) => external !== undefined && external !== false;
  const named = (volume: ReturnType<typeof looseRecord>): string =>
    textIn(volume, 'name') || textIn(looseRecord(volume.external), 'name');
  return {
    name: textIn(whole, 'name') || undefined,
    services: Object.keys(looseRecord(whole.services)),
    volumes: new Map(
      volumes.flatMap(({ key, volume }) => (isExternal(volume) ? [] : [[key, named(volume) || undefined] as const])),
    ),
    external: volumes.flatMap(({ key, volume }) => (isExternal(volume) ? [named(volume) || key] : [])),
  };
}

/** `docker compose config --hash '*'`: a digest of the settings of each service, as its containers carry it. */
export const readHashes = (text: string): ReadonlyMap<string, string> =>
  new Map([...text.matchAll(/^(\S+) ([\da-f]{64})$/gm)].map(([, service = '', hash = '']) => [service, hash]));

/** A `.env` file → the variables by which compose itself goes: its project, its engine. */
export const readVariables = (text: string): ReadonlyMap<string, string> =>
  new Map(
    [...text.matchAll(/^[ \t]*(?:export[ \t]+)?((?:COMPOSE|DOCKER)_\w+)[ \t]*=[ \t]*(["']?)(.*?)\2[ \t\r]*$/gm)].map(
      ([, name = '', , value = '']) => [name, value],
    ),
  );

function parsed(text: string): unknown {
  try {
    return parse(text, { maxAliasCount: 100 });
  } catch {
    return undefined;
  }
}

export const label = {
  project: 'com.docker.compose.project',
  service: 'com.docker.compose.service',
  folder: 'com.docker.compose.project.working_dir',
  hash: 'com.docker.compose.config-hash',
} as const;

/** The project's name, and whether it is only taken from the folder's. `folder`: absolute. */
export function projectOf(
  { project }: ComposeWish,
  files: ComposeFiles | undefined,
  containers: readonly Container[],
  folder: string,
  variables: ReadonlyMap<string, string>,
): { readonly name: string; readonly guessed: boolean } {
  const running = containers.find(({ labels }) => labels.get(label.folder) === folder)?.labels.get(label.project);
  const said = project ?? files?.name ?? variables.get('COMPOSE_PROJECT_NAME') ?? running;
  if (said !== undefined) return { name: said, guessed: false };
  const last = folder.split(/[/\\]/).filter(Boolean).at(-1) ?? '';
  return { name: last.toLowerCase().replace(/[^-_a-z0-9]/g, ''), guessed: true };
}

export const belongsTo = ({ labels }: { readonly labels: ReadonlyMap<string, string> }, project: string): boolean =>
  labels.get(label.project) === project;
