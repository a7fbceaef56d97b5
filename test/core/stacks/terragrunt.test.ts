/** Plans of Terragrunt's units: which commands make them, and how several become one answer. */
import { describe, expect, test } from 'vitest';
import { hear, probesOf } from '../../support/answering.ts';

const plan = (address: string, ...actions: readonly string[]) =>
  JSON.stringify({
    format_version: '1.2',
    resource_changes: [
      {
        address,
        type: address.split('.')[0],
        name: address.split('.')[1],
        change: { actions, before: {}, after: null },
      },
    ],
  });

describe('the commands that ask', () => {
  const is = (line: string, ...expected: readonly string[]) =>
    test(line, () => {
      const [probe] = probesOf(line);
      expect(probe?.kind).toBe(expected.length === 0 ? undefined : 'project code');
      expect(probe?.steps('/s').map(({ program, args }) => [program, ...args].join(' ')) ?? []).toEqual(expected);
    });
  const flags = '-input=false -no-color -lock-timeout=10s';

  is(
    'terragrunt apply -auto-approve -target=aws_instance.web',
    `terragrunt plan ${flags} -target=aws_instance.web -out=/s/unit.plan`,
    'terragrunt show -no-color -json /s/unit.plan',
  );
  is(
    'terragrunt --working-dir prod/db destroy -auto-approve',
    `terragrunt --working-dir prod/db plan -destroy ${flags} -out=/s/unit.plan`,
    'terragrunt --working-dir prod/db show -no-color -json /s/unit.plan',
  );
  is(
    'terragrunt run --feature=x -- apply -destroy',
    `terragrunt run --feature=x -- plan -destroy ${flags} -out=/s/unit.plan`,
    'terragrunt run --feature=x -- show -no-color -json /s/unit.plan',
  );
  is(
    'terragrunt apply -target aws_instance.web',
    `terragrunt plan ${flags} -target aws_instance.web -out=/s/unit.plan`,
    'terragrunt show -no-color -json /s/unit.plan',
  );
  is('terragrunt apply -auto-approve unit.tfplan', 'terragrunt show -no-color -json unit.tfplan');
  is('terragrunt apply unit.tfplan', 'terragrunt show -no-color -json unit.tfplan');
  is(
    'terragrunt run --all --queue-include-dir=db -- destroy',
    `terragrunt run --all --queue-include-dir=db -- plan -destroy ${flags}`,
    'find /s/texts -type f -name *.json',
  );
  is(
    'terragrunt run-all destroy --terragrunt-working-dir prod',
    `terragrunt run-all plan -destroy ${flags} --terragrunt-working-dir prod`,
    'find /s/texts -type f -name *.json',
  );
  is('terragrunt plan');
  is('terragrunt backend delete');
});

describe('every unit', () => {
  const line = 'terragrunt run --all -- destroy';
  const files = '/scratch/texts/db/tfplan.json\n/scratch/texts/web/tfplan.json\n';
  const respond = (command: string) =>
    command.startsWith('find')
      ? files
      : command.includes('texts/db')
        ? plan('aws_db_instance.main', 'delete')
        : command.startsWith('cat')
          ? plan('aws_instance.main', 'delete')
          : '';

  test('counts the plans of all, told apart by their folders', () => {
    const { impact } = hear(line, respond);
    expect(impact.summary.delete).toBe(2);
    expect(impact.resources.map(({ address }) => address)).toEqual([
      'db: aws_db_instance.main',
      'web: aws_instance.main',
    ]);
    expect(impact.uninspectable).toEqual([]);
  });
  test('a unit without a plan is unknown', () => {
    const { impact } = hear(line, (command) =>
      command.startsWith('terragrunt') ? { code: 1, stderr: 'web has no outputs yet' } : respond(command),
    );
    expect(impact).toMatchObject({
      irreversible: true,
      uninspectable: [{ what: 'units without a plan', why: expect.stringMatching(/no outputs yet/) }],
    });
  });
  test('no plan at all is not nothing', () =>
    expect(hear(line, () => undefined).impact).toMatchObject({
      irreversible: true,
      resources: [],
      uninspectable: [{}, { what: 'every unit' }],
    }));
  test('a plan that is no plan is said', () =>
    expect(
      hear(line, (command) => (command.startsWith('cat') ? 'Error' : respond(command))).impact.uninspectable.map(
        ({ what }) => what,
      ),
    ).toEqual(['db: the plan', 'web: the plan']));
});

test('one unit: lines of the wrapper before the answer are left out', () =>
  expect(
    hear('terragrunt destroy', (command) =>
      command.includes('show') ? `12:00:00 INFO reading\n${plan('aws_db_instance.main', 'delete')}\n` : '',
    ).impact.summary.delete,
  ).toBe(1));
