/**
 * `holdpoint verify`: whether this command may run here and now, by what people have signed. For a job, or whoever holds
 * the credentials, where an agent cannot reach.
 *
 *     holdpoint verify --request LINK|FILE [--answer TEXT|FILE|FOLDER]… (--used FOLDER | --used-remote REMOTE | --dry-run)
 *                      [--ref REF | --roster FILE --policy FILE] [--plan-json FILE] [--origin URL]… [--record FILE] [--json] -- COMMAND…
 *
 * Roster and policy are of the protected branch, by default the remote's. Exit 0: it may run, once, and that is written
 * down. 3: it may not, or that could not be told. 2: usage.
 */
import { resolve } from 'node:path';
import { Problem } from '../base/problem.ts';
import { matchingCode } from '../core/cosign/matchingCode.ts';
import { refused } from '../core/cosign/refusals.ts';
import type { Roster } from '../core/cosign/roster.ts';
import { type Asked, type Outcome, openRequest, verify } from '../core/cosign/verify.ts';
import type { Need } from '../core/hold/quorum.ts';
import { readTerraformPlan } from '../core/impact/terraformPlan.ts';
import { parsePolicy } from '../core/policy/parse.ts';
import { visible } from '../core/wording.ts';
import { askGit } from '../platform/askGit.ts';
import { writeFileAtomic } from '../platform/atomicFile.ts';
import { judge } from '../setup/judge.ts';
import { readArguments } from './arguments.ts';
import { type BranchFiles, branchFiles } from './branchFiles.ts';
import { joinWords, splitCommand } from './commandWords.ts';
import { openAnswers, openSealed } from './cosignLinks.ts';
import { fileText } from './fileText.ts';
import type { Command, Io } from './io.ts';
import { digestOfRun, type Here } from './plannedRun.ts';
import { UsageProblem, usageProblem } from './problems.ts';
import { unprovenKeys } from './roster.ts';
import { usesInFolder, usesInRemote } from './useStore.ts';

const usage =
  'holdpoint verify --request LINK|FILE [--answer TEXT|FILE|FOLDER]… (--used FOLDER | --used-remote REMOTE | --dry-run) [--ref REF | --roster FILE --policy FILE] [--plan-json FILE] [--origin URL]… [--record FILE] [--json] -- COMMAND…';

/** What is told. */
interface Told {
  readonly approved: boolean;
  /** Of a refusal: see `refusals.ts`, or the problem's own. */
  readonly code?: string;
  /** Sentences. */
  readonly message: string;
  readonly matchingCode?: string;
  readonly requestDigest?: string;
  readonly how?: string;
  /** When it has to have started, ISO 8601. */
  readonly executeBy?: string;
  readonly by?: readonly {
    readonly person: string;
    readonly assurance: string;
    readonly via: string;
    readonly note: string;
  }[];
  /** Answers that did not count, and why. */
  readonly setAside?: readonly string[];
}

const options = {
  request: { type: 'string' },
  answer: { type: 'string', multiple: true },
  used: { type: 'string' },
  'used-remote': { type: 'string' },
  record: { type: 'string' },
  'dry-run': { type: 'boolean' },
  ref: { type: 'string' },
  roster: { type: 'string' },
  policy: { type: 'string' },
  'plan-json': { type: 'string' },
  origin: { type: 'string', multiple: true },
  json: { type: 'boolean' },
} as const;

const withValue = new Set(
  Object.entries(options).flatMap(([name, { type }]) => (type === 'string' ? [`--${name}`] : [])),
);

export const verifyCommand: Command = async (args, io) => {
  const { own, command } = splitCommand(args, withValue);
  const { values } = readArguments(own, usage, options);
  const { request, used } = values;
  const remote = values['used-remote'];
  if (request === undefined) throw usageProblem('"--request" is missing.', usage);
  if (command.length === 0) throw usageProblem('The command that would run is missing.', usage);
  const ways = [used !== undefined, remote !== undefined, values['dry-run'] === true].filter(Boolean).length;
  if (ways !== 1) throw usageProblem('Either "--used", "--used-remote" or "--dry-run" is wanted.', usage);
  const use =
    used !== undefined
      ? usesInFolder(resolve(io.cwd, used))
      : remote !== undefined
        ? usesInRemote(remote, io)
        : undefined;
  const told = await asked({ ...values, request, command, use }, io);
  io.out(values.json === true ? `${JSON.stringify(told, null, 2)}\n` : spell(told));
  return told.approved ? 0 : 3;
};

interface Wanted {
  readonly request: string;
  readonly command: readonly string[];
  readonly use: ReturnType<typeof usesInFolder> | undefined;
  readonly answer?: readonly string[] | undefined;
  readonly ref?: string | undefined;
  readonly roster?: string | undefined;
  readonly policy?: string | undefined;
  readonly record?: string | undefined;
  readonly origin?: readonly string[] | undefined;
  readonly 'plan-json'?: string | undefined;
}

/** Whatever throws refuses. */
async function asked(wanted: Wanted, io: Io): Promise<Told> {
  try {
    return await answered(wanted, io);
  } catch (error) {
    if (error instanceof UsageProblem) throw error;
    const code = error instanceof Problem ? error.code : 'failed';
    const message = error instanceof Error ? error.message : String(error);
    return { approved: false, code, message };
  }
}

