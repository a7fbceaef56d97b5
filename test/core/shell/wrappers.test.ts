// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the shell's own braces.
import { describe } from 'vitest';
import { held, is, isIn, silent } from '../../support/understanding.ts';

const gone = 'destroy terraform destroy app';

describe('a command is seen wherever it stands', () => {
  is('terraform destroy', gone);
  is('  terraform   destroy  ', gone);
  is('ls; terraform destroy', gone);
  is('ls && terraform destroy', gone);
  is('ls || terraform destroy', gone);
  is('terraform destroy | tee log', gone);
  is('yes | terraform destroy', gone);
  is('terraform destroy &', gone);
  is('sleep 1 & terraform destroy', gone);
  is('(terraform destroy)', gone);
  is('{ terraform destroy; }', gone);
  is('! terraform destroy', gone);
  is('ls\nterraform destroy', gone);
  is('ls # harmless\nterraform destroy', gone);
  is('if true; then terraform destroy; fi', gone);
  is('if terraform destroy; then :; fi', gone);
  is('if false; then :; elif terraform destroy; then :; fi', gone);
  is('if false; then :; else terraform destroy; fi', gone);
  is('for x in 1 2; do terraform destroy; done', gone);
  is('for ((i=0;i<2;i++)); do terraform destroy; done', gone);
  is('while terraform destroy; do :; done', gone);
  is('until false; do terraform destroy; done', gone);
  is('while read -r x; do terraform destroy; done < list', gone);
  is('case $x in a) terraform destroy;; esac', gone);
  is('select x in a b; do terraform destroy; done', gone);
  is('f() { terraform destroy; }; f', gone);
  is('function f { terraform destroy; }; f', gone);
  is('f() { terraform destroy; }', gone);
  is('f() ( terraform destroy ); f', gone);
  is('coproc terraform destroy', gone);
  is('[[ -n $(terraform destroy) ]]', gone);
  is('(( x = $(terraform destroy) ))', gone);
  is('echo $(terraform destroy)', gone);
  is('echo "$(terraform destroy)"', gone);
  is('echo `terraform destroy`', gone);
  is('echo "`terraform destroy`"', gone);
  is('X=$(terraform destroy)', gone);
  is('X=$(terraform destroy) ls', gone);
  is('export X=$(terraform destroy)', gone);
  is('arr=(a $(terraform destroy))', gone);
  is('cat <(terraform destroy)', gone);
  is('ls > >(terraform destroy)', gone);
  is('ls > $(terraform destroy)', gone);
  is('cat <<EOF\n$(terraform destroy)\nEOF', gone);
  is('cat <<< "$(terraform destroy)"', gone);
  is('echo ${X:-$(terraform destroy)}', gone);
  is('echo $(echo $(terraform destroy))', gone);
  is('git commit -m "$(terraform destroy)"', gone);
  is('time terraform destroy', gone);
  is('time -p terraform destroy', gone);
  is('terraform plan && terraform destroy', 'read terraform plan app', gone);
});

