/** What clouds say of what would go: the commands that ask, and answers in the shapes their references give. */
import { describe, expect, test } from 'vitest';
import { hear, probesOf } from '../../support/answering.ts';

const asked = (line: string, answers: Readonly<Record<string, unknown>> = {}) =>
  hear(line, (command) => {
    const key = Object.keys(answers).find((each) => command.includes(each));
    const answer = key === undefined ? undefined : answers[key];
    return answer === undefined || typeof answer === 'string' ? answer : JSON.stringify(answer);
  });

describe('the commands that ask', () => {
  const is = (line: string, ...expected: readonly string[]) =>
    test(line, () => expect(asked(line).asked.slice(1)).toEqual(expected));

  is(
    'gcloud sql instances delete orders --project=shop -q',
    'gcloud sql instances describe orders --format=json --project=shop',
    'gcloud sql backups list --instance=orders --format=json --limit=1000 --project=shop',
  );
  is(
    'gcloud beta run services delete web --region eu',
    'gcloud beta run services describe web --format=json --region=eu',
  );
  is(
    'gcloud compute disks delete data --zone=a --impersonate-service-account=x@y',
    'gcloud compute disks describe data --format=json --impersonate-service-account=x@y --zone=a',
    'gcloud compute snapshots list --filter=sourceDisk~/disks/data$ --format=json --limit=1000 --impersonate-service-account=x@y',
  );
  is(
    'gcloud storage rm -r gs://orders/2024',
    'gcloud storage buckets describe gs://orders --format=json',
    'gcloud storage du --summarize gs://orders/2024',
  );
  is(
    'gsutil -m rm -r gs://orders',
    'gcloud storage buckets describe gs://orders --format=json',
    'gcloud storage du --summarize gs://orders',
  );
  is(
    'gcloud kms keys versions destroy 1 --key k --keyring r --location eu',
    'gcloud kms keys versions describe 1 --format=json --key=k --keyring=r --location=eu',
  );
  is(
    'gcloud projects delete shop',
    'gcloud projects describe shop --format=json',
    'gcloud asset search-all-resources --scope=projects/shop --format=json --limit=1000',
  );
  test('bq rm -r -f -d shop:orders', () =>
    expect(asked('bq --location=EU rm -r -f -d shop:orders').asked).toEqual([
      'bq --location=EU --headless --format=json show shop:orders',
      'bq --location=EU --headless --format=json ls --max_results=1000 shop:orders',
    ]));
  is(
    'az group delete -n shop --yes --subscription prod',
    'az group show -n shop --subscription prod --only-show-errors -o json',
    'az resource list -g shop --subscription prod --only-show-errors -o json',
    'az lock list -g shop --subscription prod --only-show-errors -o json',
  );
  is('az vm delete --ids /a/b /c/d --yes', 'az vm show --ids /a/b /c/d --only-show-errors -o json');
  is(
    'az sql db delete -n orders -s main -g shop -y',
    'az sql db show -n orders -s main -g shop --only-show-errors -o json',
    'az lock list -g shop --only-show-errors -o json',
  );
  is(
    'az deployment group create -g shop -f main.json -p env=prod @prod.json --mode Complete --no-wait',
    'az deployment group what-if -g shop -f main.json -p env=prod @prod.json --mode Complete --no-pretty-print --only-show-errors -o json',
  );
});

test.each([
  ['gcloud sql instances delete orders', 'network'],
  ['gcloud sql instances delete orders --flags-file=f.yaml', 'project code'],
  ['CLOUDSDK_API_ENDPOINT_OVERRIDES_SQL=http://evil gcloud sql instances delete orders', 'project code'],
  ['./gcloud sql instances delete orders', 'project code'],
  ['az group delete -n shop', 'network'],
  ['az deployment group create -g shop -f main.json', 'network'],
  ['az deployment group create -g shop -f main.bicep', 'project code'],
  ['az deployment group create -g shop --parameters prod.bicepparam', 'project code'],
  ['gcloud compute instances stop web', undefined],
  ['az vm stop -n web -g shop', undefined],
  ['az keyvault secret delete -n db-password --vault-name shop', undefined],
])('%s: %s', (line, kind) => expect(probesOf(line)[0]?.kind).toBe(kind));

