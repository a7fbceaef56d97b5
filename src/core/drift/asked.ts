/** What the person asked for, in plain words, held against what would be done. Words are matched, nothing is guessed. */

export interface Asked {
  readonly prompt: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Words for taking something away. */
const takingWords = String.raw`(?:delet\w*|destroy\w*|drop(?:s|ped|ping)?|remov\w*|tear\w* ?-?down|terminat\w*|re-?creat\w*|rebuil\w*|replac\w*|wip(?:e|es|ed|ing)|purg\w*|clean(?:s|ed|ing)?(?: ?-?up)?|uninstall\w*|reset\w*|prun\w*|truncat\w*|decommission\w*|get rid|force[- ]?push\w*|overwrit\w*|roll(?:ed|ing|s)? ?-?back|shut\w* ?-?down|start over|from scratch|flush\w*|evict\w*|drain\w*|nuke\w*|l(?:ö|oe)sch\w*|entfern\w*|supprim\w*|elimin\w*|borra\w*|удал\w*|删除|销毁|削除)`;
const taking = new RegExp(String.raw`(?<![\p{L}\d-])${takingWords}(?![\p{L}\d])`, 'iu');
const notTaking = new RegExp(
  String.raw`\b(?:do not|don['’]t|must not|never|without|avoid|no need to|instead of)\s+(?:[\w'’-]+\s+){0,3}?${takingWords}`,
  'iu',
);

const questions =
  /^(?:(?:please|hey|hi|ok(?:ay)?|can you|could you|would you)[,\s]+)*(?:(?:why|what|how|which|who|where|when|explain|show|list|check|look|find out|find|investigate|analy[sz]e|describe|tell|summari[sz]e|review|read|debug|is|are|does|do|did|was|were|has|have)\b|[^.!\n]{3,200}\?\s*$)/i;

const small =
  /\b(?:fix(?:es|ed|ing)?|typos?|small|minor|quick(?:ly)?|tweaks?|adjust\w*|rename|format\w*|labels?|wording|lint|bump|restart\w*|patch|correct\w*|report|bugs?|errors?|warnings?|tests?|titles?|colou?rs?|readme|docs?|comments?)\b/i;

/** Says only that the agent may go on with what it had said itself. */
const consent =
  /^\s*(?:yes|yep|yeah|y|ok(?:ay)?|sure|go(?: ahead| on)?|do it|continue|proceed|please do|lgtm|approved?|weiter|ja|👍)\b[\s\S]{0,40}$/i;

export interface Bigger {
  /** A sentence. */
  readonly what: string;
  readonly evidence: string;
}

/** Whether what would be done is more than the words ask for. `destroys`: something goes; `changes`: something is changed. */
export function biggerThan({ prompt }: Asked, does: 'destroys' | 'changes'): Bigger | undefined {
  const quoted = quote(prompt);
  const forbidden = notTaking.exec(prompt)?.[0];
  if (does === 'destroys' && forbidden !== undefined)
    return { what: 'It takes something away, which you asked not to do.', evidence: `you wrote “${forbidden}”` };
  if (consent.test(prompt) || taking.test(prompt)) return undefined;
  if (questions.test(prompt.trim()))
    return does === 'destroys' || !small.test(prompt)
      ? {
          what: `You asked to look, and it ${does === 'destroys' ? 'takes something away' : 'changes something'}.`,
          evidence: quoted,
        }
      : undefined;
  if (does === 'changes') return undefined;
  const word = small.exec(prompt)?.[0];
  return word === undefined
    ? { what: 'Nothing in what you asked for says that something goes.', evidence: quoted }
    : { what: `You asked for something smaller: “${word}”, and it takes something away.`, evidence: quoted };
}

const quotedNames = /[`"“„'‘]([\w./:@-]{2,60})[`"”'’]/gu;

/** The person named what should go, in quotation marks, and something else goes. `targets`: what goes, as it is named. */
export function notNamed({ prompt }: Asked, targets: readonly string[]): Bigger | undefined {
  const named = [...prompt.matchAll(quotedNames)].map(([, name = '']) => name);
  if (named.length === 0 || targets.length === 0 || !taking.test(prompt)) return undefined;
  const isNamed = (target: string) =>
    named.some(
      (name) => target.toLowerCase().includes(name.toLowerCase()) || name.toLowerCase().includes(target.toLowerCase()),
    );
  const other = targets.find((target) => !isNamed(target));
  return other === undefined
    ? undefined
    : {
        what: `\`${other.replaceAll('`', "'")}\` is not what you named.`,
        evidence: `you named ${named
          .map((name) => `“${name}”`)
          .slice(0, 3)
          .join(', ')}`,
      };
}

const productionWords =
  /\b(?:prod|production|prd|live)\b|produktion|producci[oó]n|produ[cç][aã]o|produzione|прод|生产|本番/iu;

/** Whether the words name production, or one of these names. */
export const mentions = ({ prompt }: Asked, names: readonly string[]): boolean =>
  productionWords.test(prompt) ||
  names.some((name) => name.length > 2 && prompt.toLowerCase().includes(name.toLowerCase()));

/** The beginning of what was asked, in quotation marks. */
export function quote(prompt: string): string {
  const line = prompt.replaceAll(/\s+/g, ' ').trim();
  return `you asked “${line.length > 120 ? `${line.slice(0, 119)}…` : line}”`;
}