async function answered(wanted: Wanted, io: Io): Promise<Told> {
  const { origin: origins = [] } = wanted;
  const files = await branchFiles(wanted, io);
  const opened = await openSealed(wanted.request, io);
  const { verdicts, unopened } = await openAnswers(opened, wanted.answer ?? [], io);
  const { roster, left } = await proven(files.roster, wanted.origin);
  const now = io.now().getTime();
  const open = await openRequest(opened.request, roster, now, origins, crypto.subtle);
  const aside = [...left, ...unopened];
  if ('code' in open) return { approved: false, ...open, setAside: aside };
  const here = await hereIs(wanted.command, io);
  const known = { matchingCode: matchingCode(open.digest), requestDigest: open.digest };
  const no = (code: string, message: string): Told => ({ approved: false, code, message, ...known, setAside: aside });
  const run = digestOfRun(open, here);
  if ('why' in run) return no('not-in-request', `${refused('not-in-request').message} ${run.why}`);
  const needs = needsOf(files, open, here, wanted['plan-json'], io);
  if (typeof needs === 'string') return no('policy-denies', needs);
  const outcome = await verify(
    {
      request: opened.request,
      verdicts,
      running: [run.digest],
      roster,
      accepted: { rosters: [files.rosterSha256], policies: [files.policySha256] },
      needs,
      origins,
      now,
    },
    crypto.subtle,
    wanted.use === undefined
      ? undefined
      : {
          use: wanted.use,
          differs: async () => {
            const again = digestOfRun(open, here);
            return 'why' in again ? again.why : undefined;
          },
          record: async (agreed) => {
            if (wanted.record === undefined) return;
            const told = { ...toldOf({ kind: 'agreed', ...agreed }), ...known };
            writeFileAtomic(resolve(io.cwd, wanted.record), `${JSON.stringify(told, null, 2)}\n`);
          },
        },
  );
  return {
    ...toldOf(outcome),
    ...known,
    setAside: [...aside, ...outcome.setAside.map((each) => each.refused.message)],
  };
}

function toldOf(outcome: Outcome): Told {
  if (outcome.kind === 'refused') return { approved: false, ...outcome.refused };
  const by = outcome.by.map(({ person, assurance, via, note }) => ({ person, assurance, via, note }));
  const names = outcome.by.map(({ name }) => name).join(', ');
  return {
    approved: true,
    message: `Approved by ${names}.`,
    how: outcome.how,
    executeBy: new Date(outcome.executeBy).toISOString(),
    by,
  };
}

/** The roster without the keys that nobody has shown to be theirs; these are told. */
async function proven(roster: Roster, origins: readonly string[] | undefined) {
  const unproven = await unprovenKeys(roster, origins);
  const open = new Set(unproven.map(({ key }) => key));
  const people = roster.people.map((person) => ({ ...person, keys: person.keys.filter((key) => !open.has(key)) }));
  return { roster: { ...roster, people }, left: unproven.map(({ id, why }) => `${id}: ${why}`) };
}

async function hereIs(argv: readonly string[], { cwd }: Io): Promise<Here> {
  const [top, commit] = await Promise.all([
    askGit(cwd, ['rev-parse', '--show-toplevel']),
    askGit(cwd, ['rev-parse', '--verify', '--quiet', 'HEAD']),
  ]);
  return { argv, cwd, root: top?.trim() ?? cwd, commit: commit?.trim() };
}

/** What the policy asks for here; a sentence where it forbids it. @throws {Problem} where the policy does not count */
function needsOf(
  { policyText, from }: BranchFiles,
  { request }: Asked,
  { argv, cwd, root }: Here,
  plan: string | undefined,
  io: Io,
): readonly Need[] | string {
  const { policy, problems } =
    policyText === '' ? { policy: { version: 1 as const }, problems: [] } : parsePolicy(policyText);
  if (policy === undefined)
    throw new Problem('no-policy', `The policy of ${from} does not count: ${problems[0]?.message ?? ''}`, '', '');
  const verdict = judge(() => [{ layers: [{ layer: 'workspace', policy }], root }], {
    action: { kind: 'command', line: joinWords(argv, 'bash'), shell: 'bash' },
    agent: request.requester.agent,
    cwd,
    home: io.site().home,
    env: io.env,
    at: io.now().getTime(),
    ...(plan === undefined ? {} : { impact: readTerraformPlan(fileText(resolve(cwd, plan))) }),
  });
  if (verdict.outcome === 'deny') return `The policy never allows this: ${verdict.reasons[0]?.message ?? ''}`;
  // Where it asks for nobody in particular, somebody else has to have agreed all the same.
  return verdict.approvals.length === 0 ? [{ count: 1 }] : verdict.approvals;
}

const spell = ({ approved, message, matchingCode: code, executeBy, by = [], setAside = [] }: Told): string =>
  [
    `${approved ? 'Approved' : 'Not approved'}: ${visible(message)}`,
    ...(code === undefined ? [] : [`  matching code: ${code}`]),
    ...by.map(
      ({ person, assurance, via, note }) =>
        `  ${person}, ${assurance}, ${via}${note === '' ? '' : `: ${visible(note)}`}`,
    ),
    ...(executeBy === undefined ? [] : [`  to be started before ${executeBy}`]),
    ...setAside.map((why) => `  does not count: ${visible(why)}`),
    '',
  ].join('\n');
