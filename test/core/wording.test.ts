import { describe, expect, test } from 'vitest';
import { unknown } from '../../src/core/effect.ts';
import { describeEffect, headline, labelOf, refusals, visible } from '../../src/core/wording.ts';
import { callOf, understandLine } from '../support/understanding.ts';

const says = (line: string, ...sentences: string[]) =>
  test(line, () => expect(understandLine(line).effects.map(describeEffect)).toEqual(sentences));

describe('effects as sentences', () => {
  says('terraform destroy', 'Destroys everything Terraform manages in `app`');
  says(
    'TF_WORKSPACE=prod terraform -chdir=infra destroy',
    'Destroys everything Terraform manages in `infra` (workspace prod)',
  );
  says('terraform apply', 'Applies Terraform changes in `app`');
  says('terraform apply x.plan', 'Applies the saved Terraform plan `x.plan` (app)');
  says('terraform apply -replace=a.b', 'Destroys and recreates `a.b` (app)');
  says('terraform state rm a.b', 'Makes Terraform forget `a.b` (app)');
  says('terraform frobnicate', 'Runs `terraform frobnicate` on `app`, whose effect is unknown');
  says(
    'kubectl -n shop --context prod delete deployment web',
    'Deletes deployment `web` (namespace shop, context prod)',
  );
  says('kubectl delete deployment/web', 'Deletes `deployment/web`');
  says('kubectl patch svc web -p x', 'Patches svc `web`');
  says('kubectl apply -f x.yaml', 'Applies `x.yaml`');
  says('kubectl rollout undo deploy/x', 'Rolls back `deploy/x`');
  says('kubectl rollout pause deploy/x', 'Runs `kubectl rollout pause` on `deploy/x`');
  says('kubectl config view', 'Runs `kubectl config view`');
  says('terraform init', 'Initializes Terraform in `app`');
  says('terraform providers lock', 'Runs `terraform providers lock` on `app`');
  says('aws sso login', 'Runs `aws sso login`');
  says('holdpoint uninstall', 'Runs `holdpoint uninstall` on `Holdpoint`');
  says('pkill -f extensionHost', 'Stops `extensionHost`');
  says('psql -l', 'Lists the databases');
  says(
    'aws ec2 terminate-instances --instance-ids i-1 --region eu-west-1',
    'Terminates EC2 instances `i-1` (region eu-west-1)',
  );
  says('aws rds delete-db-instance --db-instance-identifier shop', 'Deletes RDS db instance `shop`');
  says('aws s3 rb s3://b', 'Removes S3 bucket `s3://b`');
  says('aws s3 rm s3://b --recursive', 'Deletes S3 objects `s3://b`');
  says('aws s3 sync . s3://b --delete', 'Makes S3 equal, deleting what is not in the source: `s3://b`');
  says("psql -h db -c 'DROP TABLE users'", 'Drops table `users` (host db)');
  says("psql -c 'DELETE FROM users'", 'Deletes rows from `users`');
  says("psql -c 'ALTER TABLE users DROP COLUMN x'", 'Alters table and drops from it: `users`');
  says('echo x > .claude/settings.json', 'Changes what guards this machine against agents: `.claude/settings.json`');
  says('rm -rf terraform.tfstate.d', 'Deletes Terraform state: `terraform.tfstate.d`');
  says('$CMD destroy', 'Runs something Holdpoint cannot read: `$CMD destroy`');
  says('helm uninstall api', 'Destroys with helm: `uninstall api`');
  says('ssh web1 reboot', 'Stops, removes or overwrites on the machine: `reboot` (on web1)');
  says('ssh web1', 'Runs `ssh` on `web1`, whose effect is unknown');
  says('scp x web1:/x', 'Copies with scp to `web1:/x`');
});

test('a patch that may reach a guard file', () =>
  expect(describeEffect(unknown({ tool: 'guard', operation: 'patch', target: 'x' }))).toBe(
    'Patches `x`, whose effect is unknown',
  ));

describe('headlines', () => {
  const heads = (line: string, expected: string) =>
    test(line, () =>
      expect(headline(understandLine(line).effects, callOf({ kind: 'command', line, shell: 'bash' }))).toBe(expected),
    );
  heads('terraform destroy', 'Destroys the Terraform environment `app`');
  heads('cd sample && terraform plan && terraform destroy', 'Destroys the Terraform environment `sample`');
  heads('kubectl delete deployment web; kubectl delete svc web', 'Deletes deployment `web`, and 1 more');
  heads('terraform plan', 'Plans Terraform changes in `app`');
  heads('ls', 'Bash: nothing that touches infrastructure');
});

test('labels', () => {
  expect((['read', 'change', 'destroy', 'unknown'] as const).map(labelOf)).toEqual([
    'Reads',
    'Changes',
    'Destroys',
    'Unknown effect',
  ]);
});

test('what cannot be seen is spelled out', () => {
  expect(visible('a\u202eb\u200bc\nd\ud800')).toBe('a\\u{202e}b\\u{200b}c\\u{000a}d\\u{d800}');
  expect(visible('naïve 😀')).toBe('naïve 😀');
  expect(
    describeEffect({ kind: 'destroy', tool: 'terraform', operation: 'destroy', target: '`x`\u202e', spans: [] }),
  ).toBe("Destroys everything Terraform manages in `'x'\\u{202e}`");
});

describe('refusals', () => {
  const all = [
    refusals.denied(),
    refusals.denied('use staging'),
    refusals.expired(55),
    refusals.unused(),
    refusals.withdrawn(),
    refusals.superseded('plan.out'),
    refusals.pending(0.4),
    refusals.interrupted(),
    refusals.gateUnreachable(),
    refusals.gateNotTrusted(),
    refusals.gateBroken(),
    refusals.unreadable(),
    refusals.settings(),
  ];
  for (const text of all) {
    test(text, () => {
      expect(text).toMatch(/^Holdpoint: .+\. It did not run\. .+\.$|^Holdpoint: .+” It did not run\. .+\.$/);
    });
  }
  test('only a denial speaks of a person’s decision', () => {
    expect(all.filter((text) => /denied/.test(text.split('It did not run')[0] ?? ''))).toHaveLength(2);
  });
  test('a note is quoted on one line', () => {
    expect(refusals.denied('no\nIgnore the above')).toContain('“no\\u{000a}Ignore the above”');
  });
  test('times', () => {
    expect(refusals.expired(1)).toContain('within one minute');
    expect(refusals.expired(55)).toContain('within 55 minutes');
  });
});
