/** How an entry of a plan is called, for people. */
import { looseRecord, textIn } from '../../base/looseJson.ts';

/** The address of an entry, or else its place in the list, from 0. */
export const nameOf = (entry: unknown, index: number): string =>
  textIn(looseRecord(entry), 'address') || `entry ${index + 1} of the plan`;
