/**
 * AWS CDK: the app is synthesized into a private folder, and each stack's template compared with the one that is deployed.
 *
 * `cdk diff` has no JSON, and by default makes a change set. Synthesizing runs the app, which is the project's own code.
 * @see https://docs.aws.amazon.com/cdk/v2/guide/ref-cli-cmd-synth.html
 */
import { canonical } from '../../base/json.ts';
import { looseRecord, textIn } from '../../base/looseJson.ts';
import { type AwsCommand, readAwsCommand } from '../aws/command.ts';
import { hearing, stepOf } from '../aws/inquiry.ts';
import { askSecretly, type Questions } from '../aws/recipe.ts';
import type { AskTool } from '../impact/askTool.ts';
import { fileStep } from '../impact/fileStep.ts';
import type { Impact, Uninspectable } from '../impact/impact.ts';
import { joinImpacts } from '../impact/joined.ts';
import type { Answer, ProbeStep } from '../impact/probe.ts';
import type { CommandSubject } from '../impact/subject.ts';
import { wholeImpact } from '../impact/whole.ts';
import { deletionQuestions, isMissing, readDeletion, templateIn } from './stackDeletion.ts';
import { readTemplate } from './template.ts';
import { templateImpact } from './templateImpact.ts';

/** Milliseconds. */
const limit = 240_000;

/** Options of `deploy` and `destroy` that decide what is synthesized, with their value. */
const synthesizing = new Set(['-a', '--app', '-c', '--context', '--profile']);
/** Options that take a value and decide nothing of it. */
const valued = new Set(
  '-p --plugin -r --role-arn -o --output --toolkit-stack-name --require-approval -O --outputs-file -E --build-exclude --change-set-name --method -m --parameters --concurrency --progress -t --tags --ca-bundle-path --proxy --import-existing-resources --notification-arns --region'.split(
    ' ',
  ),
);

interface Said {
  readonly verb: string;
  readonly stacks: readonly string[];
  readonly carried: readonly string[];
  readonly profile: string | undefined;
  readonly all: boolean;
}

function saidIn({ args }: CommandSubject): Said {
  const words: string[] = [];
  const carried: string[] = [];
  let profile: string | undefined;
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? '';
    const [name = '', ...value] = word.split('=');
    if (!word.startsWith('-')) {
      words.push(word);
      continue;
    }
    const takes = value.length === 0 && (synthesizing.has(name) || valued.has(name));
    const given = takes ? args[at + 1] : value.join('=');
    if (synthesizing.has(name) && given !== undefined) carried.push(name, given);
    if (name === '--profile') profile = given;
    if (takes) at += 1;
  }
  const [verb = '', ...stacks] = words;
  return { verb, stacks, carried, profile, all: args.includes('--all') };
}

interface Synthesized {
  readonly id: string;
  readonly stackName: string;
  readonly file: string;
  readonly region: string | undefined;
}

/** Stacks in the manifest of a cloud assembly. */
function stacksInManifest(text: string): readonly Synthesized[] {
  try {
    return Object.entries(looseRecord(looseRecord(JSON.parse(text)).artifacts)).flatMap(([id, each]) => {
      const artifact = looseRecord(each);
      if (textIn(artifact, 'type') !== 'aws:cloudformation:stack') return [];
      const properties = looseRecord(artifact.properties);
      const region = textIn(artifact, 'environment').split('/').at(-1);
      return [
        {
          id: textIn(artifact, 'displayName') || id,
          stackName: textIn(properties, 'stackName') || id,
          file: textIn(properties, 'templateFile'),
          region: region === undefined || region === '' || region === 'unknown-region' ? undefined : region,
        },
      ];
    });
  } catch {
    return [];
  }
}

/** `*` within names, as the tool has it. */
const matches = (pattern: string, name: string): boolean =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  ).test(name);

