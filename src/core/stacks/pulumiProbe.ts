/**
 * What Pulumi would do, by its own preview; what it would forget, by the state of the stack. Both may run what the
 * project brings: its program, its plugins, a backend its project file names.
 * @see https://www.pulumi.com/docs/iac/cli/commands/
 */
import { canonical } from '../../base/json.ts';
import type { Probe, ProbeStep } from '../impact/probe.ts';
import type { CommandSubject } from '../impact/subject.ts';
import { literals } from '../shell/invocation.ts';
import { lastOption, names, type Options, readOptions } from '../shell/options.ts';
import { readPulumiCut, readPulumiPreview } from './pulumiPreview.ts';

/** Milliseconds. A preview asks the providers about everything. */
const previewLimit = 180_000;
const exportLimit = 60_000;

const values = names(
  '-s --stack -C --cwd --color -m --message --config -c --config-file --parallel -p -t --target --target-replace --replace --plan --save-plan --tracing --profiling --policy-pack --policy-pack-config --exec-kind --exec-agent --file --secrets-provider --config-path --stack-config-dir --memprofilerate --exclude',
);
/** What decides which resources are meant, and what the program is told. */
const kept = names(
  '-s --stack -C --cwd --config -c --config-file --config-path --parallel -p -t --target --target-dependents --target-replace --replace --exclude --exclude-dependents --exclude-protected --refresh -r --policy-pack --policy-pack-config --stack-config-dir',
);
const placing = names('-s --stack -C --cwd --config-file');

/** A confirmation that the environment gives beforehand must not reach a preview. */
const env = { PULUMI_SKIP_CONFIRMATIONS: 'false', PULUMI_SKIP_UPDATE_CHECK: 'true', NO_COLOR: '1' };

/** The probe of `pulumi up`, `destroy`, `refresh`, `stack rm` and `state delete`; none for the rest. */
export function askPulumi(command: CommandSubject): readonly Probe[] {
  const options = readOptions(literals(command.args), { values, clusters: true });
  const [verb = '', noun = '', ...others] = options.words.map(({ value }) => value);
  const targets = [noun, ...others].filter(Boolean);
  switch (verb) {
    case 'up':
    case 'update':
      // A program from elsewhere is fetched first.
      return targets.length > 0 ? [] : [preview(command, options, ['preview'], 'Preview the update, without doing it')];
    case 'destroy':
    case 'down':
    case 'dn':
      return [preview(command, options, ['destroy', '--preview-only'], 'Preview the destruction, without doing it')];
    case 'refresh':
      return [preview(command, options, ['refresh', '--preview-only'], 'Preview what a refresh would write down')];
    case 'stack':
      return noun === 'rm' ? [cut(command, options, 'stack', others)] : [];
    case 'state':
      return noun === 'delete' && (others.length > 0 || lastOption(options, '--all') !== undefined)
        ? [cut(command, options, 'resources', lastOption(options, '--all') === undefined ? others : ['**'])]
        : [];
    default:
      return [];
  }
}

function preview(command: CommandSubject, options: Options, verb: readonly string[], title: string): Probe {
  const args = [...verb, '--json', '--non-interactive', '--color=never', ...written(options, kept, command)];
  return {
    ...common(command),
    title,
    limit: previewLimit,
    // A preview that fails says why in its answer.
    steps: () => [{ ...step(command, args), good: [0, 1, 255] }],
    read: ([answer]) => readPulumiPreview(answer?.stdout ?? '', answer?.stderr ?? ''),
  };
}

function cut(
  command: CommandSubject,
  options: Options,
  kind: 'stack' | 'resources',
  targets: readonly string[],
): Probe {
  const stack = kind === 'stack' && targets[0] !== undefined ? ['--stack', targets[0]] : [];
  const args = [
    'stack',
    'export',
    '--non-interactive',
    '--color=never',
    ...written(options, placing, command),
    ...stack,
  ];
  const force = lastOption(options, '-f', '--force') !== undefined;
  return {
    ...common(command),
    title: 'Read what stands in the state of the stack',
    limit: exportLimit,
    steps: () => [step(command, args)],
    read: ([answer]) => readPulumiCut(answer?.stdout ?? '', { kind, patterns: targets, force }),
  };
}

const common = ({ program, args, directory, env: set }: CommandSubject) => ({
  id: canonical(['pulumi', program, directory, args, set]),
  kind: 'project code' as const,
});

const step = ({ program, directory, env: set }: CommandSubject, args: readonly string[]): ProbeStep => ({
  program,
  args,
  cwd: directory,
  env: { ...set, ...env },
  good: [0],
  confidential: true,
});

/** The line's own options, as it wrote them. In `pulumi`, `-p` is short for `--parallel`, and `-r` for `--refresh`. */
function written({ options }: Options, wanted: ReadonlySet<string>, { args }: CommandSubject): readonly string[] {
  return options
    .filter(({ name }) => wanted.has(name))
    .flatMap(({ name, word, value }) =>
      value === undefined
        ? [name]
        : args.includes(word.value) && word.value.includes('=')
          ? [word.value]
          : [name, value.value],
    );
}
