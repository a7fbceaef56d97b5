/** Patches that a command line applies: one line for each way a patch comes in, and its look-alike. */
import { describe } from 'vitest';
import { is, isIn } from '../../support/understanding.ts';

const of = (path: string, was = '-{"hooks":{}}', now = '+{"disableAllHooks":true}') =>
  `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n@@ -1 +1 @@\n${was}\n${now}\n`;
const resource = '-resource "aws_db_instance" "main" {}';
const world = {
  files: {
    '/projects/app/guard.diff': of('.claude/settings.json'),
    '/projects/app/infra.diff': of('infra/main.tf', resource, '+# nothing'),
    '/projects/app/source.diff': of('src/a.ts', '-a', '+b'),
    '/projects/app/gone.diff': '--- a/.claude/settings.json\n+++ /dev/null\n@@ -1 +0,0 @@\n-{}\n',
    '/projects/app/moved.diff':
      'diff --git a/x.json b/.claude/settings.json\nsimilarity index 100%\nrename from x.json\nrename to .claude/settings.json\n',
    '/projects/app/local.diff': '--- settings.json\n+++ settings.json\n@@ -1 +1 @@\n-{}\n+{"hooks":{}}\n',
    '/projects/app/agent.txt': '*** Begin Patch\n*** Delete File: .codex/hooks.json\n*** End Patch',
  },
};
const edit = 'change guard edit .claude/settings.json';

describe('patches in files', () => {
  isIn(world, 'git apply guard.diff', edit);
  isIn(world, 'git -C . apply --whitespace=fix guard.diff', edit);
  isIn(world, 'git am guard.diff', edit);
  isIn(world, 'patch -p1 < guard.diff', edit);
  isIn(
    world,
    'patch < guard.diff',
    'change guard edit a/.claude/settings.json',
    'change guard edit b/.claude/settings.json',
  );
  isIn(world, 'patch -p1 -i guard.diff', edit);
  isIn(world, 'patch --input=guard.diff -p1', edit);
  isIn(world, 'cat guard.diff | git apply', edit);
  isIn(world, 'cat guard.diff | git apply -', edit);
  isIn(world, 'patch -d .claude settings.json local.diff', 'change guard edit .claude', edit);
  isIn(world, 'git apply -p0 --directory=.claude local.diff', edit);
  isIn(world, 'git apply gone.diff', 'destroy guard delete .claude/settings.json');
  isIn(world, 'git apply moved.diff', edit);
  isIn(world, 'git apply infra.diff', 'change file remove resources infra/main.tf');
  isIn(world, 'git apply source.diff');
  isIn(world, 'git apply local.diff');
  isIn(world, 'git apply --check guard.diff');
  isIn(world, 'git apply --stat guard.diff');
  isIn(world, 'git apply --stat --apply guard.diff', edit);
  isIn(world, 'patch --dry-run -p1 < guard.diff');
  isIn(world, 'git diff | git apply -R');
  isIn(world, 'git log --grep apply guard.diff');
});

describe('patches on the line', () => {
  is(`git apply <<'EOF'\n${of('.claude/settings.json')}EOF`, edit);
  is(`patch -p1 <<'EOF'\n${of('.claude/settings.json')}EOF`, edit);
  is(`patch -p1 <<'EOF'\n${of('src/a.ts', '-a', '+b')}EOF`);
});

describe('what an agent puts on the PATH', () => {
  const patch = (head: string) => `'*** Begin Patch\n*** ${head}\n*** End Patch'`;
  const removed = `Update File: infra/main.tf\n@@\n${resource}`;
  is(`apply_patch ${patch('Delete File: src/a.ts')}`);
  is(`env X=1 apply_patch ${patch(removed)}`, 'change file remove resources infra/main.tf');
  is(`bash -c "apply_patch ${patch(`Add File: src/b.ts\n+x`)}"`);
  isIn(world, 'apply_patch < agent.txt', 'destroy guard delete .codex/hooks.json');
  is('X=1 apply_patch "$(cat p.txt)"', 'unknown file apply_patch');
  is('cat p.txt | xargs -0 apply_patch', 'unknown file apply_patch');
  is('grep -rn apply_patch src');
});
