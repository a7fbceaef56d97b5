/**
 * kubectl. https://kubernetes.io/docs/reference/kubectl/generated/
 *
 * Handles `get pods`, `-n shop delete deployment/web`, `delete -f app.yaml`, `scale --replicas=0`, `rollout undo`,
 * `config use-context`, `exec POD -- COMMAND` (the command is read as one of its own), `krew list`; `oc` is spelled alike.
 * `--dry-run=client|server` makes a read of verbs that know it; of several the last counts, as pflag has it.
 *
 * A verb missing from the table is `unknown`, unless `kubectlPlugins.ts` knows a plugin by that name.
 */
import { change, destroy, type Effect, type EffectKind, read, unknown } from '../effect.ts';
import { hole, type Invocation, shapeOf, type Word } from '../shell/invocation.ts';
import { lastOption, names, type Options, readOptions } from '../shell/options.ts';
import { peel } from '../shell/wrappers.ts';
import { type Analyzer, noteOf, placeOf, type Surroundings, spansOf, targetOf, variable } from './analyzer.ts';
import { runsCredentialProgram } from './credentialPrograms.ts';
import { kubectlPlugins } from './kubectlPlugins.ts';

const globals =
  '-n --namespace --context --cluster --user --kubeconfig -s --server --token --as --as-group --as-uid --as-user-extra --cache-dir --certificate-authority --client-certificate --client-key --password --username --profile --profile-output --request-timeout --tls-server-name -v --v --vmodule --log-file --log-dir --log-backtrace-at --stderrthreshold --log-flush-frequency';

const locals =
  '-f --filename -k --kustomize -l --selector -o --output -c --container -p --patch --patch-file --type --field-selector --field-manager --image --replicas --current-replicas --resource-version --timeout --grace-period --raw --sort-by --template -L --label-columns --subresource --since --since-time --tail --max-log-requests --limit-bytes --from-file --from-literal --from-env-file --from --docker-server --docker-username --docker-password --docker-email --cert --key --class --rule --default-backend --schedule --port --target-port --protocol --name --external-ip --load-balancer-ip --session-affinity --cluster-ip --node-port --tcp --hard --scopes --clusterrole --role --serviceaccount --group --verb --resource --resource-name --non-resource-url --aggregation-rule --min --max --cpu --min-available --max-unavailable --value --description --preemption-policy --duration --audience --bound-object-kind --bound-object-name --bound-object-uid --env --labels --annotations --overrides --override-type --restart --limits --requests --prune-allowlist --prune-whitelist --applyset --address --pod-running-timeout --target --copy-to --custom --to-revision --revision --for --chunk-size --pod-selector --skip-wait-for-delete-timeout --retries --api-group --api-version --categories --verbs --keep-names --pod --accept-hosts --accept-paths --reject-paths --reject-methods --unix-socket --www --www-prefix --api-prefix --output-directory --namespaces --cpu-percent --proxy-url --auth-provider --auth-provider-arg --exec-api-version --exec-arg --exec-command --exec-env --exec-interactive-mode -r --clusterip --annotation --image-pull-policy --set-image --concurrency --types -e --helm-api-versions --helm-command --helm-kube-version --load-restrictor --mount --network-name --keepalive --keys';

const style = { values: names(`${globals} ${locals}`), clusters: true };

/** In `logs`, `-f` and `-p` are switches. */
const followStyle = { ...style, values: new Set([...style.values].filter((name) => name !== '-f' && name !== '-p')) };

interface Verb {
  readonly kind: EffectKind;
  /** `--dry-run` is kept. */
  readonly dry?: boolean;
  readonly note?: string;
}

const look: Verb = { kind: 'read' };
const changes: Verb = { kind: 'change' };
const dryChanges: Verb = { kind: 'change', dry: true };
const installs: Verb = { kind: 'read', note: 'It installs plugins of kubectl on this machine.' };
const opens = (note: string): Verb => ({ kind: 'unknown', note });

