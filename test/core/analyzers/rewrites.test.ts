import { describe } from 'vitest';
import { held, is, isIn, silent } from '../../support/understanding.ts';

describe('what is said of a rewrite', () => {
  is('cat > main.tf <<EOF\nresource "a" "b" {}\nEOF', 'change file rewrite main.tf');
  is('rm main.tf', 'change file delete main.tf');
  is('echo "1.2.3.4 x" | sudo tee -a /etc/hosts', 'change machine edit /etc/hosts');
  isIn({ files: { '/projects/app/main.tf': 'x' } }, 'cp other.tf main.tf', 'change file rewrite main.tf');
  is('cp main.tf copy.tf');
  is('mv main.tf network.tf');
});

held('rewrites', [
  'echo "" > infra/main.tf',
  '> main.tf',
  "sed -i 's/prevent_destroy = true/prevent_destroy = false/' main.tf",
  'sed -i.bak -e s/a/b/ prod.tfvars',
  'gsed --in-place s/3/0/ k8s/api.yaml',
  'perl -pi -e s/a/b/ main.tf',
  'yq -i .spec.replicas=0 k8s/deployment.yaml',
  'tee .github/workflows/deploy.yml < x.yml',
  'cat x >> .gitlab-ci.yml',
  'printf x > Jenkinsfile',
  'curl -so .github/workflows/x.yml https://example.com/x',
  'wget -O main.tf https://example.com/x',
  'truncate -s 0 main.tf',
  'patch main.tf < x.diff',
  'rm infra/*.tf',
  'rm -f k8s/ingress.yaml',
  'find . -name "*.tf" -delete',
  'shred -u secrets.tfvars',
  'cat > api.yaml <<EOF\napiVersion: apps/v1\nkind: Deployment\nEOF',
  'cat > stack.yaml <<EOF\nAWSTemplateFormatVersion: "2010-09-09"\nEOF',
  'echo x > terragrunt.hcl',
  'echo x > Pulumi.prod.yaml',
  'echo x > fly.toml',
  'echo x > ansible/site.yml',
  'cat k > ~/.kube/config',
  'echo x >> ~/.aws/credentials',
  'cat key.pub >> ~/.ssh/authorized_keys',
  'echo x > /etc/nginx/nginx.conf',
  'sudo cp app.service /etc/systemd/system/',
  'sudo sed -i s/a/b/ /etc/ssh/sshd_config',
  'echo 1 > /proc/sys/net/ipv4/ip_forward',
  'cat x.img > /dev/sdb',
  'sudo mv x /etc/',
  'bash -c "echo x > main.tf"',
  'cd infra && cat > vars.tf <<EOF\nx\nEOF',
]);

silent('rewrites', [
  'echo x > README.md',
  'echo x > notes.txt',
  'cat > src/x.ts <<EOF\nx\nEOF',
  'sed -i s/a/b/ src/x.ts',
  'sed -n 1,5p main.tf',
  'sed s/a/b/ main.tf',
  'cat main.tf',
  'cat main.tf > /tmp/main.tf',
  'grep -r x k8s/ > out.txt',
  'echo x > Dockerfile',
  'echo x > docker-compose.yml',
  'echo x > package.json',
  'echo x > config.yaml',
  'cat > config.yaml <<EOF\nname: x\nkind: y\nEOF',
  'echo x > main.tf.md',
  'rm main.tf.bak',
  'echo x > /tmp/k8s/api.yaml',
  'yq .spec k8s/api.yaml',
  'diff a.tf b.tf',
  'git add main.tf',
  'git checkout main.tf',
  'git mv a.tf b.tf',
  'prettier --write k8s/api.yaml',
  'tflint main.tf',
  'cat /etc/hosts',
  'cp /etc/hosts ./hosts',
  'echo x > /dev/null',
  'echo x 2> /dev/stderr',
  'ssh-keyscan example.com >> ~/.ssh/known_hosts',
  'curl -so x.json https://example.com/main.tf',
  'docker run --rm alpine sh -c "echo x > /etc/hosts"',
  'echo "echo x > main.tf"',
  'npm test > .test-output 2>&1',
]);

held('files that a search finds', [
  "find . -name '*.tf' -exec sed -i 's/a/b/' {} +",
  "git ls-files '*.tf' | xargs -n1 sed -i 's/a/b/'",
  "grep -rl foo --include='*.tf' . | xargs sed -i 's/foo/bar/'",
  "find k8s -name '*.yaml' | xargs sed -i s/a/b/",
  "rg -l foo -g '*.tf' | xargs perl -pi -e s/a/b/",
  'fd -e tf | xargs sed -i s/a/b/',
  'sed -i "s/a/b/" $(git ls-files "*.tf")',
  "rm $(git ls-files '*.tf')",
]);

silent('files that a search finds', [
  "find . -name '*.ts' -exec sed -i 's/a/b/' {} +",
  "git ls-files '*.md' | xargs -n1 sed -i 's/a/b/'",
  'grep -rl "main.tf" docs | xargs sed -i s/a/b/',
  'sed -i s/a/b/ $(grep -rl foo src --include=*.ts)',
  "find . -name '*.md' -exec sed -i 's/terraform/tofu/' {} \\;",
]);
