/** What stands under the cursor of a policy, in words. */
import { describeFreeze, describeRule } from '../core/policy/describe.ts';
import { parsePolicy } from '../core/policy/parse.ts';
import type { Span } from '../core/policy/problems.ts';
import type { Policy } from '../core/policy/shape.ts';
import { cursorOn } from './cursor.ts';
import { describeGroup, groupsAsked, placeAt } from './groups.ts';
import { environmentAt } from './names.ts';
import { documentOf } from './policyText.ts';
import { descriptionAt } from './schema.ts';
import type { Vocabulary } from './vocabulary.ts';

export interface Hover extends Span {
  /** Sentences, without markup of the policy's own. */
  readonly text: string;
}

/** Undefined where there is nothing to say. */
export function hoverAt(
  text: string,
  offset: number,
  { roster: beside, now }: Pick<Vocabulary, 'roster' | 'now'>,
): Hover | undefined {
  const cursor = cursorOn(text, offset);
  if (cursor === undefined) return undefined;
  const { path, at, start, end } = cursor;
  const { policy } = parsePolicy(text, [], documentOf);
  const environment = environmentAt(text, offset);
  const group = beside?.roster === undefined ? undefined : placeAt(groupsAsked(text), offset);
  const parts = [
    group === undefined || beside?.roster === undefined ? '' : describeGroup(beside.roster, group.name, now),
    at === 'key' ? descriptionAt([...path, cursor.word]) : '',
    environment === undefined || policy === undefined ? '' : membersOf(environment.name, policy),
    policy === undefined ? '' : sentenceAt(policy, path),
  ].filter((part) => part !== '');
  return parts.length === 0 ? undefined : { text: parts.join('\n\n'), start, end };
}

function sentenceAt({ rules, freeze }: Policy, [list, index]: readonly (string | number)[]): string {
  if (typeof index !== 'number') return '';
  const rule = list === 'rules' ? rules?.[index] : undefined;
  if (rule !== undefined) return describeRule(rule);
  const frozen = list === 'freeze' ? freeze?.[index] : undefined;
  return frozen === undefined ? '' : describeFreeze(frozen);
}

function membersOf(name: string, { environments }: Policy): string {
  const members = Object.entries(environments?.[name] ?? {}).flatMap(([kind, patterns]) =>
    patterns === undefined ? [] : [`${kind} ${patterns.join(', ')}`],
  );
  return members.length === 0
    ? `${name}: whatever matches no other environment.`
    : `${name}: told by ${members.join('; ')}.`;
}
