import { describe, expect, test } from 'vitest';
import { type AwsCommand, readAwsCommand } from '../../../src/core/aws/command.ts';
import { subjectOf } from '../../support/awsCommand.ts';

const reads = (line: string, read: (command: AwsCommand) => unknown, expected: unknown) =>
  test(line, () => {
    const command = readAwsCommand(subjectOf(line));
    expect(command === undefined ? undefined : read(command)).toEqual(expected);
  });

describe('an AWS command', () => {
  reads('aws rds delete-db-instance --db-instance-identifier orders', (it) => [it.service, it.operation], [
    'rds',
    'delete-db-instance',
  ]);
  reads('aws ec2 terminate-instances --instance-ids i-1 i-2 --dry-run', (it) => it.values('instance-ids'), [
    'i-1',
    'i-2',
  ]);
  reads('aws ec2 terminate-instances --instance-id i-1 i-2', (it) => it.values('instance-ids'), ['i-1', 'i-2']);
  reads('aws ec2 terminate-instances --instance-ids ["i-1","i-2"]', (it) => it.values('instance-ids'), ['i-1', 'i-2']);
  reads('aws ec2 terminate-instances --instance-ids=i-1', (it) => it.values('instance-ids'), ['i-1']);
  reads('aws ec2 terminate-instances --ids i-1', (it) => it.values('instance-ids'), []);
  reads('aws rds delete-db-instance --skip-final-snapshot', (it) => it.flag('skip-final-snapshot'), true);
  reads('aws rds delete-db-instance --no-skip-final-snapshot', (it) => it.flag('skip-final-snapshot'), false);
  reads('aws rds delete-db-instance --skip-final', (it) => it.flag('skip-final-snapshot'), true);
  reads('aws rds delete-db-instance', (it) => it.flag('skip-final-snapshot'), undefined);
  reads('aws --profile prod rds delete-db-instance --region eu-west-1', (it) => it.carried, [
    '--profile',
    'prod',
    '--region',
    'eu-west-1',
  ]);
  reads('aws --region a rds x --region b --endpoint-url=https://h --output text --query Q', (it) => it.carried, [
    '--region',
    'b',
    '--endpoint-url',
    'https://h',
  ]);
  reads('aws s3 rm s3://bucket/a --recursive --exclude *.log --include b', (it) => it.words, ['s3://bucket/a']);
  reads('aws s3 rb --force s3://bucket', (it) => it.words, ['s3://bucket']);
  reads('aws s3 sync . s3://bucket --delete --region eu-west-1', (it) => [it.words, it.region], [
    ['.', 's3://bucket'],
    'eu-west-1',
  ]);
  reads('aws kms schedule-key-deletion --pending-window-in-days 7 --key-id k', (it) => it.value('key-id'), 'k');
  reads(
    `aws rds delete-db-instance --cli-input-json {"DBInstanceIdentifier":"orders","SkipFinalSnapshot":true}`,
    (it) => [it.value('db-instance-identifier'), it.flag('skip-final-snapshot')],
    ['orders', true],
  );
  reads('aws s3api delete-objects --bucket b --delete file://keys.json', (it) => it.files, [
    '--delete file://keys.json',
  ]);
  reads('aws --no-verify-ssl sqs purge-queue --queue-url u', (it) => it.carried, ['--no-verify-ssl']);
  test('what stands in a file is read where the file was', () => {
    const read = (path: string) => (path === '/home/dev/project/in.json' ? '{"KeyId": "k"}' : undefined);
    const command = readAwsCommand(subjectOf('aws kms disable-key --cli-input-json file://in.json'), read);
    expect([command?.value('key-id'), command?.files]).toEqual(['k', []]);
    const other = readAwsCommand(subjectOf('aws kms disable-key --cli-input-json file://other.json'), read);
    expect([other?.value('key-id'), other?.files]).toEqual([undefined, ['--cli-input-json file://other.json']]);
  });
  reads('aws help', (it) => it.service, undefined);
  reads('aws --version', (it) => it.service, undefined);
});
