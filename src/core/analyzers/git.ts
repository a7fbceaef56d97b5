/**
 * git, as far as it reaches others: pushes. https://git-scm.com/docs/git-push
 *
 * Handles `git push origin main`, `HEAD:production`, `+main`, `:old`, `--delete`, `--mirror`, `--all`, `--tags`,
 * `--force[-with-lease]`, `git -C app push`, `git subtree push`, `git push heroku main`.
 *
 * The line: what happens in the working copy passes in silence, and so does a push of work in progress. A push is held
 * - when it goes to a branch that is deployed by its name (`prod*`, `release/*`, `deploy/*`, `gh-pages`, …), to a remote
 *   that is one (`heroku`, `production`), or is a tag;
 * - to `main`, `master` or `trunk` when a pipeline of the repository deploys what is pushed there;
 * - when it overwrites or removes what others have: `--force`, `+ref`, `--delete`, `--mirror`, `--prune`.
 *   `--force-with-lease` is how one's own rebased branch is pushed, and counts as force for shared branches alone.
 *
 * Without a refspec the branch is the one that is checked out, as `.git/HEAD` says. Where the branch is known only when
 * it runs, it is `unknown` if the repository has a pipeline that deploys, or if the push is forced.
 */
import { change, destroy, type Effect, read, unknown } from '../effect.ts';
import { resolvePath } from '../paths.ts';
import { hole, type Invocation, shapeOf, type Word } from '../shell/invocation.ts';
import { lastOption, names, type Options, readOptions } from '../shell/options.ts';
import { type Analyzer, placeOf, type Surroundings, spansOf, targetOf } from './analyzer.ts';
import { deploysFrom, repositoryOf } from './repository.ts';

const globals = names('-c -C --git-dir --work-tree --namespace --exec-path --config-env --super-prefix --list-cmds');
const pushStyle = {
  values: names('-o --push-option --receive-pack --exec --repo --recurse-submodules'),
  clusters: true,
};

/** Branches whose name says that they are deployed. */
const deployed =
  /^(?:prod|production|live|staging|release|releases|deploy|deployment|gh-pages|pages)(?:$|[-_/.])|^prod|(?:^|\/)(?:production|gh-pages)$/i;
const shared = /^(?:main|master|trunk|default|develop|development|dev)$/;
const trunk = /^(?:main|master|trunk|default)$/;
const deployingRemote =
  /^(?:heroku|dokku|production|prod|live|staging|deploy|piku|gigalixir|scalingo|clever)(?:[-_]|$)|heroku\.com|(?:^|:\/\/)(?:dokku|piku)@/i;
const version = /^(?:(?:refs\/)?tags\/.+|v?\d+\.\d+(?:\.\d+)?(?:[-+.][\w.]+)?|v\d+)$/;

/** What a look at a repository on another machine is. */
const looks = names(
  'status log diff show branch rev-parse describe remote ls-files ls-remote blame shortlog version help',
);

interface Push {
  readonly run: Invocation;
  readonly call: Surroundings;
  readonly options: Options;
  readonly remote: Word | undefined;
  readonly refs: readonly Word[];
  readonly spoken: readonly Word[];
  readonly cwd: string | undefined;
}

