/**
 * Every sentence about effects and decisions. Panel, command line, agents and journal say the same, because they all
 * take it from here.
 *
 * Text that comes from a command stands between backticks, with everything that could hide or reorder it spelled out.
 */
import { assertNever } from '../base/assertNever.ts';
import { capitalized } from '../base/sentence.ts';
import { type Effect, type EffectKind, worst } from './effect.ts';
import { morePeople } from './policy/describe.ts';
import type { Approvals } from './policy/shape.ts';
import type { ToolCall } from './toolCall.ts';

/** One word or two for a kind of effect, as a badge says it. */
export function labelOf(kind: EffectKind): string {
  switch (kind) {
    case 'read':
      return 'Reads';
    case 'change':
      return 'Changes';
    case 'destroy':
      return 'Destroys';
    case 'unknown':
      return 'Unknown effect';
    default:
      return assertNever(kind);
  }
}

/** One effect as a sentence without a full stop: "Deletes deployment `web` (namespace shop, context prod)". */
export function describeEffect(effect: Effect): string {
  return effect.place === undefined ? sentence(effect) : `${sentence(effect)} (${visible(effect.place)})`;
}

/** The whole call in a few words: its heaviest effect, and how many others weigh as much. */
export function headline(effects: readonly Effect[], call: ToolCall): string {
  const kind = worst(effects);
  const heaviest = effects.filter((effect) => effect.kind === kind);
  const [first] = heaviest;
  if (first === undefined) return `${visible(call.tool)}: nothing that touches infrastructure`;
  const others = heaviest.length - 1;
  const short = shortSentences.get(`${first.tool} ${first.operation}`)?.(first) ?? sentence(first);
  return others === 0 ? short : `${short}, and ${others} more`;
}

/** A sentence of ours where only plain text can stand: without the backticks around what it quotes. */
export const spoken = (sentence: string): string => sentence.replaceAll('`', '');

const ruleSentences = new Map([
  ['reads-pass', 'What only reads passes.'],
  ['changes-hold', 'What changes infrastructure waits for a person.'],
  ['destroys-hold', 'What destroys infrastructure waits for a person, who names what goes.'],
  ['unknowns-hold', 'What cannot be understood could be anything, so it waits for a person.'],
  ['guard-files-hold', 'What guards this machine against agents is only changed by people.'],
]);

/** What a built-in rule says; a policy's own rules say it of the very action. */
export const ruleSentence = (rule: string, otherwise: string): string => ruleSentences.get(rule) ?? otherwise;

/** Why the person at the keyboard is not enough. */
export const needsOthers = ({ count, group }: Pick<Approvals, 'count' | 'group'>): string =>
  `A policy asks for ${morePeople({ count, group })}. This version cannot ask them, so it cannot be approved.`;

type Sentence = (effect: Effect) => string;

const named = (words: string, fallback: string): Sentence => {
  return ({ target }) => (target === undefined ? fallback : `${words} ${quote(target)}`);
};

