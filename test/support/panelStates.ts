/** Holds as people would meet them, for the panel's tests and pictures. Times count from `start`. */
import type { EffectView, HoldView, PanelState, WaitingView } from '../../src/protocol/panel.ts';

/** The moment at which the sample states are shown. */
export const start = Date.UTC(2026, 2, 12, 9, 30);
const minutes = 60_000;

const promise = 'If approved, it runs exactly as shown, once, within 5 minutes. Anything different asks again.';

/** A hold with nothing special about it; a sample says what is its own. */
export function sampleHold(own: Partial<HoldView> = {}): HoldView {
  return {
    id: 'hold-1',
    digest: 'sha256:1f0c3a',
    paint: 'paint-1',
    agent: 'Claude Code',
    directory: 'shop',
    places: [],
    headline: 'Changes the deployment web',
    severity: 'change',
    summary: 'Changes 1 thing.',
    scripts: [],
    effects: [],
    files: [],
    rules: [{ rule: 'changes-hold', message: 'Changes to infrastructure wait for a person.' }],
    environment: [],
    confirmation: { kind: 'click' },
    promise,
    askedAt: start - 8_000,
    expiresAt: start + 14 * minutes + 52_000,
    ...own,
  };
}

export const waiting = (hold: HoldView, others: readonly WaitingView[] = [], position = 1): PanelState => ({
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
  places: ['Terraform workspace default', 'AWS sample-admin · eu-central-1'],
  headline: 'Destroys the Terraform environment infra/envs/sample',
  severity: 'destroy',
  summary: 'Destroys everything in 1 environment, then changes it. A destroy cannot be undone.',
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
      sentence: 'Destroys every resource that Terraform manages in infra/envs/sample.',
      target: 'infra/envs/sample',
      place: 'workspace default',
      note: 'Terraform will not ask again: -auto-approve.',
    },
    {
      kind: 'change',
      label: 'Changes',
      sentence: 'Creates and changes resources in infra/envs/sample.',
      target: 'infra/envs/sample',
      place: 'workspace default',
    },
  ],
  rules: [
    { rule: 'destroys-hold', message: 'What destroys infrastructure waits for a person, who types its name.' },
    { rule: 'changes-hold', message: 'Changes to infrastructure wait for a person.' },
  ],
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
  places: ['kube context shop-eu', 'namespace payments'],
  headline: 'Changes what k8s/web.yaml describes in payments',
  severity: 'change',
  summary: 'Creates or changes what is in 1 manifest. The manifest was read.',
  asked: { prompt: 'Roll out the new web image, please.', at: start - 40_000 },
  command: {
    line: kubectlLine,
    marks: [mark(kubectlLine, 'shop-eu', 'unknown'), mark(kubectlLine, 'apply', 'change')],
  },
  effects: [
    {
      kind: 'change',
      label: 'Changes',
      sentence: 'Applies k8s/web.yaml.',
      target: 'k8s/web.yaml',
      place: 'shop-eu · payments',
    },
  ],
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

const guardEdit = sampleHold({
  id: 'hold-edit',
  headline: 'Edits the settings that make the agent ask: .claude/settings.json',
  severity: 'unknown',
  summary: 'With this edit the agent would no longer be held. The edit can be undone; what runs meanwhile cannot.',
  asked: { prompt: 'Make the tests run faster.', at: start - 3 * minutes },
  claim: 'Remove an unused hook.',
  effects: [
    {
      kind: 'unknown',
      label: 'Unknown effect',
      sentence: 'Rewrites .claude/settings.json, which tells the agent to ask Holdpoint.',
      target: '.claude/settings.json',
    },
  ],
  rules: [{ rule: 'guard-files-hold', message: 'Whatever touches the guard itself waits for a person.' }],
  files: [
    {
      path: '.claude/settings.json',
      status: 'changed',
      comparable: true,
      hunks: [
        {
          header: '@@ -1,16 +1,5 @@',
          lines: [
            { kind: 'same', text: '{' },
            { kind: 'same', text: '  "permissions": { "allow": ["Bash(npm test)"] },' },
            { kind: 'removed', text: '  "hooks": {' },
            { kind: 'removed', text: '    "PreToolUse": [' },
            { kind: 'removed', text: '      {' },
            { kind: 'removed', text: '        "matcher": "*",' },
            {
              kind: 'removed',
              text: '        "hooks": [{ "type": "command", "command": "~/.holdpoint/bin/holdpoint-hook claude-code" }]',
            },
            { kind: 'removed', text: '      }' },
            { kind: 'removed', text: '    ]' },
            { kind: 'removed', text: '  }' },
            { kind: 'added', text: '  "hooks": {}' },
            { kind: 'same', text: '}' },
          ],
        },
      ],
    },
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
  headline: 'Runs a script with an unknown effect: tools/cleanup.sh',
  severity: 'unknown',
  summary: 'What it runs is decided while it runs, so it cannot be inspected. It may not be possible to undo it.',
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
      sentence: 'Runs $TOOL in tools/cleanup.sh, which is only known while it runs.',
      target: 'tools/cleanup.sh',
      note: 'The program is taken from a variable.',
    },
    {
      kind: 'read',
      label: 'Reads',
      sentence: 'Lists tagged resources in AWS.',
      place: 'profile default',
    },
  ],
  rules: [{ rule: 'unknowns-hold', message: 'What cannot be understood waits for a person.' }],
  scripts: [
    { path: 'tools/cleanup.sh', text: cleanup },
    { path: '.tool', text: 'terraform\n' },
  ],
});

