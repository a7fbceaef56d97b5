// @ts-check
// Writes the JSON Schemas of policies and rosters, by which this and other editors complete them.
import { writeFileSync } from 'node:fs';
import { buildSync } from 'esbuild';

const [output] = buildSync({
  entryPoints: ['scripts/lib/policySchema.ts'],
  bundle: true,
  format: 'esm',
  mainFields: ['module', 'main'],
  write: false,
}).outputFiles;
const { publishedSchemas } = await import(
  `data:text/javascript;base64,${Buffer.from(output?.text ?? '').toString('base64')}`
);
for (const [file, schema] of publishedSchemas()) writeFileSync(`media/${file}`, `${JSON.stringify(schema, null, 2)}\n`);
