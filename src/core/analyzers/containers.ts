/**
 * docker, docker-compose, podman, nerdctl and finch.
 * https://docs.docker.com/reference/cli/docker/ · https://docs.podman.io/en/latest/Commands.html · https://github.com/containerd/nerdctl/blob/main/docs/command-reference.md
 *
 * Handles `docker push web`, `docker build --push .`, `docker volume rm data`, `docker compose down -v`,
 * `docker system prune --volumes`, `docker rm -v web`, `docker stack rm shop`, `docker --context prod ps`,
 * `DOCKER_HOST=ssh://web1 docker restart api`, `podman --connection prod rm -f api`.
 *
 * The line: containers, images, networks and builds of an engine on this machine are scratch, and pass in silence; its
 * volumes are data. Everything on an engine elsewhere counts, reads included, and so do registries, swarms and clusters
 * from any engine. `--privileged` and a mount of the host's own folders reach out of the container. What `exec` and
 * `run` start is an invocation of its own. A subcommand missing from the table is `unknown`: it may be a plugin.
 */
import { change, destroy, type Effect, type EffectKind, read, unknown } from '../effect.ts';
import { hole, type Invocation, shapeOf, type Word } from '../shell/invocation.ts';
import { lastOption, names, type Options, readOptions } from '../shell/options.ts';
import { dockerRunValues } from '../shell/remotes.ts';
import { type Analyzer, noteOf, placeOf, type Surroundings, spansOf, targetOf, variable } from './analyzer.ts';

interface Verb {
  /** What it does to an engine elsewhere. */
  readonly kind: EffectKind;
  /** It does so from an engine on this machine as well: to a registry, a swarm, a volume. */
  readonly always?: boolean;
  readonly note?: string;
}

const each = (kind: EffectKind, commands: string, more: Omit<Verb, 'kind'> = {}): readonly [string, Verb][] =>
  commands.split(',').map((command) => [command.trim(), { kind, ...more }]);

const registry = { always: true, note: 'Others get what lies in the registry.' };
const volumes = { always: true, note: 'What is in a volume is gone with it.' };
const swarm = { always: true };

