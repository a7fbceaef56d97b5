// @ts-check
// node scripts/fuzz-cosign.mjs [INPUTS [SEED]]: mutated envelopes, signatures, seals and links at the doors that take them.
import { load } from './lib/load.mjs';

const [inputs = '1000000', seed = '1'] = process.argv.slice(2);
if (!/^\d+$/.test(inputs) || !/^\d+$/.test(seed)) {
  console.error('Usage: node scripts/fuzz-cosign.mjs [INPUTS [SEED]]');
  process.exit(2);
}

const { fuzzCosign } = /** @type {typeof import('../test/support/cosignFuzz.ts')} */ (
  await load('test/support/cosignFuzz.ts')
);
const start = performance.now();
const { failures, doors } = await fuzzCosign(Number(inputs), {
  seed: Number(seed),
  progress: (done) => console.log(`${done} inputs, ${Math.round((performance.now() - start) / 1000)} s`),
});
for (const { door, why, input } of failures.slice(0, 20)) console.error(`${door}: ${why}\n  ${input.slice(0, 2_000)}`);
for (const [name, { inputs: knocked, read }] of Object.entries(doors)) console.log(`${name}: ${knocked}, ${read} read`);
console.log(`${inputs} inputs, seed ${seed}: ${failures.length} failed`);
process.exit(failures.length === 0 ? 0 : 1);
