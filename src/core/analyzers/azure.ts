/**
 * Azure: az, azd, bicep, func, swa and azcopy. https://learn.microsoft.com/cli/azure/reference-index,
 * https://learn.microsoft.com/azure/developer/azure-developer-cli/reference and
 * https://learn.microsoft.com/azure/azure-resource-manager/bicep/bicep-cli
 *
 * Handles `az GROUP… VERB --name N --resource-group G --subscription S`, `az deployment group what-if`,
 * `az rest --method delete`, `az account set`, `az storage blob upload-batch --dryrun`, `azd up|down`, `bicep build`.
 */
import { hole, shapeOf } from '../shell/invocation.ts';
import { lastOption } from '../shell/options.ts';
import type { Analyzer } from './analyzer.ts';
import { type Found, has, tabled, type Verdict } from './table.ts';

const groups =
  'account acr ad adp advisor afd aks alerts-management alias amg ams apim app appconfig appservice apic arc arcappliance arcdata aro artifacts attestation automation azurestackhci backup bastion batch bicep billing blueprint boards bot cache cdn cloud cloud-service cognitiveservices communication compute-fleet compute-recommender config confcom confluent connectedk8s connectedmachine connectedvmware connection consumption container containerapp cosmosdb costmanagement customlocation custom-providers databox databricks datafactory datadog data-boundary dataprotection deployment deployment-scripts deploymentmanager desktopvirtualization devcenter devops disk disk-access disk-encryption-set dls dms dnc dnsresolver dt durabletask edge elastic elastic-san eventgrid eventhubs extension feature federation fleet fluid-relay functionapp grafana graph group hack hdinsight healthcareapis healthbot hpc-cache identity image import-export internet-analyzer iot k8s-configuration k8s-extension k8s-runtime keyvault kusto lab load local-context lock logic logicapp logz maintenance managed-cassandra managedapp managedservices maps mariadb migrate ml mobile-network monitor mysql netappfiles network networkcloud networkfabric new-relic nginx notification-hub offazure oracle-database orbital palo-alto partnercenter peering pipelines policy portal postgres powerbi ppg private-link providerhub provider purview qumulo quantum quota redis redisenterprise relay repos reservations resource resource-mover resourcemanagement restore-point role sapmonitor scenario scvmm search security self-help sentinel serial-console servicebus sf sig signalr site-recovery snapshot spatial-anchors-account spring sql ssh sshkey stack stack-hci stack-hci-vm staticwebapp storage storage-mover storagesync stream-analytics support synapse tag term trustedsigning ts vm vme vmss vmware webapp webpubsub workload-operations workloads zones communitytrust';

const verbs = `
  read peek|logs|monitor-*|stream|stream-*|encrypt|decrypt|sign|list|show|exists|download|download-batch|url|query|wait|tail|browse|validate|what-if|preview|search|find|diff|get-*|list-*|show-*|check-*|check|validate-*|export-template|count|history|lint|verify|backup-status|test-*|generate-sas|generate-connection-string|calculate-*|resolve|generate-cloud-init|summarize|diagnose|get|check-name
  change create|update|set|add|apply|assign|start|stop|restart|reboot|redeploy|reimage|resize|scale|upgrade|deploy|up|import|restore|recover|move|copy|swap|attach|detach|enable|disable|enable-*|disable-*|add-*|set-*|update-*|create-*|upload|upload-batch|sync|run|invoke|invoke-*|run-command-invoke|cancel|pause|resume|suspend|rotate|rotate-*|renew|regenerate|regenerate-*|renew-*|reset|reset-*|grant|grant-*|approve|reject|promote|failover|connect|disconnect|sync-*|register|associate|dissociate|convert|start-*|stop-*|restart-*|perform-*|assess-*|install|install-*|uninstall-patches|queue|activate|deactivate|publish|submit|refresh|refresh-*|config-zip|push|rename|replace|migrate|migrate-*|clone|abort|acquire|break|undelete|send|send-*|bind|unbind|archive|ping|reconcile|vote|complete|abandon|open-port|capture|generalize|deallocate|hibernate|power-*|apply-*|switch|switch-*|write|untag|operation-abort|simulate-*|ssh-*|put|merge|attach-*|detach-*|allow-*|deny-*|init|login|logout|setup|use|configure|begin|copy-*|import-*|export-*|commit|execute|execute-*|cancel-*|get-credentials|get-upgrades-token|revoke|revoke-*|swap-*|purge-content|transfer|accept|auto-*|resubmit|approve-*|create-or-update
  destroy delete|purge|remove|delete-*|remove-*|purge-*|clear|clear-*|destroy|uninstall|unregister|deregister|dissociate-*|delete-batch|drop|terminate|wipe|evict|rm|unassign
  open ssh|exec|console|shell|tunnel|port-forward|rdp`;