function analyze(run: Invocation, call: Surroundings): readonly Effect[] {
  const outer = readOptions(run.args, { values: globals, clusters: true, stops: true });
  const [verb, ...rest] = outer.words;
  if (verb === undefined) return [];
  if (!verb.known) {
    // Named by a variable, which may hold anything; `git "$@"` of a wrapper is what its caller says.
    if (/^["']?\$[@*{]/.test(verb.value) && !/^\$\{\w+\}$/.test(verb.value)) return [];
    return [
      unknown({
        tool: 'git',
        operation: verb.value,
        note: 'Which command of git runs is known only when it runs.',
        spans: spansOf(run.name, verb),
      }),
    ];
  }
  if (run.remote !== undefined && looks.has(verb.value))
    return [read({ tool: 'git', operation: verb.value, ...placeOf(run), spans: spansOf(run.name, verb) })];
  const directory = lastOption(outer, '-C')?.value;
  const cwd =
    directory === undefined ? run.cwd : directory.known ? resolvePath(run.cwd, directory.value, call.home) : undefined;
  const push = { run, call, cwd };
  if (verb.value === 'push') return pushEffects({ ...push, ...split(rest), spoken: [verb] });
  const [second, ...others] = rest;
  if (verb.value === 'subtree' && second?.value === 'push')
    return pushEffects({ ...push, ...split(others, '-P --prefix --split'), spoken: [verb, second] });
  if (
    /^(?:svn|p4|cvsexportcommit|send-pack|http-push)$/.test(verb.value) &&
    /dcommit|submit|push|export|send-pack/.test(`${verb.value} ${second?.value}`)
  )
    return [
      change({
        tool: 'git',
        operation: [verb.value, second?.value].filter(Boolean).join(' '),
        spans: spansOf(run.name, verb, second),
      }),
    ];
  return [];
}

function split(args: readonly Word[], more = ''): Pick<Push, 'options' | 'remote' | 'refs'> {
  const options = readOptions(args, { ...pushStyle, values: new Set([...pushStyle.values, ...names(more)]) });
  const named = lastOption(options, '--repo')?.value;
  const [remote, ...refs] = named === undefined ? options.words : [named, ...options.words];
  return { options, remote, refs: refs.flatMap((word, index) => (word.value === 'tag' && index === 0 ? [] : [word])) };
}

const asked = ({ options }: Push, pattern: RegExp) => options.options.filter(({ name }) => pattern.test(name)).at(-1);

/** Unambiguous beginnings of long options count, as git reads them. */
function pushEffects(push: Push): readonly Effect[] {
  const { run, options, refs } = push;
  if (asked(push, /^(?:-h|--help)$/) !== undefined) return [];
  const dry = options.options.findLast(({ name }) => /^(?:-n|--(?:no-)?dry-r\w*)$/.test(name));
  if (dry !== undefined && !dry.name.startsWith('--no-') && run.remote === undefined) return [];
  const whole = asked(push, /^--(?:mirror|mir\w*|prune|pru\w*)$/);
  if (whole !== undefined)
    return [destroy({ ...said(push, `push ${whole.name}`, [whole.word]), note: 'What is not here is removed there.' })];
  const removal = asked(push, /^(?:-d|--del\w*)$/);
  const gone = removal === undefined ? refs.find((word) => shapeOf(word).startsWith(':')) : removal.word;
  if (gone !== undefined && shapeOf(gone) !== ':')
    return [destroy({ ...said(push, 'push --delete', [gone]), note: 'The branch or tag is removed for everybody.' })];
  const plus = refs.find((word) => shapeOf(word).startsWith('+'));
  const force = asked(push, /^(?:-f|--forc?e?)$/)?.word ?? plus;
  if (force !== undefined)
    return [destroy({ ...said(push, 'push --force', [force]), note: 'What others pushed there is overwritten.' })];
  const lease = asked(push, /^--force-(?:w\w*|with-\S*)$/);
  const branches = branchesOf(push);
  const risen = branches.find((branch) => branch !== undefined && (shared.test(branch) || deployed.test(branch)));
  if (lease !== undefined && risen !== undefined)
    return [destroy({ ...said(push, 'push --force-with-lease', [lease.word]), note: `Others build on ${risen}.` })];
  return [...deployment(push, branches)].slice(0, 1);
}

function* deployment(push: Push, branches: readonly (string | undefined)[]): Generator<Effect> {
  const { run, call, remote, refs, cwd } = push;
  const tags = asked(push, /^--(?:tags|follow-tags)$/);
  if (tags !== undefined)
    yield change({ ...said(push, `push ${tags.name}`, [tags.word]), note: 'Tags are what releases are made from.' });
  if (remote !== undefined && deployingRemote.test(shapeOf(remote)))
    yield change({ ...said(push, 'push'), note: `What is pushed to ${remote.value} is deployed.` });
  for (const branch of branches) {
    if (branch === undefined) continue;
    if (version.test(branch)) yield change({ ...said(push, 'push'), note: 'Tags are what releases are made from.' });
    else if (deployed.test(branch))
      yield change({ ...said(push, 'push'), note: `By its name, ${branch} is deployed.` });
  }
  const open = branches.includes(undefined);
  const everything = asked(push, /^--(?:all|branches)$/) !== undefined;
  const main = everything ? 'main' : branches.find((branch) => branch !== undefined && trunk.test(branch));
  if (main === undefined && !open) return;
  if (run.remote !== undefined) return;
  const root = repositoryOf(cwd, run, call);
  if (root === undefined) return;
  const pipeline = deploysFrom(root, main ?? 'main', run, call);
  if (pipeline === undefined) return;
  if (main !== undefined)
    yield change({ ...said(push, 'push'), note: `${pipeline} deploys what is pushed to ${main}.` });
  else if (refs.length > 0)
    yield unknown({
      ...said(push, 'push'),
      note: `Where it goes is known only when it runs, and ${pipeline} deploys.`,
    });
}

/** The branches or tags it goes to; `undefined` for one that nobody can know. */
function branchesOf({ refs, run, call, cwd }: Push): readonly (string | undefined)[] {
  const here = (): string | undefined => repositoryOf(cwd, run, call)?.branch;
  if (refs.length === 0) return [here()].filter((branch) => branch !== undefined);
  return refs.map((word) => {
    const shape = shapeOf(word).replace(/^\+/, '');
    const to = shape.includes(':') ? shape.slice(shape.indexOf(':') + 1) : shape;
    if (/^(?:HEAD|@)$/.test(to)) return here();
    if (/^\$\(git (?:branch --show-current|rev-parse --abbrev-ref HEAD|symbolic-ref --short HEAD)\)$/.test(word.value))
      return here();
    if (to === `v${hole}` || (to === hole && /^["']?\$\{?\w*(?:TAG|VERSION)\w*\}?["']?$/i.test(word.value)))
      return `refs/tags/${word.value}`;
    if (to.includes(hole)) return to.startsWith(hole) ? undefined : to.replace(/^refs\/heads\//, '');
    return to.replace(/^refs\/heads\//, '');
  });
}

function said({ run, remote, refs, spoken }: Push, operation: string, also: readonly Word[] = []) {
  return {
    tool: 'git',
    operation,
    ...targetOf([remote, ...refs].flatMap((word) => (word === undefined ? [] : [word.value])).join(' ')),
    ...placeOf(run),
    spans: spansOf(run.name, ...spoken, remote, ...refs, ...also),
  };
}

export const git: Analyzer = { id: 'git', programs: [], aliases: ['git'], partial: true, analyze };
