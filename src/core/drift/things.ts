/** What a call takes away and what it makes, by name and kind, so that the same thing is known again under another tool. */
import type { Effect } from '../effect.ts';
import type { Impact, Resource } from '../impact/impact.ts';
import { nounOf } from '../impact/nouns.ts';

export interface Thing {
  /** Names under which it may be known, in lower case. */
  readonly names: readonly string[];
  /** `environment`, `deployment`; missing where nobody can tell. */
  readonly noun?: string;
  readonly end: 'gone' | 'made';
  /** As it was spelled: `aws elasticbeanstalk terminate-environment`. */
  readonly words: string;
  /** `kubernetes` for kubectl and Helm alike; the tool itself otherwise. */
  readonly family: string;
  /** Labels of its place → values: `namespace` → `cost`. */
  readonly place: ReadonlyMap<string, string>;
  /** As a person knows it. */
  readonly shown: string;
}

const families: ReadonlyMap<string, string> = new Map([
  ...['kubectl', 'helm', 'helmfile', 'kustomize', 'oc', 'argocd', 'flux'].map((tool) => [tool, 'kubernetes'] as const),
  ...['psql', 'pgcli', 'usql', 'dropdb', 'createdb', 'pg_restore'].map((tool) => [tool, 'postgres'] as const),
  ...['mysql', 'mariadb', 'mycli', 'mysqladmin', 'mysqlsh'].map((tool) => [tool, 'mysql'] as const),
]);

/** Verbs that bring something into being, in the tools' own words. */
const brings =
  /(?:^|[\s:_-])(?:apply|create|install|up|deploy|run|restore|upgrade|provision|start|import)(?:$|[\s:_-])/i;

export const isBringing = ({ kind, operation }: Effect): boolean => kind === 'change' && brings.test(operation);

/** What the words of a call name. */
export function thingsInEffects(effects: readonly Effect[]): readonly Thing[] {
  return effects.flatMap((effect): readonly Thing[] => {
    const end = effect.kind === 'destroy' ? 'gone' : isBringing(effect) ? 'made' : undefined;
    if (end === undefined || effect.target === undefined || isFile(effect.target)) return [];
    const name = firstName(effect.target);
    const noun = nounIn(effect.operation);
    return [
      {
        names: [...new Set([name, ...namedOptions(effect, noun)].map(bare))],
        ...(noun === undefined ? {} : { noun }),
        end,
        words: `\`${effect.tool} ${effect.operation}\``,
        family: families.get(effect.tool) ?? effect.tool,
        place: placeIn(effect.place),
        shown: name,
      },
    ];
  });
}

/** The value of `--environment-name` where an environment is meant: other options may come first. */
function namedOptions({ subject }: Effect, noun: string | undefined): readonly string[] {
  if (subject?.kind !== 'command' || noun === undefined) return [];
  const option = `--${noun.replaceAll(' ', '-')}-name`;
  return subject.args.flatMap((arg, index) => {
    const value =
      arg === option
        ? subject.args[index + 1]
        : arg.startsWith(`${option}=`)
          ? arg.slice(option.length + 1)
          : undefined;
    return value === undefined ? [] : [value];
  });
}

/** Resources of an impact that are looked through. */
const mostResources = 20_000;

/** What was found out about it. A replacement is both. */
export function thingsInImpact({ resources }: Impact): readonly Thing[] {
  return resources.slice(0, mostResources).flatMap((resource): readonly Thing[] => {
    const { action } = resource;
    if (action === 'replace') return [thing(resource, 'gone'), thing(resource, 'made')];
    return action === 'delete' || action === 'create' ? [thing(resource, action === 'delete' ? 'gone' : 'made')] : [];
  });
}

/** Attributes by which providers name what they make. */
const naming =
  /^(?:metadata\.(?:0\.)?name|metadata\[0\]\.name|name|identifier|bucket|cluster_identifier|function_name|table_name|environment_name|stack_name|id)$/;

function thing(resource: Resource, end: Thing['end']): Thing {
  const { address, name, existing, type, provider, attributes } = resource;
  const named = attributes.flatMap(({ path, before, after }) => {
    const shown = end === 'gone' ? before : after;
    return naming.test(path) && shown.kind === 'value' ? [shown.text.replace(/^"(.*)"$/, '$1')] : [];
  });
  const noun = nounOf(type);
  return {
    names: [...new Set([address, name, existing ?? '', ...named].filter(isTelling).map(bare))],
    ...(noun === undefined ? {} : { noun }),
    end,
    words: `\`${address}\` is ${end === 'gone' ? 'deleted' : 'created'}`,
    family: provider,
    place: new Map(),
    shown: named[0] ?? existing ?? address,
  };
}

/** What a configuration calls anything. */
const generic = /^(?:this|that|main|default|example|it|.?)$/i;
const isTelling = (name: string): boolean => !generic.test(name);
/** Names so common that they say nothing where the kind is not known. */
const common = /^(?:web|app|api|db|data|server|test|dev|prod|production|staging|..)$/;

/** The same thing, whatever tool names it: by one of its names, where neither its kind nor its place says otherwise. */
export function isSame(one: Thing, other: Thing): boolean {
  const shared = one.names.find((name) => isTelling(name) && other.names.includes(name));
  if (shared === undefined) return false;
  for (const [label, value] of one.place) {
    const there = other.place.get(label);
    if (there !== undefined && there !== value) return false;
  }
  if (one.noun !== undefined && one.noun === other.noun) return true;
  if (one.family === other.family)
    return one.noun === undefined || other.noun === undefined || one.family === 'kubernetes';
  const known = one.noun !== undefined && other.noun !== undefined;
  return !known && !common.test(shared);
}

/** `report` of `report from ./chart`. */
export const firstName = (target: string): string => target.split(/[\s,]/, 1)[0] ?? target;

export const isFile = (target: string): boolean => /[/\\]$|\.(?:ya?ml|json|sql)$/.test(target);

/** Without the kind in front: `deployment/report`, `public.report`. */
const bare = (name: string): string =>
  (/^[\w.-]+\/[\w.-]+$/.test(name) ? (name.split('/')[1] ?? name) : name).toLowerCase();

const short: ReadonlyMap<string, string> = new Map([
  ['deploy', 'deployment'],
  ['svc', 'service'],
  ['ns', 'namespace'],
  ['sts', 'stateful set'],
  ['pvc', 'volume claim'],
]);

/** `elasticbeanstalk terminate-environment` → environment, `DROP TABLE` → table, `sql instances delete` → instance. */
function nounIn(operation: string): string | undefined {
  for (const word of operation.toLowerCase().split(/\s+/).toReversed()) {
    const plain = word.replaceAll('-', '_');
    const noun = short.get(word) ?? nounOf(plain) ?? nounOf(plain.replace(/s$/, ''));
    if (noun !== undefined) return noun;
  }
  return undefined;
}

const placeIn = (place: string | undefined): ReadonlyMap<string, string> =>
  new Map(
    (place ?? '').split(', ').flatMap((part) => {
      const [label = '', ...rest] = part.split(' ');
      return rest.length === 0 ? [] : [[label, rest.join(' ')] as const];
    }),
  );
