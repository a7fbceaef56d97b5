/**
 * Programs that no analyzer knows, judged by their words: `acmectl cluster destroy prod`, `foo apps delete shop`,
 * `barcli secrets:rm KEY`, `foo deploy --prod`, `foo ecs TerminateInstances`, `npx acme-cloud deploy`.
 *
 * Most programs nobody lists are harmless, so words have to speak for it. The first verb decides; a few verbs
 * are used of nothing but infrastructure, the others count beside a sign of it: what they act on (`cluster`, `bucket`),
 * where (`--region`, `prod`), or the program's own name (`acmectl`).
 *
 * Never meant: everyday programs (`everyday.ts`), what the line itself defines, the project's own programs unless they
 * name production, and anything that is asked for help, for a rehearsal or on this machine.
 */
import { type Effect, unknown } from '../effect.ts';
import { isWithin, normalize, resolvePath } from '../paths.ts';
import { type Invocation, shapeOf, type Word } from '../shell/invocation.ts';
import { names as setOf } from '../shell/options.ts';
import { type Surroundings, spansOf, targetOf } from './analyzer.ts';
import { isEveryday } from './everyday.ts';

/** They act on what runs somewhere, whatever stands beside them. */
const strong = setOf(`
  deploy redeploy undeploy destroy terminate provision deprovision decommission teardown failover failback switchover cutover
  nuke drain cordon uncordon evict rollback rollout promote demote suspend reboot scale autoscale rightsize revoke offboard`);

/** They take something away, or set something going elsewhere. */
const taking = setOf(
  'delete del rm remove erase drop purge wipe empty truncate flush unpublish deregister unregister detach restore invalidate trigger dispatch',
);

/** They change how something is: of ordinary things they are ordinary words. */
const changing = setOf(`
  create add update set put apply patch edit modify replace upgrade downgrade uninstall migrate import sync push publish start stop restart
  kill reset rotate resume pause enable disable attach assign unassign grant bind unbind move rename transfer resize rebuild
  invoke launch spawn approve merge toggle register swap power join leave cancel close archive unarchive expire
  up down shift abort release block unblock allow deny lock unlock quarantine isolate silence mute buy order refund reinstall upload write
  unset clear prune evacuate rebalance refresh clone copy activate deactivate invite`);

/** What only looks or stays at home: where it is the first verb, nothing else counts. */
const harmless = setOf(`
  list ls get show describe view status logs log tail info help version inspect find search query whoami print cat dump read
  build compile test tests check lint format fmt validate verify diff plan preview explain doctor audit scan watch serve dev
  run exec repl shell init new generate gen g install i bootstrap scaffold login logout open docs doc completion completions
  clean bundle package pack convert render export download fetch pull stats top history which env-info outdated analyze
  bench benchmark debug profile trace clippy coverage simulate estimate count wait console ps me use select switch`);

/** Things of the program itself or of this working copy. */
const own = setOf(`
  config configs configuration settings setting preferences cache caches plugin plugins extension extensions completion alias aliases
  template templates theme themes history session sessions log telemetry preset profile profiles context contexts package packages
  pkg module modules dependency dependencies dep deps formula cask toolchain venv kernel snippet note notes task tasks todo todos
  model models prompt prompts mcp skill skills component components test tests worktree keymap font fonts target`);

/** They are seldom found on a developer's machine. */
const infrastructure = setOf(`
  cluster clusters instance instances node nodes nodepool nodepools nodegroup nodegroups droplet droplets bucket
  buckets zone zones dns firewall firewalls rule rules subnet subnets vpc vpcs vnet tenant tenants namespace
  namespaces pod pods replica replicas topic topics loadbalancer loadbalancers lb backend backends
  upstream upstreams gateway gateways certificate certificates cert domain domains webhook webhooks secret
  secrets role roles policy policies member members account accounts deployment deployments org orgs
  organization organizations user users warehouse subscription subscriptions quota ingress autoscale autoscaler
  autoscaling canary traffic region fleet credential credentials database databases consumer shard shards
  datacenter rack flag flags distribution invalidation waf cdn iam permission permissions replication protection
  nodeset hypervisor blob blobs alert alerts incident incidents`);

/** They are, and on developers' machines too: they count when they are taken away, or beside a place. */
const ordinary = setOf(`
  pool pools mesh queue queues table tables index indexes indices collection collections app apps application
  applications service services project projects env envs server servers db dbs site sites space spaces function
  functions stage stages release releases snapshot snapshots backup backups job jobs pipeline pipelines workflow
  workflows schema schemas key keys network networks host hosts group groups team teams share shares stream
  streams dataset datasets workspace workspaces sandbox sandboxes lab worker workers artifact artifacts registry
  tunnel tunnels ip ips stack stacks volume volumes record records environment environments monitor monitors
  schedule alarm alarms token tokens route routes addon addons endpoint endpoints vm vms machine machines
  maintenance partition peer schedules listener listeners`);

/** Verbs that are no things as well: what stands behind them is what they act on. */
const onlyVerbs = setOf(
  'delete del rm remove destroy terminate decommission evict drain cordon nuke wipe erase empty truncate purge unset',
);

