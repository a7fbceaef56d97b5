/** The group that is told only where it is asked for. */
import { expect, test } from 'vitest';
import { understand } from '../../../src/core/understand.ts';
import { brief, callOf, home } from '../../support/understanding.ts';

const read = (line: string, workstation?: boolean): readonly string[] =>
  understand(callOf({ kind: 'command', line, shell: 'bash' }), () => ({ kind: 'missing' }), {
    home,
    realPath: (path) => path,
    ...(workstation === undefined ? {} : { workstation }),
  }).effects.map(brief);

const told = (line: string, ...expected: string[]) =>
  test(line, () => {
    expect(read(line, true)).toEqual(expected);
    expect(read(line)).toEqual([]);
    expect(read(line, false)).toEqual([]);
  });

told('git reset --hard HEAD~1', 'destroy workstation git reset --hard HEAD~1');
told('git reset --soft HEAD~1');
told('git -C src clean -fdx', 'destroy workstation git clean -fdx');
told('git clean -ndx');
told('git checkout -- .', 'destroy workstation git checkout -- .');
told('git checkout -b feature');
told('git restore src/a.ts', 'destroy workstation git restore src/a.ts');
told('git restore --staged src/a.ts');
told('git stash drop', 'destroy workstation git stash drop');
told('git stash list');
told('git branch -D old', 'destroy workstation git branch -D old');
told('git branch --list old');
told('git commit --amend --no-edit', 'change workstation git commit --amend --no-edit');
told('git commit -m "amend"');
told('git rebase main', 'change workstation git rebase main');
told('git rebase --abort');
told('chmod -R 755 dist', 'change workstation chmod -R 755 dist');
told('chmod 755 dist/a.js');
told('kill 1234', 'destroy workstation kill 1234');
told('kill -0 1234');
told('pkill -f vite', 'destroy workstation pkill vite');
told('rm -rf dist', 'destroy workstation rm -r dist');
told('rm dist/a.js');
told('bash -c "rm -rf dist"', 'destroy workstation rm -r dist');
told('echo "rm -rf dist"');
