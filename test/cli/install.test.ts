import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'vitest';
import { agents } from '../../src/agents/index.ts';
import { canaryFile, hookPlace, places } from '../../src/protocol/places.ts';
import { type Home, makeHome } from '../support/commandLine.ts';

let here: Home;
beforeEach(() => {
  here = makeHome();
});
afterEach(() => here.remove());

const install = ['install', 'claude-code', 'vscode'];
const claude = '.claude/settings.json';
const vscode = '.copilot/hooks/holdpoint.json';
const people = '{\n  // mine\n  "model": "opus",\n  "hooks": { "PreToolUse": [] }\n}\n';

/** Every file below a folder, with its content. */
function tree(folder: string): Record<string, string> {
  if (!existsSync(folder)) return {};
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [path.slice(here.home.length + 1), readFileSync(path, 'utf8')]),
  );
}

describe('install', () => {
  test('both agents, then everything is in its place', async () => {
    const { code, out, error } = await here.run(install);
    assert.deepEqual({ code, error }, { code: 0, error: '' });
    assert.match(out, /Claude Code is held\.\nVS Code agent is held\./);
    const launcher = join(here.root, places.launcher);
    assert.equal(statSync(launcher).mode & 0o777, 0o700);
    assert.equal(statSync(here.root).mode & 0o777, 0o700);
    assert.equal(here.read(`.holdpoint/${places.runtimes}`), `${process.execPath}\n`);
    assert.equal(here.read(`.holdpoint/${hookPlace('1.0.0')}`), here.read('bundle/hook.js'));
    assert(here.read(claude).includes(launcher.replaceAll("'", "'\\\\''")));
    assert(existsSync(here.at(vscode)));
  });
  test('one of them', async () => {
    assert.equal((await here.run(['install', 'vscode'])).code, 0);
    assert(!existsSync(here.at(claude)));
  });
  test('twice is once', async () => {
    here.write(claude, people);
    await here.run(install);
    const before = tree(here.home);
    const { code, out } = await here.run(install);
    assert.equal(code, 0);
    assert.doesNotMatch(out, /created|updated/);
    assert.deepEqual(tree(here.home), before);
  });
  test('comments and other hooks are kept, and a copy is made', async () => {
    here.write(claude, people);
    await here.run(['install', 'claude-code']);
    assert.match(here.read(claude), /\/\/ mine\n {2}"model": "opus"/);
    const [copy, ...others] = readdirSync(join(here.root, places.backups));
    assert.deepEqual(others, []);
    assert.equal(here.read(`.holdpoint/backups/${copy}`), people);
  });
  test('a link to settings kept elsewhere stays a link, and the mode stays', async () => {
    const real = here.write('dotfiles/settings.json', people);
    chmodSync(real, 0o640);
    mkdirSync(here.at('.claude'));
    symlinkSync(real, here.at(claude));
    await here.run(['install', 'claude-code']);
    assert(lstatSync(here.at(claude)).isSymbolicLink());
    assert.match(readFileSync(real, 'utf8'), /holdpoint-hook/);
    assert.equal(statSync(real).mode & 0o777, 0o640);
  });
  test('a launcher that lost its right to run gets it back', async () => {
    await here.run(install);
    chmodSync(join(here.root, places.launcher), 0o600);
    await here.run(install);
    assert.equal(statSync(join(here.root, places.launcher)).mode & 0o777, 0o700);
  });
  test('runtimes that are listed stay, behind this one', async () => {
    here.write(`.holdpoint/${places.runtimes}`, '/opt/editor/node\n');
    await here.run(install);
    assert.equal(here.read(`.holdpoint/${places.runtimes}`), `${process.execPath}\n/opt/editor/node\n`);
  });
  test('--dry-run shows a diff and writes nothing', async () => {
    here.write(claude, people);
    const before = tree(here.home);
    const { code, out } = await here.run([...install, '--dry-run']);
    assert.equal(code, 0);
    assert.match(out, /creates .*holdpoint-hook\n/);
    assert.match(out, /^-{3} .*settings\.json/m);
    assert.match(out, /^\+.*claude-code \|\| exit 2/m);
    assert.match(out, /^\+{3} .*holdpoint\.json/m);
    assert.deepEqual(tree(here.home), before);
  });
  test('hooks that are switched off: it is there, and the exit code says it does not hold', async () => {
    here.write(claude, '{ "disableAllHooks": true }\n');
    const { code, error } = await here.run(['install', 'claude-code']);
    assert.equal(code, 1);
    assert.match(error, /Claude Code is not held: .*disableAllHooks/);
  });
  test('hooks of others are named', async () => {
    here.write(claude, '{ "hooks": { "PreToolUse": [{ "hooks": [{ "type": "command", "command": "lint" }] }] } }\n');
    assert.match((await here.run(['install', 'claude-code'])).out, /Note: .*another hook runs at PreToolUse/);
  });
});

