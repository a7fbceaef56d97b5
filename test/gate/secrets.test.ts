/**
 * Secrets of every form in what tools answer, looked for in everything that leaves the gate: what the panel gets, the
 * journal on disk, the refusal that goes to the agent, and what `holdpoint impact` prints.
 */
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { holdView } from '../../src/extension/holdView.ts';
import { makeHome } from '../support/commandLine.ts';
import { command, connectHook, type GateFixture, gateFixture } from '../support/gateFixture.ts';
import { needs } from '../support/sharedFixtures.ts';

/** Every planted secret says so. */
const planted = (form: string): string => `planted-${form}-s3cr3t`;
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const found = new RegExp(
  ['planted-', base64('planted-kube-s3cr3t'), 'AKIAPLANTED000000001', 'PLANTEDpem', 'cGxhbnRlZC1qd3Q', '73571357'].join(
    '|',
  ),
);

const pem = '-----BEGIN RSA PRIVATE KEY-----\nPLANTEDpemPLANTEDpem\n-----END RSA PRIVATE KEY-----\n';
const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjR3hoYm5SbFpDMXFkM1EifQ.cGxhbnRlZC1qd3Q';

/** Attributes as providers have them: some marked, some known by their name, their form or their place. */
const attributes = (release: number) => ({
  id: 'x',
  release,
  password: planted('name'),
  master_user_secret: [{ secret_string: planted('nested') }],
  marked: planted('marked'),
  note: `copied from ${planted('marked')} to here`,
  pin: 73_571_357,
  user_data: base64(`echo ${planted('userdata')}`),
  user_data_plain: `#!/bin/sh\nexport DB_PASSWORD=${planted('userdata-plain')}\n`,
  environment: [{ variables: { GREETING: planted('environment') } }],
  container_definitions: JSON.stringify([{ name: 'web', environment: [{ name: 'A', value: planted('container') }] }]),
  body: pem,
  header: `Authorization: Bearer ${planted('bearer')}`,
  assertion: jwt,
  access: 'AKIAPLANTED000000001',
  url: `postgres://app:${planted('url')}@db/shop`,
  manifest: { kind: 'Secret', data: { any: base64('planted-kube-s3cr3t') } },
  values: [`adminPassword: ${planted('yaml')}\nreplicas: ${release}\n`],
  statement: `CREATE USER app IDENTIFIED BY '${planted('sql')}'`,
  set: [{ name: 'auth.token', value: planted('pair') }],
});
const marks = { marked: true, pin: true };

const plan = JSON.stringify({
  format_version: '1.2',
  variables: { token: { value: planted('variable') } },
  resource_changes: [
    ['create', null, attributes(1)],
    ['update', attributes(1), attributes(2)],
    ['delete', attributes(1), null],
    ['delete,create', { ...attributes(1), name: planted('variable') }, attributes(2)],
  ].map(([actions, before, after], index) => ({
    address: `aws_db_instance.x${index}`,
    type: 'aws_db_instance',
    name: `x${index}`,
    change: {
      actions: String(actions).split(','),
      before,
      after,
      before_sensitive: before === null ? false : marks,
      after_sensitive: after === null ? false : marks,
      importing: { id: planted('variable') },
    },
  })),
  resource_drift: [
    { address: 'aws_db_instance.x1', change: { actions: ['update'], before: attributes(0), after: attributes(1) } },
  ],
  output_changes: {
    o: {
      actions: ['update'],
      before: planted('output'),
      after: planted('output2'),
      before_sensitive: true,
      after_sensitive: true,
    },
  },
  checks: [
    {
      status: 'fail',
      address: { to_display: 'check.c' },
      instances: [{ problems: [{ message: `token ${planted('variable')} is old` }] }],
    },
  ],
  configuration: {
    root_module: {
      variables: { token: { sensitive: true } },
      resources: [
        {
          address: 'aws_db_instance.x0',
          provisioners: [
            {
              type: 'local-exec',
              expressions: {
                command: { constant_value: `curl -H 'Authorization: Bearer ${planted('provisioner')}' x` },
              },
            },
          ],
        },
      ],
    },
  },
});

/** What other tools answer to whatever they are asked: one object with all of it, in the shapes they are known for. */
const { marked: _marked, note: _note, pin: _pin, ...unmarked } = attributes(1);
const answer = JSON.stringify({
  ...unmarked,
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: {
    name: 'shop',
    namespace: 'default',
    annotations: {
      'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({
        kind: 'Secret',
        stringData: { any: planted('applied') },
      }),
    },
  },
  data: { any: base64('planted-kube-s3cr3t') },
  stringData: { any: planted('string-data') },
  Environment: { Variables: { GREETING: planted('lambda') } },
  services: { web: { environment: { GREETING: planted('compose') } } },
  Config: { Env: [`GREETING=${planted('docker')}`, `DB_PASSWORD=${planted('docker-name')}`] },
  MasterUserPassword: planted('rds'),
  UserData: base64(planted('ec2')),
  items: [],
});

