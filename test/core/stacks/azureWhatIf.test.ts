/** What Azure says a deployment would change: recorded, and by the shapes its reference gives. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readWhatIf } from '../../../src/core/stacks/azureWhatIf.ts';
import { needs, sharedFixtures } from '../../support/sharedFixtures.ts';

const id = (rest: string) => `/subscriptions/0/resourceGroups/shop/providers/${rest}`;
const whatIf = (...changes: readonly object[]) => JSON.stringify({ status: 'Succeeded', error: null, changes });
const account = (changeType: string, more: object = {}) => ({
  resourceId: id('Microsoft.Storage/storageAccounts/orders'),
  changeType,
  before: { properties: {} },
  ...more,
});

describe('a change', () => {
  const is = (kind: string, expected: object | undefined) =>
    test(kind, () =>
      expect(readWhatIf(whatIf(account(kind)), false).resources).toMatchObject(expected ? [expected] : []),
    );
  is('Create', { action: 'create', wayBack: { kind: 'reversible' } });
  is('Modify', { action: 'update', address: 'storageAccounts/orders', type: 'azurerm_storage_account' });
  is('Delete', {
    action: 'delete',
    holds: 'data',
    wayBack: { kind: 'irreversible' },
    reason: 'The template does not name it.',
  });
  is('NoChange', undefined);
  is('Ignore', undefined);
  is('Transmogrify', { action: 'unknown' });

  test.each(['Deploy', 'Unsupported'])('%s is open', (kind) =>
    expect(readWhatIf(whatIf(account(kind)), false)).toMatchObject({
      irreversible: true,
      headline: 'Cannot be inspected: storageAccounts/orders.',
    }),
  );
  test('a nested type has both names', () =>
    expect(
      readWhatIf(whatIf({ ...account('Delete'), resourceId: id('Microsoft.Sql/servers/a/databases/b') }), true)
        .resources,
    ).toMatchObject([{ type: 'azurerm_mssql_database', name: 'a/b', holds: 'data' }]));
  test('what is ignored is open when the deployment is complete', () => {
    expect(readWhatIf(whatIf(account('Ignore')), true).uninspectable).toHaveLength(1);
    expect(readWhatIf(whatIf(account('Ignore')), false)).toMatchObject({
      uninspectable: [],
      remarks: [expect.stringMatching(/not in the template/)],
    });
  });
  test('properties are followed to the end, secrets are not shown', () => {
    const delta = [
      {
        path: 'properties.rules',
        propertyChangeType: 'Array',
        children: [
          {
            path: '0',
            propertyChangeType: 'Modify',
            children: [{ path: 'port', propertyChangeType: 'Modify', before: 80, after: 443 }],
          },
        ],
      },
      {
        path: 'properties.administratorLoginPassword',
        propertyChangeType: 'Modify',
        before: 'hunter2hunter2',
        after: 'other-not-real-secret',
      },
      { path: 'properties.etag', propertyChangeType: 'NoEffect', after: 'x' },
    ];
    const impact = readWhatIf(whatIf(account('Modify', { delta })), false);
    expect(impact.resources[0]?.attributes).toEqual([
      {
        path: 'properties.rules[0].port',
        before: { kind: 'value', text: '80' },
        after: { kind: 'value', text: '443' },
        forces: false,
      },
      {
        path: 'properties.administratorLoginPassword',
        before: { kind: 'masked' },
        after: { kind: 'masked' },
        forces: false,
      },
    ]);
    expect(JSON.stringify(impact)).not.toMatch(/hunter2|not-real-secret/);
  });
});

test.each([
  ['', /not complete JSON/],
  ['{"status": "Succeeded"}', /changes: expected a list/],
  ['{"status": "Succeeded", "changes": [{"changeType": "Delete"}]}', /resourceId/],
  ['{"status": "Failed", "error": {"code": "InvalidTemplate", "message": "line 3"}}', /Azure says “line 3”/],
])('that is none: %s', (json, why) =>
  expect(readWhatIf(json, false)).toMatchObject({
    irreversible: true,
    uninspectable: [{ why: expect.stringMatching(why) }],
  }),
);

describe('recordings', () => {
  const folder = sharedFixtures('azure-what-if');
  needs(folder !== undefined, 'the recordings are not here');
  const read = (name: string) => readWhatIf(readFileSync(join(folder ?? '', name), 'utf8'), false);
  test('storage-sku-modify.json', () => {
    const { headline, resources } = read('storage-sku-modify.json');
    expect(headline).toBe('Changes the storage account `storageAccounts/storee5brqgpkqv7yo`.');
    expect(resources[0]?.attributes).toEqual([
      {
        path: 'sku.name',
        before: { kind: 'value', text: '"Standard_LRS"' },
        after: { kind: 'value', text: '"Standard_GRS"' },
        forces: false,
      },
    ]);
  });
  test('identity-create-modify.json', () =>
    expect(read('identity-create-modify.json').summary).toMatchObject({ create: 1, update: 1, delete: 0 }));
});
