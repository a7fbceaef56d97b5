/**
 * Products behind an account: sign-in, messages, shops, content, search, back ends.
 * https://auth0.github.io/auth0-cli/ https://cli.okta.com/manual/ https://www.twilio.com/docs/twilio-cli/general-usage
 * https://shopify.dev/docs/api/shopify-cli https://developer.salesforce.com/docs/atlas.en-us.sfdx_cli_reference.meta/sfdx_cli_reference
 * https://github.com/contentful/contentful-cli https://www.sanity.io/docs/cli https://www.algolia.com/doc/tools/cli/
 * https://appwrite.io/docs/tooling/command-line/commands https://docs.convex.dev/cli https://www.keycloak.org/docs/latest/server_admin/#admin-cli
 *
 * Handles `auth0 apps delete`, `auth0 api delete users/1`, `okta apps delete`, `twilio phone-numbers:remove`, `twilio
 * api:core:messages:create`, `shopify theme push --live`, `sf project deploy start`, `contentful space delete`, `sanity
 * dataset delete production`, `algolia indices clear`, `appwrite databases delete`, `convex deploy`, `kcadm.sh delete`.
 */
import type { Analyzer } from './analyzer.ts';
import { has, tabled } from './table.ts';
import { lastPartDecides, usualVerbs } from './usualVerbs.ts';

const auth0 = tabled({
  programs: [],
  aliases: ['auth0'],
  commands: `
    read help, version, logs tail|list, tenants list, api get, terraform generate, quickstarts list, test token, apps session-transfer show, completion
    local login, logout, quickstarts download|setup, test login, tenants open, apps open
    change tenants use, api post|put|patch, universal-login customize|switch|update|show
    destroy api delete`,
  nouns: '*',
  verbs: usualVerbs,
  values:
    '--tenant -n --name -t --type -d --data -q --query --number --description --callbacks --client-id -s --scopes --output-dir',
  place: [['tenant', '--tenant']],
  unless: ({ operation, options, words }) => {
    if (operation !== 'run') return undefined;
    return words[0]?.value === 'api' ? { kind: has(options, '-d', '--data') ? 'change' : 'read' } : undefined;
  },
});

const okta = tabled({
  programs: [],
  aliases: ['okta'],
  commands:
    'read help, version, logs, apps, apps config\n local login, start, generate-completion\n change register, apps create\n destroy apps delete',
  nouns: '*',
  verbs: usualVerbs,
  values: '--color --config -c --app-name --redirect-uri',
});

const twilio = tabled({
  programs: [],
  aliases: ['twilio'],
  commands: `
    read help, version, profiles:list, debugger:logs:list, plugins, search, serverless:list, serverless:logs, serverless:env:list, serverless:env:get, flex:plugins:list:plugins, autocomplete, plugins:inspect
    local login, profiles:create, profiles:use, profiles:remove, profiles:add, config:set, config:list, plugins:install, plugins:link, plugins:uninstall, plugins:update, serverless:init, serverless:new, serverless:start, flex:plugins:create, flex:plugins:start, flex:plugins:build, flex:plugins:test, update, feedback
    change email:send, email:set, phone-numbers:update, serverless:deploy, serverless:promote, serverless:activate, flex:plugins:deploy, flex:plugins:release, rtc:apps:video:deploy
    destroy rtc:apps:video:delete`,
  otherwise: 'unknown',
  values:
    '-p --profile -o --cli-output-format -l --cli-log-level --properties --sid --from --to --body --service-sid --environment --account-sid',
  place: [['profile', '-p --profile', 'TWILIO_PROFILE']],
  unless: lastPartDecides,
});

const shopify = tabled({
  programs: [],
  aliases: ['shopify'],
  commands: `
    read help, version, theme list|check|info|open|language-server, app info|logs, app versions list, app env show, app config validate, whoami, search, store info, upgrade
    local theme dev|init|pull|package|console|profile|serve, app dev|build|init|generate|function|import-extensions, app env pull, app config link|use, app dev clean, app generate extension|schema, app function build|run|typegen|schema, hydrogen init|dev|build|preview|check|codegen|generate|setup|upgrade|link|unlink|list|login|logout|shortcut|debug, hydrogen env pull|list, auth login|logout, config, plugins, cache clear
    change theme push|publish|share|rename|duplicate|metafields, app deploy|release|bulk|execute, app webhook trigger, app bulk execute, hydrogen deploy, hydrogen env push
    destroy theme delete`,
  values: '-s --store -t --theme -e --environment --path --password -c --config --client-id --message --version',
  place: [
    ['store', '-s --store', 'SHOPIFY_FLAG_STORE'],
    ['theme', '-t --theme'],
  ],
});

