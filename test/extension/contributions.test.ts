import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  commands,
  contributes,
  patienceMinutes,
  policyRemotes,
  settings,
  views,
} from '../../src/extension/contributions.ts';

const root = join(import.meta.dirname, '../..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, unknown>;

test('package.json contributes exactly what contributions.ts says (node scripts/contribute.mjs writes it)', () =>
  expect(manifest.contributes).toEqual(JSON.parse(JSON.stringify(contributes))));

describe('every name is used', () => {
  const declared = contributes.commands.map(({ command }) => command as string);
  for (const command of Object.values(commands)) test(command, () => expect(declared).toContain(command));
  for (const setting of Object.values(settings))
    test(setting, () => expect(Object.keys(contributes.configuration.properties)).toContain(setting));
  for (const view of [views.waiting, views.agents])
    test(view, () => expect(contributes.views[views.container].map(({ id }) => id)).toContain(view));
});

test('no setting can be changed by a workspace', () =>
  expect(Object.values(contributes.configuration.properties).map(({ scope }) => scope)).toEqual(
    Object.values(settings).map(() => 'machine'),
  ));

describe('a hold waits for as long as the setting says, within bounds', () => {
  const is = (value: unknown, minutes: number) =>
    test(String(value), () => expect(patienceMinutes(value)).toBe(minutes));
  is(5, 5);
  is(0, 1);
  is(-3, 1);
  is(600, 50);
  is(Number.NaN, 15);
  is('soon', 15);
  is(undefined, 15);
});

describe('remotes that say what a policy is', () => {
  const is = (value: unknown, ...expected: readonly string[]) =>
    test(JSON.stringify(value) ?? 'nothing', () => expect(policyRemotes(value)).toEqual(expected));
  is(['github.com/acme/shop'], 'github.com/acme/shop');
  is([['github.com/acme/shop'], 1, null, 'b.example/x'], 'b.example/x');
  is('github.com/acme/shop');
  is({ 0: 'github.com/acme/shop' });
  is(true);
  is(undefined);
});

test('every picture it names is there', () => {
  const pages = ['README.md', 'CHANGELOG.md'].map((page) => readFileSync(join(root, page), 'utf8'));
  const named = [JSON.stringify(manifest), ...pages].join('\n').match(/media\/[\w.-]+/g) ?? [];
  expect(named).toContain('media/panel.png');
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test('uninstalling the extension takes the agents’ entries out', () =>
  expect((manifest.scripts as Record<string, string>)['vscode:uninstall']).toBe(
    'node ./dist/cli.js uninstall --leave-broken',
  ));
