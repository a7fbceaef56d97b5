/** What the answers of kubectl come to: objects, kinds that can be listed, and what could not be looked at. */
import type { Uninspectable } from '../impact/impact.ts';
import type { Answer, ProbeStep } from '../impact/probe.ts';
import { type KubeObject, objectsIn } from './objects.ts';

export interface Knowledge {
  readonly objects: readonly KubeObject[];
  /** Kinds of things in namespaces: `deployments.apps`; undefined while nobody knows. */
  readonly types: readonly string[] | undefined;
  readonly uninspectable: readonly Uninspectable[];
}

export function knowledgeFrom(answers: readonly Answer[]): Knowledge {
  const objects: KubeObject[] = [];
  const uninspectable: Uninspectable[] = [];
  let types: readonly string[] | undefined;
  for (const answer of answers) {
    const { step, stdout, failed } = answer;
    if (step.args[0] === 'api-resources') {
      if (failed === undefined || stdout !== '') types = stdout.split('\n').filter(Boolean);
      if (failed !== undefined) uninspectable.push(...silentGroups(answer));
    }
    if (step.args[0] !== 'get') continue;
    objects.push(...objectsOf(answer, uninspectable));
    if (failed !== undefined && !isWebhooks(step)) uninspectable.push(...refusals(answer));
  }
  return { objects, types, uninspectable };
}

/** `unable to retrieve the complete list of server APIs: acme.io/v1: the server is currently unable …` */
const silent = /([\w-]+(?:\.[\w-]+)+)\/v\d\w*:/g;

/** APIs that did not answer: what lies in them is not known. Figures of the moment are missed by nobody. */
function silentGroups({ stderr, stdout, failed = '' }: Answer): readonly Uninspectable[] {
  const groups = [...new Set([...stderr.matchAll(silent)].map(([, group = '']) => group))];
  if (groups.length === 0 || stdout === '') return [{ what: silentKinds, why: failed }];
  return groups
    .filter((group) => !/(?:^|\.)metrics\.k8s\.io$/.test(group))
    .map((group) => ({ what: `${silentKinds} of ${group}`, why: 'That part of the API did not answer.' }));
}

/** Named so where an API did not answer; of no weight where only kinds that every cluster has are looked for. */
const silentKinds = 'objects';
export const isSilent = ({ what }: Uninspectable): boolean =>
  what === silentKinds || what.startsWith(`${silentKinds} of `);

/** What checks writes to the whole cluster, and may be served from what goes. */
export const webhookTypes = 'validatingwebhookconfigurations,mutatingwebhookconfigurations,apiservices';
export const isWebhooks = ({ args }: ProbeStep): boolean => args[1] === webhookTypes;

const question = ({ args }: ProbeStep): string => args.join('\n');

/** What a step came to; undefined while it has not been asked. */
export const answerTo = (step: ProbeStep, answers: readonly Answer[]): Answer | undefined =>
  answers.find((answer) => question(answer.step) === question(step));

/** Nothing is asked twice. */
export const stillOpen = (steps: readonly ProbeStep[], answers: readonly Answer[]): readonly ProbeStep[] =>
  steps.filter((step) => answerTo(step, answers) === undefined);

/** An answer is read many times over, and may be large. */
const told = new WeakMap<Answer, readonly KubeObject[]>();

/** The objects one answer tells; what cannot be read is said. */
export function objectsOf(answer: Answer | undefined, uninspectable: Uninspectable[] = []): readonly KubeObject[] {
  if (answer === undefined) return [];
  const { step, stdout } = answer;
  try {
    const known = told.get(answer) ?? objectsIn(stdout);
    told.set(answer, known);
    return known;
  } catch {
    uninspectable.push({ what: asked(step), why: `${step.program} answered something that is no list of objects.` });
    return [];
  }
}

/** `secrets is forbidden: User "dev" cannot list resource "secrets" in API group "" in the namespace "shop"`. */
const forbidden = /^Error from server \(Forbidden\): ([\w.-]+).*?(?:in the namespace "([\w.-]+)")?$/gm;

function refusals({ step, stderr, failed = '' }: Answer): readonly Uninspectable[] {
  const found = [...stderr.matchAll(forbidden)].map(
    ([, type = '', namespace]): Uninspectable => ({
      what: namespace === undefined ? type : `${type} in namespace ${namespace}`,
      why: 'It may not be looked at with these rights.',
    }),
  );
  return found.length > 0 ? found : [{ what: asked(step), why: failed }];
}

/** The words of a question, without its options. */
function asked({ args }: ProbeStep): string {
  const [, ...rest] = args;
  const end = rest.findIndex((arg) => arg.startsWith('-'));
  const words = rest.slice(0, end === -1 ? undefined : end).join(' ');
  const [, namespace] = /(?:^| )-n (\S+)/.exec(args.join(' ')) ?? [];
  const what = words === '' ? 'what the files name' : words.length > 60 ? 'other objects' : words;
  return namespace === undefined ? what : `${what} in namespace ${namespace}`;
}
