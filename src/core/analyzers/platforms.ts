/**
 * Platforms that run what is pushed to them: Fly, Heroku, Vercel, Netlify, Cloudflare, Firebase, Supabase, Railway, Render.
 * https://fly.io/docs/flyctl/ https://devcenter.heroku.com/articles/heroku-cli-commands https://vercel.com/docs/cli
 * https://cli.netlify.com https://developers.cloudflare.com/workers/wrangler/commands/ https://firebase.google.com/docs/cli
 * https://supabase.com/docs/reference/cli https://docs.railway.com/reference/cli-api https://render.com/docs/cli
 *
 * Handles `fly deploy -a web`, `fly ssh console`, `heroku pg:reset -a web --confirm web`, `vercel --prod`, `vercel ./site`,
 * `netlify env:unset X`, `wrangler deploy --dry-run`, `wrangler d1 execute db --remote --command SQL`, `firebase deploy`,
 * `firebase emulators:start`, `supabase db reset --linked` against `supabase db reset`, `railway up`.
 */
import type { EffectKind } from '../effect.ts';
import { shapeOf } from '../shell/invocation.ts';
import { lastOption } from '../shell/options.ts';
import type { Analyzer } from './analyzer.ts';
import { heaviest, readSql } from './sql.ts';
import { fillsNumbers } from './sqlText.ts';
import { type Found, has, tabled, type Verdict } from './table.ts';

const weight: Readonly<Record<EffectKind, number>> = { read: 0, change: 1, unknown: 2, destroy: 3 };

/** What SQL that goes to a platform's database does. */
function sqlVerdict(sql: string | undefined): Verdict {
  if (sql === undefined) return { kind: 'unknown', note: 'What it runs there is not known.' };
  const kinds = readSql(sql, 'sqlite').map(({ kind }) => kind);
  const heaviest = kinds.reduce<EffectKind | undefined>(
    (worst, kind) => (worst === undefined || weight[kind] > weight[worst] ? kind : worst),
    undefined,
  );
  return { kind: heaviest ?? 'unknown' };
}

const fly = tabled({
  programs: ['fly', 'flyctl'],
  commands: `
    read status, logs, info, version, help, doctor, docs, auth whoami|token, apps list|ls|open, apps releases|errors, releases, checks list, config show|validate|env, config save, machine|machines|m list|ls|status, image show, ips list|private, secrets list|ls, volumes|volume|vol list|ls|show, volumes|volume|vol snapshots list, regions list, platform, scale show, services list|ls, certs list|ls|show|check, orgs list|show, postgres|pg list|db|events, postgres|pg users|db list, redis|mysql|mpg|storage|tigris|kubernetes|k8s list|status|dashboard|plans, mpg backup list, dig, ping, history, tokens list|debug|attenuate, wireguard list|status, autoscale show, open, dashboard|dash, consul list, litefs-cloud clusters list, incidents, jobs, completion, ext list, dns-records list|export, domains list|show, synthetics
    local auth docker, agent, dig
    change deploy, launch, auth login|logout|signup, apps create|move|restart|resume|suspend, apps set-platform-version, machine|machines|m create|run|start|stop|restart|clone|update|cordon|uncordon|leases|suspend|api-proxy|egress-ip|place, image update, ips allocate-v4|allocate-v6|allocate, secrets set|import|deploy|unset|sync, volumes|volume|vol create|extend|fork|update, volumes|volume|vol snapshots create, scale count|vm|memory, certs add|create|setup|import, orgs create|invite, postgres|pg create|attach|detach|failover|restart|config|renew-certs|import|barman|backup|add_flycast, redis|mysql|mpg|storage|tigris|kubernetes|k8s create|update|attach|detach, tokens create, wireguard create|reset|token|websockets, autoscale set|disable, extensions|ext create, resume, suspend, restart, move, turboku, checks handlers, registry, mpg restore, mpg backup create, litefs-cloud, settings analytics, consul attach|detach, dns-records import, domains add|register, builder
    destroy apps destroy|delete|remove|rm, destroy, machine|machines|m destroy|remove|rm|kill, ips release, volumes|volume|vol destroy|delete|rm, certs remove|delete|rm, orgs delete|remove, redis|mysql|mpg|storage|tigris|kubernetes|k8s destroy|delete|reset, tokens revoke, wireguard remove, postgres|pg destroy
    open ssh, ssh console|sftp|issue|establish, sftp, console, postgres|pg connect, proxy, redis|mysql|mpg connect|proxy, machine|machines|m exec, mcp`,
  values:
    '-a --app -c --config -t --access-token -o --org -r --region -i --image -e --env --vm-size --vm-memory --strategy --name -C --command --size --count --dockerfile --build-arg -n --primary-region -s --machine',
  switches: '--verbose --debug -y --yes',
  place: [
    ['app', '-a --app', 'FLY_APP'],
    ['organization', '-o --org', 'FLY_ORG'],
  ],
  notes: { 'apps destroy': 'The app, its machines and volumes are deleted.' },
});

