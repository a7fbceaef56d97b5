import { describe, expect, test } from 'vitest';
import type { JsonRecord } from '../../../src/base/json.ts';
import { decide } from '../../../src/core/decide.ts';
import { brief, understandAction } from '../../support/understanding.ts';

type Row = readonly [server: string | undefined, tool: string, input?: JsonRecord];

const effects = ([server, tool, input = {}]: Row) =>
  understandAction({ kind: 'mcp', tool, input, ...(server === undefined ? {} : { server }) }).effects;
const titleOf = ([server, tool, input]: Row) =>
  `${server ?? '?'}: ${tool} ${input === undefined ? '' : JSON.stringify(input)}`;

const holds = (rows: readonly Row[]) =>
  describe('held', () => {
    for (const row of rows) test(titleOf(row), () => expect(decide(effects(row)).kind).toBe('hold'));
  });
const reads = (rows: readonly Row[]) =>
  describe('a read', () => {
    for (const row of rows)
      test(titleOf(row), () => expect(new Set(effects(row).map(({ kind }) => kind))).toEqual(new Set(['read'])));
  });
const quiet = (rows: readonly Row[]) =>
  describe('silent', () => {
    for (const row of rows) test(titleOf(row), () => expect(effects(row).map(brief)).toEqual([]));
  });

holds([
  ['infra', 'drop_database', { name: 'prod' }],
  [undefined, 'drop_database'],
  ['aws-api', 'call_aws', { cli_command: 'aws s3 rb s3://b --force' }],
  ['aws-api', 'call_aws', { cli_command: 's3 rb s3://b --force' }],
  ['aws-api', 'call_aws', { cli_command: ['aws s3 ls', 'aws ec2 terminate-instances --instance-ids i-1'] }],
  ['awslabs.ccapi', 'delete_resource', { identifier: 'x' }],
  ['awslabs.lambda', 'invoke_function'],
  ['kubernetes', 'kubectl', { command: 'kubectl delete ns prod' }],
  ['kubernetes', 'kubectl', { command: 'delete ns prod' }],
  ['kubernetes', 'kubectl_generic', { command: 'delete', args: ['ns', 'prod'] }],
  ['kubernetes', 'kubectl_delete', { resourceType: 'pod', name: 'api' }],
  ['kubernetes', 'kubectl_apply', { manifest: 'kind: Pod' }],
  ['kubernetes', 'kubectl_rollout', { subCommand: 'restart', name: 'api' }],
  ['kubernetes', 'kubectl_scale', { replicas: 0 }],
  ['kubernetes', 'exec_in_pod', { name: 'api', command: 'rails db:drop' }],
  ['kubernetes', 'install_helm_chart', { name: 'x' }],
  ['k8s', 'pods_delete', { name: 'api' }],
  ['k8s', 'resources_create_or_update', { resource: 'x' }],
  ['k8s', 'frobnicate'],
  ['terraform', 'ExecuteTerraformCommand', { command: 'apply', working_directory: 'infra' }],
  ['terraform', 'create_run', { workspace_name: 'prod' }],
  ['github', 'merge_pull_request', { pullNumber: 1 }],
  ['github', 'push_files', { branch: 'main' }],
  ['github', 'create_or_update_file', { path: 'main.tf', content: 'x' }],
  ['github', 'delete_file', { path: 'x' }],
  ['github', 'run_workflow', { workflow_id: 'deploy.yml' }],
  ['github', 'create_release'],
  ['gitlab', 'merge_merge_request'],
  ['gitlab', 'create_pipeline'],
  ['gitlab', 'delete_project'],
  ['postgres', 'query', { sql: 'DROP TABLE users' }],
  ['postgres', 'execute_sql', { query: 'DELETE FROM users' }],
  ['postgres', 'query'],
  ['supabase', 'execute_sql', { query: 'TRUNCATE users' }],
  ['supabase', 'apply_migration', { name: 'x', query: 'create table t (id int)' }],
  ['supabase', 'deploy_edge_function', { name: 'x' }],
  ['supabase', 'reset_branch', { branch_id: 'x' }],
  ['supabase', 'pause_project'],
  ['cloudflare', 'kv_namespace_delete', { namespace_id: 'x' }],
  ['cloudflare', 'd1_database_query', { sql: 'DELETE FROM t' }],
  ['cloudflare', 'r2_bucket_create'],
  ['docker', 'remove_volume', { volume: 'pgdata' }],
  ['docker', 'push_image'],
  ['vercel', 'deploy_to_vercel'],
  ['stripe', 'create_refund', { charge: 'x' }],
  ['stripe', 'cancel_subscription'],
  ['grafana', 'update_dashboard'],
  ['grafana', 'delete_alert_rule'],
  ['sentry', 'delete_project'],
  ['shell', 'run_command', { command: 'terraform destroy' }],
  [undefined, 'shell', { command: 'kubectl delete ns prod' }],
  [undefined, 'execute_command', { cmd: 'terraform', args: ['apply', '-auto-approve'] }],
  ['serena', 'execute_shell_command', { command: 'helm uninstall api' }],
  ['ssh', 'frob'],
  ['filesystem', 'write_file', { path: '/home/u/.claude/settings.json', content: '{}' }],
  ['filesystem', 'edit_file', { path: '.claude/settings.json', edits: [{ oldText: 'a', newText: 'b' }] }],
  ['filesystem', 'move_file', { source: 'x', destination: '/home/u/.claude/settings.json' }],
  ['filesystem', 'write_file', { path: 'terraform.tfstate', content: '{}' }],
  ['python', 'run_code', { code: 'import boto3; boto3.client("s3").delete_bucket(Bucket="b")' }],
  ['acme', 'remove', { cluster_name: 'prod' }],
  ['acme', 'update', { target: 'arn:aws:iam::1:role/x' }],
  [undefined, 'scale_deployment', { name: 'api' }],
  [undefined, 'deleteStack'],
]);

