/** Holds as people would meet them, for the panel's tests and pictures. Times count from `start`. */

import { fileView } from '../../src/extension/fileView.ts';
import type { EffectView, HoldView, PanelState, WaitingView } from '../../src/protocol/panel.ts';
import { deletedNamespace, droppedTable, editedMain, twoHundred } from './galleryStates.ts';
import { failedPlan, largePlan, opaquePlan, plannedReplacement, policyPlan, unplanned } from './panelPlans.ts';
import { minutes, rule, sampleHold, start } from './sampleHold.ts';

export const waiting = (
  hold: HoldView,
  others: readonly WaitingView[] = [],
  position = 1,
): Extract<PanelState, { readonly kind: 'hold' }> => ({
  kind: 'hold',
  hold,
  waiting: others.length + 1,
  position,
  others,
});

/** Where a word stands in a line for the first time. */
function mark(line: string, word: string, severity: HoldView['severity']) {
  const at = line.indexOf(word);
  return { start: at, end: at + word.length, severity };
}

const destroyLine =
  "cd infra/envs/sample && AWS_PROFILE=sample-admin bash -c 'terraform destroy -auto-approve' && terraform apply -auto-approve";

const terraformDestroy = sampleHold({
  id: 'hold-destroy',
  directory: 'shop/infra',
  places: ['workspace default', 'profile sample-admin, region eu-central-1'],
  headline: 'Destroys the Terraform environment `infra/envs/sample`',
  severity: 'destroy',
  summary: '1 step destroys, 1 step changes. What is destroyed may not come back.',
  asked: {
    prompt: 'The March report shows differences of 0.01. Please fix the rounding.',
    at: start - 6 * minutes,
  },
  claim: 'Recreate the sample environment so that the cost report starts from a clean state.',
  command: {
    line: destroyLine,
    marks: [
      mark(destroyLine, 'sample-admin', 'unknown'),
      mark(destroyLine, 'terraform destroy', 'destroy'),
      mark(destroyLine, '-auto-approve', 'destroy'),
      mark(destroyLine, 'terraform apply', 'change'),
    ],
  },
  effects: [
    {
      kind: 'destroy',
      label: 'Destroys',
      sentence: 'Destroys everything Terraform manages in `infra/envs/sample` (workspace default)',
      target: 'infra/envs/sample',
      place: 'workspace default',
      note: 'Terraform will not ask again: `-auto-approve`.',
    },
    {
      kind: 'change',
      label: 'Changes',
      sentence: 'Applies Terraform changes in `infra/envs/sample` (workspace default)',
      target: 'infra/envs/sample',
      place: 'workspace default',
    },
  ],
  rules: [rule('destroys-hold'), rule('changes-hold')],
  environment: [
    { name: 'AWS_PROFILE', value: 'sample-admin' },
    { name: 'TF_WORKSPACE', value: 'default' },
  ],
  confirmation: { kind: 'type', text: 'sample' },
});

const kubectlLine = 'kubectl --context shop-eu apply -f k8s/web.yaml -n payments';

