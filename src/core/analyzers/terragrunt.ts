/**
 * Wrappers of Terraform: Terragrunt and Atmos.
 * https://terragrunt.gruntwork.io/docs/reference/cli-options/ https://atmos.tools/cli/commands/
 *
 * Handles `terragrunt apply`, `terragrunt run-all destroy`, `terragrunt run --all -- plan`, `terragrunt stack run apply`,
 * `terragrunt destroy-all`, `--working-dir DIR` and its older spelling `--terragrunt-working-dir DIR`;
 * `atmos terraform apply vpc -s prod`. What they hand on is read as Terraform's own words.
 */
import { change, destroy, type Effect, read, unknown } from '../effect.ts';
import { resolvePath } from '../paths.ts';
import type { Invocation, Word } from '../shell/invocation.ts';
import { lastOption, names, type Options, readOptions } from '../shell/options.ts';
import { peel } from '../shell/wrappers.ts';
import { type Analyzer, placeOf, type Surroundings, spansOf, targetOf, variable } from './analyzer.ts';
import { tabled } from './table.ts';
import { terraform } from './terraform.ts';

/** Options of Terragrunt's own that take a word; each also with `--terragrunt-` in front. */
const own =
  'config working-dir download-dir log-level log-format iam-role iam-assume-role iam-assume-role-duration iam-assume-role-session-name source source-map include-dir exclude-dir queue-include-dir queue-exclude-dir queue-excludes-file queue-include-external parallelism tfpath tf-path hclfmt-file graph-root units-that-include queue-include-units-reading modules-that-include provider-cache-dir provider-cache-hostname provider-cache-port feature out-dir json-out-dir auth-provider-cmd experiment strict-control report-file report-format filter excludes-file';

const ownValues = names([...names(own)].flatMap((name) => [`--${name}`, `--terragrunt-${name}`]).join(' '));

const reads = names(
  'graph-dependencies dag find list info render render-json hclvalidate validate-inputs terragrunt-info output-module-groups help hcl',
);
const local = names('hclfmt scaffold catalog aws-provider-patch');

function terragruntEffects(run: Invocation, call: Surroundings): readonly Effect[] {
  const outer = readOptions(run.args, { values: ownValues, clusters: false, stops: true });
  const [verb, ...rest] = outer.words;
  if (verb === undefined || !verb.known) return terraformIn(run, call, outer, []);
  const say = {
    tool: 'terragrunt',
    operation: verb.value,
    ...placed(run, call, outer),
    spans: spansOf(run.name, verb),
  };
  const all = /^(.+)-all$/.exec(verb.value)?.[1];
  // https://terragrunt.gruntwork.io/docs/migrate/cli-redesign/
  if (all !== undefined && all !== 'run')
    return terraformIn(run, call, outer, [{ ...verb, value: all }, ...rest], true);
  const [second, ...others] = rest.filter(({ value }) => !value.startsWith('-'));
  switch (verb.value) {
    case 'run-all':
      return terraformIn(run, call, outer, rest, true);
    case 'run':
    case 'graph':
      return terraformIn(run, call, outer, rest, verb.value === 'graph');
    case 'stack':
      if (second?.value === 'run') return terraformIn(run, call, outer, afterWord(rest, second), true);
      if (second?.value === 'output') return [read({ ...say, operation: 'stack output' })];
      return second?.value === 'generate' || second?.value === 'clean'
        ? []
        : [unknown({ ...say, note: 'Holdpoint does not know this subcommand.' })];
    case 'backend': {
      const operation = `backend ${second?.value ?? ''}`.trim();
      return second?.value === 'delete'
        ? [destroy({ ...say, operation, note: 'The state of what it manages is deleted.' })]
        : [change({ ...say, operation })];
    }
    case 'exec':
      // What it runs is an invocation of its own.
      if ((peel(run)?.length ?? 0) > 0) return [];
      return [
        unknown({
          ...say,
          ...targetOf(others.map(({ value }) => value).join(' ')),
          note: 'What it runs is not known.',
        }),
      ];
    default:
  }
  if (reads.has(verb.value)) return [read(say)];
  if (local.has(verb.value)) return [];
  return terraformIn(run, call, outer, outer.words);
}

const afterWord = (words: readonly Word[], word: Word): readonly Word[] => words.slice(words.indexOf(word) + 1);

