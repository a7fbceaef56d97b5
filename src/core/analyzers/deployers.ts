/**
 * What brings an application to where it runs: Dokku, CapRover, Capistrano, Mina, Deployer; Clever Cloud, Gigalixir, Scalingo,
 * Koyeb, Northflank, Porter, Platform.sh and Upsun, Pantheon, Surge; balena, Spin, Deno Deploy, Modal, SkyPilot, RunPod, Vast;
 * and the generators of sites that publish what they make.
 * https://dokku.com/docs/ https://caprover.com/docs/cli-commands.html https://capistranorb.com https://deployer.org/docs/7.x/cli
 * https://www.clever.cloud/developers/doc/cli/ https://doc.scalingo.com/cli https://www.koyeb.com/docs/build-and-deploy/cli/reference
 * https://docs.upsun.com/administration/cli/reference.html https://docs.pantheon.io/terminus/commands https://surge.sh/help/
 * https://docs.balena.io/reference/balena-cli/ https://spinframework.dev/v3/cli-reference https://docs.deno.com/deploy/manual/deployctl/
 * https://modal.com/docs/reference/cli https://docs.skypilot.co/en/latest/reference/cli.html https://docs.runpod.io/runpodctl/overview
 *
 * Handles `dokku apps:destroy web`, `ssh dokku@host ps:restart web`, `cap production deploy:rollback`, `mina deploy`, `dep deploy
 * stage=prod`, `clever deploy`, `gigalixir ps:scale -r 0`, `scalingo -a x addons-remove`, `platform environment:delete`,
 * `terminus env:wipe`, `surge ./dist`, `gh-pages -d dist`, `hugo deploy`, `mkdocs gh-deploy`, `ng deploy`, `modal app stop`.
 */
import { shapeOf } from '../shell/invocation.ts';
import type { Analyzer } from './analyzer.ts';
import { type Found, has, type Table, tabled, type Verdict } from './table.ts';
import { lastPartDecides, usualVerbs } from './usualVerbs.ts';

const dokku = tabled({
  programs: ['dokku'],
  commands: `
    read help, version, logs, ls, ps:report, ps:inspect, config, config:show, config:get, config:export, config:keys, apps:exists, domains:report, certs:report, events, urls, url, plugin:list, storage:list, network:list, git:report, nginx:show-config, nginx:access-logs, nginx:error-logs, nginx:validate-config, trace, letsencrypt:list, proxy:ports, ports:list, ps
    change ps:rebuild, git:sync, git:from-image, git:from-archive, git:initialize, tags:deploy, builder:set, letsencrypt, letsencrypt:auto-renew, cron:run, apps:clone, certs:generate, plugin:install, maintenance:on, maintenance:off, http-auth:on, http-auth:off, nginx:build-config, proxy:build-config, registry:login, ports:clear, cleanup
    open run, enter, run:detached, shell`,
  otherwise: 'unknown',
  values: '--app',
  place: [['application', '--app']],
  unless: lastPartDecides,
});

const caprover = tabled({
  programs: ['caprover'],
  commands: 'read list, help, version\n local login, logout\n change deploy, serversetup\n open api',
  values:
    '-u --caproverUrl -p --caproverPassword -n --caproverName -a --caproverApp --appName -b --branch -t --tarFile -i --imageName -c --configFile',
  place: [['server', '-n --caproverName -u --caproverUrl']],
});

/** `cap production deploy`: a stage, then tasks; and Capacitor, which has the same name. */
const cap = tabled({
  programs: [],
  aliases: ['cap'],
  commands:
    'local add, build, copy, doctor, init, ls, list, migrate, open, run, sync, update, config, telemetry, install, plugin:generate, spm-migration, help, create, account, apps, build',
  otherwise: 'unknown',
  values: '-f --rakefile --roles -z --hosts -r --libdir',
  unless: tasksBehindStage,
});

const harmlessTask =
  /^(?:doctor|help|\w+:check|git:check|deploy:check(?::\w+)*|[\w:]*:(?:status|logs?|tail|list|info|print\w*|versions?))$/;

function tasksBehindStage({ operation, words, options }: Found): Verdict | undefined {
  if (operation !== 'run') return undefined;
  if (has(options, '-T', '--tasks', '-n', '--dry-run', '-P', '-D', '--describe')) return { kind: 'local' };
  const tasks = words.slice(1).filter((word) => !/^\w+=/.test(shapeOf(word)));
  if (tasks.length === 0) return { kind: 'local' };
  return tasks.every(({ value, known }) => known && harmlessTask.test(value)) ? { kind: 'read' } : { kind: 'change' };
}

