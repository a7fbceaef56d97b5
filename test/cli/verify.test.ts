/**
 * From a request to a job that may run once, without any editor: what the core's `askFor` makes for a real saved plan,
 * answered by `holdpoint cosign`, checked by `holdpoint verify`. Keys are of the real `ssh-keygen`, branches of the real git.
 */
import { execFileSync } from 'node:child_process';
import { appendFileSync, copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { answerText, openSealed, sealedAnswer } from '../../src/cli/cosignLinks.ts';
import { signBySsh, sshKeyNamed } from '../../src/cli/sshKeys.ts';
import type { CosignAction } from '../../src/core/cosign/action.ts';
import { answerTo } from '../../src/core/cosign/answer.ts';
import { spellEnvelope } from '../../src/core/cosign/dsse.ts';
import { parseRoster } from '../../src/core/cosign/roster.ts';
import { padding } from '../../src/core/cosign/seal.ts';
import { openRequest } from '../../src/core/cosign/verify.ts';
import {
  applyPlan,
  askedBy,
  policy,
  repositoryOf,
  type SentRequest,
  savedPlan,
  sha256,
} from '../support/cosignAsking.ts';
import { subtle } from '../support/cosignPeople.ts';
import { type Called, cosignTeam, hasSshKeygen } from '../support/cosignTeam.ts';

const noon = Date.parse('2026-11-24T12:00:00.000Z');
const team = cosignTeam(noon);
const { checkout, publish, git } = repositoryOf(team);
const plan = readFileSync(savedPlan);
const rosterFile = join(checkout, '.holdpoint/roster.json');
const apply = ['--', 'terraform', 'apply', 'plan.bin'];

describe.skipIf(!hasSshKeygen)('a job (skipped where there is no ssh-keygen: package openssh-client)', () => {
  const add = async (id: string, name: string, key = team.keygen(id)) => {
    const args = ['roster', 'add', id, '--name', name, '--group', 'platform', '--key', key];
    expect(await team.run(args, { cwd: checkout })).toMatchObject({ code: 0 });
  };
  let original: string;
  beforeAll(async () => {
    await add('ada', 'Ada');
    await add('bo', 'Bo');
    await add('bo', 'Bo', team.keygen('bo-2', '-t', 'ecdsa', '-b', '256', '-N', ''));
    await add('cy', 'Cy');
    team.write('checkout/.holdpoint/policy.yaml', policy);
    publish();
    original = readFileSync(rosterFile, 'utf8');
  });
  afterAll(() => team.remove());
  let used: string;
  let number = 0;
  beforeEach(() => {
    copyFileSync(savedPlan, join(checkout, 'plan.bin'));
    used = team.at(`used-${number++}`);
    mkdirSync(used);
  });

  const ask = (over: Parameters<typeof askedBy>[1]['over'] = {}, action: CosignAction = applyPlan(plan), key = 'ada') =>
    askedBy(team, { now: noon, person: 'ada', key: team.at(`${key}.pub`), action, rosterText: original, over });
  /** The text of somebody's answer. */
  async function answer({ link }: SentRequest, key: string, said = 'approve\n\n', called: Called = {}) {
    const args = ['cosign', link, '--key', team.at(`${key}.pub`)];
    const { out, error } = await team.run(args, { cwd: checkout, input: said, terminal: true, ...called });
    const found = /^\S+:\/\/holdpoint\.holdpoint\/answer#\S+$/m.exec(out)?.[0];
    if (found === undefined) throw new Error(error);
    return found;
  }
  async function verify(
    sent: SentRequest,
    answers: readonly string[],
    more: readonly string[] = [],
    called: Called = {},
  ) {
    const store = more.some((word) => /^--(?:used|dry)/.test(word)) ? [] : ['--used', used];
    const said = answers.flatMap((each) => ['--answer', each]);
    const command = more.includes('--') ? [] : apply;
    const args = ['verify', '--json', '--request', sent.link, ...said, ...store, ...more, ...command];
    const { code, out, error } = await team.run(args, { cwd: checkout, ...called });
    return { code, error, ...JSON.parse(out === '' ? '{}' : out) };
  }
  /** `code` of the process and of the refusal share a name: the refusal's wins in what is parsed. */
  const refuses = (found: Awaited<ReturnType<typeof verify>>, code: string, aside?: RegExp) => {
    expect({ approved: found.approved, code: found.code }).toEqual({ approved: false, code });
    if (aside !== undefined) expect(found.setAside.join('\n')).toMatch(aside);
    expect(readdirSync(used)).toEqual([]);
  };

  test('yes, once; no at the second use', async () => {
    const sent = await ask();
    const said = [await answer(sent, 'bo', 'approve\nLooks right.\n')];
    const record = team.at('record.json');
    expect(await verify(sent, said, ['--record', record])).toMatchObject({
      approved: true,
      code: 0,
      how: 'approved',
      by: [{ person: 'bo', assurance: 'A1', via: 'cli', note: 'Looks right.' }],
      executeBy: '2026-11-24T12:05:00.000Z',
    });
    expect(JSON.parse(readFileSync(record, 'utf8'))).toMatchObject({ approved: true, by: [{ person: 'bo' }] });
    expect(await verify(sent, said)).toMatchObject({ approved: false, code: 'used' });
  });
  test('of two jobs at once only one may', async () => {
    const sent = await ask();
    const said = [await answer(sent, 'bo')];
    const found = await Promise.all([1, 2, 3].map(() => verify(sent, said)));
    expect(found.filter(({ approved }) => approved)).toHaveLength(1);
  });
  test('the process ends with 0, 3 and 2', async () => {
    const sent = await ask();
    const said = await answer(sent, 'bo');
    const codeOf = async (...args: readonly string[]) => (await team.run(['verify', ...args], { cwd: checkout })).code;
    const request = ['--request', sent.link, '--used', used];
    expect(await codeOf(...request, ...apply)).toBe(3);
    expect(await codeOf(...request, '--answer', said, ...apply)).toBe(0);
    expect(await codeOf(...request, '--answer', said, ...apply)).toBe(3);
    expect(await codeOf(...request)).toBe(2);
  });
  test('without anybody: no', async () => refuses(await verify(await ask(), []), 'not-enough'));
  test('an altered plan: no', async () => {
    const sent = await ask();
    const said = [await answer(sent, 'bo')];
    appendFileSync(join(checkout, 'plan.bin'), ' ');
    refuses(await verify(sent, said), 'not-in-request');
  });
  test('an altered command: no', async () => {
    const sent = await ask();
    const more = ['--', 'terraform', 'apply', '-auto-approve', 'plan.bin'];
    refuses(await verify(sent, [await answer(sent, 'bo')], more), 'not-in-request');
  });
  test('a file of the command that nobody signed for: no', async () => {
    team.write('checkout/prod.tfvars', 'size = 1');
    const words = ['terraform', 'apply', '-var-file=prod.tfvars', 'plan.bin'];
    const sent = await ask({}, applyPlan(plan, words));
    const found = await verify(sent, [await answer(sent, 'bo')], ['--', ...words]);
    refuses(found, 'not-in-request');
    expect(found.message).toMatch(/does not say what is in prod\.tfvars/);
  });
  test('a request that names no file: no', async () => {
    const sent = await ask({}, { ...applyPlan(plan, ['terraform', 'destroy']), inputs: [] });
    refuses(await verify(sent, [await answer(sent, 'bo')], ['--', 'terraform', 'destroy']), 'not-in-request');
  });
  test('another commit than it was asked for at: no; the same one: yes', async () => {
    const at = (commit: string) => ask({}, { ...applyPlan(plan), repo: { commit } });
    const stale = await at('0'.repeat(40));
    refuses(await verify(stale, [await answer(stale, 'bo')]), 'not-in-request');
    const fresh = await at(git('rev-parse', 'HEAD').toString().trim());
    expect(await verify(fresh, [await answer(fresh, 'bo')])).toMatchObject({ approved: true });
  });
  test('expired: no', async () => {
    const sent = await ask();
    const said = [await answer(sent, 'bo')];
    refuses(await verify(sent, said, [], { now: noon + 16 * 60_000 }), 'request-expired', /has expired/);
  });
  test('approved, but too long ago: no', async () => {
    const sent = await ask();
    refuses(await verify(sent, [await answer(sent, 'bo')], [], { now: noon + 6 * 60_000 }), 'execute-window-over');
  });
  test('the requester signing for himself: no', async () => {
    const sent = await ask();
    await expect(answer(sent, 'ada')).rejects.toThrow(/nobody is their own second person/);
    // By a client that does not ask.
    const [io, now] = [{ cwd: checkout, env: team.env, error: () => {} }, noon];
    const { keys, request } = await openSealed(sent.link, io);
    const { roster } = parseRoster(original, now);
    const asked = roster === undefined ? undefined : await openRequest(request, roster, now, [], subtle);
    if (asked === undefined || 'code' in asked) throw new Error('no request');
    const rosterSha256 = sha256(original);
    const own = { decision: 'approve', approver: 'ada', via: 'cli', reason: '', rosterSha256, now } as const;
    const { payloadType, payload, signed } = answerTo(asked, own);
    const ssh = await sshKeyNamed(team.at('ada.pub'), io);
    const envelope = spellEnvelope({ payloadType, payload, keyid: ssh.id, sig: await signBySsh(ssh, signed, io) });
    const said = answerText(keys, await sealedAnswer(keys, envelope, padding.link));
    refuses(await verify(sent, [said]), 'not-enough', /Ada asked for this, and nobody is their own second person/);
  });
  test('the same person twice with two keys, where two people are asked for: no', async () => {
    const two = policy.replace('count: 1', 'count: 2');
    const policyFile = team.write('two.yaml', two);
    const rosterPath = team.write('two.json', original);
    const named = ['--policy', policyFile, '--roster', rosterPath];
    const sent = await ask({ policy: { policySha256: sha256(two), rosterSha256: sha256(original), need: [] } });
    const by = async (key: string, now: number) => {
      const args = ['sign', sent.link, '--key', team.at(`${key}.pub`), '--out', team.at(`${key}.answer`), ...named];
      const called = { cwd: checkout, input: 'approve\n\n', terminal: true, now };
      expect(await team.run(args, called)).toMatchObject({ code: 0 });
      return team.at(`${key}.answer`);
    };
    const twice = [await by('bo', noon), await by('bo-2', noon + 1_000)];
    const called = { now: noon + 2_000 };
    refuses(await verify(sent, twice, named, called), 'not-enough', /Bo has said something newer/);
    expect(await verify(sent, [...twice, await by('cy', noon)], named, called)).toMatchObject({ approved: true });
  });
  test('a revoked key: no, though it was signed before', async () => {
    const value = JSON.parse(original);
    value.people[1].keys[0].revoked = '2026-11-24';
    const revoked = team.write('revoked.json', JSON.stringify(value));
    const sent = await ask({
      policy: { policySha256: sha256(policy), rosterSha256: sha256(JSON.stringify(value)), need: [] },
    });
    const named = ['--roster', revoked, '--policy', join(checkout, '.holdpoint/policy.yaml')];
    const args = ['cosign', sent.link, '--key', team.at('bo.pub'), ...named];
    const { error } = await team.run(args, { cwd: checkout, input: 'approve\n\n', terminal: true });
    expect(error).toMatch(/was revoked on 2026-11-24/);
    // Signed under the roster before, and checked under the one after.
    const before = await ask();
    refuses(await verify(before, [await answer(before, 'bo')], named), 'roster-differs', /another roster|was revoked/);
  });
  test('a roster that was tampered with in the working tree changes nothing', async () => {
    const sent = await ask();
    const value = JSON.parse(original);
    value.people[1].groups = [];
    writeFileSync(rosterFile, JSON.stringify(value));
    try {
      expect(await verify(sent, [await answer(sent, 'bo')])).toMatchObject({ approved: true });
    } finally {
      writeFileSync(rosterFile, original);
    }
  });
  test("a roster with another person's key under a stranger's name: that key does not count", async () => {
    const value = JSON.parse(original);
    value.people[1].id = 'mallory';
    const text = JSON.stringify(value);
    const sent = await ask({ policy: { policySha256: sha256(policy), rosterSha256: sha256(text), need: [] } });
    const named = ['--roster', team.write('tampered.json', text), '--policy', join(checkout, '.holdpoint/policy.yaml')];
    const args = ['sign', sent.link, '--key', team.at('bo.pub'), '--out', team.at('m.answer'), ...named];
    expect(await team.run(args, { cwd: checkout, input: 'approve\n\n', terminal: true })).toMatchObject({ code: 0 });
    refuses(await verify(sent, [team.at('m.answer')], named), 'not-enough', /without a proof that it is theirs/);
  });
  test('a request made with another roster than the branch has: no', async () => {
    const sent = await ask({ policy: { policySha256: sha256(policy), rosterSha256: sha256('other'), need: [] } });
    refuses(await verify(sent, []), 'roster-differs');
  });
  test('somebody says no: no, whoever says yes', async () => {
    const sent = await ask();
    const said = [await answer(sent, 'bo'), await answer(sent, 'cy', 'deny\nNot on a Friday.\n')];
    refuses(await verify(sent, said), 'denied');
  });
  test('an answer to another request: no', async () => {
    const [sent, other] = [await ask(), await ask()];
    refuses(await verify(sent, [await answer(other, 'bo')]), 'not-enough', /answers another request/);
  });
  test('answers in a folder', async () => {
    const sent = await ask();
    team.write('answers/bo.holdpoint', await answer(sent, 'bo'));
    team.write('answers/note.txt', 'hello');
    expect(await verify(sent, [team.at('answers')])).toMatchObject({ approved: true, setAside: [expect.any(String)] });
  });
  test('what the policy forbids is not run, whoever signs', async () => {
    const text = 'version: 1\nrules:\n  - { name: never, when: { tool: terraform }, then: deny }\n';
    const named = ['--policy', team.write('never.yaml', text), '--roster', rosterFile];
    const sent = await ask({ policy: { policySha256: sha256(text), rosterSha256: sha256(original), need: [] } });
    refuses(await verify(sent, [], named), 'policy-denies');
  });
  test('a folder of uses that is not there: no, and it is not made', async () => {
    const sent = await ask();
    const found = await verify(sent, [await answer(sent, 'bo')], ['--used', team.at('nowhere')]);
    refuses(found, 'use-unknown');
    expect(found.message).toMatch(/There is no folder/);
  });
  test('a dry run uses nothing up', async () => {
    const sent = await ask();
    const said = [await answer(sent, 'bo')];
    expect(await verify(sent, said, ['--dry-run'])).toMatchObject({ approved: true });
    expect(await verify(sent, said)).toMatchObject({ approved: true });
  });
  test('uses in a remote of git: once, from whichever clone, and of two at once one', async () => {
    const clone = team.at('clone');
    execFileSync('git', ['clone', '-q', team.at('origin.git'), clone]);
    copyFileSync(savedPlan, join(clone, 'plan.bin'));
    const sent = await ask();
    const said = [await answer(sent, 'bo')];
    const at = (cwd: string) => verify(sent, said, ['--used-remote', 'origin'], { cwd });
    const found = await Promise.all([at(checkout), at(clone)]);
    expect(found.map(({ approved, code }) => (approved ? 'yes' : code)).sort()).toEqual(['used', 'yes']);
    expect(await at(clone)).toMatchObject({ approved: false, code: 'used' });
    const other = await ask();
    const failing = ['--used-remote', team.at('no-such.git')];
    expect(await verify(other, [await answer(other, 'bo')], failing)).toMatchObject({ code: 'use-unknown' });
  });
});

test.each([
  [['--', 'x'], /"--request" is missing/],
  [['--request', 'x', '--used', '.'], /command that would run is missing/],
  [['--request', 'x', '--', 'y'], /Either "--used", "--used-remote" or "--dry-run"/],
])('holdpoint verify %j: exit 2', async (args, error) => {
  expect(await team.run(['verify', ...args])).toMatchObject({ code: 2, error: expect.stringMatching(error) });
});
