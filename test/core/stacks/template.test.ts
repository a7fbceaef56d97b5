import { describe, expect, test } from 'vitest';
import { readTemplate } from '../../../src/core/stacks/template.ts';
import { templateImpact } from '../../../src/core/stacks/templateImpact.ts';

const yaml = `
AWSTemplateFormatVersion: 2010-09-09
Parameters:
  Password: { Type: String, NoEcho: true, Default: hunter2-planted }
  Stage: { Type: String }
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: !Sub 'orders-\${Stage}'
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
  Database:
    Type: AWS::RDS::DBInstance
    Properties:
      MasterUserPassword: !Ref Password
      AllocatedStorage: 20
      DBName: orders
  Function:
    Type: AWS::Lambda::Function
    Condition: IsProd
    Properties:
      Environment: { Variables: { TABLE: !Ref Table, SECRET: hunter2-inline } }
      Role: !GetAtt Role.Arn
      Handler: !Join ['', [!Select [0, !Split [',', 'a,b']], .handler]]
  Role:
    Type: AWS::IAM::Role
    Properties: { AssumeRolePolicyDocument: { Statement: [] } }
  Alarm:
    Type: AWS::CloudWatch::Alarm
    DependsOn: Function
    Properties: { AlarmName: !If [IsProd, a, !Ref 'AWS::NoValue'] }
`;

const read = (text: string) => {
  const template = readTemplate(text);
  if (template === undefined) throw new Error('no template');
  return template;
};

describe('a template', () => {
  const template = read(yaml);
  test('has its resources, with short tags spelled out', () => {
    expect([...template.resources.keys()]).toEqual(['Table', 'Database', 'Function', 'Role', 'Alarm']);
    expect(template.resources.get('Table')?.properties.TableName).toEqual({ 'Fn::Sub': 'orders-${Stage}' });
    expect(template.resources.get('Function')?.properties.Role).toEqual({ 'Fn::GetAtt': ['Role', 'Arn'] });
    expect(template.resources.get('Function')?.properties.Handler).toEqual({
      'Fn::Join': ['', [{ 'Fn::Select': [0, { 'Fn::Split': [',', 'a,b'] }] }, '.handler']],
    });
    expect(template.resources.get('Alarm')?.properties.AlarmName).toEqual({
      'Fn::If': ['IsProd', 'a', { Ref: 'AWS::NoValue' }],
    });
  });
  test('knows what refers to what', () => {
    expect([...(template.resources.get('Function')?.refersTo ?? [])]).toEqual(['Table', 'Role']);
    expect([...(template.resources.get('Alarm')?.refersTo ?? [])]).toContain('Function');
  });
  test('means the same in JSON', () => {
    const json = JSON.stringify({ Resources: { Queue: { Type: 'AWS::SQS::Queue', DeletionPolicy: 'Retain' } } });
    expect(read(json)).toEqual(read('Resources: { Queue: { Type: AWS::SQS::Queue, DeletionPolicy: Retain } }'));
  });
  test.each(['', 'a: b', '{', '[]', 'Resources: [1]', 'Resources: &a { x: *a }', 'kind: Deployment', '!Ref x'])(
    '%j is none',
    (text) => expect(readTemplate(text)).toBeUndefined(),
  );
  test('with a thousand aliases is none', () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c]\nResources: { Q: { Type: AWS::SQS::Queue } }`;
    expect(readTemplate(bomb)).toBeUndefined();
  });
});

describe('an update from one template to another', () => {
  const impact = (change: (text: string) => string) => templateImpact(read(yaml), read(change(yaml)));
  const says = (title: string, change: (text: string) => string, headline: string) =>
    test(title, () => expect(impact(change).headline).toBe(headline));

  says('of the same', (text) => `${text}\n`, 'Changes nothing.');
  says(
    'with a new key',
    (text) => text.replace('AttributeName: id', 'AttributeName: order'),
    'Replaces the table `Table`, on which 2 others depend; this cannot be undone.',
  );
  says('with more storage', (text) => text.replace('Storage: 20', 'Storage: 40'), 'Changes the database `Database`.');
  says(
    'with another name for the database in it',
    (text) => text.replace('DBName: orders', 'DBName: shop'),
    'Replaces the database `Database` (no snapshot is kept); this cannot be undone.',
  );
  says(
    'without its role',
    (text) => text.replace(/ {2}Role:\n.*\n.*\n/, ''),
    'Deletes the role `Role`, on which 2 others depend.',
  );
  test('that takes a policy away says what this means', () => {
    const kept = yaml.replace('Type: AWS::DynamoDB::Table', 'Type: AWS::DynamoDB::Table\n    DeletionPolicy: Retain');
    expect(templateImpact(read(kept), read(yaml)).resources).toMatchObject([
      { address: 'Table', action: 'update', facts: ['from now on it is deleted with its stack'] },
    ]);
  });
  test('of a property nobody listed says that it may be replaced', () =>
    expect(impact((text) => text.replace('Statement: []', 'Statement: [{ Effect: Allow }]')).resources[0]?.reason).toBe(
      'Whether AssumeRolePolicyDocument can be changed in place is known only to CloudFormation.',
    ));
  test('shows no secret', () => {
    const changed = impact((text) => text.replaceAll('hunter2-', 'hunter2-new-').replace('Storage: 20', 'Storage: 21'));
    expect(changed.resources.map(({ address }) => address)).toEqual(['Database', 'Function']);
    expect(JSON.stringify(changed)).not.toContain('hunter2');
  });
  test('that is the first creates everything', () => {
    const first = templateImpact(undefined, read(yaml));
    expect(first.summary.create).toBe(5);
    expect(JSON.stringify(first)).not.toContain('hunter2');
  });
  test('that is the last leaves a snapshot of a database, and nothing of a table', () => {
    const last = templateImpact(read(yaml), undefined);
    expect(last.summary.delete).toBe(5);
    expect(last.resources.map(({ address, wayBack }) => [address, wayBack.kind])).toEqual([
      ['Table', 'irreversible'],
      ['Database', 'effort'],
      ['Function', 'effort'],
      ['Role', 'effort'],
      ['Alarm', 'effort'],
    ]);
  });
  test('through a transform says that it is not the whole', () => {
    const serverless = `Transform: AWS::Serverless-2016-10-31\n${yaml}`;
    expect(templateImpact(undefined, read(serverless)).uninspectable.map(({ what }) => what)).toEqual([
      'the transform AWS::Serverless-2016-10-31',
    ]);
  });
});