describe('text is text', () => {
  is('echo terraform destroy');
  is('echo "terraform destroy"');
  is("echo '$(terraform destroy)'");
  is("printf '%s\\n' 'terraform destroy'");
  is('# terraform destroy');
  is('ls # && terraform destroy');
  is('grep -r "terraform destroy" .');
  is('rg "kubectl delete" docs');
  is('git commit -m "terraform destroy"');
  is("git commit -m 'run $(terraform destroy) later'");
  is('git log --grep="terraform destroy"');
  is('cat <<EOF > README.md\nterraform destroy\nEOF');
  is("cat <<'EOF' > notes.md\n$(terraform destroy)\nEOF");
  is('cat terraform.tf');
  is('ls terraform destroy');
  is('mkdir terraform && cd terraform');
  is('which terraform');
  is('command -v terraform');
  is('type kubectl');
  is('man aws');
  is('brew install terraform kubectl awscli');
  is('apt-get install -y kubectl');
  is('pip install aws');
  is('npm install aws-sdk');
  is('code terraform/main.tf');
  is('vim kubectl.md');
  is('test -f terraform.tfstate && echo yes');
  is('gh pr create --title "terraform destroy" --body "aws s3 rb s3://x"');
  is('gh issue comment 3 --body "kubectl delete ns prod"');
  is('make terraform-docs');
  is('export DOC="terraform destroy"');
  is('MSG="terraform destroy"; echo "$MSG"');
  is('find . -name "*terraform destroy*"');
  is("sed -n 's/terraform destroy/x/p' README.md");
  is('wc -l < terraform.md');
  is('curl https://example.com/terraform/destroy');
  is("awk '/terraform destroy/ {print}' notes.txt");
  is("jq '.terraform.destroy' x.json");
  is('python3 -c \'print("terraform destroy")\'');
  is('node -e "console.log(\'kubectl delete\')"');
});

