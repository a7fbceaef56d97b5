/** Policies that change or go, as questions: what people read, and what counts until they have answered. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { closeWorld, journal, mine, rules, settle, type World, world } from '../support/policyWorld.ts';

afterEach(closeWorld);

const drop = 'kubectl --context kind-me delete deployment web';
const never = rules('{ name: never, when: { effect: destroy }, then: deny }');
const remove = ({ project }: World) => rmSync(join(project, '.holdpoint/policy.yaml'));

const accepted = async (text: string): Promise<World> => {
  const here = world();
  here.policy(text);
  here.accept();
  await settle();
  return here;
};

describe('a policy that is gone', () => {
  test('is a question that says what would no longer apply, asked once', async () => {
    const here = await accepted(never);
    remove(here);
    here.gate.reviewPolicies();
    here.gate.reviewPolicies();
    expect(here.asked().map(({ decision }) => decision.reasons)).toEqual([
      [
        {
          rule: 'loosens the policy',
          message: 'The workspace’s policy is gone: what it says would no longer apply.',
        },
        { rule: 'loosens the policy', message: 'No longer, "never": Whatever destroys something never happens.' },
      ],
    ]);
    expect(here.asked()[0]?.understanding.effects[0]).toMatchObject({
      operation: 'forget policy',
      target: join(here.project, '.holdpoint/policy.yaml'),
    });
  });

  test('counts until that is accepted, and no longer', async () => {
    const here = await accepted(never);
    remove(here);
    expect(here.says(drop)).toContain('never');
    here.accept();
    await settle();
    expect(here.says(drop)).toBe('waiting');
    expect(journal(here)).toContainEqual(
      expect.objectContaining({ kind: 'policy-forgotten', repository: here.project }),
    );
    here.gate.reviewPolicies();
    expect(here.asked()).toEqual([]);
  });

  test('counts on when that is denied, and nobody is asked again', async () => {
    const here = await accepted(never);
    remove(here);
    here.deny();
    await settle();
    here.gate.reviewPolicies();
    expect([here.asked().length, here.says(drop)]).toEqual([0, expect.stringContaining('never')]);
  });

  test('and comes back while it is asked about is not taken away', async () => {
    const here = await accepted(never);
    remove(here);
    here.gate.reviewPolicies();
    const [held] = here.asked();
    if (held === undefined) throw new Error('it is not asked');
    here.policy(never);
    const answer = { hold: held.hold.id, digest: held.digest, answer: 'approve' as const, typed: 'accept' };
    expect(here.gate.verdict(answer)).toMatch(/changed while it was shown/);
    await settle();
    expect(here.says(drop)).toContain('never');
  });

  test('and comes back as another one is asked about as that', async () => {
    const here = await accepted(never);
    remove(here);
    here.deny();
    here.policy(mine);
    here.gate.reviewPolicies();
    expect(here.asked().map(({ decision }) => decision.reasons.length)).toEqual([3]);
    expect(here.says(drop)).toContain('never');
  });

  test('that nobody ever accepted is no question', () => {
    const here = world();
    here.policy(never);
    remove(here);
    here.gate.reviewPolicies();
    expect([here.asked().length, here.says(drop)]).toEqual([0, 'waiting']);
  });
});

test('a change that is denied is not asked about again, and another one is', async () => {
  const here = await accepted(never);
  here.policy(mine);
  here.deny();
  await settle();
  here.gate.reviewPolicies();
  expect([here.asked().length, here.says(drop)]).toEqual([0, expect.stringContaining('never')]);
  here.policy(`${mine}  - { name: more, when: { tool: aws }, then: allow }`);
  here.gate.reviewPolicies();
  expect(here.asked().length).toBe(1);
});
