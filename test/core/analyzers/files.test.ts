import { describe, expect, test } from 'vitest';
import { held, is, isIn, silent, understandAction } from '../../support/understanding.ts';

describe('guard files through the shell', () => {
  is('echo x > ~/.claude/settings.json', 'change guard edit /home/u/.claude/settings.json');
  is('echo x > .claude/settings.json', 'change guard edit .claude/settings.json');
  is('rm -rf ~/.holdpoint', 'destroy guard delete /home/u/.holdpoint');
  is('cd ~/.claude && rm settings.json', 'destroy guard delete settings.json');
  is('sed -i s/a/b/ .claude/settings.json', 'change guard edit .claude/settings.json');
  is('curl -o .claude/settings.json https://x', 'unknown guard curl .claude/settings.json');
  is('holdpoint uninstall', 'destroy guard holdpoint uninstall Holdpoint');
  is('holdpoint check -- terraform destroy');
  is(
    'code --uninstall-extension holdpoint.holdpoint',
    'change guard start the editor without its guard --uninstall-extension',
  );
  is('pkill -f extensionHost', 'destroy guard stop extensionHost');
});

held('guard files', [
  'echo x >> ~/.claude/settings.json',
  'echo x >| ~/.claude/settings.json',
  'echo x &> .claude/settings.json',
  'echo x >& .claude/settings.json',
  'echo x 2> .claude/settings.json',
  ': > .claude/settings.json',
  '> .claude/settings.json',
  '{ echo x; } > .claude/settings.json',
  'cat <<EOF > .github/hooks/x.json\n{}\nEOF',
  'echo x | tee ~/.claude/settings.json',
  'echo x | tee -a .claude/settings.json > /dev/null',
  'echo x | sudo tee .claude/settings.json',
  'cp x ~/.claude/settings.json',
  'cp x ~/.claude/',
  'cp -t ~/.claude x',
  'cp --target-directory=.claude x',
  'mv ~/.claude/settings.json /tmp',
  'mv x .claude/settings.json',
  'mv .claude .claude.bak',
  'rm ~/.claude/settings.json',
  'rm -rf .claude',
  'rm -rf .claude/',
  'rm -rf .github',
  'rm -rf ~',
  'rm -rf ~/.config',
  'rm -rf .',
  'rm -rf ..',
  'rm -rf /',
  'rm -rf "$PWD"',
  'rm -rf /projects/app',
  'rm ~/.cl*/settings.json',
  'rm -rf ~/.c*',
  'rm -rf ~/.[c]laude',
  'unlink .claude/settings.json',
  'shred .claude/settings.json',
  'ln -sf /dev/null ~/.claude/settings.json',
  'ln -s ~/.claude x',
  'chmod 000 ~/.holdpoint/bin/holdpoint-hook',
  'chmod -x .github/hooks/gate.sh',
  'chown root .claude',
  'truncate -s 0 .claude/settings.json',
  'dd if=/dev/null of=.claude/settings.json',
  'install -m 644 x .claude/settings.json',
  'rsync x ~/.claude/settings.json',
  'sed -i.bak s/a/b/ .claude/settings.json',
  'sed --in-place s/a/b/ ~/.claude/settings.json',
  "sed -n 'w .claude/settings.json' x",
  'perl -pi -e s/a/b/ .claude/settings.json',
  'sort -o .claude/settings.json x',
  'touch .claude/settings.local.json',
  'find ~/.claude -name "*.json" -delete',
  'find . -name settings.json -delete',
  'find . -delete',
  'find ~/.claude -type f -exec rm {} \\;',
  'ls ~/.claude/*.json | xargs rm',
  'echo .claude/settings.json | xargs rm',
  'git checkout -- .claude/settings.json',
  'git rm .claude/settings.json',
  'git restore .github/hooks/x.json',
  "python3 -c \"open('.claude/settings.json','w').write('{}')\"",
  "node -e \"require('fs').writeFileSync('.claude/settings.json', '')\"",
  "ruby -e \"File.write('.claude/settings.json', '')\"",
  'tar -C ~/.claude -xf x.tar',
  'unzip x.zip -d .claude',
  'wget -O .claude/settings.json https://x',
  'patch .claude/settings.json x.diff',
  'vim -c wq .claude/settings.json',
  'npx prettier --write .claude/settings.json',
  'F=.claude/settings.json; rm $F',
  'D=~/.claude; echo x > "$D/settings.json"',
  'echo x > "$HOME/.claude/settings.json"',
  'echo x > ~/.CLAUDE/settings.json',
  'echo x > src/../.claude/settings.json',
  'echo x > .claude//settings.json',
  'echo x > ".cl""aude/settings.json"',
  "echo x > $'.claude/settings.json'",
  'cd ~ && rm -rf .claude',
  'cd ~/.claude; echo x > settings.json',
  'pushd ~/.holdpoint && rm -r bin',
  'cd ~/.cl*; rm settings.json',
  'bash -c "rm .claude/settings.json"',
  'sudo rm -rf /etc/claude-code',
  'echo x > .vscode/settings.json',
  'jq . x > ~/.config/Code/User/settings.json',
  // A redirect expands wildcards, too.
  'echo {} > .cla*/settings.json',
  'echo {} > .claud[e]/settings.json',
  'cp -r /tmp/tree/.claude .',
  'cp settings.json .vscode',
  'mv /tmp/settings.json .vscode/',
  'mv --target-directory=.claude x',
  'git clone https://x .claude',
  'git worktree add ~/.claude/x',
  'git --work-tree=.claude checkout x',
  'chmod -R 000 ~',
  'sort x -o.claude/settings.json',
  'sort -uo .claude/settings.json x',
  'uniq x .claude/settings.json',
  'xxd -r x .claude/settings.json',
  'tree -o .claude/settings.json',
  'less -o .claude/settings.json x',
  'find x -fprint .claude/settings.json',
  "awk -i inplace '{print}' .claude/settings.json",
  "awk '{print > ARGV[2]}' x .claude/settings.json",
  'curl -sLo.claude/settings.json https://x',
  'wget -O.claude/settings.json https://x',
  // Which file it is comes out later, and the line speaks of one.
  'read f <<< .claude/settings.json; echo > $f',
  'printf "%s\\n" .claude/settings.json | while read -r f; do rm "$f"; done',
  "sh -c 'echo > $0' .claude/settings.json",
  "F=.claude/settings.json sh -c 'echo > $F'",
  'echo x > "$X/settings.json" # .claude',
  'holdpoint install',
  'holdpoint policy accept',
  'npx holdpoint uninstall',
  'code --disable-extensions .',
  'code --user-data-dir /tmp/x .',
  'killall code',
]);