/** What reaches Terraform, read by it. */
function terraformIn(
  run: Invocation,
  call: Surroundings,
  outer: Options,
  args: readonly Word[],
  everywhere = false,
): readonly Effect[] {
  const inner = readOptions(args, { values: ownValues, clusters: false });
  const mine = inner.options.filter(({ name }) => ownValues.has(name) || /^--/.test(name));
  const ours = new Set(
    mine.flatMap(({ word, value, name }) =>
      value !== undefined && ownValues.has(name) ? [word, value] : ownOption.test(name) ? [word] : [],
    ),
  );
  const handed = args.filter((word) => !ours.has(word) && word.value !== '--');
  const own = handed.find(({ value }) => !value.startsWith('-'));
  if (own !== undefined && reads.has(own.value))
    return [read({ tool: 'terragrunt', operation: `run --all ${own.value}`, spans: spansOf(run.name, own) })];
  const options: Options = { ...outer, options: [...outer.options, ...mine] };
  const everyUnit = everywhere || options.options.some(({ name }) => name === '--all' || name === '--graph');
  const directory = directoryOf(options);
  const cwd = directory === undefined ? run.cwd : resolvePath(run.cwd, directory, call.home);
  // Terraform alone would plan something else: the options of the wrapper decide as well.
  return terraform.analyze({ ...run, cwd, args: handed }, call).map(({ subject: _, ...effect }) => ({
    ...effect,
    tool: 'terragrunt',
    ...(everyUnit ? { operation: `run --all ${effect.operation}` } : {}),
    ...(everyUnit && effect.kind !== 'read' ? { note: effect.note ?? 'In every unit below the directory.' } : {}),
  }));
}

/** Switches of its own; everything else with two dashes may be Terraform's. */
const ownOption =
  /^--(?:terragrunt-.*|all|graph|non-interactive|no-.*|queue-.*|log-.*|source-update|use-.*|provider-cache.*|json-out-dir|out-dir|backend-bootstrap|disable-.*|feature|experiment.*|strict-.*|fail-fast|summary-.*|report-.*|tf-forward-stdout|inputs-debug|as-json)$/;

const directoryOf = (options: Options): string | undefined =>
  lastOption(options, '--working-dir', '--terragrunt-working-dir')?.value?.value;

const placed = (run: Invocation, call: Surroundings, options: Options) =>
  placeOf(run, ['', directoryOf(options) ?? variable(run, call, 'TG_WORKING_DIR')]);

const terragrunt: Analyzer = { id: 'terragrunt', programs: ['terragrunt'], analyze: terragruntEffects };

const atmosTable = tabled({
  programs: ['atmos'],
  commands: `
    read describe, list, validate, version, docs, help, terraform plan-diff, terraform varfile, helmfile diff|template|lint|list|status|varfile, packer validate|inspect|output|version, completion, about, support, helmfile generate, show
    local vendor, vendor pull|diff, terraform clean, terraform generate, packer init|fmt, generate, toolchain
    change terraform deploy, helmfile apply|sync|deploy, packer build, aws eks update-kubeconfig, workflow, pro, auth, auth login, ansible playbook
    destroy helmfile destroy|delete
    open terraform shell, helmfile shell, auth exec|shell`,
  values:
    '-s --stack -f --file --base-path --config --config-path --component -q --query --logs-level --logs-file -i --identity',
  place: [['stack', '-s --stack', 'ATMOS_STACK']],
});

/** `atmos terraform apply vpc -s prod`: the component stands where a plan file would. */
const atmos: Analyzer = {
  ...atmosTable,
  analyze: (run, call) => {
    const { words, options } = readOptions(run.args, {
      values: names('-s --stack --base-path --config -f --file --logs-level -i --identity'),
      clusters: true,
    });
    const [group, verb] = words;
    const table = atmosTable.analyze(run, call);
    if (group?.known !== true || !/^(?:terraform|tf|tofu)$/.test(group.value) || verb === undefined) return table;
    if (/^(?:deploy|shell|clean|generate|varfile|plan-diff|help|--help)$/.test(verb.value)) return table;
    const asked = /^(?:state|workspace)$/.test(verb.value) ? words.slice(1, 3) : [verb];
    const component = words[1 + asked.length];
    const rest = words.slice(2 + asked.length);
    const stack = options.findLast(({ name }) => name === '-s' || name === '--stack')?.value?.value;
    const flags = options
      .filter(({ name }) => !/^(?:-s|--stack|--base-path|--config|--logs-level)$/.test(name))
      .map(({ word }) => word);
    return terraform.analyze({ ...run, args: [...asked, ...rest, ...flags] }, call).map((effect) => ({
      ...effect,
      tool: 'atmos',
      operation: `terraform ${effect.operation}`,
      ...targetOf(component?.value),
      ...placeOf(run, ['stack', stack]),
    }));
  },
};

/** Terragrunt and Atmos. */
export const terraformWrappers: readonly Analyzer[] = [terragrunt, atmos];
