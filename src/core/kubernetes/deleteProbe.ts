/**
 * What `kubectl delete` and `kubectl replace --force` would take along: the server's dry run names the targets only.
 * @see https://kubernetes.io/docs/reference/kubectl/generated/kubectl_delete/
 */
import { canonical } from '../../base/json.ts';
import type { Uninspectable } from '../impact/impact.ts';
import type { Answer, Probe } from '../impact/probe.ts';
import { deletionImpact } from './deletion.ts';
import { type Asker, furtherQuestions } from './furtherQuestions.ts';
import { answerTo, isSilent, isWebhooks, knowledgeFrom, objectsOf } from './knowledge.ts';
import { ask, given, isOn, type KubectlLine } from './kubectlLine.ts';
import { isCustom, type KubeObject } from './objects.ts';
import { pinsFor, shownOf } from './pins.ts';
import { askWhere, isWhere, whereIn, whereSaid } from './where.ts';

/** Milliseconds: a dozen questions, each with a limit of its own. */
const limit = 60_000;

/** Nothing where the line names nothing that could be asked for. */
export function deleteProbe(line: KubectlLine, again: boolean): readonly Probe[] {
  const { command, words, files, selectors, namespace } = line;
  const [kind = ''] = words;
  const everything = isOn(line, '--all') || selectors.length > 0;
  // kubectl refuses a kind without names; to ask for it would list all there is.
  if (files.length === 0 && (words.length === 0 || (words.length === 1 && !kind.includes('/') && !everything)))
    return [];
  const asker: Asker = (args, more) => ask(line, args, more);
  const first = ask(
    line,
    ['get', ...words, ...files, ...selectors, ...namespace, '-o', 'json', '--ignore-not-found'],
    command.input === undefined ? {} : { input: command.input },
  );
  const orphan = /^(?:orphan|false)$/.test(given(line, '--cascade') ?? '');
  const targetsIn = (answers: readonly Answer[], uninspectable?: Uninspectable[]) =>
    objectsOf(answerTo(first, answers), uninspectable);
  return [
    {
      id: canonical(['kubectl delete', first.program, first.args, first.cwd, first.env, orphan, again]),
      kind: line.careful ? 'project code' : 'network',
      title: 'Look up what goes with it',
      limit,
      steps: () => [askWhere(line), first],
      pins: (answers) => pinsFor((step) => step === first, answers),
      shown: shownOf,
      more: (answers) => furtherQuestions(asker, targetsIn(answers), answers, orphan),
      read(answers) {
        const targets = targetsIn(answers);
        const { objects, types, uninspectable } = knowledgeFrom(answers);
        const unlisted: readonly Uninspectable[] =
          types === undefined
            ? targets
                .filter((target) => target.kind === 'Namespace')
                .map(({ name }) => ({ what: `what lies in namespace ${name}`, why: 'It could not be listed.' }))
            : [];
        return deletionImpact({
          targets,
          objects,
          uninspectable: [...uninspectable.filter((each) => !isSilent(each) || targets.some(holdsOthers)), ...unlisted],
          remarks: [
            ...(answers.some(isWhere) ? [whereSaid(whereIn(answers, line))] : []),
            ...(answers.some(({ step, failed }) => isWebhooks(step) && failed !== undefined)
              ? ['Whether a webhook of the whole cluster is served from here could not be looked up.']
              : []),
          ],
          orphan,
          abrupt: isOn(line, '--force') || isOn(line, '--now') || given(line, '--grace-period') === '0',
          again,
        });
      },
    },
  ];
}

/** What goes with it may be of any kind. */
const holdsOthers = (target: KubeObject): boolean => target.kind === 'Namespace' || isCustom(target);
