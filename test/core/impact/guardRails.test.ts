/** Commands that take a guard rail away, and the look-alikes that do not. */
import { describe, expect, test } from 'vitest';
import { loweredBy } from '../../../src/core/impact/guardRails.ts';
import { understandLine } from '../../support/understanding.ts';

const says = (line: string, expected: string | undefined) =>
  test(line, () =>
    expect(
      understandLine(line)
        .effects.map(loweredBy)
        .find((each) => each !== undefined)?.says,
    ).toBe(expected),
  );

describe('a guard rail', () => {
  says('aws cloudtrail stop-logging --name main', 'what is done is no longer recorded');
  says('aws cloudtrail describe-trails', undefined);
  says(
    'aws rds modify-db-instance --db-instance-identifier x --no-deletion-protection',
    'loses its protection against deletion',
  );
  says('aws rds modify-db-instance --db-instance-identifier x --deletion-protection', undefined);
  says(
    'aws rds modify-db-instance --db-instance-identifier x --backup-retention-period 0',
    'keeps no backups any more',
  );
  says('aws rds modify-db-instance --db-instance-identifier x --backup-retention-period 07', undefined);
  says(
    'aws ec2 modify-instance-attribute --instance-id i-1 --no-disable-api-termination',
    'loses its protection against deletion',
  );
  says('aws s3api delete-public-access-block --bucket b', 'may become public');
  says('gcloud sql instances patch x --no-deletion-protection', 'loses its protection against deletion');
  says('gcloud sql instances patch x --deletion-protection', undefined);
  says('kubectl delete pdb web', 'takes a guard rail of the cluster away');
  says('kubectl delete pod web', undefined);
});

describe('a door', () => {
  says(
    'aws ec2 authorize-security-group-ingress --group-id sg-1 --protocol tcp --port 22 --cidr 0.0.0.0/0',
    'it is opened to the whole internet',
  );
  says(
    'aws ec2 authorize-security-group-ingress --group-id sg-1 --protocol tcp --port 22 --cidr 10.0.0.0/8',
    undefined,
  );
  says(
    'aws iam attach-role-policy --role-name x --policy-arn arn:aws:iam::aws:policy/AdministratorAccess',
    'somebody may do everything',
  );
  says('aws iam attach-role-policy --role-name x --policy-arn arn:aws:iam::aws:policy/ReadOnlyAccess', undefined);
  says('kubectl create clusterrolebinding x --clusterrole=cluster-admin --user=agent', 'somebody may do everything');
  says('kubectl create clusterrolebinding x --clusterrole=view --user=agent', undefined);
  says('gcloud projects add-iam-policy-binding p --member=user:x --role=roles/owner', 'somebody may do everything');
});
