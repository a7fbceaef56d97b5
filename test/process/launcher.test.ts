/**
 * The launcher and the command lines in front of it, run by real shells, with programs in the hook's place that end in
 * every bad way seen or thought of. What agents run on anything but exit 2 must end with exit 2.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, test } from 'vitest';
import { guardedLine, shortLine } from '../../src/agents/hookCommand.ts';
import { posixLauncher } from '../../src/protocol/launcher.ts';
import { hookPlace, places } from '../../src/protocol/places.ts';

const base = mkdtempSync(join(tmpdir(), "hold point's "));
afterAll(() => rmSync(base, { recursive: true, force: true }));

const root = join(base, 'home', '.holdpoint');
const launcher = join(root, places.launcher);
const hook = join(root, hookPlace('1.0.0'));
const runtimes = join(root, places.runtimes);
const payload = JSON.stringify({ tool_name: 'Bash', padding: 'x'.repeat(200_000) });

/** Programs in the hook's place. `end()` is a deliberate end. */
const prelude = `
const end = (code) => { console.log('holdpoint-end ' + process.env.HOLDPOINT_END); process.exitCode = code; };
const stdin = () => require('node:fs').readFileSync(0, 'utf8');
`;
const deny = `console.log(JSON.stringify({ decision: 'deny' }));`;

beforeEach(() => {
  rmSync(root, { recursive: true, force: true });
  for (const folder of ['bin', 'run', 'hook/1.0.0']) mkdirSync(join(root, folder), { recursive: true, mode: 0o700 });
  writeFileSync(launcher, posixLauncher({ root, version: '1.0.0' }), { mode: 0o755 });
  writeFileSync(runtimes, `/gone/editor\n${process.execPath}\n`);
});

const program = (body: string) => writeFileSync(hook, prelude + body);

interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Options {
  readonly env?: Record<string, string>;
  readonly input?: string;
  /** What happens to it while it runs. */
  readonly during?: (child: ChildProcess) => void | Promise<void>;
}

function run(
  command: string,
  args: readonly string[],
  { env = { PATH: '/usr/bin:/bin' }, input = payload, during }: Options = {},
): Promise<Ending> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, cwd: base, stdio: 'pipe' });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (data) => (stdout += data));
    child.stderr.on('data', (data) => (stderr += data));
    child.stdin.on('error', () => {});
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
    child.stdin.end(input);
    Promise.resolve(during?.(child)).catch(reject);
  });
}

/** `sh` is dash on Debian, bash on others. Bash under that name behaves as it does there. */
const shells = ['/bin/sh'];
if (existsSync('/bin/bash')) {
  mkdirSync(join(base, 'bash'));
  symlinkSync('/bin/bash', join(base, 'bash', 'sh'));
  shells.push(join(base, 'bash', 'sh'));
}
const nameOf = (shell: string) => (shell === '/bin/sh' ? 'sh' : 'bash as sh');

interface Way {
  readonly name: string;
  /** Whether a signal to it ends the call. Claude Code runs the tool at a time-out whatever happens, and gives up when it signals. */
  readonly answersSignals: boolean;
  readonly start: (options?: Options) => Promise<Ending>;
}

/** Every way an agent starts it. */
const ways: readonly Way[] = shells.flatMap((shell) => [
  {
    name: `the launcher in ${nameOf(shell)}`,
    answersSignals: true,
    start: (options) => run(shell, [launcher, 'claude-code'], options),
  },
  {
    name: `Claude Code's line in ${nameOf(shell)}`,
    answersSignals: false,
    start: (options) => run(shell, ['-c', shortLine({ launcher, platform: 'posix' }, 'claude-code', true)], options),
  },
  {
    name: `VS Code's line in ${nameOf(shell)}`,
    answersSignals: true,
    start: (options) => run(shell, ['-c', guardedLine({ launcher, platform: 'posix' }, 'vscode', true)], options),
  },
]);
const lines = ways.filter(({ name }) => name.includes('line'));

