/**
 * Infrastructure tools that have no analyzer of their own yet: they are known by name, and read by the first of their
 * words that is a verb. `helm uninstall api`, `gcloud compute instances delete web`, `pulumi preview`.
 *
 * No verb, or an unresolved word before it: `unknown`.
 */
import { change, destroy, type Effect, type EffectKind, read, unknown } from '../effect.ts';
import { hole, type Invocation, shapeOf, type Word } from '../shell/invocation.ts';
import { names } from '../shell/options.ts';
import { type Analyzer, placeOf, type Surroundings, spansOf, targetOf, variable } from './analyzer.ts';

const reads = names(
  'list ls get describe show view status logs log tail diff preview plan template lint validate version help search info history inspect cat stat du env whoami lookup synth synthesize build doctor check test events outputs output graph fmt format render explain top read versions dev local emulators:start emulators:exec completion man print-access-token print-identity-token list-tags sign-url schema hash',
);
const destroys = names(
  'delete del destroy remove rm rb uninstall purge terminate down teardown drop nuke prune erase unpublish undeploy deregister destroy-all delete-all rollback',
);
const changes = names(
  'create apply deploy up update upgrade install set unset add put patch edit import export sync push publish promote release scale start stop restart reboot reset resize restore run rerun cancel submit enable disable attach detach assign grant revoke bind unbind move mv cp copy rsync mb refresh taint untaint unlock login logout auth init new link unlink select use switch rotate renew issue migrate failover suspend resume pause unpause invoke exec execute call send write rewrite compose load enable-autoscaling cordon drain replace watch bootstrap reconcile register tag untag label open connect proxy ssh tunnel rename convert transfer rolling-update edit-config get-credentials autoscale provision converge',
);

const changing = names(
  'ansible ansible-playbook ansible-pull ansible-galaxy vercel netlify sst packer chef-client knife puppet salt salt-call salt-ssh nixos-rebuild',
);

/** Programs, with the options that only rehearse. */
const rehearsals: ReadonlyMap<string, RegExp> = new Map([
  ['ansible-playbook', /^(?:-C|--check|--syntax-check|--list-hosts|--list-tasks|--list-tags)$/],
  ['ansible', /^(?:-C|--check|--syntax-check|--list-hosts)$/],
]);

const programs = [
  ...['kustomize'],
  ...['doctl', 'hcloud', 'linode-cli', 'oci', 'ibmcloud', 'scw', 'aliyun', 'tccli'],
  ...[
    'fly',
    'flyctl',
    'heroku',
    'vercel',
    'netlify',
    'wrangler',
    'firebase',
    'supabase',
    'railway',
    'cf',
    'neonctl',
    'pscale',
    'turso',
  ],
  ...[
    'terragrunt',
    'terraspace',
    'atmos',
    'pulumi',
    'cdk',
    'aws-cdk',
    'cdktf',
    'sam',
    'serverless',
    'sls',
    'sst',
    'copilot',
    'eb',
    'packer',
    'crossplane',
    'waypoint',
  ],
  ...[
    'ansible',
    'ansible-playbook',
    'ansible-pull',
    'ansible-galaxy',
    'chef-client',
    'knife',
    'puppet',
    'salt',
    'salt-call',
    'salt-ssh',
    'nixos-rebuild',
  ],
  ...['nomad'],
];

const rank: Readonly<Record<EffectKind, number>> = { read: 0, change: 1, unknown: 2, destroy: 3 };
const make: Readonly<Record<EffectKind, typeof read>> = { read, change, destroy, unknown };

function kindOf(word: string): EffectKind | undefined {
  const candidates = [word, ...word.split(/[-:]/).slice(0, 1), ...word.split(':').slice(-1)];
  for (const candidate of candidates) {
    if (destroys.has(candidate)) return 'destroy';
    if (reads.has(candidate)) return 'read';
    if (changes.has(candidate)) return 'change';
  }
  return undefined;
}

interface Verb {
  readonly word: Word;
  readonly index: number;
  readonly kind: EffectKind;
}

