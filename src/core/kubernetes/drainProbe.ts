/**
 * What `kubectl drain` would evict, what of it comes back elsewhere, and what refuses it.
 * @see https://kubernetes.io/docs/tasks/administer-cluster/safely-drain-node/
 */
import { canonical } from '../../base/json.ts';
import { looseRecord } from '../../base/looseJson.ts';
import type { Impact, Resource, WayBack } from '../impact/impact.ts';
import { counted } from '../impact/nouns.ts';
import type { Answer, Probe } from '../impact/probe.ts';
import { wholeImpact } from '../impact/whole.ts';
import { changedResources } from './changes.ts';
import { answerTo, knowledgeFrom, objectsOf, stillOpen } from './knowledge.ts';
import { ask, given, isOn, type KubectlLine } from './kubectlLine.ts';
import { addressOf, type KubeObject, objectFrom, within } from './objects.ts';
import { pinsFor, shownOf } from './pins.ts';
import { dependentsOf, tiesIn } from './ties.ts';
import { askWhere, whereIn, whereSaid } from './where.ts';
import { keepsScratch, labelsOf, selects } from './workloads.ts';

/** Milliseconds. */
const limit = 60_000;

export function drainProbe(line: KubectlLine): readonly Probe[] {
  const { words, selectors } = line;
  if (words.length === 0 && selectors.length === 0) return [];
  const json = ['-o', 'json', '--ignore-not-found'] as const;
  const first = ask(line, ['get', 'nodes', ...words, ...selectors, ...json]);
  const nodesIn = (answers: readonly Answer[]) => objectsOf(answerTo(first, answers));
  const pods = given(line, '--pod-selector');
  return [
    {
      id: canonical(['kubectl drain', first.program, line.command.args, first.cwd, first.env]),
      kind: line.careful ? 'project code' : 'network',
      title: 'Look up what runs on it',
      limit,
      steps: () => [askWhere(line), first],
      pins: (answers) => pinsFor((step) => step === first, answers),
      shown: shownOf,
      more(answers) {
        const nodes = nodesIn(answers);
        const steps = [
          ...nodes.map(({ name }) =>
            ask(
              line,
              [
                'get',
                'pods',
                '-A',
                `--field-selector=spec.nodeName=${name}`,
                ...(pods === undefined ? [] : [`--selector=${pods}`]),
                ...json,
              ],
              { optional: true },
            ),
          ),
          ...(nodes.length === 0
            ? []
            : [ask(line, ['get', 'poddisruptionbudgets', '-A', ...json], { optional: true })]),
        ];
        return stillOpen(steps, answers);
      },
      read: (answers) => drained(line, nodesIn(answers), answers),
    },
  ];
}

function drained(line: KubectlLine, nodes: readonly KubeObject[], answers: readonly Answer[]): Impact {
  const { objects, uninspectable } = knowledgeFrom(answers);
  const ties = tiesIn(objects);
  const budgets = objects.filter(({ kind }) => kind === 'PodDisruptionBudget');
  // What a daemon set or the kubelet itself runs stays.
  const pods = objects.filter((object) => object.kind === 'Pod' && !runsByNode(object) && !isOver(object));
  const evicted = pods.map((pod): Resource => {
    const refused = refusal(line, pod, budgets);
    const scratch = keepsScratch(pod.body);
    return {
      address: addressOf(pod),
      provider: 'kubernetes',
      type: 'Pod',
      name: pod.name,
      existing: pod.name,
      action: 'delete',
      actions: ['delete'],
      reason: `It runs on node ${String(within(pod.body, 'spec').nodeName)}.`,
      attributes: [],
      ...(scratch ? { facts: ['what it keeps in emptyDir is lost'] } : {}),
      wayBack: wayOf(pod, scratch),
      ...(refused === undefined ? {} : { refusedBecause: refused }),
      dependents: dependentsOf(addressOf(pod), ties),
      provenance: 'probe',
    };
  });
  const cordoned = changedResources(
    nodes.map((before) => ({
      before,
      after: objectFrom({ ...before.body, spec: { ...looseRecord(before.body.spec), unschedulable: true } }),
    })),
  );
  const whole = wholeImpact([...evicted, ...cordoned], uninspectable, [whereSaid(whereIn(answers, line))]);
  return { ...whole, headline: sentence(nodes, evicted, whole.headline) };
}

function sentence(nodes: readonly KubeObject[], evicted: readonly Resource[], otherwise: string): string {
  const [only] = nodes;
  if (only === undefined) return otherwise;
  const where = nodes.length === 1 ? `node ${only.name}` : counted(nodes.length, 'node');
  const bare = evicted.filter(({ wayBack }) => wayBack.kind === 'irreversible');
  const refused = evicted.filter(({ refusedBecause }) => refusedBecause !== undefined);
  const [first] = refused;
  return [
    `Drains ${where}: ends ${counted(evicted.length, 'pod')}`,
    bare.length === 0 ? '' : `, of which ${bare.length} ${bare.length === 1 ? 'does' : 'do'} not come back`,
    first === undefined ? '' : `; it will be refused: ${first.refusedBecause}`,
    '.',
  ].join('');
}

const runsByNode = ({ owners, annotations }: KubeObject): boolean =>
  owners.some(({ kind }) => kind === 'DaemonSet' || kind === 'Node') || 'kubernetes.io/config.mirror' in annotations;

const isOver = ({ body }: KubeObject): boolean => /^(?:Succeeded|Failed)$/.test(String(within(body, 'status').phase));

function wayOf({ owners }: KubeObject, scratch: boolean): WayBack {
  const [owner] = owners;
  if (owner === undefined) return { kind: 'irreversible', why: 'nothing makes it again by itself' };
  const why = `${owner.kind.toLowerCase()}/${owner.name} makes a new one elsewhere`;
  return scratch ? { kind: 'effort', why: `${why}, without what it kept in emptyDir` } : { kind: 'reversible', why };
}

function refusal(line: KubectlLine, pod: KubeObject, budgets: readonly KubeObject[]): string | undefined {
  if (pod.owners.length === 0 && !isOn(line, '--force'))
    return `${addressOf(pod)} has no controller, and --force is not given`;
  if (keepsScratch(pod.body) && !isOn(line, '--delete-emptydir-data', '--delete-local-data'))
    return `${addressOf(pod)} keeps something in emptyDir, and --delete-emptydir-data is not given`;
  if (isOn(line, '--disable-eviction')) return undefined;
  const budget = budgets.find(
    ({ namespace, body }) =>
      namespace === pod.namespace &&
      selects(within(body, 'spec').selector, labelsOf(pod.body)) &&
      within(body, 'status').disruptionsAllowed === 0,
  );
  return budget === undefined ? undefined : `${addressOf(budget)} allows no disruption now`;
}
