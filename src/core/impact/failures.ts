/**
 * Why a tool could not answer, in plain words: what its own message means, and what a person can do about it. Messages
 * are those the tools print; one that is not known is repeated as it is.
 */
import type { ProbeStep } from './probe.ts';

type Asked = Pick<ProbeStep, 'program' | 'args' | 'env'>;

interface Failure {
  /** In what the tool said. */
  readonly said: RegExp;
  /** Only of these programs; of all where it is missing. */
  readonly of?: RegExp;
  /** Sentences; `found` is the match. */
  readonly means: (found: RegExpMatchArray, asked: Asked) => string;
}

const saying =
  (sentence: string): Failure['means'] =>
  () =>
    sentence;

/** `NAME` behind `--profile`, in the variables, or nothing. */
function profileOf({ args, env }: Asked): string | undefined {
  const at = args.indexOf('--profile');
  const joined = args.find((arg) => arg.startsWith('--profile='))?.slice('--profile='.length);
  const name = joined ?? (at < 0 ? undefined : args[at + 1]) ?? env.AWS_PROFILE;
  return name !== undefined && /^[\w.@-]+$/.test(name) ? name : undefined;
}

const ssoLogin: Failure['means'] = (_, asked) => {
  const profile = profileOf(asked);
  return `The login has expired: run \`aws sso login${profile === undefined ? '' : ` --profile ${profile}`}\`.`;
};

const terraform = /(?:terraform|tofu|terragrunt)[^/\\]*$/;
const notInitialised = saying(
  'The folder is not initialised for this configuration: run `terraform init` yourself. Holdpoint does not, since that downloads programs and starts them.',
);

/** The first that fits is meant: the more special stands before the more general. */
const failures: readonly Failure[] = [
  {
    of: terraform,
    said: /(?:Inconsistent dependency lock file|Required plugins are not installed|Backend initialization required|Module not installed|Module source has changed|Could not load plugin|please run "terraform init"|Provider requirements cannot be satisfied|missing or corrupted provider plugins)/i,
    means: notInitialised,
  },
  {
    of: terraform,
    said: /Error acquiring the state lock[\s\S]*?Who:\s*(\S+)/,
    means: ([, who = '']) => `The state is locked by ${who.slice(0, 100)}: somebody else is planning or applying now.`,
  },
  {
    of: terraform,
    said: /Error acquiring the state lock/,
    means: saying('The state is locked: somebody else is planning or applying now.'),
  },
  {
    of: terraform,
    said: /Instance cannot be destroyed[\s\S]*?Resource\s+(\S+)\s+has\s+lifecycle\.prevent_destroy/,
    means: ([, address = '']) => `It would be refused: ${address} is protected by prevent_destroy.`,
  },
  {
    of: terraform,
    said: /No value for required variable[\s\S]*?variable "([\w-]+)"/,
    means: ([, name = '']) => `The variable ${name} has no value here: the command would ask for it, or fail.`,
  },
  {
    of: terraform,
    said: /Saved plan is stale/,
    means: saying('The saved plan is out of date: the state has changed since it was made. It would be refused.'),
  },
  {
    of: terraform,
    said: /Failed to (?:read the given file as a state or plan file|load plan file|read plan)/i,
    means: saying('The saved plan cannot be read: it is missing, or no plan of this version of the tool.'),
  },
  {
    of: terraform,
    said: /Unsupported Terraform Core version|Unsupported OpenTofu Core version/,
    means: saying('The configuration wants another version of the tool.'),
  },
  {
    said: /failed to read cached SSO token|Error loading SSO Token|SSO session (?:associated with this profile )?has expired|Token has expired and refresh failed|the SSO session has expired|refresh cached SSO token failed/i,
    means: ssoLogin,
  },
  {
    said: /ExpiredToken|RequestExpired|security token included in the request is expired|InvalidGrantException/,
    means: saying('The AWS credentials have expired: log in again.'),
  },
  {
    said: /Unable to locate credentials|No valid credential sources found|NoCredentialProviders|failed to refresh cached credentials/i,
    means: saying('There are no AWS credentials where the editor was started: log in, or choose a profile.'),
  },
  {
    said: /The config profile \(([^)\n]{1,100})\) could not be found|failed to get shared config profile, ([^\s]{1,100})/,
    means: ([, name = '', other = '']) => `The AWS profile ${name || other} does not exist here.`,
  },
  {
    said: /InvalidClientTokenId|UnrecognizedClientException|SignatureDoesNotMatch|AuthFailure/,
    means: saying('AWS does not accept the credentials.'),
  },
  { said: /You must specify a region|Missing Region|Invalid AWS Region/i, means: saying('No AWS region is chosen.') },
  {
    said: /(?:AccessDenied|UnauthorizedOperation)(?:[\s\S]{0,600}?is not authorized to perform:\s*([\w:*-]+))?/,
    means: ([, action]) =>
      `Looking was not allowed${action === undefined ? '' : `: ${action} is missing`}. The action itself may still be.`,
  },
  {
    of: /kubectl|helm|oc$/,
    said: /exec: executable ([\w./-]{1,100}) not found/,
    means: ([, name = '']) => `The login of this cluster needs ${name}, which is not installed here.`,
  },
  {
    said: /must be logged in to the server|server has asked for the client to provide credentials|\bUnauthorized\b.*401|You must be logged in/i,
    of: /kubectl|helm|oc$/,
    means: saying('The cluster does not accept the login: it has expired, or there is none.'),
  },
  {
    of: /kubectl|helm|oc$/,
    said: /Error from server \(Forbidden\)|is forbidden: User/,
    means: saying('Looking was not allowed in the cluster. The action itself may still be.'),
  },
  {
    of: /kubectl|helm/,
    said: /context was not found for specified context: (\S{1,100})|context "([^"\n]{1,100})" does not exist/,
    means: ([, name = '', other = '']) => `There is no context ${name || other} in the kubeconfig.`,
  },
  {
    of: /kubectl|helm/,
    said: /The connection to the server (\S{1,200}) was refused|Kubernetes cluster unreachable/,
    means: ([, server]) => `The cluster ${server === undefined ? '' : `at ${server} `}does not answer.`,
  },
  {
    of: /gcloud|bq|gsutil/,
    said: /do not currently have an active account selected|Reauthentication (?:required|failed|is needed)|problem refreshing your current auth tokens|cannot prompt during non-interactive execution|invalid_grant/i,
    means: saying('The login to Google Cloud is missing or has expired: run `gcloud auth login`.'),
  },
  {
    of: /terraform|tofu/,
    said: /could not find default credentials|oauth2: "?invalid_grant/i,
    means: saying('The login to Google Cloud is missing or has expired: run `gcloud auth application-default login`.'),
  },
  {
    of: /gcloud|bq|gsutil/,
    said: /PERMISSION_DENIED|does not have \S+ (?:access|permission)|Required '([\w.]+)' permission/,
    means: ([, permission]) =>
      `Looking was not allowed${permission === undefined ? '' : `: ${permission} is missing`}. The action itself may still be.`,
  },
  {
    said: /Please run 'az login'|AADSTS(?:700082|50173|50076|70043|65001)|InteractionRequired|run az login/i,
    means: saying('The login to Azure is missing or has expired: run `az login`.'),
  },
  { said: /AuthorizationFailed/, means: saying('Looking was not allowed. The action itself may still be.') },
  {
    said: /Cannot connect to the Docker daemon at (\S{1,200}?)\. Is/,
    means: ([, address = '']) => `No Docker engine answers at ${address}.`,
  },
  {
    said: /permission denied while trying to connect to the Docker daemon/,
    means: saying('This user may not talk to the Docker engine.'),
  },
  {
    said: /password authentication failed for user|fe_sendauth: no password supplied|ERROR 1045|Access denied for user|NOAUTH|WRONGPASS|Authentication failed/i,
    means: saying('The server wants a login that is not there: the password is missing or wrong.'),
  },
  {
    said: /could not read Username|terminal prompts disabled|Permission denied \(publickey|Host key verification failed/,
    means: saying('The other side wants a login that is not there.'),
  },
  {
    said: /PULUMI_ACCESS_TOKEN must be set|PULUMI_CONFIG_PASSPHRASE/,
    means: saying('Pulumi wants a login or a passphrase that is not there.'),
  },
  {
    said: /No space left on device|ENOSPC/i,
    means: saying('The disk is full.'),
  },
  {
    said: /Read-only file system|EROFS/i,
    means: saying('The disk cannot be written.'),
  },
  {
    said: /certificate signed by unknown authority|certificate has expired|CERTIFICATE_VERIFY_FAILED|certificate is not trusted/i,
    means: saying('The server’s certificate is not trusted here.'),
  },
  {
    said: /no such host|Could not resolve host|getaddrinfo|Name or service not known|Temporary failure in name resolution|could not translate host name/i,
    means: saying('The server’s name cannot be resolved: there is no network, or the name is wrong.'),
  },
  {
    said: /[Cc]onnection refused|[Cc]ould not connect|Can't connect|Couldn't connect|[Cc]onnection timed out|i\/o timeout|network is unreachable/,
    means: saying('The server does not answer.'),
  },
];