/** Words that are the name of a group as often as a verb: `velero restore get`, `gcloud run services list`. */
const groups = names(
  'restore deploy run release releases import export issue autoscale scale backup access logs auth token lease env',
);

const surely = names('list ls get describe show view status diff lint template validate version help search');
const isExact = (word: string): boolean =>
  [word, ...word.split(':')].some((part) => destroys.has(part) || changes.has(part));

/** The verb that counts: the first that is no group, and among several that change something the heaviest. */
function chosen(verbs: readonly Verb[]): Verb | undefined {
  const [first, ...others] = verbs;
  if (first === undefined) return undefined;
  const second = groups.has(first.word.value) ? others.find(({ index }) => index <= first.index + 2) : undefined;
  if (second !== undefined) return second;
  // `vercel env rm X`: a word that only sometimes means to look says nothing when a stronger one follows.
  if (first.kind === 'read')
    return surely.has(first.word.value)
      ? first
      : (others.find(({ kind, word, index }) => kind !== 'read' && index <= first.index + 4 && isExact(word.value)) ??
          first);
  return others.reduce(
    (heaviest, next) => (next.kind !== 'read' && rank[next.kind] > rank[heaviest.kind] ? next : heaviest),
    first,
  );
}

function analyze(run: Invocation, call: Surroundings): readonly Effect[] {
  const { program, name, args } = run;
  const place = placeOf(
    run,
    ['profile', variable(run, call, 'AWS_PROFILE')],
    ['kubeconfig', variable(run, call, 'KUBECONFIG')],
    ['project', variable(run, call, 'CLOUDSDK_CORE_PROJECT')],
  );
  const details = { tool: program, ...place };
  const has = (pattern: RegExp) => args.some((word) => word.known && pattern.test(word.value));
  if (
    (has(/^(?:--help|-h|help)$/) && !args.some(({ value }) => /^--help=/.test(value))) ||
    (args.length === 1 && has(/^(?:--version|-v|-V)$/))
  )
    return [read({ ...details, operation: 'help', spans: spansOf(name) })];
  const open = args.findIndex((word) => shapeOf(word).startsWith(hole));
  const verbs = args.flatMap((word, index) => {
    const kind = word.known && !word.value.startsWith('-') ? kindOf(word.value) : undefined;
    return kind === undefined ? [] : [{ word, index, kind }];
  });
  const verb = chosen(verbs) ?? { word: name, index: -1, kind: 'unknown' as const };
  if (verb.index < 0 && changing.has(program) && open < 0) {
    const rehearsed = rehearsals.get(program);
    const kind = rehearsed !== undefined && has(rehearsed) ? 'read' : 'change';
    return [
      make[kind]({
        ...details,
        operation: 'run',
        ...targetOf(
          args
            .map(({ value }) => value)
            .join(' ')
            .slice(0, 120),
        ),
        spans: spansOf(name),
      }),
    ];
  }
  const words = args.filter((word) => !shapeOf(word).startsWith('-'));
  const at = words.indexOf(verb.word);
  const operation =
    words
      .slice(0, at < 0 ? 3 : at + 1)
      .map(({ value }) => value)
      .join(' ') || 'session';
  const target = words
    .slice(at + 1)
    .map(({ value }) => value)
    .join(' ');
  const said = {
    ...details,
    operation,
    ...targetOf(at < 0 ? undefined : target),
    spans: spansOf(name, ...words.slice(0, at < 0 ? 3 : at + 1)),
  };
  if (verb.index < 0 || (open >= 0 && open < verb.index))
    return [unknown({ ...said, note: 'Which operation runs is not known.' })];
  const rehearsed = rehearsals.get(program);
  if (
    verb.kind !== 'read' &&
    rehearsed !== undefined &&
    open < 0 &&
    args.some(({ value }) => /dry-run|check/.test(value)) &&
    args.filter(({ value }) => /^--dry-run/.test(value)).every(({ value }) => rehearsed.test(value)) &&
    has(rehearsed)
  ) {
    return [read({ ...said, note: 'A dry run: nothing is changed.' })];
  }
  return [make[verb.kind](said)];
}

export const familiar: Analyzer = { id: 'familiar', programs, analyze };