/** `container X` and `image X` stand under X where they mean the same. */
const verbs: ReadonlyMap<string, Verb> = new Map<string, Verb>([
  ...each(
    'read',
    'ps, ls, list, images, logs, inspect, port, top, stats, diff, history, info, version, events, search, wait, export, save, help, completion, ' +
      'image ls, image list, image tree, image exists, image trust, container exists, volume ls, volume list, volume inspect, volume exists, volume export, network ls, network list, network inspect, ' +
      'network exists, system df, system info, system events, system dial-stdio, builder ls, buildx ls, buildx du, buildx inspect, buildx version, buildx history, ' +
      'buildx imagetools, buildx imagetools inspect, buildx dial-stdio, manifest inspect, manifest exists, context ls, context list, context inspect, context show, context export, plugin ls, plugin list, plugin inspect, trust inspect, ' +
      'stack ls, stack list, stack ps, stack services, stack config, service ls, service list, service ps, service inspect, service logs, ' +
      'node ls, node list, node ps, node inspect, secret ls, secret list, secret inspect, secret exists, config ls, config list, config inspect, swarm join-token, swarm unlock-key, swarm ca, ' +
      'pod ps, pod ls, pod list, pod inspect, pod logs, pod stats, pod top, pod exists, machine ls, machine list, machine inspect, machine info, system connection list, system connection ls, ' +
      'generate kube, generate systemd, generate spec, kube generate, healthcheck run, scout, sbom, feedback, namespace ls, namespace inspect, pod ps, checkpoint ls, artifact ls, artifact inspect, model ls, model list, model status, model logs, model ps, model inspect, ai, mcp catalog, mcp server, mcp config, mcp client, mcp version, sandbox ls, sandbox inspect, desktop status, desktop version, desktop logs, dev, init',
  ),
  ...each(
    'change',
    'run, create, start, stop, restart, pause, unpause, kill, rename, update, attach, exec, commit, cp, tag, untag, pull, load, import, build, login, logout, mount, unmount, umount, init, checkpoint, clone, restore, ' +
      'image build, image tag, image untag, image pull, image load, image import, image save, image mount, image unmount, image convert, image encrypt, image decrypt, network create, network connect, network disconnect, network reload, network update, ' +
      'volume create, volume mount, volume unmount, volume reload, builder build, builder create, buildx build, buildx bake, buildx create, buildx use, buildx stop, buildx install, buildx uninstall, manifest create, manifest annotate, manifest add, ' +
      'plugin install, plugin enable, plugin disable, plugin set, plugin upgrade, plugin create, checkpoint create, trust key, debug, desktop start, desktop stop, desktop restart, desktop update, desktop enable, desktop disable, model pull, model run, model tag, model package, model start-runner, model install-runner, ' +
      'pod create, pod start, pod stop, pod restart, pod kill, pod pause, pod unpause, pod clone, kube play, play kube, machine init, machine start, machine stop, machine set, machine ssh, machine cp, machine os, auto-update, system migrate, system renumber, system check, system service, ' +
      'secret create podman, namespace create, namespace update, artifact pull, artifact add, quadlet install, extension install, extension update, compose-file',
  ),
  ...each(
    'destroy',
    'rm, remove, rmi, prune, image rm, image remove, image prune, container prune, network rm, network remove, network prune, system prune, builder prune, builder rm, buildx prune, buildx rm, manifest rm, manifest remove, ' +
      'plugin rm, plugin remove, checkpoint rm, pod rm, pod prune, kube down, model rm, model unload, extension rm, secret rm podman, secret remove podman, namespace remove, namespace rm, artifact rm, quadlet rm',
  ),
  ...each(
    'change',
    'push, image push, manifest push, plugin push, artifact push, model push, trust sign, trust signer, buildx imagetools create, image sign, scout push, scout enroll',
    registry,
  ),
  ...each('destroy', 'trust revoke', registry),
  ...each('destroy', 'volume rm, volume remove, volume prune', volumes),
  ...each('change', 'volume import', { always: true, note: 'What the volume holds is overwritten.' }),
  ...each(
    'change',
    'stack deploy, stack up, service create, service update, service scale, service rollback, node update, node promote, node demote, swarm init, swarm join, swarm update, swarm unlock, secret create, config create, volume update',
    swarm,
  ),
  ...each(
    'destroy',
    'stack rm, stack remove, stack down, service rm, service remove, node rm, node remove, secret rm, secret remove, config rm, config remove, swarm leave',
    swarm,
  ),
  ...each('change', 'context use, context create, context update, context import, context rm, context remove', {
    always: true,
    note: 'It chooses which engine later commands act on.',
  }),
  ...each(
    'change',
    'system connection add, system connection default, system connection remove, system connection rm, system connection rename',
    { always: true, note: 'It chooses which engine later commands act on.' },
  ),
  ...each('destroy', 'machine rm, machine reset, system reset', {
    always: true,
    note: 'Everything the engine keeps goes with it, volumes included.',
  }),
  ...each('change', 'kube apply, image scp, offload start, farm build', { always: true }),
]);

/** Verbs of `compose`; https://docs.docker.com/reference/cli/docker/compose/ */
const composeVerbs: ReadonlyMap<string, Verb> = new Map<string, Verb>([
  ...each(
    'read',
    'ps, ls, logs, config, convert, events, images, port, top, version, stats, volumes, help, wait, attach, export, completion, systemd',
  ),
  ...each(
    'change',
    'up, create, start, stop, restart, pause, unpause, kill, run, exec, build, pull, scale, watch, cp, commit',
  ),
  ...each('destroy', 'down, rm'),
  ...each('change', 'push, publish', registry),
]);