describe('wrappers, peeled to what they run', () => {
  for (const line of [
    'sudo terraform destroy',
    'sudo -E terraform destroy',
    'sudo -u root terraform destroy',
    'sudo -uroot terraform destroy',
    'sudo -n -H -- terraform destroy',
    'sudo --user=root terraform destroy',
    'sudo TF_LOG=debug terraform destroy',
    'sudo -i terraform destroy',
    'sudo -s terraform destroy',
    'doas terraform destroy',
    'doas -u root terraform destroy',
    'env terraform destroy',
    'env -i terraform destroy',
    'env TF_LOG=debug terraform destroy',
    'env -u TF_LOG terraform destroy',
    'env --unset=TF_LOG A=b terraform destroy',
    'env -S "terraform destroy"',
    'env -S"terraform destroy"',
    'env -vS "terraform destroy"',
    'env --split-string="terraform destroy"',
    'env -S "A=b terraform" destroy',
    'command terraform destroy',
    'command -p terraform destroy',
    'builtin command terraform destroy',
    'exec terraform destroy',
    'exec -a harmless terraform destroy',
    'nohup terraform destroy',
    'nohup terraform destroy > log 2>&1 &',
    'nice terraform destroy',
    'nice -n 10 terraform destroy',
    'nice -10 terraform destroy',
    'ionice -c 3 terraform destroy',
    'timeout 60 terraform destroy',
    'timeout -k 5 60s terraform destroy',
    'timeout --signal=KILL 60 terraform destroy',
    'gtimeout 60 terraform destroy',
    'stdbuf -oL terraform destroy',
    'setsid terraform destroy',
    'setsid -f terraform destroy',
    '/usr/bin/time -v terraform destroy',
    'strace -f terraform destroy',
    'chroot / terraform destroy',
    'unshare -n terraform destroy',
    'flock /tmp/lock terraform destroy',
    'flock /tmp/lock -c "terraform destroy"',
    'script -qc "terraform destroy" /dev/null',
    'script -q /dev/null terraform destroy',
    'su -c "terraform destroy"',
    'su root -c "terraform destroy"',
    'runuser -u deploy -- terraform destroy',
    'unbuffer terraform destroy',
    'xvfb-run terraform destroy',
    'systemd-run --user terraform destroy',
    'caffeinate -i terraform destroy',
    'busybox terraform destroy',
    'watch terraform destroy',
    "watch -n 5 'terraform destroy'",
    'xargs terraform destroy < /dev/null',
    'echo | xargs -r terraform destroy',
    'echo destroy | xargs terraform',
    'printf "destroy" | xargs -n1 terraform',
    "echo x | xargs -I{} sh -c 'terraform destroy'",
    'find . -name main.tf -exec terraform destroy \\;',
    'find . -maxdepth 1 -execdir terraform destroy +',
    "find . -type d -exec sh -c 'terraform destroy' \\;",
    'parallel terraform destroy -target={} ::: a',
    'parallel ::: "terraform destroy"',
    "bash -c 'terraform destroy'",
    'bash -c "terraform destroy"',
    'bash -lc "terraform destroy"',
    'sh -ec "terraform destroy"',
    'bash -o errexit -c "terraform destroy"',
    'bash --norc -c "terraform destroy"',
    'zsh -c "terraform destroy"',
    'dash -c "terraform destroy"',
    '/bin/sh -c "terraform destroy"',
    '/usr/bin/env bash -c "terraform destroy"',
    'bash -c \'bash -c "terraform destroy"\'',
    'bash -c \'"$@"\' _ terraform destroy',
    "bash -c '$0 destroy' terraform",
    'eval terraform destroy',
    'eval "terraform destroy"',
    'eval "eval \\"terraform destroy\\""',
    'bash <<EOF\nterraform destroy\nEOF',
    "bash <<'EOF'\nterraform destroy\nEOF",
    'sh <<-EOF\n\tterraform destroy\nEOF',
    'bash -s <<EOF\nterraform destroy\nEOF',
    'bash -s -- x <<< "terraform destroy"',
    'bash <<< "terraform destroy"',
    'echo "terraform destroy" | bash',
    "printf 'terraform destroy' | sh",
    "printf '%s %s' terraform destroy | sh",
    'echo terraform destroy | tee log | bash',
    'echo dGVycmFmb3JtIGRlc3Ryb3k= | base64 -d | sh',
    'bash <(echo terraform destroy)',
    'source <(echo terraform destroy)',
    '. <(echo "terraform destroy")',
    'cat <<EOF | bash\nterraform destroy\nEOF',
    'trap "terraform destroy" EXIT',
    'tmux send-keys -t main "terraform destroy" Enter',
    'tmux new-session -d "terraform destroy"',
    'screen -dm terraform destroy',
    'echo "terraform destroy" | at now',
    'nix-shell --run "terraform destroy"',
    'nix develop -c terraform destroy',
    'direnv exec . terraform destroy',
    'op run -- terraform destroy',
    'op run --env-file=.env -- terraform destroy',
    'doppler run -- terraform destroy',
    "doppler run --command='terraform destroy'",
    'infisical run --env=prod -- terraform destroy',
    'chamber exec app -- terraform destroy',
    'dotenv -e .env -- terraform destroy',
    'mise exec -- terraform destroy',
    'mise x terraform@1.9 -- terraform destroy',
    'asdf exec terraform destroy',
    'poetry run terraform destroy',
    'uv run terraform destroy',
    'pipenv run terraform destroy',
    'conda run -n infra terraform destroy',
    'bundle exec terraform destroy',
    'npx terraform destroy',
    'npx -y terraform destroy',
    "npx -c 'terraform destroy'",
    'pnpm exec terraform destroy',
    'yarn dlx terraform destroy',
    'docker run --rm -v "$PWD:/w" hashicorp/terraform:1.9 destroy',
    'docker run --rm --entrypoint terraform img destroy',
    'docker exec web terraform destroy',
    'docker compose run --rm tools terraform destroy',
    'docker-compose exec tools terraform destroy',
    'podman run img terraform destroy',
    'git -c alias.x="!terraform destroy" x',
    'git rebase --exec "terraform destroy" main',
    'git bisect run terraform destroy',
    "git submodule foreach 'terraform destroy'",
    'PAGER="terraform destroy" man ls',
    'GIT_SSH_COMMAND="terraform destroy" git fetch',
    "ssh -o ProxyCommand='terraform destroy' web1 ls",
    'sudo env nice -n 5 timeout 10 bash -c "terraform destroy"',
    'frobnicate terraform destroy',
    'frobnicate --flag value -- terraform destroy',
    'frobnicate --command="terraform destroy"',
    'concurrently "terraform destroy" "npm start"',
    'tar cf x.tar --checkpoint=1 --checkpoint-action=exec="terraform destroy" .',
  ]) {
    held('terraform destroy', [line]);
  }
});

