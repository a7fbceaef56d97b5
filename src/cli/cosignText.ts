/** A request as text: all of what is signed, nothing shortened, and every character that nobody sees spelled out. */
import type { Json } from '../base/json.ts';
import { matchingCode } from '../core/cosign/matchingCode.ts';
import type { Refused } from '../core/cosign/refusals.ts';
import type { Asked } from '../core/cosign/verify.ts';
import { visible } from '../core/wording.ts';

/** `doubts`: see `doubtsOf`. `from`: whose roster and policy they were compared with. */
export function spellAsked({ request, digest, person }: Asked, doubts: readonly Refused[], from: string): string {
  const { why, actions, requester, expiresAt } = request;
  const closed = actions.flatMap(({ uninspectable }) => uninspectable);
  return [
    `Matching code: ${matchingCode(digest)}`,
    'The same words stand where it was asked. If others stand there, this is not that request.',
    '',
    `${visible(person.name)} (${visible(person.id)}) asks, for ${visible(requester.agent)}. It can be answered until ${expiresAt}.`,
    ...(why === '' ? ['No reason was given.'] : ['Why, in their words:', ...block(why, '  ')]),
    '',
    ...actions.flatMap((action, index) => [
      `What would run, ${index + 1} of ${actions.length}:`,
      ...block(lineOf(action), '  '),
    ]),
    ...(closed.length === 0
      ? []
      : ['', 'Nobody could look into this:', ...closed.flatMap((text) => block(text, '  '))]),
    '',
    'All that is signed:',
    // Through JSON, because that is what it came as.
    ...tree(JSON.parse(JSON.stringify(request)), '  '),
    '',
    ...(doubts.length === 0
      ? [`Roster and policy are the ones of ${visible(from)} here.`]
      : ['It must not be approved here:', ...doubts.map(({ message }) => `  ${visible(message)}`)]),
    '',
  ].join('\n');
}

function lineOf(action: Asked['request']['actions'][number]): string {
  switch (action.kind) {
    case 'exec':
      return action.line;
    case 'run':
      return action.argv.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : JSON.stringify(word))).join(' ');
    case 'file':
      return action.edits.map(({ path, change }) => `${change} ${path}`).join('\n');
    case 'mcp':
      return `${action.server ?? '?'}: ${action.tool} ${action.input}`;
    case 'tool':
      return `${action.tool} ${action.input}`;
  }
}

/** Each line behind a bar, so that a text cannot pass for one of ours. */
const block = (text: string, indent: string): readonly string[] =>
  text.split('\n').map((line) => `${indent}| ${visible(line)}`);

function tree(value: Json, indent: string): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((each) => member('-', each, indent));
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([key, each]) => member(`${visible(key)}:`, each, indent));
  return [`${indent}${scalar(value)}`];
}

function member(label: string, value: Json, indent: string): readonly string[] {
  if (typeof value === 'string' && value.includes('\n')) return [`${indent}${label}`, ...block(value, `${indent}  `)];
  if (typeof value !== 'object' || value === null) return [`${indent}${label} ${scalar(value)}`];
  const inner = tree(value, `${indent}  `);
  return inner.length === 0 ? [`${indent}${label} (none)`] : [`${indent}${label}`, ...inner];
}

const scalar = (value: Json): string => (value === '' ? '(empty)' : visible(String(value)));
