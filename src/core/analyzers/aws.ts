/**
 * AWS CLI. https://docs.aws.amazon.com/cli/latest/reference/
 *
 * Handles `aws SERVICE OPERATION` by the operation's verb, with exceptions by name; `s3 cp|mv|rm|sync|rb|mb|ls`,
 * `configure`, `sts assume-role`, SQL handed to `rds-data`, `redshift-data`, `athena` and `dynamodb`, `--dry-run` of EC2, `--dryrun` of S3, `--generate-cli-skeleton`, `help` behind the operation, and the global options in front.
 *
 * The partitions aws-cn and aws-us-gov are told by their regions. What goes to an emulator on this machine
 * (`--endpoint-url http://localhost:4566`, `AWS_ENDPOINT_URL`, `awslocal`) has no effect.
 *
 * A verb missing from the tables is `unknown`.
 */
import { change, destroy, type Effect, read, unknown, worst } from '../effect.ts';
import { isWithin, resolvePath } from '../paths.ts';
import { hole, type Invocation, partOf, shapeOf, type Word } from '../shell/invocation.ts';
import { lastOption, names, type Options, readOptions } from '../shell/options.ts';
import { type Analyzer, placeOf, type Surroundings, spansOf, targetOf, variable } from './analyzer.ts';
import { exceptionOf } from './awsExceptions.ts';
import { runsCredentialProgram } from './credentialPrograms.ts';
import { readSql } from './sql.ts';

/** Global options that take a value. */
export const globalValues = names(
  '--profile --region --endpoint-url --output --query --color --ca-bundle --cli-read-timeout --cli-connect-timeout --cli-binary-format --cli-error-format',
);
const globalSwitches = names(
  '--debug --no-verify-ssl --no-paginate --no-sign-request --no-cli-pager --cli-auto-prompt --no-cli-auto-prompt --version',
);

const readVerbs = names(
  'describe list get head search lookup query scan select filter count simulate estimate validate check is wait batch-get batch-describe batch-list batch-check tail preview',
);

const destroyVerbs = names(
  'delete terminate remove purge deregister release deprovision expire dispose forget destroy empty batch-delete batch-terminate batch-remove batch-deregister admin-delete force-delete',
);

const changeVerbs = names(
  'abort accept activate add admin allocate allow apply approve archive assign associate assume attach authorize backtrack batch begin bundle cancel change claim clear close commit compose complete configure confirm connect continue converse copy create deactivate decline decrease define deliver deploy deny detach disable disassociate discard disconnect dissociate drain edit enable evict execute export extend failover finalize flush freeze generate grant import increase index initialize initiate inject insert install invite invoke issue join launch leave link lock login logout merge meter migrate modify monitor move notify open opt override package pause post prepare promote provision publish purchase push put reactivate reassign reboot rebalance rebuild receive record redact redeem refresh register reimport reject rename renew reorder replace replicate report request reset resend reserve resize resolve respond restart restore resume resync retry return revoke roll rollback rotate run schedule send set share sign skip split start stop submit subscribe suspend swap switch sync synchronize tag take toggle train transact transfer translate trigger unarchive unassign undeploy undeprecate ungroup uninstall unlabel unlink unlock unmonitor unpeer unshare unsubscribe untag update upgrade upload use verify withdraw write',
);

