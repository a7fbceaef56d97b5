// @ts-check
// Builds everything and makes holdpoint.vsix, then looks into it: nothing but what belongs there, and small.
// Also makes the demo's scripted model, which is a package of its own and never part of Holdpoint's.
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, relative } from 'node:path';
import { root } from './lib/load.mjs';
import { makeScriptedModel, makeVsix, zipEntries } from './lib/vsix.mjs';

/** Hook, gate and command line carry the reader of commands each: they run without one another. */
const mostBytes = 2.5 * 1024 * 1024;

/** vsce renames the readme, the changelog and the licence. */
const belongs = [
  /^extension\.vsixmanifest$/,
  /^\[Content_Types\]\.xml$/,
  /^extension\/package\.json$/,
  /^extension\/(readme|changelog)\.md$/i,
  /^extension\/LICENSE(\.txt)?$/i,
  /^extension\/dist\/[\w-]+\.js$/,
  /^extension\/media\/[\w./-]+\.(png|svg|md|css|woff2?|schema\.json)$/,
];

/** What a bundle may not carry: keys, tokens, and where it was built. */
const secrets = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/]{16}/,
  /\bAKIA[0-9A-Z]{16}\b/,
  /\bgh[pousr]_\w{36}/,
  /_authToken=\S/,
  /sourceMappingURL=/,
];
const places = [root, homedir()].filter((place) => place.length > 2).map((place) => `${place}/`);

const { status } = spawnSync(process.execPath, [join(root, 'scripts/build.mjs')], { cwd: root, stdio: 'inherit' });
if (status !== 0) process.exit(1);
await makeScriptedModel();
const file = await makeVsix(root, join(root, 'holdpoint.vsix'));

const entries = zipEntries(file);
const { size } = statSync(file);
const strays = entries.filter(({ name }) => !belongs.some((pattern) => pattern.test(name)));
const leaks = entries.flatMap(({ name }) => {
  const path = name.replace(/^extension\//, '');
  if (!/^(dist|media)\/.*\.(js|css|md|svg)$/.test(path)) return [];
  const content = readFileSync(join(root, path), 'utf8');
  const found = [
    ...secrets.filter((pattern) => pattern.test(content)).map(String),
    ...places.filter((place) => content.includes(place)),
  ];
  return found.map((what) => `${name}: ${what}`);
});

for (const entry of entries) console.log(`${entry.name.padEnd(40)} ${(entry.size / 1024).toFixed(1).padStart(8)} KiB`);
console.log(`${relative(root, file).padEnd(40)} ${(size / 1024).toFixed(1).padStart(8)} KiB packed`);
const problems = [
  ...strays.map(({ name }) => `${name} does not belong into the package.`),
  ...leaks.map((leak) => `${leak} must not be in the package.`),
  ...(size > mostBytes ? [`The package is ${size} bytes, more than ${mostBytes}.`] : []),
];
if (problems.length > 0) {
  console.error(
    `${problems.join('\n')}\n  The package is not fit to be given to anyone.\n  Look at .vscodeignore and scripts/build.mjs.`,
  );
  process.exitCode = 1;
}
