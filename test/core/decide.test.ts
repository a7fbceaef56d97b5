import { describe, expect, test } from 'vitest';
import { decide } from '../../src/core/decide.ts';
import { change, destroy, read, unknown } from '../../src/core/effect.ts';
import { understandLine } from '../support/understanding.ts';

const one = { tool: 'terraform', operation: 'apply', target: 'app' };

describe('the built-in rules', () => {
  test('nothing of ours passes without a reason', () => expect(decide([])).toEqual({ kind: 'allow', reasons: [] }));
  test('reads pass', () =>
    expect(decide([read(one)])).toMatchObject({ kind: 'allow', reasons: [{ rule: 'reads-pass' }] }));
  test('changes hold', () =>
    expect(decide([read(one), change(one)])).toMatchObject({
      kind: 'hold',
      reasons: [{ rule: 'changes-hold' }],
      confirmation: { kind: 'click' },
    }));
  test('unknowns hold', () =>
    expect(decide([unknown({ ...one, note: 'Why.' })])).toMatchObject({
      kind: 'hold',
      reasons: [{ rule: 'unknowns-hold', message: 'Runs `terraform apply` on `app`, whose effect is unknown. Why.' }],
    }));
  test('destroys hold', () =>
    expect(decide([destroy(one)])).toMatchObject({ kind: 'hold', reasons: [{ rule: 'destroys-hold' }] }));
  test('guard files hold', () =>
    expect(decide([change({ tool: 'guard', operation: 'edit', target: 'x' })])).toMatchObject({
      kind: 'hold',
      reasons: [{ rule: 'guard-files-hold' }],
    }));
});

describe('a destroy is confirmed by typing what goes', () => {
  const types = (line: string, text: string) =>
    test(line, () =>
      expect(decide(understandLine(line).effects)).toMatchObject({ confirmation: { kind: 'type', text } }),
    );
  types('terraform destroy', 'app');
  types('terraform -chdir=envs/prod destroy', 'prod');
  types('terraform -chdir="$ENV" destroy', 'destroy');
  types('terraform destroy -target=module.db.aws_db_instance.main', 'module.db.aws_db_instance.main');
  types('kubectl delete deployment/web', 'web');
  types('kubectl delete pod a b', 'a');
  types('kubectl delete pods --all', 'pods');
  types('aws ec2 terminate-instances --instance-ids i-0abc', 'i-0abc');
  types('aws s3 rb s3://bucket', 'bucket');
  types("psql -c 'DROP TABLE users'", 'users');
  types('rm -rf terraform.tfstate.d', 'terraform.tfstate.d');
});
