/**
 * Whom kubectl acts as, and what that one may do. Both questions make a review that is answered and not kept.
 * @see https://kubernetes.io/docs/reference/access-authn-authz/authorization/#checking-api-access
 */
import { canonical } from '../../base/json.ts';
import { looseRecord, optionalList, textIn } from '../../base/looseJson.ts';
import type { Effect } from '../effect.ts';
import { recordOf } from '../impact/answers.ts';
import type { AskTool } from '../impact/askTool.ts';
import type { Answer, Probe, ProbeStep } from '../impact/probe.ts';
import { ask, type KubectlLine, kubectlLine } from '../kubernetes/kubectlLine.ts';
import { type Rights, rightsOf } from './rights.ts';
import { rightsImpact } from './rightsImpact.ts';

/** Milliseconds for all questions together. */
const limit = 30_000;

export const askClusterRights: AskTool = (command, effect) => {
  const line = kubectlLine(command, effect);
  return line === undefined || line.careful ? [] : [probeOf(line, effect)];
};

/** What kubectl does → the verb of the API. */
const verbs: ReadonlyMap<string, string> = new Map(
  Object.entries({
    delete: 'delete',
    create: 'create',
    replace: 'update',
    apply: 'patch',
    patch: 'patch',
    edit: 'patch',
    label: 'patch',
    annotate: 'patch',
    set: 'patch',
    scale: 'patch',
    rollout: 'patch',
    drain: 'delete',
    cordon: 'patch',
    uncordon: 'patch',
    taint: 'patch',
    exec: 'create',
  }),
);

/** `delete deployments`; undefined where the kind stands in a file. */
function needOf({ operation, words }: KubectlLine): readonly [verb: string, resource: string] | undefined {
  const [first = ''] = operation.split(' ');
  const verb = verbs.get(first);
  if (verb === undefined) return undefined;
  if (first === 'drain') return ['delete', 'pods'];
  if (first === 'exec') return ['create', 'pods/exec'];
  if (/^(?:un)?cordon$/.test(first)) return ['patch', 'nodes'];
  const resource = (words[0] ?? '').split('/')[0] ?? '';
  return /^[a-z][\w.,-]*$/.test(resource) ? [verb, resource.split(',')[0] ?? resource] : undefined;
}

function probeOf(line: KubectlLine, effect: Effect): Probe {
  const need = needOf(line);
  const optional = (args: readonly string[], good: readonly number[] = [0]): ProbeStep => ({
    ...ask(line, args, { optional: true }),
    good,
  });
  return {
    id: canonical(['kubectl rights', line.command.program, line.cluster, line.namespace, need ?? null]),
    kind: 'network',
    title: 'Ask the cluster whom it acts as, and with what rights',
    limit,
    steps: () => [
      optional(['auth', 'whoami', '-o', 'json']),
      optional(['auth', 'can-i', '--list', ...namespaced(line)]),
      // It ends with 1 where the answer is no.
      ...(need === undefined ? [] : [optional(['auth', 'can-i', ...need, ...namespaced(line)], [0, 1])]),
    ],
    read: (answers) => rightsImpact(readClusterRights(answers, need, effect)),
  };
}

/** `--all-namespaces` is no place to ask about with `--list`. */
const namespaced = ({ namespace }: KubectlLine): readonly string[] =>
  namespace.filter((word) => !/^(?:-A|--all-namespaces)/.test(word));

/** What the answers say. */
function readClusterRights(
  answers: readonly Answer[],
  need: readonly [verb: string, resource: string] | undefined,
  { place }: Pick<Effect, 'place'>,
): Rights {
  const [who, list, may] = answers;
  const name = userIn(who);
  const listed = list !== undefined && list.failed === undefined;
  const everything = listed && hasAll(list.stdout);
  // It ends with 1 for "no", and for what it could not ask.
  const answer = may?.failed === undefined ? /^(?:yes|no)\b/.exec(may?.stdout.trim() ?? '')?.[0] : undefined;
  const wanted = need === undefined ? [] : [need.join(' ')];
  const context = /\bcontext (\S+?)(?:,|$)/.exec(place ?? '')?.[1];
  const open = answers.flatMap(({ step, failed }) =>
    failed === undefined ? [] : [`kubectl ${step.args.slice(0, 2).join(' ')}: ${failed}`],
  );
  return rightsOf({
    tool: 'kubectl',
    ...(name === undefined && !listed && answer === undefined
      ? {}
      : {
          who: `${name === undefined ? 'a user whose name is not told' : `\`${name}\``}${context === undefined ? '' : ` (context ${context})`}`,
        }),
    holds: everything ? ['every verb on every resource'] : groupsIn(who),
    everything,
    needs: wanted,
    missing: answer === 'no' ? wanted : [],
    open,
  });
}

const reviewIn = (answer: Answer | undefined) => looseRecord(looseRecord(recordOf(answer).status).userInfo);

const userIn = (answer: Answer | undefined): string | undefined => textIn(reviewIn(answer), 'username') || undefined;

const groupsIn = (answer: Answer | undefined): readonly string[] =>
  optionalList(reviewIn(answer).groups)
    .map(String)
    .filter((group) => !/^system:(?:authenticated|serviceaccounts?$)/.test(group));

/** `*.*   []   []   [*]` in the table that `can-i --list` prints. */
const hasAll = (table: string): boolean => /^\*\.\*\s+\[\]\s+\[\]\s+\[\*\]/m.test(table);
