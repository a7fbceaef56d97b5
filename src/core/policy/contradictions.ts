/** What a policy of the right shape says that cannot be meant. */
import type { Contradiction, Path } from './problems.ts';
import type { Condition, Policy } from './shape.ts';

/** What matches no environment of a policy is this one. */
export const otherwise = 'production';

/** `known`: environments that policies above define. */
export function contradictionsOf(policy: Policy, known: readonly string[]): readonly Contradiction[] {
  const environments = new Set([otherwise, ...known, ...Object.keys(policy.environments ?? {})]);
  return [
    ...twice(policy),
    ...(policy.rules ?? []).flatMap((rule, index) => [
      ...namedEnvironments(rule.when, ['rules', index, 'when'], environments),
      ...idle(rule, index),
    ]),
    ...(policy.freeze ?? []).flatMap(({ from, to, environments: named }, index): readonly Contradiction[] => [
      ...(to < from
        ? [{ severity: 'error', message: 'It ends before it begins.', path: ['freeze', index, 'to'] } as const]
        : []),
      ...unknownNames(named ?? [], ['freeze', index, 'environments'], environments),
    ]),
  ];
}

function twice({ rules = [], freeze = [] }: Policy): readonly Contradiction[] {
  return (['rules', 'freeze'] as const).flatMap((list) => {
    const seen = new Set<string>();
    return (list === 'rules' ? rules : freeze).flatMap(({ name }, index): readonly Contradiction[] => {
      if (seen.has(name))
        return [
          { severity: 'error', message: `Another one is called "${name}" as well.`, path: [list, index, 'name'] },
        ];
      seen.add(name);
      return [];
    });
  });
}

function namedEnvironments(when: Condition, path: Path, environments: ReadonlySet<string>): readonly Contradiction[] {
  return [
    ...unknownNames(when.environment ?? [], [...path, 'environment'], environments),
    ...(when.any ?? []).flatMap((each, index) => namedEnvironments(each, [...path, 'any', index], environments)),
    ...(when.all ?? []).flatMap((each, index) => namedEnvironments(each, [...path, 'all', index], environments)),
    ...(when.not === undefined ? [] : namedEnvironments(when.not, [...path, 'not'], environments)),
  ];
}

const unknownNames = (
  names: readonly string[],
  path: Path,
  environments: ReadonlySet<string>,
): readonly Contradiction[] =>
  names
    .filter((name) => !environments.has(name))
    .map((name) => ({ severity: 'error', message: `No environment is called "${name}".`, path }));

/** Keys that change nothing beside this `then`. */
function idle(
  { then, approvals, confirm, reason }: NonNullable<Policy['rules']>[number],
  index: number,
): readonly Contradiction[] {
  if (then === 'hold') return [];
  const given = Object.entries({ approvals, confirm, reason }).filter(([, value]) => value !== undefined);
  return given.map(([key]) => ({
    severity: 'error',
    message: `"${key}" means nothing beside "then: ${then}": only what is held is approved.`,
    path: ['rules', index, key],
    key: true,
  }));
}