/** Where it acts. */
const places =
  /^--?(?:region|zone|cluster|namespace|tenant|org|organization|account|account-id|project-id|subscription|environment|env|stage|app|prod|production|live|resource-group|kubeconfig|kube-context|vpc|location|datacenter|dc|fleet|replicas|distribution|queue|cloud)$/;

const production = /(?:^|[-_./:=@])(?:prod|prd|production|live|staging|stg)(?:$|[-_./:=@\d])/i;

const byName =
  /ctl$|cloud|infra|kube|deploy|provision|[pdb]aas|(?:^|[-_])(?:ops|adm|admin|prod|dns|vpn|cdn|iam|sso|idp|vault|secrets?|region|cluster|fleet|gateway|gw|mesh|tenant)(?:$|[-_])|gw$|(?:dev|sys|net|db|infra|fin|ml|data|sec|plat|site)ops$|(?:adm|admin|mgr)$/;

/** What is named after one of these makes, checks or extends something. */
const harmlessName =
  /^(?:git|create|cargo|docker-credential|docker|protoc-gen|llvm|clang|gst|gnome|kde|xdg|dpkg|apt|qemu|aarch64|arm|x86_64|gtk|npm|python|pip|eslint|babel|vite|postcss|rollup|cz|pre-commit)-|(?:lint|linter|fmt|unit|spec|tests?|codegen|-build|-gen|docs?|checker|compiler|formatter|-server|-dev)$/;

/** Names that say by themselves what comes of them: `deploy production`, `destroy-env`. */
const acting =
  /^(?:re|un)?deploy(?:$|[-_.])|(?:^|[-_])deploy(?:\.\w+)?$|^(?:destroy|terminate|rollback|teardown|failover|provision|undeploy)(?:$|[-_.])/;

const asks = /^(?:-h|--?help|--?dry-?run|--dry|--noop|--no-op|--what-?if|--simulate)(?:=(?:true|client|yes|1))?$/;
/** The same, where they are no options with a value: `--version 1.30`, `--plan large`. */
const asksAlone = /^(?:-V|--?version|--plan|--preview|--check|--diff|--local|--offline|--print|--list|--tasks|-T)$/;
const here = /(?:^|[/@=])(?:localhost|127\.0\.0\.1|\[::1\])(?:[:/]|$)/;

/** Options in front of a verb that take no value. */
const switches = setOf(
  '-v -vv -vvv --verbose -q --quiet --silent -y --yes --force -f --debug --json --no-color --no-input --non-interactive --ci --batch',
);

const command = /^[a-z][a-z0-9]*(?:[:._-][a-z0-9]+)*$/i;
const apiCall =
  /^(?:Delete|Terminate|Create|Update|Modify|Stop|Start|Reboot|Put|Remove|Release|Run|Attach|Detach|Set|Reset|Disable|Enable)[A-Z][A-Za-z]+$/;

/** Words that may be sub-commands; what stands behind an option is probably its value. */
function commandWords(args: readonly Word[]): readonly Word[] {
  const found: Word[] = [];
  for (const [index, word] of args.entries()) {
    const shape = shapeOf(word);
    if (shape === '--' || found.length === 4) break;
    if (shape.startsWith('-')) continue;
    const before = args[index - 1]?.value ?? '';
    if (before.startsWith('-') && !before.includes('=') && !switches.has(before)) continue;
    if (!word.known) break;
    found.push(word);
  }
  return found;
}

const tokensOf = (word: Word): readonly string[] => word.value.toLowerCase().split(/[:._-]/);

interface Spoken {
  readonly verb: Word;
  readonly strength: 'strong' | 'taking' | 'changing';
  /** Words around the verb that say what it acts on. */
  readonly nouns: readonly string[];
  /** The verb's word and what stands before and right behind it. */
  readonly words: readonly Word[];
}

const names = (words: readonly Word[], pattern: RegExp): boolean => words.some(({ value }) => pattern.test(value));

/** Only looks, or stays on this machine; two that disagree do not count. */
function rehearses({ args }: Invocation): boolean {
  const end = args.findIndex(({ value }) => value === '--');
  const own = end < 0 ? args : args.slice(0, end);
  if (names(own, /^--?no-dry-?run|^--?dry-?run=(?:false|no|none|0)$/)) return false;
  if (names(own, here) && !names(own, production)) return true;
  return own.some(
    ({ value }, index) =>
      asks.test(value) || (asksAlone.test(value) && (own[index + 1]?.value.startsWith('-') ?? true)),
  );
}

function strengthOf(word: Word): Spoken['strength'] | 'harmless' | undefined {
  const tokens = tokensOf(word);
  // `delete-cluster`, `apps:destroy`: the verb stands first or last; in `cluster.delete` last, or it is a file.
  for (const token of new Set([tokens.at(-1) ?? '', word.value.includes('.') ? '' : (tokens[0] ?? '')])) {
    if (strong.has(token)) return 'strong';
    if (taking.has(token)) return 'taking';
    if (changing.has(token)) return 'changing';
  }
  return tokens.some((token, index) => (index === 0 || index === tokens.length - 1) && harmless.has(token))
    ? 'harmless'
    : undefined;
}

