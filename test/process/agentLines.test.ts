/**
 * The whole way of every agent: the command line installs it into a home of its own, and what it installed gets what the
 * agent sends, with no editor open. A destroy is refused in the agent's own form, and a read passes. One line an agent.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { bundleHook, bundles } from '../../scripts/lib/bundles.mjs';

const fixtures = new URL('../fixtures/agents/', import.meta.url);
const home = mkdtempSync(join(tmpdir(), "holdpoint line's "));
const root = join(home, '.holdpoint');
const env = { PATH: '/usr/bin:/bin', HOME: home, HOLDPOINT_HOME: root };

interface Ending {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** An agent's file below the home directory, and what its event comes to. */
interface Line {
  /** The payload of `terraform destroy -auto-approve`, below the fixtures. */
  readonly payload: string;
  /** None where nothing is installed. */
  readonly settings?: string;
  /** There before the installation. */
  readonly existing?: string;
  /** Starts what was installed; the first command line of the settings that decides, where nothing else is said. */
  readonly start?: (payload: string, settings: string) => Promise<Ending>;
  readonly refused?: (ending: Ending) => void;
  readonly passed?: (ending: Ending) => void;
  /** The refusal where the launcher itself is missing. */
  readonly gone?: (ending: Ending) => void;
}

function run(
  command: string,
  args: readonly string[],
  input: string,
  more: Record<string, string> = {},
): Promise<Ending> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: { ...env, ...more }, cwd: home, stdio: 'pipe' });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (data) => (stdout += data));
    child.stderr.on('data', (data) => (stderr += data));
    child.stdin.on('error', () => {});
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
    child.stdin.end(input);
  });
}

/** Every text of a JSON value. */
const textsIn = (value: unknown): readonly string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(textsIn)
      : [];

const commandLine = (payload: string, settings: string, more?: Record<string, string>): Promise<Ending> => {
  const line = textsIn(JSON.parse(settings)).find((text) => /holdpoint-hook/.test(text) && !/\bobserve\b/.test(text));
  assert(line !== undefined, 'a command line that decides');
  return run('sh', ['-c', line], payload, more);
};

/** The plugin is loaded into this process, which is given the variables that the agent's has. */
const openCodePlugin =
  (file: string) =>
  async (payload: string): Promise<Ending> => {
    Object.assign(process.env, env);
    const { Holdpoint } = await import(pathToFileURL(join(home, file)).href);
    const hooks = await Holdpoint({ directory: home });
    const { input, output } = JSON.parse(payload);
    try {
      await hooks['tool.execute.before'](input, output);
      return { code: 0, stdout: '', stderr: '' };
    } catch (error) {
      return { code: null, stdout: '', stderr: error instanceof Error ? error.message : '' };
    }
  };

const ampPlugin = async (payload: string): Promise<Ending> => {
  Object.assign(process.env, env);
  // Amp strips the types, of which there are none.
  const copy = join(home, 'amp.mjs');
  copyFileSync(join(home, '.config/amp/plugins/holdpoint.ts'), copy);
  const handlers = new Map<string, (event: unknown) => Promise<{ action: string; message?: string }>>();
  const { default: plugin } = await import(pathToFileURL(copy).href);
  plugin({ on: handlers.set.bind(handlers), helpers: {} });
  const answer = await handlers.get('tool.call')?.(JSON.parse(payload).event);
  return answer?.action === 'allow'
    ? { code: 0, stdout: '', stderr: '' }
    : { code: null, stdout: '', stderr: answer?.message ?? '' };
};

const thrown = ({ code, stderr }: Ending) => {
  assert.equal(code, null);
  assert.match(stderr, /did not run/);
};

const exit2 = ({ code, stderr }: Ending) => {
  assert.equal(code, 2);
  assert.match(stderr, /did not run/);
};

const blocked = ({ code, stderr }: Ending) => {
  assert.notEqual(code, 0);
  assert.notEqual(stderr.trim(), '');
};

/** Copilot and VS Code: a decision that carries the reason. */
const wrapped = ({ code, stdout }: Ending) => {
  assert.equal(code, 0);
  const { permissionDecision, permissionDecisionReason } = JSON.parse(stdout).hookSpecificOutput;
  assert.equal(permissionDecision, 'deny');
  assert.match(permissionDecisionReason, /did not run/);
};

