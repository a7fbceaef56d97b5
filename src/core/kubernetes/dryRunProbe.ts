/**
 * What a change would come to, by the server's own dry run: it needs the right to write, passes through admission, and
 * stands in the audit log. `kubectl diff` is the same in a form for people, and starts a program of its own choice.
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#dry-run
 */
import { canonical } from '../../base/json.ts';
import type { Uninspectable } from '../impact/impact.ts';
import type { Answer, Probe, ProbeStep } from '../impact/probe.ts';
import { redact } from '../journal/redact.ts';
import { names } from '../shell/options.ts';
import { changedResources, changeImpact } from './changes.ts';
import { deletionImpact } from './deletion.ts';
import { furtherQuestions } from './furtherQuestions.ts';
import { answerTo, knowledgeFrom, objectsOf, stillOpen } from './knowledge.ts';
import { ask, isOn, type KubectlLine, writtenBut } from './kubectlLine.ts';
import { addressOf, documentsIn, isCustom, type KubeObject } from './objects.ts';
import { pinsFor, shownOf } from './pins.ts';
import { askWhere, whereIn, whereSaid } from './where.ts';

/** Verbs that answer a dry run with the objects as they would be. */
const answering = names('apply create replace patch label annotate autoscale expose run taint');
const answeringPairs: ReadonlySet<string> = new Set([
  'set env',
  'set image',
  'set resources',
  'set selector',
  'set serviceaccount',
  'set subject',
  'auth reconcile',
]);

export const hasDryRun = (operation: string): boolean => answering.has(operation) || answeringPairs.has(operation);

/** What would print in another form, wait, ask, or write files. */
const left = names(
  '--dry-run -o --output --template --show-managed-fields -w --watch --wait --timeout -v --v --vmodule --profile --profile-output --log-file --log-dir --cache-dir --request-timeout --record -q --quiet --validate',
);
/** With these there is no dry run, or nothing of it happens in the cluster. */
const without = names('--edit --local -i --stdin -t --tty --attach --rm --interactive --windows-line-endings');

const limit = 60_000;

export function dryRunProbe(line: KubectlLine): readonly Probe[] {
  const { command, verb, words } = line;
  if (line.options.some(({ name }) => without.has(name) && isOn(line, name))) return [];
  const clusterOptions = new Set(line.cluster.map((option) => option.split('=')[0] ?? ''));
  // The dry run stands first: no option of the line can take it as its value, and none says otherwise behind it.
  const first = ask(
    line,
    [...verb, '--dry-run=server', '-o', 'json', ...writtenBut(line, new Set([...left, ...clusterOptions])), ...words],
    { optional: true, ...(command.input === undefined ? {} : { input: command.input }) },
  );
  const orphan = false;
  const answered = (answers: readonly Answer[]) => answerTo(first, answers);
  const prunes = isOn(line, '--prune');
  return [
    {
      id: canonical(['kubectl dry run', first.program, first.args, first.cwd, first.env, first.input ?? null]),
      kind: 'leaves something',
      title: 'Rehearse it on the server, which keeps nothing',
      limit,
      steps: () => [askWhere(line), first],
      pins: (answers) => pinsFor(({ args }) => args[1]?.includes('/') === true, answers),
      shown: shownOf,
      more(answers) {
        const { applied, pruned } = outcome(answered(answers), prunes);
        const steps = [
          ...beforeQuestions(line, applied),
          ...furtherQuestions((args, more) => ask(line, args, more), pruned, answers, orphan),
        ];
        return stillOpen(steps, answers);
      },
      read(answers) {
        const answer = answered(answers);
        const uninspectable: Uninspectable[] = [];
        const { applied, pruned } = outcome(answer, prunes, uninspectable);
        if (answer?.failed !== undefined) uninspectable.push(...refusedBy(answer));
        const others = answers.filter((each) => each !== answer);
        const known = knowledgeFrom(others);
        const before = new Map(known.objects.map((object) => [addressOf(object), object]));
        const changed = changedResources(applied.map((after) => ({ before: before.get(addressOf(after)), after })));
        const gone =
          pruned.length === 0
            ? undefined
            : deletionImpact({
                targets: pruned,
                objects: known.objects,
                uninspectable: [],
                remarks: [],
                orphan,
                abrupt: false,
                again: false,
              });
        return changeImpact(
          [...(gone?.resources ?? []), ...changed],
          [...uninspectable, ...known.uninspectable],
          [whereSaid(whereIn(answers, line)), ...(gone?.remarks ?? [])],
        );
      },
    },
  ];
}

interface Outcome {
  readonly applied: readonly KubeObject[];
  /** What the files no longer name: it is printed behind what they do. */
  readonly pruned: readonly KubeObject[];
}

function outcome(answer: Answer | undefined, prunes: boolean, uninspectable?: Uninspectable[]): Outcome {
  if (answer === undefined) return { applied: [], pruned: [] };
  if (!prunes) return { applied: objectsOf(answer, uninspectable), pruned: [] };
  try {
    const [applied = [], ...others] = documentsIn(answer.stdout);
    return { applied, pruned: others.flat() };
  } catch {
    return { applied: objectsOf(answer, uninspectable), pruned: [] };
  }
}

/** The same objects as they are, namespace by namespace. */
function beforeQuestions(line: KubectlLine, applied: readonly KubeObject[]): readonly ProbeStep[] {
  const spaces = new Map<string, string[]>();
  for (const object of applied) {
    const type = object.group === '' ? object.kind.toLowerCase() : `${object.kind.toLowerCase()}.${object.group}`;
    const known = spaces.get(object.namespace) ?? [];
    spaces.set(object.namespace, [...known, `${type}/${object.name}`]);
  }
  return [...spaces].flatMap(([space, all]) => {
    // A kind that is not there yet makes the whole question fail.
    const custom = all.filter((_, index) =>
      isCustom(applied.filter(({ namespace }) => namespace === space)[index] ?? { group: '' }),
    );
    const usual = all.filter((name) => !custom.includes(name));
    return [usual, custom]
      .filter((each) => each.length > 0)
      .map((each) =>
        ask(line, ['get', ...each, ...(space === '' ? [] : ['-n', space]), '-o', 'json', '--ignore-not-found'], {
          optional: true,
        }),
      );
  });
}

/** Said of what the server would not take. */
function refusedBy({ stderr, failed = '' }: Answer): readonly Uninspectable[] {
  const lines = stderr
    .split('\n')
    .filter((each) => /\b(?:is invalid|forbidden|denied the request|not found|immutable|error)\b/i.test(each));
  if (lines.length === 0) return [{ what: 'the change', why: failed }];
  return lines.slice(0, 20).map((each) => {
    const [, kind = '', name = ''] = /The (\w+) "([\w.-]+)" is invalid/.exec(each) ?? [];
    const what = kind === '' ? 'a part of the change' : `${kind.toLowerCase()}/${name}`;
    const again = /immutable/.test(each) ? ' Only deleting it and creating it again would change that.' : '';
    return { what, why: `The cluster refuses it: ${redact(each).slice(0, 300)}.${again}` };
  });
}
