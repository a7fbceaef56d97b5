/** Policies in force: from a hook's question to the answer, with files that people, agents and git change. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { command, connectHook } from '../support/gateFixture.ts';
import { organisationFile, personFile } from '../support/gatePolicies.ts';
import { closeWorld, journal, mine, rules, settle, world } from '../support/policyWorld.ts';

afterEach(closeWorld);

const drop = 'kubectl --context kind-me delete deployment web';
const prod = 'kubectl --context prod-eu delete deployment web';

describe('a repository’s policy', () => {
  test('counts once a person has accepted it', async () => {
    const here = world();
    here.policy(mine);
    expect(here.says(drop)).toBe('waiting');
    here.accept();
    await settle();
    expect([here.says(drop), here.says(prod)]).toEqual(['neutral', 'waiting']);
    expect(journal(here).map(({ kind }) => kind)).toContain('policy-accepted');
  });

  test('is shown as what it means, and asked about once', async () => {
    const here = world();
    here.policy(rules('{ name: two, when: { effect: destroy }, then: hold, approvals: { count: 1 } }'));
    here.accept();
    await settle();
    here.policy(rules('{ name: two, when: { effect: destroy }, then: hold }'));
    here.gate.reviewPolicies();
    here.gate.reviewPolicies();
    const waiting = here.gate.waiting();
    expect(waiting.map(({ decision }) => decision.reasons)).toEqual([
      [
        {
          rule: 'loosens the policy',
          message:
            '"two" was: Whatever destroys something is held for 1 more person. Now: Whatever destroys something is held.',
        },
      ],
    ]);
    const [held] = waiting;
    if (held === undefined) throw new Error('it is not asked');
    expect(here.gate.verdict({ hold: held.hold.id, digest: held.digest, answer: 'approve' })).toBe(
      'Type accept to approve.',
    );
  });

  test('that was loosened does not count before it is accepted; the stricter one does', async () => {
    const here = world();
    here.policy(rules('{ name: never, when: { effect: destroy }, then: deny }'));
    here.accept();
    await settle();
    here.policy(mine);
    expect(here.says(drop)).toContain('never');
    // The same rule, and only its answer is another.
    here.policy(rules('{ name: never, when: { effect: destroy }, then: allow }'));
    expect(here.says(drop)).toContain('never');
    here.policy(mine);
    here.accept();
    await settle();
    expect(here.says(drop)).toBe('neutral');
  });

  test('that was tightened counts at once', async () => {
    const here = world();
    here.policy(mine);
    here.accept();
    await settle();
    here.policy(`${mine}  - { name: never, when: { effect: destroy }, then: deny }`);
    expect(here.says(drop)).toContain('never');
  });

  test('that is broken leaves the accepted one, and holds', async () => {
    const here = world();
    here.policy(`${mine}  - { name: never, when: { tool: aws, effect: destroy }, then: deny }`);
    here.accept();
    await settle();
    here.policy('rules: [');
    expect([here.says(drop), here.says('aws s3 rb s3://b --force'), here.says('kubectl get pods')]).toEqual([
      'waiting',
      expect.stringContaining('never'),
      'neutral',
    ]);
    here.gate.reviewPolicies();
    expect(here.gate.waiting().filter(({ call }) => call.agent === 'holdpoint')).toEqual([]);
  });

  test('that is gone still counts', async () => {
    const here = world();
    here.policy(rules('{ name: never, when: { effect: destroy }, then: deny }'));
    here.accept();
    await settle();
    rmSync(join(here.project, '.holdpoint/policy.yaml'));
    expect(here.says(drop)).toContain('never');
  });

  test('that changes while it is shown is not accepted', async () => {
    const here = world();
    here.policy(mine);
    here.gate.reviewPolicies();
    const [held] = here.gate.waiting();
    if (held === undefined) throw new Error('it is not asked');
    here.policy(rules('{ name: all, when: {}, then: allow }'));
    const answer = { hold: held.hold.id, digest: held.digest, answer: 'approve' as const, typed: 'accept' };
    expect(here.gate.verdict(answer)).toMatch(/changed while it was shown/);
    await settle();
    expect(here.says(drop)).toBe('waiting');
  });

  test('is accepted by no file that anybody wrote', async () => {
    const here = world();
    here.policy(mine);
    here.accept();
    await settle();
    const folder = join(here.root, 'policies');
    const [name] = readdirSync(folder);
    const file = join(folder, name ?? '');
    const accepted = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    const wide = `version: 1\n${rules('{ name: all, when: {}, then: allow }')}`;
    here.write('.holdpoint/policy.yaml', wide);
    writeFileSync(file, JSON.stringify({ ...accepted, policy: wide }));
    expect(here.says(prod)).toBe('waiting');
  });

  test('edited by an agent is held, and what it would allow as well', async () => {
    const here = world();
    const hook = connectHook(here.gate);
    const path = join(here.project, '.holdpoint/policy.yaml');
    const content = `version: 1\n${rules('{ name: all, when: {}, then: allow }')}`;
    hook.ask(
      command('', {
        action: { kind: 'edit', edits: [{ path, change: { kind: 'write', content } }] },
        cwd: here.project,
      }),
    );
    expect(hook.heard.at(-1)?.type).toBe('waiting');
    here.write('.holdpoint/policy.yaml', content);
    expect([here.says(drop), here.says(`echo x > ${path}`)]).toEqual(['waiting', 'waiting']);
  });
});

describe('what a policy asks for', () => {
  const deciding = async (rule: string) => {
    const here = world();
    here.policy(rules(rule));
    here.accept();
    await settle();
    here.ask(prod);
    const held = here.gate.waiting().at(-1);
    if (held === undefined) throw new Error('it is not held');
    const approve = (more: { typed?: string; note?: string } = {}) =>
      here.gate.verdict({ hold: held.hold.id, digest: held.digest, answer: 'approve', ...more });
    return { here, approve, held };
  };

  test('others have to agree', async () => {
    const { approve } = await deciding(
      '{ name: two, when: { effect: destroy }, then: hold, approvals: { count: 1, group: platform } }',
    );
    expect(approve({ typed: 'web' })).toMatch(/1 more person of platform/);
  });
  test('a reason', async () => {
    const { approve } = await deciding('{ name: why, when: { effect: destroy }, then: hold, reason: required }');
    expect([
      approve({ typed: 'web' }),
      approve({ typed: 'web', note: ' ' }),
      approve({ typed: 'web', note: 'it is broken' }),
    ]).toEqual([expect.stringContaining('write why'), expect.stringContaining('write why'), undefined]);
  });
  test('a click is enough', async () => {
    const { approve } = await deciding('{ name: quick, when: { effect: destroy }, then: hold, confirm: click }');
    expect(approve()).toBeUndefined();
  });
  test('its target is typed', async () => {
    const { held } = await deciding(
      '{ name: typed, when: { effect: [change, destroy] }, then: hold, confirm: type-target }',
    );
    expect(held.decision).toMatchObject({ confirmation: { kind: 'type', text: 'web' } });
  });
  test('it never happens: the agent reads the rule, the journal has it', async () => {
    const here = world();
    here.policy(rules('{ name: not from here, when: { effect: destroy }, then: deny }'));
    here.accept();
    await settle();
    expect(here.says(prod)).toContain('not from here');
    expect(journal(here).at(-1)).toMatchObject({ kind: 'refused', rule: 'not from here' });
  });
  test('reads are asked about as well', async () => {
    const here = world();
    here.policy(rules('{ name: secrets, when: { effect: read, operation: "get secret*" }, then: hold }'));
    here.accept();
    await settle();
    expect([here.says('kubectl get secret db'), here.says('kubectl get pods web')]).toEqual(['waiting', 'neutral']);
  });
  test('reads that are held are named, so that they are refused where nobody can be asked', async () => {
    const here = world();
    const named = () => here.policies.heldReads([here.project]);
    expect(named()).toEqual([]);
    here.policy(
      rules(
        '{ name: secrets, when: { effect: read, tool: kubectl }, then: hold }',
        '{ name: writes, when: { effect: [change, destroy] }, then: deny }',
        '{ name: free, when: {}, then: allow }',
      ),
    );
    expect(named()).toEqual(['kubectl']);
    here.policy(rules('{ name: nights, when: { during: { from: "22:00" } }, then: deny }'));
    expect(named()).toEqual(['*']);
    here.policy(rules('{ name: pattern, when: { all: [{ effect: read }], tool: "aws*" }, then: hold }'));
    expect(named()).toEqual(['*']);
    here.policy(rules('{ name: inner, when: { all: [{ effect: destroy }] }, then: hold }'));
    expect(named()).toEqual([]);
  });
  test('no more than so many', async () => {
    const here = world();
    here.policy('limits: { holds-per-hour: 2 }');
    here.accept();
    await settle();
    const said = [1, 2, 3].map((index) => here.says(`kubectl --context prod delete deployment web${index}`));
    expect(said).toEqual(['waiting', 'waiting', expect.stringContaining('holds-per-hour')]);
    here.clock.pass(3_600_001);
    expect(here.says('kubectl --context prod delete deployment web4')).toBe('waiting');
  });
  test('what passed by a rule raises no alarm afterwards', async () => {
    const here = world();
    here.policy(mine);
    here.accept();
    await settle();
    const alarms: unknown[] = [];
    here.gate.onAlarm((alarm) => alarms.push(alarm));
    const call = command(drop, { cwd: here.project, callId: 'call-allowed' });
    const hook = connectHook(here.gate);
    hook.ask(call);
    hook.say({ type: 'note', version: 1, note: { kind: 'after', call, failed: false } });
    expect([hook.heard.at(-1)?.type, alarms]).toEqual(['release', []]);
  });
});

test('a folder or a file of the sandbox takes nothing out of the place that a line names', async () => {
  const here = world();
  here.write('envs/dev/web.yaml', 'kind: Deployment\nmetadata: { name: web }\n');
  here.policy(mine);
  here.accept();
  await settle();
  const said = (...lines: readonly string[]) => lines.map((line) => here.says(line));
  expect(said(`cd envs/dev && ${prod}`, 'kubectl --context prod-eu delete -f envs/dev/web.yaml')).toEqual([
    'waiting',
    'waiting',
  ]);
  expect(said(`cd envs/dev && ${drop}`, 'kubectl delete -f envs/dev/web.yaml')).toEqual(['neutral', 'neutral']);
});

test('a policy that is a pipe keeps nobody waiting: it cannot be read, so all is asked about', () => {
  const here = world();
  mkdirSync(join(here.project, '.holdpoint'));
  const pipe = join(here.project, '.holdpoint/policy.yaml');
  spawnSync('mkfifo', [pipe]);
  // Whoever reads it anyway goes on after two seconds.
  const writer = spawn('sh', ['-c', `sleep 2; : > '${pipe}'`], { stdio: 'ignore' });
  const began = Date.now();
  expect([here.says(drop), Date.now() - began < 1_500]).toEqual(['waiting', true]);
  writer.kill();
});

describe('a name in a configuration that the call brings', () => {
  const kubeconfig = (context: string) =>
    `current-context: ${context}\ncontexts: [{ name: ${context}, context: { cluster: c } }]\nclusters: [{ name: c, cluster: { server: "https://prod.example:6443" } }]\n`;
  test.each([
    'KUBECONFIG=k.yaml kubectl delete deployment web',
    'export KUBECONFIG=$PWD/k.yaml; kubectl --context kind-me delete deployment web',
    'kubectl --kubeconfig k.yaml --context kind-me delete deployment web',
    'HOME=/tmp/other kubectl --context kind-me delete deployment web',
  ])('makes no sandbox: %s', async (line) => {
    const here = world();
    here.write('k.yaml', kubeconfig('kind-me'));
    here.policy(mine);
    here.accept();
    await settle();
    expect(here.says(line)).toBe('waiting');
  });
  test('the one at home does', async () => {
    const here = world();
    here.write('.kube/config', kubeconfig('kind-me'));
    here.policy(mine);
    here.accept();
    await settle();
    expect([here.says(drop), here.says('kubectl delete deployment web')]).toEqual(['neutral', 'neutral']);
  });
});

describe('policies above', () => {
  test('a person’s and a machine’s own count without asking, and cannot be loosened', async () => {
    const here = world();
    here.policy(mine);
    here.accept();
    await settle();
    writeFileSync(
      personFile(here.root),
      `version: 1\n${rules('{ name: mine too, when: { tool: kubectl, effect: destroy }, then: hold }')}`,
    );
    expect(here.says(drop)).toBe('waiting');
    writeFileSync(
      organisationFile(here.root),
      `version: 1\n${rules('{ name: all of us, when: { tool: kubectl, effect: destroy }, then: deny }')}`,
    );
    expect(here.says(drop)).toContain('all of us');
  });
});

describe('wherever it is said from', () => {
  const never = rules('{ name: never here, when: { effect: destroy, file: "envs/prod/**" }, then: deny }');
  const ready = async () => {
    const here = world();
    here.write('.git/HEAD', 'ref: refs/heads/main\n');
    here.write('envs/prod/main.tf', '');
    here.policy(never);
    here.accept();
    await settle();
    return here;
  };

  test('the folder itself, and its look-alike', async () => {
    const here = await ready();
    expect(here.says('terraform destroy', join(here.project, 'envs/prod'))).toContain('never here');
    expect(here.says('terraform destroy', join(here.project, 'envs/test'))).toBe('waiting');
  });
  test('from another folder, with -chdir', async () => {
    const here = await ready();
    expect(here.says(`terraform -chdir=${here.project}/envs/prod destroy`, '/')).toContain('never here');
  });
  test('after a cd', async () => {
    const here = await ready();
    expect(here.says(`cd ${here.project}/envs/prod && terraform destroy`, '/')).toContain('never here');
  });
  test.each([
    'cd DIR && sudo terraform destroy',
    'cd DIR && terraform destroy -var x=$(date)',
    'terraform -chdir=DIR state rm aws_db_instance.a',
    'cd DIR && sudo kubectl --context a delete pod web',
    'pulumi -C DIR destroy --yes',
    'pulumi destroy --yes --cwd=DIR',
    'bash -c "cd DIR; terraform destroy"',
  ])('from another folder, whoever it is run by: %s', async (line) => {
    const here = await ready();
    here.write('envs/test/main.tf', '');
    here.policy(rules('{ name: never here, when: { effect: [change, destroy], file: "envs/prod/**" }, then: deny }'));
    expect(here.says(line.replace('DIR', join(here.project, 'envs/prod')), '/')).toContain('never here');
    expect(here.says(line.replace('DIR', join(here.project, 'envs/test')), '/')).toBe('waiting');
  });
  test.each([
    'terraform -chdir=DIR plan',
    'cd DIR && terraform plan',
    'cd DIR && kubectl get pods',
    'pulumi -C DIR stack ls',
  ])('a look from another folder: %s', async (line) => {
    const here = await ready();
    here.write('envs/test/main.tf', '');
    here.policy(rules('{ name: no looking, when: { effect: read, file: "envs/prod/**" }, then: deny }'));
    expect(here.says(line.replace('DIR', join(here.project, 'envs/prod')), '/')).toContain('no looking');
    expect(here.says(line.replace('DIR', join(here.project, 'envs/test')), '/')).toBe('neutral');
  });
  test('in a submodule', async () => {
    const here = await ready();
    here.write('envs/prod/network/.git', 'gitdir: ../../../.git/modules/network\n');
    expect(here.says('terraform destroy', join(here.project, 'envs/prod/network'))).toContain('never here');
  });
  test('under more repositories than anybody has', async () => {
    const here = await ready();
    const deep = `envs/prod/${'inner/'.repeat(30)}`;
    for (let depth = 1; depth <= 30; depth++) here.write(`envs/prod/${'inner/'.repeat(depth)}.git/HEAD`, '');
    expect(here.says('terraform destroy', join(here.project, deep))).toContain('never here');
  });
  test('after its folder is no repository any more', async () => {
    const here = await ready();
    rmSync(join(here.project, '.git'), { recursive: true });
    rmSync(join(here.project, '.holdpoint/policy.yaml'));
    expect(here.says('terraform destroy', join(here.project, 'envs/prod'))).toContain('never here');
  });
  test('what a policy allows it allows in the folders below as well', async () => {
    const here = world();
    here.write('.git/HEAD', 'ref: refs/heads/main\n');
    here.write('envs/test/web.yaml', '');
    here.policy(mine);
    here.accept();
    await settle();
    const below = join(here.project, 'envs/test');
    expect([here.says(drop, below), here.says(prod, below)]).toEqual(['neutral', 'waiting']);
  });
  test('in a repository within', async () => {
    const here = await ready();
    here.write('envs/prod/inner/.git/HEAD', 'ref: refs/heads/x\n');
    here.write(
      'envs/prod/inner/.holdpoint/policy.yaml',
      `version: 1\n${rules('{ name: all, when: {}, then: allow }')}`,
    );
    expect(here.says('terraform destroy', join(here.project, 'envs/prod/inner'))).toContain('never here');
  });
  test.each(['as it is', 'seen from there'])('in a worktree elsewhere, its repository named %s', async (way) => {
    const here = await ready();
    const elsewhere = mkdtempSync(join(tmpdir(), 'worktree-'));
    try {
      mkdirSync(join(elsewhere, 'envs/prod'), { recursive: true });
      const repository = way === 'as it is' ? here.project : relative(elsewhere, here.project);
      writeFileSync(join(elsewhere, '.git'), `gitdir: ${repository}/.git/worktrees/x\n`);
      expect(here.says('terraform destroy', join(elsewhere, 'envs/prod'))).toContain('never here');
      expect(here.says('terraform destroy', join(elsewhere, 'envs/test'))).toBe('waiting');
    } finally {
      rmSync(elsewhere, { recursive: true, force: true });
    }
  });
});
