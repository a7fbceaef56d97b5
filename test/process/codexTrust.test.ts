/** Codex's word about our hooks, said by a program in its place that speaks as 0.169 does. */
import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'vitest';
import { codex } from '../../src/agents/codex.ts';
import { standingOf } from '../../src/setup/agentStates.ts';
import { codexTrust, trustCodex } from '../../src/setup/codexTrust.ts';
import { hookCommand, type Site } from '../../src/setup/site.ts';
import { trustOf, trustShown } from '../../src/setup/trust.ts';

let home: string;
let site: Site;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "codex's home "));
  mkdirSync(join(home, '.codex'));
  mkdirSync(join(home, 'bin'));
  symlinkSync(process.execPath, join(home, 'bin', 'node'));
  site = { home, root: join(home, '.holdpoint'), platform: 'posix', env: { PATH: join(home, 'bin'), HOME: home } };
  writeFileSync(join(home, '.codex', 'hooks.json'), codex.settings[0]?.install(undefined, hookCommand(site)) ?? '');
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/**
 * Lists the hooks of `hooks.json` by file, event and position. A hash is the command and its time-out. Keeps its state in
 * `state.json`, and what it was asked in `asked.jsonl`.
 */
const server = `#!/usr/bin/env node
const fs = require('node:fs');
const home = process.env.CODEX_HOME ?? process.env.HOME + '/.codex';
const read = (file) => { try { return JSON.parse(fs.readFileSync(home + '/' + file, 'utf8')); } catch { return {}; } };
const options = read('options.json');
if (options.exit) process.exit(1);
const snake = (name) => name.replace(/[A-Z]/g, (c, at) => (at ? '_' : '') + c.toLowerCase());
function listing() {
  if (options.broken) return { data: [{ cwd: '/', hooks: [], warnings: ['failed to parse hooks config ' + home + '/hooks.json: expected value at line 1'], errors: [] }] };
  const state = read('state.json');
  const hooks = options.off ? [] : Object.entries(read('hooks.json').hooks ?? {}).flatMap(([event, groups]) => groups.flatMap((group, at) => group.hooks.map((hook, index) => {
    const key = home + '/hooks.json:' + snake(event) + ':' + at + ':' + index;
    const currentHash = 'sha256:' + Buffer.from(hook.command + hook.timeout).toString('hex');
    const kept = state[key]?.trusted_hash;
    return { key, eventName: event[0].toLowerCase() + event.slice(1), handlerType: 'command', command: hook.command, async: hook.async === true, matcher: group.matcher ?? null,
      timeoutSec: hook.timeout ?? 600, sourcePath: home + '/hooks.json', source: 'user', enabled: state[key]?.enabled !== false, isManaged: false, currentHash,
      trustStatus: kept === undefined ? 'untrusted' : kept === currentHash ? 'trusted' : 'modified' };
  })));
  return { data: [{ cwd: '/', hooks: [...hooks, ...(options.more ?? [])], warnings: [], errors: [] }] };
}
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params } = JSON.parse(line);
  fs.appendFileSync(home + '/asked.jsonl', line + '\\n');
  if (id === undefined || options.silent) return;
  const say = (answer) => console.log(JSON.stringify({ id, ...answer }));
  console.log('a line of a log');
  console.log(JSON.stringify({ method: 'configWarning', params: options.warning ?? { summary: 'no bubblewrap' } }));
  if (method === 'initialize') return say({ result: { userAgent: 'x' } });
  if (options.old) return say({ error: { code: -32600, message: 'Invalid request: unknown variant ' + method } });
  if (options.odd) return say({ result: { data: [{ hooks: 'none' }] } });
  if (method === 'hooks/list') return say({ result: listing() });
  const state = read('state.json');
  for (const { value } of params.edits) for (const [key, kept] of Object.entries(value)) state[key] = { ...state[key], ...kept };
  fs.writeFileSync(home + '/state.json', JSON.stringify(state));
  fs.writeFileSync(home + '/config.toml', JSON.stringify(state));
  say({ result: { status: 'ok' } });
});
`;

function codexIsThere(options: object = {}, at = join(home, 'bin', 'codex')): void {
  writeFileSync(at, server);
  chmodSync(at, 0o755);
  writeFileSync(join(home, '.codex', 'options.json'), JSON.stringify(options));
}

const hooksFile = () => join(home, '.codex', 'hooks.json');
const edit = (change: (text: string) => string) =>
  writeFileSync(hooksFile(), change(readFileSync(hooksFile(), 'utf8')));