const herokuTopic =
  /^(?:apps|addons|access|authorizations|buildpacks|certs|ci|clients|config|container|domains|drains|features|keys|labs|logs|maintenance|members|notifications|orgs|pg|pipelines|plugins|ps|redis|regions|releases|reviewapps|run|sessions|spaces|stack|status|teams|telemetry|webhooks)$/;

/** `pg:backups:delete`: the last words decide. */
function herokuVerb(command: string): Verdict {
  const [noun = '', ...rest] = command.split(':');
  const verb = rest.at(-1) ?? '';
  if (!herokuTopic.test(noun)) return { kind: 'unknown' };
  if (rest.length === 0) return { kind: 'read' };
  if (
    /^(?:info|list|get|index|locks|ps|outliers|bloat|diagnose|settings|credentials|url|schedules|wait|whoami|errors|output|favorites|stacks|versions|vacuum-stats|blocking|calls|cache-hit|table-size|total-table-size|index-size|unused-indexes|user-connections|seq-scans|records-rank|long-running-queries|locks|peers|topology|trusted-ips|ps|debug|last|config|members|diff|open|events|deliveries|plans|services|docs|download|backups|links|connection-pooling|maintenance|ingress)$/.test(
      verb,
    )
  )
    return { kind: 'read' };
  if (
    /^(?:destroy|remove|delete|reset|unset|clear|unlink|revoke|destroy-all|drop|purge|rm|leave|kill|killall)$/.test(
      verb,
    )
  )
    return { kind: 'destroy' };
  if (/^(?:exec|psql|cli|inside|detached|rake|connect|forward|socks|port|console|bash)$/.test(verb))
    return { kind: 'open' };
  return { kind: /^[a-z-]+$/.test(verb) && herokuChanges.test(verb) ? 'change' : 'unknown' };
}

const herokuChanges =
  /^(?:add|create|set|edit|update|promote|rollback|restart|scale|resize|stop|restore|capture|schedule|unschedule|cancel|upgrade|attach|detach|rename|transfer|join|lock|unlock|enable|disable|on|off|login|logout|push|release|rotate|regenerate|copy|pull|publish|install|uninstall|link|setup|follow|unfollow|fork|clear-all|rerun|run|migrate|auto|autoscale|invite|grant|refresh|start|key|vacuum|repoint|maxmemory|timeout|keyspace-notifications|maintenance|stats-reset|generate|chain|set-default|default|register|token|accept|trusted-ips)$/;

