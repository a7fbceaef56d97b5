/** What a changed policy means, in sentences: not which lines differ, but what nobody has to ask for any more. */
import { canonical } from '../../base/json.ts';
import { describeFreeze, describeRule } from './describe.ts';
import { assurances, type Freeze, type Policy, type Rule } from './shape.ts';
import { strictness } from './strictness.ts';

export interface PolicyChange {
  /** `loosens` where it may let something pass that was held; `unclear` counts as that too, until a person has read it. */
  readonly direction: 'tightens' | 'loosens' | 'unclear';
  /** A sentence. */
  readonly what: string;
}

/** The loosening ones first. */
export function changesBetween(before: Policy, after: Policy): readonly PolicyChange[] {
  const order = { loosens: 0, unclear: 1, tightens: 2 };
  return [
    ...listChanges(before.rules ?? [], after.rules ?? [], ruleChange),
    ...listChanges(before.freeze ?? [], after.freeze ?? [], freezeChange),
    ...environmentChanges(before, after),
    ...limitChanges(before, after),
  ].toSorted((a, b) => order[a.direction] - order[b.direction]);
}

function listChanges<T extends { readonly name: string }>(
  before: readonly T[],
  after: readonly T[],
  changed: (was: T | undefined, is: T | undefined) => readonly PolicyChange[],
): readonly PolicyChange[] {
  const old = new Map(before.map((each) => [each.name, each]));
  const now = new Map(after.map((each) => [each.name, each]));
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((name) => {
    const [was, is] = [old.get(name), now.get(name)];
    return canonical(was ?? null) === canonical(is ?? null) ? [] : changed(was, is);
  });
}

function ruleChange(was: Rule | undefined, is: Rule | undefined): readonly PolicyChange[] {
  if (was === undefined && is !== undefined)
    return [
      { direction: is.then === 'allow' ? 'loosens' : 'tightens', what: `New, "${is.name}": ${describeRule(is)}` },
    ];
  if (is === undefined && was !== undefined)
    return [
      {
        direction: was.then === 'allow' ? 'tightens' : 'loosens',
        what: `No longer, "${was.name}": ${describeRule(was)}`,
      },
    ];
  if (was === undefined || is === undefined) return [];
  return [{ direction: direction(was, is), what: `"${is.name}" was: ${describeRule(was)} Now: ${describeRule(is)}` }];
}

/** Only where the conditions are the same can two rules be compared. */
function direction(was: Rule, is: Rule): PolicyChange['direction'] {
  if (canonical(was.when) !== canonical(is.when)) return 'unclear';
  // What is asked of people means something only where both ask.
  const asks = was.then === 'hold' && is.then === 'hold';
  const differences = [
    strictness[is.then] - strictness[was.then],
    Number(was['may-loosen'] === true) - Number(is['may-loosen'] === true),
    ...(asks ? demands(was, is) : []),
  ];
  if (differences.some((each) => each < 0)) return 'loosens';
  // Another group is neither more nor less.
  if (asks && was.approvals?.group !== is.approvals?.group && was.approvals !== undefined) return 'unclear';
  return differences.some((each) => each > 0) ? 'tightens' : 'unclear';
}

/** How much more each part of a hold demands. */
const demands = (was: Rule, is: Rule): readonly number[] => [
  (is.approvals?.count ?? 0) - (was.approvals?.count ?? 0),
  assuranceOf(is) - assuranceOf(was),
  Number(is.confirm === 'type-target') - Number(was.confirm === 'type-target'),
  Number(is.reason === 'required') - Number(was.reason === 'required'),
];

const assuranceOf = ({ approvals }: Rule): number =>
  approvals?.assurance === undefined ? 0 : 1 + assurances.indexOf(approvals.assurance);

function freezeChange(was: Freeze | undefined, is: Freeze | undefined): readonly PolicyChange[] {
  if (is === undefined && was !== undefined)
    return [{ direction: 'loosens', what: `No longer, "${was.name}": ${describeFreeze(was)}` }];
  if (was === undefined && is !== undefined)
    return [{ direction: 'tightens', what: `New, "${is.name}": ${describeFreeze(is)}` }];
  if (was === undefined || is === undefined) return [];
  return [{ direction: 'unclear', what: `"${is.name}" was: ${describeFreeze(was)} Now: ${describeFreeze(is)}` }];
}

/** Where an environment begins and ends decides which rules meet an action: every change of it has to be read. */
function environmentChanges(before: Policy, after: Policy): readonly PolicyChange[] {
  const [old, now] = [before.environments ?? {}, after.environments ?? {}];
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  const changed = names.flatMap((name): readonly PolicyChange[] => {
    const [was, is] = [membersOf(old[name]), membersOf(now[name])];
    const gone = [...was].filter((member) => !is.has(member));
    const come = [...is].filter((member) => !was.has(member));
    return [
      ...(gone.length === 0
        ? []
        : [{ direction: 'unclear', what: `${name} is no longer told by ${gone.join(', ')}.` } as const]),
      ...(come.length === 0
        ? []
        : [{ direction: 'unclear', what: `${name} is now told by ${come.join(', ')}.` } as const]),
    ];
  });
  const both = (one: object, other: object) => Object.keys(one).filter((name) => Object.hasOwn(other, name));
  return both(old, now).join() === both(now, old).join()
    ? changed
    : [
        ...changed,
        { direction: 'unclear', what: `Environments are looked for in another order: ${Object.keys(now).join(', ')}.` },
      ];
}

const membersOf = (environment: object | undefined): ReadonlySet<string> =>
  new Set(
    Object.entries(environment ?? {}).flatMap(([kind, patterns]: [string, readonly string[] | undefined]) =>
      (patterns ?? []).map((pattern) => `${kind} \`${pattern}\``),
    ),
  );

function limitChanges({ limits: was = {} }: Policy, { limits: is = {} }: Policy): readonly PolicyChange[] {
  return (['holds-per-hour', 'destroys-per-session'] as const).flatMap((name): readonly PolicyChange[] => {
    const [old, now] = [was[name] ?? Number.POSITIVE_INFINITY, is[name] ?? Number.POSITIVE_INFINITY];
    if (old === now) return [];
    const spelled = (value: number) => (Number.isFinite(value) ? String(value) : 'no limit');
    return [{ direction: now > old ? 'loosens' : 'tightens', what: `${name}: ${spelled(old)}, now ${spelled(now)}.` }];
  });
}
