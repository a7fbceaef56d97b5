/** Who is asked whether it trusts our hooks, and how often: asking starts a process. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Agent } from '../../src/agents/agent.ts';
import { agentById } from '../../src/agents/index.ts';
import type { Site } from '../../src/setup/site.ts';
import { trustOf, trustShown } from '../../src/setup/trust.ts';

const agent = (id: string): Agent => {
  const found = agentById(id);
  if (found === undefined) throw new Error(`no agent ${id}`);
  return found;
};

let site: Site;
const at = (path: string) => join(site.home, path);
/** A Codex that writes down that it was asked, and answers nothing. */
beforeEach(() => {
  const home = mkdtempSync(join(tmpdir(), 'holdpoint-trust-'));
  site = {
    home,
    root: join(home, '.holdpoint'),
    platform: 'posix',
    env: { PATH: `${join(home, 'bin')}:/usr/bin:/bin` },
  };
  for (const folder of ['bin', '.codex']) mkdirSync(at(folder));
  writeFileSync(at('bin/codex'), `#!/bin/sh\necho asked >> '${at('asked')}'\n`, { mode: 0o755 });
  writeFileSync(at('asked'), '');
});
afterEach(() => rmSync(site.home, { recursive: true, force: true }));

const asked = () => readFileSync(at('asked'), 'utf8').split('\n').length - 1;

test('an agent that runs its hooks as they are is not asked', async () => {
  expect(await trustOf(agent('claude-code'), site, 0)).toBeUndefined();
  expect(await trustShown(agent('claude-code'), site, [])).toBeUndefined();
});

test('Codex is asked once, and again when a file it depends on changes or a minute has brought no answer', async () => {
  const codex = agent('codex');
  expect(await trustOf(codex, site, 1_000)).toMatchObject({ kind: 'unknown' });
  expect(await trustOf(codex, site, 2_000)).toMatchObject({ kind: 'unknown' });
  expect(asked()).toBe(1);
  writeFileSync(at('.codex/config.toml'), 'model = "x"\n');
  await trustOf(codex, site, 3_000);
  expect(asked()).toBe(2);
  writeFileSync(at('.codex/hooks.json'), '{}');
  await trustOf(codex, site, 4_000);
  expect(asked()).toBe(3);
  await trustOf(codex, site, 70_000);
  expect(asked()).toBe(4);
});

test('two that ask at once are answered by one', async () => {
  await Promise.all([trustOf(agent('codex'), site, 0), trustOf(agent('codex'), site, 0)]);
  expect(asked()).toBe(1);
});
