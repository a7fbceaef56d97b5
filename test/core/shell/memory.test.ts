/** What a line leaves for the next one, and what the next one makes of it. */
import { describe, expect, test } from 'vitest';
import { decide } from '../../../src/core/decide.ts';
import { gap } from '../../../src/core/shell/memory.ts';
import { type Understanding, understand } from '../../../src/core/understand.ts';
import { brief, callOf, home } from '../../support/understanding.ts';

const read = (line: string, prior: readonly string[] = [], certain = false): Understanding =>
  understand(
    { ...callOf({ kind: 'command', line, shell: 'bash' }), ...(prior.length === 0 ? {} : { prior }) },
    () => ({ kind: 'missing' }),
    { home, realPath: (path) => path, certain },
  );
const left = (line: string): readonly string[] => read(line).left.map(({ text }) => text);

describe('a line leaves', () => {
  const leaves = (line: string, ...texts: string[]) => test(line, () => expect(left(line)).toEqual(texts));
  leaves('ls -l && git status');
  leaves('FOO=1 npm test');
  leaves('(cd x && A=1)');
  leaves('bash -c "X=1; cd /"');
  leaves('alias tf=terraform', 'alias tf=terraform');
  leaves('alias g="go test"', "alias 'g=go test'");
  leaves('export T=terraform', 'T=terraform');
  leaves("X='a b'; Y=$(date)", "X='a b'", `Y='${gap}'`);
  leaves('cd infra', 'cd /projects/app/infra');
  leaves('cd "$SOMEWHERE"', `cd '${gap}'`);
  leaves('go() { cargo test "$@"; }', 'go() {\n{ cargo test "$@"; }\n}');
  leaves('A=(one "two three")', "A=(one 'two three')");
  leaves('cp /usr/bin/terraform ./tool', 'ln -s terraform /projects/app/tool');
  leaves('export DB_PASSWORD=hunter2', 'read DB_PASSWORD');
  leaves('if x; then A=1; else A=2; fi', 'case x in 0) A=1;; *) A=2;; esac');
  leaves('set -- terraform destroy', 'set -- terraform destroy');
  leaves(`X=${'y'.repeat(5_000)}`, 'read X');
});

describe('by what was left, the next line is', () => {
  const next = (before: string, line: string, expected: string) =>
    test(`${before} … ${line}`, () => expect(decide(read(line, left(before)).effects).kind).toBe(expected));
  next('alias tfx=terraform', 'tfx destroy', 'hold');
  next('alias tfx=terraform', 'echo tfx destroy', 'allow');
  next('alias tfx=terraform', 'tfx plan', 'allow');
  next('alias ll=ls', 'll', 'allow');
  next('export V=destroy', 'terraform $V', 'hold');
  next('go() { cargo test "$@"; }', 'go', 'allow');
  next('pick() { shift; "$@"; }', 'pick x terraform destroy', 'hold');
  next('cp /usr/bin/terraform ./tool', './tool destroy', 'hold');
  next('cp /usr/bin/eslint ./tool', './tool .', 'allow');
  next('set -- terraform destroy', '"$@"', 'hold');
  next('hash -p /usr/bin/kubectl kk', 'kk delete ns x', 'hold');
  next('T=terraform', 'echo $T', 'allow');
});

describe('with earlier lines', () => {
  const given = (prior: string[], line: string, certain: boolean, ...expected: string[]) =>
    test(`${prior.join(' … ')} … ${line}${certain ? ', certainly' : ''}`, () =>
      expect(read(line, prior, certain).effects.map(brief)).toEqual(expected));
  given(['terraform destroy'], 'echo hi', true);
  given(['T=terraform'], '$T plan', true, 'read terraform plan app');
  given(['T=terraform'], '$T plan', false, 'unknown shell $T plan', 'read terraform plan app');
  given(['cd infra'], 'terraform destroy', true, 'destroy terraform destroy infra');
  given(['cd infra'], 'terraform destroy', false, 'destroy terraform destroy app', 'destroy terraform destroy infra');
  given(['alias tfx=echo'], 'terraform destroy', false, 'destroy terraform destroy app');
  given([gap], 'tfx x', false, 'unknown shell tfx x');
  given([gap], 'git status && ls', false);
  given([gap], './tool x', false);
  given(['terraform apply'], 'yes', true, 'unknown shell yes');
  given(['terraform plan'], 'yes', true);
  given(['terraform apply'], 'ls', true);
  given(['git pull'], 'npm test', true);
  given(['k() { kubectl delete ns x; }'], 'ls', true);
  given(['gone() { kubectl delete ns x; }'], 'gone', true, 'destroy kubectl delete ns x');
  test('the words of the line itself are underlined, whatever stood before', () => {
    expect(read('tfx apply', ['alias tfx=terraform', 'export A=1']).effects[0]?.spans).toEqual([{ start: 0, end: 3 }]);
  });
});