const heroku = tabled({
  programs: ['heroku'],
  commands: `
    read help, version, status, logs, whoami, auth:whoami, auth:token, apps, addons, config, releases, ps, domains, pg, pg:info, buildpacks, certs, regions, keys, access, drains, features, labs, members, orgs, teams, sessions, pipelines, spaces, webhooks, maintenance, plugins, stack, notifications, authorizations, clients, open, autocomplete, which, search, commands, reviewapps, pg:backups, pg:backups:url, pg:backups:download, pg:pull, local:version, container:pull, addons:open, dashboard, buildpacks:search, buildpacks:versions, redis, redis:info, ci, ci:open, ci:config, apps:open, apps:info, ps:type, spaces:vpn:config
    local local, local:run, local:start, git:clone, git:remote, container:login, container:logout
    change update, login, logout, auth:login, auth:logout, container:push, container:release, container:rm, ps:kill, ps:stop, ps:restart, restart, scale, dyno:restart, create, apps:create, rename, pg:promote, rollback, pg:copy, pg:push, pg:upgrade, pg:credentials:rotate, features:enable, features:disable, join, leave, lock, unlock, addons:attach, addons:detach, addons:create, addons:upgrade, addons:downgrade, config:set, config:edit, pipelines:promote, maintenance:on, maintenance:off, drains:add, domains:add, certs:auto:enable, pg:maintenance:run, pg:maintenance:window, ps:copy
    destroy destroy, apps:destroy, apps:delete, addons:destroy, addons:remove, pg:reset, pg:killall, pg:kill, pg:backups:delete, config:unset, config:remove, domains:remove, domains:clear, certs:remove, container:rm, pg:backups:restore, redis:destroy, apps:leave, pg:credentials:destroy
    open run, run:detached, run:inside, run:rake, pg:psql, psql, ps:exec, redis:cli, ps:forward, ps:socks, bash, ci:debug`,
  otherwise: 'unknown',
  values: '-a --app -r --remote -t --team -s --space --confirm -c --command --name --region --size -p --pipeline',
  place: [
    ['app', '-a --app', 'HEROKU_APP'],
    ['remote', '-r --remote'],
    ['team', '-t --team'],
    ['space', '-s --space'],
  ],
  notes: {
    'pg:reset': 'Everything in the database is deleted.',
    'pg:backups:restore': 'What the database holds is overwritten.',
  },
  unless: (found) => {
    const sql = lastOption(found.options, '-c', '--command')?.value;
    if (/^(?:pg:)?psql$/.test(found.operation) && sql !== undefined)
      return { kind: heaviest(readSql(shapeOf(sql), 'postgres', fillsNumbers(sql))) };
    if (found.operation === 'ps:type') return found.words.length > 0 ? { kind: 'change' } : undefined;
    const [second] = found.words;
    // `heroku pg reset`: a space where a colon is usual.
    if (found.kind === 'read' && second?.known === true && herokuTopic.test(found.operation)) {
      const spaced = herokuVerb(`${found.operation}:${second.value}`);
      return spaced.kind === 'unknown' || spaced.kind === 'read' ? undefined : spaced;
    }
    return found.operation === 'run' && found.kind !== 'open' ? herokuVerb(found.words[0]?.value ?? '') : undefined;
  },
});

const vercel = tabled({
  programs: ['vercel'],
  aliases: ['vc'],
  commands: `
    read ls|list, inspect, logs|log, whoami, help, version, env ls|list, env pull, domains ls|list|inspect, dns ls|list, certs ls|list, alias ls|list, projects|project ls|list|inspect|accessgroups, teams|team ls|list, secrets ls|list, target|targets ls|list, integration ls|list|open|balance|discover, promote status, rollback status, rolling-release fetch, redirects ls|list, microfrontends pull, httpstat, blob list, activity, usage, open, routes ls|list, flags ls|list|inspect, metrics, alerts, contract, edge-config ls|list|get
    local build, dev|develop, pull, init, telemetry
    change deploy, env add|update, env run, link, unlink, domains add|buy|move|transfer-in|verify, dns add|import, certs issue|add, alias, alias set, projects|project add|token|rename, teams|team add|invite|switch, switch, secrets add|rename, promote, rollback, redeploy, git connect|disconnect, login, logout, integration add, install|i, bisect, blob put|copy|store|add, rolling-release, target add, cache invalidate, mcp, agent, redirects add|promote|publish, webhooks create, guidance, flags create|enable|disable|add|set, routes add|publish|edit|enable|disable, skills, api
    destroy remove|rm, env rm|remove, domains rm|remove, dns rm|remove, certs rm|remove, alias rm|remove, projects|project rm|remove, secrets rm|remove, integration remove|rm, integration-resource|ir remove|disconnect|rm, blob del|delete, cache purge|dangerously-delete, teams|team rm|remove, redirects remove, target rm, flags rm|delete|archive, routes delete`,
  bare: 'change',
  otherwise: 'change',
  values:
    '-A --local-config -Q --global-config -t --token -S --scope -T --team --cwd -e --env -b --build-env -m --meta --regions --target --name --git-branch --environment',
  switches: '-d -f --force --prod --no-wait --public --confirm --archive --prebuilt -C',
  place: [
    ['scope', '-S --scope -T --team', 'VERCEL_ORG_ID'],
    ['project', '', 'VERCEL_PROJECT_ID'],
    ['', '--target --environment'],
    ['', '--cwd'],
  ],
  notes: { run: 'It deploys, when no command is given.' },
});

