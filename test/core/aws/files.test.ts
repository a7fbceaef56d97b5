/** Files that an AWS request is made of: read for the call, part of its digest, and seen by what looks into it. */
import { describe, expect, test } from 'vitest';
import { understand } from '../../../src/core/understand.ts';

const files: Readonly<Record<string, string>> = {
  '/home/dev/project/policy.json': '{"Statement":[]}',
  '/home/dev/project/stack.yaml': 'Resources: {}',
};

const reads = (line: string, ...expected: readonly string[]) =>
  test(line, () => {
    const { inputs } = understand(
      {
        agent: 'claude-code',
        session: 's',
        callId: 'c',
        tool: 'Bash',
        cwd: '/home/dev/project',
        env: {},
        action: { kind: 'command', line, shell: 'bash' },
      },
      (path) => {
        const text = files[path];
        return text === undefined ? { kind: 'missing' } : { kind: 'text', text };
      },
      { home: '/home/dev', realPath: (path) => path },
    );
    expect(inputs.filter(({ kind }) => kind === 'text').map(({ path }) => path)).toEqual(expected);
  });

describe('an AWS request reads', () => {
  const policy = '/home/dev/project/policy.json';
  const stack = '/home/dev/project/stack.yaml';
  reads('aws s3api put-bucket-policy --bucket b --policy file://policy.json', policy);
  reads('aws s3api put-bucket-policy --bucket b --policy=file:///home/dev/project/policy.json', policy);
  reads('aws cloudformation deploy --stack-name s --template-file stack.yaml', stack);
  reads('aws cloudformation deploy --template-file=stack.yaml --stack-name s', stack);
  reads('aws cloudformation update-stack --stack-name s --template-body file://stack.yaml', stack);
  // What only looks is not looked into.
  reads('aws cloudformation validate-template --template-body file://stack.yaml');
  reads('aws s3api put-bucket-policy --bucket b --policy policy.json');
});