describe('Google', () => {
  test('a database: what protects it, and that its backups go with it', () => {
    const { impact } = asked('gcloud sql instances delete orders -q', {
      'config list': { core: { account: 'dev@example.com', project: 'shop-prod' } },
      'instances describe': {
        databaseVersion: 'POSTGRES_15',
        replicaNames: ['orders-replica'],
        settings: { deletionProtectionEnabled: false, userLabels: { env: 'prod' } },
        rootPassword: 'hunter2hunter2',
      },
      'backups list': [{ endTime: '2026-11-20T03:00:00Z' }, { endTime: '2026-11-23T03:00:00Z' }],
    });
    expect(impact.headline).toBe(
      'Deletes the database `orders` (deletion protection off, 2 backups of it, the newest of 2026-11-23, POSTGRES_15); this cannot be undone.',
    );
    expect(impact.resources).toMatchObject([
      { refusedBecause: 'its replicas have to go first', facts: expect.arrayContaining(['labelled env=prod']) },
    ]);
    expect(impact.remarks).toEqual([
      'It acts as dev@example.com in the project `shop-prod`.',
      'Its own question is switched off.',
    ]);
    expect(JSON.stringify(impact)).not.toMatch(/hunter2/);
  });
  test('a description that is refused is no empty one', () => {
    const { impact } = asked('gcloud sql instances delete orders');
    expect(impact).toMatchObject({
      irreversible: true,
      resources: [{ wayBack: { kind: 'unknown' }, provenance: 'text' }],
      uninspectable: [{ what: 'orders', why: expect.stringMatching(/nothing is recorded/) }],
    });
  });
  test('a server and its disks', () => {
    const describe = { deletionProtection: true, disks: [{ autoDelete: true }, { autoDelete: false }] };
    expect(
      asked('gcloud compute instances delete web --zone a', { 'instances describe': describe }).impact.resources,
    ).toMatchObject([
      {
        facts: ['deletion protection on', '1 disk deleted with it'],
        refusedBecause: 'deletion protection is on',
        wayBack: { kind: 'irreversible' },
      },
    ]);
    expect(
      asked('gcloud compute instances delete web --keep-disks=all', { 'instances describe': describe }).impact
        .resources,
    ).toMatchObject([{ wayBack: { kind: 'effort' } }]);
  });
  test('a disk without a snapshot, and one with', () => {
    const line = 'gcloud compute disks delete data --zone a';
    expect(
      asked(line, { 'disks describe': { sizeGb: '500', users: ['x/instances/web'] } }).impact.resources,
    ).toMatchObject([
      {
        facts: ['500 GB large', 'no snapshot seen'],
        wayBack: { kind: 'irreversible' },
        refusedBecause: 'it is in use by web',
      },
    ]);
    expect(
      asked(line, { 'disks describe': {}, 'snapshots list': [{ creationTimestamp: '2026-11-01T00:00:00Z' }] }).impact
        .resources,
    ).toMatchObject([{ wayBack: { kind: 'effort' } }]);
  });
  test('a bucket: how much, and for how long it can be had back', () => {
    const { impact } = asked('gcloud storage rm -r gs://orders', {
      'buckets describe': { soft_delete_policy: { retentionDurationSeconds: '604800' }, versioning_enabled: true },
      'storage du': '412000000000  gs://orders\n',
    });
    expect(impact.headline).toBe('Deletes the bucket `gs://orders` (412 GB, soft delete for 7 days, versioning on).');
    expect(impact.resources).toMatchObject([
      { wayBack: { kind: 'effort', why: 'it can be restored for 7 days, then never again' } },
    ]);
  });
  test('a project: everything in it, or that nobody knows', () => {
    const line = 'gcloud projects delete shop';
    const project = { lifecycleState: 'ACTIVE' };
    const list = [
      { assetType: 'sqladmin.googleapis.com/Instance', displayName: 'orders' },
      { assetType: 'run.googleapis.com/Service', displayName: 'web' },
    ];
    expect(
      asked(line, { 'projects describe': project, 'asset search': list }).impact.resources.map(({ type }) => type),
    ).toEqual(['google_project', 'google_sql_database_instance', 'google_cloud_run_service']);
    expect(asked(line, { 'projects describe': project }).impact).toMatchObject({
      irreversible: true,
      uninspectable: [{ what: 'what is in shop' }],
    });
  });
  test('tables of BigQuery', () => {
    expect(
      asked('bq rm -f -t shop:orders.paid', { show: { numRows: '1200000', numBytes: '340000000', type: 'TABLE' } })
        .impact.headline,
    ).toBe('Deletes the table `shop:orders.paid` (1.2 M rows, 340 MB).');
    expect(asked('bq rm -r -f shop:orders', { show: { id: 'x' }, ls: [{}, {}, {}] }).impact.resources).toMatchObject([
      { type: 'google_bigquery_dataset', size: { count: 3, unit: 'tables', atLeast: false } },
    ]);
  });
});

