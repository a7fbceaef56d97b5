/**
 * What `helm uninstall`, `rollback`, `upgrade` and `install` would do, manifest against manifest.
 * @see https://helm.sh/docs/helm/helm_get_manifest/
 */
import { canonical } from '../../base/json.ts';
import { textIn } from '../../base/looseJson.ts';
import type { AskTool } from '../impact/askTool.ts';
import type { Uninspectable } from '../impact/impact.ts';
import type { Answer, Pin, Probe, ProbeStep } from '../impact/probe.ts';
import { lastOption, names } from '../shell/options.ts';
import { furtherQuestions } from './furtherQuestions.ts';
import { renderedIn, revisionsIn, statusIn } from './helmAnswers.ts';
import { releaseImpact } from './helmImpact.ts';
import { askCluster, askHelm, type HelmLine, helmLine } from './helmLine.ts';
import { answerTo, knowledgeFrom, stillOpen } from './knowledge.ts';
import { bareObjects, hookOf, isKept, type Manifest, manifestIn } from './manifest.ts';
import { pinsFor, shownOf } from './pins.ts';
import { whereOf, whereSaid } from './where.ts';

/** Milliseconds. */
const limit = 90_000;

export const askHelmTool: AskTool = (command, effect) => {
  const line = helmLine(command, effect);
  if (line === undefined) return [];
  switch (line.operation) {
    case 'uninstall':
      return line.words.map((release) =>
        releaseProbe(line, { release, title: `Look up what release ${release} holds` }),
      );
    case 'rollback': {
      const [release, revision] = line.words;
      return release === undefined
        ? []
        : [
            releaseProbe(line, {
              release,
              ...(revision === undefined || revision === '0' ? {} : { revision }),
              title: `Compare the revisions of release ${release}`,
            }),
          ];
    }
    case 'upgrade':
    case 'install': {
      const [release] = line.words;
      // With a generated name nobody knows what it will be called; it is all new.
      return line.words.length === 2 && release !== undefined
        ? [releaseProbe(line, { release, title: `Render what release ${release} would become` })]
        : [];
    }
  }
};

interface Asked {
  readonly release: string;
  readonly revision?: string;
  readonly title: string;
}

/** What would print otherwise, wait, or rehearse in another way. */
const left = names(
  '--dry-run -o --output --wait --wait-for-jobs --timeout --atomic --rollback-on-failure --debug --hide-secret --render-subchart-notes',
);

