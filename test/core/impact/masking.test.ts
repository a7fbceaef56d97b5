/** What is hidden of a value, each form beside one that only looks like it. */
import { describe, expect, test } from 'vitest';
import { differences } from '../../../src/core/impact/attributes.ts';
import { masker, withoutPrinted } from '../../../src/core/impact/masking.ts';

const planted = 'hunter2-planted';
const shown = (name: string, value: unknown): string => {
  const found = masker(new Set()).show(value, undefined, name);
  return found.kind === 'value' ? found.text : found.kind;
};
const changed = (before: unknown, after: unknown): string =>
  JSON.stringify(
    differences(
      { before, after, beforeSensitive: undefined, afterSensitive: undefined, afterUnknown: undefined, forcing: [] },
      masker(new Set()),
    ).shown,
  );

describe('hidden, and what only looks like it', () => {
  const is = (title: string, [name, secret]: [string, unknown], [open, plain]: [string, unknown]) =>
    test(title, () => {
      expect(shown(name, secret)).not.toContain('planted');
      expect(changed({ [name]: secret }, { [name]: 'other' })).not.toContain('planted');
      expect(shown(open, plain)).toBe(JSON.stringify(plain));
    });

  is('a password', ['master_password', planted], ['password_length', 12]);
  is('a short name for one', ['db_pwd', planted], ['pwd_policy', 'strict']);
  is('a token', ['github_token', planted], ['token_type', 'bearer']);
  is('a connection string', ['primary_connection_string', planted], ['connection_count', 4]);
  is('a part of a block of credentials', ['credentials', { user: 'a', value: planted }], ['credential_type', 'oidc']);
  is('user data', ['user_data', `#!/bin/sh\necho ${planted}`], ['user_arn', 'arn:aws:iam::1:user/x']);
  is('an environment block', ['environment', [{ variables: { GREETING: planted } }]], ['environment_id', 'e-1']);
  is(
    'variables with names beside them',
    ['env', [{ name: 'A', value: planted }]],
    ['end', [{ name: 'A', value: 'b' }]],
  );
  is('the key of an application', ['app_settings', { key: planted }], ['app_service', { key: 'k' }]);
  is(
    'a name and a value beside it',
    ['setting', { name: 'DB_PASSWORD', value: planted }],
    ['setting', { name: 'DB_HOST', value: 'db.internal' }],
  );
  is(
    'a Secret in a manifest',
    ['manifest', { kind: 'Secret', data: { anything: planted } }],
    ['manifest', { kind: 'ConfigMap', data: { anything: 'x' } }],
  );
  is(
    'a private key',
    ['body', `-----BEGIN RSA PRIVATE KEY-----\n${planted}`],
    ['body', '-----BEGIN CERTIFICATE-----\nMIIB'],
  );
  is('a key of AWS', ['note', 'planted AKIAIOSFODNN7EXAMPLE'], ['note', 'AKIA is how they begin']);
  is(
    'a JWT',
    ['note', `planted eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.x`],
    ['note', 'eyJ is how they begin'],
  );
  is(
    'an address with a password',
    ['url', `postgres://app:${planted}@db/shop`],
    ['url', 'postgres://app@db:5432/shop'],
  );
  is('one without a user', ['url', `redis://:${planted}@cache:6379`], ['url', 'redis://cache:6379']);
  is('SQL', ['statement', `CREATE USER a IDENTIFIED BY '${planted}'`], ['statement', "SELECT 'identified' FROM a"]);
  is('SQL of another kind', ['statement', `ALTER ROLE a WITH PASSWORD '${planted}'`], ['statement', 'ALTER ROLE a']);
  is('a line of a file', ['values', `replicas: 2\nadminPassword: ${planted}\n`], ['values', 'replicas: 2\nport: 80\n']);
  is(
    'JSON in a text',
    ['container_definitions', `[{"environment":[{"name":"A","value":"${planted}"}]}]`],
    ['container_definitions', '[{"name":"web","image":"web:1"}]'],
  );
  is(
    'a variable of a shell',
    ['script', `export API_TOKEN=${planted}; run`],
    ['script', 'export REGION=eu-west-1; run'],
  );
  is('a header', ['script', `curl -H 'Authorization: Bearer ${planted}'`], ['script', "curl -H 'Accept: json'"]);
  is('a name that speaks of one', ['secret', planted], ['secret_arn', 'arn:aws:secretsmanager:eu-west-1:1:secret:db']);
  is('where one lies', ['private_key', planted], ['private_key_path', '/etc/tls/key.pem']);
});

describe('what is marked somewhere', () => {
  const mask = masker(new Set(['p"ss\nword', '7654321']));
  test.each([
    ['in a longer text', 'it is p"ss\nword'],
    ['in JSON', JSON.stringify({ note: 'p"ss\nword' })],
    ['in an address', `https://x/?q=${encodeURIComponent('p"ss\nword')}`],
    ['as a number', 7_654_321],
  ])('is hidden %s', (_, value) => expect(JSON.stringify(mask.show(value, undefined))).not.toMatch(/word|7654321/));
});

test('a long text is cut, and says so', () => {
  const found = shown('body', 'x'.repeat(1_000_000));
  expect(found.length).toBeLessThan(21_000);
  expect(found).toMatch(/980002 more characters/);
});

test('a text that is made to be slow is not', () => {
  const began = performance.now();
  for (const part of ['eyJ-', '://a:', '-----BEGIN A', 'password', "IDENTIFIED BY 'a", 'AKIA', '[{"a":'])
    shown('body', part.repeat(200_000 / part.length));
  expect(performance.now() - began).toBeLessThan(3_000);
});

describe('what a tool printed', () => {
  test('JSON stays JSON, and its secrets go', () => {
    const text = withoutPrinted(JSON.stringify({ Name: 'x', Environment: { Variables: { A: planted } }, Port: 80 }));
    expect([JSON.parse(text).Port, text.includes('planted')]).toEqual([80, false]);
  });
  test('line by line', () => {
    const text = withoutPrinted(`{"Name":"a","Token":"${planted}"}\n{"Name":"b"}\n`);
    expect([text.split('\n')[1], text.includes('planted')]).toEqual(['{"Name":"b"}', false]);
  });
  test('a very long one ends', () => {
    const text = withoutPrinted(JSON.stringify({ a: 'x'.repeat(900_000), b: planted }));
    expect(text.length).toBeLessThan(21_000);
  });
  test('one that is cut is not shown at all', () => {
    const long = JSON.stringify({ Environment: { Variables: { A: planted } }, b: 'x'.repeat(1_100_000) }, null, 2);
    expect(withoutPrinted(long)).toBe('(too long to be shown)\n');
  });
  test('lines that are cut are', () =>
    expect(withoutPrinted('{"a":1}\n'.repeat(200_000)).slice(0, 16)).toBe('{"a":1}\n{"a":1}\n'));
  test('what is no JSON', () =>
    expect(withoutPrinted(`a\npassword: ${planted}\nb\n`)).toBe('a\npassword: (masked)\nb\n'));
});
