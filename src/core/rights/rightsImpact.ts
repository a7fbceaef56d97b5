/** An answer that tells of rights alone, in the shape that every probe answers in. */
import type { Impact } from '../impact/impact.ts';
import { summarize } from '../impact/summary.ts';
import type { Rights } from './rights.ts';

/** Nothing would change by it: it stands beside what other answers say. */
export const rightsImpact = (rights: Rights): Impact => ({
  summary: summarize([]),
  headline: rights.sentence,
  irreversible: false,
  resources: [],
  uninspectable: [],
  remarks: [],
  rights: [rights],
});
