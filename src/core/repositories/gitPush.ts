/**
 * What a push would do to the branches and tags of the remote, and which commits nobody there would have any more.
 *
 * Asks git itself, with `--dry-run`, so that every refspec, default and lease counts as git counts it; then looks for
 * the old commits in this repository. Nothing is fetched: what is not here is at least one commit that nobody can see.
 * @see https://git-scm.com/docs/git-push
 */
import { canonical } from '../../base/json.ts';
import type { Answer, Probe, ProbeStep } from '../impact/probe.ts';
import { type CommandSubject, isPlain } from '../impact/subject.ts';
import { literals } from '../shell/invocation.ts';
import { lastOption, names, type Options, readOptions } from '../shell/options.ts';
import { type GitSettings, isHere, readGitSettings } from './gitSettings.ts';
import { type Loss, type Pushing, pushImpact } from './pushImpact.ts';
import {
  commitFormat,
  type PushedRef,
  readCommits,
  readPresent,
  readPushReport,
  readRemoteRefs,
} from './pushReport.ts';

/** Milliseconds. */
const limit = 60_000;
/** Branches and tags whose commits are looked for. */
const mostRefs = 20;
/** Commits that are named. */
const mostNamed = 100;

export const outerValues = names('-c -C --git-dir --work-tree --namespace --exec-path --config-env --super-prefix');
export const harmless = names(
  '-C --git-dir --work-tree --namespace -P --no-pager -p --paginate --bare --no-optional-locks --no-replace-objects --literal-pathspecs',
);
const pushValues = names('-o --push-option --receive-pack --exec --repo --recurse-submodules');

/** In full: git takes `--exe=…` for `--exec=…`, which names the program that the other side starts. */
const known = names(
  '--all --branches --mirror --tags -n --dry-run --porcelain -d --delete --prune -f --force --force-with-lease --no-force-with-lease --force-if-includes --no-force-if-includes --repo -u --set-upstream --thin --no-thin -q --quiet -v --verbose --progress --no-progress --verify --no-verify --follow-tags --no-follow-tags --signed --no-signed --atomic --no-atomic -o --push-option --recurse-submodules --no-recurse-submodules -4 --ipv4 -6 --ipv6',
);

/** Nothing of the repository runs: no hook, no monitor, no helper, no signature. */
export const quiet = [
  '--no-optional-locks',
  '--no-replace-objects',
  ...[
    'core.fsmonitor=false',
    'core.hooksPath=/dev/null',
    'core.commitGraph=false',
    'core.abbrev=40',
    'protocol.ext.allow=never',
    'push.gpgSign=false',
    'log.showSignature=false',
    'gc.auto=0',
  ].flatMap((setting) => ['-c', setting]),
];
const rehearsal =
  '--dry-run --porcelain --no-verify --no-signed --no-quiet --no-progress --recurse-submodules=no'.split(' ');

export const gitEnv = {
  GIT_TERMINAL_PROMPT: '0',
  GIT_ASKPASS: '',
  SSH_ASKPASS_REQUIRE: 'never',
  GCM_INTERACTIVE: 'never',
  GIT_NO_LAZY_FETCH: '1',
  GIT_GRAFT_FILE: '/dev/null',
  GIT_PAGER: 'cat',
  LC_ALL: 'C',
};

/** The probe of `git … push …`; none for other verbs. */
export function askGit(command: CommandSubject): readonly Probe[] {
  const outer = readOptions(literals(command.args), { values: outerValues, clusters: true, stops: true });
  const [verb, ...rest] = outer.words;
  if (verb?.value !== 'push') return [];
  const inner = readOptions(rest, { values: pushValues, clusters: true });
  const args = rest.map(({ value }) => value);
  const globals = command.args.slice(0, command.args.length - outer.words.length);
  const plain =
    isPlain(command) &&
    outer.options.every(({ name }) => harmless.has(name)) &&
    inner.options.every(({ name }) => known.has(name));
  return [pushProbe({ command, globals, args, inner, plain })];
}

interface Push {
  readonly command: CommandSubject;
  readonly globals: readonly string[];
  /** What stands behind `push`. */
  readonly args: readonly string[];
  readonly inner: Options;
  readonly plain: boolean;
}

function pushProbe(push: Push): Probe {
  const { command, plain } = push;
  const step = stepsOf(push);
  return {
    id: canonical(['git push', command.program, command.directory, command.args, command.env]),
    kind: plain ? 'network' : 'project code',
    title: 'Ask the remote what the push would change there, without pushing',
    limit,
    steps: () => [
      step('config', '--list', '--show-scope', '-z'),
      { ...step('symbolic-ref', '-q', '--short', 'HEAD'), good: [0, 1] },
    ],
    more(answers) {
      const pushing = pushingIn(push, answers);
      if (pushing.stops !== undefined) return [];
      switch (answers.length) {
        case 2:
          return asked(push, pushing);
        case 4:
          return lookedFor(push, pushing);
        case 6:
          return compared(push, pushing);
        default:
          return [];
      }
    },
    read: (answers) => pushImpact(pushingIn(push, answers)),
  };
}

const stepsOf =
  ({ command, globals }: Push) =>
  (...args: readonly string[]): ProbeStep => ({
    program: command.program,
    args: [...globals, ...quiet, ...args],
    cwd: command.directory,
    env: { ...command.env, ...gitEnv },
    good: [0],
    // Settings may hold passwords, commits are read by others than those who wrote them.
    confidential: args[0] === 'config' || args[0] === 'rev-list',
  });

