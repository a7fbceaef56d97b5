// @ts-check
// npm test: everything, npm run check and the real editor included. The last line says how many tests passed, failed and were skipped.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { load, root } from './lib/load.mjs';

const usage = `npm test [-- OPTIONS] [-- VITEST OPTIONS AND FILE FILTERS]

  --unit --process --agents --real --editor   only these suites; default: all
  --record                                    writes what the agents did to docs/agent-runs.json`;

const suites = /** @type {const} */ (['unit', 'process', 'agents', 'real', 'editor']);
const args = process.argv.slice(2);
const named = suites.filter((suite) => args.includes(`--${suite}`));
const chosen = named.length > 0 ? named : suites;
const record = args.includes('--record');
const passedOn = args.filter((arg) => !['--', '--record', ...suites.map((suite) => `--${suite}`)].includes(arg));
if (args.includes('--help')) {
  console.log(usage);
  process.exit(0);
}

/** In the environment of everything this run starts, so that what it leaves behind can be found. */
const runVariable = 'HOLDPOINT_TEST_RUN';
const run = randomUUID();
const results = join(root, 'test-results');
const total = { passed: 0, failed: 0, skipped: 0 };
const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort());
process.once('SIGTERM', () => interrupted.abort());

/** @typedef {typeof import('../test/support/editor/prepare.ts')} Prepare */
const { ensureBrowser, ensureEditor, step, processesWith, signal } = /** @type {Prepare} */ (
  await load('test/support/editor/prepare.ts')
);

try {
  if (chosen.includes('editor')) {
    await ensureBrowser();
    await ensureEditor();
  }
  if (chosen.some((suite) => suite === 'process' || suite === 'editor')) {
    await step('Building and packaging Holdpoint', async () => {
      const code = await node(['scripts/package.mjs'], {});
      if (code !== 0) throw new Error('scripts/package.mjs failed; its output is above');
    });
  }
  if (named.length === 0) await step('Checking types, lint, dead code and floors', check);
  for (const suite of chosen) await test(suite);
} catch (error) {
  total.failed++;
  console.error(error instanceof Error ? (error.name === 'Problem' ? error.message : error.stack) : error);
}
await endLeftovers();
const count = total.passed + total.failed;
if (chosen.includes('real')) {
  /** @typedef {typeof import('../test/support/real/tools.ts')} Tools */
  const { listAsked } = /** @type {Tools} */ (await load('test/support/real/tools.ts'));
  console.log(listAsked() ?? 'Real tools: none was asked for');
}
if (count === 0) console.error('No test ran at all.');
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 || count === 0 ? 1 : 0;

async function check() {
  for (const part of ['types', 'lint', 'dead', 'floors']) {
    const npm = process.env.npm_execpath ?? '';
    const code = await node([npm, 'run', '--silent', `check:${part}`], {});
    if (code !== 0) throw new Error(`npm run check:${part} failed; its output is above`);
  }
}

/**
 * Runs one suite and adds up what it says. A suite that dies before it can say anything has failed.
 * @param {string} suite
 */
async function test(suite) {
  if (interrupted.signal.aborted) throw new Error('interrupted');
  mkdirSync(results, { recursive: true });
  const file = join(results, `tally-${suite}.json`);
  rmSync(file, { force: true });
  console.log(`\n${suite}`);
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--project', suite, '--passWithNoTests'];
  const reporters = ['--reporter=default', `--reporter=${join(root, 'scripts/lib/tally.mjs')}`];
  const env = { HOLDPOINT_TALLY: file, ...(record ? { HOLDPOINT_RECORD_RUNS: '1' } : {}) };
  const code = await node([...vitest, ...reporters, ...passedOn], env);
  /** @type {import('./lib/tally.mjs').Tally} */
  let tally;
  try {
    tally = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    tally = { passed: 0, failed: 1, skipped: [] };
    console.error(`The ${suite} suite ended with ${code} before it had a result.`);
  }
  for (const { title, reason } of tally.skipped) console.log(`skipped: ${title}: ${reason}`);
  total.passed += tally.passed;
  total.failed += code !== 0 && tally.failed === 0 ? 1 : tally.failed;
  total.skipped += tally.skipped.length;
}

/**
 * @param {string[]} command
 * @param {Record<string, string>} env
 * @returns {Promise<number | null>} the exit code
 */
function node(command, env) {
  const child = spawn(process.execPath, command, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env, [runVariable]: run },
  });
  const stop = () => child.kill('SIGTERM');
  interrupted.signal.addEventListener('abort', stop, { once: true });
  return new Promise((done) => {
    child.once('close', (code) => {
      interrupted.signal.removeEventListener('abort', stop);
      done(code);
    });
  });
}

/** Whatever a test left running is ended here, and counts as a failure. */
async function endLeftovers() {
  if (process.platform !== 'linux') return;
  const left = () => processesWith(runVariable, run);
  for (let waited = 0; waited < 3_000 && left().length > 0; waited += 100)
    await new Promise((done) => setTimeout(done, 100));
  for (const { pid, command } of left()) {
    console.error(`left running: ${pid} ${command.slice(0, 200)}`);
    total.failed++;
    signal(pid, 'SIGKILL');
  }
}
