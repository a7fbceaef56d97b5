/** A file that describes infrastructure, as it is and as it would be, and what a reader of one kind makes of it. */
import { firstOf, uncapitalized } from '../../base/sentence.ts';
import { differences } from '../impact/attributes.ts';
import { type Family, holdingOf } from '../impact/holdings.ts';
import type { AttributeChange, Impact, Resource, Uninspectable } from '../impact/impact.ts';
import { collectSecrets, type Masker, masker } from '../impact/masking.ts';
import { counted } from '../impact/nouns.ts';
import { wayBackOf } from '../impact/wayBack.ts';
import { wholeImpact } from '../impact/whole.ts';

export interface SourceFile {
  /** As people read it: relative to where the call starts. */
  readonly path: string;
  /** Undefined where there is, or will be, no such file. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** What was found in files of one kind. */
export interface Found {
  readonly resources: readonly Resource[];
  readonly uninspectable: readonly Uninspectable[];
  /** Sentences. */
  readonly remarks: readonly string[];
}

export const nothingFound: Found = { resources: [], uninspectable: [], remarks: [] };

export const joinFound = (all: readonly Found[]): Found => ({
  resources: all.flatMap(({ resources }) => resources),
  uninspectable: all.flatMap(({ uninspectable }) => uninspectable),
  remarks: [...new Set(all.flatMap(({ remarks }) => remarks))],
});

/** An impact whose sentence begins with when it comes about, or what it rests on: "Once applied", "From the text alone". */
export function prefaced({ resources, uninspectable, remarks }: Found, preface: string): Impact {
  const impact = wholeImpact(resources, uninspectable, remarks);
  return { ...impact, headline: `${preface}: ${uncapitalized(impact.headline)}` };
}

/** `12 resources, among them aws_s3_bucket.logs and 3 more that hold something`. */
export function census(family: Family, noun: string, all: readonly Pick<Resource, 'type' | 'address'>[]): string {
  const kept = all.filter(({ type }) => holdingOf(family, type) !== undefined).map(({ address }) => address);
  const holding = kept.length > mostNamed ? ' that hold something' : '';
  return `${counted(all.length, noun)}${kept.length === 0 ? '' : `, among them ${firstOf(kept, mostNamed)}${holding}`}`;
}

const mostNamed = 3;

export type Values = Readonly<Record<string, unknown>>;

/** One thing that a text describes. */
export interface Described {
  readonly address: string;
  readonly type: string;
  readonly name: string;
  /** What is written of it; secrets are taken out later. */
  readonly value: Values;
  /** Parts of `value` that nobody is shown: of its shape, `true` for a whole part. */
  readonly secret?: unknown;
}

/** What both sides say of one address, as a resource of the impact; undefined where they say the same. */
export function compared(
  before: Described | undefined,
  after: Described | undefined,
  comparison: Comparison,
): Resource | undefined {
  const { family, provider } = comparison;
  const one = after ?? before;
  if (one === undefined) return undefined;
  const attributes = attributesOf(before, after, comparison);
  if (before !== undefined && after !== undefined && attributes.length === 0) return undefined;
  const replaced = before !== undefined && after !== undefined && attributes.some(({ forces }) => forces);
  const action = before === undefined ? 'create' : after === undefined ? 'delete' : replaced ? 'replace' : 'update';
  const holding = holdingOf(family, one.type);
  const { wayBack, refusedBecause } = wayBackOf({
    action,
    type: one.type,
    holds: holding?.holds,
    guessed: holding?.guessed ?? false,
    before: before?.value ?? {},
    lostSecret: attributes.some((each) => each.before.kind === 'masked'),
    touched: attributes.map(({ path }) => path),
  });
  return {
    address: one.address,
    provider,
    type: one.type,
    name: one.name,
    action,
    actions: action === 'replace' ? ['delete', 'create'] : [action],
    attributes,
    ...(holding === undefined ? {} : { holds: holding.holds }),
    wayBack,
    ...(refusedBecause === undefined ? {} : { refusedBecause }),
    dependents: [],
    provenance: holding?.guessed === true || replaced ? 'guess' : 'text',
  };
}

interface Comparison {
  readonly family: Family;
  readonly provider: string;
  /** Whether changing the argument of that name is known to replace it. */
  readonly forces?: (attribute: string) => boolean;
  /** Knows secrets that stand elsewhere; else those of the two sides alone are hidden. */
  readonly mask?: Masker;
}

function attributesOf(
  before: Described | undefined,
  after: Described | undefined,
  { forces = () => false, mask = maskerOf(before, after) }: Comparison,
): readonly AttributeChange[] {
  const { shown } = differences(
    {
      before: before?.value,
      after: after?.value,
      beforeSensitive: before?.secret,
      afterSensitive: after?.secret,
      afterUnknown: undefined,
      forcing:
        before === undefined || after === undefined
          ? []
          : [...new Set([...Object.keys(before.value), ...Object.keys(after.value)])]
              .filter(forces)
              .map((name) => [name]),
    },
    mask,
  );
  return shown;
}

function maskerOf(...sides: readonly (Described | undefined)[]): Masker {
  const secrets = new Set<string>();
  for (const side of sides) collectSecrets(side?.value, side?.secret, secrets);
  return masker(secrets);
}

/** Everything of two sides by address: first what was there, in its order, then what is new. */
export function pairs(
  before: readonly Described[],
  after: readonly Described[],
): readonly (readonly [Described | undefined, Described | undefined])[] {
  const now = new Map(after.map((each) => [each.address, each]));
  const old = new Map(before.map((each) => [each.address, each]));
  return [
    ...[...old.values()].map((each) => [each, now.get(each.address)] as const),
    ...[...now.values()].flatMap((each) => (old.has(each.address) ? [] : [[undefined, each] as const])),
  ];
}
