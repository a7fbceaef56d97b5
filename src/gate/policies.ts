/**
 * Which policies a call meets, and what they say: the machine's, the person's, and those of every repository the call
 * starts in, works in or touches, each by the text a person last accepted. A text that nobody accepted can only tighten.
 */
import { resolve } from 'node:path';
import type { Decision } from '../core/decide.ts';
import type { Impact } from '../core/impact/impact.ts';
import { decisionOf, strictest } from '../core/policy/decision.ts';
import { evaluate, type Layer } from '../core/policy/evaluate.ts';
import type { Facts } from '../core/policy/facts.ts';
import { factsFrom } from '../core/policy/gather.ts';
import { heldReads } from '../core/policy/reads.ts';
import type { ToolCall } from '../core/toolCall.ts';
import type { ReadFile } from '../core/understand.ts';
import type { Clock } from '../platform/clock.ts';
import { sha256 } from '../platform/signing.ts';
import type { AcceptedPolicies } from './acceptedPolicies.ts';
import { machineLayers, type PolicyPlaces, parsed, readPolicyText, unreadable } from './policyFiles.ts';
import {
  branchOf,
  directoriesOf,
  personOf,
  type Repository,
  repositoriesOf,
  type Understood,
  workspacePolicy,
} from './repositories.ts';

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
  /** Undefined when the accepted one is gone. */
  readonly after: string | undefined;
  /** The remote it was accepted from before. */
  readonly remote: string | undefined;
}

/** The same for the same question: of one repository, from one text to another. */
export const pendingKey = ({ repository, before, after }: PendingPolicy): string =>
  sha256(JSON.stringify([repository, before, after]));

/** One repository's say: each list of layers counts, and the strictest wins. */
export interface Counting {
  readonly root: string;
  readonly person: string | undefined;
  readonly branch: string | undefined;
  readonly policies: readonly (readonly Layer[])[];
}

export interface Policies {
  decide(call: ToolCall, understanding: Understood, context: Context): Decision;
  /** Policies of these repositories that wait to be accepted: readable ones, and that one is gone. */
  pending(repositories: readonly string[]): readonly PendingPolicy[];
  /** `remote`: whose default branch has it. @throws when it cannot be written down */
  accept(pending: PendingPolicy, remote?: string): void;
  /** A person said no: it waits no more until it changes, and the accepted one goes on counting. */
  setAside(pending: PendingPolicy): void;
  /** Tools whose reads a policy of these repositories, or of this machine, may hold; `*` for all. */
  heldReads(repositories: readonly string[]): readonly string[];
  /** What counts for a call that only has to do with this directory; absolute. */
  countingIn(directory: string): readonly Counting[];
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

export function createPolicies(parts: PoliciesParts): Policies {
  const { places, home, clock, reader, realPath, accepted, folders } = parts;

  function counting({ path, root }: Repository, machine: readonly Layer[], read: ReadFile): Counting {
    const now = readPolicyText(resolve(path, workspacePolicy));
    const then = accepted.of(path);
    const known = machine.flatMap(({ policy }) => Object.keys(policy.environments ?? {}));
    const layersOf = (text: string | undefined): readonly Layer[] =>
      text === undefined
        ? machine
        : [...machine, { layer: 'workspace', policy: parsed(text, known).policy ?? unreadable }];
    const texts = then === undefined ? [undefined, now] : [then, now ?? then];
    return {
      root,
      person: personOf(read, home),
      branch: branchOf(read, root),
      // A policy that is gone still holds: only a person takes it away. One that nobody accepted can only tighten.
      policies: [...new Set(texts)].map(layersOf),
    };
  }

  const repositoriesIn = (directories: readonly string[], read: ReadFile) =>
    repositoriesOf(directories, { realPath, read, hasAccepted: (path) => accepted.of(path) !== undefined });

  /** By their keys. */
  const aside = new Set<string>();

  return {
    decide(call, understanding, context) {
      const read = reader();
      const machine = machineLayers(places);
      const repositories = repositoriesIn(directoriesOf(call, understanding, folders()), read);
      const person = personOf(read, home);
      const seenFrom = factsFrom(call, understanding, { ...context, home, read, person, at: clock.now() });
      const verdicts = repositories.flatMap((repository) => {
        const { root, branch, policies } = counting(repository, machine, read);
        const facts = seenFrom({ root, branch });
        return policies.map((layers) => evaluate(layers, facts));
      });
      return decisionOf(strictest(verdicts), understanding.effects);
    },

    pending(repositories) {
      const all = repositories.flatMap((repository): readonly PendingPolicy[] => {
        const path = resolve(repository, workspacePolicy);
        const after = readPolicyText(path);
        const before = accepted.of(repository);
        if (after === before || (after !== undefined && parsed(after).policy === undefined)) return [];
        return [{ repository, path, before, after, remote: accepted.remoteOf(repository) }];
      });
      return all.filter((each) => !aside.has(pendingKey(each)));
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

    countingIn(directory) {
      const read = reader();
      const machine = machineLayers(places);
      return repositoriesIn([directory], read).map((repository) => counting(repository, machine, read));
    },

    accept({ repository, after, remote: before }, remote = before) {
      if (after === undefined) accepted.forget(repository);
      else accepted.accept(repository, after, remote);
    },

    setAside(pending) {
      aside.add(pendingKey(pending));
    },
  };
}