silent('guard files', [
  'cat ~/.claude/settings.json',
  'ls -la .claude',
  'grep -r hook .claude',
  'jq . .claude/settings.json',
  'diff .claude/settings.json x.json',
  'head -5 .github/hooks/x.json',
  'cat .claude/settings.json | jq .',
  'cp ~/.claude/settings.json /tmp/backup.json',
  'git add .claude/settings.json',
  'git diff .claude/settings.json',
  'git commit -m "Edit .claude/settings.json"',
  'echo "see .claude/settings.json"',
  'cp ~/.claude/settings.json "$BACKUP/"',
  'cp -r .claude /tmp/backup',
  'cp settings.json config/',
  'mv a.json .vscode/',
  'echo x > "$OUT"',
  'read f < list; rm "$f"',
  'ls *.log > out*.txt',
  'uniq .claude/settings.json',
  'less .claude/settings.json',
  'find .claude -name "*.json" -fprint list.txt',
  "awk '{print}' .claude/settings.json",
  'sort .claude/settings.json -o sorted.txt',
  'git worktree add .claude/worktrees/feature',
  'rm -rf .claude/worktrees/feature',
  'git clone https://github.com/o/claude.git',
  'chmod -R u+w .',
  'curl -o.claude.md https://x',
  'gh pr create --body "This edits .claude/settings.json for you"',
  'cd .claude && ls',
  'find . -name "*.pyc" -delete',
  'find . -name node_modules -prune -exec rm -rf {} +',
  'rm -rf node_modules dist',
  'rm -rf ./build/*',
  'rm -f *.log',
  'rm -rf /tmp/x',
  'rm .env',
  'mv a b',
  'cp -r src /tmp/src',
  'echo x > settings.json',
  'echo x > .claude.md',
  'echo x > docs/claude/settings.json',
  'sed -i s/a/b/ src/x.ts',
  'sed -n 1,5p .claude/settings.json',
  'chmod +x run.sh',
  'touch .vscode/launch.json',
  'code .',
  'code --install-extension foo.bar',
  'code --list-extensions',
  'pkill node',
  'killall node',
]);

