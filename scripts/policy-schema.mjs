// @ts-check
// Writes the JSON Schema of policies, by which other editors and the YAML extension complete them.
import { writeFileSync } from 'node:fs';
import { buildSync } from 'esbuild';

const [output] = buildSync({
  entryPoints: ['scripts/lib/policySchema.ts'],
  bundle: true,
  format: 'esm',
  mainFields: ['module', 'main'],
  write: false,
}).outputFiles;
const { policySchema } = await import(
  `data:text/javascript;base64,${Buffer.from(output?.text ?? '').toString('base64')}`
);
writeFileSync('media/policy.schema.json', `${JSON.stringify(policySchema(), null, 2)}\n`);