reads([
  ['aws-api', 'call_aws', { cli_command: 'aws s3 ls' }],
  ['aws-api', 'suggest_aws_commands', { query: 'list my buckets' }],
  ['aws-documentation', 'read_documentation', { url: 'x' }],
  ['kubernetes', 'kubectl', { command: 'get pods' }],
  ['kubernetes', 'kubectl_get', { resourceType: 'pods' }],
  ['kubernetes', 'kubectl_rollout', { subCommand: 'status', name: 'api' }],
  ['k8s', 'pods_list'],
  ['k8s', 'pods_log', { name: 'api' }],
  ['terraform', 'ExecuteTerraformCommand', { command: 'plan' }],
  ['terraform', 'search_providers'],
  ['github', 'get_pull_request'],
  ['github', 'list_workflow_runs'],
  ['gitlab', 'get_merge_request'],
  ['postgres', 'query', { sql: 'SELECT * FROM users' }],
  ['postgres', 'list_schemas'],
  ['supabase', 'list_tables'],
  ['supabase', 'execute_sql', { query: 'select 1 from t' }],
  ['cloudflare', 'workers_list'],
  ['vercel', 'list_deployments'],
  ['stripe', 'list_customers'],
  ['grafana', 'search_dashboards'],
  [undefined, 'get_pods'],
]);

quiet([
  ['playwright', 'browser_click', { element: 'Delete cluster' }],
  ['playwright', 'browser_navigate', { url: 'http://localhost:3000' }],
  ['filesystem', 'read_file', { path: 'main.tf' }],
  ['filesystem', 'write_file', { path: 'src/x.ts', content: 'x' }],
  ['filesystem', 'read_file', { path: '.claude/settings.json' }],
  ['context7', 'get-library-docs', { topic: 'kubernetes' }],
  ['memory', 'create_entities', { entities: [] }],
  ['memory', 'delete_entities', { names: ['terraform'] }],
  ['sequential-thinking', 'sequentialthinking', { thought: 'terraform destroy' }],
  ['figma', 'get_code'],
  ['linear', 'create_issue', { title: 'Drop the database' }],
  ['slack', 'post_message', { text: 'kubectl delete ns prod' }],
  ['notion', 'update_page'],
  ['github', 'create_issue', { title: 'x' }],
  ['github', 'add_issue_comment'],
  ['github', 'create_pull_request', { title: 'x' }],
  ['github', 'create_branch'],
  ['gitlab', 'create_merge_request'],
  ['sentry', 'update_issue'],
  ['docker', 'run_container', { image: 'alpine' }],
  ['docker', 'list_containers'],
  ['shell', 'run_command', { command: 'npm test' }],
  [undefined, 'shell', { command: 'echo terraform destroy' }],
  ['python', 'run_code', { code: 'print(1)' }],
  ['fetch', 'fetch', { url: 'https://example.com' }],
  ['acme', 'frobnicate'],
  ['acme', 'delete_draft', { id: 3 }],
  [undefined, 'frobnicate'],
]);
