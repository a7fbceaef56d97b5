/**
 * What an `apply` or `destroy` of Terraform or OpenTofu would do, by its own plan.
 * @see https://developer.hashicorp.com/terraform/cli/commands/plan
 */
import { canonical } from '../../base/json.ts';
import type { Answer, Probe, ProbeStep } from './probe.ts';
import { isPlain, type TerraformSubject } from './subject.ts';
import { readTerraformPlan } from './terraformPlan.ts';

/** Milliseconds. A plan asks the providers about everything there is. */
const planLimit = 120_000;
const showLimit = 30_000;

/** The last step shows the plan. */
const readPlan = (answers: readonly Answer[]) => readTerraformPlan(answers.at(-1)?.stdout ?? '');

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
      kind: isPlain(subject) ? 'local' : 'project code',
      title: 'Show what the saved plan would do',
      limit: showLimit,
      // Runs without asking, so no settings file may name a program of its own: `dev_overrides` would.
      steps: () => [{ ...show(plan), env: { ...env, TF_CLI_CONFIG_FILE: '/dev/null', TF_REATTACH_PROVIDERS: '' } }],
      read: readPlan,
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
      return [{ ...base, args: planned, good: [0, 2], confidential: false }, show(file)];
    },
    plan: (scratch) => `${scratch}/plan`,
    read: readPlan,
  };
}
