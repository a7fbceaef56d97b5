/**
 * What Terragrunt would do, by Terraform's plans: of one unit, or of every unit below a directory.
 *
 * Its configuration runs commands while it is only being read, so a person is asked first. Nothing is initialised for
 * a plan: that fetches providers and makes buckets for state.
 * @see https://terragrunt.gruntwork.io/docs/features/stacks/ @see https://terragrunt.gruntwork.io/docs/reference/cli-options/
 */
import { canonical } from '../../base/json.ts';
import { systemStep } from '../impact/fileStep.ts';
import type { Impact, Resource, Uninspectable } from '../impact/impact.ts';
import type { Answer, Probe, ProbeStep } from '../impact/probe.ts';
import type { CommandSubject } from '../impact/subject.ts';
import { readTerraformPlan } from '../impact/terraformPlan.ts';
import { wholeImpact } from '../impact/whole.ts';

/** Milliseconds. */
const unitLimit = 180_000;
const allLimit = 600_000;
/** Units whose plans are read. */
const mostUnits = 200;

/** Both spellings of its variables: before and after the redesign of its command line. */
const env = {
  TF_IN_AUTOMATION: '1',
  TF_INPUT: '0',
  CHECKPOINT_DISABLE: '1',
  NO_COLOR: '1',
  TG_NON_INTERACTIVE: 'true',
  TERRAGRUNT_NON_INTERACTIVE: 'true',
  TG_NO_AUTO_INIT: 'true',
  TERRAGRUNT_AUTO_INIT: 'false',
  TG_TF_FORWARD_STDOUT: 'true',
  TERRAGRUNT_FORWARD_TF_STDOUT: 'true',
  TG_NO_AUTO_APPROVE: 'true',
  TG_BACKEND_BOOTSTRAP: 'false',
};

