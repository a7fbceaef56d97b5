/** What the answers of a probe's steps hold. */
import { looseRecord, type Node, parsedJson } from '../../base/looseJson.ts';
import type { Answer } from './probe.ts';

/** The JSON of an answer; undefined where it failed, was never given, or is none. */
export const jsonOf = (answer: Answer | undefined): unknown =>
  answer === undefined || answer.failed !== undefined ? undefined : parsedJson(answer.stdout);

/** The JSON object of an answer; empty where there is none. */
export const recordOf = (answer: Answer | undefined): Node => looseRecord(jsonOf(answer));