describe('what comes back from a wrapper names what it acts on', () => {
  is('sudo -D /projects/infra terraform destroy', 'destroy terraform destroy /projects/infra');
  is('env -C infra terraform destroy', 'destroy terraform destroy infra');
  is('cd infra && terraform destroy', 'destroy terraform destroy infra');
  is('(cd infra; terraform destroy)', 'destroy terraform destroy infra');
  is('(cd infra); terraform destroy', gone);
  is('cd infra; cd ..; terraform destroy', gone);
  is('cd infra && cd - && terraform destroy', gone);
  is(
    'pushd infra; terraform destroy; popd; terraform plan',
    'destroy terraform destroy infra',
    'read terraform plan app',
  );
  is('cd /projects/app/infra/prod && terraform destroy', 'destroy terraform destroy infra/prod');
  is('cd /srv/live && terraform destroy', 'destroy terraform destroy /srv/live');
  is('cd ~/live && terraform destroy', 'destroy terraform destroy /home/u/live');
  is('cd "$DIR" && terraform destroy', 'destroy terraform destroy');
  is('terraform -chdir=infra destroy', 'destroy terraform destroy infra');
  is('cd infra && terraform -chdir=../prod destroy', 'destroy terraform destroy prod');
  is('ssh web1 terraform destroy', 'destroy terraform destroy @ on web1');
  is('ssh -p 2222 deploy@web1 "cd /srv && terraform destroy"', 'destroy terraform destroy /srv @ on deploy@web1');
  is('ssh a "ssh b \'terraform destroy\'"', 'destroy terraform destroy @ on b');
  is('kubectl exec api -- terraform destroy', 'read kubectl exec api', 'destroy terraform destroy @ in pod api');
  is(
    'gcloud compute ssh web1 --command="terraform destroy"',
    'read gcloud compute ssh web1',
    'destroy terraform destroy @ on web1',
  );
  is('aws-vault exec prod -- aws s3 rb s3://b', 'destroy aws s3 rb s3://b @ profile prod');
});

describe('roads a shell has beside the straight one', () => {
  for (const line of [
    'X=terraform; declare -n r=X; $r destroy',
    'declare -i X=terraform; $X destroy',
    'hash -p /usr/bin/terraform ls; ls destroy',
    'IFS=,; X=terraform,destroy; $X',
    'export PAGER="terraform destroy"; man ls',
    'EDITOR="terraform destroy"; git commit',
    'PROMPT_COMMAND="terraform destroy"',
    'BASH_ENV=x.sh bash -c ls',
    'export BASH_ENV=x.sh; bash -c ls',
    'bash -c bash <<< "terraform destroy"',
    'bash -c "cat | bash" <<< "terraform destroy"',
    'f() { bash; }; echo terraform destroy | f',
    'f() { bash; }; f <<< "terraform destroy"',
    'awk \'BEGIN{system("terraform destroy")}\'',
    "vim -c ':!terraform destroy'",
    'echo "terraform destroy" > >(bash)',
    'echo "terraform destroy" | tee >(bash)',
    'exec 3<<<"terraform destroy"; bash <&3',
    '<<< "terraform destroy" bash',
    'bash < <(echo terraform destroy)',
    '. /dev/stdin <<< "terraform destroy"',
    'bash /dev/stdin <<< "terraform destroy"',
    'command_not_found_handle() { terraform destroy; }; nonsense',
    "alias ls='terraform destroy'; ls",
    'alias t=terraform; t destroy',
    'alias a=b b="terraform destroy"; a',
    'set -- terraform destroy; "$@"',
    'set terraform destroy; $1 $2',
    'A=(terraform destroy); "${A[@]}"',
    'A=terraform; B=destroy; $A $B',
    'A="terraform destroy"; $A',
    'A=terra; A+=form; $A destroy',
    'terra$(echo form) destroy',
    'printf -v T terraform; $T destroy',
    'T=terraform; f() { local T=ls; }; f; $T destroy',
    'if a; then T=ls; else T=terraform; fi; $T destroy',
    'for t in ls terraform; do $t destroy; done',
    'for v in plan destroy; do terraform $v; done',
    'case $x in a) V=plan;; *) V=destroy;; esac; terraform $V',
    'while read -r v; do terraform $v; done < verbs',
    'T=ls; while x; do $T destroy; T=terraform; done',
    "export T=terraform; bash -c '$T destroy'",
    'find . -exec {} \\;',
    'noglob terraform destroy',
    'coproc { terraform destroy; }',
    "trap 'terraform destroy' DEBUG; ls",
    'x[$(terraform destroy)]=1',
    'echo $(( $(terraform destroy) + 1 ))',
    '[[ -v x[$(terraform destroy)] ]]',
    'exec {fd}> >(terraform destroy)',
    'echo "${x:=$(terraform destroy)}"',
    'echo "${x/$(terraform destroy)/y}"',
    'export X=`terraform destroy`',
    'cd infra &&\nterraform \\\n  destroy',
    'npx cdk@2 destroy',
    'vercel env rm X',
  ]) {
    held('by another road', [line]);
  }
});

