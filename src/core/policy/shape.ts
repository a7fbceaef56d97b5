/**
 * The shape of `.holdpoint/policy.yaml`, version 1, in one place: what the parser accepts, what the published JSON Schema
 * says, and what the editor completes and explains.
 */
import * as v from 'valibot';
import { signalIds } from '../drift/signalIds.ts';
import { effectKinds } from '../effect.ts';

/** Bytes a policy may have; a team's policy is a page or two. */
export const mostPolicyBytes = 256 * 1024;
const mostGlob = 300;
const mostRules = 1_000;

const said = <T>(text: string) => v.description<T, string>(text);

/** One value may stand for a list of one. */
const oneOrMore = <T extends v.GenericSchema>(item: T, description: string) =>
  v.pipe(
    v.union([item, v.pipe(v.array(item), v.minLength(1, 'an empty list matches nothing'))]),
    said(description),
    v.transform((found): readonly v.InferOutput<T>[] => (Array.isArray(found) ? found : [found])),
  );

const text = v.pipe(v.string('expected text'), v.minLength(1, 'empty'), v.maxLength(mostGlob, 'too long'));

/** Patterns that repeat a repetition take time without end. */
const glob = v.pipe(
  text,
  v.check((pattern) => (pattern.match(/\{/g) ?? []).length <= 5, 'at most five { } in a pattern'),
  v.check((pattern) => !/[@?!+*]\(/.test(pattern), 'no extended patterns such as +( ) or !( )'),
  v.check((pattern) => (pattern.match(/\*/g) ?? []).length <= 12, 'at most twelve * in a pattern'),
);
const globs = (description: string) => v.optional(oneOrMore(glob, description));
const amount = (description: string) =>
  v.optional(
    v.pipe(
      v.number('expected a number'),
      v.integer('expected a whole number'),
      v.minValue(0, 'below 0'),
      said(description),
    ),
  );

/** What tells one environment from another. Every list may be left out; one match is enough. */
const environmentEntries = {
  accounts: globs('AWS account ids, Google projects, Azure subscriptions.'),
  profiles: globs('AWS profiles, gcloud configurations.'),
  contexts: globs('Kubernetes and Docker contexts.'),
  clusters: globs('Kubernetes API servers and cluster names.'),
  namespaces: globs('Kubernetes namespaces.'),
  workspaces: globs('Terraform workspaces, Pulumi stacks.'),
  regions: globs('Cloud regions: `cn-*` is China.'),
  hosts: globs('Database and other hosts.'),
  databases: globs('Names of databases.'),
  branches: globs('Branches of the repository.'),
  paths: globs('Directories and files, seen from the repository: `envs/prod/**`.'),
};

export const signKinds = Object.keys(environmentEntries) as readonly (keyof typeof environmentEntries)[];
export type SignKind = keyof typeof environmentEntries;

const environment = v.strictObject(environmentEntries);

const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Day = (typeof days)[number];

const clock = v.pipe(
  v.string('expected a time such as "18:00"'),
  v.regex(/^(?:[01]\d|2[0-4]):[0-5]\d$/, 'expected a time such as "18:00"'),
);

const isZone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
};
const timezone = v.pipe(
  text,
  v.check(isZone, 'no such time zone'),
  said('As in `Europe/Berlin`. UTC when it is left out.'),
);

const window = v.strictObject({
  days: v.optional(
    oneOrMore(
      v.picklist(days, 'expected mon, tue, wed, thu, fri, sat or sun'),
      'Weekdays. Every day when it is left out.',
    ),
  ),
  from: v.optional(v.pipe(clock, said('From this time on. A window may reach over midnight.'))),
  to: v.optional(v.pipe(clock, said('Until this time.'))),
  timezone: v.optional(timezone),
});

const conditionEntries = {
  effect: v.optional(
    oneOrMore(
      v.picklist(effectKinds, 'expected read, change, destroy or unknown'),
      'What it does: read, change, destroy, or unknown.',
    ),
  ),
  tool: globs('The tool, as Holdpoint names it: `terraform`, `kubectl`, `aws`, `sql`.'),
  operation: globs('What the tool does, in its own words: `destroy`, `delete *`.'),
  target: globs('What it is done to: an address, a name, an ARN.'),
  file: globs('A file it edits or reads, or the directory it works in, seen from the repository.'),
  environment: v.optional(oneOrMore(text, 'An environment of this policy. What matches none counts as production.')),
  agent: globs('The agent: `claude-code`, `vscode`.'),
  person: globs('Who sits at the keyboard, by the e-mail address git knows.'),
  data: v.optional(
    v.pipe(v.boolean('expected true or false'), said('Whether something that holds data changes or goes.')),
  ),
  reversible: v.optional(v.pipe(v.boolean('expected true or false'), said('Whether it can be taken back.'))),
  types: globs('Types of the resources it touches: `aws_db_*`, `PersistentVolumeClaim`.'),
  'resources-over': amount('More resources than this are touched.'),
  'cost-over': amount('It costs more than this a month in addition.'),
  during: v.optional(oneOrMore(window, 'The time it is asked at.')),
  branch: globs('The branch that is checked out.'),
  'mcp-server': globs('The MCP server whose tool is called.'),
  signal: v.optional(
    oneOrMore(v.picklist(signalIds, `expected ${signalIds.join(', ')}`), 'A sign that it is more than was asked for.'),
  ),
};

const plain = v.strictObject(conditionEntries);
type Plain = v.InferOutput<typeof plain>;

/** All keys of one condition must hold; `any`, `all` and `not` hold more of them. */
export type Condition = Plain & {
  readonly any?: readonly Condition[] | undefined;
  readonly all?: readonly Condition[] | undefined;
  readonly not?: Condition | undefined;
};
interface ConditionInput extends v.InferInput<typeof plain> {
  readonly any?: readonly ConditionInput[] | undefined;
  readonly all?: readonly ConditionInput[] | undefined;
  readonly not?: ConditionInput | undefined;
}

const condition: v.GenericSchema<ConditionInput, Condition> = v.strictObject({
  ...conditionEntries,
  any: v.optional(
    v.pipe(
      v.array(v.lazy(() => condition)),
      v.minLength(1, 'an empty list matches nothing'),
      said('One of these holds.'),
    ),
  ),
  all: v.optional(
    v.pipe(
      v.array(v.lazy(() => condition)),
      v.minLength(1, 'an empty list matches nothing'),
      said('All of these hold.'),
    ),
  ),
  not: v.optional(
    v.pipe(
      v.lazy(() => condition),
      said('This does not hold.'),
    ),
  ),
});

/** How sure a signature is, the weakest first. */
export const assurances = ['A1', 'A2', 'A3'] as const;
export type Assurance = (typeof assurances)[number];

/** Whether a signature that is worth so much will do. */
export const isAtLeast = (given: Assurance, wanted: Assurance): boolean =>
  assurances.indexOf(given) >= assurances.indexOf(wanted);

const approvals = v.strictObject({
  count: v.pipe(
    v.number('expected a number'),
    v.integer('expected a whole number'),
    v.minValue(1, 'at least 1'),
    v.maxValue(9, 'at most 9'),
    said('How many people, besides the one at the keyboard.'),
  ),
  group: v.optional(
    v.pipe(text, said('The group of the roster they must belong to. Anybody on it when it is left out.')),
  ),
  assurance: v.optional(
    v.pipe(
      v.picklist(assurances, 'expected A1, A2 or A3'),
      said('How sure the signature must be: A1 a device key, A2 an SSH key, A3 a passkey that verified its user.'),
    ),
  ),
});

const rule = v.strictObject({
  name: v.pipe(text, said('What people read when this rule decides.')),
  when: v.pipe(condition, said('All of these must hold. `{}` is every action.')),
  // biome-ignore lint/suspicious/noThenProperty: it is the policy's word, in a file, and nobody awaits a rule.
  then: v.pipe(
    v.picklist(['allow', 'hold', 'deny'], 'expected allow, hold or deny'),
    said('allow: it passes and is written down. hold: people decide. deny: never.'),
  ),
  approvals: v.optional(v.pipe(approvals, said('Who has to agree besides the person at the keyboard.'))),
  confirm: v.optional(
    v.pipe(
      v.picklist(['click', 'type-target'], 'expected click or type-target'),
      said('How the person at the keyboard approves.'),
    ),
  ),
  reason: v.optional(
    v.pipe(
      v.picklist(['required', 'optional'], 'expected required or optional'),
      said('Whether a reason must be given.'),
    ),
  ),
  'may-loosen': v.optional(
    v.pipe(
      v.boolean('expected true or false'),
      said('A policy below this one may say less. Without it, it can only say more.'),
    ),
  ),
});

/** `2026-02-30` is read as a day of March by some. */
export const isDay = (date: string): boolean => {
  const at = Date.parse(date);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(date);
};

const moment = v.pipe(
  v.string('expected a date such as 2026-12-20'),
  v.regex(/^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2})?$/, 'expected a date such as 2026-12-20 or 2026-12-20T18:00'),
  v.check((date) => isDay(date.slice(0, 10)) && !Number.isNaN(Date.parse(date.replace(' ', 'T'))), 'no such date'),
);

