/**
 * What git would throw away here: files that are not committed, files it does not know, commits that nothing names any
 * more, stashes. Only commands that look, and none where the repository's own settings run programs for a look.
 * @see https://git-scm.com/docs/git-reset @see https://git-scm.com/docs/git-clean @see https://git-scm.com/docs/git-branch
 */
import { canonical } from '../../base/json.ts';
import type { Impact, Resource, Uninspectable, WayBack } from '../impact/impact.ts';
import type { Answer, Probe, ProbeStep } from '../impact/probe.ts';
import { type CommandSubject, isPlain } from '../impact/subject.ts';
import { wholeImpact } from '../impact/whole.ts';
import { redact } from '../journal/redact.ts';
import { literals } from '../shell/invocation.ts';
import { readOptions } from '../shell/options.ts';
import { gitEnv, harmless, outerValues, quiet } from './gitPush.ts';
import { readGitSettings } from './gitSettings.ts';
import { goes } from './pushImpact.ts';
import { commitFormat, readCommits } from './pushReport.ts';

/** Milliseconds. */
const limit = 30_000;
const mostCommits = 100;
/** Files that are named; the others are counted. */
const mostFiles = 500;

/** What is asked, and how the answers are read. */
interface Question {
  readonly title: string;
  readonly steps: readonly (readonly string[])[];
  readonly read: (answers: readonly Answer[]) => Impact;
}

/** The probe of what `git reset --hard`, `clean`, `checkout --`, `restore`, `branch -D`, `stash drop` throw away. */
export function askGitHere(command: CommandSubject): readonly Probe[] {
  if (!/^git(?:\.exe)?$/.test(command.program.split(/[/\\]/).at(-1) ?? '')) return [];
  const outer = readOptions(literals(command.args), { values: outerValues, clusters: true, stops: true });
  const [verb = '', ...args] = outer.words.map(({ value }) => value);
  const question = questionOf(verb, args);
  if (question === undefined) return [];
  const globals = command.args.slice(0, command.args.length - outer.words.length);
  const step = (words: readonly string[]): ProbeStep => ({
    program: command.program,
    args: [...globals, ...quiet, ...words],
    cwd: command.directory,
    env: { ...command.env, ...gitEnv },
    good: [0],
    confidential: words[0] !== 'clean' && words[0] !== 'status',
    optional: true,
  });
  const plain = isPlain(command) && outer.options.every(({ name }) => harmless.has(name));
  const settings = step(['config', '--list', '--show-scope', '-z']);
  const driven = (answers: readonly Answer[]) => (plain ? readGitSettings(answers[0]?.stdout ?? '').drivers : []);
  return [
    {
      id: canonical(['git', command.program, command.directory, command.args, command.env]),
      kind: plain ? 'local' : 'project code',
      title: question.title,
      limit,
      steps: () => [settings],
      more: (answers) =>
        answers.length > 1 || answers[0]?.failed !== undefined || driven(answers).length > 0
          ? []
          : question.steps.map(step),
      read(answers) {
        const drivers = driven(answers);
        if (drivers.length > 0)
          return open(
            `The repository’s own settings decide what git runs (${drivers.slice(0, 3).join(', ')}), so it was not asked.`,
          );
        const failed = answers.find((answer) => answer.failed !== undefined);
        return failed?.failed === undefined ? question.read(answers.slice(1)) : open(redact(failed.failed));
      },
    },
  ];
}

const open = (why: string): Impact => wholeImpact([], [{ what: 'what git throws away', why }]);

const status = ['status', '--porcelain=v2', '-z', '--untracked-files=no', '--ignore-submodules=all', '--no-renames'];
const commits = (...which: readonly string[]): readonly string[] => [
  'rev-list',
  '--no-commit-header',
  `--max-count=${mostCommits}`,
  commitFormat,
  ...which,
];

