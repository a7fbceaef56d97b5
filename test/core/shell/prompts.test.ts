/** What waits for commands at a terminal, where they can be typed in later and nobody is asked. */
import { describe, expect, test } from 'vitest';
import { decide } from '../../../src/core/decide.ts';
import type { Action } from '../../../src/core/toolCall.ts';
import { understandAction } from '../../support/understanding.ts';

const open = (line: string, typedInto: boolean, shell: 'bash' | 'powershell' = 'bash'): Action => ({
  kind: 'command',
  line,
  shell,
  ...(typedInto ? { typedInto } : {}),
});
const decided = (action: Action) => decide(understandAction(action).effects).kind;

/** Each with a line that looks like it and leaves nothing waiting. */
const pairs: readonly (readonly [waits: string, ends: string])[] = [
  ['bash', 'bash -c ls'],
  ['bash --norc', 'bash --version'],
  ['bash -i', 'bash -n x.sh'],
  ['bash -v', 'bash --help'],
  ['python3 -v', 'python3 -V'],
  ['sh -l', 'sh -c "ls -l"'],
  ['/usr/bin/env zsh', 'env'],
  ['exec fish', 'fish -c pwd'],
  ['cd /tmp && bash', 'cd /tmp && ls'],
  ['bash --rcfile x', 'echo bash'],
  ['bash -c bash', 'bash -c "echo bash"'],
  ['python3', 'python3 --version'],
  ['python3 -i -c "x = 1"', 'python3 -c "x = 1"'],
  ['python3 -q', 'python3 -m json.tool x.json'],
  ['node', 'node -v'],
  ['node -i', 'node -p 1'],
  ['ruby', 'ruby -v'],
  ['php -a', 'php -r "echo 1;"'],
  ['irb', 'which irb'],
  ['ipython', 'pip install ipython'],
  ['sudo -i', 'grep -i x y'],
  ['sudo -s', 'sudo ls -is'],
  ['su', 'su -c ls'],
  ['su - dev', 'id -un'],
  ['script /dev/null', 'script -c ls'],
  ['nix-shell', 'nix-shell --run ls'],
  ['nix develop', 'nix flake show'],
  ['poetry shell', 'poetry install'],
  ['pipenv shell', 'poetry show shell'],
  ['tmux', 'tmux ls'],
  ['tmux attach -t x', 'tmux kill-session -t x'],
  ['screen -r', 'screen -ls'],
  ['chroot /x', 'ls /x'],
  ['vim main.c', 'cat main.c'],
  ['gdb ./a', 'gdb --batch ./a'],
  ['python3 -m pdb x.py', 'python3 -m pytest'],
  ['sqlite3 x.db', 'sqlite3 --version'],
  ['busybox sh', 'busybox ls'],
  ['docker run -it alpine sh', 'docker run alpine ls'],
  ['timeout 60 bash', 'timeout 60 ls'],
  ['node --experimental-repl-await', 'node --test'],
  ['perl', "perl -i -pe 's/a/b/' x"],
  ['ruby -w', 'ruby -c x.rb'],
  ['php', 'php -m'],
  ['deno', 'deno test'],
  ['ghci', 'go test ./...'],
  ['clojure', 'clojure -M:test'],
  ['sqlite3', 'sqlite3 x.db "select 1"'],
  ['vim', "vim -c 'wq' x"],
  ['vim -c "set list" x', 'vim -es -c "%s/a/b/" -c wq x'],
  ['lldb ./a', 'lldb -b -o run ./a'],
  ['python manage.py shell', 'python manage.py shell -c "print(1)"'],
  ['php artisan tinker', "php artisan tinker --execute='echo 1;'"],
  ['rails console', 'rails test'],
  ['less x', "GIT_PAGER='less -R' git log"],
  ['zsh', 'export SHELL=/bin/zsh'],
  ['env ruby', "RUBYOPT='-W0' ruby -v"],
  ['mc', 'mc ls prod/logs'],
  ['guile', 'bun install'],
];

describe('a shell that may be typed into', () => {
  for (const [waits, ends] of pairs) {
    test(`${waits} is held`, () => expect(decided(open(waits, true))).toBe('hold'));
    test(`${ends} is not`, () => expect(decided(open(ends, true))).toBe('allow'));
  }
  for (const line of ['bash', 'python3', 'vim x', 'sudo -i'])
    test(`${line} is nobody's matter where nothing can be typed in`, () =>
      expect(decided(open(line, false))).toBe('allow'));
  for (const line of ['echo ls | bash', "python3 - <<'EOF'\nprint(1)\nEOF", 'bash <<< ls', 'cat x | less'])
    test(`${line.split('\n')[0]} reads what the line gives it`, () => expect(decided(open(line, true))).toBe('allow'));
  test('what it says is said once', () => {
    const [only, ...more] = understandAction(open('ls && bash --norc', true)).effects;
    expect(more).toEqual([]);
    expect(only).toMatchObject({ kind: 'unknown', operation: 'bash --norc', spans: [{ start: 6, end: 10 }] });
  });
  test('a prompt of PowerShell too', () => expect(decided(open('python', true, 'powershell'))).toBe('hold'));
});
