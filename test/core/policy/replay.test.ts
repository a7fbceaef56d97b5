import { describe, expect, test } from 'vitest';
import type { Verdict } from '../../../src/core/policy/evaluate.ts';
import { pastCalls, replay, replayJunit, replaySarif, replayTable } from '../../../src/core/policy/replay.ts';

const line = (kind: string, text: string) =>
  JSON.stringify({ at: '2026-11-24T10:00:00.000Z', kind, call: { agent: 'vscode', cwd: '/p', text }, effects: [] });

const lines = [
  line('passed', 'kubectl get pods'),
  '{"cut',
  line('held', 'kubectl delete pod "a<b"\nsecond line'),
  line('verdict', 'x'),
  line('held', 'edits /p/main.tf'),
  line('refused', 'terraform destroy'),
];

const verdict = (outcome: Verdict['outcome']): Verdict => ({
  outcome,
  reasons: [
    { rule: 'mine', message: '', layer: 'workspace', outcome },
    { rule: 'other', message: '', layer: 'workspace', outcome: 'allow' },
  ].filter((reason) => reason.outcome === outcome) as Verdict['reasons'],
  approvals: [],
  confirm: undefined,
  reasonRequired: false,
  environments: [],
});

describe('a replay', () => {
  test('reads the calls of a journal, and nothing else', () => {
    expect(pastCalls(lines, 10).map(({ text, was }) => [text.split('\n')[0], was])).toEqual([
      ['kubectl get pods', 'allow'],
      ['kubectl delete pod "a<b"', 'hold'],
      ['terraform destroy', 'deny'],
    ]);
    expect(pastCalls(lines, 1).map(({ text }) => text)).toEqual(['terraform destroy']);
  });

  test('a call whose folder is not told is read at the root', () =>
    expect(pastCalls(['{"kind":"held","call":{"text":"terraform destroy"}}'], 1)).toMatchObject([{ cwd: '/' }]));

  const rows = replay(pastCalls(lines, 10), ({ text }) => verdict(text.startsWith('terraform') ? 'deny' : 'allow'));
  test('as a table: what differs first', () => {
    expect(replayTable(rows)).toBe(
      [
        '3 calls; 1 would be decided otherwise.',
        '2026-11-24T10:00  hold  → allow  kubectl delete pod "a<b"  (mine, other)',
        '',
        'As before:',
        '2026-11-24T10:00  allow → allow  kubectl get pods  (mine, other)',
        '2026-11-24T10:00  deny  → deny   terraform destroy  (mine)',
        '',
      ].join('\n'),
    );
  });
  test('as JUnit: what is looser fails, and no text is markup', () => {
    const xml = replayJunit(rows);
    expect(xml).toContain('tests="3" failures="1"');
    expect(xml).toContain('name="kubectl delete pod &#34;a&#60;b&#34;"><failure message="hold, now allow">');
  });
  test('as SARIF', () => {
    const { runs } = JSON.parse(replaySarif(rows, '.holdpoint/policy.yaml')) as {
      runs: { results: { ruleId: string }[] }[];
    };
    expect(runs[0]?.results.map(({ ruleId }) => ruleId)).toEqual(['loosened']);
  });
});