function releaseProbe(line: HelmLine, { release, revision, title }: Asked): Probe {
  const { operation } = line;
  const status = askHelm(line, ['status', release, '-o', 'json'], { optional: true });
  const manifest = askHelm(
    line,
    ['get', 'manifest', release],
    operation === 'upgrade' || operation === 'install' ? { optional: true } : {},
  );
  const hooks = askHelm(
    line,
    ['get', 'hooks', release, ...(revision === undefined ? [] : [`--revision=${revision}`])],
    { optional: true },
  );
  const history = askHelm(line, ['history', release, '-o', 'json'], { optional: true });
  const older = (number: string) => askHelm(line, ['get', 'manifest', release, `--revision=${number}`]);
  const rehearsal = rehearsalOf(line);
  const where = askCluster(line, ['config', 'view', '--minify', '-o', 'json']);
  const renders = operation === 'upgrade' || operation === 'install';
  const orphan = lastOption(line.options, '--cascade')?.value?.value === 'orphan';

  const spaceIn = (answers: readonly Answer[]): string =>
    line.namespace ??
    (textIn(statusIn(answerTo(status, answers)), 'namespace') || whereOf(answerTo(where, answers)).namespace);
  const beforeIn = (answers: readonly Answer[]): Manifest =>
    manifestIn(answerTo(manifest, answers)?.stdout ?? '', spaceIn(answers), `the manifest of ${release}`);
  /** Undefined while it is not known. */
  const targetRevision = (answers: readonly Answer[]): string | undefined =>
    revision ?? previousIn(answerTo(history, answers));
  const afterIn = (answers: readonly Answer[]): Manifest => {
    const what = `the new manifest of ${release}`;
    if (operation === 'uninstall') return { objects: [], uninspectable: [] };
    if (renders) return manifestIn(renderedIn(answerTo(rehearsal, answers)).manifest, spaceIn(answers), what);
    const number = targetRevision(answers);
    return manifestIn(
      (number === undefined ? undefined : answerTo(older(number), answers))?.stdout ?? '',
      spaceIn(answers),
      what,
    );
  };
  const liveQuestion = (answers: readonly Answer[]): ProbeStep | undefined => {
    const { objects } = beforeIn(answers);
    if (objects.length === 0) return undefined;
    return askCluster(line, ['get', '-f', '-', '-o', 'json', '--ignore-not-found'], { input: bareObjects(objects) });
  };
  const leaving = (answers: readonly Answer[]) => {
    const { objects } = afterIn(answers);
    const next = new Set(objects.map(({ kind, namespace, name }) => canonical([kind, namespace, name])));
    return knowledgeFrom(answers.filter(({ step }) => step.args[1] === '-f')).objects.filter(
      (object) => !isKept(object) && !next.has(canonical([object.kind, object.namespace, object.name])),
    );
  };

  return {
    id: canonical([
      'helm',
      operation,
      release,
      revision ?? null,
      line.command.args,
      line.command.directory,
      line.command.env,
    ]),
    kind: renders || line.careful ? 'project code' : 'network',
    title,
    limit,
    steps: () => [
      where,
      status,
      manifest,
      ...(operation === 'rollback' ? [history] : []),
      ...(renders ? [rehearsal] : [hooks]),
    ],
    more(answers) {
      const number = operation === 'rollback' ? targetRevision(answers) : undefined;
      const live = liveQuestion(answers);
      const first = [...(number === undefined ? [] : [older(number)]), ...(live === undefined ? [] : [live])];
      const open = stillOpen(first, answers);
      if (open.length > 0) return open;
      return furtherQuestions((args, more) => askCluster(line, args, more), leaving(answers), answers, orphan);
    },
    pins: (answers) => [...releasePins(answerTo(status, answers)), ...pinsFor(({ args }) => args[1] === '-f', answers)],
    shown: shownOf,
    read(answers) {
      const before = beforeIn(answers);
      const after = afterIn(answers);
      const known = knowledgeFrom(answers.filter(({ step }) => step.program === 'kubectl'));
      const number = targetRevision(answers);
      const uninspectable: Uninspectable[] = [...before.uninspectable, ...after.uninspectable];
      const seen = answers.some(({ step, failed }) => step.args[1] === '-f' && failed === undefined);
      if (!seen && before.objects.length > 0)
        uninspectable.push({
          what: `what hangs on release ${release}`,
          why: 'The cluster itself could not be asked with kubectl.',
        });
      if (operation === 'rollback' && number === undefined)
        uninspectable.push({
          what: `the revision that ${release} goes back to`,
          why: 'Its history could not be read.',
        });
      for (const [step, what] of [
        [manifest, `release ${release} as it is`],
        [hooks, `the hooks of ${release}`],
      ] as const) {
        const { failed, stderr = '' } = answerTo(step, answers) ?? {};
        // What is not there yet has nothing to be compared with.
        if (failed !== undefined && !(renders && /not found/.test(stderr))) uninspectable.push({ what, why: failed });
      }
      return releaseImpact({
        said: saidOf(operation, release, number),
        before: operation === 'rollback' && number === undefined ? [] : before.objects,
        after: after.objects,
        live: seen ? known.objects : undefined,
        hooks: hooksOf(line, answers, release, spaceIn(answers), hooks, rehearsal),
        uninspectable: seen ? [...uninspectable, ...known.uninspectable] : uninspectable,
        remarks: remarksOn(line, answers, where),
        orphan,
      });
    },
  };
}