const look = async () => {
  const trust = await codexTrust(site);
  return trust.kind === 'untrusted' ? trust.state : trust.kind;
};
const agree = async () => {
  const trust = await codexTrust(site);
  assert(trust.kind === 'untrusted');
  return trustCodex(site, trust.hooks);
};
/** The hooks of another tool, in front of ours. */
const inFront = () =>
  edit((text) => {
    const content = JSON.parse(text);
    content.hooks.PreToolUse.unshift({ hooks: [{ type: 'command', command: '/opt/lint', timeout: 9 }] });
    return JSON.stringify(content);
  });

describe('what Codex says', () => {
  test('nobody has trusted them yet; agreeing to what was shown makes them trusted', async () => {
    codexIsThere();
    const trust = await codexTrust(site);
    assert(trust.kind === 'untrusted');
    assert.equal(trust.state, 'new');
    assert.deepEqual(
      trust.hooks.map(({ event }) => event),
      ['preToolUse', 'postToolUse', 'userPromptSubmit', 'sessionStart'],
    );
    assert.match(trust.hooks[0]?.command ?? '', /holdpoint-hook.* codex \|\| exit 2/);
    assert.match(trust.next, /Protect Agents/);
    assert.deepEqual(await trustCodex(site, trust.hooks), { kind: 'trusted' });
    assert.deepEqual(await codexTrust(site), { kind: 'trusted' });
  });
  test('looking changes nothing', async () => {
    codexIsThere();
    await codexTrust(site);
    assert.equal(existsSync(join(home, '.codex', 'state.json')), false);
  });
  test('another tool moved them, and only ours are trusted again', async () => {
    codexIsThere();
    await agree();
    inFront();
    assert.equal(await look(), 'moved');
    assert.deepEqual(await agree(), { kind: 'trusted' });
    const state = JSON.parse(readFileSync(join(home, '.codex', 'state.json'), 'utf8'));
    const lint = Buffer.from('/opt/lint9').toString('hex');
    assert(!JSON.stringify(state).includes(lint));
  });
  test('a hook behind ours is nobody’s matter', async () => {
    codexIsThere();
    await agree();
    edit((text) => {
      const content = JSON.parse(text);
      content.hooks.PreToolUse.push({ hooks: [{ type: 'command', command: '/opt/lint', timeout: 9 }] });
      return JSON.stringify(content);
    });
    assert.equal(await look(), 'trusted');
  });
  test('trusted once, and another command or time-out now', async () => {
    codexIsThere();
    await agree();
    const kept = readFileSync(hooksFile(), 'utf8');
    edit((text) => text.replace('codex || exit 2', 'codex || exit 0'));
    assert.equal(await look(), 'altered');
    assert.equal((await agree()).kind, 'untrusted');
    writeFileSync(hooksFile(), kept.replace('3600', '30'));
    assert.equal(await look(), 'altered');
    writeFileSync(hooksFile(), kept.replace('"timeout": 3600', '"timeout": 3600, "async": true'));
    assert.equal(await look(), 'altered');
    writeFileSync(hooksFile(), kept);
    assert.equal(await look(), 'trusted');
  });
  test('trusted for an older text of ours', async () => {
    codexIsThere();
    await agree();
    const state = join(home, '.codex', 'state.json');
    writeFileSync(state, readFileSync(state, 'utf8').replaceAll(/sha256:\w+/g, 'sha256:00'));
    assert.equal(await look(), 'altered');
    assert.deepEqual(await agree(), { kind: 'trusted' });
  });
  test('switched off by the person, and on again by the person', async () => {
    codexIsThere();
    await agree();
    const file = join(home, '.codex', 'state.json');
    const state = JSON.parse(readFileSync(file, 'utf8'));
    for (const key of Object.keys(state)) state[key].enabled = false;
    writeFileSync(file, JSON.stringify(state));
    assert.equal(await look(), 'disabled');
    assert.deepEqual(await agree(), { kind: 'trusted' });
  });
  test('a file that it drops', async () => {
    codexIsThere({ broken: true });
    const trust = await codexTrust(site);
    assert(trust.kind === 'untrusted');
    assert.equal(trust.state, 'unreadable');
    assert.match(trust.why, /hooks\.json.*expected value at line 1\.$/);
    assert.deepEqual(trust.hooks, []);
  });
  test('settings of its own that it cannot read', async () => {
    codexIsThere({ off: true, warning: { path: '/x/config.toml', details: '/x/config.toml:1:5: extra `=`' } });
    const trust = await codexTrust(site);
    assert(trust.kind === 'untrusted');
    assert.equal(trust.state, 'unreadable');
    assert.match(trust.why, /config\.toml:1:5: extra `=`\.$/);
  });
  test('hooks are off', async () => {
    codexIsThere({ off: true });
    assert.equal(await look(), 'off');
  });
  test('an administrator’s hook needs nobody’s trust', async () => {
    codexIsThere({
      more: [
        {
          key: '/etc/codex/requirements.toml:pre_tool_use:0:0',
          eventName: 'preToolUse',
          handlerType: 'command',
          command: '/opt/holdpoint-hook codex || exit 2',
          matcher: null,
          timeoutSec: 3600,
          sourcePath: '/etc/codex/requirements.toml',
          currentHash: 'sha256:1',
          trustStatus: 'managed',
        },
        { key: 'x', eventName: 'stop', handlerType: 'prompt' },
      ],
    });
    assert.equal(await look(), 'trusted');
  });
  test('its folder is somewhere else', async () => {
    codexIsThere();
    const moved = join(home, 'elsewhere');
    mkdirSync(moved);
    symlinkSync(join(home, '.codex'), join(home, 'link'));
    site = { ...site, env: { ...site.env, CODEX_HOME: join(home, 'link') } };
    assert.equal(await look(), 'new');
    assert.deepEqual(await agree(), { kind: 'trusted' });
  });
  test('the program inside the extension of an editor', async () => {
    const bin = join(home, '.vscode', 'extensions', 'openai.chatgpt-1.2.3', 'bin', 'linux-x86_64');
    mkdirSync(bin, { recursive: true });
    codexIsThere({}, join(bin, 'codex'));
    assert.equal(await look(), 'new');
  });
});

