/**
 * S3: what a deletion takes along, by the tool's own dry run or by a list of what is there.
 *
 * `s3 rb` has no dry run. It deletes the objects and not their old versions, and then fails on those.
 * @see https://docs.aws.amazon.com/cli/latest/userguide/cli-services-s3-commands.html
 */
import { looseRecord, textIn } from '../../base/looseJson.ts';
import type { Size, WayBack } from '../impact/impact.ts';
import type { AwsCommand } from './command.ts';
import {
  ask,
  effort,
  environmentTag,
  type Finding,
  gone,
  type Heard,
  objects,
  type Question,
  type Questions,
  type Recipe,
  several,
  texts,
} from './recipe.ts';

/** Objects that are counted. */
const most = 10_000;

/** `s3://bucket/prefix`, or an access point's ARN in place of the bucket. */
function placeIn(address: string): { readonly bucket: string; readonly path: string } {
  const rest = address.replace(/^s3:\/\//, '');
  const cut = rest.startsWith('arn:') ? rest.indexOf('/', rest.indexOf('/') + 1) : rest.indexOf('/');
  return cut < 0 ? { bucket: rest, path: '' } : { bucket: rest.slice(0, cut), path: rest.slice(cut + 1) };
}

/** There is no noun for it: the sentence names the place, and counts. */
const severalObjects = 'aws_s3_objects';

const isRemote = (word: string): boolean => word.startsWith('s3://');

/** Keys and bytes, and whether there are more. */
const list = (bucket: string, prefix: string): Question =>
  ask(
    's3api',
    'list-objects-v2',
    '--bucket',
    bucket,
    prefix === '' ? [] : ['--prefix', prefix],
    ['--max-items', String(most)],
    ['--query', '{objects: Contents[].[Key, Size], NextToken: NextToken}'],
  );

/** What protects or copies what is in a bucket. */
const guards = (bucket: string): Questions => ({
  versioning: ask('s3api', 'get-bucket-versioning', '--bucket', bucket),
  'object lock': ask('s3api', 'get-object-lock-configuration', '--bucket', bucket),
  replication: ask('s3api', 'get-bucket-replication', '--bucket', bucket),
  tags: ask('s3api', 'get-bucket-tagging', '--bucket', bucket),
});

const fine = [
  'ObjectLockConfigurationNotFoundError',
  'ReplicationConfigurationNotFoundError',
  'NoSuchTagSet',
  'NoSuchTagSetError',
];

const isVersioned = (heard: Heard): boolean => textIn(heard.get('versioning') ?? {}, 'Status') === 'Enabled';

const aboutGuards = (heard: Heard): readonly (string | undefined)[] => {
  const lock = looseRecord(heard.get('object lock')?.ObjectLockConfiguration);
  const rules = objects(looseRecord(heard.get('replication')?.ReplicationConfiguration).Rules);
  const versions = textIn(heard.get('versioning') ?? {}, 'Status');
  return [
    heard.get('versioning') === undefined
      ? undefined
      : `versioning ${versions === 'Enabled' ? 'on' : versions === 'Suspended' ? 'suspended' : 'off'}`,
    textIn(lock, 'ObjectLockEnabled') === 'Enabled' ? 'object lock on' : undefined,
    rules.some((rule) => textIn(rule, 'Status') === 'Enabled') ? 'copied to another bucket' : undefined,
    environmentTag(heard.get('tags')?.TagSet),
  ];
};

interface Contents {
  readonly sizes: ReadonlyMap<string, number>;
  readonly capped: boolean;
}

function contentsIn(heard: Heard): Contents {
  const found = heard.get('objects')?.objects;
  const sizes = new Map<string, number>();
  for (const entry of Array.isArray(found) ? found : []) {
    const [key, size] = Array.isArray(entry) ? entry : [];
    if (typeof key === 'string') sizes.set(key, typeof size === 'number' ? size : 0);
  }
  return { sizes, capped: heard.capped('objects') };
}

const sizeOf = ({ sizes, capped }: Contents): Size => ({
  count: sizes.size,
  unit: 'objects',
  bytes: [...sizes.values()].reduce((sum, each) => sum + each, 0),
  atLeast: capped,
});

/** What becomes of objects that are deleted. */
function backOf(heard: Heard): WayBack {
  if (heard.get('versioning') === undefined) return gone('whether older versions are kept could not be looked up');
  return isVersioned(heard)
    ? effort('versioning is on: the objects are only marked as deleted, and their versions stay')
    : gone('versioning is off: deleted objects do not come back');
}

const removeBucket: Recipe = {
  on: 's3 rb, s3api delete-bucket',
  type: 'aws_s3_bucket',
  targets: (command) =>
    command.service === 's3'
      ? command.words.filter(isRemote).map((word) => placeIn(word).bucket)
      : command.values('bucket'),
  ask: (bucket) => ({
    objects: list(bucket, ''),
    versions: ask('s3api', 'list-object-versions', '--bucket', bucket, ['--max-items', '1']),
    ...guards(bucket),
    notifications: ask('s3api', 'get-bucket-notification-configuration', '--bucket', bucket),
  }),
  tell: (heard, _bucket, command) => {
    const contents = contentsIn(heard);
    const forced = command.flag('force') === true;
    const empty = contents.sizes.size === 0;
    const versions =
      heard.list('versions', 'Versions').length + heard.list('versions', 'DeleteMarkers').length > 0 &&
      textIn(heard.get('versioning') ?? {}, 'Status') !== '';
    return {
      size: sizeOf(contents),
      facts: [...aboutGuards(heard), forced && !empty && 'every object is deleted first'],
      wayBack:
        empty && !versions
          ? effort('it is empty; its name may be taken by somebody else meanwhile')
          : forced
            ? backOf(heard)
            : effort('it is deleted only when it is empty'),
      refused: refusal(empty, versions, forced),
      dependents: listeners(heard),
      fine,
    };
  },
};

function refusal(empty: boolean, versions: boolean, forced: boolean): string | undefined {
  if (versions && forced)
    return 'old versions are left in it: the objects go, and then the bucket itself is not deleted';
  if (versions) return 'it holds versions of objects';
  return !empty && !forced ? 'it is not empty' : undefined;
}

/** What a bucket tells when something is written to it. */
function listeners(heard: Heard): readonly string[] {
  const found = heard.get('notifications') ?? {};
  const arns = (list: string, member: string) =>
    objects(found[list]).map((each) => textIn(each, member).split(':').at(-1) ?? '');
  return [
    ...arns('LambdaFunctionConfigurations', 'LambdaFunctionArn').map((name) => `aws_lambda_function ${name}`),
    ...arns('QueueConfigurations', 'QueueArn').map((name) => `aws_sqs_queue ${name}`),
    ...arns('TopicConfigurations', 'TopicArn').map((name) => `aws_sns_topic ${name}`),
  ];
}

/** Everything behind `s3 rm`, with what would make it silent left out. */
const rehearsal = ({ subject, operation }: AwsCommand): Question => {
  const rest = subject.args.slice(subject.args.indexOf(operation, subject.args.indexOf('s3')) + 1);
  return ask(
    's3',
    operation,
    rest.filter((word) => !/^--(?:quiet|only-show-errors|dryrun)$/.test(word)),
    '--dryrun',
  );
};

interface Rehearsed {
  /** Objects that are deleted, by their whole address. */
  readonly deleted: readonly string[];
  readonly written: number;
}

/** `(dryrun) delete: s3://bucket/key`, `(dryrun) upload: a to s3://bucket/a`. */
function rehearsedIn(output: string): Rehearsed {
  const deleted: string[] = [];
  let written = 0;
  for (const line of output.split(/\r?\n/)) {
    const [, verb, what = ''] = /^\(dryrun\) (\w+): (.*)$/.exec(line) ?? [];
    if (verb === 'delete') deleted.push(what);
    else if (verb === 'move') deleted.push(what.split(' to ')[0] ?? what);
    else if (verb !== undefined) written += 1;
  }
  return { deleted, written };
}

const remove: Recipe = {
  on: 's3 rm, s3 mv',
  type: 'aws_s3_object',
  targets: ({ words }) => words.filter(isRemote).slice(0, 1),
  ask: (target, command) => {
    const { bucket, path } = placeIn(target);
    return {
      objects: list(bucket, path),
      ...(hasFilter(command) || command.operation === 'mv' ? { 'dry run': rehearsal(command) } : {}),
      ...guards(bucket),
    };
  },
  tell: (heard, target, command) => {
    const { bucket, path } = placeIn(target);
    const all = contentsIn(heard);
    const rehearsed = heard.text('dry run');
    const contents: Contents =
      rehearsed !== undefined
        ? picked(all, rehearsedIn(rehearsed).deleted, bucket)
        : command.flag('recursive') === true
          ? all
          : picked(all, [`s3://${bucket}/${path}`], bucket, all.sizes.has(path));
    const moved = command.operation === 'mv';
    return {
      ...(all.sizes.has(path)
        ? { address: target }
        : { address: `${target.replace(/\/$/, '')}/*`, type: severalObjects }),
      holds: 'data',
      size: sizeOf(contents),
      facts: [
        moved && `moved to ${command.words.at(-1) ?? 'another place'}`,
        path === '' && command.flag('recursive') === true && 'everything in the bucket; the bucket stays',
        contents.sizes.size === 0 && 'nothing is there',
        ...aboutGuards(heard),
      ],
      wayBack: moved
        ? effort('it can be moved back')
        : contents.sizes.size === 0
          ? effort('nothing is there')
          : backOf(heard),
      ...lockOf(heard),
      fine,
    };
  },
};

const hasFilter = (command: AwsCommand): boolean =>
  command.value('exclude') !== undefined || command.value('include') !== undefined;

/** What a dry run names, with the sizes of the list. */
function picked({ sizes, capped }: Contents, addresses: readonly string[], bucket: string, there = true): Contents {
  const keys = addresses.map((address) => placeIn(address)).filter((each) => each.bucket === bucket);
  return {
    sizes: new Map(there ? keys.map(({ path }) => [path, sizes.get(path) ?? 0]) : []),
    // A key that stands beyond the end of the list has a size nobody knows.
    capped: capped && keys.some(({ path }) => !sizes.has(path)),
  };
}

function lockOf(heard: Heard): Pick<Finding, 'reason'> {
  const lock = looseRecord(heard.get('object lock')?.ObjectLockConfiguration);
  return textIn(lock, 'ObjectLockEnabled') === 'Enabled'
    ? { reason: 'Object lock keeps versions from being deleted for as long as their retention says.' }
    : {};
}

const sync: Recipe = {
  on: 's3 sync',
  type: 'aws_s3_bucket',
  action: 'update',
  targets: ({ words }) => words.slice(1, 2),
  ask: (target, command) => {
    if (!isRemote(target)) return { 'dry run': rehearsal(command) };
    const { bucket, path } = placeIn(target);
    return { 'dry run': rehearsal(command), objects: list(bucket, path), ...guards(bucket) };
  },
  tell: (heard, target, command) => {
    const { deleted, written } = rehearsedIn(heard.text('dry run') ?? '');
    const { bucket } = placeIn(target);
    const remote = isRemote(target);
    const contents = remote
      ? picked(contentsIn(heard), deleted, bucket)
      : { sizes: new Map(deleted.map((path) => [path, 0])), capped: false };
    const removes = deleted.length > 0;
    return {
      address: `${target.replace(/\/$/, '')}/*`,
      type: remote ? severalObjects : 'files',
      action: removes ? 'delete' : 'update',
      holds: removes ? 'data' : 'nothing',
      size: removes
        ? remote
          ? sizeOf(contents)
          : { count: deleted.length, unit: 'files', atLeast: false }
        : undefined,
      facts: [
        removes && `what ${command.words[0] ?? 'the source'} does not have is deleted`,
        several(written, 'objects are written', 'object is written'),
        ...(remote ? aboutGuards(heard) : []),
      ],
      wayBack: !removes
        ? effort('what stood in the place of what is written is replaced')
        : remote
          ? backOf(heard)
          : gone('deleted files do not come back'),
      fine,
    };
  },
};

const removeObjects: Recipe = {
  on: 's3api delete-object, s3api delete-objects',
  type: 'aws_s3_object',
  targets: (command) => command.values('bucket'),
  ask: (bucket, command) => ({
    versioning: ask('s3api', 'get-bucket-versioning', '--bucket', bucket),
    ...(command.value('key') === undefined
      ? {}
      : { object: ask('s3api', 'head-object', '--bucket', bucket, '--key', command.value('key') ?? '') }),
    'object lock': ask('s3api', 'get-object-lock-configuration', '--bucket', bucket),
    replication: ask('s3api', 'get-bucket-replication', '--bucket', bucket),
    tags: ask('s3api', 'get-bucket-tagging', '--bucket', bucket),
  }),
  tell: (heard, bucket, command) => {
    const { count, versions } = keysIn(command);
    const bytes = heard.get('object')?.ContentLength;
    const key = command.value('key');
    return {
      ...(key === undefined
        ? { address: `s3://${bucket}/*`, type: severalObjects }
        : { address: `s3://${bucket}/${key}` }),
      holds: 'data',
      size:
        count === undefined
          ? undefined
          : { count, unit: 'objects', ...(typeof bytes === 'number' ? { bytes } : {}), atLeast: false },
      facts: [versions && 'old versions themselves are deleted', ...aboutGuards(heard)],
      wayBack: versions ? gone('a deleted version does not come back') : backOf(heard),
      ...lockOf(heard),
      fine,
    };
  },
};

/** How many keys a request names; undefined where a file says it. */
function keysIn(command: AwsCommand): { readonly count: number | undefined; readonly versions: boolean } {
  if (command.value('key') !== undefined) return { count: 1, versions: command.value('version-id') !== undefined };
  const request = command.values('delete').join(' ');
  try {
    const keys = objects(looseRecord(JSON.parse(request)).Objects);
    return { count: keys.length, versions: keys.some((each) => each.VersionId !== undefined) };
  } catch {
    const keys = texts(request.match(/\bKey=/g) ?? []);
    return { count: keys.length === 0 ? undefined : keys.length, versions: /\bVersionId=/.test(request) };
  }
}

export const bucketRecipes: readonly Recipe[] = [removeBucket, remove, sync, removeObjects];