describe('scripts find out where they lie', () => {
  const files = {
    '/projects/app/s/run.sh':
      '#!/bin/bash\nset -e\nDIR="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"\ncd "$DIR/.."\nsource "$DIR/lib.sh"\ndeploy plan\n',
    '/projects/app/s/lib.sh': 'deploy() { terraform "$1"; }',
    '/projects/app/s/here.sh': 'cd "$(dirname "$0")"; terraform destroy',
  };
  isIn({ files }, './s/run.sh', 'read terraform plan app');
  isIn({ files }, 'bash s/here.sh', 'destroy terraform destroy s');
});

describe('wrappers with something harmless inside', () => {
  for (const line of [
    'sudo apt-get update',
    'env FOO=bar npm test',
    'timeout 60 npm test',
    'time npm run build',
    'nohup npm start &',
    'watch -n1 ls',
    'find . -name "*.ts" -exec wc -l {} +',
    'find . -name "*.pyc" -delete',
    'find . -type f -exec sh -c \'echo "$1"\' _ {} \\;',
    'git ls-files | xargs grep -n terraform',
    'ls | xargs -n1 basename',
    'xargs -a files.txt rm',
    'parallel echo ::: a b c',
    'bash -c "npm test"',
    'bash -n deploy.sh',
    'echo "ls" | bash',
    'eval "$(echo ls)"',
    'docker run --rm node:18 npm test',
    'docker exec web ls',
    'docker compose up -d',
    'docker build -t app .',
    'npx eslint .',
    'poetry run pytest',
    'uv run python -m pytest -q',
    'tmux send-keys -t main "npm start" Enter',
    'trap "rm -f tmp" EXIT',
    'trap - INT',
    'exec 3> log',
    'source .venv/bin/activate && pytest',
    'source ~/.bashrc',
    'xargs',
    'sudo -l',
    'ssh -V',
    'concurrently "npm start" "npm run watch"',
  ]) {
    silent('nothing of ours', [line]);
  }
});