/** Sentences for operations whose own words do not say what they do. */
const sentences = new Map<string, Sentence>([
  ['terraform destroy', named('Destroys everything Terraform manages in', 'Destroys everything Terraform manages')],
  ['terraform apply', named('Applies Terraform changes in', 'Applies Terraform changes')],
  [
    'terraform apply -destroy',
    named('Destroys everything Terraform manages in', 'Destroys everything Terraform manages'),
  ],
  ['terraform apply -replace', named('Destroys and recreates', 'Destroys and recreates Terraform resources')],
  ['terraform apply plan', named('Applies the saved Terraform plan', 'Applies a saved Terraform plan')],
  ['terraform destroy -target', named('Destroys, with everything that depends on it,', 'Destroys Terraform resources')],
  ['terraform plan', named('Plans Terraform changes in', 'Plans Terraform changes')],
  ['terraform init', named('Initializes Terraform in', 'Initializes Terraform')],
  ['terraform fmt', named('Formats Terraform files in', 'Formats Terraform files')],
  ['terraform help', named('Shows help for', 'Shows the help of Terraform')],
  ['terraform state rm', named('Makes Terraform forget', 'Makes Terraform forget resources')],
  ['terraform state mv', named('Moves in the Terraform state:', 'Moves resources in the Terraform state')],
  ['terraform state push', named('Overwrites the Terraform state of', 'Overwrites the Terraform state')],
  ['terraform import', named('Imports into the Terraform state:', 'Imports resources into the Terraform state')],
  ['terraform taint', named('Marks for destruction and recreation:', 'Marks Terraform resources for recreation')],
  ['terraform force-unlock', named('Breaks the Terraform state lock of', 'Breaks a Terraform state lock')],
  ['terraform workspace delete', named('Deletes the Terraform workspace', 'Deletes a Terraform workspace')],
  ['terraform workspace select', named('Switches to the Terraform workspace', 'Switches the Terraform workspace')],
  ['terraform workspace new', named('Creates the Terraform workspace', 'Creates a Terraform workspace')],
  [
    'terraform init -migrate-state',
    named('Moves the Terraform state to another backend, for', 'Moves the Terraform state'),
  ],
  [
    'terraform test',
    named('Creates and destroys real infrastructure to test', 'Creates and destroys real infrastructure to test'),
  ],
  ['kubectl rollout undo', named('Rolls back', 'Rolls back a rollout')],
  ['kubectl rollout restart', named('Restarts', 'Restarts a rollout')],
  ['kubectl config use-context', named('Switches to the kubectl context', 'Switches the kubectl context')],
  ['kubectl exec', named('Runs something in pod', 'Runs something in a pod')],
  [
    'aws s3 sync --delete',
    named('Makes S3 equal, deleting what is not in the source:', 'Makes S3 equal, deleting what is not in the source'),
  ],
  ['psql ALTER TABLE DROP', named('Alters table and drops from it:', 'Alters a table and drops from it')],
  ['psql DELETE', named('Deletes rows from', 'Deletes rows')],
  ['psql TRUNCATE', named('Empties table', 'Empties a table')],
  ['psql UPDATE', named('Updates rows of', 'Updates rows')],
  ['psql INSERT', named('Adds rows to', 'Adds rows')],
  ['psql list', named('Lists the databases of', 'Lists the databases')],
  ['psql SELECT', named('Reads', 'Reads the database')],
  ['git push', named('Pushes what may be deployed:', 'Pushes what may be deployed')],
  ['git push --force', named('Overwrites with a forced push:', 'Overwrites a branch with a forced push')],
  ['git push --delete', named('Deletes on the remote:', 'Deletes on the remote')],
  ['docker push', named('Pushes to a registry:', 'Pushes to a registry')],
  ['docker volume rm', named('Deletes the volume', 'Deletes volumes')],
  ['docker compose down -v', named('Takes down, with its volumes,', 'Takes the project down and deletes its volumes')],
  ['npm publish', named('Publishes the package', 'Publishes the package')],
  ['gh workflow run', named('Starts the workflow', 'Starts a workflow')],
  ['gh pr merge', named('Merges the pull request', 'Merges a pull request')],
  ['gh repo delete', named('Deletes the repository', 'Deletes a repository')],
  ...['POST', 'PUT', 'PATCH', 'DELETE'].map((method): [string, Sentence] => [
    `curl ${method}`,
    named(`Sends a ${method} to`, `Sends a ${method}`),
  ]),
  [
    'guard edit',
    named('Changes what guards this machine against agents:', 'Changes what guards this machine against agents'),
  ],
  ['guard accept policy', named('Accepts the policy', 'Accepts a policy')],
  ['guard forget policy', named('Takes away the accepted policy', 'Takes away an accepted policy')],
  [
    'guard delete',
    named('Removes what guards this machine against agents:', 'Removes what guards this machine against agents'),
  ],
  [
    'guard press keys',
    named('Presses keys or buttons as a person would, with', 'Presses keys or buttons as a person would'),
  ],
  ['file rewrite', named('Rewrites, unseen, the infrastructure file', 'Rewrites an infrastructure file unseen')],
  ['file delete', named('Deletes the infrastructure file', 'Deletes an infrastructure file')],
  ['file remove resources', named('Takes resources out of', 'Takes resources out of a file')],
  ['file drop protection', named('Takes protection against loss out of', 'Takes protection against loss away')],
  ['file widen access', named('Widens access in', 'Widens access')],
  ['file write a secret', named('Writes a secret into', 'Writes a secret into a file')],
  ['file change deployment', named('Changes what is deployed by', 'Changes what is deployed')],
  ['file run a program', named('Lets a plan run a program, by', 'Lets a plan run a program')],
  ['file replace resources', named('Replaces resources in', 'Replaces resources of a file')],
  ['file drop data', named('Drops data in the migration', 'Drops data in a migration')],
  ['file move state', named('Moves Terraform state by', 'Moves Terraform state')],
  ['file change target', named('Changes where things go in', 'Changes where things go')],
  [
    'machine edit',
    named('Changes what this machine is configured with:', 'Changes what this machine is configured with'),
  ],
  ['state edit', named('Changes Terraform state by hand:', 'Changes Terraform state by hand')],
  ['state delete', named('Deletes Terraform state:', 'Deletes Terraform state')],
]);

