/** Whether the people on a roster can give the approvals a policy asks for. */
import { morePeople } from '../policy/describe.ts';
import type { Contradiction, Path } from '../policy/problems.ts';
import { type Approvals, type Assurance, isAtLeast, type Policy } from '../policy/shape.ts';
import { assuranceByKind, type Person, type Roster, whyNot } from './roster.ts';

/** `why`: a sentence. */
export type Satisfiable = { readonly can: true } | { readonly can: false; readonly why: string };

/** `now`: milliseconds since the epoch. `requester`: the id of whoever asks, who never co-signs. */
export function canSatisfy(approvals: Approvals, roster: Roster, now: number, requester?: string): Satisfiable {
  const { count, group, assurance = 'A1' } = approvals;
  const members = roster.people.filter(({ groups }) => group === undefined || groups.includes(group));
  const others = members.filter(({ id }) => id.toLowerCase() !== requester?.toLowerCase());
  const able = others.filter((person) => reaches(person, assurance, now)).length;
  if (able >= count) return { can: true };
  const where = group === undefined ? 'The roster' : `The group "${group}"`;
  if (members.length === 0)
    return {
      can: false,
      why: group === undefined ? 'Nobody is on the roster.' : `Nobody on the roster is in the group "${group}".`,
    };
  const beside = others.length < members.length ? ` besides ${requester}` : '';
  const have =
    able === others.length
      ? `has ${people(able)}${beside}`
      : `has ${people(others.length)}${beside}, and ${able === 0 ? 'none of them' : `only ${able}`} with a key of ${assurance} that counts now`;
  return { can: false, why: `${where} ${have}: ${morePeople(approvals)} cannot be found.` };
}

const people = (count: number): string => (count === 0 ? 'nobody' : count === 1 ? '1 person' : `${count} people`);

const reaches = ({ keys }: Person, wanted: Assurance, now: number): boolean =>
  keys.some((key) => whyNot(key, now) === undefined && isAtLeast(assuranceByKind[key.kind], wanted));

/** Rules and freezes of a policy whose approvals nobody on the roster can give: what they hold never happens. */
export function unsatisfiable(
  { rules = [], freeze = [] }: Policy,
  roster: Roster,
  now: number,
): readonly Contradiction[] {
  const finding = (approvals: Approvals, path: Path): readonly Contradiction[] => {
    const answer = canSatisfy(approvals, roster, now);
    return answer.can ? [] : [{ severity: 'error', message: answer.why, path }];
  };
  return [
    ...rules.flatMap(({ approvals }, index) =>
      approvals === undefined ? [] : finding(approvals, ['rules', index, 'approvals']),
    ),
    ...freeze.flatMap(({ except = [] }, index) =>
      except.flatMap((group, at) => finding({ count: 1, group }, ['freeze', index, 'except', at])),
    ),
  ];
}