/** Cline: no exit code means anything. */
const cancelled =
  (cancel: boolean) =>
  ({ code, stdout }: Ending) => {
    assert.equal(code, 0);
    const answer = JSON.parse(/^HOOK_CONTROL\t(.*)\n$/.exec(stdout)?.[1] ?? '');
    assert.equal(answer.cancel, cancel);
    if (cancel) assert.match(answer.errorMessage, /did not run/);
  };

/** A file that the agent starts by itself. */
const program = (file: string) => (payload: string) => run('sh', [join(home, file)], payload);

/** Cursor: a permission, and no opinion is said as well. */
const permission =
  (wanted: string | undefined) =>
  ({ code, stdout }: Ending) => {
    assert.equal(code, 0);
    const answer = JSON.parse(stdout);
    assert.equal(answer.permission, wanted);
    if (wanted === 'deny') assert.match(answer.agent_message, /did not run/);
  };

/** Devin: a decision, or exit 2. */
const blocking = (ending: Ending) => {
  if (ending.code === 2) return exit2(ending);
  assert.equal(ending.code, 0);
  const { decision, reason } = JSON.parse(ending.stdout);
  assert.equal(decision, 'block');
  assert.match(reason, /did not run/);
};

const silent = ({ code, stdout }: Ending) => assert.deepEqual({ code, stdout }, { code: 0, stdout: '' });

// Adapters, in the order of `src/agents/index.ts`.
const lines: Record<string, Line> = {
  'claude-code': { payload: 'claude-code/PreToolUse.Bash.json', settings: '.claude/settings.json' },
  codex: { payload: 'codex/PreToolUse.Bash.json', settings: '.codex/hooks.json' },
  'gemini-cli': { payload: 'gemini-cli/BeforeTool.run_shell_command.json', settings: '.gemini/settings.json' },
  'qwen-code': { payload: 'qwen-code/PreToolUse.run_shell_command.json', settings: '.qwen/settings.json' },
  droid: {
    payload: 'droid/PreToolUse.Execute.json',
    settings: '.factory/settings.json',
    start: (payload, settings) => commandLine(payload, settings, { DROID_PROJECT_DIR: home }),
  },
  'copilot-cli': {
    payload: 'copilot-cli/PreToolUse.Bash.pascal.json',
    settings: '.copilot/hooks/holdpoint.json',
    refused: wrapped,
  },
  windsurf: { payload: 'windsurf/pre_run_command.documented.json', settings: '.codeium/windsurf/hooks.json' },
  devin: {
    payload: 'devin/PreToolUse.exec.documented.json',
    settings: '.config/devin/config.json',
    start: (payload, settings) => commandLine(payload, settings, { DEVIN_PROJECT_DIR: home }),
    refused: blocking,
  },
  cursor: {
    payload: 'cursor/preToolUse.Shell.documented.json',
    settings: '.cursor/hooks.json',
    refused: (ending) => (ending.code === 2 ? exit2(ending) : permission('deny')(ending)),
    passed: permission('allow'),
  },
  cline: {
    payload: 'cline/PreToolUse.run_commands.json',
    settings: 'Documents/Cline/Hooks/PreToolUse',
    start: program('Documents/Cline/Hooks/PreToolUse'),
    refused: cancelled(true),
    passed: cancelled(false),
    gone: cancelled(true),
  },
  opencode: {
    payload: 'opencode/tool.execute.before.bash.json',
    settings: '.config/opencode/plugin/holdpoint.js',
    start: openCodePlugin('.config/opencode/plugin/holdpoint.js'),
    refused: thrown,
  },
  generic: {
    payload: 'generic/call.command.documented.json',
    // Nothing is installed for it: it starts the launcher.
    start: (payload) => run('sh', ['-c', '"$HOLDPOINT_HOME/bin/holdpoint-hook" generic'], payload),
    passed: ({ code, stdout }) => assert.deepEqual({ code, stdout }, { code: 0, stdout: '{"decision":"none"}\n' }),
  },
  kilo: {
    payload: 'kilo/tool.execute.before.bash.json',
    settings: '.config/kilo/plugin/holdpoint.js',
    start: openCodePlugin('.config/kilo/plugin/holdpoint.js'),
    refused: thrown,
  },
  kiro: { payload: 'kiro/PreToolUse.execute_bash.documented.json', settings: '.kiro/hooks/holdpoint.json' },
  'kiro-cli-2': {
    payload: 'kiro-cli-2/preToolUse.execute_bash.documented.json',
    settings: '.kiro/agents/mine.json',
    existing: '{ "name": "mine", "tools": ["*"] }\n',
  },
  goose: {
    payload: 'goose/PreToolUse.developer__shell.documented.json',
    settings: '.agents/plugins/holdpoint/hooks/hooks.json',
  },
  augment: { payload: 'augment/PreToolUse.launch-process.documented.json', settings: '.augment/settings.json' },
  amp: {
    payload: 'amp/tool.call.Bash.documented.json',
    settings: '.config/amp/plugins/holdpoint.ts',
    start: ampPlugin,
    refused: thrown,
  },
};

