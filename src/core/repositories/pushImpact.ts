/** What a push comes to, branch by branch: which commits go, whose they are, and whether somebody here could bring them back. */
import type { AttributeChange, Impact, Resource, Uninspectable, WayBack } from '../impact/impact.ts';
import { counted } from '../impact/nouns.ts';
import { wholeImpact } from '../impact/whole.ts';
import { redact } from '../journal/redact.ts';
import type { GitSettings } from './gitSettings.ts';
import type { Commit, PushedRef } from './pushReport.ts';

/** Commits and how many there are altogether. */
export interface Loss {
  readonly commits: readonly Commit[];
  readonly total: number;
}

export interface Pushing {
  /** As the line or the settings name it. */
  readonly remote: string;
  readonly addresses: readonly string[];
  readonly settings: GitSettings;
  /** A sentence: why nothing was asked. */
  readonly stops?: string;
  readonly asked: boolean;
  /** What git printed beside its answer. */
  readonly said: string;
  readonly refs: readonly PushedRef[];
  /** All branches and tags of the remote. */
  readonly there: ReadonlyMap<string, string>;
  /** `there` is an answer. */
  readonly known: boolean;
  /** Commits that are in this repository. */
  readonly present: ReadonlySet<string>;
  /** This repository holds only a part of the history, or nobody knows. */
  readonly shallow: boolean;
  readonly losses: ReadonlyMap<string, Loss>;
}

export function pushImpact(pushing: Pushing): Impact {
  const { refs, stops, asked, said, addresses, remote } = pushing;
  if (stops !== undefined) return wholeImpact([], [{ what: `the push to ${redact(remote)}`, why: stops }]);
  if (refs.length === 0 && (!asked || /^(?:error|fatal):/m.test(said))) {
    const first = redact(said.split('\n').find((line) => /^(?:error|fatal):/.test(line)) ?? '');
    return wholeImpact(
      [],
      [{ what: `the push to ${redact(remote)}`, why: first === '' ? 'git did not say.' : `git says “${first}”.` }],
    );
  }
  const remarks = [
    `It goes to ${addresses.map(redact).join(' and ')}.`,
    'Whether the server’s own rules let it through, and what it starts there, is not known here.',
  ];
  return wholeImpact(
    refs.map((ref) => resourceOf(ref, pushing)),
    refs.flatMap((ref) => unseen(ref, pushing)),
    remarks,
  );
}