const complaint = `cannot log in: password=${planted('stderr')} token: ${planted('stderr2')}`;

let fixture: GateFixture | undefined;
afterEach(() => fixture?.dispose());

/** Programs that answer with all of it. */
function programs(folder: string): string {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  writeFileSync(join(folder, 'plan.json'), plan);
  writeFileSync(join(folder, 'answer.json'), answer);
  const script = (name: string, text: string) => {
    writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(bin, name), 0o755);
  };
  script(
    'terraform',
    `case "$1" in plan) echo 'pw = "${planted('marked')}"'; echo 'password = "${planted('name')}"'; exit 2;; show) cat "$HOME/plan.json";; *) cat "$HOME/answer.json";; esac`,
  );
  for (const name of [
    'kubectl',
    'aws',
    'docker',
    'gcloud',
    'az',
    'psql',
    'mysql',
    'redis-cli',
    'helm',
    'git',
    'pulumi',
  ])
    script(name, `echo '${complaint}' >&2; cat "$HOME/answer.json"`);
  return bin;
}

describe('what tools answer', () => {
  needs(process.platform !== 'win32', 'the programs that stand in are shell scripts');

  test.each([
    'terraform apply -auto-approve',
    'terraform apply saved.tfplan',
    'terraform destroy -auto-approve',
    'terraform state rm aws_db_instance.x',
    'kubectl delete secret shop',
    'kubectl delete namespace shop',
    'kubectl delete deployment web',
    'aws rds delete-db-instance --db-instance-identifier orders --skip-final-snapshot',
    'aws lambda delete-function --function-name web',
    'aws ec2 terminate-instances --instance-ids i-0123456789abcdef0',
    'aws secretsmanager delete-secret --secret-id db',
    'aws cloudformation delete-stack --stack-name shop',
    'docker volume rm data',
    'docker compose down -v',
    'gcloud compute instances delete web --zone europe-west1-b',
    'az vm delete --name web --resource-group shop',
    `psql -c 'DROP TABLE orders'`,
    `mysql shop -e 'DROP TABLE orders'`,
    'redis-cli FLUSHALL',
    'helm uninstall shop',
    'git push --force origin main',
    'pulumi destroy --yes',
  ])('%s', { timeout: 30_000 }, async (line) => {
    const here = gateFixture({
      permission: () => ({ kind: 'runs' }),
      env: (project) => ({ PATH: `${programs(project)}:/usr/bin:/bin`, HOME: project }),
    });
    fixture = here;
    const hook = connectHook(here.gate);
    hook.ask(command(line, { cwd: here.project }));
    const [held] = here.gate.waiting();
    if (held === undefined) throw new Error('it is not held');
    const probes = () => here.gate.probes(held.hold.id);
    for (let tries = 0; probes().some(({ phase }) => phase.kind === 'running'); tries++) {
      if (tries > 2_000) throw new Error('the probes did not end');
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const context = { agentTitle: (id: string) => id, shorten: (path: string) => path, paint: 'p', probes: probes() };
    const panel = JSON.stringify(holdView(held, context));
    here.gate.verdict({ hold: held.hold.id, digest: held.digest, answer: 'deny' });
    const journal = join(here.root, 'journal');
    const kept = readdirSync(journal).map((name) => readFileSync(join(journal, name), 'utf8'));
    const seen = { panel, agent: JSON.stringify(hook.heard), journal: kept.join('') };
    for (const [place, text] of Object.entries(seen)) expect(leak(text), place).toBeUndefined();
  });
});

/** The secret that is there, with what stands around it. */
const leak = (text: string): string | undefined => {
  const at = text.search(found);
  return at < 0 ? undefined : text.slice(Math.max(0, at - 120), at + 60);
};

describe('holdpoint impact', () => {
  const home = makeHome();
  afterAll(() => home.remove());
  test.each([[['--json']], [[]]])('%s', async (options) => {
    const file = home.at('plan.json');
    home.write('plan.json', plan);
    const { code, out, error } = await home.run(['impact', ...options, '--plan', file]);
    expect([code, error]).toEqual([0, '']);
    expect(out).toContain('aws_db_instance.x3');
    expect(leak(out)).toBeUndefined();
  });
});

test('the secrets are where they are looked for', () => {
  expect(plan.match(new RegExp(found, 'g'))?.length).toBeGreaterThan(50);
  expect(answer.match(new RegExp(found, 'g'))?.length).toBeGreaterThan(20);
});