/** Operations whose verb misleads. */
const exceptions: ReadonlyMap<string, { readonly kind: 'read' | 'change' | 'destroy'; readonly note?: string }> =
  new Map([
    ['cognito-identity get-id', { kind: 'change' }],
    ['eks get-token', { kind: 'read' }],
    ['eks update-kubeconfig', { kind: 'change', note: 'Changes which cluster kubectl talks to.' }],
    ['emr get-cluster-session-credentials', { kind: 'change', note: 'Hands out credentials.' }],
    ['kms schedule-key-deletion', { kind: 'destroy', note: 'Whatever the key encrypts is lost when the key is.' }],
    ['license-manager check-in-license', { kind: 'change' }],
    ['dynamodb transact-get-items', { kind: 'read' }],
    ['rds download-db-log-file-portion', { kind: 'read' }],
    ['rds generate-db-auth-token', { kind: 'read' }],
    ['redshift get-cluster-credentials', { kind: 'change', note: 'Hands out credentials.' }],
    ['redshift get-cluster-credentials-with-iam', { kind: 'change', note: 'Hands out credentials.' }],
    ['redshift-serverless get-credentials', { kind: 'change', note: 'Hands out credentials.' }],
    ['cloudfront sign', { kind: 'read' }],
    ['codecommit credential-helper', { kind: 'read' }],
    ['s3 ls', { kind: 'read' }],
    ['s3 mb', { kind: 'change' }],
    ['s3 presign', { kind: 'read' }],
    ['s3 rb', { kind: 'destroy' }],
    ['s3 rm', { kind: 'destroy' }],
    ['s3 website', { kind: 'change' }],
    ['stepfunctions get-activity-task', { kind: 'change' }],
    ['sts assume-role', { kind: 'change', note: 'Hands out credentials of another role.' }],
    ['sts assume-role-with-saml', { kind: 'change', note: 'Hands out credentials of another role.' }],
    ['sts assume-role-with-web-identity', { kind: 'change', note: 'Hands out credentials of another role.' }],
    ['sts decode-authorization-message', { kind: 'read' }],
    ['sts get-delegated-access-token', { kind: 'change', note: 'Hands out credentials.' }],
    ['sts get-federation-token', { kind: 'change', note: 'Hands out credentials.' }],
    ['sts get-web-identity-token', { kind: 'change', note: 'Hands out credentials.' }],
    ['configure export-credentials', { kind: 'read' }],
    ['configure get', { kind: 'read' }],
    ['configure list', { kind: 'read' }],
    ['configure list-profiles', { kind: 'read' }],
    ['configure import', { kind: 'change' }],
    ['configure set', { kind: 'change' }],
    ['configure sso', { kind: 'change' }],
    ['configure sso-session', { kind: 'change' }],
    ['history list', { kind: 'read' }],
    ['history show', { kind: 'read' }],
  ]);

/** What was asked for, and where. */
interface Asked {
  readonly run: Invocation;
  readonly call: Surroundings;
  readonly service: Word;
  readonly operation: Word;
  /** Everything after the operation. */
  readonly rest: readonly Word[];
  readonly globals: Options;
}

function analyze(run: Invocation, call: Surroundings): readonly Effect[] {
  const globals = readOptions(run.args, { values: globalValues, clusters: false, stops: true });
  const [service, operation, ...rest] = globals.words;
  const leading = globals.options.find(({ name }) => !globalValues.has(name) && !globalSwitches.has(name));
  if (service === undefined) {
    return leading === undefined
      ? [
          read({
            tool: 'aws',
            operation: lastOption(globals, '--version') === undefined ? 'help' : '--version',
            spans: spansOf(run.name),
          }),
        ]
      : [unread(run, run.args)];
  }
  // An option nobody knows may take the service as its value.
  if (leading !== undefined || !service.known) return [unread(run, [service])];
  if (operation === undefined) {
    return [
      /^configure$/.test(service.value)
        ? change({ tool: 'aws', operation: 'configure', spans: spansOf(run.name, service) })
        : read({ tool: 'aws', operation: service.value, spans: spansOf(run.name, service) }),
    ];
  }
  if (operation.value === '--help') {
    return [read({ tool: 'aws', operation: `${service.value} --help`, spans: spansOf(run.name, service) })];
  }
  if (!operation.known || operation.value.startsWith('-')) return [unread(run, [service, operation])];
  const asked: Asked = { run, call, service, operation, rest, globals };
  // Behind an option it may be that option's value.
  const helps = [service, operation, rest[0]].some((word) => word?.known === true && word.value === 'help');
  if (helps || rest.some((word) => word.known && word.value === '--help')) return [read(details(asked))];
  if (isEmulated(asked)) return [];
  const effect = judge(asked);
  if (effect.kind !== 'read') readFiles(asked);
  const program = effect.kind === 'read' ? credentialProgram(asked) : undefined;
  return [
    program === undefined ? effect : unknown({ ...effect, note: `Its profile runs ${program} for credentials.` }),
  ];
}

