/**
 * The examples of `examples/verify` and `action.yml`, run as far as they run without a forge: the command line as it is
 * bundled, the real git and `ssh-keygen`, and a `terraform` that only says that it was started.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { bundles } from '../../scripts/lib/bundles.mjs';
import { applyPlan, askedBy, policy, repositoryOf, savedPlan } from '../support/cosignAsking.ts';
import { cosignTeam, hasSshKeygen } from '../support/cosignTeam.ts';

const examples = join(import.meta.dirname, '../../examples/verify');
const team = cosignTeam(Date.now());
const { checkout, publish } = repositoryOf(team);
const command = team.at('bin/holdpoint');
const log = team.at('terraform.log');

interface Step {
  readonly run?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}
const steps: readonly Step[] = parse(readFileSync(join(examples, '../../action.yml'), 'utf8')).runs.steps;
const inputs: Readonly<Record<string, { readonly default?: string }>> = parse(
  readFileSync(join(examples, '../../action.yml'), 'utf8'),
).inputs;
const github: readonly Step[] = parse(readFileSync(join(examples, 'github.yml'), 'utf8')).jobs.apply.steps;
const gitlab: readonly string[] = parse(readFileSync(join(examples, 'gitlab.yml'), 'utf8')).apply.script;

test("nothing of a job's inputs is put into the text of a script", () => {
  for (const { run } of [...steps, ...github]) expect(run ?? '').not.toContain('${{');
});

describe.skipIf(!hasSshKeygen)('what a job runs (skipped where there is no ssh-keygen: package openssh-client)', () => {
  beforeAll(async () => {
    await build({ ...bundles.cli, outfile: team.at('action/dist/cli.js') });
    team.write('bin/holdpoint', `#!/bin/sh\nexec '${process.execPath}' '${team.at('action/dist/cli.js')}' "$@"\n`);
    team.write('bin/terraform', `#!/bin/sh\necho "$@" >>'${log}'\n`);
    for (const name of ['holdpoint', 'terraform']) chmodSync(team.at(`bin/${name}`), 0o755);
    for (const [id, name] of Object.entries({ ada: 'Ada', bo: 'Bo' }))
      holdpoint('roster', 'add', id, '--name', name, '--group', 'platform', '--key', team.keygen(id));
    team.write('checkout/.holdpoint/policy.yaml', policy);
    publish();
  });
  afterAll(() => team.remove());
  beforeEach(() => {
    copyFileSync(savedPlan, join(checkout, 'plan.bin'));
    rmSync(log, { force: true });
  });

  const env = { ...team.env, PATH: `${team.at('bin')}:${team.env.PATH}` };
  const holdpoint = (...args: readonly string[]) =>
    execFileSync(command, args, { cwd: checkout, env, encoding: 'utf8', stdio: 'pipe' });
  /** Asked by Ada, and approved by Bo in a file. */
  async function approved() {
    const rosterText = team.read('checkout/.holdpoint/roster.json');
    const action = applyPlan(readFileSync(savedPlan));
    const key = team.at('ada.pub');
    const { link } = await askedBy(team, { now: Date.now(), person: 'ada', key, action, rosterText });
    const shown = spawnSync(command, ['cosign', link], { cwd: checkout, env, encoding: 'utf8' }).stdout;
    const code = /^Matching code: (\S+)$/m.exec(shown)?.[1] ?? '';
    const answer = team.at('bo.answer');
    holdpoint('cosign', link, '--key', team.at('bo.pub'), '--approve', '--code', code, '--out', answer);
    return { link, answer };
  }
  const bash = (script: string, more: Readonly<Record<string, string>>, args: readonly string[] = []) =>
    spawnSync('bash', ['-e', '-o', 'pipefail', '-c', script, 'bash', ...args], {
      cwd: checkout,
      env: { ...env, ...more },
      encoding: 'utf8',
    });
  const applied = () => (existsSync(log) ? readFileSync(log, 'utf8') : '');

  test('script.sh: once', async () => {
    const { link, answer } = await approved();
    const used = { HOLDPOINT_USED: team.at('used') };
    mkdirSync(used.HOLDPOINT_USED);
    const script = `exec '${join(examples, 'script.sh')}' "$@"`;
    const first = bash(script, used, [link, answer]);
    expect({ status: first.status, out: first.stdout }).toEqual({
      status: 0,
      out: expect.stringMatching(/^Approved: Approved by Bo\./),
    });
    const second = bash(script, used, [link, answer]);
    expect({ status: second.status, out: second.stdout }).toEqual({
      status: 3,
      out: expect.stringMatching(/^Not approved: These approvals have been used/),
    });
    expect(applied()).toBe('apply plan.bin\n');
  });

  test('gitlab.yml: once', async () => {
    const { link, answer } = await approved();
    const more = { HOLDPOINT_REQUEST: link, HOLDPOINT_ANSWERS: answer, HOLDPOINT_USED_REMOTE: 'origin' };
    expect(bash(gitlab.join('\n'), more).status).toBe(0);
    expect(bash(gitlab.join('\n'), more).status).toBe(3);
    expect(applied()).toBe('apply plan.bin\n');
  });

  describe('github.yml, with the steps of action.yml in the place of the action', () => {
    /** The workflow to its end, or to the step that fails. */
    function runs(given: Readonly<Record<string, string>>): { readonly status: number | null; readonly out: string } {
      const filled = (text: string, of: Readonly<Record<string, string>>) =>
        text.replace(/\$\{\{\s*([\w.-]+)\s*\}\}/g, (_, name: string) => of[name] ?? '');
      const prefixed = (of: Readonly<Record<string, string>>) =>
        Object.fromEntries(Object.entries(of).map(([name, value]) => [`inputs.${name}`, value]));
      let out = '';
      for (const step of github) {
        const own = Object.entries(step.with ?? {}).map(([name, text]) => [
          name,
          filled(String(text), prefixed(given)),
        ]);
        const defaults = Object.entries(inputs).map(([name, { default: text = '' }]) => [name, text]);
        const of = { ...prefixed(Object.fromEntries([...defaults, ...own])), 'github.action_path': team.at('action') };
        const inner = step.uses === 'OWNER/holdpoint@REF' ? steps : step.run === undefined ? [] : [step];
        for (const { run = '', env: named = {} } of inner) {
          const set = Object.entries(named).map(([name, text]) => [name, filled(text, of)]);
          const ended = bash(run, Object.fromEntries(set));
          out += ended.stdout;
          if (ended.status !== 0) return { status: ended.status, out };
        }
      }
      return { status: 0, out };
    }
    test('once', async () => {
      const { link, answer } = await approved();
      const given = { request: link, answers: `${answer}\n`, run: '1' };
      const first = runs(given);
      expect(first.status).toBe(0);
      expect(JSON.parse(first.out)).toMatchObject({ approved: true, by: [{ person: 'bo' }] });
      const second = runs(given);
      expect(second.status).toBe(3);
      expect(JSON.parse(second.out)).toMatchObject({ approved: false, code: 'used' });
      expect(applied()).toBe('apply plan.bin\n');
    });
    test('without an answer, and with a plan that was changed, nothing is applied', async () => {
      const { link, answer } = await approved();
      expect(runs({ request: link, answers: '', run: '1' }).status).toBe(3);
      copyFileSync(command, join(checkout, 'plan.bin'));
      expect(runs({ request: link, answers: answer, run: '1' }).status).toBe(3);
      expect(applied()).toBe('');
    });
    test('what is given as an answer is never run', async () => {
      const { link } = await approved();
      runs({ request: link, answers: `$(terraform no)\`terraform no\`"; terraform no; "`, run: '1' });
      expect(applied()).toBe('');
    });
  });
});
