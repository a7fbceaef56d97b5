/**
 * What git says a push would do, and what the remote has.
 * @see https://git-scm.com/docs/git-push#_output
 */

/** What happens to one branch or tag of the remote. */
export interface PushedRef {
  /** Its whole name there: `refs/heads/main`. */
  readonly name: string;
  readonly kind: 'create' | 'forward' | 'force' | 'delete' | 'refused';
  /** Commits, of what is known: before and after. */
  readonly from?: string;
  readonly to?: string;
  /** Why it is refused. */
  readonly why?: string;
}

export interface PushReport {
  /** Addresses it goes to, without passwords. */
  readonly addresses: readonly string[];
  readonly refs: readonly PushedRef[];
}

/** `git push --dry-run --porcelain`, with whole ids. What is up to date is left out. */
export function readPushReport(text: string): PushReport {
  const lines = text.split('\n');
  return {
    addresses: [...new Set(lines.flatMap((line) => (line.startsWith('To ') ? [line.slice(3)] : [])))],
    refs: lines.flatMap(refIn),
  };
}

const kinds = { '*': 'create', ' ': 'forward', '+': 'force', '-': 'delete', '!': 'refused' } as const;

function refIn(line: string): readonly PushedRef[] {
  const [, flag = '', refs = '', said = ''] = /^([ +*!=-])\t(.+?)\t(.*)$/.exec(line) ?? [];
  const kind = Object.hasOwn(kinds, flag) ? kinds[flag as keyof typeof kinds] : undefined;
  const name = refs.slice(refs.indexOf(':') + 1);
  if (kind === undefined || name === '') return [];
  const [, from, to] = /^([\da-f]{7,})\.\.\.?([\da-f]{7,})/.exec(said) ?? [];
  const why = /\((.*)\)$/.exec(said)?.[1];
  return [
    {
      name,
      kind,
      ...(from === undefined || to === undefined ? {} : { from, to }),
      ...(kind === 'refused' ? { why: why ?? said } : {}),
    },
  ];
}

/** `git ls-remote --refs`: branches and tags of the remote, by name. */
export function readRemoteRefs(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split('\n').flatMap((line): readonly (readonly [string, string])[] => {
      const [id = '', name] = line.split('\t');
      return name === undefined || !/^[\da-f]{40,}$/.test(id) ? [] : [[name, id]];
    }),
  );
}

/** `git cat-file --batch-check`: the objects that are in this repository. */
export const readPresent = (text: string): ReadonlySet<string> =>
  new Set(
    text.split('\n').flatMap((line) => {
      const [id = '', type] = line.split(' ');
      return type === undefined || type === 'missing' || type === 'ambiguous' ? [] : [id];
    }),
  );

export interface Commit {
  readonly id: string;
  readonly author: string;
  readonly email: string;
  /** ISO 8601. */
  readonly when: string;
  readonly subject: string;
}

/** How `git rev-list` is told to print what `readCommits` reads. */
export const commitFormat = '--format=%H%x09%an%x09%ae%x09%cI%x09%s';

export function readCommits(text: string): readonly Commit[] {
  return text.split('\n').flatMap((line): readonly Commit[] => {
    const [id = '', author = '', email = '', when = '', ...subject] = line.split('\t');
    return subject.length === 0 || !/^[\da-f]{40,}$/.test(id)
      ? []
      : [{ id, author, email, when, subject: subject.join(' ') }];
  });
}
