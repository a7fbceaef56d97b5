/** Policy text → policy, or problems, each with its place. */
import { contradictionsOf } from './contradictions.ts';
import type { Problem, Read } from './problems.ts';
import { type Policy, policyShape } from './shape.ts';
import { type ParseYaml, readYaml } from './yaml.ts';

export interface Parsed extends Pick<Read<Policy>, 'place' | 'problem'> {
  /** Missing when there is an error. */
  readonly policy?: Policy;
  readonly problems: readonly Problem[];
}

/** `known`: environments that policies above this one define. */
export function parsePolicy(text: string, known: readonly string[] = [], parse?: ParseYaml): Parsed {
  const { value, problems, problem, place } = readYaml(text, policyShape, parse);
  if (value === undefined) return { problems, place, problem };
  const contradictions = contradictionsOf(value, known).map(({ severity, message, path, key }) =>
    problem(severity, message, place(path, key)),
  );
  const broken = contradictions.some(({ severity }) => severity === 'error');
  return { ...(broken ? {} : { policy: value }), problems: contradictions, place, problem };
}