const mina = tabled({
  programs: [],
  aliases: ['mina'],
  commands:
    'read help, tasks, version, log, logs, status\n local init\n change setup, deploy, rollback, restart\n open run, console, ssh',
  otherwise: 'unknown',
  unless: lastPartDecides,
});

const deployer = tabled({
  programs: [],
  aliases: ['dep'],
  commands: `
    read list, tree, config, config:hosts, help, releases, logs:app, logs:php-fpm, logs:caddy, current
    local init, ensure, status, prune, check, version, completion
    change deploy, rollback, provision
    open run, ssh`,
  otherwise: 'unknown',
  values: '-f --file -o --option --limit --branch --tag --revision',
  unless: lastPartDecides,
});

const clever = tabled({
  programs: [],
  aliases: ['clever'],
  commands: `
    read accesslogs, activity, addon, addon list|providers, applications, apps, applications list, config, config get, console, database backups, domain, domain diag|overview, drain, emails, env, features, help, logs, notify-email, open, published-config, service, status, ssh-keys, tcp-redirs, tcp-redirs list-namespaces, version, webhooks, profile, diag, curl, kv, tokens, addon env, ng, ng get|search, k8s, k8s get
    local login, logout, link, unlink, features enable|disable, makeDefault
    change create, deploy, restart, scale, stop, cancel-deploy, addon create|rename, config set|update, database backups download, domain add, domain favourite set, drain create|enable, env set|import|import-vars, notify-email add, published-config set|import, service link-addon|link-app, tcp-redirs add, webhooks add, ssh-keys add, emails add, tokens create, ng create|link|unlink, k8s create
    destroy delete, addon delete, domain rm, drain remove|disable, env rm, notify-email remove, published-config rm, service unlink-addon|unlink-app, tcp-redirs remove, webhooks remove, ssh-keys remove, emails remove, tokens revoke, ng delete, k8s delete
    open ssh`,
  values:
    '-a --alias --app --org -o --owner -F --format --addon --branch -b --region --plan --flavor --instances --min-instances --max-instances',
  place: [['application', '-a --alias --app']],
});

const gigalixir = tabled({
  programs: ['gigalixir'],
  commands: `
    read account, apps, apps:info, apps:activity, config, domains, ps, releases, logs, pg, pg:backups, version, help, stack, access, log_drains, deployments, account:usage, account:invoices
    local login, logout, git:remote
    change create, apps:create, releases:rollback, ps:migrate, ps:run, run, signup, deploy
    open ps:remote_console, ps:ssh, pg:psql, ps:distillery`,
  otherwise: 'unknown',
  values: '-a --app_name -p --pod -r --replicas -s --size --name',
  place: [['application', '-a --app_name', 'GIGALIXIR_APP']],
  unless: lastPartDecides,
});

const scalingo = tabled({
  programs: ['scalingo'],
  commands: `
    read help, version, apps, apps-info, addons, addons-plans, addons-info, env, env-get, domains, ps, logs, logs-archives, collaborators, deployments, deployment-logs, deployments-list, stacks, regions, log-drains, notifiers, autoscalers, alerts, keys, self, user-timeline, timeline, cron-tasks, backups, databases, region-migrations, container-types
    local login, logout, signup, config, db-tunnel
    change scale, create, restart, deploy, one-off-stop, send-signal, git-setup, deployment-reset, integration-link-manual-deploy
    destroy destroy
    open run, pgsql-console, redis-console, mongo-console, mysql-console, influxdb-console, psql`,
  otherwise: 'unknown',
  values: '-a --app -r --remote --region --addon',
  place: [['application', '-a --app', 'SCALINGO_APP']],
  unless: lastPartDecides,
});

const colon = (more: Partial<Table> & Pick<Table, 'programs'>): Analyzer =>
  tabled({
    commands: `
      read help, version, completion, whoami
      local login, logout, init, auth:login, auth:logout, auth:browser-login, auth:api-token-login, self:update, self:install, clear-cache, cc`,
    otherwise: 'unknown',
    values: '-p --project -e --environment -A --app --host -o --org -W --worker',
    unless: (found) =>
      found.words[0]?.value.includes(':') === false && found.operation === 'run'
        ? { kind: 'unknown' }
        : lastPartDecides(found),
    ...more,
  });

