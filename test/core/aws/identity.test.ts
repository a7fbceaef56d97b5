import { expect, test } from 'vitest';
import { identityRemark, readIdentity } from '../../../src/core/aws/identity.ts';

const says = (title: string, arn: string, expected: string, region?: string) =>
  test(title, () => {
    const identity = readIdentity(JSON.stringify({ UserId: 'AIDA', Account: '123456789012', Arn: arn }));
    expect(identity === undefined ? undefined : identityRemark(identity, region)).toBe(expected);
  });

says(
  'a user',
  'arn:aws:iam::123456789012:user/ci/agent',
  'Acts as the user agent (arn:aws:iam::123456789012:user/ci/agent) in account 123456789012, region eu-west-1.',
  'eu-west-1',
);
says(
  'a role',
  'arn:aws:sts::123456789012:assumed-role/Admin/me@example.com',
  'Acts as the role Admin (arn:aws:sts::123456789012:assumed-role/Admin/me@example.com) in account 123456789012, a region that is not known.',
);
says(
  'the root, in China',
  'arn:aws-cn:iam::123456789012:root',
  'Acts as the root of the account in account 123456789012, region cn-north-1, the China partition.',
  'cn-north-1',
);
says(
  'an arn of another shape',
  'something else',
  'Acts as something else in account 123456789012, region eu-west-1.',
  'eu-west-1',
);

test.each(['', 'null', '[]', '{}', '{"Account":7}', 'Unable to locate credentials'])('%j is no answer', (answer) =>
  expect(readIdentity(answer)).toBeUndefined(),
);
