/**
 * Which policies a call meets, and what they say: the machine's, the person's, and those of every repository the call
 * starts in, works in or touches, each by the text a person last accepted. A text that nobody accepted can only tighten.
 */
import { dirname, resolve } from 'node:path';
import type { Decision } from '../core/decide.ts';
import type { Impact } from '../core/impact/impact.ts';
import { decisionOf, strictest } from '../core/policy/decision.ts';
import { evaluate, type Layer, type Verdict } from '../core/policy/evaluate.ts';
import type { Facts } from '../core/policy/facts.ts';
import { factsOf } from '../core/policy/gather.ts';
import { heldReads } from '../core/policy/reads.ts';
import type { Policy } from '../core/policy/shape.ts';
import type { ToolCall } from '../core/toolCall.ts';
import type { ReadFile, Understanding } from '../core/understand.ts';
import type { Clock } from '../platform/clock.ts';
import type { AcceptedPolicies } from './acceptedPolicies.ts';
import {
  machineLayers,
  type PolicyPlaces,
  parsed,
  readPolicyText,
  unreadable,
  workspacePolicy,
} from './policyFiles.ts';

/** What a call was understood as. */
export type Understood = Pick<Understanding, 'effects' | 'inputs'>;

/** What is known beside the call when it is decided. */
export interface Context extends Pick<Facts, 'signals' | 'counts'> {
  readonly impact: Impact | undefined;
}

/** A repository whose policy is not the one that was accepted. */
export interface PendingPolicy {
  readonly repository: string;
  readonly path: string;
  /** Undefined when none was accepted yet. */
  readonly before: string | undefined;
  readonly after: string;
}

export interface Policies {
  decide(call: ToolCall, understanding: Understood, context: Context): Decision;
  /** Readable policies of these repositories that wait to be accepted. */
  pending(repositories: readonly string[]): readonly PendingPolicy[];
  accept(pending: PendingPolicy): void;
  /** Tools whose reads a policy of these repositories, or of this machine, may hold; `*` for all. */
  heldReads(repositories: readonly string[]): readonly string[];
}

export interface PoliciesParts {
  readonly places: PolicyPlaces;
  readonly home: string;
  readonly clock: Clock;
  readonly reader: () => ReadFile;
  readonly realPath: (path: string) => string;
  readonly accepted: AcceptedPolicies;
  /** Folders that are open in this window, without symbolic links. */
  readonly folders: () => readonly string[];
}

/** A repository, and where its files lie: elsewhere than itself in a worktree. */
interface Repository {
  readonly path: string;
  readonly root: string;
}

const mostRepositories = 20;

export function createPolicies(parts: PoliciesParts): Policies {
  const { places, home, clock, reader, realPath, accepted, folders } = parts;

  function verdictsIn(
    { path, root }: Repository,
    call: ToolCall,
    understanding: Understood,
    context: Context,
    machine: readonly Layer[],
    read: ReadFile,
  ): readonly Verdict[] {
    const facts = factsOf(call, understanding, {
      ...context,
      root,
      home,
      read,
      person: personOf(read, home),
      branch: branchOf(read, root),
      at: clock.now(),
    });
    const file = resolve(path, workspacePolicy);
    const now = readPolicyText(file);
    const then = accepted.of(path);
    const known = machine.flatMap(({ policy }) => Object.keys(policy.environments ?? {}));
    const say = (policy: Policy | undefined) =>
      evaluate(policy === undefined ? machine : [...machine, { layer: 'workspace', policy }], facts);
    const current = now === undefined ? undefined : (parsed(now, known).policy ?? unreadable);
    if (then === undefined) return [say(undefined), ...(current === undefined ? [] : [say(current)])];
    const before = parsed(then, known).policy ?? unreadable;
    // A policy that is gone still holds: only a person takes it away.
    return now === then || current === undefined ? [say(before)] : [say(before), say(current)];
  }

  return {
    decide(call, understanding, context) {
      const read = reader();
      const machine = machineLayers(places);
      const directories = directoriesOf(call, understanding, folders());
      const hasAccepted = (path: string) => accepted.of(path) !== undefined;
      const repositories = repositoriesOf(directories, realPath, read, hasAccepted);
      const verdicts = repositories.flatMap((repository) =>
        verdictsIn(repository, call, understanding, context, machine, read),
      );
      return decisionOf(strictest(verdicts), understanding.effects);
    },

    pending(repositories) {
      return repositories.flatMap((repository): readonly PendingPolicy[] => {
        const path = resolve(repository, workspacePolicy);
        const after = readPolicyText(path);
        const before = accepted.of(repository);
        if (after === undefined || after === before || parsed(after).policy === undefined) return [];
        return [{ repository, path, before, after }];
      });
    },

    heldReads(repositories) {
      const texts = repositories.flatMap((repository) => [
        accepted.of(repository),
        readPolicyText(resolve(repository, workspacePolicy)),
      ]);
      const own = texts.flatMap((text) => (text === undefined ? [] : (parsed(text).policy ?? [])));
      const all = [...machineLayers(places).map(({ policy }) => policy), ...own];
      return [...new Set(all.flatMap(heldReads))];
    },

    accept({ repository, after }) {
      accepted.accept(repository, after);
    },
  };
}

