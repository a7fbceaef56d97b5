/** Every condition of a policy, from a hook's question to the answer: what meets it is refused by its name, its look-alike is not. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { ToolCall } from '../../src/core/toolCall.ts';
import { command, connectHook, type GateFixture, gateFixture } from '../support/gateFixture.ts';

let fixture: GateFixture | undefined;
afterEach(() => fixture?.dispose());

type Ask = string | { readonly line: string; readonly call: Partial<ToolCall> };

interface Scene {
  readonly here: GateFixture;
  readonly write: (path: string, text: string) => void;
  /** Whether the rule took part in the answer. */
  readonly met: (ask: Ask) => boolean;
}

let calls = 0;

function scene(condition: string): Scene {
  const here = gateFixture();
  fixture = here;
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(here.project, path)), { recursive: true });
    writeFileSync(join(here.project, path), text);
  };
  const environments =
    'environments:\n  lab: { contexts: ["kind-*"], profiles: ["*-lab"], regions: ["cn-*"], workspaces: [lab], hosts: ["*.lab"], namespaces: [lab], databases: [labdb] }\n';
  write(
    '.holdpoint/policy.yaml',
    `version: 1\n${environments}rules: [{ name: the rule, when: { ${condition} }, then: deny }]\n`,
  );
  return {
    here,
    write,
    met(ask) {
      const { line, call } = typeof ask === 'string' ? { line: ask, call: {} } : ask;
      const before = new Set(here.gate.waiting().map(({ hold }) => hold.id));
      const hook = connectHook(here.gate);
      hook.ask(command(line, { cwd: here.project, callId: `call-${String(++calls).padStart(4, '0')}`, ...call }));
      const last = hook.heard.at(-1);
      if (last?.type === 'refused') return last.message.includes('the rule');
      const held = here.gate.waiting().find(({ hold }) => !before.has(hold.id));
      return held?.decision.reasons.some(({ rule }) => rule === 'the rule') ?? false;
    },
  };
}

const is = (condition: string, meets: Ask, misses: Ask, before: (scene: Scene) => void = () => {}) =>
  test(`${condition}: ${typeof meets === 'string' ? meets : meets.line}`, () => {
    const there = scene(condition);
    before(there);
    expect([there.met(meets), there.met(misses)]).toEqual([true, false]);
  });

const pod = 'kubectl delete pod web';

is('effect: destroy', pod, 'kubectl apply -f web.yaml');
is('effect: read', 'kubectl get pods', pod);
is('effect: unknown', 'kubectl frobnicate', pod);
is('tool: terraform', 'terraform apply', pod);
is('operation: "delete *"', pod, 'kubectl scale deployment web --replicas=2');
is('target: "web*"', pod, 'kubectl delete pod api');
is('file: "live/**"', 'terraform -chdir=live/shop destroy', 'terraform -chdir=test/shop destroy');
is('file: "scripts/*.sh"', 'bash scripts/down.sh', 'terraform destroy', ({ write }) =>
  write('scripts/down.sh', 'terraform destroy\n'),
);
is(
  'environment: lab, effect: destroy',
  'kubectl --context kind-me delete pod web',
  'kubectl --context prod delete pod web',
);
is('environment: lab, tool: aws', 'aws --profile shop-lab s3 rb s3://b', 'aws --profile shop s3 rb s3://b');
is(
  'environment: lab, tool: aws, effect: destroy',
  'aws --region cn-north-1 s3 rb s3://b',
  'aws --region eu-west-1 s3 rb s3://b',
);
is(
  'environment: lab, tool: terraform',
  { line: 'terraform destroy', call: { env: { TF_WORKSPACE: 'lab' } } },
  'terraform destroy',
);
is(
  'environment: lab, effect: [change, destroy]',
  'psql -h db.lab -c "DROP TABLE a"',
  'psql -h db.example -c "DROP TABLE a"',
);
is(
  'environment: lab, effect: [destroy]',
  'psql -h db.example -d labdb -c "DROP TABLE a"',
  'psql -h db.example -d shop -c "DROP TABLE a"',
);
is('environment: lab, operation: "delete*"', 'kubectl -n lab delete pod web', 'kubectl -n shop delete pod web');
is('environment: production, effect: destroy', pod, 'kubectl --context kind-me delete pod web');
is('agent: vscode', { line: pod, call: { agent: 'vscode' } }, pod);
is('signal: delete-and-recreate', 'terraform destroy && terraform apply', 'terraform destroy');
is(
  'mcp-server: aws',
  { line: '', call: { action: { kind: 'mcp', server: 'aws', tool: 'delete_stack', input: {} } } },
  pod,
);
is('any: [{ tool: aws }, { tool: kubectl }], effect: destroy', pod, 'terraform destroy');
is('all: [{ tool: kubectl }, { effect: destroy }]', pod, 'kubectl get pods');
is('not: { tool: kubectl }, effect: destroy', 'terraform destroy', pod);
is('data: true', pod, 'kubectl get pods');
is('reversible: false, effect: destroy', pod, 'kubectl get pods');
is('types: "aws_db_*", tool: terraform', 'terraform destroy', pod);
is('resources-over: 3, tool: terraform', 'terraform destroy', pod);
is('cost-over: 100, tool: terraform', 'terraform apply', pod);

test('a person, a branch and an hour, and others', () => {
  // The clock of these tests begins on a Thursday, at midnight.
  const there = scene('person: "*@example.com", branch: main, during: { days: fri }');
  there.write('.gitconfig', '[user]\n\temail = eve@example.org\n');
  there.write('.git/HEAD', 'ref: refs/heads/main\n');
  expect(there.met(pod)).toBe(false);
  there.write('.gitconfig', '[user]\n\temail = ada@example.com\n');
  expect(there.met('kubectl delete pod two')).toBe(false);
  there.here.clock.pass(24 * 3_600_000);
  expect(there.met('kubectl delete pod three')).toBe(true);
  there.write('.git/HEAD', 'ref: refs/heads/other\n');
  expect(there.met('kubectl delete pod four')).toBe(false);
});
