import { expect, test } from 'vitest';
import { genesis, sealLine } from '../../src/core/journal/chain.ts';
import type { Happening } from '../../src/core/journal/entry.ts';
import { journalText } from '../../src/extension/journalText.ts';
import { sha256 } from '../../src/platform/signing.ts';

const call = {
  agent: 'claude-code',
  session: 's',
  tool: 'Bash',
  cwd: '/srv/app',
  text: 'terraform destroy\n-auto-approve',
};
const story: readonly Happening[] = [
  { kind: 'passed', call: { ...call, text: 'terraform plan' }, effects: [] },
  { kind: 'held', hold: 'hold-0001-long', digest: 'd', call, effects: [], rules: ['destroys-hold'] },
  { kind: 'verdict', hold: 'hold-0001-long', digest: 'd', answer: 'deny', by: 'panel', note: 'use plan' },
  { kind: 'not-released', hold: 'hold-0001-long', why: 'denied' },
  { kind: 'ran', hold: 'hold-unknown', failed: true },
];

function lines(): string[] {
  let previous = genesis;
  return story.map((happening, index) => {
    const sealed = sealLine(happening, `2026-01-01T00:00:0${index}.000Z`, previous, sha256);
    previous = sealed.hash;
    return sealed.line;
  });
}

test('what happened, to which action, newest first', () =>
  expect(journalText(lines(), sha256, '/j', 'UTC').split('\n')).toEqual([
    'Holdpoint journal, newest first. Times are those of UTC.',
    'Every one of the 5 entries follows from the one before it.',
    '',
    '2026-01-01 00:00:04  ran, failed   hold hold-unk',
    '2026-01-01 00:00:03  did not run   claude-code: terraform destroy\\u{000a}-auto-approve  denied  hold hold-000',
    '2026-01-01 00:00:02  denied        claude-code: terraform destroy\\u{000a}-auto-approve  “use plan”  hold hold-000',
    '2026-01-01 00:00:01  waits         claude-code: terraform destroy\\u{000a}-auto-approve  hold hold-000',
    '2026-01-01 00:00:00  passed        claude-code: terraform plan',
    '',
  ]));

test('a changed line is named, and still shown', () => {
  const changed = lines().map((line, index) => (index === 2 ? line.replace('use plan', 'use it') : line));
  const text = journalText(changed, sha256, '/j', 'UTC');
  expect(text).toContain('Entry 3 is not what was written');
  expect(text).toContain('“use it”');
});

test('a line cut short by a crash is shown as it is', () =>
  expect(journalText(['{"kind":'], sha256, '/j', 'UTC')).toContain('{"kind":'));

test('times are those of the person who reads', () => {
  const text = journalText(lines(), sha256, '/j', 'Asia/Tokyo');
  expect(text).toContain('Times are those of Asia/Tokyo.');
  expect(text).toContain('2026-01-01 09:00:00  passed');
});

test('an entry without a time is shown all the same', () =>
  expect(journalText(['{"kind":"gate-stopped","gate":"g"}'], sha256, '/j', 'UTC')).toContain('undefined  window'));

/** One entry without its time. */
const words = (happening: Happening) =>
  journalText([sealLine(happening, '2026-01-01T00:00:00.000Z', genesis, sha256).line], sha256, '/j', 'UTC')
    .split('\n')[3]
    ?.slice(21);

test('what was done to the settings of an agent', () => {
  const at = { agent: 'claude-code', path: '/home/u/.claude/settings.json' };
  expect(words({ kind: 'weakened', ...at, what: 'the file is gone' })).toBe(
    'ALARM         claude-code is not held any more: /home/u/.claude/settings.json: the file is gone',
  );
  expect(words({ kind: 'repaired', ...at })).toBe('repaired      claude-code: /home/u/.claude/settings.json');
});

test('what became of a step that ran under its grant', () => {
  const receipt = { kind: 'receipt', hold: 'hold-0001-long', digest: 'd' } as const;
  expect(words({ kind: 'started', hold: 'hold-0001-long', digest: 'd' })).toBe('started       hold hold-000');
  expect(words({ ...receipt, code: 0 })).toBe('ended         with 0  hold hold-000');
  expect(words({ ...receipt, code: 1, stale: true })).toMatch(/the state had moved on/);
  expect(words(receipt)).toBe('ended         how is not known  hold hold-000');
  expect(words({ ...receipt, not: 'x.yaml has changed.' })).toBe('did not run   x.yaml has changed.  hold hold-000');
  expect(words({ kind: 'refused', call, effects: [], rule: 'split-it', why: '`a` changes `b`.' })).toMatch(
    /^refused {7}claude-code: .*`a` changes `b`\./,
  );
});
