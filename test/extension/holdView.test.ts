/** A held edit as the panel shows it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FileEdit } from '../../src/core/toolCall.ts';
import { holdView } from '../../src/extension/holdView.ts';
import type { FileView } from '../../src/protocol/panel.ts';
import { command, connectHook, type GateFixture, gateFixture } from '../support/gateFixture.ts';

let fixture: GateFixture;
beforeEach(() => {
  fixture = gateFixture();
});
afterEach(() => fixture.dispose());

/** The files of a hold for these edits, all of guard files, which always hold. */
function filesOf(edits: readonly FileEdit[]): readonly FileView[] {
  connectHook(fixture.gate).ask(command('', { tool: 'Edit', action: { kind: 'edit', edits } }));
  const [held] = fixture.gate.waiting();
  if (held === undefined) throw new Error('it is not held');
  return holdView(held, { agentTitle: (id) => id, shorten: (path) => path, paint: 'paint', probes: [] }).files;
}

const shown = ({ hunks }: FileView) =>
  hunks.flatMap(({ blocks }) =>
    blocks.flatMap((block) =>
      block.kind === 'same'
        ? block.lines.map(({ text }) => `same ${text}`)
        : [...block.removed.map(({ text }) => `removed ${text}`), ...block.added.map(({ text }) => `added ${text}`)],
    ),
  );

test('several changes of one file are one difference, in which the later ones build on the earlier', () => {
  const path = '/home/dev/project/.claude/settings.json';
  const files = filesOf([
    { path, change: { kind: 'write', content: 'one\ntwo\n' } },
    { path, change: { kind: 'replace', from: 'two', to: 'three', all: false } },
  ]);
  expect(files).toMatchObject([{ path, status: 'created', comparable: true }]);
  expect(files.map(shown)).toEqual([['added one', 'added three']]);
});

test('changes whose result is unknown are all shown as they came, and not offered for comparison', () => {
  const path = '/home/dev/project/.claude/settings.json';
  const files = filesOf([
    { path, change: { kind: 'replace', from: 'a', to: 'b', all: false } },
    { path, change: { kind: 'patch', text: '@@ whatever' } },
  ]);
  expect(files).toMatchObject([{ status: 'unreadable', comparable: false }]);
  expect(files.map(shown)).toEqual([['removed a', 'added b', 'same @@ whatever']]);
});

test('a directory behind a link says where it leads; a plain one says itself', () => {
  connectHook(fixture.gate).ask(command('terraform destroy'));
  const [held] = fixture.gate.waiting();
  if (held === undefined) throw new Error('it is not held');
  const directory = (real: string) =>
    holdView(
      { ...held, directory: real },
      { agentTitle: (id) => id, shorten: (path) => path, paint: 'paint', probes: [] },
    ).directory;
  expect(directory('/srv/prod')).toBe(`${held.call.cwd} → /srv/prod`);
  expect(directory(held.call.cwd)).toBe(held.call.cwd);
});

test('what an approval means: this action, or this very plan', () => {
  connectHook(fixture.gate).ask(command('terraform destroy'));
  const [held] = fixture.gate.waiting();
  if (held === undefined) throw new Error('it is not held');
  const view = (more: { digest?: string }) =>
    holdView(held, { agentTitle: (id) => id, shorten: (path) => path, paint: 'paint', probes: [], ...more });
  expect(view({})).toMatchObject({ digest: held.digest, promise: expect.stringMatching(/may run exactly this/) });
  expect(view({ digest: 'with a plan' })).toMatchObject({
    digest: 'with a plan',
    promise: expect.stringMatching(/exactly the plan shown here is applied/),
  });
});

test('a changed policy says the worst of what it means, and nothing about plans', () => {
  mkdirSync(join(fixture.project, '.holdpoint'), { recursive: true });
  writeFileSync(
    join(fixture.project, '.holdpoint/policy.yaml'),
    'version: 1\nrules:\n  - { name: all, when: {}, then: allow }\n  - { name: none, when: { tool: aws }, then: deny }\n',
  );
  fixture.gate.reviewPolicies();
  const [held] = fixture.gate.waiting();
  if (held === undefined) throw new Error('it is not asked');
  const judgement = fixture.gate.judgement(held.hold.id);
  const view = holdView(held, {
    agentTitle: (id) => id,
    shorten: (path) => path,
    paint: 'paint',
    probes: [],
    ...(judgement === undefined ? {} : { judgement }),
  });
  expect(view.summary).toBe(
    'It loosens the policy. New, "all": Whatever touches something passes, and is written down.',
  );
  expect(view.judged).toBeUndefined();
  expect(view.rules.map(({ rule }) => rule)).toEqual(['loosens the policy', 'tightens the policy']);
});