/** The rehearsal stands first: no option of the line can take it as its value, and none says otherwise behind it. */
function rehearsalOf(line: HelmLine): ProbeStep {
  const options = line.options.options.filter(
    ({ name }) =>
      !left.has(name) && !line.place.some((each) => each === name || each.startsWith(`${name}=`)) && name !== '-n',
  );
  const written = options.map(({ name, value }) =>
    value === undefined ? name : name.startsWith('--') ? `${name}=${value.value}` : `${name}${value.value}`,
  );
  const input = line.command.input === undefined ? {} : { input: line.command.input };
  return askHelm(line, [line.operation, '--dry-run=server', '-o', 'json', ...written, ...line.words], input);
}

/** The revision that runs: another one means that somebody released meanwhile. */
function releasePins(answer: Answer | undefined): readonly Pin[] {
  if (answer === undefined || answer.failed !== undefined) return [];
  const sees = (each: Answer) => `revision ${String(statusIn(each).version)}`;
  return [{ what: 'the release', step: answer.step, sees, saw: sees(answer) }];
}

/** The newest revision before the one that runs. */
function previousIn(answer: Answer | undefined): string | undefined {
  const [, previous] = [...revisionsIn(answer)].sort((one, other) => other - one);
  return previous === undefined ? undefined : String(previous);
}

const events: Readonly<Record<HelmLine['operation'], RegExp>> = {
  uninstall: /^(?:pre|post)-delete$/,
  install: /^(?:pre|post)-install$/,
  upgrade: /^(?:pre|post)-(?:upgrade|install)$/,
  rollback: /^(?:pre|post)-rollback$/,
};

function hooksOf(
  { operation, options }: HelmLine,
  answers: readonly Answer[],
  release: string,
  namespace: string,
  hooks: ProbeStep,
  rehearsal: ProbeStep,
) {
  if (lastOption(options, '--no-hooks') !== undefined) return [];
  const text = answerTo(hooks, answers)?.stdout ?? renderedIn(answerTo(rehearsal, answers)).hooks;
  return manifestIn(text, namespace, `the hooks of ${release}`).objects.filter((object) =>
    hookOf(object).some((event) => events[operation].test(event)),
  );
}

function remarksOn(
  { operation, options, namespace }: HelmLine,
  answers: readonly Answer[],
  where: ProbeStep,
): readonly string[] {
  const asked = answerTo(where, answers);
  const place = whereOf(asked);
  const has = (...wanted: readonly string[]) => lastOption(options, ...wanted) !== undefined;
  return [
    ...(asked === undefined ? [] : [whereSaid({ ...place, namespace: namespace ?? place.namespace })]),
    ...(operation === 'uninstall' && !has('--keep-history')
      ? ['Its history goes with it: helm rollback has nothing to go back to.']
      : []),
    ...(operation === 'uninstall' ? ['Definitions from the chart’s crds folder stay.'] : []),
    ...(operation === 'upgrade' || operation === 'rollback'
      ? ['Compared with the manifest that Helm keeps: what somebody changed beside it is not seen.']
      : []),
    ...(has('--force', '--force-replace')
      ? ['What cannot be changed in place is deleted and created anew (--force).']
      : []),
    ...(operation === 'install' && has('--atomic', '--rollback-on-failure')
      ? ['When it fails, everything it made is deleted again.']
      : []),
  ];
}

function saidOf(operation: HelmLine['operation'], release: string, revision: string | undefined): string {
  switch (operation) {
    case 'uninstall':
      return `Uninstalls ${release}`;
    case 'install':
      return `Installs ${release}`;
    case 'upgrade':
      return `Upgrades ${release}`;
    case 'rollback':
      return `Rolls ${release} back${revision === undefined ? '' : ` to revision ${revision}`}`;
  }
}
