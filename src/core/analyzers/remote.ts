/**
 * Programs that reach another machine. https://man.openbsd.org/ssh
 *
 * Handles `ssh HOST` without a command (a session: `unknown`), `scp` and `rsync` to and from a host, `sftp`. A command
 * behind `ssh HOST` is read as an invocation of its own, on that host.
 */
import { change, destroy, type Effect, read, unknown } from '../effect.ts';
import { type Invocation, shapeOf, type Word } from '../shell/invocation.ts';
import { lastOption, names, readOptions } from '../shell/options.ts';
import { peel } from '../shell/wrappers.ts';
import { type Analyzer, placeOf, spansOf } from './analyzer.ts';

const values = names(
  '-b -c -D -E -e -F -I -i -J -L -l -m -O -o -p -P -Q -R -S -W -w -B --rsh --port --exclude --include --filter --files-from --rsync-path --password-file --bwlimit',
);

const isRemote = (word: Word): boolean =>
  /^(?:[^/:]+@)?[^/:]+:|^(?:rsync|scp|sftp|ssh):\/\//.test(shapeOf(word)) && !/^[a-z]:[\\/]/i.test(word.value);

const greets =
  /^git@(?:(?:ssh\.|altssh\.)?(?:github\.com|gitlab\.com|bitbucket\.org)|codeberg\.org|git\.sr\.ht|ssh\.dev\.azure\.com|(?:git|gitlab|github|gitea|forgejo)\.[\w-]+(?:\.[\w-]+)+)$/;

const isSession = (program: string): boolean => /ssh$|^(?:rsh|slogin|mosh|tsh)$/.test(program);

function analyze(run: Invocation): readonly Effect[] {
  const options = readOptions(run.args, {
    values,
    clusters: true,
    ...(isSession(run.program) ? { stops: true } : {}),
  });
  if (/^(?:pssh|parallel-ssh|pdsh|clush|dsh)$/.test(run.program)) return [];
  const [host] = options.words;
  const details = (words: readonly (Word | undefined)[]) => ({
    tool: 'remote',
    spans: spansOf(run.name, ...words),
    ...placeOf(run),
  });
  if (host === undefined || lastOption(options, '-V', '--version', '-Q', '-G') !== undefined) return [];
  // A forge greets whoever comes for its repositories, and gives no shell.
  if (run.program === 'ssh' && options.words.length === 1 && host.known && greets.test(host.value))
    return [read({ ...details([host]), operation: 'greet', target: host.value })];
  if (isSession(run.program)) {
    if ((peel(run)?.length ?? 0) > 0 && (options.words.length > 1 || run.stdin?.known === true)) return [];
    return [
      unknown({
        ...details([host]),
        operation: run.program,
        target: host.value,
        note: 'It opens a session on another machine, in which anything can be done.',
      }),
    ];
  }
  if (run.program === 'ssh-copy-id')
    return [change({ ...details([host]), operation: 'add a key to', target: host.value })];
  if (run.program === 'sftp')
    return [
      unknown({
        ...details([host]),
        operation: 'sftp',
        target: host.value,
        note: 'It opens a session on another machine.',
      }),
    ];
  const to = options.words.at(-1);
  if (to !== undefined && isRemote(to) && run.program === 'rsync') {
    const rehearses =
      lastOption(options, '-n', '--dry-run', '--list-only') !== undefined &&
      lastOption(options, '--no-dry-run') === undefined;
    const deletes = options.options.some(({ name }) => /^--(?:del|delete.*|remove-source-files)$/.test(name));
    const said = { ...details([to]), target: to.value };
    if (rehearses) return [read({ ...said, operation: 'rehearse rsync to' })];
    if (deletes) return [destroy({ ...said, operation: 'copy with rsync to, deleting the rest' })];
  }
  if (to !== undefined && isRemote(to))
    return [change({ ...details([to]), operation: `copy with ${run.program} to`, target: to.value })];
  const from = options.words.find(isRemote);
  if (
    from !== undefined &&
    lastOption(options, '--remove-source-files') !== undefined &&
    lastOption(options, '-n', '--dry-run') === undefined
  )
    return [destroy({ ...details([from]), operation: 'copy with rsync from, deleting there', target: from.value })];
  return from === undefined
    ? []
    : [read({ ...details([from]), operation: `copy with ${run.program} from`, target: from.value })];
}

export const remote: Analyzer = {
  id: 'remote',
  programs: [
    'ssh',
    'autossh',
    'rsh',
    'slogin',
    'mosh',
    'pssh',
    'parallel-ssh',
    'pdsh',
    'clush',
    'dsh',
    'ssh-copy-id',
    'scp',
    'rsync',
    'sftp',
  ],
  analyze,
};
