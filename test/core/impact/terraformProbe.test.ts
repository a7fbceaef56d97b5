/** How Terraform is asked, and what is said of the words that shape its plan. */
import { describe, expect, test } from 'vitest';
import type { Answer } from '../../../src/core/impact/probe.ts';
import type { TerraformSubject } from '../../../src/core/impact/subject.ts';
import { terraformProbe } from '../../../src/core/impact/terraformProbe.ts';

const subject = (more: Partial<TerraformSubject> = {}): TerraformSubject => ({
  kind: 'terraform',
  program: 'terraform',
  directory: '/w',
  env: {},
  destroy: false,
  flags: [],
  ...more,
});

const plan = JSON.stringify({
  format_version: '1.2',
  variables: { token: { value: 'planted-token' } },
  resource_changes: [],
  configuration: { root_module: { variables: { token: { sensitive: true } } } },
});

/** What the probe makes of a plan that prints this. */
function asked(probe = terraformProbe(subject()), printed = '', stderr = '') {
  const answers = probe.steps('/s').map(
    (step, index): Answer => ({
      step,
      code: 0,
      stdout: step.args[0] === 'show' ? plan : printed,
      stderr: index === 0 ? stderr : '',
    }),
  );
  return { impact: probe.read(answers), shown: probe.shown?.(answers) };
}

describe('what the line asks for', () => {
  const says = (flags: readonly string[], ...remarks: readonly string[]) =>
    test(flags.join(' ') || 'nothing', () =>
      expect(asked(terraformProbe(subject({ flags }))).impact.remarks).toEqual(remarks),
    );
  says([]);
  says(['-var=x=1', '-parallelism=3']);
  says(
    ['-target=a.b', '-target=c.d'],
    'Only a.b, c.d was planned, with what it depends on; what depends on it stays as it is.',
  );
  says(['-exclude=a.b'], 'a.b was left out of the plan, with what depends on it.');
  says(['-replace=a.b'], 'The line asks for a.b to be replaced, whether or not anything has changed.');
  says(['-refresh=false'], 'It was planned against the recorded state, without a look at what really exists.');
  says(['-refresh=true']);
  says(
    ['-replace=a.a', '-replace=a.b', '-replace=a.c', '-replace=a.d'],
    'The line asks for a.a, a.b, a.c and 1 more to be replaced, whether or not anything has changed.',
  );
});

test('a settings file that brings other programs is told', () =>
  expect(asked(undefined, '', 'Warning: Provider development overrides are in effect').impact.remarks).toEqual([
    'A settings file puts programs of its own in the place of providers.',
  ]));
test('what a plan prints is shown without the values that it knows to be secret', () =>
  expect(asked(undefined, '  + note = "it is planted-token"\nPlan: 1 to add.\n').shown).toBe(
    '  + note = "it is (masked)"\nPlan: 1 to add.\n',
  ));
test('and nothing of it while nobody knows which those are', () =>
  expect(
    terraformProbe(subject())
      .steps('/s')
      .map(({ confidential }) => confidential),
  ).toEqual([true, true]));
test('a saved plan starts providers that lie in the project, so it waits for a person', () =>
  expect(
    ['terraform', './terraform'].map((program) => terraformProbe(subject({ program, plan: '/w/p' })).kind),
  ).toEqual(['project code', 'project code']));
