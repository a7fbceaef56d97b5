/** The shape of `.holdpoint/policy.test.yaml`: actions, and what the policy beside it is expected to say of them. */
import * as v from 'valibot';
import { signalIds } from '../drift/signalIds.ts';

const text = v.pipe(v.string('expected text'), v.minLength(1, 'empty'));

const testCase = v.pipe(
  v.strictObject({
    name: v.optional(text),
    command: v.optional(text),
    /** A file that is edited, seen from the repository, as it would be afterwards. */
    edit: v.optional(
      v.strictObject({ file: text, before: v.optional(v.string('expected text')), after: v.string('expected text') }),
    ),
    /** What `terraform show -json` printed, seen from the repository. */
    plan: v.optional(text),
    /** The directory, seen from the repository. */
    in: v.optional(text),
    env: v.optional(v.record(v.string(), v.string('expected text'))),
    branch: v.optional(text),
    agent: v.optional(text),
    person: v.optional(text),
    signals: v.optional(v.array(v.picklist(signalIds, `expected ${signalIds.join(', ')}`))),
    /** ISO 8601. */
    at: v.optional(
      v.pipe(
        text,
        v.check((moment) => !Number.isNaN(Date.parse(moment)), 'expected a time such as 2026-12-24T10:00Z'),
      ),
    ),
    expect: v.picklist(['allow', 'hold', 'deny'], 'expected allow, hold or deny'),
    /** A rule that must have taken part. */
    rule: v.optional(text),
    /** People besides the one at the keyboard. */
    approvals: v.optional(v.pipe(v.number('expected a number'), v.integer('expected a whole number'))),
  }),
  v.check(
    ({ command, edit }) => (command === undefined) !== (edit === undefined),
    'expected either a command or an edit',
  ),
);

export const testShape = v.strictObject({
  version: v.literal(1, 'expected 1'),
  tests: v.pipe(v.array(testCase), v.minLength(1, 'there is nothing to test')),
});

export type PolicyTest = v.InferOutput<typeof testCase>;
