/**
 * Infrastructure as code beside Terraform: Pulumi, CDK, CDKTF, SAM, Serverless, SST, Elastic Beanstalk, AWS Copilot,
 * Packer, Terraspace, Crossplane, Waypoint.
 * https://www.pulumi.com/docs/iac/cli/commands/ https://docs.aws.amazon.com/cdk/v2/guide/ref-cli-cmd.html
 * https://developer.hashicorp.com/terraform/cdktf/cli-reference/commands
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-command-reference.html
 * https://www.serverless.com/framework/docs/providers/aws/cli-reference https://sst.dev/docs/reference/cli/
 * https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/eb3-cmd-commands.html https://aws.github.io/copilot-cli/docs/commands/
 * https://developer.hashicorp.com/packer/docs/commands https://terraspace.cloud/reference/
 *
 * Handles `pulumi up -y -s prod`, `pulumi destroy --preview-only`, `cdk deploy --all --profile live`, `cdk diff`,
 * `sam local invoke` (stays here), `sls deploy --stage prod`, `serverless dev` (deploys), `sst dev`, `eb terminate`.
 */
import { type Analyzer, variable } from './analyzer.ts';
import { type Found, has, type Table, tabled, type Verdict } from './table.ts';

const awsPlace: Table['place'] = [
  ['profile', '--profile --aws-profile', 'AWS_PROFILE'],
  ['region', '--region -r', 'AWS_REGION AWS_DEFAULT_REGION'],
];

const pulumi = tabled({
  programs: ['pulumi', 'pulumilocal'],
  commands: `
    read preview|pre, stack, stack ls|export|output|history|graph, stack tag get|ls, config, config get, config env ls, whoami, logs, about, schema, version, help, gen-completion, plugin ls, policy ls|validate-config, org, org get-default, env get|open|ls|diff, env version history, env tag get|ls, project ls, console, replay-events, deployment settings pull, state list, deployment get, org search
    local new, package, plugin install|rm, install, convert, convert-trace, policy new|install, template
    change up|update, refresh, cancel, import, stack select|init|rename|import|unselect|change-secrets-provider, stack tag set|rm, config set|set-all|rm|rm-all|cp|refresh, config env add|rm|init, login, logout, state rename|move|mv|unprotect|protect|repair|upgrade|edit|taint|untaint, policy publish|enable|disable, org set-default, env init|set|edit|clone, env version retract|rollback|tag, env tag mv, package publish, deployment run, deployment settings, watch, ai, neo, do
    destroy destroy|down|dn, stack rm, state delete, env rm, env version rm, env tag rm, policy rm
    open env run, query`,
  values:
    '-s --stack -C --cwd --color -m --message --config -c --config-file --parallel -t --target --target-replace --replace --plan --save-plan --tracing --profiling --policy-pack --policy-pack-config --exec-kind --exec-agent --file --secrets-provider --config-path -r --stack-config-dir --memprofilerate --exclude',
  switches:
    '--non-interactive --emoji -e --logflow --logtostderr --disable-integrity-checking --skip-preview -f --force',
  dry: /^--preview-only$/,
  place: [
    ['stack', '-s --stack', 'PULUMI_STACK'],
    ['', '-C --cwd'],
    ['backend', '', 'PULUMI_BACKEND_URL'],
  ],
  notes: {
    'stack select': 'Changes where later commands act.',
    'state delete': 'Pulumi forgets the resource; it stays where it is.',
    'stack rm': 'The stack, its history and its configuration go.',
    watch: 'Deploys whatever is saved.',
  },
  unless: ({ operation, options }) => {
    if (/^(?:destroy|down|dn|refresh|up|update)$/.test(operation)) {
      const previews = options.options.filter(({ name }) => name === '--preview-only');
      if (previews.length > 0 && previews.every(({ value }) => value === undefined || /^(?:true|1)$/.test(value.value)))
        return { kind: 'read', note: 'A preview: nothing is changed.' };
    }
    return operation === 'up' && has(options, '--replace', '--target-replace')
      ? { kind: 'destroy', note: 'What it names is deleted and created anew.' }
      : undefined;
  },
});

/** LocalStack's own: they talk to an emulator on this machine. https://github.com/localstack/aws-cdk-local */
const emulated = ({ run, call }: Found): Verdict | undefined =>
  /^(?:cdk|sam)local$/.test(run.program) &&
  run.remote === undefined &&
  !['AWS_ENDPOINT_URL', 'LOCALSTACK_HOSTNAME', 'LOCALSTACK_HOST'].some((name) => isElsewhere(variable(run, call, name)))
    ? { kind: 'local' }
    : undefined;