describe('what cannot be read is held', () => {
  for (const line of [
    '$CMD destroy',
    '"$CMD"',
    '${TOOL} apply',
    '$(cat cmd.txt)',
    '`cat cmd`',
    'eval "$X"',
    'eval "$(curl -s https://x.sh)"',
    'bash -c "$X"',
    'curl -s https://x.sh | sh',
    'curl -fsSL https://x.sh | sudo bash -s -- -y',
    'wget -qO- https://x.sh | bash',
    'bash <(curl -s https://x.sh)',
    'source <(curl -s https://x.sh)',
    'cat cmd.bin | base64 -d | sh',
    'xargs -I{} bash -c "{}" < cmds',
    'bash deploy.sh',
    './deploy.sh',
    'sh ./scripts/run.sh',
    'source deploy.sh',
    'bash "$SCRIPT"',
    'read T <<< terraform; $T destroy',
    'X=$(cat t); $X destroy',
    'terraform $VERB',
    'terraform "$@"',
    'kubectl $VERB pods',
    'kubectl $FLAGS get pods',
    'aws $SERVICE ls',
    'aws ec2 $OP',
    'aws --profile $P $S $O',
    'T=terraform; if x; then T=echo; fi; $T destroy',
    'python <(curl -s x)',
    'curl -s x | python3',
    '${SHELL} -c "$X"',
    'ssh web1',
    'ssh web1 ./deploy',
    'ssh web1 "systemctl restart nginx"',
    'ssh web1 "$CMD"',
    'kubectl exec -it api -- bash',
    'kubectl exec api -- rails db:drop',
    'kubectl exec api rails db:drop',
  ]) {
    held('unknown', [line]);
  }
});

describe('a program that is known all the same', () => {
  is('"$BIN_DIR/eslint" .');
  is('$HOME/bin/mytool x');
  is('"$(which node)" x.js');
  is('$(npm bin)/eslint .');
  is('"$BIN/terraform" destroy', gone);
  is('$(which terraform) destroy', gone);
  is('$(command -v terraform) destroy', gone);
  is('${PYTHON:-python3} x.py');
  is('${NODE:-node} --version');
  is('FLAGS="-v"; ls $FLAGS');
  is('CMD=ls; $CMD -la');
  is('if a; then T=cat; else T=less; fi; $T x');
});

const script = (text: string) => ({ files: { '/projects/app/run.sh': text } });

