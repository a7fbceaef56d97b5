/** Hooks of others that lie in files of their own are told, and nothing else in their folders is. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, test } from 'vitest';
import { agentById } from '../../src/agents/index.ts';
import { hookCommand, type Site, statesOf } from '../../src/setup/site.ts';

let site: Site;
beforeEach(() => {
  const home = mkdtempSync(join(tmpdir(), 'holdpoint-beside-'));
  site = { home, root: join(home, '.holdpoint'), platform: 'posix', env: {} };
});
afterEach(() => rmSync(site.home, { recursive: true, force: true }));

const put = (path: string, text: string) => {
  mkdirSync(dirname(join(site.home, path)), { recursive: true });
  writeFileSync(join(site.home, path), text);
};
const notes = (id: string) =>
  statesOf(agentById(id) ?? assert.fail(), site).flatMap(({ state }) => state.notes.join(' '));

for (const [id, theirs, harmless] of [
  ['vscode', '.copilot/hooks/other.json', ['.copilot/hooks/after.json', '{ "hooks": { "PostToolUse": [] } }']],
  ['copilot-cli', '.copilot/hooks/other.json', ['.copilot/hooks/README.md', '"preToolUse"']],
  ['opencode', '.config/opencode/plugins/other.ts', ['.config/opencode/opencode.json', '{}']],
  ['kilo', '.config/kilo/plugin/other.js', ['.config/kilo/agent/plugin.md', 'x']],
  ['cline', '.cline/hooks/PreToolUse', ['.cline/hooks/TaskStart', 'x']],
] as const) {
  test(`${id}: ${theirs} is told, ${harmless[0]} is not`, () => {
    const agent = agentById(id) ?? assert.fail();
    for (const file of agent.settings) put(file.path, file.install(undefined, hookCommand(site)));
    put(harmless[0], harmless[1]);
    assert.equal(notes(id).join('').trim(), '', 'neither our own files nor what decides nothing');
    put(theirs, '{ "hooks": { "preToolUse": [{ "type": "command", "bash": "x" }] } }');
    assert.match(notes(id).join(' '), /another hook runs beside it, /);
    assert(notes(id).join(' ').includes(join(site.home, theirs)));
  });
}

test('where the agent’s folder was moved, it is looked for there', () => {
  const moved = join(site.home, 'elsewhere');
  site = { ...site, env: { COPILOT_HOME: moved } };
  put('elsewhere/hooks/other.json', '{ "hooks": { "preToolUse": [] } }');
  assert.match(notes('copilot-cli').join(' '), /elsewhere/);
});