const freeze = v.strictObject({
  name: v.pipe(text, said('What people read while it lasts.')),
  from: v.pipe(moment, said('The first day, or the first minute.')),
  to: v.pipe(moment, said('The last day, whole, or the last minute.')),
  timezone: v.optional(timezone),
  environments: v.optional(oneOrMore(text, 'Only these. All when it is left out.')),
  // biome-ignore lint/suspicious/noThenProperty: it is the policy's word, in a file, and nobody awaits a freeze.
  then: v.pipe(v.picklist(['hold', 'deny'], 'expected hold or deny'), said('What happens to changes meanwhile.')),
  except: v.optional(oneOrMore(text, 'Groups whose members may still act, by a hold.')),
});

const limits = v.strictObject({
  'holds-per-hour': amount('More questions than this in an hour are refused without asking anybody.'),
  'destroys-per-session': amount('More destroys than this in one session are refused.'),
});

/** The whole file. */
export const policyShape = v.strictObject({
  version: v.pipe(
    v.literal(1, 'expected 1: this Holdpoint knows no other version'),
    said('The version of this format.'),
  ),
  environments: v.optional(
    v.pipe(
      v.record(v.pipe(v.string(), v.regex(/^[a-zA-Z][\w-]{0,40}$/, 'a name of letters, digits, - and _')), environment),
      said('First match wins. What matches none is treated as production.'),
    ),
  ),
  rules: v.optional(
    v.pipe(
      v.array(rule),
      v.maxLength(mostRules, `more than ${mostRules} rules`),
      said('The strictest rule that matches wins; their order never matters.'),
    ),
  ),
  freeze: v.optional(v.pipe(v.array(freeze), said('Times when nothing is changed.'))),
  limits: v.optional(v.pipe(limits, said('How much is too much.'))),
});

export type Policy = v.InferOutput<typeof policyShape>;
export type Rule = v.InferOutput<typeof rule>;
export type Freeze = v.InferOutput<typeof freeze>;
export type Environments = NonNullable<Policy['environments']>;
export type Approvals = v.InferOutput<typeof approvals>;
export type Window = v.InferOutput<typeof window>;
