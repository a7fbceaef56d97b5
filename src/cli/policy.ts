/**
 * `holdpoint policy`: looks at policies before they matter.
 *
 *     holdpoint policy check [FILE] [--was OLD]              see policyCheck.ts
 *     holdpoint policy test [FILE] [--policy FILE]           runs .holdpoint/policy.test.yaml; exit 1 when a test fails
 *     holdpoint policy replay [--format table|junit|sarif]   what it would have decided on the journal's past calls
 *     holdpoint policy explain [--cwd DIR] [--] COMMAND      the way to the decision; exit codes of `check`
 */
import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { readTerraformPlan } from '../core/impact/terraformPlan.ts';
import { morePeople } from '../core/policy/describe.ts';
import type { Verdict } from '../core/policy/evaluate.ts';
import { type PolicyTest, testShape } from '../core/policy/testShape.ts';
import { readYaml } from '../core/policy/yaml.ts';
import { type Policies, type PolicyFile, policiesIn, policyPlaces, readLayers } from '../gate/policyFiles.ts';
import { branchOf, personOf, workspacePolicy } from '../gate/repositories.ts';
import { boundedReader } from '../platform/readFile.ts';
import { judge } from '../setup/judge.ts';
import { readArguments } from './arguments.ts';
import { joinWords, splitCommand } from './commandWords.ts';
import { exitCodes } from './exitCodes.ts';
import { fileText } from './fileText.ts';
import type { Command, Io } from './io.ts';
import { checkPolicy, spelled } from './policyCheck.ts';
import { replayHistory } from './policyReplay.ts';
import { usageProblem } from './problems.ts';

const usage =
  'holdpoint policy check [FILE] [--was OLD] | test [FILE] [--policy FILE] | replay | explain [--cwd DIR] [--] COMMAND';

export const policyCommand: Command = async ([verb, ...args], io) => {
  switch (verb) {
    case 'check':
      return checkPolicy(args, io);
    case 'test':
      return runTests(args, io);
    case 'replay':
      return replayHistory(args, io);
    case 'explain':
      return explain(args, io);
    default:
      throw usageProblem(verb === undefined ? 'What to do is missing.' : `"${verb}" is not known here.`, usage);
  }
};

function explain(args: readonly string[], io: Io): number {
  const { own, command } = splitCommand(args, new Set(['--cwd']));
  const { values } = readArguments(own, usage, { cwd: { type: 'string' } });
  if (command.length === 0) throw usageProblem('There is nothing to explain.', usage);
  const cwd = resolve(io.cwd, values.cwd ?? '.');
  const line = joinWords(command, 'bash');
  const files = new Map<string, PolicyFile>();
  const policiesFor = (directories: readonly string[]) => {
    const found = policiesIn(directories, policyPlaces(io.site().root));
    for (const file of found.flatMap((each) => each.files)) files.set(file.path, file);
    return found;
  };
  const read = boundedReader();
  const here = now(io);
  const verdict = judge(policiesFor, {
    ...here,
    action: { kind: 'command', line, shell: 'bash' },
    cwd,
    person: personOf(read, here.home),
    branchOf: (root) => branchOf(read, root),
  });
  for (const { path, problems } of files.values()) for (const problem of problems) io.error(spelled(path, problem));
  io.out(
    spell(
      verdict,
      [...files.values()].map(({ layer, path }) => `${layer}: ${path}`),
    ),
  );
  return exitCodes[verdict.outcome];
}

/** What this machine says where nobody says otherwise. */
const now = (io: Io) => ({ home: io.site().home, env: io.env, at: io.now().getTime() });

function spell(verdict: Verdict, files: readonly string[]): string {
  const { outcome, reasons, environments } = verdict;
  const lines = [
    outcome,
    ...reasons.map(({ layer, rule, message }) => `  ${layer}, "${rule}": ${message}`),
    ...[
      ...new Set(
        environments.map(({ names, evidence }) => `  environment: ${names.join(' and ')}, because ${evidence}`),
      ),
    ],
    ...asked(verdict).map((each) => `  asked for: ${each}`),
    ...(files.length === 0 ? ['  No policy lies here: the built-in rules decided.'] : files.map((file) => `  ${file}`)),
  ];
  return `${lines.join('\n')}\n`;
}