const platformSh = colon({
  programs: ['upsun'],
  aliases: ['platform'],
  commands: `
    read help, version, list, projects, environments, logs, log, activities, act, apps, variables, vars, var, routes, domains, users, metrics, activity:log, repo:cat, repo:ls, relationships, subscription:info, db:size, service:list, services, web, console, url, ssh-key:list, certificates, integrations, backups, organizations, orgs, decode, multi, environment:url, environment:relationships, mounts, runtime-operation:list
    local login, logout, init, project:init, ify, get, clone, build, dir, checkout, project:get, project:set-remote, auth:browser-login, auth:logout, auth:api-token-login, local:build, local:dir, mount:download, tunnel:single, tunnels, tunnel:open, tunnel:close, tunnel:list, tunnel:info, db:dump, dump, self:update, self:install, environment:checkout, clear-cache, cc
    change push, deploy, branch, merge, sync, backup, restore, redeploy, create, resources:set, environment:push, environment:branch, environment:merge, environment:synchronize, environment:activate, environment:http-access, http-access, mount:upload, source-operation:run, runtime-operation:run, workers, autoscaling:set
    destroy environment:delete, environment:deactivate
    open ssh, sql, db:sql, environment:ssh, environment:xdebug, service:mongo:shell, service:redis-cli, redis, mongo, api:curl`,
});

const terminus = colon({
  programs: [],
  aliases: ['terminus'],
  commands: `
    read help, version, list, alpha, art, site:info, env:info, env:diffstat, env:metrics, env:code-log, env:view, backup:get, connection:info, workflow:info:logs, workflow:info:status, workflow:watch, self:info, upstream:updates:list, whoami
    local auth:login, auth:logout, self:update, self:clear-cache, self:console, self:plugin:install, local:clone, local:clonesite, local:getliveurl, aliases
    change env:deploy, env:commit, env:clone-content, env:code-rebuild, env:clear-cache, upstream:updates:apply, multidev:merge-to-dev, multidev:merge-from-dev, env:rotate-random-seed, site:upgrade
    destroy env:wipe, multidev:delete
    open drush, wp, remote:drush, remote:wp, composer, lcomposer`,
});

const surge = tabled({
  programs: [],
  aliases: ['surge'],
  commands:
    'read list, whoami, help, plan\n local login, logout\n change token, config, cors, certs, dns, invite, encrypt, rollback, rollfore, cutover\n destroy teardown, revoke, bust',
  values: '-p --project -d --domain -a --add -r --remove -m --message',
  bare: 'change',
  otherwise: 'change',
});

/** Ordinary tools, one of whose commands publishes. */
const publishing = (name: string, change: string, more: Partial<Table> = {}): Analyzer => ({
  ...tabled({
    programs: [],
    aliases: [name],
    commands: `change ${change}`,
    otherwise: 'local',
    bare: 'local',
    ...more,
  }),
  partial: true,
});

const ghPages = tabled({
  programs: [],
  aliases: ['gh-pages'],
  commands: 'local clean',
  bare: 'change',
  otherwise: 'change',
  values:
    '-d --dist -s --src -b --branch -e --dest -a --add -m --message -g --tag --depth -u --user -r --repo -o --remote --cname',
  notes: { run: 'Others get what is published.' },
});

const publishers: readonly Analyzer[] = [
  publishing('hugo', 'deploy~', { dry: /^--dryRun$/, values: '--target -s --source -c --config -e --environment' }),
  publishing('mkdocs', 'gh-deploy', { values: '-f --config-file -m --message -b --remote-branch -r --remote-name' }),
  publishing('ng', 'deploy~', { dry: /^--dry-run$/, values: '-c --configuration' }),
  publishing('docusaurus', 'deploy'),
  publishing('quarto', 'publish', { values: '--id --server --token' }),
  publishing('rsconnect', 'deploy, add, bootstrap, content'),
  publishing('cog', 'push'),
  publishing('clasp', 'push, deploy, undeploy, create, redeploy, version, delete, run'),
  publishing('fab', 'deploy, rollback, restart, provision, destroy, migrate', {
    values: '-H --hosts -u --user -i -c --collection',
  }),
  publishing(
    'expo',
    'publish, publish:rollback, publish:set, upload, upload:android, upload:ios, build:ios, build:android, push:android:upload',
  ),
  publishing('mike', 'deploy, delete, set-default, alias, retitle', {
    unless: ({ options }) => (has(options, '-p', '--push') ? undefined : { kind: 'local' }),
  }),
];

