/**
 * What a line of docker or compose wants gone.
 * @see https://docs.docker.com/reference/cli/docker/ @see https://docs.docker.com/reference/cli/docker/compose/
 */
import type { CommandSubject } from '../impact/subject.ts';
import { literals, type Word } from '../shell/invocation.ts';
import { lastOption, names, type Options, readOptions } from '../shell/options.ts';

export type Wish =
  | { readonly kind: 'volumes'; readonly names: readonly string[] }
  | {
      readonly kind: 'containers';
      readonly names: readonly string[];
      readonly force: boolean;
      readonly volumes: boolean;
    }
  | { readonly kind: 'images' | 'networks'; readonly names: readonly string[]; readonly force: boolean }
  | {
      readonly kind: 'prune';
      readonly what: 'volume' | 'container' | 'system';
      /** Volumes with a name as well; images nobody uses as well. */
      readonly all: boolean;
      readonly volumes: boolean;
      readonly filtered: boolean;
    }
  | ComposeWish;

export interface ComposeWish {
  readonly kind: 'compose';
  readonly verb: 'down' | 'rm' | 'up';
  /** Volumes go as well: all of the project for `down`, those without a name for the others. */
  readonly volumes: boolean;
  readonly orphans: boolean;
  readonly images: boolean;
  /** Containers are made anew even where nothing differs. */
  readonly recreates: boolean;
  /** Running containers are stopped first. */
  readonly stops: boolean;
  readonly services: readonly string[];
  /** As the line names it. */
  readonly project?: string;
  /** The folder it is named after otherwise. */
  readonly folder?: string;
  /** Where compose takes variables from instead of `.env`. */
  readonly variables?: string;
}

export interface Asked {
  readonly wish: Wish;
  /** Options that choose the engine. */
  readonly engine: readonly string[];
  /** For compose: the program and the options in front of its verb. */
  readonly compose?: { readonly program: string; readonly args: readonly string[] };
  /** No option brings settings or an engine of its own. */
  readonly plain: boolean;
}

const globals = names('-H --host -c --context -l --log-level --config --tlscacert --tlscert --tlskey');
const composeGlobals = names(
  '-f --file -p --project-name --profile --env-file --project-directory --parallel --progress --ansi --workdir -H --host -c --context --tlscacert --tlscert --tlskey --log-level',
);
const verbValues = names('-t --time --timeout --filter --rmi --scale --format');
const choosing = names('-c --context');
/** They bring an engine, certificates or settings with them. */
const bringing = names('-H --host --config --tlscacert --tlscert --tlskey --tls --tlsverify');

const has = (options: Options, ...wanted: readonly string[]): boolean => {
  const found = lastOption(options, ...wanted);
  return found !== undefined && found.value?.value !== 'false';
};
const textOf = (options: Options, ...wanted: readonly string[]): string | undefined =>
  lastOption(options, ...wanted)?.value?.value;

/** Undefined for what takes nothing away, or what nobody can ask about. */
export function readWish({ program, args, env }: CommandSubject): Asked | undefined {
  const name = program.split(/[/\\]/).at(-1) ?? '';
  const composed = /^docker-compose(?:\.exe)?$/.test(name);
  if (!composed && !/^docker(?:\.exe)?$/.test(name)) return undefined;
  const outer = readOptions(literals(args), {
    values: composed ? composeGlobals : globals,
    clusters: true,
    stops: true,
  });
  const nested = !composed && outer.words[0]?.value === 'compose';
  const inner = nested
    ? readOptions(outer.words.slice(1), { values: composeGlobals, clusters: true, stops: true })
    : undefined;
  const all = [...outer.options, ...(inner?.options ?? [])];
  const common = {
    engine: all.flatMap(({ name: option, value }) =>
      value !== undefined && (choosing.has(option) || bringing.has(option))
        ? [option.replace(/^-c$/, '--context'), value.value]
        : [],
    ),
    plain: !all.some(({ name: option }) => bringing.has(option)),
  };
  if (composed || nested) {
    const options = inner ?? outer;
    const wish = composeWish(options, env.COMPOSE_PROJECT_NAME);
    return wish && { ...common, wish, compose: { program, args: args.slice(0, args.length - options.words.length) } };
  }
  const wish = dockerWish(outer.words);
  return wish && { ...common, wish };
}

function dockerWish(spoken: readonly Word[]): Wish | undefined {
  const [first = '', second = ''] = spoken.map(({ value }) => value);
  const grouped = /^(?:container|volume|image|network|system)$/.test(first);
  const group = grouped ? first : first === 'rmi' ? 'image' : 'container';
  const verb = grouped ? second : first === 'rmi' ? 'rm' : first;
  const options = readOptions(spoken.slice(grouped ? 2 : 1), { values: verbValues, clusters: true });
  const targets = options.words.map(({ value }) => value);
  const force = has(options, '-f', '--force');
  if (verb === 'prune' && /^(?:volume|container|system)$/.test(group) && grouped)
    return {
      kind: 'prune',
      what: group as 'volume' | 'container' | 'system',
      all: has(options, '-a', '--all'),
      volumes: group === 'volume' || has(options, '--volumes'),
      filtered: lastOption(options, '--filter') !== undefined,
    };
  if (!/^(?:rm|remove)$/.test(verb) || targets.length === 0) return undefined;
  switch (group) {
    case 'volume':
      return { kind: 'volumes', names: targets };
    case 'container':
      return { kind: 'containers', names: targets, force, volumes: has(options, '-v', '--volumes') };
    case 'image':
      return { kind: 'images', names: targets, force };
    case 'network':
      return { kind: 'networks', names: targets, force };
    default:
      return undefined;
  }
}

function composeWish(outer: Options, named: string | undefined): ComposeWish | undefined {
  const [verb, ...rest] = outer.words;
  if (verb === undefined || !/^(?:down|rm|up)$/.test(verb.value)) return undefined;
  const options = readOptions(rest, { values: verbValues, clusters: true });
  if (verb.value === 'up' && has(options, '--no-recreate')) return undefined;
  const project = textOf(outer, '-p', '--project-name') ?? named;
  const variables = textOf(outer, '--env-file');
  const folder =
    textOf(outer, '--project-directory', '--workdir') ??
    folderOf(outer.options.find(({ name }) => name === '-f' || name === '--file')?.value?.value);
  return {
    kind: 'compose',
    verb: verb.value as 'down' | 'rm' | 'up',
    volumes: has(options, '-v', '--volumes', '-V', '--renew-anon-volumes'),
    orphans: has(options, '--remove-orphans'),
    images: lastOption(options, '--rmi') !== undefined,
    // Volumes without a name are only made anew with their containers.
    recreates: has(options, '--force-recreate', '-V', '--renew-anon-volumes'),
    stops: verb.value !== 'rm' || has(options, '-s', '--stop'),
    services: options.words.map(({ value }) => value),
    ...(project === undefined || project === '' ? {} : { project }),
    ...(folder === undefined ? {} : { folder }),
    ...(variables === undefined ? {} : { variables }),
  };
}

/** `deploy/compose.yml` → `deploy`; nothing for a file in the working directory. */
const folderOf = (file: string | undefined): string | undefined =>
  file === undefined || !/[/\\]/.test(file) ? undefined : file.replace(/[/\\][^/\\]*$/, '') || '/';