const until = async (what: () => boolean) => {
  for (let waited = 0; !what(); waited += 20) {
    assert(waited < 10_000, 'it never happened');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

/** Whether nothing of a run is left in the places it may write to. */
const tidy = () =>
  assert.deepEqual(
    readdirSync(join(root, places.run)).filter((name) => name.startsWith('hook.')),
    [],
  );

const alive = (pid: number) => {
  try {
    process.kill(pid, 0);
    // A zombie has ended.
    return !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

const marker = () => join(base, 'home', 'pid');
const announcing = `require('node:fs').writeFileSync(${JSON.stringify(join(base, 'home', 'pid'))}, String(process.pid));`;
const started = async () => {
  await until(() => existsSync(marker()) && readFileSync(marker(), 'utf8') !== '');
  return Number(readFileSync(marker(), 'utf8'));
};
beforeEach(() => rmSync(marker(), { force: true }));

describe('a deliberate end is passed on', () => {
  for (const { name, start } of ways) {
    test(`${name}: neutral`, async () => {
      program('stdin(); end(0);');
      assert.deepEqual(await start(), { code: 0, signal: null, stdout: '', stderr: '' });
      tidy();
    });
    test(`${name}: an answer in JSON`, async () => {
      program(`stdin(); ${deny} end(0);`);
      assert.deepEqual(await start(), { code: 0, signal: null, stdout: '{"decision":"deny"}\n', stderr: '' });
    });
    test(`${name}: a refusal by exit 2, without a second text`, async () => {
      program(`stdin(); ${deny} console.error('Not approved.\\nAsk for less.'); end(2);`);
      assert.deepEqual(await start(), {
        code: 2,
        signal: null,
        stdout: '{"decision":"deny"}\n',
        stderr: 'Not approved.\nAsk for less.\n',
      });
      tidy();
    });
    test(`${name}: all of stdin arrives`, async () => {
      program('console.log(JSON.stringify({ length: stdin().length })); end(0);');
      assert.equal((await start()).stdout, `{"length":${payload.length}}\n`);
    });
  }
  test('text that a shell would change', async () => {
    const text = ' \\n %s $HOME `id` "\' \t\u00e9\u{1f512} -n ';
    program(`console.log(JSON.stringify({ text: ${JSON.stringify(text)} })); end(0);`);
    assert.equal((await run(launcher, ['claude-code'])).stdout, `${JSON.stringify({ text })}\n`);
  });
  test('arguments and variables', async () => {
    program(
      `console.log(JSON.stringify({ args: process.argv.slice(2), home: process.env.HOLDPOINT_HOME, parent: process.env.HOLDPOINT_PARENT, options: process.env.NODE_OPTIONS })); end(0);`,
    );
    const env = {
      PATH: '/usr/bin:/bin',
      HOLDPOINT_HOME: '/tmp/elsewhere',
      HOLDPOINT_END: 'known',
      NODE_OPTIONS: '--require /tmp/evil.js',
    };
    const { stdout } = await run(launcher, ['claude-code', '--via', 'a b'], { env });
    assert.deepEqual(JSON.parse(stdout), {
      args: ['claude-code', '--via', 'a b'],
      home: root,
      parent: String(process.pid),
    });
  });
  for (const { name, start } of ways) {
    test(`those who wait are the agent and the shell in between: ${name}`, async () => {
      program('console.log(JSON.stringify({ parent: process.env.HOLDPOINT_PARENT })); end(0);');
      assert.match((await start()).stdout, new RegExp(`^{"parent":"${process.pid}( \\d+)?"}\n$`));
    });
  }
  test('every run has an end of its own', async () => {
    program('console.log(JSON.stringify({ end: process.env.HOLDPOINT_END })); end(0);');
    const ends = await Promise.all([1, 2, 3].map(() => run(launcher, ['claude-code'])));
    assert.equal(new Set(ends.map(({ stdout }) => stdout)).size, 3);
  });
});

describe('every other end is a refusal', () => {
  const bad: Record<string, string> = {
    'exit 0 with nothing said': 'stdin();',
    'exit 0 with an answer and no end': `stdin(); ${deny}`,
    'an answer, then a crash': `stdin(); ${deny} throw new Error('oops');`,
    'the end, then a crash': `stdin(); end(0); throw new Error('oops');`,
    'a crash': 'throw new Error("oops");',
    'a program that does not parse': 'let let = {;',
    'exit 1': 'end(1);',
    'exit 3': 'end(3);',
    'killed by itself': 'process.kill(process.pid, "SIGKILL");',
    'killed after its answer': `${deny} console.log('holdpoint-end ' + process.env.HOLDPOINT_END); process.kill(process.pid, 'SIGKILL');`,
    'ended by SIGTERM': 'process.kill(process.pid, "SIGTERM");',
    'a log line before the answer': `console.log('warming up'); ${deny} end(0);`,
    'a log line instead of an answer': `console.log('warming up'); end(0);`,
    'half an answer': `console.log('{"decision":"de'); end(0);`,
    'two answers': `${deny} ${deny} end(0);`,
    'something after the end': `end(0); console.log('{}');`,
    'the end of another run': `console.log('holdpoint-end 1-1-1');`,
    'a refusal without an end': `console.error('no'); process.exitCode = 2;`,
    'a megabyte on one line': `console.log('x'.repeat(1e6)); end(0);`,
  };
  for (const [title, body] of Object.entries(bad)) {
    for (const { name, start } of ways) {
      test(`${title}: ${name}`, async () => {
        program(body);
        const { code, stdout, stderr } = await start();
        assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
        assert.match(stderr, /The action did not run\./);
        assert.doesNotMatch(stderr, /oops|at .*hook\.js/);
        tidy();
      });
    }
    test(`${title}: only listening`, async () => {
      program(body);
      assert.deepEqual(await run(launcher, ['claude-code', 'observe']), {
        code: 0,
        signal: null,
        stdout: '',
        stderr: '',
      });
      tidy();
    });
  }
  test('computing without end, in a second instead of half a minute', async () => {
    const hastened = readFileSync(launcher, 'utf8').replace(/^ulimit -t 30 /m, 'ulimit -t 1 ');
    assert.match(hastened, /^ulimit -t 1 /m);
    writeFileSync(launcher, hastened);
    program('for (;;);');
    for (const shell of shells) {
      const { code, stdout, stderr } = await run(shell, [launcher, 'claude-code']);
      assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
      assert.match(stderr, /The action did not run\./);
    }
  });
  test('what it said is kept for Doctor', async () => {
    program('throw new Error("oops");');
    await run(launcher, ['claude-code']);
    assert.match(readFileSync(join(root, places.lastFailure), 'utf8'), /oops/);
  });
});

describe('things that are missing', () => {
  const missing = (title: string, take: () => void, text: RegExp, env?: Record<string, string>) => {
    for (const { name, start } of ways) {
      test(`${title}: ${name}`, async () => {
        program('end(0);');
        take();
        const { code, stdout, stderr } = await start(env === undefined ? {} : { env });
        assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
        assert.match(stderr, text);
      });
    }
  };
  const nothing = { PATH: '/nowhere' };

  missing('the hook program', () => rmSync(hook), /hook program is missing.*did not run.*Protect Agents/);
  missing(
    'the whole of it but the launcher',
    () => ['hook', 'run', 'bin/runtimes'].map((it) => rmSync(join(root, it), { recursive: true })),
    /hook program is missing/,
  );
  for (const { name, start } of lines) {
    test(`the launcher: ${name}`, async () => {
      rmSync(launcher);
      const { code, stderr } = await start();
      assert.equal(code, 2);
      assert.match(stderr, /not found|No such file/);
    });
    test(`a launcher that may not be run: ${name}`, async () => {
      chmodSync(launcher, 0o644);
      assert.equal((await start()).code, 2);
    });
  }
  test('no runtime in any of the known places', async () => {
    program('end(0);');
    writeFileSync(runtimes, '/gone\n');
    writeFileSync(launcher, posixLauncher({ root, version: '1.0.0', lastResorts: ['/gone'] }));
    const { code, stderr } = await run(launcher, ['claude-code'], { env: nothing });
    assert.equal(code, 2);
    assert.match(stderr, /no program to run its hook with.*did not run.*Protect Agents/);
  });
  test('no name of an agent', async () => assert.equal((await run(launcher, [])).code, 2));
});

describe('events that are only listened to never block', () => {
  for (const shell of shells) {
    for (const [name, line] of [
      ['Claude Code', shortLine({ launcher, platform: 'posix' }, 'claude-code', false)],
      ['VS Code', guardedLine({ launcher, platform: 'posix' }, 'vscode', false)],
    ] as const) {
      const ends = (title: string, prepare: () => void) =>
        test(`${title}: ${name}'s line in ${nameOf(shell)}`, async () => {
          prepare();
          const { code, stdout } = await run(shell, ['-c', line]);
          assert.deepEqual({ code, stdout }, { code: 0, stdout: '' });
        });
      ends('all well', () => program('stdin(); end(0);'));
      ends('a refusal', () => program(`${deny} end(2);`));
      ends('no hook program', () => {});
      ends('no launcher', () => rmSync(launcher));
    }
  }
});

describe('finding a runtime', () => {
  const finds = (title: string, prepare: () => void, env: Record<string, string> = { PATH: '/nowhere' }) =>
    test(title, async () => {
      program('stdin(); end(0);');
      prepare();
      assert.deepEqual(await run(launcher, ['claude-code'], { env }), {
        code: 0,
        signal: null,
        stdout: '',
        stderr: '',
      });
      tidy();
    });
  const elsewhere = join(base, `the editor's "own" $HOME`);

  finds('listed, with an empty environment', () => {}, {});
  finds('listed without a last line break', () => writeFileSync(runtimes, process.execPath));
  finds('with spaces, quotes and a dollar in its path', () => {
    mkdirSync(elsewhere, { recursive: true });
    symlinkSync(process.execPath, join(elsewhere, 'node one'));
    writeFileSync(runtimes, `${join(elsewhere, 'node one')}\n`);
  });
  finds('a folder and a file that may not be run are passed over', () =>
    writeFileSync(runtimes, `${base}\n${runtimes}\n${process.execPath}\n`),
  );
  finds(
    'on PATH, when the list is gone',
    () => {
      rmSync(runtimes);
      mkdirSync(join(base, 'path'), { recursive: true });
      if (!existsSync(join(base, 'path', 'node'))) copyFileSync(process.execPath, join(base, 'path', 'node'));
    },
    { PATH: join(base, 'path') },
  );
});

describe('nowhere to write', () => {
  test('the run folder may not be written to, the temporary one may', async () => {
    program('end(0);');
    rmSync(join(root, places.run), { recursive: true });
    assert.equal((await run(launcher, ['claude-code'], { env: { TMPDIR: base } })).code, 0);
    assert.deepEqual(
      readdirSync(base).filter((name) => name.startsWith('hook.')),
      [],
    );
  });
  test('a file that is in the way is not written through', async () => {
    program('end(0);');
    const victim = join(base, 'victim');
    writeFileSync(victim, 'precious');
    // Every name the launcher could choose would have to be guessed; the loop stands for all of them.
    for (let pid = process.pid; pid < process.pid + 500; pid++)
      symlinkSync(victim, join(root, places.run, `hook.${pid}.1`));
    assert.equal((await run(launcher, ['claude-code'])).code, 0);
    assert.equal(readFileSync(victim, 'utf8'), 'precious');
  });
});

describe('ended from outside', () => {
  const waits = `${announcing} setInterval(() => {}, 1000);`;
  const answersTerm = `process.on('SIGTERM', () => { ${deny} end(0); process.exit(); }); ${waits}`;
  const refusesOnTerm = `process.on('SIGTERM', () => { console.error('Withdrawn.'); end(2); process.exit(); }); ${waits}`;
  const deaf = `process.on('SIGTERM', () => {}); ${waits}`;

  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    for (const [title, body] of Object.entries({
      'does not answer it': waits,
      'answers in JSON': answersTerm,
      refuses: refusesOnTerm,
    })) {
      for (const { name, start } of ways.filter(({ answersSignals }) => answersSignals)) {
        test(`${signal}, and the hook ${title}: ${name}`, async () => {
          program(body);
          let pid = 0;
          const ending = await start({
            during: async (child) => {
              pid = await started();
              child.kill(signal);
            },
          });
          assert.deepEqual({ code: ending.code, stdout: ending.stdout }, { code: 2, stdout: '' });
          assert.match(ending.stderr, title === 'refuses' ? /^Withdrawn\.\n$/ : /stopped waiting.*did not run/);
          await until(() => !alive(pid));
          tidy();
        });
      }
    }
  }
  for (const { name, start } of ways.filter(({ answersSignals }) => answersSignals)) {
    test(`a hook that will not go is killed within the five seconds the editor gives: ${name}`, async () => {
      program(deaf);
      let pid = 0;
      let at = 0;
      const ending = await start({
        during: async (child) => {
          pid = await started();
          at = performance.now();
          child.kill('SIGTERM');
        },
      });
      assert.equal(ending.code, 2);
      const took = performance.now() - at;
      assert(took > 2000 && took < 4500, `${took} ms`);
      assert(!alive(pid));
      tidy();
    });
  }
  for (const { name, start } of lines) {
    test(`the hook is killed: ${name}`, async () => {
      program(waits);
      const ending = await start({ during: async () => void process.kill(await started(), 'SIGKILL') });
      assert.equal(ending.code, 2);
      assert.match(ending.stderr, /did not run/);
    });
    test(`the launcher is killed: ${name}`, async () => {
      program(
        `${waits} require('node:fs').writeFileSync(${JSON.stringify(`${marker()}.launcher`)}, String(process.ppid));`,
      );
      const ending = await start({
        during: async () => {
          const pid = await started();
          await until(() => existsSync(`${marker()}.launcher`));
          const parent = Number(readFileSync(`${marker()}.launcher`, 'utf8'));
          rmSync(`${marker()}.launcher`);
          process.kill(parent, 'SIGKILL');
          process.kill(pid, 'SIGKILL');
        },
      });
      assert.equal(ending.code, 2);
    });
  }
});
