/** Who may read a bucket, and what is deleted in it by itself: policies, public access, lifecycle, versioning. */
import { looseRecord, type Node, parsedJson, textIn } from '../../base/looseJson.ts';
import type { AwsCommand } from './command.ts';
import { opensToAll } from './policyText.ts';
import {
  ask,
  changesOf,
  effort,
  environmentTag,
  type Finding,
  numberIn,
  objects,
  type Questions,
  type Recipe,
  reversible,
  several,
} from './recipe.ts';

const buckets = (command: AwsCommand): readonly string[] => command.values('bucket');

/** The first tells whether there is such a bucket at all. */
const about = (bucket: string): Questions => ({
  versioning: ask('s3api', 'get-bucket-versioning', '--bucket', bucket),
  tags: ask('s3api', 'get-bucket-tagging', '--bucket', bucket),
});
const fine = [
  'NoSuchTagSet',
  'NoSuchTagSetError',
  'NoSuchBucketPolicy',
  'NoSuchPublicAccessBlockConfiguration',
  'NoSuchLifecycleConfiguration',
];

/** `A=true,B=false` → its members. */
function shorthand(text: string): Node {
  return Object.fromEntries(
    text.split(',').flatMap((part) => {
      const [name = '', value = ''] = part.split('=');
      return value === '' ? [] : [[name.trim(), /^true$/i.test(value) ? true : /^false$/i.test(value) ? false : value]];
    }),
  );
}

const policy: Recipe = {
  on: 's3api put-bucket-policy, s3api delete-bucket-policy',
  type: 'aws_s3_bucket',
  action: 'update',
  targets: buckets,
  ask: (bucket) => ({
    ...about(bucket),
    policy: ask('s3api', 'get-bucket-policy', '--bucket', bucket),
    'public access block': ask('s3api', 'get-public-access-block', '--bucket', bucket),
  }),
  tell: (heard, bucket, command) => {
    const before = parsedJson(textIn(heard.get('policy') ?? {}, 'Policy'));
    const removes = command.operation === 'delete-bucket-policy';
    const given = command.value('policy');
    const after = removes ? undefined : parsedJson(given ?? '');
    const block = looseRecord(heard.get('public access block')?.PublicAccessBlockConfiguration);
    const kept = block.RestrictPublicBuckets === true || block.BlockPublicPolicy === true;
    const opens = opensToAll(after) && !opensToAll(before);
    return {
      facts: [
        opens &&
          (kept ? 'lets everybody in, as far as the public access block allows' : 'lets everybody on the internet in'),
        removes && opensToAll(before) && 'everybody loses the access it gave',
        before === undefined && heard.get('policy') === undefined && 'there is no policy so far',
        environmentTag(heard.get('tags')?.TagSet),
      ],
      attributes: removes || after !== undefined ? changesOf({ policy: before }, { policy: after }) : [],
      wayBack: effort('the old policy can be set again, what happened meanwhile stays'),
      refused: opens && block.BlockPublicPolicy === true ? 'the bucket blocks public policies' : undefined,
      open:
        removes || after !== undefined
          ? []
          : [{ what: `the new policy of ${bucket}`, why: 'It stands in a file, which was not read.' }],
      fine,
    };
  },
};

const publicAccess: Recipe = {
  on: 's3api put-public-access-block, s3api delete-public-access-block',
  type: 'aws_s3_bucket',
  action: 'update',
  targets: buckets,
  ask: (bucket) => ({
    ...about(bucket),
    'public access block': ask('s3api', 'get-public-access-block', '--bucket', bucket),
    'policy status': ask('s3api', 'get-bucket-policy-status', '--bucket', bucket),
  }),
  tell: (heard, bucket, command) => {
    const before = looseRecord(heard.get('public access block')?.PublicAccessBlockConfiguration);
    const given = command.value('public-access-block-configuration') ?? '';
    const removes = command.operation === 'delete-public-access-block';
    const after = removes ? {} : (parsedJson(given) ?? shorthand(given));
    const ends = blocks.filter((name) => before[name] === true && looseRecord(after)[name] !== true);
    const attributes = blocks.map((name) => [snake(name), before[name] ?? false, looseRecord(after)[name] ?? false]);
    const isPublic = looseRecord(heard.get('policy status')?.PolicyStatus).IsPublic === true;
    return {
      facts: [
        ends.length > 0 && 'what kept the public out ends',
        isPublic && 'its policy is public already',
        environmentTag(heard.get('tags')?.TagSet),
      ],
      attributes: /^file/.test(given)
        ? []
        : changesOf(
            Object.fromEntries(attributes.map(([name, was]) => [name, was])),
            Object.fromEntries(attributes.map(([name, , is]) => [name, is])),
          ),
      wayBack:
        ends.length > 0
          ? effort('it can be blocked again, what was read meanwhile is out')
          : reversible('the old values can be set again'),
      open: /^file/.test(given)
        ? [{ what: `the new public access block of ${bucket}`, why: 'It stands in a file, which was not read.' }]
        : [],
      fine,
    };
  },
};

