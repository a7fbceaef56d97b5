/** Terraform with the provider of AWS against a local AWS API: what is said of a plan is compared with what then happened. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { describeReal } from '../support/real/describeReal.ts';
import { freePort, startServer, tempFolder, tempHome } from '../support/real/server.ts';
import { askThroughGate } from '../support/real/throughGate.ts';

/** Folders that hold providers as `terraform providers mirror` lays them out. */
const mirrors = [
  process.env.HOLDPOINT_TERRAFORM_PROVIDERS,
  '/usr/share/terraform/plugins',
  '/usr/local/share/terraform/plugins',
  '/opt/tf-plugins',
].filter((folder) => folder !== undefined);
const mirror = mirrors.find((folder) => existsSync(join(folder, 'registry.terraform.io/hashicorp/aws')));

const services = ['dynamodb', 's3', 'sqs', 'sts', 'iam'];

const configuration = (port: number) => `
variable "hash_key" { default = "id" }
variable "queues" { default = 2 }
variable "release" { default = "41" }
provider "aws" {
  region                      = "eu-west-1"
  access_key                  = "testing"
  secret_key                  = "testing"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
  s3_use_path_style           = true
  endpoints {
${services.map((name) => `    ${name} = "http://127.0.0.1:${port}"`).join('\n')}
  }
}
resource "aws_dynamodb_table" "orders" {
  name         = "orders"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = var.hash_key
  attribute {
    name = var.hash_key
    type = "S"
  }
  tags = { Environment = "production" }
}
resource "aws_s3_bucket" "assets" {
  bucket = "acme-assets"
  tags   = { Release = var.release }
}
resource "aws_sqs_queue" "work" {
  count = var.queues
  name  = "work-\${count.index}"
  tags  = { Table = aws_dynamodb_table.orders.arn }
}
`;

const long = 400_000;

describeReal('terraform with the provider of AWS', ['terraform', 'aws', 'moto_server'], ({ path, beforeAll }) => {
  beforeEach(({ skip }) => {
    if (mirror === undefined) skip('no folder with the provider of AWS is found');
  });

  const env: Record<string, string> = {};
  const folder = tempFolder();
  let port = 0;
  const terraform = (...args: readonly string[]) =>
    execFileSync(path('terraform'), args, { cwd: folder, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const aws = (...args: readonly string[]): unknown => {
    const endpoint = ['--endpoint-url', `http://127.0.0.1:${port}`, '--output', 'json'];
    const text = execFileSync(path('aws'), [...args, ...endpoint], { cwd: folder, env, encoding: 'utf8' });
    return text.trim() === '' ? undefined : JSON.parse(text);
  };
  const world = () => ({
    items: aws('dynamodb', 'scan', '--table-name', 'orders', '--select', 'COUNT'),
    table: aws('dynamodb', 'describe-table', '--table-name', 'orders'),
    queues: aws('sqs', 'list-queues'),
    tags: aws('s3api', 'get-bucket-tagging', '--bucket', 'acme-assets'),
    state: readFileSync(join(folder, 'terraform.tfstate'), 'utf8'),
  });

  beforeAll(async () => {
    if (mirror === undefined) return;
    port = await freePort();
    await startServer({
      program: path('moto_server'),
      args: ['-H', '127.0.0.1', '-p', String(port)],
      env: { ...tempHome() },
      listens: { port },
    });
    const settings = join(folder, 'settings.tfrc');
    writeFileSync(settings, `provider_installation {\n  filesystem_mirror { path = ${JSON.stringify(mirror)} }\n}\n`);
    Object.assign(env, tempHome(), {
      TF_CLI_CONFIG_FILE: settings,
      CHECKPOINT_DISABLE: '1',
      AWS_ACCESS_KEY_ID: 'testing',
      AWS_SECRET_ACCESS_KEY: 'testing',
      AWS_REGION: 'eu-west-1',
      AWS_DEFAULT_REGION: 'eu-west-1',
      AWS_PAGER: '',
      AWS_EC2_METADATA_DISABLED: 'true',
    });
    writeFileSync(join(folder, 'main.tf'), configuration(port));
    terraform('init', '-no-color');
  });

  test(
    'a replacement, a change and a deletion: said, nothing touched by asking, and then done',
    async () => {
      terraform('apply', '-no-color', '-auto-approve');
      aws('dynamodb', 'put-item', '--table-name', 'orders', '--item', '{"id":{"S":"1"}}');
      const before = world();
      const flags = ['-var=hash_key=order', '-var=queues=1', '-var=release=42'];
      const found = await askThroughGate(`terraform apply -auto-approve ${flags.join(' ')}`, {
        cwd: folder,
        env,
        patience: 150_000,
      });
      expect(world()).toEqual(before);
      const impact = found.impact();
      expect(impact.summary).toMatchObject({ replace: 1, delete: 1, update: 2, create: 0 });
      expect(impact.irreversible).toBe(true);
      expect(impact.headline).toMatch(/aws_dynamodb_table\.orders/);
      const table = impact.resources.find(({ type }) => type === 'aws_dynamodb_table');
      expect(table).toMatchObject({
        action: 'replace',
        existing: 'orders',
        holds: 'data',
        wayBack: { kind: 'irreversible' },
        facts: expect.arrayContaining(['point-in-time recovery off', 'tagged Environment = production']),
        attributes: expect.arrayContaining([expect.objectContaining({ path: 'hash_key', forces: true })]),
        dependents: expect.arrayContaining([{ address: 'aws_sqs_queue.work[0]', distance: 1 }]),
      });

      terraform('apply', '-no-color', '-auto-approve', ...flags);
      const after = world();
      expect([before.items, after.items]).toMatchObject([{ Count: 1 }, { Count: 0 }]);
      expect(JSON.stringify(after.table)).toContain('"order"');
      expect([JSON.stringify(before.queues), JSON.stringify(after.queues)].map((text) => /work-1/.test(text))).toEqual([
        true,
        false,
      ]);
      expect(JSON.stringify(after.tags)).toContain('42');
    },
    long,
  );

  test(
    'a destruction: a full bucket is said to refuse, and refuses',
    async () => {
      aws('s3api', 'put-object', '--bucket', 'acme-assets', '--key', 'a');
      const before = world();
      const impact = (
        await askThroughGate('terraform destroy -auto-approve', { cwd: folder, env, patience: 150_000 })
      ).impact();
      expect(world()).toEqual(before);
      expect(impact.summary.delete).toBe(impact.resources.length);
      const bucket = impact.resources.find(({ type }) => type === 'aws_s3_bucket');
      expect(bucket).toMatchObject({ action: 'delete', refusedBecause: 'it is deleted only when it holds no objects' });
      expect(() => terraform('destroy', '-no-color', '-auto-approve')).toThrow(/BucketNotEmpty/);
      expect(aws('dynamodb', 'list-tables')).toEqual({ TableNames: [] });
      expect(JSON.stringify(aws('s3api', 'list-buckets'))).toContain('acme-assets');
    },
    long,
  );
});
