/** What a policy says that is allowed and probably not meant: rules that never decide, patterns that match nothing here. */
import { canonical } from '../base/json.ts';
import { matchesPath } from '../core/policy/glob.ts';
import { parsePolicy } from '../core/policy/parse.ts';
import type { Condition, Policy, Rule } from '../core/policy/shape.ts';
import type { Path, Problem } from '../core/policy/yaml.ts';
import type { Vocabulary } from './vocabulary.ts';

interface Lint {
  readonly message: string;
  readonly path: Path;
}

/** Problems of the parser, then these, each with its place. */
export function diagnose(text: string, vocabulary: Vocabulary): readonly Problem[] {
  const { policy, problems, place } = parsePolicy(text, vocabulary.environments);
  if (policy === undefined) return problems;
  const lints = [
    ...neverDecide(policy.rules ?? []),
    ...nothingThere(policy, vocabulary),
    ...nobodyThere(policy.rules ?? [], vocabulary),
    ...over(policy, vocabulary.now),
  ];
  return [...problems, ...lints.map(({ message, path }) => warning(message, place(path), text))];
}

function warning(
  message: string,
  { start, end }: { readonly start: number; readonly end: number },
  text: string,
): Problem {
  const before = text.slice(0, start);
  return {
    severity: 'warning',
    message,
    start,
    end,
    line: before.split('\n').length,
    column: start - before.lastIndexOf('\n'),
  };
}

const strictness = { allow: 0, hold: 1, deny: 2 } as const;

/** A rule whose every action meets a stricter one as well. */
function neverDecide(rules: readonly Rule[]): readonly Lint[] {
  return rules.flatMap((rule, index): readonly Lint[] => {
    const stricter = rules.find(
      (other) => other !== rule && strictness[other.then] > strictness[rule.then] && covers(other.when, rule.when),
    );
    if (stricter !== undefined)
      return [
        {
          message: `It never decides: whatever it means meets "${stricter.name}" as well, which is stricter.`,
          path: ['rules', index, 'when'],
        },
      ];
    const twin = rules
      .slice(0, index)
      .find((other) => other.then === rule.then && canonical(other.when) === canonical(rule.when));
    return twin === undefined
      ? []
      : [{ message: `"${twin.name}" says the same for the same actions.`, path: ['rules', index, 'when'] }];
  });
}

/** Whatever meets `inner` meets `outer`: every key of `outer` is in `inner`, with the same or fewer values. */
function covers(outer: Condition, inner: Condition): boolean {
  return (Object.keys(outer) as (keyof Condition)[]).every((key) => {
    const [wide, narrow] = [outer[key], inner[key]];
    if (wide === undefined) return true;
    if (narrow === undefined) return false;
    if (Array.isArray(wide) && Array.isArray(narrow) && key !== 'any' && key !== 'all')
      return narrow.every((value) => wide.some((each) => canonical(each) === canonical(value)));
    return canonical(wide) === canonical(narrow);
  });
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
function nobodyThere(rules: readonly Rule[], { groups }: Vocabulary): readonly Lint[] {
  return rules.flatMap(({ approvals }, index): readonly Lint[] => {
    if (approvals === undefined) return [];
    const path: Path = ['rules', index, 'approvals'];
    if (groups === undefined) return [{ message: 'There is no roster here, so nobody can approve this.', path }];
    if (approvals.group === undefined) return [];
    const group = groups.find(({ name }) => name === approvals.group);
    if (group === undefined)
      return [{ message: `The roster has no group "${approvals.group}".`, path: [...path, 'group'] }];
    return group.people < approvals.count
      ? [
          {
            message: `The group "${group.name}" has ${group.people} people, and ${approvals.count} have to approve.`,
            path: [...path, 'count'],
          },
        ]
      : [];
  });
}

function over({ freeze = [] }: Policy, now: number): readonly Lint[] {
  return freeze.flatMap(({ to }, index): readonly Lint[] =>
    Date.parse(`${to.slice(0, 10)}T23:59:59Z`) + 86_400_000 < now
      ? [{ message: `It ended on ${to}.`, path: ['freeze', index, 'to'] }]
      : [],
  );
}