function questionOf(verb: string, args: readonly string[]): Question | undefined {
  const end = args.indexOf('--');
  const before = end < 0 ? args : args.slice(0, end);
  const words = before.filter((arg) => !arg.startsWith('-'));
  const paths = end < 0 ? [] : args.slice(end + 1);
  switch (verb) {
    case 'reset': {
      const to = words[0] ?? 'HEAD';
      return {
        title: 'List what is not committed, and the commits that leave the branch',
        steps: [status, commits('HEAD', `^${to}`), ['rev-list', '--count', 'HEAD', `^${to}`]],
        read: ([files, list, count]) =>
          both(changedFiles(files), leaving('the branch that is checked out', list, count, reflog)),
      };
    }
    case 'checkout':
    case 'switch':
    case 'restore': {
      // Before a `--`, a word may be a commit or a path: git tells them apart by what is there.
      const only = end < 0 ? (verb === 'restore' || words.includes('.') ? words : []) : paths;
      return {
        title: 'List what is not committed',
        steps: [[...status, ...(only.length > 0 ? ['--', ...only] : [])]],
        read: ([files]) => changedFiles(files),
      };
    }
    case 'clean':
      return args.some((arg) => /^(?:-[a-z]*i[a-z]*|--interactive)$/.test(arg))
        ? undefined
        : {
            title: 'List the files that git does not know',
            steps: [['clean', ...before, '--dry-run', '--no-quiet', ...(end < 0 ? [] : args.slice(end))]],
            read: ([answer]) => cleaned(answer),
          };
    case 'branch':
    case 'tag': {
      const space =
        verb === 'tag'
          ? 'refs/tags/'
          : before.some((arg) => /^-\w*r|^--remotes$/.test(arg))
            ? 'refs/remotes/'
            : 'refs/heads/';
      return {
        title: `Look for commits that only the ${verb} names`,
        steps: words.flatMap((name) => {
          const only = [`${space}${name}`, '--not', ...words.map((each) => `--exclude=${space}${each}`), '--all'];
          return [
            commits(...only),
            ['rev-list', '--count', ...only],
            ['rev-parse', '--verify', '--quiet', `${space}${name}`],
          ];
        }),
        read: (answers) =>
          both(
            ...words.map((name, index) => {
              const [list, count, id] = answers.slice(index * 3, index * 3 + 3);
              const short = (id?.stdout ?? '').trim().slice(0, 10);
              return leaving(
                name,
                list,
                count,
                {
                  kind: 'effort',
                  why: `\`git ${verb} ${redact(name)} ${short}\` makes it again, until git clears away`,
                },
                verb,
              );
            }),
          ),
      };
    }
    case 'stash': {
      const all = words[0] === 'clear';
      const wanted = words[1] ?? 'stash@{0}';
      return {
        title: 'List what is stashed',
        steps: [['stash', 'list', '--format=%gd%x09%gs']],
        read: ([list]) => stashes(list, all ? undefined : /^\d+$/.test(wanted) ? `stash@{${wanted}}` : wanted),
      };
    }
    case 'reflog':
    case 'filter-branch':
    case 'filter-repo': {
      const only = ['--reflog', '--not', '--all'];
      return {
        title: 'Count the commits that only the reflog names',
        steps: [commits(...only), ['rev-list', '--count', ...only]],
        read: ([list, count]) =>
          both(
            leaving('the reflog', list, count, { kind: 'irreversible', why: 'the reflog was the way back' }, 'log'),
            verb === 'reflog' ? wholeImpact([], []) : open('It writes every commit anew.'),
          ),
      };
    }
    default:
      return undefined;
  }
}

const reflog: WayBack = { kind: 'effort', why: 'the reflog names them until git clears away' };

function both(...impacts: readonly Impact[]): Impact {
  return wholeImpact(
    impacts.flatMap(({ resources }) => resources),
    impacts.flatMap(({ uninspectable }) => uninspectable),
    impacts.flatMap(({ remarks }) => remarks),
  );
}

const base = { provider: 'git', dependents: [], attributes: [], provenance: 'probe' } as const;