interface Line {
  readonly command: CommandSubject;
  /** What stands in front of Terraform's verb, and behind it. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly destroys: boolean;
  readonly everywhere: boolean;
}

/** What only an apply takes. */
const ofApply =
  /^--?(?:auto-approve|json|backup|state-out|no-color|input|lock|lock-timeout|out|detailed-exitcode)(?:=|$)/;

/** The probe of `apply` and `destroy`, alone or for every unit; none for the rest. */
export function askTerragrunt(command: CommandSubject): readonly Probe[] {
  const at = command.args.findIndex((arg) => arg === 'apply' || arg === 'destroy');
  if (at < 0) return [];
  const before = command.args.slice(0, at);
  const after = command.args.slice(at + 1).filter((arg) => !ofApply.test(arg));
  const line = {
    command,
    before,
    after: after.filter((arg) => arg !== '-destroy' && arg !== '--destroy'),
    destroys: command.args[at] === 'destroy' || after.some((arg) => /^--?destroy$/.test(arg)),
    everywhere: before.some((arg) => /^(?:run-all|stack|graph|--all|--graph)$/.test(arg)) || after.includes('--all'),
  };
  // A saved plan belongs to one unit, and is what its file says.
  const plan = after.find((arg, index) => !arg.startsWith('-') && !/^-[^=]*$/.test(after[index - 1] ?? ''));
  if (plan !== undefined) return [shownProbe(line, plan)];
  return [line.everywhere ? everyProbe(line) : unitProbe(line)];
}

const step = ({ command }: Line, args: readonly string[], more: Readonly<Record<string, string>> = {}): ProbeStep => ({
  program: command.program,
  args,
  cwd: command.directory,
  env: { ...command.env, ...env, ...more },
  good: [0],
  confidential: args.includes('show'),
});

const common = ({ command }: Line) => ({
  id: canonical(['terragrunt', command.program, command.directory, command.args, command.env]),
  kind: 'project code' as const,
});

const planned = ({ before, after, destroys }: Line): readonly string[] => [
  ...before,
  'plan',
  ...(destroys ? ['-destroy'] : []),
  '-input=false',
  '-no-color',
  '-lock-timeout=10s',
  ...after,
];

const read = (answers: readonly Answer[]): Impact => readTerraformPlan(jsonIn(answers.at(-1)?.stdout ?? ''));

/** Its own lines may stand in front of the answer. */
const jsonIn = (stdout: string): string => stdout.split('\n').find((line) => line.startsWith('{')) ?? stdout;

function shownProbe(line: Line, plan: string): Probe {
  return {
    ...common(line),
    title: 'Show what the saved plan would do',
    limit: unitLimit,
    steps: () => [step(line, [...line.before, 'show', '-no-color', '-json', plan])],
    read,
  };
}

function unitProbe(line: Line): Probe {
  return {
    ...common(line),
    title: line.destroys
      ? 'Plan the destruction of the unit, without applying it'
      : 'Plan the changes of the unit, without applying them',
    limit: unitLimit,
    steps: (scratch) => [
      step(line, [...planned(line), `-out=${scratch}/unit.plan`]),
      step(line, [...line.before, 'show', '-no-color', '-json', `${scratch}/unit.plan`]),
    ],
    read,
  };
}

function everyProbe(line: Line): Probe {
  return {
    ...common(line),
    title: line.destroys
      ? 'Plan the destruction of every unit, without applying it'
      : 'Plan the changes of every unit, without applying them',
    limit: allLimit,
    steps(scratch) {
      const [plans, texts] = [`${scratch}/plans`, `${scratch}/texts`];
      const out = {
        TG_OUT_DIR: plans,
        TERRAGRUNT_OUT_DIR: plans,
        TG_JSON_OUT_DIR: texts,
        TERRAGRUNT_JSON_OUT_DIR: texts,
      };
      return [
        { ...step(line, planned(line), out), optional: true },
        { ...systemStep(line.command.directory, 'find', [texts, '-type', 'f', '-name', '*.json']), optional: true },
      ];
    },
    more(answers, scratch) {
      if (answers.length !== 2) return [];
      return filesIn(answers, scratch).map((file) => systemStep(line.command.directory, 'cat', ['--', file]));
    },
    read: (answers) => allUnits(answers),
  };
}

const filesIn = (answers: readonly Answer[], scratch: string): readonly string[] =>
  (answers[1]?.stdout ?? '')
    .split('\n')
    .filter((file) => file.startsWith(`${scratch}/texts/`))
    .sort()
    .slice(0, mostUnits);

/** Plan by plan; a unit without one is unknown. */
function allUnits(answers: readonly Answer[]): Impact {
  const [plan, found, ...texts] = answers;
  const listed = (found?.stdout ?? '').split('\n').filter(Boolean).length;
  const units = texts.map(({ step: { args }, stdout }) => ({
    unit: unitIn(args.at(-1) ?? ''),
    impact: readTerraformPlan(jsonIn(stdout)),
  }));
  const failed: Uninspectable[] = [
    ...(plan?.failed === undefined ? [] : [{ what: 'units without a plan', why: plan.failed }]),
    ...(listed > units.length
      ? [{ what: `${listed - units.length} more units`, why: `Only ${mostUnits} plans are read.` }]
      : []),
    ...(units.length === 0 ? [{ what: 'every unit', why: 'No unit gave a plan.' }] : []),
  ];
  return wholeImpact(
    units.flatMap(({ unit, impact }) => impact.resources.map((resource) => within(unit, resource))),
    [
      ...failed,
      ...units.flatMap(({ unit, impact }) =>
        impact.uninspectable.map((each) => ({ ...each, what: `${unit}: ${each.what}` })),
      ),
    ],
    [
      ...(units.length > 1 ? ['Units that need what another one has yet to make were planned with stand-ins.'] : []),
      ...units.flatMap(({ unit, impact }) => impact.remarks.map((each) => `${unit}: ${each}`)),
    ],
  );
}

/** `…/texts/prod/db/tfplan.json` → `prod/db`. */
const unitIn = (file: string): string => /\/texts\/(.*)\/[^/]*$/.exec(file)?.[1] ?? 'the unit';

/** Two units may have the same addresses. */
const within = (unit: string, resource: Resource): Resource => ({
  ...resource,
  address: `${unit}: ${resource.address}`,
  dependents: resource.dependents.map((each) => ({
    ...each,
    address: `${unit}: ${each.address}`,
    ...(each.via === undefined ? {} : { via: `${unit}: ${each.via}` }),
  })),
});
