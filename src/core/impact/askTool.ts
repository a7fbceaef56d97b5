/** How a tool is asked about an invocation of it. */
import type { Effect } from '../effect.ts';
import type { Probe } from './probe.ts';
import type { CommandSubject } from './subject.ts';

/** The text of a file that was read for the call and is part of its digest, by its absolute path. */
export type ReadText = (path: string) => string | undefined;

/** The probes for one invocation of a tool; none where asking it would be of no use. */
export type AskTool = (command: CommandSubject, effect: Effect, read: ReadText) => readonly Probe[];
