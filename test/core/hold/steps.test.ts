/** Which parts of a line can be run under a grant, and the line that does. */
import { describe, expect, test } from 'vitest';
import { stepsOf, throughGrant } from '../../../src/core/hold/steps.ts';
import type { ToolCall } from '../../../src/core/toolCall.ts';
import { invocationsOf, type ReadFile, understand } from '../../../src/core/understand.ts';

const home = '/home/dev';
const context = { home, realPath: (path: string) => path };
const files: ReadFile = (path) =>
  path.endsWith('.sh') ? { kind: 'text', text: 'terraform destroy\n' } : { kind: 'missing' };

function rewritten(line: string, everything = false): string {
  const call: ToolCall = {
    agent: 'claude-code',
    session: 's',
    tool: 'Bash',
    cwd: `${home}/project`,
    env: {},
    action: { kind: 'command', line, shell: 'bash' },
  };
  const { effects } = understand(call, files, context);
  return throughGrant(line, stepsOf(line, invocationsOf(call, files, context), effects, everything), 'G');
}

const is = (line: string, expected: string) => test(line, () => expect(rewritten(line)).toBe(expected));
const stays = (line: string) => is(line, line);

describe('a step stands where it stood', () => {
  is('terraform apply', 'G terraform apply');
  is('AWS_PROFILE=prod terraform apply', 'AWS_PROFILE=prod G terraform apply');
  is('cd infra && terraform destroy -auto-approve', 'cd infra && G terraform destroy -auto-approve');
  is('(cd infra; tofu apply) 2>&1 | tee log', '(cd infra; G tofu apply) 2>&1 | tee log');
  is('time terraform apply', 'time G terraform apply');
  is("bash -c 'cd x && terraform apply'", "bash -c 'cd x && G terraform apply'");
  is('if true; then kubectl delete pod web; fi', 'if true; then G kubectl delete pod web; fi');
  is('bash deploy.sh --fast', 'G bash deploy.sh --fast');
  is('./deploy.sh', 'G ./deploy.sh');
  is('kubectl get pods; kubectl delete pod web', 'kubectl get pods; G kubectl delete pod web');
  is(
    'terraform -chdir=a apply && terraform -chdir=b apply',
    'G terraform -chdir=a apply && G terraform -chdir=b apply',
  );
  is('helm uninstall web && echo gone', 'G helm uninstall web && echo gone');
});

describe('what is no step stays as it is', () => {
  stays('terraform plan');
  stays('echo terraform apply');
  stays('terraform apply -var-file=$FILE');
  stays('for d in a b; do terraform -chdir=$d apply; done');
  stays('$TOOL apply');
  stays('sudo terraform apply');
  stays('ssh prod terraform apply');
  stays('make apply');
  stays('terra""form apply');
  stays('alias terraform=tofu; terraform apply');
  stays('aws ec2 terminate-instances --instance-ids i-1');
  stays('cd "$DIR" && terraform apply');
});

test('whoever asks for a single command gets any program as a step', () => {
  expect(rewritten('aws ec2 terminate-instances --instance-ids i-1', true)).toBe(
    'G aws ec2 terminate-instances --instance-ids i-1',
  );
});
