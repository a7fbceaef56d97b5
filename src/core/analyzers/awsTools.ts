/**
 * Tools that work on AWS beside its own CLI: Rain, Sceptre, ecs-cli, ecspresso, lambroll, Chalice, Zappa, Claudia, Architect,
 * Amplify, Cloud Custodian, and the nukes.
 * https://aws-cloudformation.github.io/rain/ https://docs.sceptre-project.org/latest/docs/cli.html
 * https://github.com/kayac/ecspresso https://github.com/fujiwara/lambroll https://aws.github.io/chalice/
 * https://github.com/zappa/Zappa https://arc.codes/docs/en/reference/cli/deploy https://docs.amplify.aws/gen1/react/tools/cli/
 * https://docs.amplify.aws/react/reference/cli-commands/ https://cloudcustodian.io/docs/aws/usage.html
 * https://github.com/ekristen/aws-nuke https://github.com/gruntwork-io/cloud-nuke
 *
 * Handles `rain deploy -y t.yml s`, `sceptre launch dev`, `ecspresso deploy --dry-run`, `amplify push -y`, `ampx sandbox`,
 * `custodian run --dryrun`, `aws-nuke run --no-dry-run`.
 */
import type { Analyzer } from './analyzer.ts';
import { type Found, has, type Table, tabled, type Verdict } from './table.ts';

const place: Table['place'] = [
  ['profile', '--profile -p --aws-profile', 'AWS_PROFILE'],
  ['region', '--region -r', 'AWS_REGION AWS_DEFAULT_REGION'],
];

const dry = /^--dry-?run$/;

const rain = tabled({
  programs: [],
  aliases: ['rain'],
  commands: `
    read cat, diff, forecast, info, logs, ls, tree, watch, stackset ls, version, help, console, module ls
    local build, fmt, merge, pkg
    change deploy, cc deploy, stackset deploy, bootstrap, module bootstrap|publish, dc deploy
    destroy rm, cc rm, stackset rm`,
  values: '-p --profile -r --region --params --tags --s3-bucket --s3-prefix -c --config',
  place,
});

const sceptre = tabled({
  programs: ['sceptre'],
  commands: `
    read list, describe, diff, validate, status, estimate-cost, fetch-remote-template, drift detect|show, dump, help, describe-policy
    local generate, new
    change create, update, launch, execute, set-policy
    destroy delete, prune`,
  values: '--dir --output --var --var-file',
  place,
});

const ecsCli = tabled({
  programs: ['ecs-cli'],
  commands: `
    read ps, logs, images, compose ps, compose service ps, version, help, check-attributes, local ps
    local local create, local down, local up
    change up, scale, push, configure, compose, compose up|start|run|create|service, compose service up|start|scale|create, attribute-checker, registry-creds
    destroy down, compose down|stop, compose service rm|down|delete|stop`,
  values:
    '-c --cluster --cluster-config --ecs-profile --aws-profile --region -f --file -p --project-name --launch-type --size',
  place: [['cluster', '-c --cluster --cluster-config'], ...place],
});

const ecspresso = tabled({
  programs: ['ecspresso', 'lambroll', 'ecschedule'],
  commands: `
    read status, diff, verify, versions, tasks, logs, version, help, wait, revisions, list
    local init, render, appspec, archive
    change deploy~, register~, run~, rollback~, refresh~, scale~, apply~, invoke
    destroy delete~, deregister~
    open exec`,
  values: '--config --function --envfile --ext-str --ext-code --tasks --profile --region -conf -rule',
  dry,
  place,
});

const chalice = tabled({
  programs: ['chalice'],
  commands: `
    read logs, url, version, help, gen-policy
    local local, package, new-project, generate-models, generate-pipeline, generate-sdk, dev
    change deploy, invoke
    destroy delete`,
  values: '--stage --profile --project-dir --connection-timeout',
  place: [['stage', '--stage'], ...place],
});