/** Commands whose second word, and third, is part of the verb. */
const groups = names(
  'container image volume network system builder buildx manifest context plugin trust stack service node secret config swarm pod kube play machine generate healthcheck scout checkpoint desktop model namespace artifact quadlet extension farm offload mcp sandbox',
);
/** Groups in which every other subcommand only looks. */
const lookOnly = names('scout sbom dev init');

const globals = names(
  '-H --host -c --context -l --log-level --config --tlscacert --tlscert --tlskey --url --connection --identity --root --runroot --storage-driver --cgroup-manager --conmon --events-backend --hooks-dir --network-cmd-path --network-config-dir --runtime --runtime-flag --storage-opt --tmpdir --volumepath --imagestore --ssh --module -a --address -n --namespace --snapshotter --cni-path --cni-netconfpath --data-root --hosts-dir',
);
const switches = names(
  '-D --debug --tls --tlsverify -v --version -h --help -r --remote --noout --syslog --transient-store --insecure-registry --debug-full --experimental --host-gateway-ip',
);
const composeGlobals = names(
  '-f --file -p --project-name --profile --env-file --project-directory --parallel --progress --ansi --workdir -H --host -c --context --tlscacert --tlscert --tlskey --log-level',
);
const started = names(dockerRunValues);
const built = names(
  '-t -f -o --tag --file --output --target --build-arg --secret --ssh --cache-from --cache-to --set --builder --progress --iidfile --metadata-file --platform --label --network --add-host --shm-size --ulimit',
);
const others = names(
  '-t --time --timeout --signal --tail --since --until --replicas --rmi --scale --filter --format --compose-file --orchestrator --driver --opt --subnet --gateway',
);

/** One letter means one thing in `run`, another in `build`, and a switch in `rm`. */
const readVerb = (verb: string | undefined, args: readonly Word[]): Options => {
  const starts = /^(?:run|exec|create|debug)$/.test(verb ?? '');
  const values = starts ? started : /^(?:build|bake)$/.test(verb ?? '') ? built : others;
  return readOptions(args, { values, clusters: true, stops: starts });
};

interface Engine {
  readonly local: boolean;
  readonly place: readonly [label: string, value: string | undefined];
}

const loopback =
  /^(?:unix|npipe|fd):|^(?:tcp|https?|ssh):\/\/(?:[^@/]*@)?(?:localhost|127\.[\d.]+|\[::1\]|0\.0\.0\.0)(?:[:/]|$)|^\//;
const ownContext =
  /^(?:|default|desktop-linux|desktop-windows|rancher-desktop|orbstack|rootless|colima(?:-[\w-]+)?|lima(?:-[\w-]+)?|podman-machine-default(?:-root)?)$/;

/** Which engine answers: as the options say, else the environment, else the one on this machine. */
function engineOf(run: Invocation, call: Surroundings, options: readonly Options[]): Engine {
  const all: Options = { options: options.flatMap((each) => each.options), words: [], before: 0 };
  const host = lastOption(all, '-H', '--host', '--url')?.value;
  const context = lastOption(all, ...(run.program === 'nerdctl' ? [] : ['-c', '--context', '--connection']))?.value;
  if (run.remote !== undefined) return { local: false, place: ['', undefined] };
  if (host !== undefined) return { local: loopback.test(shapeOf(host)), place: ['host', host.value] };
  if (context !== undefined) return { local: ownContext.test(shapeOf(context)), place: ['context', context.value] };
  const space = run.program === 'nerdctl' ? lastOption(all, '-n', '--namespace')?.value?.value : undefined;
  if (space === 'k8s.io') return { local: false, place: ['namespace', space] };
  const podman = run.program.startsWith('podman');
  const byHost = variable(run, call, podman ? 'CONTAINER_HOST' : 'DOCKER_HOST');
  if (byHost !== undefined && byHost !== '') return { local: loopback.test(byHost), place: ['host', byHost] };
  const byContext = variable(run, call, podman ? 'CONTAINER_CONNECTION' : 'DOCKER_CONTEXT');
  if (byContext !== undefined && byContext !== '')
    return { local: ownContext.test(byContext), place: ['context', byContext] };
  return { local: true, place: ['', undefined] };
}