const shortSentences = new Map<string, Sentence>([
  ['terraform destroy', named('Destroys the Terraform environment', 'Destroys a Terraform environment')],
  ['terraform apply -destroy', named('Destroys the Terraform environment', 'Destroys a Terraform environment')],
  ['terraform apply', named('Applies Terraform changes in', 'Applies Terraform changes')],
]);

function sentence(effect: Effect): string {
  const { kind, tool, operation, target } = effect;
  const what = target === undefined ? '' : ` ${quote(target)}`;
  if (kind === 'unknown') {
    if (tool === 'shell') return `Runs something Holdpoint cannot read: ${quote(operation)}`;
    if (tool === 'remote' && target === undefined) return `Runs ${quote(operation)} on another machine`;
    if (tool === 'mcp') return `Calls the tool ${quote(target ?? operation)}, whose effect is unknown`;
    const done = tool === 'guard' ? active(tool, visible(operation)) : undefined;
    return `${done === undefined ? runs(effect) : capitalized(done) + what}, whose effect is unknown`;
  }
  const special = sentences.get(`${sqlTools.has(tool) ? 'psql' : tool} ${operation}`);
  if (special !== undefined) return special(effect);
  if (tool === 'remote' && target === undefined) return `Looks with ${quote(operation)} at another machine`;
  if (tool === 'mcp') return `${labelOf(kind)} through the tool ${quote(target ?? operation)}`;
  const here = kind === 'read' ? undefined : herePhrases.get(tool)?.[kind];
  if (here !== undefined) return `${here}: ${quote([operation, target].filter(Boolean).join(' '))}`;
  if (!ownWords.has(tool) && !(sqlTools.has(tool) && statement.test(operation)))
    return `${labelOf(kind)} with ${visible(tool)}: ${quote([operation, target].filter(Boolean).join(' '))}`;
  const verbal = active(tool, visible(operation));
  if (verbal !== undefined) return `${capitalized(verbal)}${what}`;
  return runs(effect);
}

/** The words themselves, where no sentence is known for them. Guard and remote operations begin with their program. */
function runs({ tool, operation, target }: Effect): string {
  const words = tool === 'guard' || tool === 'remote' || herePhrases.has(tool) ? operation : `${tool} ${operation}`;
  return `Runs ${quote(words)}${target === undefined ? '' : ` on ${quote(target)}`}`;
}

/** Effects that are said by where they happen, with the command behind. */
const herePhrases = new Map([
  ['machine', { change: 'Changes the machine', destroy: 'Stops, removes or overwrites on the machine' }],
  ['network', { change: 'Changes the network', destroy: 'Removes from the network' }],
]);

/** Tools whose words for an operation make a sentence. */
const ownWords = new Set(['terraform', 'kubectl', 'aws', 'psql', 'guard', 'remote']);

/** Clients of other databases than PostgreSQL: their operations are SQL as well. */
const sqlTools = new Set(
  'mysql mycli mysqlsh sqlite3 sqlite duckdb sqlcmd sqlplus clickhouse cockroach snow cqlsh usql pgcli trino presto beeline hive spark-sql impala-shell'.split(
    ' ',
  ),
);
const statement =
  /^(?:ALTER|ANALYZE|COMMENT|CREATE|DROP|GRANT|OPTIMIZE|PURGE|RENAME|REPAIR|REPLACE|RESTORE|REVOKE|TRUNCATE)\b/;