const salesforceLocal =
  'project generate, project retrieve start|preview, project convert source|mdapi, template, lightning generate, apex generate, lightning generate component|app|event|interface|test, config set|unset, alias set|unset, plugins, plugins install|uninstall|update|link, autocomplete, doctor, update, commands, which, search, org open, org login, org login web|jwt|access-token|sfdx-url, org logout, package convert, code-analyzer, dev, cmdt generate, visualforce generate, static-resource generate, schema generate, flow generate, whatsnew';
const salesforce = tabled({
  programs: ['sfdx'],
  aliases: ['sf'],
  commands: `
    read org list, org display, org display user, data query|search|get|export, data get record, data export tree|bulk|resume, data query resume, data resume, apex get|tail|list, apex get log|test, apex tail log, apex list log, apex run test, project deploy preview|report|validate, project list ignored, package list, package version list|report, package installed list, org list metadata|metadata-types|limits|sobject|users|auth|snapshot, org get snapshot, limits api display, sobject describe|list, schema, config list|get, alias list, help, version, info, force:org:list, force:org:display, force:data:soql:query, force:source:status, force:limits:api:display, org resume, apex log
    local ${salesforceLocal}, force:source:pull, force:source:retrieve, force:source:convert, force:project:create, force:auth:web:login, auth:web:login, force:org:open, force:apex:class:create, force:lightning:component:create
    change project deploy start|resume|quick|pipeline, project reset tracking, data create|update|upsert|import, data create record|file, data update record|bulk|resume, data upsert bulk|resume, data import tree|bulk|resume, apex run, org create, org create scratch|sandbox|user|shape|snapshot, org assign permset|permsetlicense, org generate password, org enable|disable, org enable tracking, org disable tracking, org refresh sandbox, package create|update|install, package version create|promote|update, package install report, package1, community publish|create, agent, flow, devops, deploy, force:source:deploy, force:source:push, force:mdapi:deploy, force:apex:execute, force:data:record:create, force:data:record:update, force:data:bulk:upsert, force:data:tree:import, force:org:create, force:package:install, force:user:permset:assign
    destroy project delete source, project delete tracking, project deploy cancel, data delete, data delete record|bulk|resume, org delete, org delete scratch|sandbox|snapshot|shape, package delete|uninstall, package version delete, force:source:delete, force:org:delete, force:data:record:delete, force:data:bulk:delete, force:package:uninstall`,
  otherwise: 'unknown',
  values:
    '-o --target-org -u --targetusername -v --target-dev-hub -q --query -f --file -s --sobject -d --source-dir -m --metadata -x --manifest -l --test-level -w --wait -a --alias -i --record-id -r --result-format -t --tests',
  switches: '--json --dry-run',
  place: [['org', '-o --target-org -u --targetusername', 'SF_TARGET_ORG SFDX_DEFAULTUSERNAME']],
  unless: (found) =>
    found.operation === 'project deploy start' && has(found.options, '--dry-run')
      ? { kind: 'read', note: 'A dry run: nothing is changed.' }
      : lastPartDecides(found),
});

const contentful = tabled({
  programs: [],
  aliases: ['contentful'],
  commands: `
    read help, version, space list, space export, space environment list, content-type list|get, organization list|export|taxonomy-export, extension list|get, space alias list, config list, merge show, diff, space accesstoken list, guide
    local login, logout, init, config add|remove, space use, space environment use, space generate, space generate migration, organization use, merge export
    change space create|import|migration|seed, space environment create, space accesstoken create, space alias update|create, extension create|update, organization import, organization taxonomy-import|sec-assess
    destroy space delete, space environment delete, space alias delete, extension delete`,
  values:
    '--space-id -s --environment-id -e --management-token --mt --content-file --config --id --name --source --target --organization-id',
  place: [
    ['space', '--space-id -s'],
    ['environment', '--environment-id -e'],
  ],
});

