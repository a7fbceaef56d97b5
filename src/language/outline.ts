/** The parts of a policy: for the outline, for folding, and a line above each rule. */
import { isMap, isScalar, isSeq, type Node } from 'yaml';
import type { Span } from '../core/policy/problems.ts';
import { documentOf } from './policyText.ts';
import type { Vocabulary } from './vocabulary.ts';

export interface Part extends Span {
  readonly name: string;
  readonly kind: 'section' | 'environment' | 'rule' | 'freeze' | 'limit';
  /** Where its name stands. */
  readonly at: Span;
  readonly parts: readonly Part[];
}

const kinds = { environments: 'environment', limits: 'limit', rules: 'rule', freeze: 'freeze' } as const;

const spanOf = ({ range }: Node): Span => ({ start: range?.[0] ?? 0, end: range?.[1] ?? 0 });

/** Empty where the text is no mapping. */
export function outline(text: string): readonly Part[] {
  const { contents } = documentOf(text);
  if (!isMap(contents)) return [];
  return contents.items.flatMap(({ key, value }): readonly Part[] => {
    if (!isScalar(key)) return [];
    const name = String(key.value);
    const kind = Object.hasOwn(kinds, name) ? kinds[name as keyof typeof kinds] : undefined;
    const parts = kind === undefined ? [] : partsOf(value, kind);
    const at = spanOf(key);
    const last = isNode(value) ? spanOf(value).end : at.end;
    return [{ name, kind: 'section', at, start: at.start, end: trimmed(text, at.start, last), parts }];
  });
}

const isNode = (value: unknown): value is Node => isMap(value) || isSeq(value) || isScalar(value);

function partsOf(value: unknown, kind: Part['kind']): readonly Part[] {
  if (isMap(value))
    return value.items.flatMap(({ key, value: inner }): readonly Part[] => {
      if (!isScalar(key)) return [];
      const at = spanOf(key);
      return [
        {
          name: String(key.value),
          kind,
          at,
          start: at.start,
          end: isNode(inner) ? spanOf(inner).end : at.end,
          parts: [],
        },
      ];
    });
  if (!isSeq(value)) return [];
  return value.items.flatMap((item): readonly Part[] => {
    if (!isMap(item)) return [];
    const named: unknown = item.get('name', true);
    const at = isScalar(named) ? spanOf(named as Node) : spanOf(item);
    return [{ name: isScalar(named) ? String(named.value) : '?', kind, at, ...spanOf(item), parts: [] }];
  });
}

const trimmed = (text: string, start: number, end: number): number => start + text.slice(start, end).trimEnd().length;

export interface Lens extends Span {
  readonly title: string;
  readonly rule: string;
}

/** How often each rule took part, where the journal says it. */
export const lenses = (text: string, { history }: Vocabulary): readonly Lens[] =>
  outline(text)
    .flatMap(({ parts }) => parts)
    .filter(({ kind }) => kind === 'rule')
    .map(({ name, at }) => ({
      ...at,
      rule: name,
      title:
        history === undefined
          ? 'Try it'
          : `Took part in ${history.held[name] ?? 0} of the last ${history.calls} calls · try it`,
    }));

/** Half-open spans that may be folded away. */
export const folds = (text: string): readonly Span[] =>
  outline(text)
    .flatMap((part) => [part, ...part.parts])
    .filter(({ start, end }) => text.slice(start, end).trimEnd().includes('\n'));