const zappa = tabled({
  programs: ['zappa'],
  commands: `
    read status, tail, version, help
    local init, package, template, settings
    change deploy, update, rollback, schedule, certify, save-python-settings-file
    destroy undeploy, unschedule
    open invoke, manage, shell`,
  values: '-s --settings_file -n --num-rollback',
  switches: '-a --all --app_function',
});

const claudia = tabled({
  programs: ['claudia'],
  commands: `
    read help, version, generate-serverless-express-proxy
    local pack
    change create, update, set-version, set-cron, add-scheduled-event, add-s3-event-source, add-sns-event-source, add-kinesis-event-source, add-cognito-user-pool-trigger, add-sqs-event-source, add-iot-topic-rule-event-source, allow-alexa-skill-trigger, tag, test-lambda
    destroy destroy`,
  values: '--region --profile --config --version --role --api-module --handler --name',
  place,
});

/** `arc deploy --dry-run` builds, and deploys nothing. https://arc.codes/docs/en/reference/cli/deploy */
const architect = tabled({
  programs: [],
  aliases: ['arc'],
  commands: `
    read version, help, logs
    local init, sandbox, hydrate, init
    change deploy~, env
    destroy destroy~`,
  values: '-n --name -r --region',
  dry,
});

const amplify = tabled({
  programs: ['amplify', 'ampx'],
  commands: `
    read status, env list|get|info, version, help, console, diagnose, sandbox secret list|get, plugin list|scan, notices
    local mock, codegen, generate, configure, plugin, add, update, env info
    change init, push, publish, pull, import, sandbox, sandbox secret set, pipeline-deploy, deploy, env, env add|checkout|import|update|pull, upgrade, override, build, serve, hosting add|configure|publish, function, function build, api gql-compile, export, configure profile
    destroy delete, remove, env remove, sandbox delete, sandbox secret remove, hosting remove`,
  values:
    '--amplify --envName --categories --frontend --providers --identifier --branch --app-id --profile --stack --out-dir --restore',
  notes: { sandbox: 'Deploys, and deploys again whatever is saved.' },
});

const custodian = tabled({
  programs: ['custodian'],
  commands: `
    read schema, validate, report, logs, metrics, version, help
    change run~`,
  values:
    '-s --output-dir -c --config -r --region -p --policies -t --resource --assume --profile -l --log-group -m --metrics --cache',
  dry: /^(?:--dry-?run|-d)$/,
  place,
});

/** Everything in an account; without `--no-dry-run` only a list. */
function nukes({ operation, options }: Found): Verdict | undefined {
  if (!/^(?:run|aws|azure|gcp|defaults-aws)$/.test(operation)) return undefined;
  return has(options, '--no-dry-run') || operation !== 'run'
    ? { kind: has(options, '--dry-run') ? 'read' : 'destroy', note: 'Everything it finds in the account is deleted.' }
    : { kind: 'read', note: 'Without --no-dry-run it only lists.' };
}

const nuke = tabled({
  programs: ['aws-nuke', 'cloud-nuke', 'gcp-nuke', 'azure-nuke'],
  commands: `
    read version, help, resource-types, explain-account, explain-config, inspect-aws, completion, config
    destroy run, aws, gcp, azure, defaults-aws, nuke`,
  values:
    '-c --config --profile --region --access-key-id --secret-access-key --resource-type --older-than --exclude-region',
  bare: 'read',
  place,
  unless: nukes,
  otherwise: 'unknown',
});

/** A session on an instance. https://docs.aws.amazon.com/systems-manager/latest/userguide/plugin-version-history.html */
const sessions = tabled({
  programs: ['session-manager-plugin', 'mssh', 'ecsgo', 'gossm'],
  commands: '',
  bare: 'open',
  otherwise: 'open',
});

/** Tools that work on AWS. */
export const awsTools: readonly Analyzer[] = [
  rain,
  sceptre,
  ecsCli,
  ecspresso,
  chalice,
  zappa,
  claudia,
  architect,
  amplify,
  custodian,
  nuke,
  sessions,
];