const verbs: ReadonlyMap<string, Verb> = new Map<string, Verb>([
  ['annotate', dryChanges],
  ['api-resources', look],
  ['api-versions', look],
  ['apply', dryChanges],
  ['apply edit-last-applied', changes],
  ['apply set-last-applied', dryChanges],
  ['apply view-last-applied', look],
  ['attach', opens('Opens a running container, where anything can be done.')],
  ['auth can-i', look],
  ['auth reconcile', dryChanges],
  ['auth whoami', look],
  ['autoscale', dryChanges],
  ['certificate approve', changes],
  ['certificate deny', changes],
  ['cluster-info', look],
  ['cluster-info dump', look],
  ['completion', look],
  ['config', look],
  ['config current-context', look],
  ['config delete-cluster', changes],
  ['config delete-context', changes],
  ['config delete-user', changes],
  ['config get-clusters', look],
  ['config get-contexts', look],
  ['config get-users', look],
  ['config rename-context', changes],
  ['config set', changes],
  ['config set-cluster', changes],
  ['config set-context', changes],
  ['config set-credentials', changes],
  ['config unset', changes],
  ['config use', changes],
  ['config use-context', changes],
  ['config view', look],
  ['cordon', dryChanges],
  ['cp', changes],
  ['create', dryChanges],
  ['debug', changes],
  ['delete', { kind: 'destroy', dry: true }],
  ['describe', look],
  ['diff', look],
  ['drain', { kind: 'destroy', dry: true, note: 'Every pod on the node is evicted.' }],
  ['edit', changes],
  ['events', look],
  ['exec', opens('Opens a shell in a container, where anything can be done.')],
  ['explain', look],
  ['expose', dryChanges],
  ['get', look],
  ['help', look],
  ['krew index', look],
  ['krew info', look],
  ['krew install', installs],
  ['krew list', look],
  ['krew search', look],
  ['krew uninstall', installs],
  ['krew update', installs],
  ['krew upgrade', installs],
  ['krew version', look],
  ['kustomize', look],
  ['label', dryChanges],
  ['logs', look],
  ['options', look],
  ['patch', dryChanges],
  ['plugin', look],
  ['plugin list', look],
  ['port-forward', look],
  ['proxy', look],
  ['replace', dryChanges],
  ['rollout history', look],
  ['rollout pause', changes],
  ['rollout restart', dryChanges],
  ['rollout resume', changes],
  ['rollout status', look],
  ['rollout undo', dryChanges],
  ['run', dryChanges],
  ['scale', dryChanges],
  ['set env', dryChanges],
  ['set image', dryChanges],
  ['set resources', dryChanges],
  ['set selector', dryChanges],
  ['set serviceaccount', dryChanges],
  ['set subject', dryChanges],
  ['taint', dryChanges],
  ['top', look],
  ['uncordon', dryChanges],
  ['version', look],
  ['wait', look],
]);

/** Verbs whose second word is part of the verb. */
const groups = new Set(['auth', 'certificate', 'cluster-info', 'config', 'krew', 'plugin', 'rollout', 'set', 'apply']);

const globalNames = names(
  `${globals} --help -h --insecure-skip-tls-verify --match-server-version --warnings-as-errors --disable-compression --alsologtostderr --logtostderr --skip-headers`,
);

/** A line's verb, what stands behind it, and its options. */
export interface Spoken {
  /** `delete`, `rollout undo`. */
  readonly operation: string;
  readonly spoken: readonly Word[];
  readonly words: readonly Word[];
  readonly options: Options;
}

/** Which verb a line names; nothing where it names none. */
export function spokenIn(args: readonly Word[]): Spoken | undefined {
  const leading = readOptions(args, { ...style, stops: true });
  const options = readOptions(args, leading.words[0]?.value === 'logs' ? followStyle : style);
  const [verb, second] = options.words;
  if (verb === undefined) return undefined;
  const pair = second === undefined ? '' : `${verb.value} ${second.value}`;
  const paired = groups.has(verb.value) && pair !== '' && (verbs.has(pair) || !verbs.has(verb.value));
  const spoken = paired && second !== undefined ? [verb, second] : [verb];
  const words = options.words.slice(
    spoken.length,
    options.before === options.words.length ? undefined : Math.max(spoken.length, options.before),
  );
  return { operation: paired ? pair : verb.value, spoken, words, options };
}

