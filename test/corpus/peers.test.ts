/**
 * Lines from the public tests of other guards, read where they are found and counted as skipped where they are not.
 *
 * Their expectations are heuristics: `hold` touches infrastructure, `pass` only reads or mentions it. What is judged
 * otherwise here is listed, with its reason; whatever is left over counts against the reader.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { record } from '../../src/base/json.ts';
import { needs, sharedFixtures } from '../support/sharedFixtures.ts';
import { decisionOf } from '../support/understanding.ts';

interface Line {
  readonly command: string;
  readonly hint: string;
  readonly tier: string;
}

/** Distinct lines; a line that two peers expect different things of has no expectation. */
function linesIn(path: string): readonly Line[] {
  const lines = new Map<string, Line>();
  for (const text of readFileSync(path, 'utf8').split('\n').filter(Boolean)) {
    const { cmd, hint, tier, fragment } = record(JSON.parse(text));
    // Bare SQL is no line of shell.
    if (typeof cmd !== 'string' || fragment !== undefined) continue;
    const known = lines.get(cmd);
    lines.set(cmd, {
      command: cmd,
      tier: String(tier),
      hint: known === undefined || known.hint === hint ? String(hint) : 'review',
    });
  }
  return [...lines.values()];
}

/** Why a line that others hold passes here. */
const passesHere: readonly (readonly [reason: string, pattern: RegExp])[] = [
  [
    'a local engine: containers, images, networks and caches can be made again; volumes, hosts and pushes are held',
    /^(?:cd \.\. && )?(?:docker|podman)\b(?!.*\bvolumes?\b)/,
  ],
  ['talk on a forge: a description is no deployment', /\bgh pr (?:edit|close)\b|\bglab issue list\b/],
  ['a database file of the project', /^sqlite3 app\.db/],
  ['copies and deletions inside the workspace', /^rsync --del\S* src\/ dest\/|^rm -rf \.aws$/],
  ['a rehearsal', /^rsync -avzn /],
  ['a copy between folders of this machine', /^rsync -av ~\/\.gnupg\//],
  ['a cache of this machine', /^restic cache/],
  ['processes of this machine', /^(?:kill|killall|pkill) /],
  ['a package of this machine', /^pip uninstall/],
  ['text', /^echo terraform destroy$/],
  ['a line of some language that no shell would run', /^(?:braintree|gateway)\./],
];

/** Why a line that others let pass is held here. */
const heldHere: readonly (readonly [reason: string, pattern: RegExp])[] = [
  ['an option nobody knows stands before the verb', /--future-global-option/],
  [
    'two rehearsal flags contradict each other, and which one counts is not documented',
    /--(?:dry-run|help)=false|--no-dry-run/,
  ],
  ['a sub-command the tool does not have', /^wrangler dns-records/],
  ['what another machine prints goes to a shell', /^ssh --help .*\| sh/],
];

const path = sharedFixtures('peer-commands');

describe('lines of other guards', () => {
  needs(path !== undefined, 'the lines of other guards are not the project’s to ship, and do not lie beside it');
  const lines = path === undefined ? [] : linesIn(join(path, 'commands.jsonl'));
  const answers = lines.map((line) => ({ ...line, decision: decisionOf(line.command) }));
  const listed = (differences: typeof passesHere, command: string) =>
    differences.some(([, pattern]) => pattern.test(command));

  test('none is left without a decision', () =>
    expect(answers.map(({ decision }) => decision)).not.toContain(undefined));

  for (const tier of ['core', 'long-tail']) {
    test(`${tier}: what touches infrastructure is held`, () => {
      const wanted = answers.filter((line) => line.hint === 'hold' && line.tier === tier);
      const missed = wanted.filter(({ decision, command }) => decision === 'allow' && !listed(passesHere, command));
      expect(wanted.length).toBeGreaterThan(100);
      expect(missed.map(({ command }) => command)).toEqual([]);
    });
    test(`${tier}: what only reads or mentions it passes`, () => {
      const wanted = answers.filter((line) => line.hint === 'pass' && line.tier === tier);
      const held = wanted.filter(({ decision, command }) => decision !== 'allow' && !listed(heldHere, command));
      expect(wanted.length).toBeGreaterThan(100);
      expect(held.map(({ command }) => command)).toEqual([]);
    });
  }

  test.each([...passesHere, ...heldHere])('the difference is still one: %s', (_, pattern) => {
    const expected = passesHere.some(([, each]) => each === pattern) ? 'allow' : 'hold';
    expect(answers.some(({ command, decision }) => pattern.test(command) && decision === expected)).toBe(true);
  });
});
