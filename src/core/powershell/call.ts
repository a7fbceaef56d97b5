/** One command as its cmdlet sees it. */
import { literal, type Redirect, type Word } from '../shell/invocation.ts';
import type { Arg, Bound } from './parameters.ts';
import { given, isOn } from './parameters.ts';
import { type Session, type Val, wordsOf } from './session.ts';

export interface Call {
  /** Where it stands, with the name as it was typed. */
  readonly name: Word;
  readonly args: readonly Arg[];
  readonly redirects: readonly Redirect[];
  /** What comes through the pipe. */
  readonly input: Val | undefined;
  /** What nobody knows of its output yet. */
  readonly output: Word;
  readonly session: Session;
}

/** What a cmdlet does; its output, where something is known of it. */
export type Cmdlet = (call: Call) => Val | undefined;

/** Runs a program of the same meaning in its place. */
export function instead(call: Call, program: string, args: readonly (Word | undefined)[], stdin?: Word): void {
  const { session, name } = call;
  session.walker.words(
    [literal(program, name.span), ...args.filter((word) => word !== undefined)],
    name.value,
    session,
    stdin,
  );
}

/** Words of the first of these parameters that has a value, else what comes through the pipe. */
export function operands(call: Call, bound: Bound, ...names: readonly string[]): readonly Word[] {
  for (const name of names) {
    const value = given(bound, name);
    if (value !== undefined) return wordsOf(value);
  }
  return call.input === undefined ? [] : wordsOf(call.input);
}

/** A rehearsal, for a cmdlet that knows one. */
export const rehearses = (bound: Bound): boolean => isOn(bound, 'whatif');
