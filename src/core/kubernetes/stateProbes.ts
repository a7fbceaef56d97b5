/** What follows from an object as it is and the line itself: scale, restart, pause, undo, cordon. Only reads. */
import { canonical } from '../../base/json.ts';
import { looseRecord, type Node } from '../../base/looseJson.ts';
import type { Impact, Uninspectable } from '../impact/impact.ts';
import type { Answer, Probe } from '../impact/probe.ts';
import { changedResources, changeImpact } from './changes.ts';
import { claimsOf } from './closure.ts';
import { deletionImpact } from './deletion.ts';
import { furtherQuestions } from './furtherQuestions.ts';
import { answerTo, knowledgeFrom, objectsOf } from './knowledge.ts';
import { ask, given, isOn, type KubectlLine } from './kubectlLine.ts';
import { addressOf, type KubeObject, objectFrom, unique, within } from './objects.ts';
import { pinsFor, shownOf } from './pins.ts';
import { templateBefore } from './revisions.ts';
import { tiesIn } from './ties.ts';
import { askWhere, whereIn, whereSaid } from './where.ts';

/** How an object would be; undefined where nothing can be told. */
type Next = (object: KubeObject, line: KubectlLine, objects: readonly KubeObject[]) => Node | undefined;

const withSpec = ({ body }: KubeObject, more: Node): Node => ({
  ...body,
  spec: { ...looseRecord(body.spec), ...more },
});

const next: ReadonlyMap<string, Next> = new Map<string, Next>([
  [
    'scale',
    (object, line) => {
      const replicas = Number(given(line, '--replicas'));
      return Number.isSafeInteger(replicas) ? withSpec(object, { replicas }) : undefined;
    },
  ],
  ['rollout pause', (object) => withSpec(object, { paused: true })],
  ['rollout resume', (object) => withSpec(object, { paused: undefined })],
  [
    'rollout restart',
    (object) => {
      const template = within(object.body, 'spec', 'template');
      const metadata = looseRecord(template.metadata);
      const annotations = { ...looseRecord(metadata.annotations), 'kubectl.kubernetes.io/restartedAt': 'now' };
      return withSpec(object, { template: { ...template, metadata: { ...metadata, annotations } } });
    },
  ],
  [
    'rollout undo',
    (object, line, objects) => {
      const template = templateBefore(object, objects, Number(given(line, '--to-revision') ?? 0));
      return template === undefined ? undefined : withSpec(object, { template });
    },
  ],
  ['cordon', (object) => withSpec(object, { unschedulable: true })],
  ['uncordon', (object) => withSpec(object, { unschedulable: undefined })],
]);

export const isTold = (operation: string): boolean => next.has(operation);

/** Milliseconds. */
const limit = 60_000;

export function stateProbe(line: KubectlLine): readonly Probe[] {
  const { words, files, selectors, namespace, command, operation } = line;
  const nodes = operation.endsWith('cordon');
  if (words.length === 0 && files.length === 0 && selectors.length === 0) return [];
  // A kind alone means all of it to `rollout`, and is refused by `scale`.
  const [kind = ''] = words;
  const all = selectors.length > 0 || isOn(line, '--all') || operation !== 'scale';
  if (files.length === 0 && words.length === 1 && !kind.includes('/') && !nodes && !all) return [];
  const first = ask(
    line,
    [
      'get',
      ...(nodes ? ['nodes'] : []),
      ...words,
      ...files,
      ...selectors,
      ...namespace,
      '-o',
      'json',
      '--ignore-not-found',
    ],
    command.input === undefined ? {} : { input: command.input },
  );
  const targetsIn = (answers: readonly Answer[]) => objectsOf(answerTo(first, answers));
  return [
    {
      id: canonical([
        'kubectl',
        operation,
        first.program,
        first.args,
        first.cwd,
        first.env,
        given(line, '--replicas', '--to-revision') ?? null,
      ]),
      kind: line.careful ? 'project code' : 'network',
      title: 'Look up what it is now, and what hangs on it',
      limit,
      steps: () => [askWhere(line), first],
      pins: (answers) => pinsFor((step) => step === first, answers),
      shown: shownOf,
      // What it owns does not go with it.
      more: (answers) =>
        nodes ? [] : furtherQuestions((args, more) => ask(line, args, more), targetsIn(answers), answers, true),
      read: (answers) => changed(line, targetsIn(answers), answers),
    },
  ];
}

function changed(line: KubectlLine, targets: readonly KubeObject[], answers: readonly Answer[]): Impact {
  const { objects, uninspectable } = knowledgeFrom(answers);
  const all = unique(objects);
  const ties = tiesIn(all);
  const remarks = [whereSaid(whereIn(answers, line))];
  const changes: { readonly before: KubeObject; readonly after: KubeObject }[] = [];
  const open: Uninspectable[] = [...uninspectable];
  for (const before of targets) {
    const after = next.get(line.operation)?.(before, line, all);
    if (after === undefined)
      open.push({ what: addressOf(before), why: 'What it would become could not be found out.' });
    else changes.push({ before, after: objectFrom(after) });
  }
  const claims = changes.flatMap(({ before, after }) => claimsScaledAway(before, after, all));
  const gone =
    claims.length === 0
      ? []
      : deletionImpact({
          targets: claims,
          objects: all,
          uninspectable: [],
          remarks: [],
          orphan: false,
          abrupt: false,
          again: false,
        }).resources;
  return changeImpact([...gone, ...changedResources(changes, ties)], open, remarks);
}

/** Claims of pods that a stateful set gives up, where it is told to take them along. */
function claimsScaledAway(before: KubeObject, after: KubeObject, all: readonly KubeObject[]): readonly KubeObject[] {
  const { whenScaled } = within(before.body, 'spec', 'persistentVolumeClaimRetentionPolicy');
  if (before.kind !== 'StatefulSet' || whenScaled !== 'Delete') return [];
  const replicas = Number(within(after.body, 'spec').replicas);
  const start = Number(within(before.body, 'spec', 'ordinals').start ?? 0);
  return all.filter(
    (claim) =>
      claim.kind === 'PersistentVolumeClaim' &&
      claimsOf(before, claim) &&
      Number(claim.name.split('-').at(-1)) >= start + replicas,
  );
}