interface What {
  readonly run: Invocation;
  readonly engine: Engine;
  readonly operation: string;
  readonly spoken: readonly Word[];
  readonly options: Options;
}

function analyze(run: Invocation, call: Surroundings): readonly Effect[] {
  const composed = /compose$/.test(run.program);
  const outer = readOptions(run.args, { values: composed ? composeGlobals : globals, clusters: true, stops: true });
  const [first, ...rest] = outer.words;
  if (first === undefined) return [];
  if (composed || first.value === 'compose') {
    const inner = composed ? outer : readOptions(rest, { values: composeGlobals, clusters: true, stops: true });
    return compose(run, inner, engineOf(run, call, composed ? [outer] : [outer, inner]), composed ? [] : [first]);
  }
  const engine = engineOf(run, call, [outer]);
  if (!first.known || outer.options.some(({ name }) => !globals.has(name) && !switches.has(name)))
    return [unread(run, engine, [first])];
  const spoken = spokenOf(outer.words);
  const options = readVerb(spoken.at(-1)?.value, outer.words.slice(spoken.length));
  if (spoken.some(({ known }) => !known)) return [unread(run, engine, spoken)];
  const full = spoken.map(({ value }) => value).join(' ');
  const operation = full.replace(/^container (?!prune|exists)/, '').replace(/^secret (.*)$/, podmanSecret(run));
  if (asksHelp(options) || full === 'container' || (groups.has(full) && !verbs.has(full))) return [];
  const verb = verbs.get(operation) ?? verbs.get(lookOnly.has(first.value) ? first.value : '');
  const what = { run, engine, operation: full, spoken, options };
  if (verb === undefined)
    return [unknown({ ...details(what), note: 'Holdpoint does not know this subcommand: it may be a plugin.' })];
  return judge(operation, verb, what);
}

const podmanSecret = ({ program }: Invocation): string => (program === 'podman' ? 'secret $1 podman' : 'secret $1');

/** The words of the verb: one, two in a group, three in `system connection add`. */
function spokenOf(words: readonly Word[]): readonly Word[] {
  const plain = (word: Word | undefined): word is Word => word !== undefined && !shapeOf(word).startsWith('-');
  const [first, second, third] = words;
  if (first === undefined || !groups.has(first.value) || !plain(second)) return words.slice(0, 1);
  const pair = `${first.value} ${second.value}`;
  return (pair === 'system connection' || pair === 'buildx imagetools') && plain(third)
    ? [first, second, third]
    : [first, second];
}

function judge(operation: string, verb: Verb, what: What): readonly Effect[] {
  const { engine, options } = what;
  if (operation.startsWith('context ') && verb.always && ownContext.test(options.words[0]?.value ?? '-')) return [];
  if (/^(?:rm|remove|pod rm)$/.test(operation) && lastOption(options, '-v', '--volumes') !== undefined)
    return [destroy({ ...details(what), operation: `${what.operation} -v`, note: volumes.note })];
  if (operation === 'system prune' && lastOption(options, '--volumes')?.value?.value !== 'false')
    if (lastOption(options, '--volumes') !== undefined)
      return [destroy({ ...details(what), operation: 'system prune --volumes', note: volumes.note })];
  if (operation === 'kube down' && lastOption(options, '--force') !== undefined)
    return [destroy({ ...details(what), operation: 'kube down --force', note: volumes.note })];
  if (/^(?:build|image build|buildx build|buildx bake|builder build)$/.test(operation)) {
    const pushing = pushes(options);
    if (pushing !== undefined)
      return [change({ ...details(what, [pushing]), operation: `${what.operation} --push`, note: registry.note })];
  }
  if (/^(?:run|create|exec)$/.test(operation)) {
    const reaching = reachesOut(options);
    if (reaching !== undefined)
      return [unknown({ ...details(what, [reaching.word]), operation: what.operation, note: reaching.note })];
    if (operation === 'exec' && !engine.local)
      return [unknown({ ...details(what), note: 'What it does in a container elsewhere is not known.' })];
  }
  if (operation === 'swarm join-token' && lastOption(options, '--rotate') !== undefined) return [change(details(what))];
  if (operation === 'swarm ca' && lastOption(options, '--rotate') !== undefined) return [change(details(what))];
  if (engine.local && verb.always !== true) return [];
  if (operation === 'cp' && /^[^/.][^/]*:/.test(options.words[0]?.value ?? '')) return [read(details(what))];
  return [make[verb.kind]({ ...details(what), ...noteOf(verb.note) })];
}