export const askCdk: AskTool = (subject, effect) => {
  const said = saidIn(subject);
  if (said.verb !== 'deploy' && said.verb !== 'destroy') return [];
  const base = { cwd: subject.directory, env: { ...subject.env, NO_COLOR: '1', CI: 'true' }, good: [0] };
  const output = (scratch: string): string => `${scratch}/cdk.out`;
  const read = (file: string): ProbeStep => fileStep(subject.directory, file);

  const chosen = (answers: readonly Answer[]): readonly Synthesized[] => {
    const found = stacksInManifest(textOf(answers, 'manifest.json') ?? '');
    return said.stacks.length === 0 || said.all
      ? found
      : found.filter((each) =>
          said.stacks.some((pattern) => matches(pattern, each.id) || matches(pattern, each.stackName)),
        );
  };
  const steps = (answers: readonly Answer[], scratch: string): readonly ProbeStep[] => {
    if (textOf(answers, 'manifest.json') === undefined) return [read(`${output(scratch)}/manifest.json`)];
    return chosen(answers).flatMap((stack) => {
      const command = commandFor(stack, said, subject);
      return command === undefined
        ? []
        : [
            read(`${output(scratch)}/${stack.file}`),
            ...(said.verb === 'destroy'
              ? deletionQuestions(command, stack.stackName, answers)
              : Object.values(deployed(stack.stackName))
            ).map((question) => stepOf(command, question)),
          ];
    });
  };

  return [
    {
      id: canonical(['cdk', subject.program, subject.args, subject.directory, subject.env]),
      kind: 'project code',
      title: `Synthesize the app and compare it with what is deployed (${effect.operation})`,
      limit,
      steps: (scratch) => [
        {
          ...base,
          program: subject.program,
          args: ['synth', '--quiet', '--output', output(scratch), ...said.carried],
          confidential: false,
        },
      ],
      more: (answers, scratch) => {
        const asked = new Set(answers.map(({ step }) => canonical(step.args)));
        return steps(answers, scratch).filter(({ args }) => !asked.has(canonical(args)));
      },
      read: (answers) => {
        const stacks = chosen(answers);
        const joined = joinImpacts(
          stacks.map((stack) => impactOn(stack, said, subject, answers)),
          stacks.map(({ id, region }) => `${id} ${region ?? ''}`),
        );
        const none = [{ what: `cdk ${said.verb}`, why: 'The synthesized app has no stack of that name.' }];
        return joined ?? wholeImpact([], none);
      },
    },
  ];
};

/** The text of a file that was read. */
function textOf(answers: readonly Answer[], end: string): string | undefined {
  const answer = answers.find(({ step }) => step.program === 'cat' && step.args.at(-1)?.endsWith(`/${end}`) === true);
  return answer === undefined ? undefined : answer.failed === undefined ? answer.stdout : '';
}

const deployed = (name: string): Questions => ({
  stack: askSecretly('cloudformation', 'describe-stacks', '--stack-name', name),
  template: askSecretly('cloudformation', 'get-template', '--stack-name', name, '--template-stage', 'Processed'),
});

/** The tool's own calls go to the region that the app says. */
function commandFor(
  { region, stackName }: Synthesized,
  { profile }: Said,
  subject: CommandSubject,
): AwsCommand | undefined {
  return readAwsCommand({
    ...subject,
    program: 'aws',
    args: [
      'cloudformation',
      'delete-stack',
      '--stack-name',
      stackName,
      ...(profile === undefined ? [] : ['--profile', profile]),
      ...(region === undefined ? [] : ['--region', region]),
    ],
  });
}

function impactOn(stack: Synthesized, said: Said, subject: CommandSubject, answers: readonly Answer[]): Impact {
  const command = commandFor(stack, said, subject);
  if (command === undefined) return wholeImpact([], [{ what: stack.id, why: 'It could not be asked about.' }]);
  if (said.verb === 'destroy') return readDeletion(command, stack.stackName, answers);
  const heard = hearing(command, deployed(stack.stackName), answers);
  const missing = isMissing(heard.failed('stack'));
  const after = readTemplate(textOf(answers, stack.file) ?? '');
  const before = templateIn(heard.get('template'));
  const open: Uninspectable[] = [];
  if (after === undefined) open.push({ what: stack.id, why: 'Its synthesized template cannot be read.' });
  if (before === undefined && !missing)
    open.push({
      what: `the template of ${stack.stackName}`,
      why: heard.failed('template') ?? 'It cannot be read as a template.',
    });
  if (open.length > 0) return wholeImpact([], open);
  const impact = templateImpact(missing ? undefined : before, after);
  return missing ? { ...impact, remarks: [...impact.remarks, `There is no stack ${stack.stackName} yet.`] } : impact;
}
