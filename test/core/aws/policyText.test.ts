/** The spellings one policy may have: a list of one may be the one alone. */
import { describe, expect, test } from 'vitest';
import { grantsAll, opensToAll, servicesIn, statementsIn } from '../../../src/core/aws/policyText.ts';

const allow = (more: object) => ({ Effect: 'Allow', ...more });

describe('services that a policy lets in', () => {
  const is = (policy: unknown, ...expected: string[]) =>
    test(JSON.stringify(policy), () => expect(statementsIn(policy).flatMap(servicesIn)).toEqual(expected));

  is(
    { Statement: [allow({ Principal: { Service: ['lambda.amazonaws.com', 'ec2.amazonaws.com.cn'] } })] },
    'lambda',
    'ec2',
  );
  is({ Statement: allow({ Principal: { Service: 'lambda.amazonaws.com' } }) }, 'lambda');
  is({ Statement: allow({ Principal: { AWS: 'arn:aws:iam::123456789012:root' } }) });
  is({ Statement: allow({ Principal: '*' }) });
  is('text');
  is(undefined);
});

describe('a policy that lets everybody in', () => {
  const is = (principal: unknown, expected: boolean, more: object = {}) =>
    test(JSON.stringify([principal, more]), () =>
      expect(opensToAll({ Statement: allow({ Principal: principal, ...more }) })).toBe(expected),
    );

  is('*', true);
  is({ AWS: '*' }, true);
  is({ AWS: ['arn:aws:iam::1:root', '*'] }, true);
  is({ AWS: 'arn:aws:iam::1:root' }, false);
  is('*', false, { Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } });
  is('*', false, { Effect: 'Deny' });
});

describe('a policy that allows every action', () => {
  const is = (action: unknown, expected: boolean, more: object = {}) =>
    test(JSON.stringify([action, more]), () =>
      expect(grantsAll({ Statement: allow({ Action: action, Resource: '*', ...more }) })).toBe(expected),
    );

  is('*', true);
  is(['s3:GetObject', '*:*'], true);
  is('s3:*', false);
  is('*', false, { Effect: 'Deny' });
});
