/** A rule in one sentence, for hovers, for the difference between two policies, and for people who never read YAML. */
import { capitalized } from '../../base/sentence.ts';
import type { Approvals, Condition, Freeze, Rule, Window } from './shape.ts';

/** "In production, what changes or destroys something that holds data is held for one more person of platform." */
export function describeRule(rule: Rule): string {
  const below = rule['may-loosen'] === true ? ' A policy below may say less.' : '';
  return capitalized(`${describeCondition(rule.when)} ${outcomeOf(rule)}.${below}`);
}

export function describeFreeze({ from, to, timezone, environments, then, except }: Freeze): string {
  const where = environments === undefined ? '' : ` in ${either(environments)}`;
  const but = except === undefined ? '' : `, unless somebody of ${either(except)} agrees`;
  return `From ${from} to ${to}${timezone === undefined ? '' : ` (${timezone})`} every change${where} is ${then === 'deny' ? 'refused' : 'held'}${but}.`;
}

function outcomeOf({
  then,
  approvals,
  confirm,
  reason,
}: Pick<Rule, 'then' | 'approvals' | 'confirm' | 'reason'>): string {
  if (then === 'allow') return 'passes, and is written down';
  if (then === 'deny') return 'never happens';
  const parts = [
    approvals === undefined ? 'is held' : `is held for ${morePeople(approvals)}`,
    ...(confirm === 'type-target' ? ['approved by typing its target'] : []),
    ...(reason === 'required' ? ['with a reason'] : []),
  ];
  return parts.join(', ');
}

/** `2 more people of platform (A2)`. */
export const morePeople = ({ count, group, assurance }: Approvals): string =>
  `${count} more ${count === 1 ? 'person' : 'people'}${group === undefined ? '' : ` of ${group}`}${assurance === undefined ? '' : ` (${assurance})`}`;

const effectWords = {
  read: 'reads',
  change: 'changes',
  destroy: 'destroys',
  unknown: 'does something unknown to',
} as const;

/** A clause: "in production, whatever destroys `aws_db_*` by `terraform`". */
function describeCondition(when: Condition): string {
  const { environment, effect, data, types, target } = when;
  const where = environment === undefined ? '' : `in ${either(environment)}, `;
  const verbs = effect === undefined ? 'touches' : either(effect.map((kind) => effectWords[kind]));
  const what =
    target !== undefined
      ? quoted(target)
      : types !== undefined
        ? `resources of type ${quoted(types)}`
        : data === true
          ? 'something that holds data'
          : 'something';
  const more = [
    ...(data !== undefined && (target !== undefined || types !== undefined || !data)
      ? [data ? 'that holds data' : 'that holds no data']
      : []),
    ...(target !== undefined && types !== undefined ? [`of type ${quoted(types)}`] : []),
    ...rest(when),
  ];
  return `${where}whatever ${verbs} ${[what, ...more].join(' ')}`;
}

function rest(when: Condition): readonly string[] {
  const said: readonly (string | undefined)[] = [
    when.tool && `by ${quoted(when.tool)}`,
    when.operation && `with ${quoted(when.operation)}`,
    when.file && `in files ${quoted(when.file)}`,
    when.agent && `asked by ${quoted(when.agent)}`,
    when.person && `while ${quoted(when.person)} is at the keyboard`,
    when.reversible === undefined ? undefined : when.reversible ? 'and can be taken back' : 'and cannot be taken back',
    when['resources-over'] === undefined ? undefined : `more than ${when['resources-over']} at once`,
    when['cost-over'] === undefined ? undefined : `at a cost of more than ${when['cost-over']} a month`,
    when.during?.map(describeWindow).join(' or '),
    when.branch && `on branch ${quoted(when.branch)}`,
    when['mcp-server'] && `through the MCP server ${quoted(when['mcp-server'])}`,
    when.signal && `with the sign ${either(when.signal)}`,
    when.any && `and (${when.any.map(describeCondition).join('; or ')})`,
    when.all && `and (${when.all.map(describeCondition).join('; and ')})`,
    when.not && `but not ${describeCondition(when.not)}`,
  ];
  return said.flatMap((part) => (part === undefined || part === '' ? [] : [part]));
}

function describeWindow({ days, from, to, timezone }: Window): string {
  const on = days === undefined ? '' : `on ${days.join(', ')}`;
  const hours = from === undefined && to === undefined ? '' : `from ${from ?? '00:00'} to ${to ?? '24:00'}`;
  return [on, hours, timezone ?? 'UTC'].filter(Boolean).join(' ');
}

const quoted = (patterns: readonly string[]): string => either(patterns.map((pattern) => `\`${pattern}\``));

const either = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
