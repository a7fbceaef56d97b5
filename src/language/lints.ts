/** What a policy says that is allowed and probably not meant: rules that never decide, patterns that match nothing here. */
import { canonical } from '../base/json.ts';
import { unsatisfiable } from '../core/cosign/satisfy.ts';
import { matchesPath } from '../core/policy/glob.ts';
import { parsePolicy } from '../core/policy/parse.ts';
import { type Path, type Problem, problemsIn } from '../core/policy/problems.ts';
import type { Condition, Policy, Rule } from '../core/policy/shape.ts';
import { strictness } from '../core/policy/strictness.ts';
import { documentOf } from './policyText.ts';
import type { Vocabulary } from './vocabulary.ts';

interface Lint {
  readonly message: string;
  readonly path: Path;
}

/** Problems of the parser, then these, each with its place. */
export function diagnose(text: string, vocabulary: Vocabulary): readonly Problem[] {
  const { policy, problems, place } = parsePolicy(text, vocabulary.environments, documentOf);
  if (policy === undefined) return problems;
  const lints = [
    ...neverDecide(policy.rules ?? []),
    ...nothingThere(policy, vocabulary),
    ...nobodyThere(policy, vocabulary),
    ...over(policy, vocabulary.now),
  ];
  const problem = problemsIn(text);
  return [...problems, ...lints.map(({ message, path }) => problem('warning', message, place(path)))];
}

/** A rule whose every action meets a stricter one as well. */
function neverDecide(rules: readonly Rule[]): readonly Lint[] {
  const shapes = rules.map(({ when }) => shapeOf(when));
  const likely = indexed(shapes);
  const first = new Map<string, string>();
  return rules.flatMap((rule, index): readonly Lint[] => {
    const path: Path = ['rules', index, 'when'];
    const own = shapes[index] ?? new Map();
    const stricter = likely(own)
      .flatMap((at) => rules[at] ?? [])
      .find((other) => strictness[other.then] > strictness[rule.then]);
    if (stricter !== undefined)
      return [
        {
          message: `It never decides: whatever it means meets "${stricter.name}" as well, which is stricter.`,
          path,
        },
      ];
    const same = `${rule.then}\0${canonical(rule.when)}`;
    const twin = first.get(same);
    if (twin === undefined) first.set(same, rule.name);
    return twin === undefined ? [] : [{ message: `"${twin}" says the same for the same actions.`, path }];
  });
}

/** Finds the conditions, in their order, that cover another one; each is looked for by what few others have. */
function indexed(shapes: readonly ConditionShape[]): (inner: ConditionShape) => readonly number[] {
  const spelled = (key: string, value: string) => `${key}\0${value}`;
  const often = new Map<string, number>();
  for (const shape of shapes)
    for (const [key, values] of shape)
      for (const value of values) often.set(spelled(key, value), (often.get(spelled(key, value)) ?? 0) + 1);
  const weight = (key: string, values: ReadonlySet<string>) =>
    [...values].reduce((sum, value) => sum + (often.get(spelled(key, value)) ?? 0), 0);
  const everything: number[] = [];
  const found = new Map<string, number[]>();
  for (const [index, shape] of shapes.entries()) {
    const [rarest] = [...shape]
      .map(([key, values]) => [key, values, weight(key, values)] as const)
      .toSorted(([, , one], [, , other]) => one - other);
    if (rarest === undefined) everything.push(index);
    else
      for (const value of rarest[1]) {
        const key = spelled(rarest[0], value);
        const known = found.get(key);
        if (known === undefined) found.set(key, [index]);
        else known.push(index);
      }
  }
  return (inner) => {
    const candidates = [...inner].flatMap(([key, [value = '']]) => found.get(spelled(key, value)) ?? []);
    return [...everything, ...candidates]
      .filter((index) => covers(shapes[index] ?? new Map(), inner))
      .toSorted((one, other) => one - other);
  };
}

/** By key, the values it may have, each as text. */
type ConditionShape = ReadonlyMap<string, ReadonlySet<string>>;

const shapeOf = (when: Condition): ConditionShape =>
  new Map(
    Object.entries(when).flatMap(([key, value]: [string, unknown]) => {
      if (value === undefined) return [];
      // Of these all have to hold, or one of several conditions: they are compared as a whole.
      const values = Array.isArray(value) && key !== 'any' && key !== 'all' ? value : [value];
      return [[key, new Set(values.map(canonical))] as const];
    }),
  );

/** Whatever meets `inner` meets `outer`: every key of `outer` is in `inner`, with the same or fewer values. */
function covers(outer: ConditionShape, inner: ConditionShape): boolean {
  for (const [key, wide] of outer) {
    const narrow = inner.get(key);
    if (narrow === undefined) return false;
    for (const value of narrow) if (!wide.has(value)) return false;
  }
  return true;
}

/** Patterns of paths that match no file of this repository. */
function nothingThere({ environments = {}, rules = [] }: Policy, { files }: Vocabulary): readonly Lint[] {
  if (files === undefined) return [];
  const dead = (patterns: readonly string[] | undefined, path: Path): readonly Lint[] =>
    (patterns ?? [])
      .filter((pattern) => !files.some((file) => matchesPath(pattern, file)))
      .map((pattern) => ({ message: `\`${pattern}\` matches no file of this repository.`, path }));
  return [
    ...Object.entries(environments).flatMap(([name, { paths }]) => dead(paths, ['environments', name, 'paths'])),
    ...rules.flatMap(({ when }, index) => dead(when.file, ['rules', index, 'when', 'file'])),
  ];
}

/** Approvals that nobody can give. */
function nobodyThere(policy: Policy, { roster: beside, now }: Vocabulary): readonly Lint[] {
  if (beside?.roster !== undefined) return unsatisfiable(policy, beside.roster, now);
  const message =
    beside === undefined
      ? 'There is no roster here, so nobody can approve this.'
      : 'The roster cannot be read, so nobody can approve this.';
  return (policy.rules ?? []).flatMap(({ approvals }, index): readonly Lint[] =>
    approvals === undefined ? [] : [{ message, path: ['rules', index, 'approvals'] }],
  );
}

function over({ freeze = [] }: Policy, now: number): readonly Lint[] {
  return freeze.flatMap(({ to }, index): readonly Lint[] =>
    Date.parse(`${to.slice(0, 10)}T23:59:59Z`) + 86_400_000 < now
      ? [{ message: `It ended on ${to}.`, path: ['freeze', index, 'to'] }]
      : [],
  );
}