const make: Readonly<Record<EffectKind, typeof read>> = { read, change, destroy, unknown };

/** The word that sends what is built to a registry. */
function pushes({ options }: Options): Word | undefined {
  return options.find(
    ({ name, value }) =>
      (name === '--push' && value?.value !== 'false') ||
      (/^(?:-o|--output|--set)$/.test(name) && /type=registry|push=true/.test(value?.value ?? '')),
  )?.word;
}

const hostFolder =
  /^\/(?:etc|root|boot|dev|proc|sys|usr|bin|sbin|lib\w*|var\/lib\/docker|var\/lib\/kubelet|var\/lib\/containers)?\/*$/;
const credentials = /(?:^|\/)\.(?:aws|azure|kube|ssh|config\/gcloud|gnupg|docker)(?:\/[\w.-]*)?$/;
const reads =
  /(?:^|[/-])(?:terraform|tofu|opentofu|terragrunt|kubectl|helm|aws|aws-cli|gcloud|cloud-sdk|google-cloud-cli|az|azure-cli|ansible[\w-]*|pulumi|git|ssh)(?:[:@]|$)/;

/** What lets a container out of itself: the host's privileges, its folders, somebody's credentials. */
function reachesOut({ options, words }: Options): { readonly word: Word; readonly note: string } | undefined {
  for (const { name, value, word } of options) {
    if (name === '--privileged' && value?.value !== 'false')
      return { word, note: 'A privileged container can do anything to this machine.' };
    if (/^--(?:pid|userns|uts|ipc)$/.test(name) && name === '--pid' && value?.value === 'host')
      return { word, note: 'It sees and signals every process of this machine.' };
    const mount = mounted(name, value);
    if (value !== undefined && wipes(name, value, words))
      return { word: value, note: 'It removes what is in the volume.' };
    if (mount === undefined || value === undefined) continue;
    const path = mount.replace(/(?<=.)\/+$/, '');
    if (hostFolder.test(path) && !/:ro\b|,(?:readonly|ro)\b/.test(value.value))
      return { word: value, note: `It can write the host’s ${path}.` };
    if (credentials.test(path) && !words.some((each) => reads.test(each.value)))
      return { word: value, note: `It hands ${path} to what runs in the container.` };
  }
  return undefined;
}

