/**
 * How bad it would be: reversibility × environment × extent, always with the reason. What nobody could look into weighs
 * as much as the worst the command could do; a protection that will refuse the call takes one step off.
 */
import { capitalized } from '../../base/sentence.ts';
import type { Effect } from '../effect.ts';
import type { Environment } from '../policy/environment.ts';
import { sizeOf } from './amounts.ts';
import { loweredBy } from './guardRails.ts';
import type { Impact, Resource } from './impact.ts';
import { counted } from './nouns.ts';
import { goesAway } from './summary.ts';
import { weakeningsOf } from './weakenings.ts';

export const severities = ['none', 'low', 'medium', 'high', 'critical'] as const;
export type SeverityLevel = (typeof severities)[number];

export interface Severity {
  readonly level: SeverityLevel;
  /** A sentence: "`orders` cannot be brought back, and this is production." */
  readonly reason: string;
}

export interface SeverityQuestion {
  /** Undefined as long as nobody has looked. */
  readonly impact: Impact | undefined;
  readonly effects: readonly Effect[];
  readonly environment: Environment;
}

interface Weighed {
  readonly level: SeverityLevel;
  /** A clause. */
  readonly why: string;
  readonly refused?: string | undefined;
}

export function severityOf({ impact, effects, environment }: SeverityQuestion): Severity {
  const weighed = [
    ...effects.flatMap(weighRails),
    ...(impact === undefined ? weighEffects(effects, environment) : weighImpact(impact, environment, effects)),
  ];
  const [worst] = [...weighed].sort((one, other) => rank(other) - rank(one));
  if (worst === undefined) return { level: 'none', reason: 'It only reads.' };
  const extent = impact === undefined ? undefined : extentOf(impact, environment);
  const raised = worst.level === 'none' ? worst.level : step(worst.level, extent === undefined ? 0 : 1);
  const level = step(raised, worst.refused === undefined ? 0 : -1);
  const parts = [
    worst.why,
    ...(extent === undefined || rank({ level: raised }) === rank(worst) ? [] : [extent]),
    ...(worst.refused === undefined ? [] : [`it will be refused because ${worst.refused}`]),
  ];
  return { level, reason: `${capitalized(parts.join('; '))}.` };
}

/** Takes a level some steps up or down; nothing that acts becomes `none`. */
function step(level: SeverityLevel, by: number): SeverityLevel {
  if (level === 'none') return level;
  const at = Math.min(severities.length - 1, Math.max(1, severities.indexOf(level) + by));
  return severities[at] ?? level;
}

const rank = ({ level, refused }: Pick<Weighed, 'level' | 'refused'>): number =>
  severities.indexOf(level) * 2 - (refused === undefined ? 0 : 1);

/** As a person would say it: the target of an MCP tool whose server nobody names is the tool itself. */
const named = ({ tool, operation, target }: Effect): string =>
  `\`${[tool, operation, target === operation ? undefined : target].filter(Boolean).join(' ')}\``;

/** What takes a guard rail away is often the first step of two. */
function weighRails(effect: Effect): readonly Weighed[] {
  const lowered = loweredBy(effect);
  if (lowered === undefined) return [];
  const what = named(effect);
  return [{ level: lowered.gravest ? 'critical' : 'high', why: `by ${what} ${lowered.says}` }];
}

/** Before anybody has looked. */
function weighEffects(effects: readonly Effect[], environment: Environment): readonly Weighed[] {
  return effects.flatMap((effect): readonly Weighed[] => {
    const { kind, note } = effect;
    const what = named(effect);
    if (kind === 'read') return [];
    if (kind === 'change' && note?.includes('may also destroy') !== true)
      return [{ level: 'medium', why: `nobody has looked at what ${what} changes` }];
    return [
      {
        level: environment.asProduction ? 'critical' : 'high',
        why: `nobody has looked at what ${what} takes away, ${placeOf(environment)}`,
      },
    ];
  });
}

function weighImpact(impact: Impact, environment: Environment, effects: readonly Effect[]): readonly Weighed[] {
  const { resources, uninspectable } = impact;
  const deleted = resources.filter(goesAway).length;
  const open = uninspectable[0];
  const couldDestroy = effects.some(
    ({ kind, note }) => kind !== 'change' || note?.includes('may also destroy') === true,
  );
  return [
    ...resources.flatMap((resource) => weigh(resource, environment)),
    ...(open === undefined
      ? []
      : [
          {
            level: couldDestroy ? (environment.asProduction ? 'critical' : 'high') : 'medium',
            why: `nobody can see what \`${open.what}\` would do, ${placeOf(environment)}`,
          } as const,
        ]),
    ...(deleted > mostDeleted ? [{ level: 'high', why: `${counted(deleted, 'resource')} go at once` } as const] : []),
  ];
}