describe('without names', () => {
  test('the agents of this machine, told with what shows them; the others are left alone', async () => {
    here.write('.claude/CLAUDE.md', 'x');
    const { code, out } = await here.run(['install']);
    assert.equal(code, 0);
    assert.match(out, /^Found Claude Code: the folder .*\.claude\.\nNot found, and left alone: vscode/);
    assert.match(out, /Claude Code is held\./);
    assert(!existsSync(here.at(vscode)));
  });
  test('--dry-run says the same and writes nothing', async () => {
    here.write('.claude/CLAUDE.md', 'x');
    const before = tree(here.home);
    assert.match(
      (await here.run(['install', '--dry-run'])).out,
      /^Found Claude Code[\s\S]*^\+.*claude-code \|\| exit 2/m,
    );
    assert.deepEqual(tree(here.home), before);
  });
  test('one broken file keeps nobody else from being held', async () => {
    here.write(claude, '{');
    here.write('.vscode/argv.json', '{}');
    const { code, out, error } = await here.run(['install']);
    assert.equal(code, 1);
    assert.match(error, /^Claude Code: .*settings\.json cannot be edited: line 1/);
    assert.match(out, /VS Code agent is held\./);
    assert.equal(here.read(claude), '{');
  });
  test('what only we have put there is no agent', async () => {
    await here.run(['install', 'vscode']);
    assert.match((await here.run(['install'])).error, /No agent was found/);
  });
  test('--all: every agent, whether it is there or not', async () => {
    const { out, error } = await here.run(['install', '--all']);
    for (const { id, title, settings } of agents) {
      // It starts programs without a shell, and this home has a space in its path.
      if (id === 'antigravity') {
        assert.match(error, /Antigravity is not held: .*spaces or quotes/);
        continue;
      }
      const waits = settings.every(({ path }) => path.includes('*'));
      if (waits) assert.match(error, new RegExp(`${title} is not held: it has no settings yet`));
      else assert(out.includes(`${title} is held.\n`), `${title}: ${out}`);
    }
  });
});

describe('--managed', () => {
  test('prints what administrators roll out, for the launcher of this site, and writes nothing', async () => {
    const before = tree(here.home);
    const { out, error } = await here.run(['install', '--managed']);
    for (const agent of agents) {
      const files = agent.managed?.({ launcher: join(here.root, places.launcher), platform: 'posix' }) ?? [];
      for (const { path, text } of files) assert(out.includes(`# ${agent.title}: ${path}\n${text}`));
      if (files.length === 0) assert.match(error, new RegExp(`^${agent.title}: it has no settings of this kind`, 'm'));
    }
    assert.deepEqual(tree(here.home), before);
  });
});