/** Where it starts, where its parts work, what it edits and what it read. */
function directoriesOf(
  { cwd, action }: ToolCall,
  { effects, inputs }: Understood,
  folders: readonly string[],
): readonly string[] {
  const edited = action.kind === 'edit' ? action.edits.map(({ path }) => dirname(path)) : [];
  const worked = effects.flatMap(({ subject }) => (subject === undefined ? [] : [subject.directory]));
  const readFrom = inputs.filter(({ kind }) => kind !== 'absent').map(({ path }) => dirname(path));
  return [...new Set([cwd, ...edited, ...worked, ...readFrom, ...folders])];
}

/**
 * Every folder above that is a repository or has a policy: a submodule meets the policy of what it lies in. However many
 * repositories lie in between, one that has a policy counts.
 */
function repositoriesOf(
  directories: readonly string[],
  realPath: (path: string) => string,
  read: ReadFile,
  hasAccepted: (path: string) => boolean,
): readonly Repository[] {
  const found = new Map<string, Repository>();
  const looked = new Set<string>();
  const add = (path: string, root: string, hasPolicy: boolean) => {
    if (hasPolicy || found.size < mostRepositories) found.set(`${path}\0${root}`, { path, root });
  };
  for (const directory of directories) {
    for (let folder = realPath(directory); !looked.has(folder); folder = dirname(folder)) {
      looked.add(folder);
      const git = read(`${folder}/.git`);
      const hasPolicy = read(`${folder}/${workspacePolicy}`).kind !== 'missing' || hasAccepted(folder);
      if (git.kind !== 'missing' || hasPolicy) add(folder, folder, hasPolicy);
      const main = git.kind === 'text' ? /^gitdir: (.+)\/\.git\/worktrees\//.exec(git.text)?.[1] : undefined;
      if (main !== undefined) add(realPath(main), folder, hasAccepted(realPath(main)));
    }
  }
  const [first = '/'] = directories;
  return found.size > 0 ? [...found.values()] : [{ path: realPath(first), root: realPath(first) }];
}

const firstLine = (found: ReturnType<ReadFile>, wanted: RegExp): string | undefined =>
  found.kind === 'text' ? wanted.exec(found.text)?.[1]?.trim() : undefined;

/** As git says it at home; a repository's own settings are the agent's to write. */
const personOf = (read: ReadFile, home: string): string | undefined =>
  firstLine(read(`${home}/.gitconfig`), /^\s*email\s*=\s*(.+)$/m);

function branchOf(read: ReadFile, root: string): string | undefined {
  const git = read(`${root}/.git`);
  const folder = firstLine(git, /^gitdir: (.+)$/m) ?? '.git';
  return firstLine(read(resolve(root, folder, 'HEAD')), /^ref: refs\/heads\/(.+)$/m);
}