const netlify = tabled({
  programs: ['netlify', 'netlify-cli', 'ntl'],
  commands: `
    read status, help, version, open, open:site, open:admin, sites:list, sites:search, env:list, env:get, functions:list, logs, logs:function, logs:functions, logs:deploy, blobs:get, blobs:list, completion, teams:list, addons:list, lm:info, db:status, recipes:list, status:hooks, agents:list, agents:show, docs, database status
    local dev, build, serve, functions:serve, functions:create, functions:build, dev:exec, recipes, lm:setup, lm:install, types, clone, completion:install
    change deploy, init, link, unlink, login, logout, switch, sites:create, sites:create-template, env:set, env:import, env:clone, env:migrate, functions:invoke, blobs:set, watch, api, addons:create, addons:config, addons:auth, integration:deploy, db:init, agents:create, lm:uninstall, create, claim, trigger, push, database
    destroy sites:delete, env:unset, blobs:delete, addons:delete, lm:uninstall, integration:delete, agents:stop`,
  values:
    '-s --site --auth --filter --cwd -d --dir -f --functions -m --message --context --scope -a --alias --timeout --data -c --command -p --port --account-slug --name',
  switches: '--prod -p --prod-if-unlocked --open --httpProxy --http-proxy --force',
  place: [
    ['site', '-s --site', 'NETLIFY_SITE_ID'],
    ['context', '--context'],
  ],
  notes: { 'env:clone': 'What the other site has is overwritten.' },
  unless: ({ operation, words }) => {
    if (operation !== 'api') return undefined;
    const [method] = words;
    if (method?.known === true && /^(?:get|list|search|show)[A-Z]/.test(method.value)) return { kind: 'read' };
    return {
      kind: method?.known === true && /^(?:delete|remove|purge)[A-Z]/.test(method.value) ? 'destroy' : 'change',
    };
  },
});

/** Wrangler works on this machine's copy unless `--remote` is given. */
const workersLocal = /^(?:d1 (?:execute|export|migrations (?:apply|list))|kv |r2 object )/;

function wranglerUnless({ operation, options, kind }: Found): Verdict | undefined {
  if (operation === 'deploy' || operation === 'publish' || operation === 'versions upload')
    return has(options, '--dry-run') ? { kind: 'local' } : undefined;
  if (operation === 'dev' || operation === 'pages dev')
    return has(options, '--remote', '-r') ? { kind: 'change' } : undefined;
  if (!workersLocal.test(operation)) return undefined;
  if (has(options, '--local')) return { kind: 'local' };
  if (operation === 'd1 execute') {
    if (!has(options, '--remote', '--preview')) return { kind: 'local' };
    const sql = lastOption(options, '--command')?.value;
    return sqlVerdict(sql?.known === true ? sql.value : undefined);
  }
  return /^d1 migrations/.test(operation) && !has(options, '--remote', '--preview') ? { kind: 'local' } : { kind };
}

