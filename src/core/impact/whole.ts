/** What a probe found, part by part → one impact. */
import { headlineOf } from './headline.ts';
import type { Impact, Resource, Uninspectable } from './impact.ts';
import { summarize } from './summary.ts';

/** What nobody can tell weighs as much as what cannot be undone. */
export function wholeImpact(
  resources: readonly Resource[],
  uninspectable: readonly Uninspectable[],
  remarks: readonly string[] = [],
): Impact {
  return {
    summary: summarize(resources),
    headline: headlineOf(resources, uninspectable),
    irreversible:
      uninspectable.length > 0 ||
      resources.some(({ wayBack }) => wayBack.kind === 'irreversible' || wayBack.kind === 'unknown'),
    resources,
    uninspectable,
    remarks,
  };
}
