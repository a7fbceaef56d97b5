/**
 * What an `apply` or `destroy` of Terraform or OpenTofu would do, by its own plan.
 * @see https://developer.hashicorp.com/terraform/cli/commands/plan
 */
import { canonical } from '../../base/json.ts';
import { firstOf } from '../../base/sentence.ts';
import type { Impact } from './impact.ts';
import type { Answer, Probe, ProbeStep } from './probe.ts';
import type { TerraformSubject } from './subject.ts';
import { planOutput, readTerraformPlan } from './terraformPlan.ts';

/** Milliseconds. A plan asks the providers about everything there is. */
const planLimit = 120_000;
const showLimit = 30_000;

/** The last step shows the plan. */
const readPlan = (answers: readonly Answer[], remarks: readonly string[] = []): Impact => {
  const impact = readTerraformPlan(answers.at(-1)?.stdout ?? '');
  const overridden = answers.some(({ stdout, stderr }) => overrides.test(stderr) || overrides.test(stdout));
  return {
    ...impact,
    remarks: [
      ...remarks,
      ...(overridden ? ['A settings file puts programs of its own in the place of providers.'] : []),
      ...impact.remarks,
    ],
  };
};

/** Terraform warns of it at every command. */
const overrides = /Provider development overrides are in effect/;

/** What the line's own words leave out of a plan, or ask for: flag → sentence. */
const explained: ReadonlyMap<string, (value: string) => string> = new Map([
  [
    '-target',
    (value: string) => `Only ${value} was planned, with what it depends on; what depends on it stays as it is.`,
  ],
  ['-exclude', (value: string) => `${value} was left out of the plan, with what depends on it.`],
  ['-target-file', (value: string) => `Only what ${value} names was planned.`],
  ['-exclude-file', (value: string) => `What ${value} names was left out of the plan.`],
  ['-replace', (value: string) => `The line asks for ${value} to be replaced, whether or not anything has changed.`],
]);

/** Sentences for the words that shape a plan. */
function remarksFor(flags: readonly string[]): readonly string[] {
  return [
    ...[...explained].flatMap(([name, says]) => {
      const values = flags.flatMap((flag) => (flag.startsWith(`${name}=`) ? [flag.slice(name.length + 1)] : []));
      return values.length === 0 ? [] : [says(firstOf(values, mostNamed))];
    }),
    ...(flags.some((flag) => /^-refresh=(?:0|f|false)$/i.test(flag))
      ? ['It was planned against the recorded state, without a look at what really exists.']
      : []),
  ];
}

const mostNamed = 3;

export function terraformProbe(subject: TerraformSubject): Probe {
  const { program, directory, plan, destroy, flags } = subject;
  const env = { ...subject.env, TF_IN_AUTOMATION: '1', TF_INPUT: '0', CHECKPOINT_DISABLE: '1', NO_COLOR: '1' };
  const base = { program, cwd: directory, env };
  const show = (file: string): ProbeStep => ({
    ...base,
    args: ['show', '-no-color', '-json', file],
    good: [0],
    confidential: true,
  });
  const id = canonical(['terraform', program, directory, plan ?? null, destroy, flags, subject.env]);
  if (plan !== undefined)
    return {
      id,
      // Its providers lie in the project's folder, where an agent may have put them.
      kind: 'project code',
      title: 'Show what the saved plan would do',
      limit: showLimit,
      // No settings file names a program of its own: `dev_overrides` would.
      steps: () => [{ ...show(plan), env: { ...env, TF_CLI_CONFIG_FILE: '/dev/null', TF_REATTACH_PROVIDERS: '' } }],
      read: (answers) => readPlan(answers),
    };
  return {
    id,
    kind: 'project code',
    title: destroy ? 'Plan the destruction, without applying it' : 'Plan the changes, without applying them',
    limit: planLimit,
    steps(scratch) {
      const file = `${scratch}/plan`;
      const planned = [
        'plan',
        '-input=false',
        '-no-color',
        '-lock-timeout=10s',
        '-detailed-exitcode',
        ...(destroy ? ['-destroy'] : []),
        ...flags,
        `-out=${file}`,
      ];
      // 2 says that there are changes.
      return [{ ...base, args: planned, good: [0, 2], confidential: true }, show(file)];
    },
    plan: (scratch) => `${scratch}/plan`,
    shown: ([planned, json]) => planOutput(planned?.stdout ?? '', json?.stdout ?? ''),
    read: (answers) => readPlan(answers, remarksFor(flags)),
  };
}