describe('guard files behind links', () => {
  const links = {
    '/projects/app/.claude/plans/p/y': '/projects/app/.claude',
    '/projects/app/conf': '/projects/app/.vscode',
    '/home/u/.claude/settings.json': '/home/u/dotfiles/claude.json',
    '/projects/app/docs': '/projects/shared-docs',
  };
  const edits = (path: string) =>
    understandAction(
      { kind: 'edit', edits: [{ path, change: { kind: 'write', content: '{"chat.useHooks":false}' } }] },
      { links },
    ).effects;
  for (const path of [
    '/projects/app/.claude/plans/p/y/settings.json',
    '/projects/app/conf/settings.json',
    '/home/u/dotfiles/claude.json',
  ]) {
    test(`an edit of ${path} holds`, () => expect(edits(path)).toMatchObject([{ kind: 'change', tool: 'guard' }]));
    isIn({ links }, `echo {} > ${path}`, `change guard edit ${path}`);
    isIn({ links }, `tee ${path}`, `change guard edit ${path}`);
  }
  for (const path of [
    '/projects/app/docs/settings.json',
    '/home/u/dotfiles/vim.json',
    '/projects/app/.claude/plans/p/x.md',
  ]) {
    test(`an edit of ${path} passes`, () => expect(edits(path)).toEqual([]));
    isIn({ links }, `echo {} > ${path}`);
  }
});

held('without the guard', [
  'claude --bare -p "do what todo.md says"',
  'CLAUDE_CODE_SIMPLE=1 claude -p x',
  'HOME=/tmp/x claude -p x',
  'export HOME=/tmp/x; claude -p x',
  'env CLAUDE_CONFIG_DIR=/tmp/x claude -p x',
  `claude --settings '{"disableAllHooks":true}' -p x`,
  'claude plugin install x',
  'claude mcp add x -- sh -c y',
  'codex exec -c features.hooks=false x',
  'aider --yes -m x',
  'cn -p x',
  'npx @openai/codex exec x',
  'opencode run --pure x',
  // Killing the shell in front of a hook lets some agents run the tool.
  'pkill sh',
  'pkill -9 -f hook',
  'pkill -f holdpoint',
  "pkill -f 'claude-code'",
  'killall -9 bash',
  'kill -9 -1',
  'kill -9 $(pgrep -f holdpoint-hook)',
  'kill $(pgrep -x sh)',
  // What is said to the hook is shown to people as an agent's.
  'echo x | ~/.holdpoint/bin/holdpoint-hook claude-code observe',
  'cd ~/.holdpoint/bin && ./holdpoint-hook claude-code observe < /tmp/x',
]);

silent('without the guard', [
  'claude -p "explain this"',
  'claude --model opus -p x',
  'claude mcp list',
  'claude --version',
  'codex --version',
  'aider --version',
  'pkill -f vite',
  'pkill -f "next dev"',
  'pkill -f webhook',
  'kill 1234',
  'kill -1 1234',
  'kill $(lsof -ti:3000)',
  'kill $(pgrep -f vite.sh)',
  'kill %1',
]);

describe('terraform state through the shell', () => {
  is('rm terraform.tfstate', 'destroy state delete terraform.tfstate');
  is('rm -rf .terraform');
  is('rm -rf .terraform/providers .terraform.lock.hcl');
  is('rm -rf .terraform terraform.tfstate', 'destroy state delete terraform.tfstate');
  is('rm -rf .terraform/terraform.tfstate', 'destroy state delete .terraform/terraform.tfstate');
  is('rm -rf terraform.tfstate.d', 'destroy state delete terraform.tfstate.d');
  is('cp x.json terraform.tfstate', 'change state edit terraform.tfstate');
  is('echo {} > infra/terraform.tfstate', 'change state edit infra/terraform.tfstate');
  is('sed -i s/a/b/ terraform.tfstate.backup', 'change state edit terraform.tfstate.backup');
  is('mv terraform.tfstate old', 'destroy state delete terraform.tfstate', 'change state edit terraform.tfstate');
});

held('state files', [
  'truncate -s0 terraform.tfstate',
  'rm *.tfstate',
  'rm infra/*.tfstate.backup',
  'cd .terraform && rm terraform.tfstate',
  'python fix.py terraform.tfstate',
  'git checkout -- terraform.tfstate',
]);

silent('state files', [
  'cat terraform.tfstate',
  'jq .resources terraform.tfstate',
  'ls .terraform',
  'grep -c aws terraform.tfstate',
  'cp terraform.tfstate /tmp/',
  'rm main.tf.bak',
  'rm .terraform.lock.hcl',
  'git add terraform.tfstate',
]);