/** What the configuration that the line names runs, before anything is asked of AWS. */
const credentialProgram = (asked: Asked): string | undefined =>
  ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE']
    .map((name) =>
      runsCredentialProgram(
        Object.hasOwn(asked.run.assignments, name) ? asked.run.assignments[name] : undefined,
        asked,
      ),
    )
    .find((program) => program !== undefined);

const loopback =
  /^https?:\/\/(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]|0\.0\.0\.0|host\.docker\.internal|localstack|(?:[\w-]+\.)*localhost\.localstack\.cloud)(?::\d+)?(?:\/|$)/i;

/** Services that change this machine's own settings, wherever the requests go. */
const ownSettings = /^(?:configure|login|logout|sso|history|ecr-public|codeartifact)$/;

/**
 * Whether the request goes to an emulator on this machine. The option wins over the variables, and a variable for one
 * service over the one for all: all that could count have to agree.
 */
function isEmulated({ run, call, service, rest, globals }: Asked): boolean {
  if (ownSettings.test(service.value) || run.remote !== undefined) return false;
  const given = [
    ...globals.options.filter(({ name }) => name === '--endpoint-url').map(({ value }) => value),
    ...rest.flatMap((word, index) =>
      word.value === '--endpoint-url'
        ? [rest[index + 1]]
        : word.value.startsWith('--endpoint-url=')
          ? [partOf(word, '--endpoint-url='.length)]
          : [],
    ),
  ];
  if (given.length > 0) return given.every((word) => word?.known === true && loopback.test(word.value));
  if (rest.some((word) => shapeOf(word).startsWith(hole))) return false;
  const named = `AWS_ENDPOINT_URL_${service.value.toUpperCase().replaceAll('-', '_')}`;
  const ignored = variable(run, call, 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS');
  const inherited = ['AWS_ENDPOINT_URL', named].flatMap((name) => variable(run, call, name) ?? []);
  if (ignored !== undefined && ignored !== 'false') return run.program === 'awslocal';
  if (inherited.length > 0) return inherited.every((url) => loopback.test(url));
  return run.program === 'awslocal';
}

/** `--policy file://p.json`, `--template-file t.yaml`: what the request is made of stands there. */
function readFiles({ run, call, rest }: Asked): void {
  for (const [index, word] of rest.entries()) {
    const value =
      word.value.startsWith('--') && word.value.includes('=') ? partOf(word, word.value.indexOf('=') + 1) : word;
    if (value.value.startsWith('file://')) call.input(partOf(value, 'file://'.length), run);
    else if (value !== word && word.value.startsWith('--template-file=')) call.input(value, run);
    else if (rest[index - 1]?.value === '--template-file') call.input(word, run);
  }
}

/** Operations that take SQL, with the option that holds it. */
const sqlOptions: ReadonlyMap<string, string> = new Map([
  ['athena start-query-execution', '--query-string'],
  ['dynamodb execute-statement', '--statement'],
  ['rds-data execute-statement', '--sql'],
  ['redshift-data execute-statement', '--sql'],
]);

/** What handed SQL does, where it is known. */
function sqlEffect(asked: Asked, name: string): Effect | undefined {
  const option = sqlOptions.get(name);
  const sql = option === undefined ? undefined : optionValue(asked.rest, option);
  if (sql?.known !== true || /^(?:file|fileb):/.test(sql.value)) return undefined;
  const statements = readSql(sql.value).map((each) => ({ ...each, tool: 'aws', spans: [] }));
  const what = { ...details(asked), ...targetOf(sql.value.slice(0, 200)) };
  switch (worst(statements)) {
    case 'read':
      return read(what);
    case 'change':
      return change(what);
    case 'destroy':
      return destroy(what);
    default:
      return undefined;
  }
}

function judge(asked: Asked): Effect {
  const { service, operation, rest } = asked;
  const name = `${service.value} ${operation.value}`;
  if (rehearses(asked))
    return read({ ...details(asked), operation: `${name} (dry run)`, note: 'A dry run: nothing is changed.' });
  if (service.value === 's3' && /^(?:cp|mv|sync)$/.test(operation.value)) return transfer(asked);
  const sql = sqlEffect(asked, name);
  if (sql !== undefined) return sql;
  const exception = exceptions.get(name);
  const note = exception?.note === undefined ? {} : { note: exception.note };
  const kind = exception?.kind ?? exceptionOf(service.value, operation.value) ?? kindOf(operation.value);
  if (name === 'lambda invoke' && optionValue(rest, '--invocation-type')?.value === 'DryRun')
    return read(details(asked));
  switch (kind) {
    case 'read':
      return read({ ...details(asked), ...note });
    case 'change':
      return change({ ...details(asked), ...note });
    case 'destroy':
      return destroy({ ...details(asked), ...note });
    default:
      return unknown({ ...details(asked), note: 'Holdpoint does not know this operation.' });
  }
}

function kindOf(operation: string): 'read' | 'change' | 'destroy' | undefined {
  const words = operation.split('-');
  for (const verb of [words.slice(0, 2).join('-'), words[0] ?? '']) {
    if (destroyVerbs.has(verb)) return 'destroy';
    if (readVerbs.has(verb)) return 'read';
    if (changeVerbs.has(verb)) return 'change';
  }
  return undefined;
}

/** A rehearsal that the tool keeps: EC2's `--dry-run`, S3's `--dryrun`, a printed skeleton. */
function rehearses({ service, operation, rest }: Asked): boolean {
  const has = (flag: string) => rest.some(({ value, known }) => known && value === flag);
  // A word that is open until it runs may say otherwise.
  if (rest.some((word) => shapeOf(word).startsWith(hole))) return false;
  const skeletons = rest.flatMap((word, index) => {
    if (!word.value.startsWith('--generate-cli-skeleton')) return [];
    const next = rest[index + 1];
    return [
      word.value.includes('=')
        ? word.value.slice(word.value.indexOf('=') + 1)
        : next === undefined || next.value.startsWith('-')
          ? 'input'
          : next.value,
    ];
  });
  if (skeletons.length > 0) return skeletons.every((value) => /^(?:input|output|yaml-input)$/.test(value));
  if (service.value === 'ec2')
    return rest.findLast(({ value }) => /^--(?:no-)?dry-run(?:=|$)/.test(value))?.value === '--dry-run';
  return service.value === 's3' && has('--dryrun') && /^(?:cp|mv|rm|sync)$/.test(operation.value);
}

/** Options of `s3 cp|mv|rm|sync|rb` that take one value. */
export const s3Values = names(
  '--acl --exclude --include --storage-class --grants --sse --sse-c --sse-c-key --sse-kms-key-id --sse-c-copy-source --sse-c-copy-source-key --website-redirect --content-type --cache-control --content-disposition --content-encoding --content-language --expires --source-region --page-size --expected-size --metadata --metadata-directive --copy-props --request-payer --checksum-mode --checksum-algorithm --recursive-depth',
);

/** `s3 cp|mv|sync FROM TO`: what matters is which side is S3. */
function transfer(asked: Asked): Effect {
  const { operation, rest } = asked;
  const options = readOptions(rest, { values: new Set([...s3Values, ...globalValues]), clusters: false });
  const [from, to, ...others] = options.words;
  const sides = [from, to].map((word) => (word === undefined ? undefined : sideOf(word)));
  const what = {
    ...details(asked),
    ...targetOf([from, to].flatMap((word) => word?.value ?? []).join(' → ')),
    spans: spansOf(
      asked.run.name,
      asked.service,
      operation,
      from,
      to,
      lastOption(options, '--delete'),
      lastOption(options, '--recursive'),
    ),
  };
  if (from === undefined || to === undefined || others.length > 0 || sides.includes(undefined))
    return unknown({ ...what, note: 'Which way it copies is known only when it runs.' });
  const removes = operation.value === 'mv' && sides[0] === 's3';
  if (removes) return destroy({ ...what, target: from.value, note: `What is moved to ${to.value} is deleted there.` });
  if (sides[1] === 'local')
    return lastOption(options, '--delete') === undefined ? read(what) : emptying(asked, what, to);
  if (lastOption(options, '--delete') !== undefined) {
    return destroy({
      ...what,
      operation: 's3 sync --delete',
      target: to.value,
      note: `Whatever ${from.value} does not have is deleted.`,
    });
  }
  return change({ ...what, target: to.value });
}

/** `s3 sync s3://b DIR --delete` deletes in the directory: outside the workspace that counts. */
function emptying({ run, call }: Asked, what: ReturnType<typeof details>, to: Word): Effect {
  const path = to.known ? resolvePath(run.cwd, to.value, call.home) : undefined;
  if (path !== undefined && isWithin(path, call.cwd)) return read(what);
  return destroy({
    ...what,
    operation: 's3 sync --delete',
    target: to.value,
    note: 'Whatever S3 does not have is deleted on this machine.',
  });
}

const sideOf = (word: Word): 's3' | 'local' | undefined => {
  const shape = shapeOf(word);
  if (shape.startsWith('s3://')) return 's3';
  return shape.startsWith(hole) ? undefined : 'local';
};

/** The word after an option, or behind its `=`. */
function optionValue(rest: readonly Word[], name: string): Word | undefined {
  const index = rest.findIndex(({ value }) => value === name || value.startsWith(`${name}=`));
  const word = rest[index];
  if (word === undefined) return undefined;
  return word.value === name ? rest[index + 1] : partOf(word, name.length + 1);
}

/** Options that name what is acted on. */
const naming = /^--(?:[a-z0-9-]+-)?(?:names?|ids?|arns?|identifiers?|bucket|cluster|queue-url|topic|resources?)$/;
const dangerous =
  /^--(?:force|skip-final-snapshot|force-delete-without-recovery|delete-automated-backups|recursive|delete|no-.*|yes)$/;

/** What an operation acts on, from its options or, for `s3`, its words. */
function targetsIn({ service, rest }: Asked): readonly Word[] {
  if (service.value === 's3' || service.value === 'configure')
    return rest.filter(
      (word) =>
        !shapeOf(word).startsWith('-') && (service.value === 'configure' || /^s3:/.test(shapeOf(word)) || !word.known),
    );
  for (const [index, word] of rest.entries()) {
    const [name = ''] = word.value.split('=', 1);
    if (!naming.test(name) || /^--(?:client-|cli-|owner-|image-id|subnet-id|key-name)/.test(name)) continue;
    if (word.value.includes('=')) return [partOf(word, name.length + 1)];
    const end = rest.findIndex((later, at) => at > index && later.value.startsWith('--'));
    return rest.slice(index + 1, end < 0 ? undefined : end);
  }
  return [];
}

function details(asked: Asked) {
  const { run, call, service, operation, rest, globals } = asked;
  const targets = targetsIn(asked);
  const chosen = (option: string, ...variables: readonly string[]): string | undefined =>
    lastOption(globals, option)?.value?.value ??
    optionValue(rest, option)?.value ??
    variables.map((name) => variable(run, call, name)).find((value) => value !== undefined);
  return {
    tool: 'aws',
    operation: `${service.value} ${operation.value}`,
    ...targetOf(targets.map(({ value }) => value).join(', ')),
    ...placeOf(
      run,
      ['profile', chosen('--profile', 'AWS_PROFILE', 'AWS_DEFAULT_PROFILE')],
      ['region', chosen('--region', 'AWS_REGION', 'AWS_DEFAULT_REGION')],
      ['endpoint', chosen('--endpoint-url', 'AWS_ENDPOINT_URL')],
    ),
    spans: spansOf(run.name, service, operation, ...targets, ...rest.filter(({ value }) => dangerous.test(value))),
  };
}

const unread = (run: Invocation, words: readonly Word[]): Effect =>
  unknown({
    tool: 'aws',
    operation: words.map(({ value }) => value).join(' '),
    note: 'Which operation runs is known only when it runs.',
    spans: spansOf(run.name, ...words),
  });

export const aws: Analyzer = { id: 'aws', programs: ['aws', 'aws-cli', 'awscli', 'aws2', 'awslocal'], analyze };