describe('what is not trusted for the person', () => {
  test('what reads otherwise than what was shown', async () => {
    codexIsThere();
    const trust = await codexTrust(site);
    assert(trust.kind === 'untrusted');
    const later = await trustCodex(
      site,
      trust.hooks.map((hook) => ({ ...hook, hash: 'sha256:00' })),
    );
    assert(later.kind === 'untrusted' && later.state === 'new');
    assert.equal(existsSync(join(home, '.codex', 'state.json')), false);
  });
  test('what was not shown', async () => {
    codexIsThere();
    assert.equal((await trustCodex(site, [])).kind, 'untrusted');
  });
  test('a hook of somebody else, whatever is asked', async () => {
    codexIsThere();
    inFront();
    const hash = `sha256:${Buffer.from('/opt/lint9').toString('hex')}`;
    await trustCodex(site, [
      { key: `${hooksFile()}:pre_tool_use:0:0`, event: 'preToolUse', command: '/opt/lint', hash },
    ]);
    assert.equal(existsSync(join(home, '.codex', 'state.json')), false);
  });
});

describe('it cannot be asked', () => {
  const unknown = (title: string, why: RegExp, options?: object) =>
    test(title, async () => {
      if (options !== undefined) codexIsThere(options);
      for (const trust of [
        await codexTrust(site, { timeout: 1_500 }),
        await trustCodex(site, [], { timeout: 1_500 }),
      ]) {
        assert(trust.kind === 'unknown');
        assert.match(trust.why, why);
      }
    });
  unknown('there is no Codex', /was not found/);
  unknown('an old version', /this version/, { old: true });
  unknown('it ends', /ended/, { exit: true });
  unknown('it says nothing', /in time/, { silent: true });
  unknown('it says something else', /not known here/, { odd: true });
  test('it cannot be started', async () => {
    const program = join(home, 'nothing');
    const trust = await codexTrust(site, { program });
    assert(trust.kind === 'unknown');
    assert.match(trust.why, /cannot be started/);
  });
});

describe('how Codex stands among the agents', () => {
  const now = Date.UTC(2026, 0, 1);
  const check = async () => {
    const { states } = await standingOf({ site, surroundings: { extensions: [] }, now, nonce: 'x' });
    const found = states
      .find(({ agent }) => agent === codex)
      ?.checks.find(({ name }) => name === 'trusted by the agent');
    return found === undefined ? undefined : { state: found.state, lost: found.lost === true };
  };
  const accept = async () => {
    const trust = await trustOf(codex, site, now);
    assert(trust?.kind === 'untrusted');
    return trustShown(codex, site, trust.hooks);
  };
  beforeEach(() => {
    for (const file of codex.settings) {
      mkdirSync(dirname(join(home, file.path)), { recursive: true });
      writeFileSync(join(home, file.path), file.install(undefined, hookCommand(site)));
    }
  });

  test('not trusted yet is a problem, and nothing that was lost', async () => {
    codexIsThere();
    assert.deepEqual(await check(), { state: 'problem', lost: false });
  });
  test('once the person agreed it is well, and a hook of another in front of it is a loss', async () => {
    codexIsThere();
    assert.equal((await accept())?.kind, 'trusted');
    assert.deepEqual(await check(), { state: 'ok', lost: false });
    inFront();
    assert.deepEqual(await check(), { state: 'problem', lost: true });
  });
  test('what Codex does not say is nothing to be alarmed by', async () => {
    codexIsThere({ exit: true });
    assert.deepEqual(await check(), { state: 'note', lost: false });
  });
});