const wrangler = tabled({
  programs: ['wrangler'],
  commands: `
    read whoami, deployments list|status|view, versions list|view, versions secret list, tail, secret list, kv namespace|key list, kv key get, kv:namespace|kv:key list, kv:key get, r2 bucket list|info, r2 object get, r2 bucket lifecycle|cors|domain|notification|lock|dev-url list|get, d1 list|info|insights, d1 time-travel info, d1 migrations list, d1 export, queues list|info, queues consumer list, pages project list, pages deployment list|tail, pages secret list, pages download config, vectorize list|get|info|query|get-vectors|list-vectors|list-metadata-index, hyperdrive list|get, ai models, ai finetune list, dispatch-namespace list|get, mtls-certificate list, cert list, workflows list|describe, workflows instances list|describe, pipelines list|get, pipelines streams|sinks list|get, secrets-store store|secret list|get, containers list|info|images, check, docs, help, version, auth token, email
    local dev, init, types, build, pages dev, pages functions build, d1 migrations create, telemetry, generate, setup, complete, check startup, cloudchamber, containers build, pages functions
    change deploy|publish, triggers deploy, versions upload|deploy, versions secret put|bulk, rollback, secret put|bulk, kv namespace create|rename, kv key put, kv bulk put, kv:namespace create, kv:key|kv:bulk put, r2 bucket create|update, r2 object put, r2 bucket sippy|catalog enable|disable|get, r2 bucket lifecycle|cors|domain|notification|lock|dev-url add|set|create|enable|disable|update, r2 bulk put, d1 create, d1 execute, d1 migrations apply, queues create|update|pause-delivery|resume-delivery, queues consumer add, pages deploy|publish, pages project create, pages secret put|bulk, pages deployment create, vectorize create|insert|upsert, vectorize create-metadata-index, hyperdrive create|update, dispatch-namespace create|rename, mtls-certificate upload, cert upload, workflows trigger, workflows instances pause|resume|restart|send-event, pipelines create|update, pipelines setup, secrets-store store create, secrets-store secret create|update|duplicate, containers push|apply, login, logout, ai finetune create, vpc, cloudchamber create
    destroy delete, secret delete, versions secret delete, kv namespace delete, kv key delete, kv bulk delete, kv:namespace|kv:key|kv:bulk delete, r2 bucket delete, r2 object delete, r2 bucket lifecycle|cors|domain|notification|lock remove|delete|clear, d1 delete, d1 time-travel restore, queues delete|purge, queues consumer remove, pages project delete, pages deployment delete, pages secret delete, vectorize delete|delete-vectors|delete-metadata-index, hyperdrive delete, dispatch-namespace delete, mtls-certificate delete, cert delete, workflows delete, workflows instances terminate, pipelines delete, secrets-store store delete, secrets-store secret delete, containers delete, containers images delete
    open containers ssh`,
  values:
    '-c --config --cwd -e --env --env-file --name --command --file --output --compatibility-date --var --define --namespace-id --binding --project-name --branch --port --ip --persist-to --tag --message --version-id --zone --profile --account-id --outdir',
  place: [
    ['environment', '-e --env', 'CLOUDFLARE_ENV'],
    ['worker', '--name'],
    ['account', '', 'CLOUDFLARE_ACCOUNT_ID'],
  ],
  unless: wranglerUnless,
});

