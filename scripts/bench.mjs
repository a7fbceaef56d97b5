// @ts-check
// npm run bench: speed and size, as ratios within one run. Absolute times depend on the machine; ratios hardly do.
//   --no-editor   leaves out what needs a real editor: activation, and request → panel painted
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { load, root } from './lib/load.mjs';

const runs = 25;
const home = mkdtempSync(join(tmpdir(), 'holdpoint-bench-'));
const env = { PATH: process.env.PATH ?? '', HOME: home };

const build = spawnSync(process.execPath, ['scripts/package.mjs'], { cwd: root, encoding: 'utf8' });
if (build.status !== 0) {
  console.error(build.stdout + build.stderr);
  process.exit(1);
}

/** @param {string} line */
const payload = (line) =>
  JSON.stringify({
    session_id: 'bench',
    transcript_path: join(home, 'transcript.jsonl'),
    cwd: home,
    permission_mode: 'default',
    hook_event_name: 'PreToolUse',
    tool_name: 'Bash',
    tool_input: { command: line, description: 'bench' },
    tool_use_id: 'toolu_1',
  });

/** @typedef {{ name: string, program: string, args: string[], env?: Record<string, string>, input?: string }} Command */

/** Milliseconds of one whole process. @param {Command} command */
function once({ program, args, env: more = {}, input = '' }) {
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(program, args, {
    env: { ...env, ...more },
    input,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  const took = Number(process.hrtime.bigint() - start) / 1e6;
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}: ${stderr}`);
  return took;
}

/** @param {number[]} numbers */
const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

/** Runs the commands in turn, so that a slow moment of the machine hits all of them. @param {Command[]} commands */
function compare(...commands) {
  for (const command of commands) once(command);
  const times = commands.map(() => /** @type {number[]} */ ([]));
  for (let run = 0; run < runs; run++)
    for (const [index, command] of commands.entries()) times[index]?.push(once(command));
  const [base = []] = times;
  for (const [index, command] of commands.entries()) {
    const own = times[index] ?? [];
    const ratio = median(own.map((time, run) => time / (base[run] ?? 1)));
    console.log(`  ${command.name.padEnd(44)} ${median(own).toFixed(1).padStart(7)} ms   × ${ratio.toFixed(2)}`);
  }
}

/** Starts the command line as itself, and tells its largest memory in kB when it ends. */
const watched = `
process.argv.splice(1, 0, process.env.CLI);
process.on('exit', () => process.stderr.write(String(process.resourceUsage().maxRSS)));
require(process.env.CLI);
`;

const benign = payload('npm test && git status');
const hook = join(root, 'dist/hook.js');

console.log(`\nHook on a call that is none of ours, medians of ${runs} runs each, in turn`);
console.log('Plain Node:');
compare(
  { name: 'node -e 0', program: process.execPath, args: ['-e', '0'] },
  { name: 'node hook.js claude-code', program: process.execPath, args: [hook, 'claude-code'], input: benign },
);

/** @typedef {typeof import('../test/support/editor/bench.ts')} EditorBench */
const withEditor = !process.argv.includes('--no-editor');
const { ensureEditor, measureEditor } = /** @type {EditorBench} */ (await load('test/support/editor/bench.ts'));
const editor = withEditor ? await ensureEditor() : undefined;
const installed = spawnSync(process.execPath, [join(root, 'dist/cli.js'), 'install', 'claude-code'], {
  env,
  encoding: 'utf8',
});
if (installed.status !== 0) throw new Error(installed.stderr);
const launcher = join(home, '.holdpoint/bin/holdpoint-hook');
for (const [title, runtime] of /** @type {const} */ ([
  ['Node', process.execPath],
  ['the editor’s own runtime', editor?.node],
])) {
  if (runtime === undefined) {
    console.log(`Through the installed launcher, with ${title}: not measured (--no-editor)`);
    continue;
  }
  writeFileSync(join(home, '.holdpoint/bin/runtimes'), `${runtime}\n`);
  console.log(`Through the installed launcher, with ${title}:`);
  compare(
    { name: `${title} -e 0`, program: runtime, args: ['-e', '0'], env: { ELECTRON_RUN_AS_NODE: '1' } },
    { name: 'sh -c : (a shell alone)', program: '/bin/sh', args: ['-c', ':'] },
    { name: 'holdpoint-hook claude-code', program: launcher, args: ['claude-code'], input: benign },
  );
}

/** @typedef {typeof import('../test/support/readerBench.ts')} ReaderBench */
const { measureReader } = /** @type {ReaderBench} */ (await load('test/support/readerBench.ts'));
const reader = measureReader();
console.log('\nReading commands, on one core, warm');
console.log(`  ${Math.round(reader.perSecond).toLocaleString('en')} commands a second`);
console.log(`  a command: median ${reader.median.toFixed(3)} ms, 99 % within ${reader.p99.toFixed(3)} ms`);
console.log(`  a script of 100 kB: ${reader.script.toFixed(1)} ms`);

/** @typedef {typeof import('../test/support/policyBench.ts')} PolicyBench */
const { measureEdits, measurePolicies } = /** @type {PolicyBench} */ (await load('test/support/policyBench.ts'));
const policies = measurePolicies();
console.log(
  `\nPolicies\n  ${policies.rules} rules against ${policies.resources.toLocaleString('en')} resources: ${policies.took.toFixed(2)} ms a call, read in ${policies.parsed.toFixed(0)} ms`,
);

console.log('\nAn edit of a long file, until the language server has told what it comes to');
for (const { file, lines, took } of measureEdits())
  console.log(`  ${file.padEnd(16)} ${lines.toLocaleString('en')} lines: ${took.toFixed(1).padStart(6)} ms`);

/** @typedef {typeof import('../test/support/impactBench.ts')} ImpactBench */
const { entangledPlan, measurePlans, planOf } = /** @type {ImpactBench} */ (await load('test/support/impactBench.ts'));
console.log('\nReading Terraform plans');
const plans = measurePlans();
for (const { changes, size, took, written } of plans)
  console.log(
    `  ${changes.toLocaleString('en').padStart(6)} changes, ${(size / 1e6).toFixed(2).padStart(5)} MB ${took.toFixed(1).padStart(8)} ms   ${((took / changes) * 1_000).toFixed(0).padStart(5)} µs a change, ${(written / 1e6).toFixed(2).padStart(5)} MB sent`,
  );
for (const [title, plan] of /** @type {const} */ ([
  ['10,000 changes', planOf(10_000)],
  ['5,000 that hang on 5,000', entangledPlan(5_000)],
])) {
  const file = join(home, 'plan.json');
  writeFileSync(file, plan);
  const began = performance.now();
  const told = spawnSync(process.execPath, ['-e', watched, 'impact', '--json', '--plan', file], {
    env: { ...env, CLI: join(root, 'dist/cli.js') },
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  if (told.status !== 0) throw new Error(told.stderr);
  console.log(
    `  holdpoint impact --json, ${title}, whole process: ${(performance.now() - began).toFixed(0)} ms, ${(Number(told.stderr) / 1024).toFixed(0)} MB, ${(told.stdout.length / 1e6).toFixed(1)} MB written`,
  );
}

/** @typedef {typeof import('../test/support/panelBench.ts')} PanelBench */
const { measurePanel } = /** @type {PanelBench} */ (await load('test/support/panelBench.ts'));
if (withEditor) {
  console.log('\nThe panel with a plan, in a browser');
  const panels = await measurePanel();
  const least = panels[0]?.painted ?? 1;
  for (const { changes, size, painted, answered } of panels)
    console.log(
      `  ${changes.toLocaleString('en').padStart(6)} changes, ${(size / 1e6).toFixed(2).padStart(5)} MB: picture ${painted.toFixed(0).padStart(5)} ms × ${(painted / least).toFixed(2)}, answers a key after ${answered.toFixed(0)} ms`,
    );
}

console.log('\nBundles');
for (const name of ['extension', 'hook', 'hook-main', 'cli', 'panel']) {
  const file = join(root, `dist/${name}.js`);
  const packed = gzipSync(readFileSync(file)).length;
  console.log(
    `  dist/${name}.js`.padEnd(24),
    `${(statSync(file).size / 1024).toFixed(1).padStart(7)} KiB`,
    `${(packed / 1024).toFixed(1).padStart(7)} KiB gzipped`,
  );
}
console.log(
  '  holdpoint.vsix'.padEnd(24),
  `${(statSync(join(root, 'holdpoint.vsix')).size / 1024).toFixed(1).padStart(7)} KiB`,
);
rmSync(home, { recursive: true, force: true });

if (withEditor) {
  console.log('\nIn a real editor');
  const { activation, painted } = await measureEditor();
  console.log(`  activation                                   ${activation.toFixed(0).padStart(7)} ms`);
  console.log(`  request → panel painted, panel closed        ${(painted[0] ?? 0).toFixed(0).padStart(7)} ms`);
  console.log(
    `  request → panel painted, panel open, median  ${median(painted.slice(1)).toFixed(0).padStart(7)} ms of ${painted.length - 1}`,
  );
}
