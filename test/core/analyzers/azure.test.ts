import { describe } from 'vitest';
import { held, is, isIn, passes, silent } from '../../support/understanding.ts';

describe('az', () => {
  is('az group delete --name shop --yes', 'destroy az group delete @ name shop');
  is(
    'az vm delete -g shop -n web --subscription live',
    'destroy az vm delete @ subscription live, resource group shop, name web',
  );
  is('az account set -s live', 'change az account set');
  is('az vm list -o table', 'read az vm list');
  is(
    'az network vnet subnet delete -g g --vnet-name v -n s',
    'destroy az network vnet subnet delete @ resource group g, name s',
  );
  isIn({ env: { AZURE_ENV_NAME: 'live' } }, 'azd down', 'destroy azd down @ environment live');
});

held('az', [
  'az vm start -g g -n web',
  'az vm deallocate -g g -n web',
  'az vm run-command invoke -g g -n web --command-id RunShellScript --scripts "rm -rf /"',
  'az aks get-credentials -g g -n prod',
  'az aks command invoke -g g -n prod --command "kubectl delete ns x"',
  'az aks nodepool delete -g g --cluster-name c -n p',
  'az deployment group create -g g -f main.bicep',
  'az deployment group create -g g -f main.bicep --mode Complete',
  'az deployment sub create -l we -f main.bicep',
  'az webapp up',
  'az webapp deployment source config-zip -g g -n a --src x.zip',
  'az webapp deployment slot swap -g g -n a --slot s',
  'az webapp config appsettings set -g g -n a --settings A=1',
  'az storage account delete -n a',
  'az storage blob delete-batch -s c',
  'az storage blob upload -c c -f x -n x',
  'az storage blob delete-batch -s c --dryrun=false',
  'az keyvault purge -n v',
  'az keyvault secret set --vault-name v -n s --value x',
  'az role assignment create --assignee x --role Owner',
  'az ad sp create-for-rbac',
  'az ad user delete --id x',
  'az sql db delete -n d',
  'az cosmosdb delete -n d',
  'az lock delete -n l',
  'az rest --method delete --url https://management.azure.com/x',
  'az rest -m "$M" -u https://management.azure.com/x',
  'az acr purge',
  'az acr repository delete -n r --image i',
  'az pipelines run --name p',
  'az login',
  'az logout',
  'az extension remove -n x',
  'az interactive',
  'az vm frobnicate -n x',
  'az vm $VERB -n x',
  'azd up',
  'azd deploy api',
  'azd provision',
  'azd env select prod',
  'bicep publish main.bicep --target br:x',
]);

passes('az', [
  'az account show',
  'az account list',
  'az group list',
  'az group show -n delete',
  'az group exists -n shop',
  'az vm show -g g -n web',
  'az aks show -g g -n prod',
  'az webapp log tail -g g -n a',
  'az webapp deployment list-publishing-profiles -g g -n a',
  'az deployment group what-if -g g -f main.bicep',
  'az deployment group create -g g -f main.bicep --what-if',
  'az deployment group validate -g g -f main.bicep',
  'az deployment group list -g g',
  'az storage blob list -c c',
  'az storage blob exists -c c -n x',
  'az storage blob download -c c -n x -f x',
  'az storage blob delete-batch -s c --dryrun',
  'az keyvault secret show --vault-name v -n s',
  'az rest --method get --url https://management.azure.com/x',
  'az role assignment list',
  'az monitor log-analytics query -w w --analytics-query x',
  'az sql failover-group list -g g -s s',
  'az postgres flexible-server backup list -g g -n s',
  'az vm delete --help',
  'az --only-show-errors vm list',
  'az version',
  'azd show',
  'azd provision --preview',
  'azd env list',
  'bicep lint main.bicep',
]);

silent('az', ['az bicep build -f main.bicep', 'bicep build main.bicep', 'azd package', 'echo az group delete']);
