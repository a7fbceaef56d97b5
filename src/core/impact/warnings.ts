/** Why an action probably should not run: what speaks against it, each with its evidence. Nothing here decides. */
import { firstOf, ticked } from '../../base/sentence.ts';
import type { Effect } from '../effect.ts';
import type { Environment } from '../policy/environment.ts';
import type { Rights } from '../rights/rights.ts';
import { loweredBy } from './guardRails.ts';
import { leftHanging } from './headline.ts';
import type { Impact, Resource } from './impact.ts';
import { counted, nounOf } from './nouns.ts';
import { goesAway } from './summary.ts';
import { weakeningsOf } from './weakenings.ts';

export interface Warning {
  /** A sentence, the point first: "`aws_db_instance.orders` is lost." */
  readonly what: string;
  /** Where it is known from, a clause. */
  readonly evidence: string;
}

/** When it is asked, by the clock on the wall of the person who decides. */
export interface Moment {
  /** 0 for Sunday. */
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

/** What is known beside the impact. */
export interface WarningContext {
  readonly environment?: Environment;
  readonly moment?: Moment;
  readonly effects?: readonly Effect[];
}

/** How many resources one sentence names. */
const mostNamed = 3;

const named = (addresses: readonly string[]): string => firstOf(addresses.map(ticked), mostNamed);

const addressesOf = (resources: readonly Resource[]): readonly string[] => resources.map(({ address }) => address);

/** Everything that speaks against it, the heaviest first. `impact`: undefined as long as nobody has looked. */
export function warningsOf(impact: Impact | undefined, context: WarningContext = {}): readonly Warning[] {
  const { resources = [], uninspectable = [] } = impact ?? {};
  return [
    ...losses(resources),
    ...unseen(uninspectable.map(({ what }) => what)),
    ...rails(context),
    ...places(takesAway(resources, context), context),
    ...unprotected(resources),
    ...broken(resources),
    ...few(resources.flatMap(weakened)),
    ...recreated(resources),
    ...many(resources),
    ...powerful(impact?.rights ?? []),
    ...hours(takesAway(resources, context), context),
  ];
}

/** Something goes, or nobody can say that it does not. */
const takesAway = (resources: readonly Resource[], { effects = [] }: WarningContext): boolean =>
  resources.some((each) => goesAway(each) || each.action === 'unknown') ||
  effects.some(({ kind }) => kind === 'destroy' || kind === 'unknown');

/** Reasons one sentence gives. */
const mostReasons = 3;

function losses(resources: readonly Resource[]): readonly Warning[] {
  const lost = resources.filter(({ wayBack }) => wayBack.kind === 'irreversible');
  if (lost.length === 0) return [];
  const why = [...new Set(lost.map(({ wayBack }) => wayBack.why))];
  return [
    {
      what: `${named(addressesOf(lost))} ${lost.length === 1 ? 'is' : 'are'} lost for good.`,
      evidence: why.slice(0, mostReasons).join('; '),
    },
  ];
}

const unseen = (what: readonly string[]): readonly Warning[] =>
  what.length === 0
    ? []
    : [{ what: `Nobody can see what ${named(what)} would do.`, evidence: 'it could not be inspected' }];

/** A guard rail that the command's own words take away. */
const rails = ({ effects = [] }: WarningContext): readonly Warning[] =>
  effects.flatMap((effect) => {
    const lowered = loweredBy(effect);
    const words = `\`${effect.tool} ${effect.operation}\``;
    return lowered === undefined
      ? []
      : [
          {
            what: `${effect.target === undefined ? 'By this' : `\`${effect.target}\`:`} ${lowered.says}.`,
            evidence: words,
          },
        ];
  });

/** Whoever may do everything is held back by nothing but this question. */
const powerful = (rights: readonly Rights[]): readonly Warning[] =>
  rights
    .filter(({ everything }) => everything)
    .map(({ sentence }) => ({ what: 'It acts with the rights to do everything.', evidence: sentence }));

/** Where it acts, when something goes there. */
function places(taking: boolean, { environment }: WarningContext): readonly Warning[] {
  if (environment === undefined || !taking) return [];
  const { kind, disagree, several, sentence } = environment;
  if (several) return [{ what: 'It acts in more than one environment at once.', evidence: sentence }];
  if (disagree) return [{ what: 'Where it acts is contradictory.', evidence: sentence }];
  if (kind === 'production') return [{ what: 'It takes something away in production.', evidence: sentence }];
  return [];
}

/** Facts that say that nothing would hold it back, or bring it back. */
const telling =
  /^(?:deletion protection off|purge protection off|point-in-time recovery off|versioning off|no (?:final snapshot|automatic backups?|backups?|snapshots?|replicas?)\b.*|its content goes with it|never backed up.*|soft delete off)$/i;

function unprotected(resources: readonly Resource[]): readonly Warning[] {
  const bare = resources.filter((each) => goesAway(each) && each.facts?.some((fact) => telling.test(fact)) === true);
  return bare.slice(0, mostNamed).map(({ address, facts = [] }) => ({
    what: `\`${address}\` is not protected.`,
    evidence: facts.filter((fact) => telling.test(fact)).join(', '),
  }));
}

