/** Several answers about one action → one. */
import { headlineOf } from './headline.ts';
import type { Impact } from './impact.ts';
import { summarize } from './summary.ts';

export function joinImpacts(impacts: readonly Impact[]): Impact {
  const resources = impacts.flatMap((each) => each.resources);
  const uninspectable = impacts.flatMap((each) => each.uninspectable);
  return {
    summary: summarize(resources),
    headline: headlineOf(resources, uninspectable),
    irreversible: impacts.some((each) => each.irreversible),
    resources,
    uninspectable,
    remarks: impacts.flatMap((each) => each.remarks),
  };
}