function analyze(run: Invocation, call: Surroundings): readonly Effect[] {
  const before = readOptions(run.args, { ...style, stops: true }).options;
  const line = spokenIn(run.args);
  if (line === undefined) {
    const helping = run.args.length === 0 || helps(readOptions(run.args, style));
    return helping ? [read({ tool: 'kubectl', operation: 'help', spans: spansOf(run.name) })] : [unread(run, run.args)];
  }
  const { operation, spoken, words, options } = line;
  const [verb = run.name, second] = options.words;
  // An option nobody knows may take the verb as its value.
  if (!verb.known || before.some(({ name }) => !globalNames.has(name))) return [unread(run, [verb])];
  if (groups.has(verb.value) && second !== undefined && !second.known) return [unread(run, [verb, second])];
  const runs = run.args.find(({ value }) =>
    /^--(?:helm-command|enable-exec|enable-alpha-plugins|enable-star)/.test(value),
  );
  if (verb.value === 'kustomize' && runs !== undefined) return [unread(run, [verb, runs])];
  const found = verbs.get(operation);
  const what = { run, call, options, operation, spoken, words };
  if (found === undefined) {
    if (!groups.has(verb.value)) return kubectlPlugins.analyze(run, call);
    return [unknown({ ...details(what), note: 'Holdpoint does not know this subcommand.' })];
  }
  if (helps(options) && (operation !== 'exec' || words.length === 0))
    return [read(details({ ...what, operation: `${operation} --help` }))];
  // What it runs in the container is an invocation of its own.
  if (operation === 'exec' && (peel(run)?.length ?? 0) > 0)
    return [read(details({ ...what, words: words.slice(0, 1) }))];
  const effect = judge(found, what);
  const program = effect.kind === 'read' ? runsCredentialProgram(kubeconfigOf(what), what) : undefined;
  return [
    program === undefined
      ? effect
      : unknown({ ...effect, note: `The kubeconfig runs ${program} for its credentials.` }),
  ];
}

function helps(options: Options): boolean {
  const asked = lastOption(options, '-h', '--help');
  return asked !== undefined && (asked.value === undefined || asked.value.value === 'true');
}

const kubeconfigOf = ({ run, options }: What): Word | undefined =>
  lastOption(options, '--kubeconfig')?.value ??
  (Object.hasOwn(run.assignments, 'KUBECONFIG') ? run.assignments.KUBECONFIG : undefined);

interface What {
  readonly run: Invocation;
  readonly call: Surroundings;
  readonly options: Options;
  readonly operation: string;
  readonly spoken: readonly (Word | undefined)[];
  readonly words: readonly Word[];
}

function judge(verb: Verb, what: What): Effect {
  const { options, operation, words } = what;
  if (verb.dry && isDry(what))
    return read({ ...details(what), operation: `${operation} --dry-run`, note: 'A dry run: nothing is changed.' });
  const note = noteOf(verb.note);
  if (lists(what)) return read(details(what));
  const opening = opensWide(what);
  if (opening !== undefined) return unknown({ ...details(what), note: opening });
  if (operation === 'cp' && copiesOut(words)) return read(details(what));
  if (
    verb.kind === 'change' &&
    lastOption(options, '--prune')?.value?.value !== 'false' &&
    lastOption(options, '--prune') !== undefined
  ) {
    return destroy({
      ...details(what),
      operation: `${operation} --prune`,
      note: 'Whatever the files no longer name is deleted.',
    });
  }
  if (operation === 'replace' && lastOption(options, '--force') !== undefined) {
    return destroy({ ...details(what), note: 'It is deleted and created anew.' });
  }
  switch (verb.kind) {
    case 'read':
      return read({ ...details(what), ...note });
    case 'change':
      return change({
        ...details(what),
        ...(operation === 'scale' && /^0+$/.test(lastOption(options, '--replicas')?.value?.value ?? '')
          ? { note: 'Nothing of it runs afterwards.' }
          : note),
      });
    case 'destroy':
      return destroy({ ...details(what), ...note });
    case 'unknown':
      return unknown({ ...details(what), ...note });
  }
}

/** The last `--dry-run` on the line says client or server, and no word could turn out to say otherwise. */
function isDry({ options }: What): boolean {
  const dry = lastOption(options, '--dry-run');
  if (dry === undefined || options.words.some((word) => shapeOf(word).startsWith(hole))) return false;
  return dry.value === undefined || (dry.value.known && /^(?:client|server|true)$/.test(dry.value.value));
}