/** What stays, and hangs on what goes. */
function broken(resources: readonly Resource[]): readonly Warning[] {
  const going = resources.filter(goesAway);
  const left = leftHanging(going, resources);
  return left.length === 0
    ? []
    : [
        {
          what: `${named(left)} ${left.length === 1 ? 'depends' : 'depend'} on what goes.`,
          evidence: 'by what refers to it',
        },
      ];
}

/** More sentences of one kind nobody reads. */
const mostAlike = 8;

const few = (warnings: readonly Warning[]): readonly Warning[] =>
  warnings.length <= mostAlike
    ? warnings
    : [
        ...warnings.slice(0, mostAlike - 1),
        {
          what: `${warnings.length - mostAlike + 1} more changes take a protection away or let somebody in.`,
          evidence: 'they stand among the changes',
        },
      ];

/** What a change of one resource takes away. */
const weakened = (resource: Resource): readonly Warning[] =>
  weakeningsOf(resource).map(({ says, evidence }) => ({ what: `\`${resource.address}\` ${says}.`, evidence }));

/** Replaced because somebody asked, where nothing forces it: it could be changed in place. */
function recreated(resources: readonly Resource[]): readonly Warning[] {
  const asked = resources.filter(
    ({ action, attributes, reason }) =>
      action === 'replace' &&
      reason?.includes('asked for on the command line') === true &&
      !attributes.some(({ forces }) => forces),
  );
  return asked.length === 0
    ? []
    : [
        {
          what: `${named(addressesOf(asked))} ${asked.length === 1 ? 'is' : 'are'} deleted and created again, though nothing forces it.`,
          evidence: 'asked for on the command line',
        },
      ];
}

const mostDeleted = 10;

function many(resources: readonly Resource[]): readonly Warning[] {
  const going = resources.filter(goesAway);
  return going.length <= mostDeleted
    ? []
    : [{ what: `${going.length} resources go at once.`, evidence: kindsOf(going) }];
}

/** `5 pods, 3 services, 2 others`. */
function kindsOf(resources: readonly Resource[]): string {
  const kinds = new Map<string, number>();
  for (const { type } of resources) {
    const noun = nounOf(type) ?? 'other';
    kinds.set(noun, (kinds.get(noun) ?? 0) + 1);
  }
  const known = [...kinds].filter(([noun]) => noun !== 'other').sort(([, one], [, other]) => other - one);
  const told = known.slice(0, mostNamed).map(([noun, count]) => counted(count, noun));
  const rest = resources.length - known.slice(0, mostNamed).reduce((sum, [, count]) => sum + count, 0);
  return [...told, ...(rest > 0 ? [counted(rest, 'other')] : [])].join(', ');
}

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;
const begins = 8;
const ends = 18;

/** Outside of working hours fewer people see it, and fewer can help. */
function hours(taking: boolean, { environment, moment }: WarningContext): readonly Warning[] {
  if (moment === undefined || environment?.asProduction !== true || !taking) return [];
  const { day, hour, minute } = moment;
  if (day !== 0 && day !== 6 && hour >= begins && hour < ends) return [];
  const clock = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
  return [
    {
      what: 'It is outside of working hours: fewer people would notice, and fewer could help.',
      evidence: `${days[day] ?? ''}, ${clock}`,
    },
  ];
}