const shortName = (name: string): string => name.replace(/^refs\/(?:heads|tags|remotes)\//, '');

function resourceOf(ref: PushedRef, pushing: Pushing): Resource {
  const name = shortName(ref.name);
  const loss = pushing.losses.get(ref.name);
  const replaces = ref.kind === 'force';
  const action = ref.kind === 'create' ? 'create' : ref.kind === 'delete' ? 'delete' : replaces ? 'replace' : 'update';
  const going = ref.kind === 'force' || ref.kind === 'delete';
  const people = going && loss !== undefined ? authors(loss.commits, pushing.settings.email) : [];
  return {
    address: `${redact(pushing.remote)} ${name}`,
    provider: 'git',
    type: ref.name.startsWith('refs/tags/') ? 'tag' : 'branch',
    name,
    ...(ref.from === undefined ? {} : { existing: ref.from }),
    action,
    actions: [action],
    ...reasonOf(ref, pushing, people),
    attributes: going && loss !== undefined ? loss.commits.slice(0, 50).map(goes) : moved(ref),
    ...sizeOf(ref, pushing),
    ...factsOf(ref, pushing, people),
    wayBack: wayBackOf(ref, pushing),
    ...(ref.kind === 'refused' ? { refusedBecause: `git refuses it: ${ref.why ?? 'it does not say why'}` } : {}),
    dependents: [],
    provenance: 'probe',
  };
}

/** `2 by Anna`, those of others first. */
function authors(commits: readonly Commit[], own: string): readonly string[] {
  const counts = new Map<string, number>();
  for (const { author, email } of commits) {
    const who = email !== '' && email === own ? 'you' : redact(author);
    counts.set(who, (counts.get(who) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a, one], [b, other]) => Number(a === 'you') - Number(b === 'you') || other - one)
    .map(([who, count]) => `${count} by ${who}`);
}

/** A commit that nothing names any more. */
export const goes = ({ id, author, subject }: Commit): AttributeChange => ({
  path: id.slice(0, 10),
  before: { kind: 'value', text: JSON.stringify(redact(`${author}: ${subject}`)) },
  after: { kind: 'absent' },
  forces: false,
});

const moved = ({ from, to }: PushedRef): readonly AttributeChange[] =>
  from === undefined || to === undefined
    ? []
    : [
        {
          path: 'commit',
          before: { kind: 'value', text: JSON.stringify(from.slice(0, 10)) },
          after: { kind: 'value', text: JSON.stringify(to.slice(0, 10)) },
          forces: false,
        },
      ];

function reasonOf(
  { kind, name }: PushedRef,
  { losses, known }: Pushing,
  people: readonly string[],
): { readonly reason?: string } {
  if (kind !== 'force' && kind !== 'delete') return {};
  if (people.length === 0) return {};
  const where = known ? 'no other branch or tag there has them' : 'they leave it';
  const last = losses.get(name)?.commits[0];
  const named = last === undefined ? '' : ` The last is “${redact(last.subject)}” of ${last.when.slice(0, 10)}.`;
  return { reason: `Commits go: ${people.join(', ')}; ${where}.${named}` };
}

function sizeOf(ref: PushedRef, { losses, shallow }: Pushing): Pick<Resource, 'size'> {
  const loss = losses.get(ref.name);
  if (ref.kind !== 'force' && ref.kind !== 'delete') return {};
  if (loss !== undefined) return { size: { count: loss.total, unit: 'commits', atLeast: shallow } };
  return ref.from === undefined ? {} : { size: { count: 1, unit: 'commits', atLeast: true } };
}

function factsOf(ref: PushedRef, pushing: Pushing, people: readonly string[]): Pick<Resource, 'facts'> {
  const loss = pushing.losses.get(ref.name);
  const facts =
    ref.kind === 'forward' && loss !== undefined
      ? [counted(loss.total, 'new commit')]
      : ref.kind === 'force' || ref.kind === 'delete'
        ? [
            ...(people.length === 0
              ? []
              : [`lost: ${people.slice(0, 2).join(', ')}${people.length > 2 ? ' and others' : ''}`]),
            ...(unseen(ref, pushing).length > 0 ? ['not all in this repository'] : []),
          ]
        : [];
  return facts.length === 0 ? {} : { facts };
}

/** What is on the server and not here can be anything. */
function unseen(ref: PushedRef, { present, losses, settings }: Pushing): readonly Uninspectable[] {
  if ((ref.kind !== 'force' && ref.kind !== 'delete') || losses.has(ref.name)) return [];
  const what = `the commits of ${shortName(ref.name)}`;
  if (ref.from === undefined) return [{ what, why: 'The remote did not say where it stands.' }];
  if (settings.partial)
    return [{ what, why: 'This repository fetches objects as they are needed, so they were not looked for.' }];
  const id = ref.from.slice(0, 10);
  return [
    present.has(ref.from)
      ? { what, why: 'Too many branches and tags change to look into each.' }
      : { what, why: `The remote is at ${id}, which is not in this repository: somebody pushed meanwhile.` },
  ];
}

function wayBackOf(ref: PushedRef, { present, losses, known, shallow }: Pushing): WayBack {
  switch (ref.kind) {
    case 'create':
      return { kind: 'reversible', why: 'it can be deleted again' };
    case 'refused':
      return { kind: 'reversible', why: 'git refuses it as things stand' };
    case 'forward':
      return { kind: 'effort', why: 'its commits can be reverted; what was fetched or deployed meanwhile stays' };
    case 'force':
    case 'delete':
  }
  const id = ref.from?.slice(0, 10);
  if (losses.get(ref.name)?.total === 0 && known && !shallow)
    return { kind: 'reversible', why: `all its commits stay on the remote: ${id} can be pushed again` };
  return ref.from !== undefined && present.has(ref.from)
    ? { kind: 'effort', why: `${id} is in this repository and can be pushed again, as long as it is kept here` }
    : { kind: 'unknown', why: 'its commits are not in this repository: only another clone could bring them back' };
}
