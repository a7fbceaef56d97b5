import { describe, expect, test } from 'vitest';
import { namesSecret, redact } from '../../../src/core/journal/redact.ts';

const masks = (text: string, expected: string) =>
  test(text.slice(0, 80).replaceAll('\n', ' '), () => expect(redact(text)).toBe(expected));

describe('secrets are masked', () => {
  masks('AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG aws s3 ls', 'AWS_SECRET_ACCESS_KEY=*** aws s3 ls');
  masks('aws configure set aws_access_key_id AKIAIOSFODNN7EXAMPLE', 'aws configure set aws_access_key_id AKIAIO***');
  masks('export GITHUB_TOKEN=ghp_abcdefghijklmnop1234', 'export GITHUB_TOKEN=***');
  masks('curl -H "Authorization: Bearer abc.def-ghi" https://x', 'curl -H "Authorization: Bearer ***" https://x');
  masks("curl -H 'authorization: token abc' https://x", "curl -H 'authorization: token ***' https://x");
  masks('curl -u admin:hunter2 https://x', 'curl -u admin:*** https://x');
  masks('psql postgres://u:hunter2@db/shop', 'psql postgres://u:***@db/shop');
  masks('git clone https://x:ghp_abcdefghijklmnop@github.com/a/b', 'git clone https://x:***@github.com/a/b');
  masks("terraform apply -var 'db_password=hunter2'", "terraform apply -var 'db_password=***'");
  masks('terraform apply -var "password=hunter 2"', 'terraform apply -var "password=*** 2"');
  masks('helm upgrade x --set auth.password=hunter2', 'helm upgrade x --set auth.password=***');
  masks('vault login --token hvs.abcdefghijklmnop', 'vault login --token ***');
  masks('mysql --password=hunter2 x', 'mysql --password=*** x');
  masks(
    'kubectl create secret generic x --from-literal=api-key=abc',
    'kubectl create secret generic x --from-literal=api-key=***',
  );
  masks('{"clientSecret": "abc", "name": "x"}', '{"clientSecret": ***, "name": "x"}');
  masks('PGPASSWORD="a b" psql', 'PGPASSWORD=*** psql');
  masks('token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-def', 'token eyJ***');
  masks(
    '-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----\nx',
    '-----BEGIN RSA PRIVATE KEY----- ***\nx',
  );
  masks('-----BEGIN PRIVATE KEY-----\nabc', '-----BEGIN PRIVATE KEY----- ***');
  masks('slack xoxb-1234567890-abcdefghij', 'slack xoxb-***');
  masks('mysql -h db -u root -phunter2 shop -e "DROP TABLE x"', 'mysql -h db -u root -p*** shop -e "DROP TABLE x"');
  masks("mysqldump -p'hunter 2' shop", 'mysqldump -p*** shop');
  masks('redis-cli -h cache -a hunter2 FLUSHALL', 'redis-cli -h cache -a *** FLUSHALL');
  masks('redis-cli --pass hunter2 FLUSHALL', 'redis-cli --pass *** FLUSHALL');
  masks('redis-cli -u redis://hunter2@cache:6379/3 FLUSHDB', 'redis-cli -u redis://***@cache:6379/3 FLUSHDB');
  masks('redis-cli CONFIG SET requirepass hunter2', 'redis-cli CONFIG SET requirepass ***');
  masks(`psql -c "ALTER USER app PASSWORD 'hunter2'"`, `psql -c "ALTER USER app PASSWORD ***"`);
  masks("CREATE USER app IDENTIFIED BY 'hunter2'", 'CREATE USER app IDENTIFIED BY ***');
  masks('sqlplus app/hunter2@db', 'sqlplus app/***');
  masks('pulumi config set --secret key hunter2', 'pulumi config set --secret *** ***');
  for (const line of [
    'aws configure set aws_secret_access_key SECRET',
    'docker login -u a -p SECRET registry.example',
    'echo SECRET | docker login --password-stdin',
    'vault login SECRET',
    'sshpass -p SECRET ssh web1',
    'mongosh -u a -p SECRET shop',
    'sqlcmd -S db -P SECRET -Q "DROP TABLE x"',
    'mysql --passw=SECRET shop',
    'redis-cli AUTH app SECRET',
    'aws ssm put-parameter --name a --type SecureString --value SECRET',
    'az keyvault secret set --name a --value SECRET',
    'gh secret set X --body SECRET',
    'fly secrets set A=SECRET B=SECRET',
    'pulumi config set key SECRET --secret',
    'kubectl create secret generic x --from-literal=a=SECRET --from-literal=b=SECRET',
    'curl --user admin:SECRET https://x',
    'wrangler secret put X <<< SECRET',
    'ansible-playbook -e ansible_become_pass=SECRET site.yml',
  ])
    masks(line, line.replaceAll('SECRET', '***'));
  masks('sk-ant-abcdefghijklmnopqrst', 'sk-***');
});

describe('the rest stays', () => {
  for (const text of [
    'terraform destroy -auto-approve',
    'kubectl -n shop delete secret api-token',
    'aws secretsmanager delete-secret --secret-id prod/db',
    'https://example.com/a:b@c',
    'git push origin main',
    'psql -h db -U postgres -c "DROP TABLE passwords"',
    'export AWS_PROFILE=prod',
    'npm test -- --token-file x',
    'mysql -P 3307 -p shop -e "SELECT 1"',
    'mysql --port=3307 shop',
    'redis-cli -h cache FLUSHALL -a',
    'mkdir -p a && mysql shop < x.sql',
    'SELECT password FROM users',
    'ssh -i ~/.ssh/id_ed25519 web1',
    'docker login -u a registry.example',
    'mkdir -p login && docker compose -p shop down',
    'vault login -method=oidc',
    'aws configure set region eu-west-1',
    'aws ssm put-parameter --name a --type String',
    'gh secret list',
    'fly secrets list && fly deploy --env A=b',
    'pulumi config set aws:region eu-west-1',
    'kubectl create configmap x --from-literal=a=b',
    'curl --user-agent a:b https://x',
    'echo done | cat',
    'compass=north bypass=1',
  ]) {
    masks(text, text);
  }
});

test('names of secrets', () => {
  for (const name of [
    'AWS_SECRET_ACCESS_KEY',
    'PGPASSWORD',
    'TF_TOKEN_x',
    'ARM_CLIENT_SECRET',
    'TF_VAR_api_key',
    'VAULT_TOKEN',
  ])
    expect(namesSecret(name), name).toBe(true);
  for (const name of [
    'AWS_PROFILE',
    'AWS_ACCESS_KEY_ID',
    'PGPASSFILE',
    'AWS_SHARED_CREDENTIALS_FILE',
    'KUBECONFIG',
    'PGHOST',
  ])
    expect(namesSecret(name), name).toBe(false);
});

test('long text takes no long time', () => {
  const start = performance.now();
  for (const part of [
    'a',
    'a-',
    'password',
    'a:',
    '-----BEGIN PRIVATE KEY-----',
    'eyJ-',
    'x://a:',
    'token ',
    '--token ',
    ' -u a',
    'echo login ',
    ' secrets set a=',
  ])
    redact(part.repeat(200_000));
  expect(performance.now() - start).toBeLessThan(10_000);
});
