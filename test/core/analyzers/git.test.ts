import { describe } from 'vitest';
import { held, is, isIn, passes, silent } from '../../support/understanding.ts';

const head = { '/projects/app/.git/HEAD': 'ref: refs/heads/main\n' };
const workflow = `name: Deploy
on:
  push:
    branches: [main]
  workflow_dispatch:
jobs:
  deploy:
    steps:
      - run: ./deploy.sh
`;
const deploying = { files: { ...head, '/projects/app/.github/workflows/deploy.yml': workflow } };
const testing = {
  files: {
    ...head,
    '/projects/app/.github/workflows/ci.yml': 'on: [push]\njobs:\n  test:\n    steps:\n      - run: npm test\n',
  },
};
const byTag = {
  files: {
    ...head,
    '/projects/app/.github/workflows/release.yml':
      'on:\n  push:\n    tags: ["v*"]\njobs:\n  x:\n    steps:\n      - run: npm publish\n',
  },
};
const feature = {
  files: { ...deploying.files, '/projects/app/.git/HEAD': 'ref: refs/heads/feature/x\n' },
};

describe('git push', () => {
  is('git push origin HEAD:production', 'change git push origin HEAD:production');
  is('git push origin release/1.2', 'change git push origin release/1.2');
  is('git push origin deploy/blue', 'change git push origin deploy/blue');
  is('git push --tags', 'change git push --tags');
  is('git push origin v1.2.0', 'change git push origin v1.2.0');
  is('git push heroku main', 'change git push heroku main');
  is('git push --force origin feature', 'destroy git push --force origin feature');
  is('git push origin +main', 'destroy git push --force origin +main');
  is('git push origin --delete old', 'destroy git push --delete origin old');
  is('git push origin :old', 'destroy git push --delete origin :old');
  is('git push --mirror', 'destroy git push --mirror');
  is('git -C app push -f', 'destroy git push --force');
  isIn(deploying, 'git push origin main', 'change git push origin main');
  isIn(deploying, 'git push', 'change git push');
  isIn(deploying, 'cd src && git push', 'change git push');
  isIn(testing, 'git push origin main');
  isIn(byTag, 'git push origin main');
  isIn(byTag, 'git push origin v1.0.0', 'change git push origin v1.0.0');
  isIn(feature, 'git push');
  isIn(feature, 'git push origin HEAD');
  isIn(feature, 'git push origin HEAD:main', 'change git push origin HEAD:main');
});

held('git push', [
  'git push origin production',
  'git push origin prod',
  'git push origin prod-eu',
  'git push origin main:production',
  'git push origin HEAD:refs/heads/production',
  'git push origin HEAD:refs/heads/release/2',
  'git push origin release/2024.1',
  'git push -u origin deploy/x',
  'git push origin gh-pages',
  'git push origin main:gh-pages',
  'git subtree push --prefix dist origin gh-pages',
  'git push production main',
  'git push https://git.heroku.com/app.git main',
  'git push dokku@web1.example.com:app main',
  'git push origin refs/tags/v1',
  'git push origin tag v1.0.0',
  'git push --follow-tags',
  'git push origin tags/v1',
  'git push origin "$TAG"',
  'git push origin "v$NEXT"',
  'git push origin "refs/tags/$X"',
  'git push origin --tags',
  'git push -f',
  'git push --force',
  'git push --force origin main',
  'git push origin main --force',
  'git push -fu origin feature',
  'git push --force --force-with-lease',
  'git push --force-with-lease origin main',
  'git push --force-with-lease=main origin develop',
  'git push -d origin feature',
  'git push --del origin feature',
  'git push -fd origin main',
  'git push origin :refs/heads/feature',
  'git push --prune origin',
  'git push --mir origin',
  'git push origin refs/heads/main:+refs/heads/main --force',
  'git push origin main --force --dry-run --no-dry-run',
  'git commit -m x && git push origin production',
  'git -c alias.force=push push origin production',
  'git --git-dir=/x/.git push -f',
  'bash -c "git push --force"',
  'sudo -u deploy git push origin production',
  'git svn dcommit',
  'git $VERB origin main',
  'ssh web1 git pull',
  'ssh web1 "cd /srv/app && git pull"',
]);

held(
  'git push with a pipeline',
  [
    'git push',
    'git push origin main',
    'git push --all',
    'git push origin "$BRANCH"',
    'git push -u origin HEAD',
    'git push origin $(git branch --show-current)',
  ],
  deploying,
);

silent('git', [
  'git push',
  'git push origin main',
  'git push origin master',
  'git push -u origin feature',
  'git push origin feature/prod-fix',
  'git push origin fix/release-notes',
  'git push origin feature-master',
  'git push origin HEAD',
  'git push origin HEAD:refs/for/main',
  'git push origin "$BRANCH"',
  'git push -u origin $(git branch --show-current)',
  'git push --force-with-lease',
  'git push --force-with-lease origin feature',
  'git push --dry-run --mirror origin',
  'git push --force --dry-run origin main',
  'git push -o ci.skip origin feature',
  'git push --push-option=+audit origin feature',
  'git push origin --set-upstream fix/typo',
  'git push --help',
  'git push --no-verify origin feature',
  'git status',
  'git commit -m "git push --force origin production"',
  'git commit -am "deploy to production"',
  'git log --oneline -5',
  'git reset --hard HEAD~1',
  'git clean -fdx',
  'git checkout -b release/1.0',
  'git branch -D old',
  'git tag v1.0.0',
  'git fetch --prune --tags',
  'git pull --rebase origin main',
  'git merge production',
  'git rebase -i main',
  'git stash drop',
  'git remote add production git@example.com:app.git',
  'git clone git@github.com:o/r.git',
  'git submodule update --init',
  'git worktree add ../x',
  'git co main',
  'git',
  'echo "git push --force"',
  'grep -rn "git push --force" docs',
]);

silent(
  'git with a pipeline',
  ['git push origin feature', 'git push -u origin fix/x', 'git push --dry-run origin main', 'git fetch origin main'],
  deploying,
);

passes('git on another machine', ['ssh web1 git status', 'ssh web1 "cd /srv/app && git log -1"']);