const acronyms = new Set([
  'acm',
  'ec2',
  'ecr',
  'ecs',
  'efs',
  'eks',
  'iam',
  'kms',
  'rds',
  's3',
  'sns',
  'sqs',
  'ssm',
  'sts',
  'sso',
]);

/** Words that begin an operation and are verbs; `rollout`, `providers` and `config` are not. */
const verbs = new Set(
  'annotate apply approve attach autoscale change copy cordon create delete deny describe destroy drain edit evict expand expose get import label list move patch refresh reload remove replace restart scale set show start stop taint uncordon unset untaint validate'.split(
    ' ',
  ),
);

/** The tool's words for an operation, as something that is done: `delete deployment` → `deletes deployment`. */
function active(tool: string, operation: string): string | undefined {
  const [first = '', second, ...rest] = operation.split(' ');
  if (tool === 'aws' && first === 's3' && second !== undefined) return s3Sentences.get(second);
  if (tool === 'aws') {
    const [verb = '', ...noun] = second?.split('-') ?? [];
    if (noun.length === 0) return undefined;
    const service = acronyms.has(first) ? first.toUpperCase() : first;
    return `${thirdPerson(verb)} ${[service, ...noun, ...rest].join(' ')}`;
  }
  const tail = [second, ...rest].filter((word) => word !== undefined).join(' ');
  if (tool === 'psql' || sqlTools.has(tool)) return `${thirdPerson(first.toLowerCase())} ${tail.toLowerCase()}`.trim();
  return verbs.has(first) ? `${thirdPerson(first)} ${tail}`.trim() : undefined;
}

const s3Sentences = new Map([
  ['cp', 'copies with S3'],
  ['mv', 'moves with S3'],
  ['sync', 'synchronizes with S3'],
  ['rm', 'deletes S3 objects'],
  ['rb', 'removes S3 bucket'],
  ['mb', 'makes S3 bucket'],
  ['ls', 'lists S3'],
]);

function thirdPerson(verb: string): string {
  if (/[^aeiou]y$/.test(verb)) return `${verb.slice(0, -1)}ies`;
  if (/(?:s|sh|ch|x|z|o)$/.test(verb)) return `${verb}es`;
  return `${verb}s`;
}

/** Control, zero-width, direction-changing and blank characters, which make a text look like another. */
const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]/gu;

/** The text on one line, with whatever cannot be seen spelled out. */
export function visible(text: string): string {
  return text.replace(hidden, (character) => `\\u{${character.codePointAt(0)?.toString(16).padStart(4, '0')}}`);
}

const quote = (text: string) => `\`${visible(text).replaceAll('`', "'")}\``;

/**
 * What an agent is told when its action was not released: what happened, whether the action ran, what to do next.
 * None of them speaks for a person who has not spoken.
 */