const acts = (word: Word): boolean => {
  const strength = strengthOf(word);
  return strength !== undefined && strength !== 'harmless';
};

const isThing = (token: string): boolean => infrastructure.has(token) || ordinary.has(token);

/** The first verb among the first words. `telling`: the program's name speaks for it. */
function spokenIn(words: readonly Word[], telling: boolean): Spoken | undefined {
  for (const [index, verb] of words.entries()) {
    if ((index > 0 || telling) && apiCall.test(verb.value))
      return { verb, strength: 'strong', nouns: [], words: words.slice(0, index + 1) };
    if (!command.test(verb.value)) return undefined;
    const next = words[index + 1];
    const before = words[index - 1];
    // `pipeline run` starts something elsewhere.
    const starts = verb.value === 'run' && before !== undefined && tokensOf(before).some(isThing);
    const strength = starts ? 'changing' : strengthOf(verb);
    if (strength === 'harmless') return undefined;
    // `release promote`: a thing in front of its verb.
    if (strength === 'changing' && next !== undefined && isThing(verb.value) && acts(next)) continue;
    if (strength !== undefined) {
      // `deploy status`, `release list`: a thing, not an act.
      if (next !== undefined && harmless.has(next.value) && !onlyVerbs.has(verb.value)) return undefined;
      const noun = next === undefined ? [] : tokensOf({ ...next, value: next.value.split('/', 1)[0] ?? '' });
      return {
        verb,
        strength,
        nouns: [...words.slice(0, index + 1).flatMap(tokensOf), ...noun],
        words: words.slice(0, index + 2),
      };
    }
    // Any group may stand in front of the verb; further groups have to be known as things.
    if (index > 0 && !telling && !tokensOf(verb).some(isThing)) return undefined;
  }
  return undefined;
}

/** Whether its words speak of infrastructure. */
function meansInfrastructure({ strength, nouns, verb }: Spoken, { program, args }: Invocation): boolean {
  const named = names(args, production) || names(args, /^--?auto-approve$/);
  // `config:set KEY=1 -a shop`, as platforms have it.
  const remote = verb.value.includes(':') && names(args, /^(?:-a|--app|-r|--remote)(?:=|$)/);
  const placed = remote || args.some(({ value }) => places.test(value.split('=', 1)[0] ?? ''));
  if (strength === 'strong' || named || remote) return true;
  // What most programs uninstall is a part of themselves.
  if (tokensOf(verb).includes('uninstall')) return byName.test(program);
  if (nouns.some((noun) => own.has(noun) && noun !== verb.value)) return placed;
  if (byName.test(program)) return true;
  if (nouns.some((noun) => infrastructure.has(noun))) return true;
  const common = nouns.some((noun) => ordinary.has(noun));
  return strength === 'taking' ? common || placed : common && placed;
}

type Origin = 'elsewhere' | 'project' | 'read';

/** Where the program comes from. `read`: a script whose text has been read instead. */
function originOf(run: Invocation, call: Surroundings): Origin {
  const { name } = run;
  if (!name.value.includes('/')) return 'elsewhere';
  // A package's own name: `npx @acme/cli`.
  if (name.value.startsWith('@')) return 'elsewhere';
  if (/(?:^|\/)node_modules\/\.bin\//.test(name.value)) return 'elsewhere';
  const path = name.known ? resolvePath(run.cwd, name.value, call.home) : undefined;
  if (path === undefined) return 'read';
  if (!isWithin(path, normalize(call.cwd)) && /\/s?bin\//.test(path)) return 'elsewhere';
  return call.input(name, run).kind === 'text' ? 'read' : 'project';
}

/** What an unfamiliar program may do, by its words. */
export function unfamiliarEffects(run: Invocation, call: Surroundings): readonly Effect[] {
  const { program, args } = run;
  if (run.defined || isEveryday(program)) return [];
  const words = commandWords(args);
  const spoken = spokenIn(words, byName.test(program));
  const byItself = acting.test(program) || (program.includes('deploy') && names(args, production));
  const itself = byItself && (words[0] === undefined || strengthOf(words[0]) !== 'harmless');
  if (!itself && (spoken === undefined || !meansInfrastructure(spoken, run))) return [];
  if (harmlessName.test(program) || rehearses(run)) return [];
  const origin = originOf(run, call);
  if (origin === 'read' || (origin === 'project' && !itself && !names(args, production))) return [];
  const said = spoken?.words ?? words.slice(0, 1);
  return [
    unknown({
      tool: program,
      operation: textOf(said) || 'run',
      ...targetOf(textOf(words.filter((word) => !said.includes(word)))),
      note: `Holdpoint does not know ${program}; by its words it may change something that runs elsewhere.`,
      spans: spansOf(run.name, ...said),
    }),
  ];
}

const textOf = (words: readonly Word[]): string => words.map(({ value }) => value).join(' ');