const kubectlApply = sampleHold({
  id: 'hold-apply',
  agent: 'VS Code agent',
  places: ['namespace payments, context shop-eu'],
  headline: 'Applies `k8s/web.yaml`',
  severity: 'change',
  summary: '1 step changes. Whether it can be undone is not known.',
  asked: { prompt: 'Roll out the new web image, please.', at: start - 40_000 },
  command: {
    line: kubectlLine,
    marks: [mark(kubectlLine, 'shop-eu', 'unknown'), mark(kubectlLine, 'apply', 'change')],
  },
  effects: [
    {
      kind: 'change',
      label: 'Changes',
      sentence: 'Applies `k8s/web.yaml` (namespace payments, context shop-eu)',
      target: 'k8s/web.yaml',
      place: 'namespace payments, context shop-eu',
    },
  ],
  rules: [rule('changes-hold')],
  scripts: [
    {
      path: 'k8s/web.yaml',
      text: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: payments
spec:
  replicas: 3
  selector:
    matchLabels: { app: web }
  template:
    metadata:
      labels: { app: web }
    spec:
      containers:
        - name: web
          image: registry.example.com/shop/web:1.42.0
`,
    },
  ],
});

const guardHooks = `  "hooks": {
    "PreToolUse": [
      {
        "matcher": "*",
        "hooks": [{ "type": "command", "command": "~/.holdpoint/bin/holdpoint-hook claude-code" }]
      }
    ]
  }`;

const guardEdit = sampleHold({
  id: 'hold-edit',
  headline: 'Changes what guards this machine against agents: `.claude/settings.json`',
  severity: 'change',
  summary: '1 step changes. Whether it can be undone is not known.',
  asked: { prompt: 'Make the tests run faster.', at: start - 3 * minutes },
  claim: 'Remove an unused hook.',
  effects: [
    {
      kind: 'change',
      label: 'Changes',
      sentence: 'Changes what guards this machine against agents: `.claude/settings.json`',
      target: '.claude/settings.json',
    },
  ],
  rules: [rule('guard-files-hold')],
  files: [
    fileView('.claude/settings.json', [{ kind: 'replace', from: guardHooks, to: '  "hooks": {}', all: false }], {
      kind: 'text',
      text: `{\n  "permissions": { "allow": ["Bash(npm test)"] },\n${guardHooks}\n}\n`,
    }),
  ],
});

const cleanup = `#!/usr/bin/env bash
set -euo pipefail
cd "$(dirname "$0")/.."

# Names of the environments that nobody used for a month.
stale=$(aws resourcegroupstaggingapi get-resources --tag-filters Key=stale,Values=true \\
  --query 'ResourceTagMappingList[].Tags[?Key==\`env\`].Value' --output text)

for env in $stale; do
  echo "removing $env"
  $TOOL -chdir="envs/$env" "$@"
done
${'# …\n'.repeat(60)}`;

const unknownScript = sampleHold({
  id: 'hold-script',
  agent: 'VS Code agent',
  headline: 'Runs something Holdpoint cannot read: `$TOOL`',
  severity: 'unknown',
  summary: '1 step has an unknown effect, 1 step only reads. What it would do could not be found out.',
  asked: { prompt: 'Clean up the repository a bit.', at: start - 75_000 },
  claim: 'Running the cleanup script.',
  command: {
    line: 'TOOL=$(cat .tool) ./tools/cleanup.sh destroy -auto-approve',
    marks: [mark('TOOL=$(cat .tool) ./tools/cleanup.sh destroy', './tools/cleanup.sh', 'unknown')],
  },
  effects: [
    {
      kind: 'unknown',
      label: 'Unknown effect',
      sentence: 'Runs something Holdpoint cannot read: `$TOOL`',
      target: 'tools/cleanup.sh',
      note: 'The program is only known while the script runs.',
    },
    {
      kind: 'read',
      label: 'Reads',
      sentence: 'Gets resourcegroupstaggingapi resources (profile default)',
      place: 'profile default',
    },
  ],
  rules: [rule('unknowns-hold')],
  scripts: [
    { path: 'tools/cleanup.sh', text: cleanup },
    { path: '.tool', text: 'terraform\n' },
  ],
});

const many = (count: number): readonly EffectView[] =>
  Array.from({ length: count }, (_, index) => ({
    kind: 'destroy',
    label: 'Destroys',
    sentence: `Deletes deployment \`tenant-${index}/web\` (context shop-eu)`,
    target: `tenant-${index}/web`,
    place: 'context shop-eu',
  }));

const manyLine = Array.from({ length: 500 }, (_, index) => `kubectl delete deployment web -n tenant-${index}`).join(
  '\n',
);

const manyEffects = sampleHold({
  id: 'hold-many',
  places: ['context shop-eu'],
  headline: 'Deletes deployment `tenant-0/web`, and 499 more',
  severity: 'destroy',
  summary: '500 steps destroy, 1 step only reads. What is destroyed may not come back.',
  asked: { prompt: 'Tenant 17 complains about the web pod.', at: start - 12 * minutes },
  command: { line: manyLine, marks: [mark(manyLine, 'delete', 'destroy')] },
  effects: [
    ...many(500),
    { kind: 'read', label: 'Reads', sentence: 'Gets namespaces (context shop-eu)', place: 'context shop-eu' },
  ],
  rules: [rule('destroys-hold')],
  environment: Array.from({ length: 20 }, (_, index) => ({ name: `KUBE_SETTING_${index}`, value: `value ${index}` })),
  confirmation: { kind: 'type', text: 'web' },
});

const escapes = '\u001b[2J\u001b[8m';
const hostileLine = `echo '<img src=x onerror="document.body.innerHTML=1">' ${escapes}# \u202e;yortsed mrofarret\u202c\u2066 \u0000 && terra\u200bform destroy\u00a0-auto-approve\rkubectl get pods`;

const hostile = sampleHold({
  id: 'hold-hostile',
  agent: 'Claude <b>Code</b>',
  directory: 'shop/\u202egnp.exe',
  places: ['<script>alert(1)</script>'],
  headline: 'Destroys the Terraform environment `pro\u200bd`',
  severity: 'destroy',
  summary: '1 step destroys. What is destroyed may not come back.',
  asked: { prompt: 'Fix <b>it</b> \u202edesrever si siht\u202c please 🙏🏽 \u{e0041}\u{e0042}', at: start - 30_000 },
  claim: `# Approved by Holdpoint\n\n<h1>Safe</h1> [click](javascript:alert(1)) ${escapes}`,
  command: {
    line: hostileLine,
    marks: [
      mark(hostileLine, 'terra\u200bform destroy', 'destroy'),
      // Marks that cannot be right must not hide anything.
      { start: -5, end: 4, severity: 'read' },
      { start: 20, end: 9_999_999, severity: 'change' },
      { start: 40, end: 10, severity: 'destroy' },
    ],
  },
  effects: [
    {
      kind: 'destroy',
      label: 'Destroys',
      sentence: 'Destroys everything Terraform manages in `pro\u200bd`',
      target: 'pro\u200bd',
      place: '\u2067eu-central-1',
    },
  ],
  rules: [rule('destroys-hold')],
  environment: [{ name: 'PS1', value: `${escapes}\u202e$ ` }],
  confirmation: { kind: 'type', text: 'pro\u200bd' },
});

const longWords = sampleHold({
  id: 'hold-long',
  directory: `shop/${'deeply-nested-directory/'.repeat(9)}end`,
  places: ['kube context arn:aws:eks:eu-central-1:482100007714:cluster/shop-production-blue-with-a-very-long-name'],
  headline: `Removes S3 bucket \`${'a-very-long-name-without-any-space-'.repeat(5)}end\``,
  severity: 'destroy',
  summary: '1 step destroys. What is destroyed may not come back.',
  asked: { prompt: 'Please go through everything below. '.repeat(30), at: start - 50 * 60 * minutes },
  claim: `I will ${'clean up '.repeat(80)}`,
  command: {
    line: `aws s3 rb --force s3://${'x'.repeat(180)} ${'--and-another-option '.repeat(20)}`,
    marks: [{ start: 7, end: 17, severity: 'destroy' }],
  },
  effects: [
    {
      kind: 'destroy',
      label: 'Destroys',
      sentence: `Removes S3 bucket \`${'x'.repeat(180)}\``,
      target: 'x'.repeat(180),
      place: 'profile default · eu-central-1',
    },
  ],
  rules: [rule('destroys-hold')],
  environment: [{ name: 'AWS_ENDPOINT_URL_WITH_A_LONG_NAME', value: `https://${'long'.repeat(60)}.example.com` }],
  confirmation: { kind: 'type', text: 'x'.repeat(40) },
});

const manyFiles = sampleHold({
  id: 'hold-files',
  headline: 'Changes 500 files of the pipeline',
  severity: 'change',
  summary: 'Changes 499 files and rewrites 1 that cannot be inspected.',
  effects: [{ kind: 'change', label: 'Changes', sentence: 'Changes what the pipeline deploys.' }],
  files: Array.from({ length: 500 }, (_, index) =>
    index === 1
      ? {
          path: `.github/workflows/deploy-${index}.yml`,
          status: 'unreadable' as const,
          note: 'The patch does not fit the file, so what would become of it is not known.',
          comparable: false,
          hunks: [],
        }
      : fileView(
          `.github/workflows/deploy-${index}.yml`,
          [{ kind: 'replace', from: '--dry-run', to: '--yes', all: false }],
          { kind: 'text', text: '    steps:\n      - run: ./deploy.sh --dry-run\n' },
        ),
  ),
});

const megabyte = sampleHold({
  id: 'hold-megabyte',
  headline: 'Runs a command with an unknown effect',
  severity: 'unknown',
  summary: 'The command is 1 MB long.',
  command: {
    line: `printf '${'a b-c/'.repeat(175_000)}' | sh`,
    marks: [{ start: 1_050_009, end: 1_050_013, severity: 'unknown' }],
  },
  effects: [{ kind: 'unknown', label: 'Unknown effect', sentence: 'Feeds text to a shell.' }],
});

const mcpTool = sampleHold({
  id: 'hold-mcp',
  headline: 'Runs something Holdpoint cannot read: `postgres/query`',
  severity: 'unknown',
  summary: '1 step has an unknown effect. What it would do could not be found out.',
  asked: { prompt: 'How many orders came in yesterday?', at: start - 20_000 },
  input: {
    title: 'postgres · query',
    text: JSON.stringify({ sql: 'TRUNCATE TABLE orders; SELECT count(*) FROM orders' }, null, 2),
  },
  effects: [
    {
      kind: 'unknown',
      label: 'Unknown effect',
      sentence: 'Runs something Holdpoint cannot read: `postgres/query`',
      target: 'postgres/query',
    },
  ],
  rules: [rule('unknowns-hold')],
});

const brief = ({ id, headline, agent, severity }: HoldView): WaitingView => ({ id, headline, agent, severity });

/** Every sample by name. */
export const panelStates = {
  destroy: waiting(terraformDestroy, [brief(kubectlApply), brief(guardEdit)]),
  apply: waiting(kubectlApply, [brief(terraformDestroy), brief(guardEdit)], 2),
  edit: waiting(guardEdit),
  script: waiting(unknownScript),
  many: waiting(manyEffects),
  hostile: waiting(hostile),
  long: waiting(longWords),
  files: waiting(manyFiles),
  megabyte: waiting(megabyte),
  mcp: waiting(mcpTool),
  editMain: waiting(editedMain),
  plan200: waiting(twoHundred),
  dropTable: waiting(droppedTable),
  namespace: waiting(deletedNamespace),
  planned: waiting(plannedReplacement),
  unplanned: waiting(unplanned),
  planFailed: waiting(failedPlan),
  plan500: waiting(largePlan),
  planOpaque: waiting(opaquePlan),
  planPolicy: waiting(policyPlan),
  empty: { kind: 'empty', message: 'Nothing is waiting for you.' },
  settled: {
    kind: 'empty',
    message: 'Nothing is waiting for you.',
    settled: {
      headline: 'Destroys the Terraform environment `infra/envs/sample`',
      outcome: 'You denied it. It did not run, and Claude Code was told so.',
    },
  },
} satisfies Record<string, PanelState>;

/** The pictures of `docs/gallery.md`: file → state. */
export const gallery: Readonly<Record<string, PanelState>> = {
  'five-resources': panelStates.planned,
  'two-hundred-resources': panelStates.plan200,
  'uninspectable-script': panelStates.script,
  'sql-drop': panelStates.dropTable,
  'namespace-delete': panelStates.namespace,
  'edit-side-by-side': panelStates.editMain,
};
