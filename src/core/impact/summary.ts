/** How many resources meet which end. */
import type { Resource, Summary } from './impact.ts';

/** Counts by action; what only moves in a state counts as nothing. */
export function summarize(resources: readonly Pick<Resource, 'action' | 'actions'>[]): Summary {
  const counts = { create: 0, update: 0, replace: 0, delete: 0, forget: 0, import: 0, read: 0 };
  for (const { action, actions } of resources) {
    if (action === 'unknown' || (action === 'update' && !actions.includes('update'))) continue;
    counts[action] += 1;
    // A replacement that leaves the old one alive is two things.
    if (action === 'forget' && actions.includes('create')) counts.create += 1;
  }
  return counts;
}

/** It is taken away, for good or to make room for a new one. */
export const goesAway = ({ action }: Pick<Resource, 'action'>): boolean => action === 'delete' || action === 'replace';