export const refusals = {
  denied: (note?: string, against: readonly string[] = []) =>
    note === undefined || note.trim() === ''
      ? refusal(
          `A person reviewed this action and denied it.${speaking(against)}`,
          'Do not try the same by other means. Say that it was denied, and ask how to go on.',
        )
      : refusal(
          `A person reviewed this action and denied it, with this note: “${visible(note.trim())}”.${speaking(against)}`,
          'Follow the note, and do not try the same by other means. Where it does not say how to go on, ask.',
        ),
  expired: (minutes: number) =>
    refusal(
      `Nobody decided on this action within ${duration(minutes)}.`,
      'Ask for somebody to be at the editor, then repeat the same call.',
    ),
  unused: () =>
    refusal('This action was approved, but not run in time.', 'Repeat the same call; it will be reviewed again.'),
  withdrawn: () =>
    refusal('This action was withdrawn before anybody decided on it.', 'Repeat the same call if it is still wanted.'),
  superseded: (what: string) =>
    refusal(
      `${capitalized(visible(what))} changed while this action was being reviewed.`,
      'Repeat the same call, so that the new version is reviewed.',
    ),
  /** The call was reviewed for another place than the one it would run in; the same call would be refused again. */
  elsewhere: (what: string, next: string) =>
    refusal(
      `${capitalized(visible(what))} is not what was reviewed.`,
      `${visible(next)} Then it is reviewed as it will run.`,
    ),
  pending: (minutes: number) =>
    refusal(
      `This action is still waiting for a review in the editor, after ${duration(minutes)}.`,
      'Repeat exactly the same call later: it joins the same review, and runs if it was approved.',
    ),
  interrupted: () =>
    refusal('Holdpoint was stopped while this action was being reviewed.', 'Repeat the same call to have it reviewed.'),
  gateUnreachable: () =>
    refusal(
      'No editor window that can ask for a review answers.',
      'Ask for the workspace to be opened in an editor with Holdpoint, then repeat the same call. “Holdpoint: Doctor” in the editor says what is missing.',
    ),
  gateNotTrusted: () =>
    refusal(
      'Something answered in place of Holdpoint, and could not prove that it is the editor.',
      'Tell the person you work for. “Holdpoint: Doctor” in the editor says more.',
    ),
  gateBroken: () =>
    refusal(
      'Holdpoint could not finish reviewing this action because of an error.',
      'Repeat the same call once. If it fails again, ask for “Holdpoint: Doctor” to be run in the editor.',
    ),
  forbidden: (reasons: readonly { readonly message: string }[]) =>
    refusal(
      `The rules do not allow this action: ${reasons.map(({ message }) => message).join(' ')}`,
      'Do not try the same by other means. Say that it is not allowed, and ask how to go on.',
    ),
  splitIt: (earlier: string, later: string) =>
    refusal(
      `${quote(earlier)} changes what ${quote(later)} would read or act on, so nobody could be shown what the whole line does.`,
      `Split it: run what comes first in a call of its own, then ${quote(later)} in another.`,
    ),
  granted: (lines: readonly string[]) =>
    refusal(
      'This action was approved, but only together with the plan that was shown, and this call would make another.',
      `Run exactly this instead, once and within five minutes: ${lines.map(visible).join(' ; ')}`,
    ),
  stalePlan: () =>
    'Holdpoint: The state has moved on since the plan that was approved was made, so Terraform refused it. Nothing was applied. Repeat the call as it was: it will be planned and reviewed again.',
  noGrant: (why: string) =>
    refusal(`${why}`, 'Repeat the call as it was before it was approved; it will be reviewed again.'),
  twoWindows: () =>
    refusal(
      'Two editor windows are equally near to this action, so neither was asked.',
      'Ask for one of them to be brought to the front, then repeat the same call.',
    ),
  wrongVersion: () =>
    refusal(
      'The hook and the editor are of different versions of Holdpoint.',
      'Ask for “Holdpoint: Protect Agents…” to be run in the editor, then repeat the same call.',
    ),
  tooLarge: (mebibytes: number) =>
    refusal(
      `This tool call is larger than the ${mebibytes} MiB that Holdpoint reviews.`,
      'Split it into smaller ones.',
    ),
  unreadable: () =>
    refusal(
      'Holdpoint could not read this tool call.',
      'Tell the person you work for. “Holdpoint: Doctor” in the editor says whether agent and Holdpoint fit together.',
    ),
  canary: (nonce?: string) =>
    refusal(
      `This was the test of whether this agent is held, and it passed${nonce === undefined ? '' : ` (canary ${quote(nonce)})`}.`,
      'Tell the person who asked for it that Holdpoint refused it. Nothing else has to be done.',
    ),
  settings: () =>
    refusal(
      'This would change the settings that let Holdpoint review actions.',
      'Ask the person you work for to change them by hand.',
    ),
} as const;

/** What was found out about it, for an agent that may not know. */
const speaking = (against: readonly string[]): string =>
  against.length === 0 ? '' : ` What speaks against it: ${against.map(visible).join(' ')}`;

const refusal = (happened: string, next: string) => `Holdpoint: ${happened} It did not run. ${next}`;

function duration(minutes: number): string {
  if (minutes < 1) return 'less than a minute';
  const whole = Math.round(minutes);
  return whole === 1 ? 'one minute' : `${whole} minutes`;
}