/** A branch that loses commits; nothing where none goes. */
function leaving(
  name: string,
  list: Answer | undefined,
  count: Answer | undefined,
  wayBack: WayBack,
  type = 'branch',
): Impact {
  const total = Number.parseInt(count?.stdout ?? '', 10);
  const found = readCommits(list?.stdout ?? '');
  if (Number.isNaN(total)) return open('git did not say how many commits go.');
  if (total === 0 && type === 'branch' && wayBack === reflog) return wholeImpact([], []);
  const last = found[0];
  return wholeImpact(
    [
      {
        ...base,
        address: redact(name),
        type,
        name,
        action: wayBack === reflog ? 'replace' : 'delete',
        actions: [wayBack === reflog ? 'replace' : 'delete'],
        attributes: found.slice(0, 50).map(goes),
        size: { count: total, unit: 'commits', atLeast: false },
        ...(last === undefined
          ? {}
          : { reason: `The last is “${redact(last.subject)}” by ${redact(last.author)}, ${last.when.slice(0, 10)}.` }),
        wayBack: total === 0 ? { kind: 'reversible', why: 'something else names all its commits' } : wayBack,
      },
    ],
    [],
  );
}

/** Tracked files with changes that no commit has. What is staged lies in git's store until it clears away. */
function changedFiles(answer: Answer | undefined): Impact {
  const found = (answer?.stdout ?? '').split('\0').flatMap((entry): readonly Resource[] => {
    const [, state = '', path = ''] =
      /^(?:[12] (?=(\S\S) )(?:\S+ ){7}|u (?=(\S\S) )(?:\S+ ){9})(.+)$/s
        .exec(entry)
        ?.filter((part) => part !== undefined) ?? [];
    if (path === '') return [];
    const kept = state[1] === '.';
    return [
      {
        ...base,
        address: redact(path),
        type: 'file',
        name: path,
        action: 'update',
        actions: ['update'],
        facts: [kept ? 'staged' : 'not committed'],
        wayBack: kept
          ? { kind: 'effort', why: 'what was staged can be dug out of git’s store until it clears away' }
          : { kind: 'irreversible', why: 'no commit has its changes' },
      },
    ];
  });
  return limited(found, 'files');
}

/** `Would remove a/b/`. */
function cleaned(answer: Answer | undefined): Impact {
  const found = [...(answer?.stdout ?? '').matchAll(/^Would remove (.+)$/gm)].map(([, path = '']): Resource => {
    const folder = path.endsWith('/');
    return {
      ...base,
      address: redact(path),
      type: folder ? 'folder' : 'file',
      name: path,
      action: 'delete',
      actions: ['delete'],
      ...(folder ? { facts: ['with everything in it'] } : {}),
      wayBack: { kind: 'irreversible', why: 'git has no copy of it' },
    };
  });
  return limited(found, 'files');
}

function stashes(answer: Answer | undefined, wanted: string | undefined): Impact {
  const found = (answer?.stdout ?? '').split('\n').flatMap((line): readonly Resource[] => {
    const [name = '', subject = ''] = line.split('\t');
    if (name === '' || (wanted !== undefined && name !== wanted)) return [];
    return [
      {
        ...base,
        address: name,
        type: 'stash',
        name,
        action: 'delete',
        actions: ['delete'],
        facts: [redact(subject)],
        wayBack: { kind: 'effort', why: 'its commit can be dug out of git’s store until it clears away' },
      },
    ];
  });
  const missing: readonly Uninspectable[] =
    wanted !== undefined && found.length === 0 ? [{ what: wanted, why: 'There is no such stash.' }] : [];
  return wholeImpact(found, missing);
}

const limited = (found: readonly Resource[], what: string): Impact =>
  wholeImpact(
    found.slice(0, mostFiles),
    found.length > mostFiles
      ? [{ what: `${found.length - mostFiles} more ${what}`, why: `Only the first ${mostFiles} are listed.` }]
      : [],
  );