const firebase = tabled({
  programs: ['firebase', 'firebase-tools'],
  commands: `
    read help, projects:list, apps:list, apps:sdkconfig, use, login:list, functions:log, functions:list, functions:config:get, functions:secrets:get, functions:secrets:access, functions:config:export, firestore:indexes, firestore:databases:list, firestore:databases:get, firestore:locations, firestore:operations:list, firestore:backups:list, firestore:backups:get, firestore:backups:schedules:list, database:get, database:instances:list, database:profile, database:settings:get, hosting:sites:list, hosting:sites:get, hosting:channel:list, hosting:channel:open, hosting:get, remoteconfig:get, remoteconfig:versions:list, auth:export, ext, ext:list, ext:info, ext:export, ext:dev:list, ext:dev:usage, open, target, crashlytics:mappingfile:generate, appdistribution:testers:list, appdistribution:groups:list, apphosting:backends:list, apphosting:backends:get, apphosting:secrets:describe, apphosting:secrets:access, dataconnect:services:list, dataconnect:sql:diff, experiments:list, setup:emulators:list, apptesting:list
    local emulators:start, emulators:exec, emulators:export, serve, init, setup:emulators:database, setup:emulators:firestore, setup:emulators:pubsub, setup:emulators:storage, setup:emulators:ui, setup:emulators:dataconnect, experimental:functions:shell, functions:shell, dataconnect:sdk:generate, dataconnect:compile, experiments:enable, experiments:disable, ext:dev:init, internaltesting
    change deploy, login, login:add, login:use, login:ci, logout, projects:create, projects:addfirebase, apps:create, apps:android:sha:create, functions:config:set, functions:config:clone, functions:secrets:set, functions:secrets:prune, functions:secrets:grantaccess, firestore:databases:create, firestore:databases:update, firestore:databases:restore, firestore:databases:clone, firestore:backups:schedules:create, firestore:backups:schedules:update, firestore:bulkimport, database:set, database:update, database:push, database:import, database:instances:create, database:settings:set, hosting:sites:create, hosting:channel:create, hosting:channel:deploy, hosting:clone, remoteconfig:rollback, auth:import, ext:install, ext:configure, ext:update, ext:migrate, ext:sdk:install, ext:dev:register, ext:dev:publish, ext:dev:upload, target:apply, target:clear, target:remove, crashlytics:symbols:upload, crashlytics:mappingfile:upload, appdistribution:distribute, appdistribution:testers:add, appdistribution:groups:create, apphosting:backends:create, apphosting:rollouts:create, apphosting:secrets:set, apphosting:secrets:grantaccess, dataconnect:sql:migrate, dataconnect:sql:setup, dataconnect:sql:grant, apptesting:execute, functions:artifacts:setpolicy, apphosting:config:export
    destroy functions:delete, functions:config:unset, functions:secrets:destroy, firestore:delete, firestore:databases:delete, firestore:backups:delete, firestore:backups:schedules:delete, firestore:bulkdelete, firestore:operations:cancel, database:remove, hosting:disable, hosting:sites:delete, hosting:channel:delete, ext:uninstall, ext:dev:delete, ext:dev:deprecate, apps:android:sha:delete, appdistribution:testers:remove, appdistribution:groups:delete, apphosting:backends:delete
    open dataconnect:sql:shell, mcp, experimental:mcp`,
  values:
    '-P --project --account -c --config --token -f --only --except -m --message --site --instance --database -d --data --region --import --export-on-exit -p --port --expires',
  switches: '-j --json --non-interactive -i --interactive --debug',
  dry: /^--dry-run$/,
  place: [
    ['project', '-P --project', 'GCLOUD_PROJECT'],
    ['site', '--site'],
    ['database', '--database --instance'],
  ],
  unless: ({ operation, options, words }) => {
    if (operation === 'use')
      return words.length > 0 || has(options, '--add', '--clear', '--unalias')
        ? { kind: 'change', note: 'Changes where later commands act.' }
        : undefined;
    return operation === 'deploy' && has(options, '--dry-run')
      ? { kind: 'read', note: 'A dry run: nothing is changed.' }
      : undefined;
  },
});

/** Without `--linked` or a URL, these act on the local stack. */
function supabaseUnless({ operation, options }: Found): Verdict | undefined {
  const far = has(options, '--linked') || lastOption(options, '--db-url', '--project-ref') !== undefined;
  switch (operation) {
    case 'db reset':
      return far
        ? { kind: 'destroy', note: 'Everything in the remote database is deleted.' }
        : { kind: 'destroy', note: 'The local database is made anew.' };
    case 'migration up':
    case 'migration down':
      return far ? { kind: operation.endsWith('down') ? 'destroy' : 'change' } : { kind: 'change' };
    case 'db push':
      if (has(options, '--dry-run')) return { kind: 'read', note: 'A dry run: nothing is changed.' };
      return { kind: 'change' };
    default:
      return undefined;
  }
}

