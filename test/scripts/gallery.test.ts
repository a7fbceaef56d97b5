/** The pictures of the gallery: all there, all small, none of them in the package. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { minimatch } from 'minimatch';
import { expect, test } from 'vitest';
import { smallPng } from '../../scripts/lib/smallPng.mjs';
import { gallery } from '../support/panelStates.ts';

const root = join(import.meta.dirname, '..', '..');
const folder = join(root, 'media', 'gallery');
const pictures = readdirSync(folder).sort();

test('docs/gallery.md shows every picture, and no other', () => {
  const shown = [...readFileSync(join(root, 'docs', 'gallery.md'), 'utf8').matchAll(/media\/gallery\/([\w-]+\.png)/g)];
  expect(shown.map(([, name]) => name).sort()).toEqual(pictures);
  for (const name of Object.keys(gallery)) expect(pictures).toContain(`${name}.png`);
});

test('they are small', () => {
  for (const name of pictures) expect(statSync(join(folder, name)).size, name).toBeLessThan(120_000);
});

test('they do not ship', () => {
  const shipped = readFileSync(join(root, '.vscodeignore'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('!'));
  for (const name of pictures)
    expect(shipped.filter((line) => minimatch(`media/gallery/${name}`, line.slice(1), { dot: true }))).toEqual([]);
});

test('a picture made small is the same picture', () => {
  const png = readFileSync(join(folder, pictures[0] ?? ''));
  expect(png.readUInt32BE(16)).toBeGreaterThan(500);
  // Chromium's own pictures are read; one with a palette is made already.
  expect(() => smallPng(png)).toThrow('not such a picture');
});