const sanity = tabled({
  programs: [],
  aliases: ['sanity'],
  commands: `
    read help, versions, debug, check, docs, docs search|browse|read, cors list, dataset list|export, dataset alias list, dataset visibility get, hook list|logs, graphql list, documents get|query, documents validate, backup list|download, users list, projects list, schema list|validate|extract, migration list, manage, media list, media export, doctor, functions logs|test, blueprints info|logs|stacks|doctor|plan, telemetry status, tokens list, openapi list|get
    local dev, start, build, preview, init, install, login, logout, codemod, typegen, typegen generate, upgrade, exec, manifest, manifest extract, migration create, telemetry, functions dev|add, blueprints init|add, skills, mcp configure, uninstall
    change deploy, cors add, dataset create|copy|import, dataset alias create|link|unlink, dataset visibility set, hook create|attempt, graphql deploy, documents create, backup enable, schema deploy, users invite, media import, media create-aspect|deploy-aspect, blueprints deploy, projects create, functions env, tokens add, dataset embeddings
    destroy undeploy, cors delete, dataset delete, dataset alias delete, hook delete, graphql undeploy, documents delete, backup disable, schema delete, media delete-aspect, blueprints destroy, tokens delete
    change migration run`,
  values: '--dataset -d --project --project-id -p --token --schema --format --api-version --title --role',
  place: [['dataset', '--dataset']],
  unless: ({ operation, options }) =>
    operation === 'migration run' &&
    !options.options.some(
      ({ name, value }) => name === '--no-dry-run' || (name === '--dry-run' && value?.value === 'false'),
    )
      ? { kind: 'read', note: 'A dry run: nothing is changed.' }
      : undefined,
});

const algolia = tabled({
  programs: [],
  aliases: ['algolia'],
  commands:
    'read help, version, search, describe, open, events tail\n local profile, profile add|list|remove|setdefault, completion',
  nouns: '*',
  verbs: usualVerbs,
  values:
    '-p --profile --application-id --api-key --admin-api-key -F --file -o --output --object-ids --synonym-ids --rule-ids',
  switches: '-y --confirm --wait',
  place: [['profile', '-p --profile']],
});

const appwrite = tabled({
  programs: [],
  aliases: ['appwrite'],
  commands: `
    read help, version, whoami, completion, generate
    local login, logout, init, pull, client, types, run
    change push, deploy`,
  nouns: '*',
  verbs: usualVerbs,
  values:
    '--project-id --database-id --collection-id --document-id --function-id --bucket-id --user-id --name --data --endpoint',
});

const convex = tabled({
  programs: [],
  aliases: ['convex'],
  commands: `
    read data, logs, env list|get, export, function-spec, dashboard, docs, network-test, help, version, insights
    local dev, codegen, init, login, logout, auth, update, mcp, ai-files, disable-local-deployments
    change deploy~, run, import, env set, deployments, deployment, integration
    destroy env remove|unset`,
  values: '--deployment-name --preview-name --url --admin-key --env-file --component --table --format --path --cmd',
  dry: /^--dry-run$/,
  unless: ({ operation, options }) =>
    operation === 'import' && has(options, '--replace', '--replace-all')
      ? { kind: 'destroy', note: 'What the tables hold is replaced.' }
      : undefined,
});

const keycloak = tabled({
  programs: ['kcadm', 'kcadm.sh'],
  commands: `
    read get, get-roles, help
    local config, config credentials|truststore|initial-token|registration-token
    change create, update, set-password, add-roles
    destroy delete, remove-roles`,
  values:
    '-r --target-realm --realm --server --user --password --client --config -s --set -f --file -q --query --fields -b --body --uusername --rolename --cclientid',
  place: [['realm', '-r --target-realm']],
});

/** Services whose commands say with their last word what they do. */
const plain = (name: string) =>
  tabled({
    programs: [],
    aliases: [name],
    commands: 'read help, version, whoami\n local login, logout, init, config, configure',
    nouns: '*',
    verbs: usualVerbs,
    values: '--profile --api-key --token --output -o --environment --project --name --id',
  });

export const productTools: readonly Analyzer[] = [
  auth0,
  okta,
  twilio,
  shopify,
  salesforce,
  contentful,
  sanity,
  algolia,
  appwrite,
  convex,
  keycloak,
  ...[
    'square',
    'sendgrid',
    'mailgun',
    'resend',
    'postmark',
    'hubspot',
    'intercom',
    'zendesk',
    'm365',
    'statsig',
    'opsgenie-cli',
  ].map(plain),
];