const many = (count: number): readonly EffectView[] =>
  Array.from({ length: count }, (_, index) => ({
    kind: 'destroy',
    label: 'Destroys',
    sentence: `Deletes the deployment tenant-${index}/web.`,
    target: `tenant-${index}/web`,
    place: 'shop-eu',
  }));

const manyLine = Array.from({ length: 500 }, (_, index) => `kubectl delete deployment web -n tenant-${index}`).join(
  '\n',
);

const manyEffects = sampleHold({
  id: 'hold-many',
  places: ['kube context shop-eu'],
  headline: 'Destroys 500 deployments, the first of them tenant-0/web',
  severity: 'destroy',
  summary: 'Destroys 500 things in 500 namespaces. A destroy cannot be undone.',
  asked: { prompt: 'Tenant 17 complains about the web pod.', at: start - 12 * minutes },
  command: { line: manyLine, marks: [mark(manyLine, 'delete', 'destroy')] },
  effects: [...many(500), { kind: 'read', label: 'Reads', sentence: 'Lists namespaces.', place: 'shop-eu' }],
  rules: many(500).map(({ sentence }) => ({ rule: 'destroys-hold', message: sentence })),
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
  headline: 'Destroys the Terraform environment pro\u200bd',
  severity: 'destroy',
  summary: 'Destroys everything in 1 environment. A destroy cannot be undone.',
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
      sentence: 'Destroys everything in pro\u200bd.',
      target: 'pro\u200bd',
      place: '\u2067eu-central-1',
    },
  ],
  rules: [{ rule: 'destroys-hold', message: 'What destroys infrastructure waits for a person, who types its name.' }],
  environment: [{ name: 'PS1', value: `${escapes}\u202e$ ` }],
  confirmation: { kind: 'type', text: 'pro\u200bd' },
});

const longWords = sampleHold({
  id: 'hold-long',
  directory: `shop/${'deeply-nested-directory/'.repeat(9)}end`,
  places: ['kube context arn:aws:eks:eu-central-1:482100007714:cluster/shop-production-blue-with-a-very-long-name'],
  headline: `Deletes ${'a-very-long-name-without-any-space-'.repeat(5)}end`,
  severity: 'destroy',
  summary: 'Destroys 1 thing. A destroy cannot be undone.',
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
      sentence: `Deletes the bucket ${'x'.repeat(180)} with everything in it.`,
      target: 'x'.repeat(180),
      place: 'profile default · eu-central-1',
    },
  ],
  rules: [{ rule: 'destroys-hold', message: 'What destroys infrastructure waits for a person, who types its name.' }],
  environment: [{ name: 'AWS_ENDPOINT_URL_WITH_A_LONG_NAME', value: `https://${'long'.repeat(60)}.example.com` }],
  confirmation: { kind: 'type', text: 'x'.repeat(40) },
});

const manyFiles = sampleHold({
  id: 'hold-files',
  headline: 'Changes 500 files of the pipeline',
  severity: 'change',
  summary: 'Changes 499 files and rewrites 1 that cannot be inspected.',
  effects: [{ kind: 'change', label: 'Changes', sentence: 'Changes what the pipeline deploys.' }],
  files: Array.from({ length: 500 }, (_, index) => ({
    path: `.github/workflows/deploy-${index}.yml`,
    status: index === 1 ? ('unreadable' as const) : ('changed' as const),
    ...(index === 1 ? { note: 'The patch does not fit the file, so what would become of it is not known.' } : {}),
    comparable: index !== 1,
    hunks:
      index === 1
        ? []
        : [
            {
              header: '@@ -12,9 +12,9 @@ jobs:',
              lines: [
                { kind: 'same' as const, text: '    steps:' },
                { kind: 'removed' as const, text: '      - run: ./deploy.sh --dry-run' },
                { kind: 'added' as const, text: '      - run: ./deploy.sh --yes' },
                { kind: 'same' as const, text: '' },
              ],
            },
          ],
  })),
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
  headline: 'Runs the tool postgres/query with an unknown effect',
  severity: 'unknown',
  summary: 'What a tool of a server does cannot be inspected.',
  asked: { prompt: 'How many orders came in yesterday?', at: start - 20_000 },
  input: {
    title: 'postgres/query with this input',
    text: JSON.stringify({ sql: 'TRUNCATE TABLE orders; SELECT count(*) FROM orders' }, null, 2),
  },
  effects: [{ kind: 'unknown', label: 'Unknown effect', sentence: 'Calls postgres/query.', target: 'postgres/query' }],
  rules: [{ rule: 'unknowns-hold', message: 'What cannot be understood waits for a person.' }],
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
  empty: { kind: 'empty', message: 'Nothing is waiting for you.' },
  settled: {
    kind: 'empty',
    message: 'Nothing is waiting for you.',
    settled: {
      headline: 'Destroys the Terraform environment infra/envs/sample',
      outcome: 'You denied it. It did not run, and Claude Code was told so.',
    },
  },
} satisfies Record<string, PanelState>;