const isElsewhere = (host: string | undefined): boolean =>
  host !== undefined &&
  !/^(?:https?:\/\/)?(?:localhost|127\.0\.0\.1|\[::1\]|localstack|(?:[\w-]+\.)*localhost\.localstack\.cloud)(?::\d+)?\/?$/i.test(
    host,
  );

const cdk = tabled({
  programs: ['cdk', 'aws-cdk', 'cdklocal'],
  commands: `
    read list|ls, synth|synthesize, diff, metadata, docs|doc, doctor, notices, context, drift, version, help
    local init, acknowledge|ack, migrate, cli-telemetry, flags
    change deploy, bootstrap, watch, import, rollback, refactor~, publish, publish-assets
    destroy destroy, gc`,
  values:
    '-a --app -c --context -p --plugin --profile -r --role-arn -o --output --region --toolkit-stack-name --require-approval --outputs-file -O --build-exclude -E --change-set-name --method -m --parameters --concurrency --progress -t --tags --ca-bundle-path --proxy --trust --cloudformation-execution-policies --qualifier --stack-name --language -l --template --action --type',
  switches:
    '-f --force --all --no-lookups --strict --trace --ci --hotswap -e --exclusively -i --ignore-errors --no-rollback -R',
  dry: /^--dry-run$/,
  place: awsPlace,
  notes: { gc: 'Assets that no stack uses any more are deleted.', watch: 'Deploys whatever is saved.' },
  unless: (found) => {
    const { operation, options } = found;
    if (operation === 'context' && has(options, '--clear', '-r', '--reset')) return { kind: 'local' };
    if (
      operation === 'gc' &&
      options.options.some(({ name, value }) => name === '--action' && value?.value === 'print')
    )
      return { kind: 'read' };
    return emulated(found);
  },
});

const cdktf = tabled({
  programs: ['cdktf', 'cdktf-cli'],
  commands: `
    read diff|plan, list, output, synth, debug, version, help, completion, provider list
    local get, init, convert, provider add|get|upgrade
    change deploy|apply, watch, login, logout
    destroy destroy`,
  values: '-a --app -o --output --var --var-file --outputs-file --parallelism --language --providers',
  switches: '--auto-approve --skip-synth --ignore-missing-stack-dependencies',
});

const sam = tabled({
  programs: ['sam', 'samlocal'],
  commands: `
    read validate, logs, traces, list, list endpoints|resources|stack-outputs, docs, remote test-event get|list
    local build, init, local, local invoke|start-api|start-lambda|generate-event, pipeline init
    change deploy, sync, package, publish, pipeline bootstrap, remote invoke, remote callback, remote execution, remote test-event put
    destroy delete, remote test-event delete`,
  values:
    '-t --template --template-file --stack-name --region --profile --s3-bucket --s3-prefix --config-file --config-env --parameter-overrides --capabilities -n --name --tags --role-arn --image-repository --output -e --event -m --manifest -u',
  switches: '--beta-features --no-beta-features',
  place: [['stack', '--stack-name'], ...awsPlace],
  unless: emulated,
});

const serverless = tabled({
  programs: ['serverless', 'sls'],
  commands: `
    read info, logs, metrics, print, deploy list, deploy list functions, doctor, support, usage, version, help, plugin list|search, param get|list, output get|list, rollback list
    local package, offline, offline start, invoke local, create, new, install, plugin install|uninstall, test, wsgi serve, webpack, bundle, esbuild, dynamodb, dynamodb start|install, export, generate-event, requirements, requirements clean|install, mcp, wsgi
    change deploy, deploy function, rollback, rollback function, invoke, dev, config, config credentials, login, logout, secrets, param set, studio, dashboard, state, reconcile, wsgi exec, wsgi manage, dynamodb migrate, s3deploy, client deploy, create_domain, org
    destroy remove, prune, delete_domain, client remove, param remove`,
  values:
    '-s --stage -r --region -c --config --aws-profile -f --function -p --package --org --app --service -d --data --path --type -n --number --param --name -t --timestamp -q --qualifier -l --log --startTime --filter --interval',
  bare: 'change',
  place: [['stage', '-s --stage', 'SLS_STAGE'], ...awsPlace],
  notes: {
    dev: 'Deploys, so that calls in the cloud come to this machine.',
    remove: 'Everything the service created is deleted.',
  },
});

const sst = tabled({
  programs: ['sst'],
  commands: `
    read diff, version, secret list, state export|list, diagnostic, help, console, list
    local build, init, install, add, upgrade, telemetry, types, cert
    change deploy, dev, secret set|load, unlock, refresh, state repair|edit, update, start, bootstrap, cron
    destroy remove, secret remove, state remove
    open shell, bind, tunnel, mosaic`,
  values: '--stage --config --profile --region --target --role',
  switches: '--print-logs --continue --fallback',
  place: [['stage', '--stage', 'SST_STAGE'], ...awsPlace],
  bare: 'change',
  notes: { dev: 'Deploys, so that calls in the cloud come to this machine.' },
});