const supabase = tabled({
  programs: ['supabase'],
  commands: `
    read status, help, completion, projects list|api-keys, orgs list, functions list|download, secrets list, branches list|get, migration|migrations list, db diff|dump|lint|advisors, db remote changes, inspect, ssl-enforcement get, network-restrictions get, network-bans get, custom-domain|domains get, vanity-subdomains get|check-availability, postgres-config get, encryption get-root-key, services, snippets list|download, sso list|show|info, backups list, storage ls|cp, config diff, db pull, migration|migrations fetch, db query
    local start, init, functions new|serve, gen, migration|migrations new|squash, test
    change link, unlink, login, logout, db push, db branch, db start, projects create, orgs create, functions deploy, secrets set, branches create|update|pause|unpause|switch, migration|migrations up|repair, ssl-enforcement update, network-restrictions update, custom-domain|domains create|activate|reverify, vanity-subdomains activate, postgres-config update, encryption update-root-key, config push, sso add|update, seed, storage mv, bootstrap, backups restore, stop
    destroy db reset, projects delete, functions delete, secrets unset, branches delete|disable, migration|migrations down, network-bans remove, custom-domain|domains delete, vanity-subdomains delete, postgres-config delete, sso remove, storage rm`,
  values:
    '--project-ref --db-url --workdir --profile --network-id --dns-resolver -o --output -p --password -s --schema -f --file --env-file --version --org-id --region --size',
  switches: '--experimental --create-ticket --linked --local --debug --yes',
  place: [
    ['project', '--project-ref', 'SUPABASE_PROJECT_ID'],
    ['database', '--db-url'],
  ],
  unless: (found) => {
    if (found.operation === 'stop')
      return has(found.options, '--no-backup')
        ? { kind: 'destroy', note: 'The local data is deleted.' }
        : { kind: 'local' };
    if (found.operation === 'storage cp')
      return found.words.length > 1 && !/^ss:/.test(found.words[1]?.value ?? '')
        ? { kind: 'read' }
        : { kind: 'change' };
    if (found.operation === 'db query') {
      const [sql] = found.words;
      return sqlVerdict(sql?.known === true ? sql.value : undefined);
    }
    return supabaseUnless(found);
  },
});

const railway = tabled({
  programs: ['railway'],
  commands: `
    read status, logs, whoami, list, help, version, docs, open, completion, deployment list, environment list, volume list, variables, variable list, service status|list, project list
    local starship
    change up, deploy, redeploy, restart, link, unlink, login, logout, init, add, domain, variable set, variables set, environment new|link|edit, environment, service link|redeploy|scale, service, volume add|attach|detach|update, scale, deployment redeploy|up, functions, bucket create, upgrade, dev, project link|new
    destroy down, delete, environment delete, volume delete, variable delete, deployment remove, bucket delete, functions delete, service delete, project delete
    open run, shell, ssh, connect`,
  values: '-s --service -e --environment -p --project -t --template --set --workspace -d --deployment',
  place: [
    ['project', '-p --project', 'RAILWAY_PROJECT_ID'],
    ['service', '-s --service'],
    ['environment', '-e --environment', 'RAILWAY_ENVIRONMENT'],
  ],
  unless: ({ operation, options }) =>
    operation === 'variables' && has(options, '--set')
      ? { kind: 'change' }
      : operation === 'dev'
        ? { kind: 'local' }
        : undefined,
});

const render = tabled({
  programs: [],
  aliases: ['render'],
  commands: `
    read services, services list, services instances, deploys list, jobs list, logs, whoami, help, version, workspace current, workspaces, environments, projects, blueprints validate, builds list
    change deploys create|cancel, jobs create|cancel, services create|update|restart, restart, login, logout, workspace set
    destroy services delete
    open ssh, psql, pgcli, session, skills`,
  values: '-o --output --service --workspace --commit --image',
  otherwise: 'local',
});

/** Platforms that run what is pushed to them. */
export const platformTools: readonly Analyzer[] = [
  fly,
  heroku,
  vercel,
  netlify,
  wrangler,
  firebase,
  supabase,
  railway,
  render,
];
