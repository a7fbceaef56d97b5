// @ts-check
// npm run fuzz [-- LINES [SEED]]: mutated command lines through the reader. None may throw or take longer than its bound.
import { load } from './lib/load.mjs';

const [lines = '1000000', seed = '1'] = process.argv.slice(2);
if (!/^\d+$/.test(lines) || !/^\d+$/.test(seed)) {
  console.error('Usage: npm run fuzz [-- LINES [SEED]]');
  process.exit(2);
}

const { fuzz } = /** @type {typeof import('../test/support/fuzz.ts')} */ (await load('test/support/fuzz.ts'));
const start = performance.now();
const { failures, slowest } = fuzz(Number(lines), {
  seed: Number(seed),
  progress: (done) => console.log(`${done} lines, ${Math.round((performance.now() - start) / 1000)} s`),
});
for (const { line, why } of failures.slice(0, 20)) console.error(`${why}\n  ${JSON.stringify(line.slice(0, 2_000))}`);
console.log(
  `${lines} lines, seed ${seed}: ${failures.length} failed; the slowest took ${slowest.milliseconds.toFixed(1)} ms: ${JSON.stringify(slowest.line.slice(0, 120))}`,
);
process.exit(failures.length === 0 ? 0 : 1);
