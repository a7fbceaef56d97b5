import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { isNewerInstalled } from '../../src/setup/installation.ts';

const home = mkdtempSync(join(tmpdir(), 'holdpoint-setup-'));
const root = join(home, '.holdpoint');
mkdirSync(join(root, 'hook/1.10.2'), { recursive: true });
afterAll(() => rmSync(home, { recursive: true, force: true }));

const newer = (version: string) => isNewerInstalled({ home, root, platform: 'posix', env: {} }, version);

const table: readonly (readonly [string, boolean])[] = [
  ['1.10.2', false],
  ['1.10.3', false],
  ['1.10.1', true],
  ['1.9.9', true],
  ['1.11.0', false],
  ['2.0.0', false],
  ['0.99.99', true],
];
for (const [version, expected] of table) {
  test(`1.10.2 is ${expected ? '' : 'not '}newer than ${version}`, () => expect(newer(version)).toBe(expected));
}
