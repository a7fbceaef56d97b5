/** What is known of a command's impact from its text alone, before anything has been asked. */
import type { Effect } from '../effect.ts';
import { headlineOf } from './headline.ts';
import type { Impact, Resource, Uninspectable } from './impact.ts';
import { summarize } from './summary.ts';

/** Named targets become resources; whatever only the tool itself could tell is said to be open. */
export function impactOfEffects(effects: readonly Effect[]): Impact {
  const resources = effects.flatMap(resourceOf);
  const uninspectable = effects.flatMap(openQuestion);
  return {
    summary: summarize(resources),
    headline: headlineOf(resources, uninspectable),
    // Nobody has looked: nothing says that it comes back.
    irreversible: effects.some(({ kind }) => kind === 'destroy' || kind === 'unknown'),
    resources,
    uninspectable,
    remarks: [],
  };
}

const actionOf = { read: 'read', change: 'update', destroy: 'delete' } as const;

/** Words that can only mean something new. */
const makes = /(?:^|[\s:-])(?:create|install|mb)(?:$|[\s:-])/i;

function resourceOf({ kind, tool, operation, target }: Effect): readonly Resource[] {
  if (kind === 'unknown' || target === undefined) return [];
  const action = kind === 'change' && makes.test(operation) ? 'create' : actionOf[kind];
  return [
    {
      address: target,
      provider: tool,
      type: tool,
      name: target,
      action,
      actions: [action],
      reason: `\`${tool} ${operation}\`, by the text of the command alone.`,
      attributes: [],
      wayBack:
        kind === 'read'
          ? { kind: 'none needed', why: 'it only reads' }
          : { kind: 'unknown', why: 'nothing has been looked up yet' },
      dependents: [],
      provenance: 'text',
    },
  ];
}

function openQuestion({ kind, tool, operation, target, note }: Effect): readonly Uninspectable[] {
  if (kind === 'read') return [];
  const what = `${tool} ${operation}`;
  if (kind === 'unknown') return [{ what, why: note ?? 'What it does is not known.' }];
  return target === undefined
    ? [{ what, why: 'What it would touch is known only to the tool itself.' }]
    : [{ what: `${what} ${target}`, why: 'How much hangs on it has not been looked up.' }];
}