const blocks = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'] as const;
const snake = (name: string): string => name.replace(/(?!^)([A-Z])/g, '_$1').toLowerCase();

const lifecycle: Recipe = {
  on: 's3api put-bucket-lifecycle-configuration, s3api put-bucket-lifecycle, s3api delete-bucket-lifecycle',
  type: 'aws_s3_bucket',
  action: 'update',
  targets: buckets,
  ask: (bucket) => ({
    ...about(bucket),
    lifecycle: ask('s3api', 'get-bucket-lifecycle-configuration', '--bucket', bucket),
  }),
  tell: (heard, bucket, command) => {
    const given = command.value('lifecycle-configuration');
    const after = parsedJson(given ?? '');
    const removes = command.operation === 'delete-bucket-lifecycle';
    const expiring = objects(looseRecord(after).Rules).filter(
      (rule) =>
        textIn(rule, 'Status') !== 'Disabled' && (rule.Expiration ?? rule.NoncurrentVersionExpiration) !== undefined,
    );
    const [worst] = expiring.filter(isForAll);
    const rule = worst ?? expiring[0];
    const versioned = textIn(heard.get('versioning') ?? {}, 'Status') === 'Enabled';
    return {
      facts: [
        rule !== undefined &&
          `${worst === undefined ? `objects under ${prefixOf(rule)}` : 'every object'} ${whenOf(rule)}`,
        !removes && 'the rules so far are replaced',
        environmentTag(heard.get('tags')?.TagSet),
      ],
      attributes:
        removes || after !== undefined
          ? changesOf({ rules: heard.get('lifecycle')?.Rules }, { rules: looseRecord(after).Rules })
          : [],
      wayBack:
        rule === undefined
          ? reversible('the old rules can be set again')
          : effort(
              versioned
                ? 'the rules can be taken off again; expired objects keep their versions'
                : 'the rules can be taken off again before the first objects expire; those do not come back',
            ),
      open:
        removes || after !== undefined
          ? []
          : [{ what: `the new lifecycle rules of ${bucket}`, why: 'They stand in a file, which was not read.' }],
      fine,
    };
  },
};

/** A rule without a filter, or with an empty one. */
function isForAll(rule: Node): boolean {
  const filter = looseRecord(rule.Filter);
  return prefixOf(rule) === '' && Object.keys(filter).every((name) => name === 'Prefix');
}

const prefixOf = (rule: Node): string => textIn(rule, 'Prefix') || textIn(looseRecord(rule.Filter), 'Prefix');

function whenOf(rule: Node): string {
  const days = numberIn(looseRecord(rule.Expiration), 'Days');
  if (days !== undefined) return `is deleted ${several(days, 'days', 'day') ?? 'at once'} after it was written`;
  const date = textIn(looseRecord(rule.Expiration), 'Date');
  if (date !== '') return `is deleted on ${date.slice(0, 10)}`;
  const old = numberIn(looseRecord(rule.NoncurrentVersionExpiration), 'NoncurrentDays');
  return old === undefined ? 'expires' : `loses its old versions after ${old} days`;
}

const settings: Recipe = {
  on: 's3api put-bucket-versioning, s3api put-bucket-acl, s3api put-object-acl',
  type: 'aws_s3_bucket',
  action: 'update',
  targets: buckets,
  ask: about,
  tell: (heard, _bucket, command): Finding => {
    const before = textIn(heard.get('versioning') ?? {}, 'Status');
    const suspends = /Status"?\s*[=:]\s*"?Suspended/.test(command.values('versioning-configuration').join(' '));
    const acl = command.value('acl');
    return {
      facts: [
        suspends && before === 'Enabled' && 'versioning is suspended: from now on nothing keeps what is overwritten',
        acl !== undefined && /^public-/.test(acl) && `becomes public (${acl})`,
        environmentTag(heard.get('tags')?.TagSet),
      ],
      attributes: suspends
        ? changesOf({ versioning: { status: before } }, { versioning: { status: 'Suspended' } })
        : acl === undefined
          ? []
          : changesOf({}, { acl }),
      wayBack: suspends
        ? effort('it can be turned on again, what was overwritten meanwhile is lost')
        : effort('it can be set again, what was read meanwhile is out'),
      fine,
    };
  },
};

export const bucketSettingRecipes: readonly Recipe[] = [policy, publicAccess, lifecycle, settings];