/** The name of a program without its folder. */
const baseName = (program: string): string => program.split(/[/\\]/).at(-1) ?? program;

/** What a tool's message means; undefined where it is not known. `said`: what it printed, secrets taken out. */
export function meaningOf(said: string, asked: Asked): string | undefined {
  const text = said.slice(0, 20_000);
  const program = baseName(asked.program);
  for (const { said: pattern, of, means } of failures) {
    if (of !== undefined && !of.test(program)) continue;
    const found = pattern.exec(text);
    if (found !== null) return means(found, asked);
  }
  return undefined;
}

/** Lines of a log, and the lines of a box around a message: they say nothing themselves. */
const noise = /^(?:[EWI]\d{4} \d\d:\d\d:\d\d|[╷╵│|\s]*$|-+$|WARNING:|Warning:)/;

/** The first lines of a message that say something, on one line. */
export function firstWords(said: string): string {
  const lines = said
    .slice(0, 20_000)
    .split('\n')
    .map((line) => line.replace(/^[╷╵│]\s?/, '').trim())
    .filter((line) => line !== '');
  const telling = lines.filter((line) => !noise.test(line));
  return (telling.length > 0 ? telling : lines).slice(0, 3).join(' ').slice(0, 500);
}

/** What kept something from being started or written, as far as the system says: a clause with its full stop. */
export function causeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return systemReasons.get(code) ?? (code === '' ? 'something in it went wrong.' : `the system says ${code}.`);
}

const systemReasons: ReadonlyMap<string, string> = new Map([
  ['ENOSPC', 'the disk is full.'],
  ['EDQUOT', 'the disk is full.'],
  ['EROFS', 'its folder cannot be written.'],
  ['EACCES', 'its folder or the program may not be used.'],
  ['EPERM', 'its folder or the program may not be used.'],
  ['ENOENT', 'the folder it works in, or the program, is gone.'],
  ['ENOTDIR', 'its folder cannot be made.'],
  ['E2BIG', 'the command is too long.'],
]);
