/** Messages as the tools print them, and what they mean; each beside one that means something else. */
import { describe, expect, test } from 'vitest';
import { causeOf, firstWords, meaningOf } from '../../../src/core/impact/failures.ts';

const means = (program: string, said: string, meaning: RegExp | undefined, args: readonly string[] = [], env = {}) =>
  test(`${program}: ${firstWords(said).slice(0, 90)}`, () => {
    const found = meaningOf(said, { program, args, env });
    if (meaning === undefined) expect(found).toBeUndefined();
    else expect(found).toMatch(meaning);
  });

describe('Terraform', () => {
  const notInitialised = /not initialised.*run `terraform init` yourself/;
  means('terraform', 'Error: Inconsistent dependency lock file\n\nThe following dependency selections', notInitialised);
  means('/usr/bin/tofu', '╷\n│ Error: Required plugins are not installed\n│ \n', notInitialised);
  means('terraform', 'Error: Backend initialization required, please run "terraform init"', notInitialised);
  means('terraform', 'Error: Module not installed\n\n  on main.tf line 1:', notInitialised);
  means(
    'terraform',
    'Error: Error acquiring the state lock\n\nError message: resource temporarily unavailable\nLock Info:\n  ID:        c5f05e91\n  Path:      terraform.tfstate\n  Operation: OperationTypeApply\n  Who:       dev@host\n',
    /locked by dev@host/,
  );
  means(
    'terraform',
    'Error: Instance cannot be destroyed\n\n  on main.tf line 2:\n   2: resource "terraform_data" "d" {\n\nResource terraform_data.d has lifecycle.prevent_destroy set, but the plan\ncalls for this resource to be destroyed.',
    /would be refused: terraform_data\.d is protected/,
  );
  means(
    'terraform',
    'Error: No value for required variable\n\n  on main.tf line 1:\n   1: variable "x" {}\n\nThe root module input variable "x" is not set',
    /variable x has no value/,
  );
  means('terraform', 'Error: Saved plan is stale\n\nThe given plan file can no longer be applied', /out of date/);
  means('terraform', 'Error: Failed to read the given file as a state or plan file', /cannot be read/);
  means('terraform', 'Error: Unsupported argument\n\nAn argument named "x" is not expected here.', undefined);
  means('kubectl', 'Error: Module not installed', undefined);
});

describe('AWS', () => {
  means(
    'aws',
    'Unable to locate credentials. You can configure credentials by running "aws configure".',
    /no AWS cred/,
  );
  means('terraform', 'Error: No valid credential sources found\n\n  with provider["aws"]', /no AWS credentials/);
  means(
    'terraform',
    'Error: No valid credential sources found\n\nError: failed to refresh cached credentials, failed to read cached SSO token file, open x.json',
    /expired: run `aws sso login --profile dev`\.$/,
    [],
    { AWS_PROFILE: 'dev' },
  );
  means(
    'aws',
    'The SSO session associated with this profile has expired or is otherwise invalid. To refresh this SSO session run aws sso login with the corresponding profile.',
    /run `aws sso login --profile prod`\.$/,
    ['s3', 'ls', '--profile', 'prod'],
  );
  means('aws', 'Error when retrieving token from sso: Token has expired and refresh failed', /run `aws sso login`\.$/, [
    '--profile=x;rm -rf /',
  ]);
  means(
    'aws',
    'An error occurred (ExpiredToken) when calling the ListBuckets operation: The provided token has expired.',
    /credentials have expired/,
  );
  means(
    'aws',
    'An error occurred (AccessDeniedException) when calling the DescribeTable operation: User: arn:aws:sts::1:assumed-role/a/b is not authorized to perform: dynamodb:DescribeTable on resource: x',
    /not allowed: dynamodb:DescribeTable is missing\. The action itself/,
  );
  means('aws', 'The config profile (nope) could not be found', /profile nope does not exist/);
  means('aws', 'You must specify a region. You can also configure your region', /No AWS region/);
  means('aws', 'Could not connect to the endpoint URL: "http://127.0.0.1:9/"', /does not answer/);
  means('aws', 'An error occurred (ResourceNotFoundException) when calling the DescribeTable operation', undefined);
});

describe('others', () => {
  const log = `E1124 12:05:32.141337   17136 memcache.go:265] "Unhandled Error" err="couldn't get current server API group list: the server has asked for the client to provide credentials"\n`;
  means(
    'kubectl',
    `${log}${log}error: You must be logged in to the server (Unauthorized)`,
    /does not accept the login/,
  );
  means('kubectl', 'Error in configuration: context was not found for specified context: nope', /no context nope/);
  means(
    'kubectl',
    'The connection to the server localhost:8080 was refused - did you specify the right host or port?',
    /cluster at localhost:8080 does not answer/,
  );
  means(
    'kubectl',
    'Unable to connect to the server: getting credentials: exec: executable aws-iam-authenticator not found',
    /needs aws-iam-authenticator/,
  );
  means(
    'kubectl',
    'Error from server (Forbidden): pods is forbidden: User "x" cannot list',
    /not allowed in the cluster/,
  );
  means('kubectl', 'Error from server (NotFound): deployments.apps "x" not found', undefined);
  means(
    'gcloud',
    'ERROR: (gcloud.compute.instances.list) You do not currently have an active account selected.\nPlease run:',
    /run `gcloud auth login`/,
  );
  means(
    'gcloud',
    "ERROR: (gcloud.projects.delete) Required 'resourcemanager.projects.get' permission",
    /projects\.get is/,
  );
  means('az', "ERROR: Please run 'az login' to setup account.", /run `az login`/);
  means(
    'docker',
    'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
    /No Docker engine answers at unix:\/\/\/var\/run\/docker\.sock\./,
  );
  means(
    'psql',
    'psql: error: connection to server at "127.0.0.1", port 9 failed: Connection refused',
    /does not answer/,
  );
  means('psql', 'psql: error: fe_sendauth: no password supplied', /wants a login/);
  means('psql', 'ERROR:  relation "x" does not exist', undefined);
  means('git', "fatal: could not read Username for 'https://x': terminal prompts disabled", /wants a login/);
  means('terraform', 'Error: write plan: no space left on device', /disk is full/);
  means('helm', 'tls: failed to verify certificate: x509: certificate signed by unknown authority', /not trusted/);
});

test('lines of a log and of a box say nothing', () => {
  expect(firstWords('E1124 12:05:32.1 1 x.go:1] noise\n╷\n│ Error: Real\n│ \n│ more\n╵\n')).toBe('Error: Real more');
  expect(firstWords('E1124 12:05:32.1 1 x.go:1] only noise')).toMatch(/only noise/);
});

test('what the system says', () => {
  const error = (code: string) => Object.assign(new Error('x'), { code });
  expect([error('ENOSPC'), error('EACCES'), error('EXYZ'), new Error('x'), 7].map(causeOf)).toEqual([
    'the disk is full.',
    'its folder or the program may not be used.',
    'the system says EXYZ.',
    'something in it went wrong.',
    'something in it went wrong.',
  ]);
});

test('a message that is made to be slow is not', () => {
  const began = performance.now();
  for (const part of ['Error acquiring the state lock Who', 'AccessDenied ', 'Instance cannot be destroyed Resource '])
    meaningOf(part.repeat(20_000), { program: 'terraform', args: [], env: {} });
  expect(performance.now() - began).toBeLessThan(2_000);
});
