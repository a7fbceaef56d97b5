/** What must still be so in the instant before a command runs: the same cluster, the same objects, nothing new beside them. */
import { canonical } from '../../base/json.ts';
import { textIn } from '../../base/looseJson.ts';
import type { Answer, Pin, ProbeStep } from '../impact/probe.ts';
import { isWebhooks, objectsOf } from './knowledge.ts';
import { addressOf, isPassing, type KubeObject, within } from './objects.ts';
import { isWhere, serverIn } from './where.ts';

/** `named`: whether a question is about what the command itself names. */
export function pinsFor(named: (step: ProbeStep) => boolean, answers: readonly Answer[]): readonly Pin[] {
  return answers.flatMap((answer): readonly Pin[] => {
    const { step, failed } = answer;
    if (failed !== undefined) return [];
    if (isWhere(answer)) return [pin('the cluster', step, serverIn, answer)];
    if (step.args[0] !== 'get' || isWebhooks(step)) return [];
    return named(step)
      ? [pin('what is named', step, (each) => versions(objectsOf(each)), answer)]
      : [pin('what hangs on it', step, (each) => identities(objectsOf(each)), answer)];
  });
}

const pin = (what: string, step: ProbeStep, sees: Pin['sees'], answer: Answer): Pin => ({
  what,
  step,
  sees,
  saw: sees(answer),
});

/** What only its state is written to, all the time. */
const reporting = /^(?:Pod|Node|HorizontalPodAutoscaler|Endpoints|EndpointSlice|Lease)$/;

/** What is written anew whenever something else changes has a number that counts only what people wrote. */
const versionOf = ({ kind, body, labels }: KubeObject): string => {
  const { generation, resourceVersion } = within(body, 'metadata');
  if (reporting.test(kind)) return canonical(labels);
  return typeof generation === 'number'
    ? `generation ${generation} ${canonical(labels)}`
    : `version ${String(resourceVersion)}`;
};

const lines = (texts: readonly string[]): string => [...texts].sort().join('\n');

const versions = (objects: readonly KubeObject[]): string =>
  lines(objects.map((object) => `${addressOf(object)} ${object.uid} ${versionOf(object)}`));

/** Controllers make and remove these as they please. */
const restless = /^(?:Endpoints|EndpointSlice|Lease|ControllerRevision)$/;

const identities = (objects: readonly KubeObject[]): string =>
  lines(
    objects
      .filter((object) => object.owners.length === 0 && !restless.test(object.kind) && !isPassing(object))
      .map((object) => `${addressOf(object)} ${object.uid}${policyOf(object)}`),
  );

const policyOf = ({ kind, body }: KubeObject): string =>
  kind === 'PersistentVolume' ? ` ${textIn(within(body, 'spec'), 'persistentVolumeReclaimPolicy')}` : '';

/** What people may see of the answers: which objects there are. */
export const shownOf = (answers: readonly Answer[]): string =>
  answers
    .filter(({ step }) => step.args[0] === 'get')
    .map((answer) =>
      objectsOf(answer)
        .filter((object) => !isPassing(object))
        .map(addressOf)
        .join('\n'),
    )
    .filter(Boolean)
    .join('\n');
