// @ts-check
// Makes .vsix files, and says what is in them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { build } from 'esbuild';
import { root } from './load.mjs';

/**
 * Packages an extension's folder as it is; dependencies are bundled beforehand, never packed.
 * @param {string} folder
 * @param {string} file
 */
export async function makeVsix(folder, file) {
  await createVSIX({
    cwd: folder,
    packagePath: file,
    dependencies: false,
    skipLicense: true,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  });
  return file;
}

/** The demo's scripted model: bundled and packaged. @returns {Promise<string>} its file */
export async function makeScriptedModel() {
  const folder = join(root, 'demo/scripted-model');
  await build({
    entryPoints: [join(folder, 'src/extension.ts')],
    outfile: join(folder, 'dist/extension.js'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode'],
    logLevel: 'warning',
  });
  return makeVsix(folder, join(folder, 'dist/scripted-model.vsix'));
}

/**
 * Names and sizes of a zip file's entries, from its central directory.
 * https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3.12
 * @param {string} file
 * @returns {{name: string, size: number}[]}
 */
export function zipEntries(file) {
  const bytes = readFileSync(file);
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0) throw new Error(`${file} is not a zip file`);
  const count = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  return Array.from({ length: count }, () => {
    const nameLength = bytes.readUInt16LE(at + 28);
    const entry = { name: bytes.toString('utf8', at + 46, at + 46 + nameLength), size: bytes.readUInt32LE(at + 24) };
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
    return entry;
  });
}