const eb = tabled({
  programs: ['eb'],
  commands: `
    read status, health, events, logs, list, printenv, open, console, config list|get, platform list|show|status|logs|events, labs quicklink, local status|logs|printenv|open, platform workspace
    local local run, local setenv
    change deploy, create, swap, scale, setenv, config, config put|save, clone, upgrade, restore, abort, appversion, use, init, codesource, tags, restart, labs, platform create|init|select|use, platform, migrate
    destroy terminate, config delete, platform delete
    open ssh`,
  values:
    '-p --platform -r --region --profile -n --environment-name -l --label -m --message -c --cname -t --tier --timeout --cfg -k --keyname -i --instance-type --elb-type',
  place: awsPlace,
  notes: { terminate: 'The environment and everything in it is deleted.', use: 'Changes where later commands act.' },
  unless: ({ operation, options, words }: Found): Verdict | undefined => {
    if (operation === 'tags' && has(options, '-l', '--list')) return { kind: 'read' };
    if (operation === 'appversion' && has(options, '-d', '--delete')) return { kind: 'destroy' };
    return operation === 'platform' && words.length === 0 ? { kind: 'read' } : undefined;
  },
});

const copilot = tabled({
  programs: ['copilot'],
  commands: `
    read app ls|show|status, env ls|show, svc ls|show|status|logs, job ls|logs|show, pipeline ls|show|status, svc|job|env package, docs, version, completion, help, storage ls, svc|job|env override, config
    local run local, svc|job override
    change app init|upgrade, env init|deploy|upgrade, svc init|deploy|pause|resume, job init|deploy|run, pipeline init|deploy|update, storage init, secret init, task run, deploy, init
    destroy app delete, env delete, svc delete, job delete, pipeline delete, task delete
    open svc exec, task exec`,
  values: '-a --app -e --env -n --name -t --svc-type --profile --region -d --dockerfile --tag',
  place: [['app', '-a --app'], ['environment', '-e --env'], ...awsPlace],
});

const packer = tabled({
  programs: ['packer'],
  commands: `
    read validate, inspect, version, console, plugins installed|required
    local fmt, init, fix, hcl2_upgrade, plugins install|remove
    change build`,
  values: '-var -var-file -only -except -on-error -parallel-builds',
  oneDash: true,
  notes: { build: 'Starts machines, and makes images of them.' },
});

const terraspace = tabled({
  programs: ['terraspace'],
  commands: `
    read plan, list, logs, output, show, info, validate, summary, check_setup, providers, version, help, all plan|output|show|validate|graph|providers|init, state list|show|pull, console, completion, completion_script
    local build, bundle, fmt, new, clean, setup, seed, test, init, clean all|cache|logs, all build
    change up, import, refresh, force_unlock, all up|refresh, tfc, state mv|push, cloud, deploy, all import
    destroy down, all down, destroy, state rm, tfc destroy`,
  values: '--instance --config --out --var --var-files --mod -y',
  switches: '-y --yes',
  place: [['environment', '--env', 'TS_ENV']],
});

const crossplane = tabled({
  programs: ['crossplane'],
  commands: `
    read version, render, trace, beta render|trace|top|validate|describe, resource trace, validate, alpha render, help
    local xpkg build|init|extract, beta convert
    change xpkg push|install|update|login|logout|batch, install, update, push, cluster`,
  values: '-n --namespace -o --output -f --package --package-files --context',
  place: [
    ['namespace', '-n --namespace'],
    ['context', '--context'],
  ],
});

const waypoint = tabled({
  programs: ['waypoint'],
  commands: `
    read status, logs, version, help, config get, context list|inspect|verify, project list|inspect, workspace list|inspect, runner list|inspect, deployment list, release list, artifact list-builds|list, job list|inspect, fmt
    local init, docs
    change up, build, deploy|deployment, release, artifact push, config set|delete|sync, context create|use|set|rename, login, install, project apply, runner install, server install|upgrade, token, pipeline run, job cancel, workspace create
    destroy destroy, uninstall, project destroy, runner uninstall, server uninstall, context delete|clear
    open exec`,
  values: '-app -project -workspace -w -p -a',
  oneDash: true,
});

/** Tools that keep infrastructure as code. */
export const iacTools: readonly Analyzer[] = [
  pulumi,
  cdk,
  cdktf,
  sam,
  serverless,
  sst,
  eb,
  copilot,
  packer,
  terraspace,
  crossplane,
  waypoint,
];
