/**
 * What changes this machine's own scratch and could be missed: a group that is told only where it is asked for.
 *
 * Handles `git reset --hard`, `git clean -fdx`, `git checkout -- .`, `git restore .`, `git stash drop|clear`, `git branch -D`,
 * history rewrites (`git rebase`, `git commit --amend`, `git filter-branch`, `git reflog expire`, `git gc --prune=now`),
 * `chmod -R`, `chown -R`, `kill`, `pkill`, `killall`, and `rm -rf` inside the workspace.
 *
 * https://git-scm.com/docs · https://man7.org/linux/man-pages/dir_section_1.html
 */
import { change, destroy, type Effect } from '../effect.ts';
import { type Invocation, shapeOf } from '../shell/invocation.ts';
import { stopping } from '../shell/peeled.ts';
import { spansOf, targetOf } from './analyzer.ts';
import { has, plain, said } from './verbs.ts';

type Kind = 'change' | 'destroy';

/** By the verb, and by the words behind it. */
const gitVerbs: ReadonlyMap<string, readonly [when: RegExp, kind: Kind]> = new Map([
  ['reset', [/ --hard\b| --merge\b/, 'destroy']],
  ['clean', [/^(?!.* (?:-\w*n\w*|--dry-run)\b).* (?:-\w*f\w*|--force)\b/, 'destroy']],
  ['checkout', [/ (?:-f|--force|\.|--)(?: |$)/, 'destroy']],
  ['restore', [/^(?!.* --staged\b(?!.* --worktree))/, 'destroy']],
  ['switch', [/ (?:-f|--force|--discard-changes)\b/, 'destroy']],
  ['stash', [/^ (?:drop|clear)\b/, 'destroy']],
  ['branch', [/ (?:-D|-\w*d\w*f|--delete --force)\b/, 'destroy']],
  ['tag', [/ (?:-d|--delete)\b/, 'destroy']],
  ['worktree', [/^ remove\b.* (?:-f|--force)\b/, 'destroy']],
  ['rebase', [/^(?!.* --(?:abort|continue|skip|quit|show-current-patch)\b)/, 'change']],
  ['commit', [/ --amend\b/, 'change']],
  ['filter-branch', [/^/, 'destroy']],
  ['filter-repo', [/^(?!.* --(?:analyze|dry-run)\b)/, 'destroy']],
  ['reflog', [/^ (?:expire|delete)\b/, 'destroy']],
  ['gc', [/ --prune=(?:now|all)\b/, 'destroy']],
  ['update-ref', [/ -d\b/, 'destroy']],
] satisfies readonly (readonly [string, readonly [RegExp, Kind]])[]);

function kindOf(
  run: Invocation,
): { readonly kind: Kind; readonly operation: string; readonly target: string } | undefined {
  const { program, args } = run;
  if (program === 'git') {
    const [verb, ...rest] = stopping(args, '-c -C --git-dir --work-tree --namespace --exec-path --config-env').words;
    const found = gitVerbs.get(verb?.value ?? '');
    const behind = rest.map((word) => ` ${shapeOf(word)}`).join('');
    return verb === undefined || found === undefined || behind.length > 2_000 || !found[0].test(behind)
      ? undefined
      : { kind: found[1], operation: `git ${verb.value}`, target: behind.trim().slice(0, 160) };
  }
  const target = said(plain(args));
  if (/^(?:chmod|chown|chgrp)$/.test(program) && has(run, /^(?:-[a-zA-Z]*R[a-zA-Z]*|--recursive)$/))
    return { kind: 'change', operation: `${program} -R`, target };
  if (/^(?:kill|pkill|killall)$/.test(program) && !has(run, /^(?:-l|-L|--list|-0|--help|--version)$/))
    return { kind: 'destroy', operation: program, target };
  if (program === 'rm' && has(run, /^(?:-[a-zA-Z]*[rR][a-zA-Z]*|--recursive)$/))
    return { kind: 'destroy', operation: 'rm -r', target };
  return undefined;
}

/** What an invocation does to this machine's scratch. */
export function workstationEffects(run: Invocation): readonly Effect[] {
  if (run.remote !== undefined || run.wrappers.some((wrapper) => /^(?:docker|podman|nerdctl)\b/.test(wrapper)))
    return [];
  const found = kindOf(run);
  if (found === undefined) return [];
  const details = {
    tool: 'workstation',
    operation: found.operation,
    ...targetOf(found.target),
    spans: spansOf(run.name),
  };
  return [found.kind === 'destroy' ? destroy(details) : change(details)];
}