describe('nothing is written when', () => {
  const refuses = (title: string, prepare: () => void, args: readonly string[], code: number, message: RegExp) =>
    test(title, async () => {
      prepare();
      const before = tree(here.home);
      const ended = await here.run(args);
      assert.deepEqual({ code: ended.code, out: ended.out }, { code, out: '' });
      assert.match(ended.error, message);
      assert.deepEqual(tree(here.home), before);
    });

  refuses(
    'settings are broken',
    () => here.write(claude, '{ "model": '),
    install,
    1,
    /settings\.json cannot be edited: line 1: .*Nothing was changed\. Correct the file, then try again\./,
  );
  refuses(
    'settings would be dropped by Claude Code',
    () =>
      here.write(
        claude,
        '{ "hooks": { "Stop": [{ "hooks": [{ "type": "command", "command": "x", "timeout": -1 }] }] } }',
      ),
    install,
    1,
    /timeout must be a number above 0.*Nothing was changed/,
  );
  refuses(
    'settings are not UTF-8',
    () => writeFileSync(here.write(claude, ''), new Uint8Array([0x7b, 0xff, 0x7d])),
    install,
    1,
    /cannot be edited/,
  );
  refuses(
    'settings are a folder',
    () => mkdirSync(here.at(claude), { recursive: true }),
    install,
    1,
    /there is a folder in its place.*Nothing was changed/,
  );
  refuses(
    'the agent is not known',
    () => {},
    ['install', 'constructor'],
    2,
    /"constructor" is not an agent Holdpoint knows \(claude-code, vscode[\w, -]*\)\. Nothing was done\. Usage: /,
  );
  refuses(
    'agents are named, and all are meant',
    () => {},
    ['install', 'vscode', '--all'],
    2,
    /Either agents are named, or --all/,
  );
  refuses(
    'no agent is on this machine',
    () => here.write('.config/other/settings.json', '{}'),
    ['install'],
    1,
    /No agent was found on this machine\. Nothing was changed\. Name the ones you use \(claude-code, /,
  );
  refuses('a flag is not known', () => {}, ['install', '--force'], 2, /Unknown option '--force'\. Nothing was done\./);
  refuses(
    'the hook program is not there',
    () => rmSync(here.at('bundle/hook.js')),
    install,
    1,
    /hook program is not at .*Nothing was changed/,
  );
  refuses(
    'Holdpoint’s folder cannot be made',
    () => here.write('.holdpoint', 'a file'),
    install,
    1,
    /a file lies where one of its folders should be/,
  );
});

test('a home that is read-only', async () => {
  // Rights do not stop root; the kernel's own tree does.
  const home = process.getuid?.() === 0 ? '/sys/kernel' : here.at('locked');
  if (home === here.at('locked')) mkdirSync(home, { mode: 0o555 });
  const { code, error } = await here.run(['install', 'claude-code'], '', { home, root: join(home, '.holdpoint') });
  assert.equal(code, 1);
  assert.match(
    error,
    /could not be written: permission denied\. Nothing was changed\. Make it writable, then try again\./,
  );
});

describe('uninstall', () => {
  const cycles: Record<string, string> = {
    'comments, and an empty list that was there': people,
    'an empty object': '{}',
    'an empty object over two lines': '{\n}\n',
    'an empty file': '',
    'no last line break': '{\n\t"model": "opus"\n}',
    'one line': '{"model":"opus"}',
  };
  for (const [title, text] of Object.entries(cycles)) {
    test(`to the byte: ${title}`, async () => {
      here.write(claude, text);
      await here.run(install);
      assert.notEqual(here.read(claude), text);
      assert.equal((await here.run(['uninstall'])).code, 0);
      assert.equal(here.read(claude), text);
    });
  }
  test('files that were not there are gone again, and so is the program; the copies stay', async () => {
    here.write('.claude/CLAUDE.md', 'x');
    await here.run(install);
    const { code, out } = await here.run(['uninstall']);
    assert.equal(code, 0);
    const removed = out.trimEnd().split('\n');
    assert.match(removed.at(-1) ?? '', /removed .*bin\/holdpoint-hook$/);
    assert.deepEqual(readdirSync(here.root), ['backups', 'run']);
    assert.deepEqual([readdirSync(here.at('.claude')), readdirSync(here.at('.copilot/hooks'))], [['CLAUDE.md'], []]);
  });
  test('what was added meanwhile stays', async () => {
    here.write(claude, '{\n  "model": "opus"\n}\n');
    await here.run(['install', 'claude-code']);
    here.write(
      claude,
      here
        .read(claude)
        .replace('"opus"', '"sonnet"')
        .replace('"PreToolUse": [', '"PreToolUse": [\n      { "hooks": [{ "type": "command", "command": "lint" }] },'),
    );
    await here.run(['uninstall', 'claude-code']);
    assert.deepEqual(JSON.parse(here.read(claude)), {
      model: 'sonnet',
      hooks: { PreToolUse: [{ hooks: [{ type: 'command', command: 'lint' }] }] },
    });
  });
  test('a file that two agents are held by stays until both are let go', async () => {
    await here.run(['install', 'vscode']);
    const before = here.read(vscode);
    const { code, out } = await here.run(['uninstall', 'vscode']);
    assert.equal(code, 0);
    assert.match(out, /holdpoint\.json stays: GitHub Copilot is held by it too\..* uninstall vscode copilot-cli\n$/);
    assert.equal(here.read(vscode), before);
    assert(existsSync(join(here.root, places.launcher)));
    await here.run(['uninstall', 'copilot-cli', 'vscode']);
    assert(!existsSync(here.at(vscode)));
    assert(!existsSync(join(here.root, places.launcher)));
  });
  test('the program stays while another agent needs it', async () => {
    await here.run(install);
    await here.run(['uninstall', 'vscode', 'copilot-cli']);
    assert(existsSync(join(here.root, places.launcher)));
    await here.run(['uninstall', 'claude-code']);
    assert(!existsSync(join(here.root, places.launcher)));
  });
  test('the program stays while another agent’s settings cannot be read', async () => {
    await here.run(install);
    here.write(claude, `${here.read(claude)}}`);
    await here.run(['uninstall', 'vscode', 'copilot-cli']);
    assert(existsSync(join(here.root, places.launcher)));
  });
  test('as an editor does it that removes the extension: what is broken is left, and so is the program it needs', async () => {
    const hook = ['--type=extension-post-uninstall', 'uninstall', '--leave-broken'];
    await here.run(install);
    const mended = here.read(claude);
    here.write(claude, '{');
    const { code, error } = await here.run(hook);
    assert.equal(code, 1);
    assert.match(error, /settings\.json cannot be edited/);
    assert(!existsSync(here.at(vscode)));
    assert(existsSync(join(here.root, places.launcher)));
    here.write(claude, mended);
    assert.equal((await here.run(hook)).code, 0);
    assert(!existsSync(here.at(claude)));
    assert(!existsSync(join(here.root, places.launcher)));
  });
  test('settings changed by hand are taken out as well', async () => {
    await here.run(['install', 'claude-code']);
    here.write(claude, here.read(claude).replace('3600', '30'));
    await here.run(['install', 'claude-code']);
    await here.run(['uninstall', 'claude-code']);
    assert(!existsSync(here.at(claude)));
  });
  test('nothing there', async () => {
    const { code, out } = await here.run(['uninstall']);
    assert.deepEqual({ code, out }, { code: 0, out: 'Nothing of Holdpoint was there.\n' });
  });
  test('--dry-run', async () => {
    await here.run(install);
    const before = tree(here.home);
    const { out } = await here.run(['uninstall', '--dry-run']);
    assert.match(out, /removes .*holdpoint-hook\n/);
    assert.deepEqual(tree(here.home), before);
  });
  test('a broken file of an agent that was never held is left alone', async () => {
    await here.run(['install', 'vscode']);
    here.write(claude, '{');
    assert.equal((await here.run(['uninstall'])).code, 0);
    assert.equal(here.read(claude), '{');
    assert(!existsSync(join(here.root, places.launcher)));
  });
  test('settings that are broken now', async () => {
    await here.run(install);
    here.write(claude, '{');
    const { code, error } = await here.run(['uninstall']);
    assert.equal(code, 1);
    assert.match(error, /cannot be edited/);
    assert(existsSync(join(here.root, places.launcher)));
  });
});

describe('doctor', () => {
  const state = async (name: string) => {
    const { out } = await here.run(['doctor', '--json']);
    const { findings } = JSON.parse(out) as { findings: { name: string; state: string; message: string }[] };
    const found = findings.find((it) => it.name === name);
    return `${found?.state}: ${found?.message}`;
  };

  test('nothing installed', async () => {
    const { code, out } = await here.run(['doctor']);
    assert.equal(code, 1);
    assert.match(out, /PROBLEM {2}launcher: .*holdpoint install/);
    assert.match(out, /PROBLEM {2}agents: No agent is held here/);
  });
  test('all well', async () => {
    await here.run(install);
    const { code, out } = await here.run(['doctor']);
    assert.equal(code, 0, out);
    assert.match(out, /ok {7}hook: It lets a harmless call pass, and refuses one it cannot read\./);
    assert.match(out, /ok {7}runtime: .*Node\.js 2/);
    assert.match(out, /note {5}gate: No editor window/);
    assert.match(out, /ok {7}journal: 0 entries/);
  });

  const finds = (title: string, break_: () => void, name: string, expected: RegExp) =>
    test(title, async () => {
      await here.run(install);
      break_();
      assert.match(await state(name), expected);
    });

  finds(
    'a launcher of somebody else',
    () => here.write(`.holdpoint/${places.launcher}`, '#!/bin/sh\nexit 0\n'),
    'launcher',
    /^problem: .*not as this version installs it/,
  );
  finds(
    'a launcher that is gone',
    () => rmSync(join(here.root, places.launcher)),
    'launcher',
    /^problem: .*is not there/,
  );
  finds('another hook program', () => here.write(`.holdpoint/${hookPlace('1.0.0')}`, ''), 'launcher', /^problem/);
  finds(
    'a hook that says nothing',
    () => ['bundle/hook.js', `.holdpoint/${hookPlace('1.0.0')}`].map((path) => here.write(path, '')),
    'hook',
    /^problem: It refuses a harmless call/,
  );
  finds(
    'a hook that lets everything pass',
    () => {
      const open = "console.log('holdpoint-end ' + process.env.HOLDPOINT_END)";
      here.write('bundle/hook.js', open);
      here.write(`.holdpoint/${hookPlace('1.0.0')}`, open);
    },
    'hook',
    /^problem: It lets a call pass that it cannot read/,
  );
  finds(
    'a runtime that is too old',
    () => {
      here.write('old', '#!/bin/sh\necho 12.0.0\n');
      chmodSync(here.at('old'), 0o755);
      here.write(`.holdpoint/${places.runtimes}`, `${here.at('old')}\n`);
    },
    'runtime',
    /^problem: .*Node\.js 20 or newer/,
  );
  finds(
    'altered settings',
    () => here.write(claude, here.read(claude).replace('3600', '5')),
    'Claude Code',
    /^problem: .*timeout/,
  );
  finds(
    'removed settings',
    () => renameSync(here.at(claude), here.at('elsewhere')),
    'Claude Code',
    /^problem: installed: It was held, and is not any more: .*settings\.json: the file is gone\. Repair it/,
  );
  test('settings taken out by uninstalling are no alarm', async () => {
    await here.run(install);
    await here.run(['uninstall', 'claude-code']);
    assert.equal(await state('Claude Code'), 'undefined: undefined');
    here.write('.claude/CLAUDE.md', 'x');
    assert.match(await state('Claude Code'), /^note: installed: Not installed, so what it does is not held\./);
  });
  test('what is missing comes with the exact next step', async () => {
    await here.run(install);
    const { out } = await here.run(['doctor']);
    const nonce = /holdpoint-canary ([0-9a-f]{8})/.exec(out)?.[1] ?? '';
    assert.match(out, /note {5}Claude Code: heard of: Its hook was never started\. Start a new session of Claude Code/);
    assert.match(
      out,
      /note {5}Claude Code: canary: None was refused yet\. Paste this into the agent: “Run exactly this command/,
    );
    here.write(
      `.holdpoint/${canaryFile('claude-code')}`,
      JSON.stringify({ agent: 'claude-code', nonce, at: Date.UTC(2026, 0, 1) }),
    );
    assert.match(
      (await here.run(['doctor'])).out,
      new RegExp(`ok {7}Claude Code: canary: Canary ${nonce} was refused just now\\.`),
    );
  });
  test('a canary that nobody made up here proves nothing', async () => {
    await here.run(install);
    here.write(
      `.holdpoint/${canaryFile('claude-code')}`,
      JSON.stringify({ agent: 'claude-code', nonce: 'deadbeef', at: Date.UTC(2026, 0, 1) }),
    );
    assert.match((await here.run(['doctor'])).out, /Claude Code: canary: None was refused yet/);
  });
  test('agents that are not here are not spoken of', async () =>
    assert.doesNotMatch((await here.run(['doctor'])).out, /Claude Code|VS Code agent/));
  finds('a damaged key file', () => here.write(`.holdpoint/${places.keys}`, '{}'), 'keys', /^problem: .*damaged/);
  finds(
    'a damaged journal',
    () => here.write('.holdpoint/journal/2026-01.jsonl', 'x\n'),
    'journal',
    /^problem: Entry 1/,
  );
  finds(
    'a failure of the hook',
    () => here.write(`.holdpoint/${places.lastFailure}`, 'oops'),
    'last failure',
    /^note: The hook program failed at/,
  );
});