function azUnless({ operation, options, words }: Found): Verdict | undefined {
  if (operation === 'rest') {
    const method = lastOption(options, '--method', '-m')?.value;
    if (method === undefined) return { kind: 'read' };
    if (!method.known) return { kind: 'unknown', note: 'Its method is known only when it runs.' };
    if (/^(?:get|head|options)$/i.test(method.value)) return { kind: 'read' };
    return { kind: /^delete$/i.test(method.value) ? 'destroy' : 'change' };
  }
  const dry = options.options.filter(({ name }) => /^--dry-?run$/.test(name));
  if (
    dry.length > 0 &&
    /^(?:storage|acr|aks|deployment|webapp up|appconfig|bicep|network)/.test(operation) &&
    dry.every(({ value }) => value === undefined || value.value === 'true') &&
    !words.some((word) => shapeOf(word).startsWith(hole))
  )
    return { kind: 'read', note: 'A dry run: nothing is changed.' };
  if (/^deployment \w+ create$/.test(operation) && has(options, '--what-if', '-w'))
    return { kind: 'read', note: 'A preview: nothing is changed.' };
  if (/^deployment \w+ create$/.test(operation) && lastOption(options, '--mode')?.value?.value === 'Complete')
    return { kind: 'destroy', note: 'Whatever the template does not name is deleted.' };
  return undefined;
}

const az = tabled({
  programs: ['az'],
  commands: `
    read version, find, feedback, survey, next, account show|list|list-locations, account get-access-token, ad signed-in-user show, graph query, rest, cloud show|list, config get, bicep version|list-versions, storage account keys list, acr login, aks check-acr, aks command result, aks get-versions, monitor metrics list, webapp log tail|show|download, functionapp log tail|show, containerapp logs show, vm run-command list|show, pipelines runs list|show, pipelines show, deployment group|sub|mg|tenant what-if|validate|show|list|export, network watcher show-topology, repos pr list|show, boards query, boards work-item show, network dns zone export, network private-dns zone export, apim api export, role assignment list, role definition list, lock list|show, tag list, resource list|show, group list|show|exists|export, aks list|show, sql db list|show, policy state list|summarize
    local aks install-cli, upgrade, extension add|update, bicep install|upgrade|uninstall, bicep build|decompile|format|lint|build-params|generate-params|decompile-params, acr config
    change login, logout, configure, init, account set|clear, cloud set|register|update, config set|unset, aks get-credentials, acr build, acr run, acr task run, webapp up, webapp deploy, webapp deployment source config-zip, webapp config appsettings set, functionapp deployment source config-zip, staticwebapp deploy, containerapp up, ad sp create-for-rbac, devops configure|login|logout, devops invoke, pipelines run, pipelines build queue, aks nodepool upgrade|scale, vm deallocate, sql db export, sql db copy, group update, lock create, tag create, keyvault secret set, keyvault backup, repos import, group lock, webapp log config, network application-gateway http-listener create
    destroy group delete, cloud unregister, extension remove, acr purge, acr repository delete|untag, account subscription cancel, webapp config appsettings delete, lock delete, group lock delete, account lock delete, resource lock delete
    open interactive, ssh vm|arc|config, aks command invoke, vm run-command invoke|create|update, vmss run-command invoke|create, container exec, containerapp exec, webapp ssh, webapp create-remote-connection, network bastion ssh|rdp|tunnel, serial-console connect, spring connect, connectedk8s proxy`,
  nouns: groups,
  verbs,
  between:
    'export-pipeline import-pipeline import-job connect-job test-base start-stop queue send-dimension reset-policy restore-point copy-job',
  values:
    '-n --name -g --resource-group --subscription -o --output --query -l --location --ids --cluster-name --vnet-name --server -s --server-name --account-name --container-name -c --vault-name --registry -r --file -f --template-file --parameters -p --image --method -m --uri --url -u --body -b --headers --scope --assignee --role --tags --sku --size --count --namespace --hostname --slot --src --settings --type --tenant -t --username --password --service-principal-id --org --organization --project --source --destination -d --pattern --mode --node-count --nsg-name --rule-name --script --scripts --command --command-id',
  switches: '--only-show-errors --no-wait --yes -y --service-principal --identity --use-device-code',
  place: [
    ['subscription', '--subscription', 'AZURE_SUBSCRIPTION_ID ARM_SUBSCRIPTION_ID'],
    ['resource group', '-g --resource-group', 'AZURE_DEFAULTS_GROUP'],
    ['name', '-n --name'],
    ['', '--ids'],
  ],
  notes: {
    'account set': 'Changes which subscription later commands act on.',
    'group delete': 'Everything in the resource group goes with it.',
    'aks get-credentials': 'Changes which cluster kubectl talks to.',
    'ad sp create-for-rbac': 'Hands out credentials.',
    'lock delete': 'What it kept from being deleted no longer is.',
  },
  unless: azUnless,
});

