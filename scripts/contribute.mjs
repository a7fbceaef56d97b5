// @ts-check
// Writes what src/extension/contributions.ts says into package.json.
import { readFileSync, writeFileSync } from 'node:fs';
import { buildSync } from 'esbuild';

const [output] = buildSync({
  entryPoints: ['src/extension/contributions.ts'],
  bundle: true,
  format: 'esm',
  write: false,
}).outputFiles;
const source = `data:text/javascript;base64,${Buffer.from(output?.text ?? '').toString('base64')}`;
const { contributes } = await import(source);
const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
writeFileSync('package.json', `${JSON.stringify({ ...manifest, contributes }, null, 2)}\n`);