beforeAll(async () => {
  const folder = join(home, 'bundles');
  mkdirSync(folder);
  await bundleHook(folder);
  await build({ ...bundles.cli, outfile: join(folder, 'cli.js') });
  for (const { settings, existing } of Object.values(lines)) {
    if (existing === undefined || settings === undefined) continue;
    mkdirSync(join(home, settings, '..'), { recursive: true });
    writeFileSync(join(home, settings), existing);
  }
  const installed = Object.keys(lines).filter((id) => lines[id]?.settings !== undefined);
  const ended = await run(process.execPath, [join(folder, 'cli.js'), 'install', ...installed], '');
  assert.equal(ended.code, 0, ended.stderr);
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

for (const [
  id,
  { payload: file, settings, start = commandLine, refused = exit2, passed = silent, gone = blocked },
] of Object.entries(lines)) {
  describe(id, () => {
    const destroy = readFileSync(new URL(file, fixtures), 'utf8');
    const go = (payload: string) =>
      start(payload, settings === undefined ? '' : readFileSync(join(home, settings), 'utf8'));
    const line = 'terraform destroy -auto-approve';
    assert(destroy.includes(line));

    test('a destroy is refused', async () => refused(await go(destroy)));
    test('a read passes', async () => passed(await go(destroy.replaceAll(line, 'ls -la'))));
    test('an unreadable payload is refused', async () => {
      if (start === commandLine) refused(await go(destroy.slice(0, -20)));
    });
    test('without the launcher the destroy is refused, and so is the read', async () => {
      const launcher = join(root, 'bin', 'holdpoint-hook');
      const text = readFileSync(launcher);
      rmSync(launcher);
      try {
        for (const payload of [destroy, destroy.replaceAll(line, 'ls -la')]) {
          gone(await go(payload));
        }
      } finally {
        writeFileSync(launcher, text, { mode: 0o700 });
      }
    });
  });
}

// It parts the command at spaces and starts it without a shell, so it has a home whose path has none.
describe('antigravity', () => {
  const plain = mkdtempSync(join(tmpdir(), 'holdpoint-plain-'));
  const own = { HOME: plain, HOLDPOINT_HOME: join(plain, '.holdpoint') };
  afterAll(() => rmSync(plain, { recursive: true, force: true }));
  const destroy = readFileSync(new URL('antigravity/PreToolUse.run_command.documented.json', fixtures), 'utf8');
  const go = (payload: string) => {
    const { holdpoint } = JSON.parse(readFileSync(join(plain, '.gemini/config/hooks.json'), 'utf8'));
    const [program = '', ...words] = holdpoint.PreToolUse[0].hooks[0].command.split(' ');
    return run(program, words, payload, own);
  };
  const decides = (decision: string, { code, stdout }: Ending) => {
    assert.equal(code, 0);
    assert.equal(JSON.parse(stdout).decision, decision);
  };

  test('a destroy is refused, a read passes, and what cannot be read is refused', async () => {
    const cli = join(home, 'bundles', 'cli.js');
    const installed = await run(process.execPath, [cli, 'install', 'antigravity'], '', own);
    assert.equal(installed.code, 0, installed.stderr);
    decides('deny', await go(destroy));
    decides('allow', await go(destroy.replaceAll('terraform destroy -auto-approve', 'ls -la')));
    decides('deny', await go(destroy.slice(0, -20)));
  });
});