/** `label --list` and `set env --list` print, as long as nothing is set or taken away beside it. */
const lists = ({ options, operation, words }: What): boolean =>
  /^(?:label|annotate|set env)$/.test(operation) &&
  lastOption(options, '--list') !== undefined &&
  lastOption(options, '--overwrite', '-e', '--env') === undefined &&
  words.every(({ known, value }) => known && !/[=-]$|=/.test(value));

/** A way into the cluster for others than this machine, or through what guards it. */
function opensWide({ options, operation }: What): string | undefined {
  if (!/^(?:port-forward|proxy)$/.test(operation)) return undefined;
  const { value } = lastOption(options, '--address') ?? {};
  const wide =
    (value !== undefined && !(value.known && /^(?:localhost|127\.0\.0\.1|::1)(?:,|$)/.test(value.value))) ||
    lastOption(options, '--accept-hosts', '--disable-filter', '--accept-paths', '--reject-methods') !== undefined;
  return wide ? 'Opens the cluster to others than this machine.' : undefined;
}

/** `kubectl cp POD:PATH HERE` only reads the cluster. */
const copiesOut = ([from, to]: readonly Word[]): boolean =>
  from !== undefined &&
  to !== undefined &&
  from.known &&
  to.known &&
  from.value.includes(':') &&
  !to.value.includes(':');

function details({ run, call, options, operation, spoken, words }: What) {
  const files = options.options.flatMap(({ name, value }) =>
    /^(?:-f|--filename|-k|--kustomize)$/.test(name) && value !== undefined ? [value] : [],
  );
  for (const file of files) if (file.known && !/^(?:-|https?:.*)$/.test(file.value)) call.input(file, run);
  const [kind, ...rest] = words;
  const plain =
    kind !== undefined && !kind.value.includes('/') && rest.length > 0 && typed.has(operation.split(' ')[0] ?? '');
  const named = plain ? rest : words;
  const selector = lastOption(options, '-l', '--selector', '--field-selector');
  const everything = lastOption(options, '--all');
  const target =
    named.length > 0 && !(plain && rest.length === 0)
      ? named.map(({ value }) => value).join(', ')
      : files.length > 0
        ? files.map(({ value }) => value).join(', ')
        : undefined;
  const scope =
    selector?.value === undefined ? (everything === undefined ? undefined : '(all)') : `(${selector.value.value})`;
  return {
    tool: 'kubectl',
    operation: plain ? `${operation} ${kind.value}` : operation,
    ...targetOf([target, scope].filter((part) => part !== undefined).join(' ')),
    ...placeOf(
      run,
      [
        'namespace',
        lastOption(options, '-n', '--namespace')?.value?.value ??
          (lastOption(options, '-A', '--all-namespaces') === undefined ? undefined : '(all)'),
      ],
      ['context', lastOption(options, '--context')?.value?.value],
      ['cluster', lastOption(options, '--cluster')?.value?.value],
      ['server', lastOption(options, '-s', '--server')?.value?.value],
      ['kubeconfig', lastOption(options, '--kubeconfig')?.value?.value ?? variable(run, call, 'KUBECONFIG')],
    ),
    spans: spansOf(
      run.name,
      ...spoken,
      ...words,
      ...files,
      selector,
      everything,
      lastOption(options, '--force'),
      lastOption(options, '--grace-period'),
      lastOption(options, '--replicas'),
      lastOption(options, '--prune'),
    ),
  };
}

/** Verbs whose first word is a kind of thing. */
const typed = new Set([
  'annotate',
  'autoscale',
  'create',
  'delete',
  'describe',
  'edit',
  'expose',
  'get',
  'label',
  'patch',
  'scale',
  'taint',
  'wait',
  'rollout',
  'set',
]);

const unread = (run: Invocation, words: readonly Word[]): Effect =>
  unknown({
    tool: 'kubectl',
    operation: words.map(({ value }) => value).join(' '),
    note: 'Which verb runs is known only when it runs.',
    spans: spansOf(run.name, ...words),
  });

export const kubectl: Analyzer = { id: 'kubectl', programs: ['kubectl', 'kubecolor'], aliases: ['k'], analyze };