/** Noun and verb, as most have it. */
const services: readonly (readonly [name: string, commands: string, values?: string])[] = [
  ['koyeb', 'read metrics, version\n change deploy, compose\n open service exec, instance exec', '-a --app --token'],
  [
    'northflank',
    'read version, list, get\n local contexts use, forward, context\n change create, update, put, patch, restart, start, pause, resume, scale, trigger, run, restore, import, suspend, abort, add, assign\n destroy delete, remove\n open exec, exec service|job, ssh',
    '--project --service --projectId --serviceId',
  ],
  [
    'porter',
    'read list, get, version, app logs|status|manifests, logs\n local config, config set-project|set-cluster|set-host|set-token, build\n change apply, update, create, deploy, stack, app update-tag|rollback, env set|unset\n destroy delete\n open run, app run, kubectl, helm, datastore connect, connect',
    '--cluster --project -f --file --tag',
  ],
  [
    'balena',
    'read version, devices, device, fleets, fleet, apps, app, logs, whoami, releases, release, tags, envs, keys, settings, orgs, device list, util\n local login, logout, preload, os, os configure|download|initialize|versions, local, local configure|flash, build, scan, leave, internal, virtual-device\n change push, deploy, join, support\n open ssh, tunnel, device ssh|tunnel',
    '-f --fleet -d --device -s --source',
  ],
  [
    'spin',
    'read version, doctor, templates list, plugins list|search|show, cloud apps list|info, cloud logs, aka logs|status, registry inspect\n local build, new, add, up, watch, test, templates install|uninstall|upgrade, plugins install|uninstall|upgrade|update, login, registry login|pull, maintenance, cloud login|logout, doctor\n change deploy, cloud deploy, aka deploy, registry push, kube deploy',
    '-f --from -e --environment-name',
  ],
  [
    'deployctl',
    'read projects list|show, deployments list|show, logs, top, types, help\n change deploy, upgrade\n destroy deployments delete, projects delete',
    '-p --project --token --entrypoint --org',
  ],
  [
    'modal',
    'read app list|logs|history, volume list|ls|get, secret list, environment list, profile list|current, config show, nfs list|ls|get, dict list|get|items, queue list|peek|len, container list|logs\n local setup, token, token new|set|info, profile activate, config, serve, launch, changelog, skills\n change deploy, run, app rollback\n destroy app stop, container stop\n open shell, container exec',
    '-e --env --name',
  ],
  [
    'sky',
    'read status, check, cost-report, logs, queue, show-gpus, jobs queue|logs|dashboard, serve status|logs, api info|status|logs, volumes ls, workspace, storage ls, dashboard\n local api start|stop|login|logout\n change launch, exec, start, autostop, jobs launch, serve up|update, bench, volumes apply, local up, cancel\n destroy down, stop, jobs cancel, serve down, storage delete, volumes delete, local down, cluster delete\n open ssh',
    '-c --cluster --cloud --region --gpus -i --idle-minutes-to-autostop',
  ],
  [
    'runpodctl',
    'read get, get pod|cloud|models, config, version, help\n local receive, project create|dev|build\n change create, create pod|pods, start, start pod, stop, stop pod, send, project deploy, exec, ssh\n destroy remove, remove pod|pods',
    '--gpuType --imageName --name --cost',
  ],
  [
    'vastai',
    'read search, search offers, show, show instances|instance|machines|user|invoices, logs\n change create, create instance, start, start instance, stop, stop instance, reboot, reboot instance, label, label instance, execute, set, change, copy, update, list\n destroy destroy, destroy instance|instances, delete, unlist',
    '--image --disk --env --price',
  ],
];

const nounVerb = services.map(([name, commands, values = '']) =>
  tabled({
    programs: [],
    aliases: [name],
    commands: `${commands}\n read help\n local login, logout, init, completion`,
    nouns: '*',
    verbs: usualVerbs,
    values: `${values} -o --output --format --name --id --token`,
  }),
);

export const deployerTools: readonly Analyzer[] = [
  dokku,
  caprover,
  cap,
  mina,
  deployer,
  clever,
  gigalixir,
  scalingo,
  platformSh,
  terminus,
  surge,
  ghPages,
  ...publishers,
  ...nounVerb,
];