const azd = tabled({
  programs: ['azd'],
  commands: `
    read version, show, monitor, completion, config get|show|list|list-alpha, env list|get-value|get-values|get-config, template list|show, auth login --check-status, auth status|token, extension list|show, pipeline show
    local package, restore, init, build, infra generate|synth, infra gen
    change up, deploy, provision, publish, auth login, auth logout, login, logout, config set|unset|reset, env new|select|set|set-secret|refresh|set-config, hooks run, pipeline config, template source add|remove, extension install|upgrade|uninstall, infra create, add, exec
    destroy down, infra delete, env remove|delete`,
  values: '-C --cwd -e --environment --output -o --template -t --subscription -l --location --from-package --service',
  switches: '--no-prompt --all',
  dry: /^--preview$/,
  place: [
    ['environment', '-e --environment', 'AZURE_ENV_NAME'],
    ['subscription', '--subscription', 'AZURE_SUBSCRIPTION_ID'],
  ],
  notes: {
    down: 'Everything the environment created is deleted.',
    'env select': 'Changes where later commands act.',
  },
  unless: ({ operation, options }) =>
    operation === 'provision' && has(options, '--preview')
      ? { kind: 'read', note: 'A preview: nothing is changed.' }
      : undefined,
});

const bicep = tabled({
  programs: ['bicep'],
  commands: `
    read lint, root, version, snapshot, what-if, validate
    local build, build-params, decompile, decompile-params, format, generate-params, restore, jsonrpc, console
    change publish, publish-extension, local-deploy, deploy
    destroy teardown`,
});

/** https://learn.microsoft.com/azure/azure-functions/functions-core-tools-reference */
const functions = tabled({
  programs: [],
  aliases: ['func'],
  commands: `
    read azure functionapp list-functions|fetch-app-settings|logstream, azure storage fetch-connection-string, durable get-history|get-instances|get-runtime-status, settings list, templates list, help, version
    local start, host start, init, new, function new, function create, extensions install|sync, settings add|delete|decrypt|encrypt, pack, bundles, templates
    change azure functionapp publish, azure functionapp, azure login|logout, durable start-new|raise-event|resume|rewind|suspend, kubernetes deploy|install, deploy, run
    destroy durable terminate|purge-history|delete-task-hub, kubernetes remove|delete`,
  values:
    '--slot --subscription -p --port --build --connection-string-setting --task-hub-name --id --name --image-name --namespace --registry',
  switches:
    '--no-build --force --publish-local-settings -i --publish-settings-only -o --csharp --python --javascript --typescript --dotnet-isolated',
});

/** https://azure.github.io/static-web-apps-cli/docs/cli/swa */
const staticWebApps = tabled({
  programs: [],
  aliases: ['swa'],
  commands: `
    read help
    local start, build, init, db init, db
    change deploy~, login`,
  values:
    '-a --app-location -O --output-location -i --api-location -n --app-name -R --resource-group -S --subscription-id -d --deployment-token --env -c --config -cn --config-name',
  dry: /^--dry-run$/,
  place: [
    ['app', '-n --app-name', 'SWA_CLI_APP_NAME'],
    ['environment', '--env'],
  ],
});

/** https://learn.microsoft.com/azure/storage/common/storage-ref-azcopy: which way it copies is said by its addresses. */
const azcopy = tabled({
  programs: ['azcopy'],
  commands: `
    read list|ls, jobs list|show, env, doc, help, version, login status
    change copy|cp|c, sync|s, make, set-properties|set-props|sp, login, logout, jobs resume, benchmark|bench|b, bench
    destroy remove|rm|r, jobs clean|remove`,
  values: '--from-to --include-pattern --exclude-pattern --block-blob-tier --log-level --output-type',
  dry: /^--dry-run$/,
  unless: ({ operation, words, options }) => {
    if (has(options, '--dry-run')) return { kind: 'read', note: 'A dry run: nothing is changed.' };
    if (/^jobs (?:clean|remove)$/.test(operation)) return { kind: 'local' };
    if (!/^(?:copy|cp|c|sync|s)$/.test(operation)) return undefined;
    if (operation.startsWith('s') && has(options, '--delete-destination'))
      return { kind: 'destroy', note: 'Whatever the source does not have is deleted.' };
    const [from, to] = words;
    return from?.known === true && to?.known === true && /^https:/.test(from.value) && !/^https:/.test(to.value)
      ? { kind: 'read' }
      : undefined;
  },
});

/** az, azd, bicep, and the tools of single services. */
export const azureTools: readonly Analyzer[] = [az, azd, bicep, functions, staticWebApps, azcopy];