/** Everything the answers say so far. */
function pushingIn({ inner, plain }: Push, answers: readonly Answer[]): Pushing {
  const settings = readGitSettings(answers[0]?.stdout ?? '');
  const remote = lastOption(inner, '--repo')?.value?.value ?? inner.words[0]?.value;
  const to = remote ?? settings.defaultRemote((answers[1]?.stdout ?? '').trim());
  const addresses = settings.addresses(to);
  const report = readPushReport(answers[2]?.stdout ?? '');
  const there = readRemoteRefs(answers[3]?.stdout ?? '');
  const refs = report.refs.map((ref): PushedRef => {
    const from = ref.from ?? there.get(ref.name);
    return from === undefined ? ref : { ...ref, from };
  });
  const present = readPresent(answers[4]?.stdout ?? '');
  const stops = plain ? reasonToStop(settings, addresses) : undefined;
  return {
    remote: to,
    addresses: report.addresses.length > 0 ? report.addresses : addresses,
    settings,
    ...(stops === undefined ? {} : { stops }),
    asked: answers.length > 2,
    said: answers[2]?.stderr ?? '',
    refs,
    there,
    known: answers[3]?.failed === undefined && there.size > 0,
    present,
    shallow: answers[5]?.stdout.trim() !== 'false',
    losses: lossesIn(countable(refs, present), answers.slice(6)),
  };
}

function reasonToStop(settings: GitSettings, addresses: readonly string[]): string | undefined {
  if (settings.hostile.length > 0)
    return `The repository’s own settings decide what git runs (${settings.hostile.slice(0, 3).join(', ')}), so it was not asked.`;
  if (addresses.some(isHere) && !addresses.every(isHere)) return 'It goes to places of different kinds.';
  return addresses.some((address) => /^[\w+.-]+::/.test(address)) ? 'Its address names a program.' : undefined;
}

function asked(push: Push, { addresses, remote, settings }: Pushing): readonly ProbeStep[] {
  const step = stepsOf(push);
  const end = push.args.indexOf('--');
  const cut = end < 0 ? push.args.length : end;
  // On this machine git starts the other side itself, and the settings there name programs too.
  const here =
    push.plain && addresses.every(isHere)
      ? ['--receive-pack=git -c core.alternateRefsCommand=true -c core.fsmonitor=false receive-pack']
      : [];
  return [
    { ...step('push', ...push.args.slice(0, cut), ...rehearsal, ...here, ...push.args.slice(cut)), good: [0, 1] },
    { ...step('ls-remote', '--refs', settings.splits(remote) ? (addresses[0] ?? remote) : remote), optional: true },
  ];
}

/** Those that lose something, as far as anybody looks. */
const losing = ({ refs }: Pick<Pushing, 'refs'>): readonly PushedRef[] =>
  refs
    .filter(({ kind, from }) => from !== undefined && (kind === 'force' || kind === 'delete' || kind === 'forward'))
    .slice(0, mostRefs);

function lookedFor(push: Push, pushing: Pushing): readonly ProbeStep[] {
  const ids = [...losing(pushing).flatMap(({ from = '' }) => [from]), ...pushing.there.values()];
  if (losing(pushing).length === 0 || pushing.settings.partial) return [];
  const step = stepsOf(push);
  return [
    { ...step('cat-file', '--batch-check'), input: `${[...new Set(ids)].join('\n')}\n`, optional: true },
    { ...step('rev-parse', '--is-shallow-repository'), optional: true },
  ];
}

function compared(push: Push, pushing: Pushing): readonly ProbeStep[] {
  const step = stepsOf(push);
  const { present } = pushing;
  return countable(pushing.refs, present).flatMap((ref): readonly ProbeStep[] => {
    const { from = '', to } = ref;
    const remaining = ref.kind === 'forward' ? [] : remainingIn(pushing).filter((id) => present.has(id) || id === to);
    const input =
      ref.kind === 'forward' ? `${to}\n^${from}\n` : `${[from, ...remaining.map((id) => `^${id}`)].join('\n')}\n`;
    const common = { input, optional: true };
    return [
      { ...step('rev-list', '--stdin', '--no-commit-header', `--max-count=${mostNamed}`, commitFormat), ...common },
      { ...step('rev-list', '--stdin', '--count'), ...common },
    ];
  });
}

/** Commits that branches and tags of the remote still name after the push. */
function remainingIn({ refs, there }: Pushing): readonly string[] {
  const after = new Map(there);
  for (const { name, kind, to } of refs) {
    if (kind === 'delete') after.delete(name);
    else if (kind !== 'refused' && to !== undefined) after.set(name, to);
  }
  return [...new Set(after.values())];
}

/** Those whose commits are here to be counted. */
const countable = (refs: readonly PushedRef[], present: ReadonlySet<string>): readonly PushedRef[] =>
  losing({ refs }).filter(({ from = '' }) => present.has(from));

/** By branch or tag: what goes, and how much; of one that only moves on, what comes. Two answers belong together. */
function lossesIn(refs: readonly PushedRef[], answers: readonly Answer[]): ReadonlyMap<string, Loss> {
  return new Map(
    refs.flatMap(({ name }, index): readonly (readonly [string, Loss])[] => {
      const [list, count] = answers.slice(index * 2, index * 2 + 2);
      const total = Number.parseInt(count?.stdout ?? '', 10);
      if (list === undefined || list.failed !== undefined || Number.isNaN(total)) return [];
      return [[name, { commits: readCommits(list.stdout), total }]];
    }),
  );
}
