/** Settings whose name has a star: every file that is there, and none that is not. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'vitest';
import { kiroCli2 } from '../../src/agents/kiroCli2.ts';
import { hookFiles } from '../../src/protocol/places.ts';
import { install, planInstall, planUninstall, uninstall } from '../../src/setup/installation.ts';
import { type Site, statesOf } from '../../src/setup/site.ts';

const day = new Date('2026-01-01T00:00:00Z');
let home: string;
let site: Site;
let program: Parameters<typeof planInstall>[2];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'holdpoint-star-'));
  site = { home, root: join(home, '.holdpoint'), platform: 'posix', env: {} };
  program = { version: '1.0.0', bundles: join(home, 'bundles'), runtimes: [process.execPath] };
  for (const folder of ['bundles', '.kiro/agents']) mkdirSync(join(home, folder), { recursive: true });
  for (const name of hookFiles) writeFileSync(join(home, 'bundles', name), '// hook\n');
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const agent = (name: string) => join(home, '.kiro/agents', name);
const states = () => statesOf(kiroCli2, site).map(({ path, state }) => `${path.slice(home.length + 14)} ${state.kind}`);

test('each file that is there gets the entries, and gives them back', () => {
  const texts = {
    'a.json': '{ "name": "a" }\n',
    'b.json': '{\n  "name": "b",\n  "hooks": {}\n}\n',
    'notes.md': '# mine\n',
  };
  for (const [name, text] of Object.entries(texts)) writeFileSync(agent(name), text);
  assert.deepEqual(states(), ['a.json absent', 'b.json absent']);
  install(planInstall([kiroCli2], site, program), site, day);
  assert.deepEqual(states(), ['a.json installed', 'b.json installed']);
  const [entry] = JSON.parse(readFileSync(agent('a.json'), 'utf8')).hooks.preToolUse;
  assert.deepEqual({ matcher: entry.matcher, timeout: entry.timeout_ms }, { matcher: '*', timeout: 3_600_000 });
  uninstall(planUninstall([kiroCli2], site), site, day);
  for (const [name, text] of Object.entries(texts)) assert.equal(readFileSync(agent(name), 'utf8'), text);
});

test('one that is made later is seen to have none', () => {
  writeFileSync(agent('a.json'), '{ "name": "a" }\n');
  install(planInstall([kiroCli2], site, program), site, day);
  writeFileSync(agent('b.json'), '{ "name": "b" }\n');
  assert.deepEqual(states(), ['a.json installed', 'b.json absent']);
  install(planInstall([kiroCli2], site, program), site, day);
  assert.deepEqual(states(), ['a.json installed', 'b.json installed']);
});

test('one that cannot be read stops all of it', () => {
  writeFileSync(agent('a.json'), '{ "name": "a" }\n');
  writeFileSync(agent('b.json'), '{ "name": \n');
  assert.throws(() => planInstall([kiroCli2], site, program), /b\.json/);
  assert.equal(readFileSync(agent('a.json'), 'utf8'), '{ "name": "a" }\n');
});

test('none is made, and there is nothing to be in', () => {
  install(planInstall([kiroCli2], site, program), site, day);
  assert.deepEqual(states(), []);
  rmSync(join(home, '.kiro'), { recursive: true });
  assert.deepEqual(states(), []);
});
