/** What an edit of a template of CloudFormation means beyond the words in it: actions that a resource's policy allows in addition. */
import { type Finding, listed } from './infraFinding.ts';

/** By logical name, as its lines say it: two blanks, a name, a colon. */
const resources = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text.split(/^(?= {2}"?\w+"?:\s*\{?\s*$)/m).flatMap((part) => {
      const name = /^ {2}"?(\w+)"?:/.exec(part)?.[1];
      return name === undefined ? [] : [[name, part] as const];
    }),
  );

const actionsIn = (part: string): readonly string[] =>
  [...part.matchAll(/(?<![\w:])([a-z][a-z\d-]*:(?:[A-Z]\w*\*?|\*))(?![\w:])/g)].map(([, action]) => `${action}`);

export function templateFindings(before: string, after: string): readonly Finding[] {
  const old = resources(before);
  return [...resources(after)].flatMap(([name, part]): readonly Finding[] => {
    const was = actionsIn(old.get(name) ?? '');
    if (was.length === 0) return [];
    const more = [...new Set(actionsIn(part))].filter((action) => !was.includes(action));
    return more.length === 0 ? [] : [{ operation: 'widen access', note: `${name} allows more: ${listed(more)}.` }];
  });
}
