import { describe, expect, test } from 'vitest';
import { change, destroy } from '../../../src/core/effect.ts';
import type { Impact } from '../../../src/core/impact/impact.ts';
import type { Answer } from '../../../src/core/impact/probe.ts';
import { askCdk } from '../../../src/core/stacks/cdkProbe.ts';
import { subjectOf } from '../../support/awsCommand.ts';

/** As `cdk synth` writes it, version 2.1148 of the tool. */
const manifest = {
  version: '54.0.0',
  artifacts: {
    'ShopProd.assets': { type: 'cdk:asset-manifest' },
    ShopProd: {
      type: 'aws:cloudformation:stack',
      environment: 'aws://123456789012/eu-west-1',
      properties: { templateFile: 'ShopProd.template.json', stackName: 'shop-prod' },
      displayName: 'ShopProd',
    },
    Other: {
      type: 'aws:cloudformation:stack',
      environment: 'aws://unknown-account/unknown-region',
      properties: { templateFile: 'Other.template.json' },
      displayName: 'Other',
    },
    Tree: { type: 'cdk:tree' },
  },
};

const table = (name: string) => ({
  Resources: {
    Orders12AB: {
      Type: 'AWS::DynamoDB::Table',
      Properties: { KeySchema: [{ AttributeName: name, KeyType: 'HASH' }] },
      UpdateReplacePolicy: 'Retain',
      DeletionPolicy: 'Retain',
    },
    CDKMetadata: { Type: 'AWS::CDK::Metadata', Properties: { Analytics: name } },
  },
});

function asked(line: string, deployed: unknown): { readonly impact: Impact; readonly commands: readonly string[] } {
  const make = line.startsWith('cdk destroy') ? destroy : change;
  const [probe] = askCdk(subjectOf(line), make({ tool: 'cdk', operation: line.split(' ')[1] ?? '' }), () => undefined);
  if (probe === undefined) throw new Error('nothing is asked');
  expect(probe.kind).toBe('project code');
  const answers: Answer[] = [];
  const said: Readonly<Record<string, unknown>> = {
    '/scratch/cdk.out/manifest.json': manifest,
    '/scratch/cdk.out/ShopProd.template.json': table('order'),
    '/scratch/cdk.out/Other.template.json': table('id'),
    'describe-stacks': { Stacks: [{ StackName: 'x' }] },
    'get-template': { TemplateBody: deployed },
    'list-stack-resources': {
      StackResourceSummaries: [
        { LogicalResourceId: 'Orders12AB', ResourceType: 'AWS::DynamoDB::Table', PhysicalResourceId: 'orders' },
      ],
    },
  };
  for (let next = probe.steps('/scratch'), round = 0; next.length > 0 && round < 20; round += 1) {
    for (const step of next) {
      const key = step.program === 'aws' ? step.args[1] : step.args.at(-1);
      answers.push({ step, code: 0, stdout: JSON.stringify(said[key ?? ''] ?? ''), stderr: '' });
    }
    next = probe.more?.(answers, '/scratch') ?? [];
  }
  return { impact: probe.read(answers), commands: answers.map(({ step }) => [step.program, ...step.args].join(' ')) };
}

describe('cdk', () => {
  test('deploy compares what is synthesized with what is deployed, stack by stack', () => {
    const { impact, commands } = asked(
      'cdk deploy ShopProd --require-approval never -c stage=prod --profile ops',
      table('id'),
    );
    expect(commands[0]).toBe('cdk synth --quiet --output /scratch/cdk.out -c stage=prod --profile ops');
    expect(commands).toContainEqual(
      expect.stringContaining(
        'get-template --stack-name shop-prod --template-stage Processed --profile ops --region eu-west-1',
      ),
    );
    expect(commands.join()).not.toContain('Other.template.json');
    expect(impact.headline).toBe('Replaces the table `Orders12AB` (the old one is kept).');
  });
  test('deploy of what is deployed changes nothing', () =>
    expect(asked('cdk deploy Other', table('id')).impact.headline).toBe('Changes nothing.'));
  test('deploy --all is about every stack', () =>
    expect(asked('cdk deploy --all', table('id')).commands.filter((each) => each.includes('get-template')).length).toBe(
      2,
    ));
  test('destroy is the end of the stack, by its own policies', () => {
    const { impact, commands } = asked('cdk destroy Shop* --force', table('id'));
    expect(impact.summary).toMatchObject({ forget: 1, delete: 0 });
    expect(commands).toContainEqual(expect.stringContaining('list-stack-resources --stack-name shop-prod'));
  });
  test('of a stack that the app does not have is not nothing', () => {
    const { impact } = asked('cdk deploy Nope', table('id'));
    expect(impact.uninspectable).toMatchObject([{ what: 'cdk deploy' }]);
    expect(impact.irreversible).toBe(true);
  });
  test('bootstrap is not looked into', () =>
    expect(
      askCdk(subjectOf('cdk bootstrap'), change({ tool: 'cdk', operation: 'bootstrap' }), () => undefined),
    ).toEqual([]));
});
