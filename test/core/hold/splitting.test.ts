/** Lines that change their own inputs, and lines that only look like it. */
import { describe, expect, test } from 'vitest';
import { changesOwnInputs } from '../../../src/core/hold/splitting.ts';
import type { ToolCall } from '../../../src/core/toolCall.ts';
import { invocationsOf, type ReadFile, understand } from '../../../src/core/understand.ts';

const home = '/home/dev';
const missing: ReadFile = () => ({ kind: 'missing' });
const context = { home, realPath: (path: string) => path };

function split(line: string, read: ReadFile = missing): string | undefined {
  const call: ToolCall = {
    agent: 'claude-code',
    session: 's',
    tool: 'Bash',
    cwd: `${home}/project`,
    env: {},
    action: { kind: 'command', line, shell: 'bash' },
  };
  const found = changesOwnInputs(
    line,
    invocationsOf(call, read, context),
    understand(call, read, context).effects,
    home,
  );
  return found === undefined ? undefined : `${found.earlier} → ${found.later}`;
}

const is = (line: string, expected: string) => test(line, () => expect(split(line)).toBe(expected));
const passes = (line: string) => test(`held whole: ${line}`, () => expect(split(line)).toBeUndefined());

describe('files that the same line brings in', () => {
  is('git pull && terraform apply', 'git pull → terraform apply');
  is('git checkout main; bash deploy.sh', 'git checkout main → bash deploy.sh');
  is('sudo git pull && sudo terraform apply', 'git pull → terraform apply');
  is("bash -c 'git pull && terraform apply'", 'git pull → terraform apply');
  is('tar xzf chart.tgz && helm upgrade web ./chart', 'tar xzf chart.tgz → helm upgrade web ./chart');
  is('git pull && kubectl apply -f k8s/', 'git pull → kubectl apply -f k8s/');
  passes('git pull && kubectl delete pod web');
  passes('git checkout -b fix && terraform apply');
  passes('git stash list && terraform apply');
  passes('tar tzf chart.tgz && terraform apply');
  passes('git pull --rebase && git push --force');
  passes('terraform apply && git pull');
  passes('git status && terraform apply');
});

describe('files that the same line writes', () => {
  is("sed -i 's/1/2/' main.tf && terraform apply", 'sed -i s/1/2/ main.tf → terraform apply');
  is('echo a > x.yaml && kubectl apply -f x.yaml', 'echo a → kubectl apply -f x.yaml');
  is('cat > k8s/x.yaml <<EOF\nkind: Pod\nEOF\nkubectl apply -f k8s', 'cat → kubectl apply -f k8s');
  is('echo a > x.yaml && kubectl apply -f .', 'echo a → kubectl apply -f .');
  is(
    'echo {} > in.json && aws ec2 terminate-instances --cli-input-json file://in.json',
    'echo {} → aws ec2 terminate-instances --cli-input-json file://in.json',
  );
  is('cp prod.tfvars terraform.tfvars && terraform apply', 'cp prod.tfvars terraform.tfvars → terraform apply');
  is('cp new/main.tf . && terraform apply', 'cp new/main.tf . → terraform apply');
  is('rm backend.tf && terraform apply', 'rm backend.tf → terraform apply');
  is('curl -o d.sh https://x.test/d.sh && bash d.sh', 'curl -o d.sh https://x.test/d.sh → bash d.sh');
  is('echo "terraform destroy" > x.sh && bash x.sh', 'echo terraform destroy → bash x.sh');
  is('terraform plan -out=p && terraform apply p', 'terraform plan -out=p → terraform apply p');
  is('terraform plan -out p && terraform apply p', 'terraform plan -out p → terraform apply p');
  passes('terraform plan && terraform apply');
  passes('terraform plan -out=q && terraform apply p');
  passes("sed 's/1/2/' main.tf && terraform apply");
  passes('echo a > log.txt && terraform apply');
  passes('terraform apply 2>&1 | tee apply.log');
  passes('echo a > x.yaml && kubectl apply -f y.yaml');
  passes('kubectl apply -f - <<EOF\nkind: Pod\nEOF');
  passes('rm -rf dist && npm run build && aws s3 sync dist s3://web --delete');
  passes('chmod +x deploy.sh && ./deploy.sh');
});

describe('targets that the same line chooses', () => {
  is('terraform workspace select prod && terraform apply', 'terraform workspace select prod → terraform apply');
  is(
    'kubectl config use-context prod && kubectl delete ns shop',
    'kubectl config use-context prod → kubectl delete ns shop',
  );
  is('kubectx prod; helm uninstall web', 'kubectx prod → helm uninstall web');
  is(
    'aws eks update-kubeconfig --name p && kubectl delete ns s',
    'aws eks update-kubeconfig --name p → kubectl delete ns s',
  );
  is(
    'gcloud config set project p && gcloud sql instances delete d',
    'gcloud config set project p → gcloud sql instances delete d',
  );
  is('az account set -s p && az group delete -n g', 'az account set -s p → az group delete -n g');
  passes('kubectl config use-context prod && terraform apply');
  passes('kubectl config get-contexts && kubectl delete ns shop');
  passes('terraform workspace list && terraform apply');
  passes('kubectl delete ns shop && kubectl config use-context prod');
  passes('export AWS_PROFILE=x && terraform apply');
  passes('TF_WORKSPACE=prod terraform apply');
});

describe('what prepares', () => {
  is('terraform init && terraform apply -auto-approve', 'terraform init → terraform apply -auto-approve');
  is('tfenv use 1.5.0 && terraform apply', 'tfenv use 1.5.0 → terraform apply');
  passes('(cd a && terraform init) && cd b && terraform apply');
  passes('npm ci && npm run build && terraform apply');
  passes('cd infra && terraform apply');
  passes('mkdir -p out && terraform apply');
  passes('echo "deploying" && terraform apply');
  passes('terraform validate && terraform fmt -check && terraform apply');
});

test('a script that changes its own inputs is shown whole, and nobody who calls it can split it', () => {
  const script: ReadFile = (path) =>
    path.endsWith('/deploy.sh') ? { kind: 'text', text: 'git pull\nterraform apply\n' } : { kind: 'missing' };
  expect(split('bash deploy.sh', script)).toBeUndefined();
  expect(split('git pull && bash deploy.sh', script)).toBe('git pull → bash deploy.sh');
});