/** A named volume, and a command that removes what lies below the place it is mounted at. */
function wipes(name: string, value: Word, words: readonly Word[]): boolean {
  const [, place] = /^(?:-v|--volume)$/.test(name)
    ? (/^[\w][\w.-]*:(\/[^:]+)/.exec(value.value) ?? [])
    : (/type=volume.*(?:target|dst|destination)=([^,]+)/.exec(value.value) ?? []);
  const command = words
    .slice(1)
    .map(({ value: word }) => word)
    .join(' ');
  return (
    place !== undefined &&
    command.includes(place) &&
    /(?:^|[\s;&|(])(?:rm|shred|truncate|dd|mkfs)\s|-delete\b/.test(command)
  );
}

function mounted(name: string, value: Word | undefined): string | undefined {
  if (value === undefined || shapeOf(value).startsWith(hole)) return undefined;
  if (name === '-v' || name === '--volume') return value.value.includes(':') ? value.value.split(':')[0] : undefined;
  return name === '--mount' ? /(?:^|,)(?:source|src)=([^,]+)/.exec(value.value)?.[1] : undefined;
}

function compose(run: Invocation, outer: Options, engine: Engine, prefix: readonly Word[]): readonly Effect[] {
  const [verb, ...rest] = outer.words;
  if (verb === undefined || lastOption(outer, '--help', '-h') !== undefined) return [];
  const stops = /^(?:run|exec)$/.test(verb.value);
  const options = readVerb(verb.value === 'create' ? undefined : verb.value, rest);
  const operation = `compose ${verb.value}`;
  const what = { run, engine, operation, spoken: [...prefix, verb], options };
  if (!verb.known) return [unread(run, engine, [verb])];
  if (asksHelp(options)) return [];
  const known = composeVerbs.get(verb.value);
  if (known === undefined)
    return [unknown({ ...details(what), note: 'Holdpoint does not know this subcommand of compose.' })];
  if (lastOption(outer, '--dry-run') ?? lastOption(options, '--dry-run'))
    return engine.local ? [] : [read({ ...details(what), note: 'A dry run: nothing is changed.' })];
  const drops: Readonly<Record<string, readonly string[]>> = {
    down: ['-v', '--volumes'],
    rm: ['-v', '--volumes'],
    up: ['-V', '--renew-anon-volumes'],
    create: ['-V', '--renew-anon-volumes'],
  };
  const [short = ''] = drops[verb.value] ?? [];
  const dropped = short === '' ? undefined : lastOption(options, ...(drops[verb.value] ?? []));
  if (dropped !== undefined && dropped.value?.value !== 'false')
    return [destroy({ ...details(what, [dropped.word]), operation: `${operation} ${short}`, note: volumes.note })];
  if (verb.value === 'build' && pushes(options) !== undefined)
    return [change({ ...details(what), operation: 'compose build --push', note: registry.note })];
  if (stops) {
    const reaching = verb.value === 'run' ? reachesOut(options) : undefined;
    if (reaching !== undefined) return [unknown({ ...details(what, [reaching.word]), note: reaching.note })];
    if (!engine.local)
      return [unknown({ ...details(what), note: 'What it does in a container elsewhere is not known.' })];
  }
  if (engine.local && known.always !== true) return [];
  return [make[known.kind]({ ...details(what), ...noteOf(known.note) })];
}

const asksHelp = ({ options }: Options): boolean => options.some(({ name }) => name === '--help');

function details({ run, engine, operation, spoken, options }: What, also: readonly (Word | undefined)[] = []) {
  return {
    tool: run.program.replace(/-compose$/, ''),
    operation,
    ...targetOf(
      options.words
        .slice(0, 4)
        .map(({ value }) => value)
        .join(' '),
    ),
    ...placeOf(run, engine.place),
    spans: spansOf(run.name, ...spoken, ...options.words.slice(0, 4), ...also),
  };
}

const unread = (run: Invocation, engine: Engine, words: readonly Word[]): Effect =>
  unknown({
    tool: run.program,
    operation: words.map(({ value }) => value).join(' '),
    ...placeOf(run, engine.place),
    note: 'Which subcommand runs is known only when it runs.',
    spans: spansOf(run.name, ...words),
  });

/** The names are words of ordinary work: in a text they say nothing. */
export const containers: Analyzer = {
  id: 'containers',
  programs: [],
  aliases: ['docker', 'docker-compose', 'podman', 'podman-remote', 'podman-compose', 'nerdctl', 'finch'],
  partial: true,
  analyze,
};