describe('Azure', () => {
  test('a resource group takes everything in it, unless a lock is on it', () => {
    const answers = {
      'account show': { name: 'Production', user: { name: 'dev@example.com' } },
      'group show': { name: 'shop', tags: { environment: 'prod' } },
      'resource list': [
        { type: 'Microsoft.Sql/servers/databases', name: 'main/orders' },
        { type: 'Microsoft.Storage/storageAccounts', name: 'orders' },
        { type: 'Microsoft.Web/sites', name: 'web' },
      ],
    };
    const { impact } = asked('az group delete -n shop -y', { ...answers, 'lock list': [] });
    expect(impact.summary.delete).toBe(4);
    expect(impact.resources).toMatchObject([
      { type: 'azurerm_resource_group', facts: ['labelled environment=prod'] },
      { type: 'azurerm_mssql_database', holds: 'data' },
      { type: 'azurerm_storage_account', wayBack: { kind: 'irreversible' } },
      { type: 'azurerm_app_service' },
    ]);
    expect(impact.remarks).toEqual(['It acts as dev@example.com in the subscription “Production”.']);
    expect(
      asked('az group delete -n shop', { ...answers, 'lock list': [{ name: 'keep' }] }).impact.resources[0],
    ).toMatchObject({ refusedBecause: 'the lock `keep` is on it' });
    expect(asked('az group delete -n shop', { 'group show': {} }).impact.uninspectable.map(({ what }) => what)).toEqual(
      ['what is in shop', 'its locks'],
    );
  });
  test('a vault can be recovered until it is purged', () => {
    const vault = { properties: { softDeleteRetentionInDays: 7, enablePurgeProtection: false } };
    expect(asked('az keyvault delete -n keys', { 'keyvault show': vault }).impact.resources).toMatchObject([
      { wayBack: { kind: 'effort', why: 'it can be recovered for 7 days, then never again' } },
    ]);
    expect(asked('az keyvault purge -n keys', { 'keyvault show-deleted': vault }).impact.resources).toMatchObject([
      { wayBack: { kind: 'irreversible' } },
    ]);
  });
  test('a machine and its disks', () =>
    expect(
      asked('az vm delete -n web -g shop', {
        'vm show': { storageProfile: { osDisk: { deleteOption: 'Delete' }, dataDisks: [{ deleteOption: 'Detach' }] } },
        'lock list': [],
      }).impact.resources,
    ).toMatchObject([{ facts: ['1 disk deleted with it'], wayBack: { kind: 'irreversible' } }]));
  test('a what-if that fails says how', () =>
    expect(asked('az deployment group create -g shop -f main.json').impact).toMatchObject({
      irreversible: true,
      uninspectable: [{ what: 'the deployment', why: expect.stringMatching(/nothing is recorded/) }],
    }));
});