/** More than this at once is more than a slip. */
const mostDeleted = 10;

function weigh(resource: Resource, environment: Environment): readonly Weighed[] {
  const { action, wayBack, holds, refusedBecause, address } = resource;
  const what = `\`${address}\``;
  const refused = refusedBecause;
  if (action === 'read' || wayBack.kind === 'none needed') return [];
  const whole = holderOf(resource, environment);
  const lost = wayBack.kind === 'irreversible' ? ` and cannot be brought back, since ${wayBack.why}` : '';
  if (whole !== undefined) return [{ level: 'critical', why: `${what} ${whole}${lost}`, refused }];
  const [weakening] = weakeningsOf(resource);
  const found: Weighed[] = weakening === undefined ? [] : [{ level: 'high', why: `${what} ${weakening.says}` }];
  if (wayBack.kind === 'irreversible' || wayBack.kind === 'unknown')
    found.push({
      level: environment.asProduction ? 'critical' : 'high',
      why: `${what} ${wayBack.kind === 'unknown' ? 'may not come back' : 'cannot be brought back'}, since ${wayBack.why}; ${placeOf(environment)}`,
      refused,
    });
  else if (wayBack.kind === 'effort')
    found.push(
      holds !== undefined && environment.asProduction
        ? {
            level: 'high',
            why: `${what} comes back only with effort: ${wayBack.why}; ${placeOf(environment)}`,
            refused,
          }
        : { level: 'medium', why: `${what} comes back only with effort: ${wayBack.why}`, refused },
    );
  else
    found.push(
      environment.asProduction && action !== 'create' && action !== 'import'
        ? { level: 'medium', why: `${what} is changed, ${placeOf(environment)}` }
        : { level: 'low', why: `${what} can be set back: ${wayBack.why}` },
    );
  return found;
}

/** Types that hold everything, or watch over it. */
const holders: readonly (readonly [type: RegExp, says: string])[] = [
  [/organizations?(?:_|::)account|^account$/i, 'is a whole account'],
  [/organizations?(?:_|::)organization/i, 'is the organization'],
  [/^google_project$|^project$/i, 'is a whole project'],
  [/resource_?group/i, 'is a whole resource group'],
  [/^(?:kubernetes_)?namespace(?:_v1)?$/i, 'is a whole namespace'],
  [/customresourcedefinition/i, 'is a kind of resource: every one of it goes along'],
  [/(?:eks|container|kubernetes|aks|gke)(?:_|::)cluster$/i, 'is a whole cluster'],
  [/^database$/i, 'is a whole database'],
  [/route53_zone|hostedzone|dns_(?:managed_)?zone|cloudflare_zone/i, 'is a whole zone of names'],
  [/cloudtrail|audit|guardduty|config_configuration_recorder/i, 'keeps the record of what was done'],
];

/** Why a thing is more than itself. */
function holderOf(
  { action, type, name, existing, address }: Resource,
  { signs, kind }: Environment,
): string | undefined {
  if (action !== 'delete' && action !== 'replace' && action !== 'unknown') return undefined;
  if (kind === 'local') return undefined;
  const state = signs.find(({ label }) => label === 'state')?.value.split('/')[0];
  if (state !== undefined && [name, existing, address].includes(state)) return 'holds the state of the infrastructure';
  return holders.find(([pattern]) => pattern.test(type))?.[1];
}

const mostObjects = 50;
const mostBytes = 1e9;
const mostRows = 10_000;

/** What makes it a step worse: how much goes, or that it reaches into several environments. */
function extentOf({ resources }: Impact, environment: Environment): string | undefined {
  const going = resources.filter(goesAway);
  if (environment.several) return 'it reaches into more than one environment';
  const lost = going.filter(({ wayBack }) => wayBack.kind !== 'reversible' && wayBack.kind !== 'none needed');
  const bytes = sum(lost, 'bytes');
  const count = sum(lost, 'count');
  if (going.length >= mostObjects) return `${counted(going.length, 'object')} go`;
  if (bytes >= mostBytes) return `${sizeOf({ bytes, atLeast: false })} go`;
  if (count >= mostRows) {
    const unit = lost.find(({ size }) => size?.count !== undefined)?.size?.unit;
    return `${sizeOf({ count, atLeast: false, ...(unit === undefined ? {} : { unit }) })} go`;
  }
  return undefined;
}

const sum = (resources: readonly Resource[], of: 'bytes' | 'count'): number =>
  resources.reduce((total, { size }) => total + (size?.[of] ?? 0), 0);

const placeOf = ({ kind, disagree, name }: Environment): string =>
  disagree
    ? 'and signs disagree whether this is production'
    : kind === 'production'
      ? 'and this is production'
      : kind === 'unknown'
        ? 'and nothing says that this is not production'
        : kind === 'local'
          ? 'on this machine'
          : `in ${name}`;