const asked = ({ approvals, confirm, reasonRequired }: Verdict): readonly string[] => [
  ...approvals.map(morePeople),
  ...(confirm === 'type-target' ? ['typing the target'] : []),
  ...(reasonRequired ? ['a reason'] : []),
];

function runTests(args: readonly string[], io: Io): number {
  const { positionals, values } = readArguments(args, usage, { policy: { type: 'string' } });
  const [file = '.holdpoint/policy.test.yaml', ...more] = positionals;
  if (more.length > 0) throw usageProblem('Only one file of tests can be run at a time.', usage);
  const path = resolve(io.cwd, file);
  const { value, problems, place, problem } = readYaml(fileText(path), testShape);
  for (const each of problems) io.error(spelled(file, each));
  if (value === undefined) return 1;
  const beside = join(dirname(path), 'policy.yaml');
  const policyPath =
    values.policy === undefined ? (existsSync(beside) ? beside : undefined) : resolve(io.cwd, values.policy);
  const repository = dirname(path).endsWith('.holdpoint') ? dirname(dirname(path)) : dirname(path);
  // Nothing of this machine: the same file says the same in every place.
  const policies = { ...readLayers({ workspace: policyPath ?? join(repository, workspacePolicy) }), root: repository };
  for (const each of policies.files)
    for (const one of each.problems) io.error(spelled(relative(io.cwd, each.path), one));
  if (policies.layers.length === 0) {
    io.error('There is no policy to test.\n');
    return 1;
  }
  const failed = value.tests.flatMap((test, index) => {
    const why = failure(test, verdictOf(test, policies, io));
    const name = test.name ?? test.command ?? test.edit?.file ?? '';
    if (why === undefined) return [];
    io.error(spelled(file, problem('error', `${name}: ${why}`, place(['tests', index, 'expect']))));
    return [name];
  });
  io.out(`${value.tests.length - failed.length} passed, ${failed.length} failed.\n`);
  return failed.length === 0 ? 0 : 1;
}

function verdictOf(test: PolicyTest, policies: Policies, io: Io): Verdict {
  const { command, edit, plan, env, at, agent, person, branch, signals } = test;
  const { root } = policies;
  const theirs = () => [policies];
  const here = now(io);
  const known = {
    ...here,
    cwd: resolve(root, test.in ?? '.'),
    env: env ?? here.env,
    at: at === undefined ? here.at : Date.parse(at),
    ...(agent === undefined ? {} : { agent }),
    ...(signals === undefined ? {} : { signals }),
    person,
    branchOf: () => branch,
    ...(plan === undefined ? {} : { impact: readTerraformPlan(fileText(resolve(root, plan))) }),
  };
  if (edit === undefined)
    return judge(theirs, { ...known, action: { kind: 'command', line: command ?? '', shell: 'bash' } });
  const path = resolve(root, edit.file);
  const disk = boundedReader();
  return judge(theirs, {
    ...known,
    action: { kind: 'edit', edits: [{ path, change: { kind: 'write', content: edit.after } }] },
    read: (asked) =>
      asked !== path
        ? disk(asked)
        : edit.before === undefined
          ? { kind: 'missing' }
          : { kind: 'text', text: edit.before },
  });
}

/** What is not as expected, as a sentence. */
function failure(
  { expect, rule, approvals }: PolicyTest,
  { outcome, reasons, approvals: wanted }: Verdict,
): string | undefined {
  const because = reasons.map((each) => `"${each.rule}"`).join(', ') || 'no rule';
  if (outcome !== expect) return `expected ${expect}, got ${outcome} by ${because}.`;
  if (rule !== undefined && !reasons.some((each) => each.rule === rule))
    return `"${rule}" took no part: ${because} did.`;
  const people = wanted.reduce((most, { count }) => Math.max(most, count), 0);
  return approvals === undefined || approvals === people
    ? undefined
    : `expected ${approvals} approvals, got ${people}.`;
}