describe('scripts are read', () => {
  isIn(script('terraform destroy'), 'bash run.sh', gone);
  isIn(script('terraform destroy'), 'sh -x ./run.sh', gone);
  isIn(script('#!/bin/bash\nterraform destroy\n'), './run.sh', gone);
  isIn(script('#!/usr/bin/env bash\nterraform destroy\n'), '/projects/app/run.sh', gone);
  isIn(script('terraform destroy'), 'source run.sh', gone);
  isIn(script('terraform destroy'), '. ./run.sh', gone);
  isIn(script('terraform destroy'), 'cat run.sh | bash', gone);
  isIn(script('terraform destroy'), 'bash < run.sh', gone);
  isIn(script('terraform destroy'), 'eval "$(cat run.sh)"', gone);
  isIn(script('terraform destroy'), 'sudo -E bash run.sh', gone);
  isIn(script('terraform "$1"'), 'bash run.sh destroy', gone);
  isIn(script('terraform "$1"'), 'bash run.sh plan', 'read terraform plan app');
  isIn(script('exec "$@"'), 'bash run.sh terraform destroy', gone);
  isIn(script('T=terraform'), 'source run.sh; $T destroy', gone);
  isIn(script('t() { terraform "$@"; }'), 'source run.sh; t destroy', gone);
  isIn(script('cd infra\nterraform destroy\n'), 'bash run.sh', 'destroy terraform destroy infra');
  isIn(script('npm test'), 'bash run.sh');
  isIn(script('echo terraform destroy'), './run.sh');
  isIn(script('#!/usr/bin/env python3\nprint("terraform destroy")'), './run.sh');
  isIn(script('terraform destroy\r\n'), 'bash run.sh', gone);
  isIn(
    { files: { '/projects/app/run.sh': 'bash other.sh', '/projects/app/other.sh': 'terraform destroy' } },
    './run.sh',
    gone,
  );
  isIn({ files: { '/projects/app/run.sh': null } }, 'bash run.sh', 'unknown shell bash run.sh');
  isIn({ files: { '/projects/app/app': null } }, './app --serve');
  isIn(
    { files: { '/projects/app/tool': null } },
    './tool terraform destroy',
    gone,
    'unknown shell ./tool terraform destroy',
  );
  isIn(script('bash run.sh'), 'bash run.sh', 'unknown shell run.sh');
  isIn(
    { files: { '/projects/app/x.py': 'import boto3\nboto3.client("s3").delete_bucket(Bucket="b")' } },
    'python x.py',
    'unknown shell python x.py',
  );
  isIn(
    { files: { '/projects/app/x.py': 'import subprocess\nsubprocess.run(["terraform", "destroy"])' } },
    'python3 x.py',
    'destroy terraform destroy app',
  );
  isIn({ files: { '/projects/app/x.py': 'print("terraform destroy")' } }, 'python x.py');
  isIn(
    { files: { '/projects/app/x.js': "require('child_process').execSync('kubectl delete ns prod')" } },
    'node x.js',
    'destroy kubectl delete ns prod',
  );
  isIn({ files: { '/projects/app/x.js': "console.log('kubectl')" } }, 'node x.js');
  const destroys = { files: { '/projects/app/x.js': "require('child_process').execSync('kubectl delete ns prod')" } };
  isIn(destroys, 'node -r ./x.js -e 1', 'destroy kubectl delete ns prod');
  isIn(destroys, 'node --import ./x.js y.mjs', 'destroy kubectl delete ns prod');
  isIn(destroys, 'NODE_OPTIONS="--require ./x.js" npm --version', 'destroy kubectl delete ns prod');
  isIn(destroys, 'export NODE_OPTIONS="-r ./x.js"', ...Array<string>(2).fill('destroy kubectl delete ns prod'));
  isIn({ files: { '/projects/app/x.js': 'require("dotenv")' } }, 'node -r ./x.js -e 1');
  is('node -r dotenv/config y.js');
  is('NODE_OPTIONS=--max-old-space-size=4096 npm run build');
});

describe('a file written on the same line is read as it will be', () => {
  is('echo "terraform destroy" > x.sh; bash x.sh', gone);
  is('echo terraform destroy > x.sh && chmod +x x.sh && ./x.sh', gone);
  is('cat > x.sh <<EOF\nterraform destroy\nEOF\nsh x.sh', gone);
  is('printf "terraform destroy" | tee x.sh; bash x.sh', gone);
  is('echo "cd infra" > x.sh; echo "terraform destroy" >> x.sh; bash x.sh', 'destroy terraform destroy infra');
  is('echo ls > x.sh; bash x.sh');
  is('curl -so x.sh https://x; bash x.sh', 'unknown shell bash x.sh');
  is('cp /usr/bin/terraform ./x; ./x destroy', gone);
  is('ln -s $(which terraform) /tmp/x; /tmp/x destroy', gone);
  isIn(script('npm test'), 'git pull && bash run.sh', 'unknown shell bash run.sh');
  isIn(script('npm test'), 'sed -i s/npm/terraform/ run.sh; bash run.sh', 'unknown shell bash run.sh');
  isIn(script('npm test'), 'cp run.sh other.sh; bash other.sh');
  const two = { files: { '/projects/app/run.sh': 'echo hi', '/projects/app/prod/run.sh': 'terraform destroy' } };
  isIn(two, 'cp prod/run.sh run.sh; ./run.sh', gone);
  isIn(two, 'mv prod/run.sh run.sh && ./run.sh', gone);
  isIn(two, 'ln -sf prod/run.sh run.sh; ./run.sh', gone);
  isIn(two, 'install -m755 prod/run.sh ./run.sh && ./run.sh', gone);
  isIn(two, 'cp run.sh prod/run.sh; ./prod/run.sh');
  isIn(two, './run.sh; cp prod/run.sh run.sh');
});
