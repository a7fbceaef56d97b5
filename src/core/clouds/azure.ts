/**
 * What `az` would delete or deploy: by the lists and descriptions of the same tool, and by the what-if of a deployment.
 * @see https://learn.microsoft.com/cli/azure/reference-index
 * @see https://learn.microsoft.com/azure/azure-resource-manager/templates/deploy-what-if
 */
import { canonical } from '../../base/json.ts';
import { looseRecord, optionalList, textIn } from '../../base/looseJson.ts';
import { jsonOf, recordOf } from '../impact/answers.ts';
import type { Resource, Uninspectable } from '../impact/impact.ts';
import type { Answer, Probe, ProbeStep } from '../impact/probe.ts';
import { type CommandSubject, isPlain } from '../impact/subject.ts';
import { wholeImpact } from '../impact/whole.ts';
import { readWhatIf } from '../stacks/azureWhatIf.ts';
import { armType } from './armTypes.ts';
import { deleted, nodeOf, untold } from './gone.ts';

/** Milliseconds. */
const limit = 120_000;
/** A what-if gives up after five minutes itself. */
const whatIfLimit = 330_000;

/** No extension is fetched or taken from a folder of the project. */
export const azEnv = {
  AZURE_EXTENSION_USE_DYNAMIC_INSTALL: 'no',
  AZURE_EXTENSION_DEV_SOURCES: '',
  AZURE_CORE_NO_COLOR: 'true',
  AZURE_CORE_COLLECT_TELEMETRY: 'false',
  AZURE_CORE_LOGIN_EXPERIENCE_V2: 'off',
  AZURE_BICEP_CHECK_VERSION: 'false',
};

/** Groups whose `delete` is described by their `show`. Values that `show` would print, such as secrets, are not here. */
const types: ReadonlyMap<string, string> = new Map([
  ['vm', 'azurerm_virtual_machine'],
  ['vmss', 'azurerm_virtual_machine_scale_set'],
  ['disk', 'azurerm_managed_disk'],
  ['snapshot', 'azurerm_snapshot'],
  ['image', 'azurerm_image'],
  ['storage account', 'azurerm_storage_account'],
  ['sql server', 'azurerm_mssql_server'],
  ['sql db', 'azurerm_mssql_database'],
  ['postgres flexible-server', 'azurerm_postgresql_flexible_server'],
  ['postgres server', 'azurerm_postgresql_server'],
  ['mysql flexible-server', 'azurerm_mysql_flexible_server'],
  ['cosmosdb', 'azurerm_cosmosdb_account'],
  ['redis', 'azurerm_redis_cache'],
  ['aks', 'azurerm_kubernetes_cluster'],
  ['acr', 'azurerm_container_registry'],
  ['keyvault', 'azurerm_key_vault'],
  ['network vnet', 'azurerm_virtual_network'],
  ['network nsg', 'azurerm_network_security_group'],
  ['network public-ip', 'azurerm_public_ip'],
  ['network dns zone', 'azurerm_dns_zone'],
  ['appservice plan', 'azurerm_service_plan'],
  ['containerapp', 'azurerm_container_app'],
  ['servicebus namespace', 'azurerm_servicebus_namespace'],
  ['eventhubs namespace', 'azurerm_eventhub_namespace'],
  ['monitor log-analytics workspace', 'azurerm_log_analytics_workspace'],
  ['identity', 'azurerm_user_assigned_identity'],
]);

interface Given {
  readonly name: string;
  /** One option may have several values: `--ids A B`. */
  readonly values: readonly string[];
}

interface Line {
  readonly command: CommandSubject;
  readonly words: readonly string[];
  readonly given: readonly Given[];
}

/** Words come first, then options; every word behind an option is its value. */
function lineOf(command: CommandSubject): Line {
  const words: string[] = [];
  const given: { name: string; values: string[] }[] = [];
  for (const arg of command.args) {
    const last = given.at(-1);
    if (/^--?[a-z]/i.test(arg)) {
      const [, name = arg, value] = /^(--[\w-]+)=(.*)$/s.exec(arg) ?? [];
      given.push({ name, values: value === undefined ? [] : [value] });
    } else if (last === undefined) words.push(arg);
    else last.values.push(arg);
  }
  return { command, words, given };
}

const textOf = ({ given }: Line, ...names: readonly string[]): string | undefined =>
  given.findLast(({ name }) => names.includes(name))?.values[0];

const written = ({ given }: Line, wanted: RegExp): readonly string[] =>
  given.filter(({ name }) => wanted.test(name)).flatMap(({ name, values }) => [name, ...values]);

/** Those that say which: `-s` is a server for databases. */
const naming =
  /^(?:--subscription|-n|--name|-g|--resource-group|--ids|-s|--server|--server-name|--account-name|--namespace-name|--workspace-name|--location|-l)$/;

export function askAz(command: CommandSubject): readonly Probe[] {
  const line = lineOf(command);
  const verb = line.words.at(-1) ?? '';
  const group = line.words.slice(0, -1).join(' ');
  if (/^deployment (?:group|sub|mg|tenant)$/.test(group) && verb === 'create') return [whatIfProbe(line)];
  if (group === 'group' && verb === 'delete') return [groupProbe(line)];
  if (group === 'keyvault' && verb === 'purge') return [purgeProbe(line)];
  const type = types.get(group);
  return type !== undefined && verb === 'delete' ? [showProbe(line, type)] : [];
}

const step = ({ command }: Line, args: readonly string[]): ProbeStep => ({
  program: command.program,
  args: [...args, '--only-show-errors', '-o', 'json'],
  cwd: command.directory,
  env: { ...command.env, ...azEnv },
  good: [0],
  confidential: true,
  optional: true,
});

const common = ({ command }: Line, title: string, plain = true) => ({
  id: canonical(['az', command.program, command.directory, command.args, command.env]),
  kind: plain && isPlain(command) ? ('network' as const) : ('project code' as const),
  title,
  limit,
});

const subscription = (line: Line): readonly string[] => written(line, /^--subscription$/);
const who = (line: Line): ProbeStep => ({
  ...step(line, ['account', 'show', ...subscription(line)]),
  confidential: false,
});

function whereabouts(answer: Answer | undefined): readonly string[] {
  const account = recordOf(answer);
  const [name, user] = [textIn(account, 'name'), textIn(looseRecord(account.user), 'name')];
  return name === '' ? [] : [`It acts ${user === '' ? '' : `as ${user} `}in the subscription “${name}”.`];
}

/** A lock refuses, whoever asks. */
const locksIn = (answer: Answer | undefined): readonly string[] =>
  optionalList(Array.isArray(jsonOf(answer)) ? jsonOf(answer) : []).map((each) => textIn(looseRecord(each), 'name'));

const refusedBy = (locks: readonly string[]): Pick<Resource, 'refusedBecause'> =>
  locks.length === 0 ? {} : { refusedBecause: `the lock ${locks.map((each) => `\`${each}\``).join(', ')} is on it` };

const unreadLocks = (answer: Answer | undefined): readonly Uninspectable[] =>
  answer?.failed === undefined ? [] : [untold('its locks', answer)];

function groupProbe(line: Line): Probe {
  const name = textOf(line, '-n', '--name', '-g', '--resource-group') ?? '';
  const where = subscription(line);
  return {
    ...common(line, 'List what is in the resource group'),
    steps: () => [
      who(line),
      step(line, ['group', 'show', '-n', name, ...where]),
      step(line, ['resource', 'list', '-g', name, ...where]),
      step(line, ['lock', 'list', '-g', name, ...where]),
    ],
    read([account, own, list, locks]) {
      const found = jsonOf(list);
      const group = {
        ...deleted({ provider: 'azure', type: 'azurerm_resource_group', name, described: nodeOf(own) }),
        ...refusedBy(locksIn(locks)),
      };
      const inside = optionalList(Array.isArray(found) ? found : []).map((each) => {
        const thing = looseRecord(each);
        return deleted({
          provider: 'azure',
          type: armType(textIn(thing, 'type')),
          name: textIn(thing, 'name'),
          described: thing,
        });
      });
      return wholeImpact(
        [group, ...inside],
        [
          ...(Array.isArray(found) ? [] : [untold(`what is in ${name}`, list)]),
          ...(nodeOf(own) === undefined ? [untold(name, own)] : []),
          ...unreadLocks(locks),
        ],
        whereabouts(account),
      );
    },
  };
}

function showProbe(line: Line, type: string): Probe {
  const group = line.words.slice(0, -1);
  const which = written(line, naming);
  const resourceGroup = textOf(line, '-g', '--resource-group');
  const name = textOf(line, '-n', '--name') ?? textOf(line, '--ids')?.split('/').at(-1) ?? group.join(' ');
  const several = line.given.some(({ name: option, values }) => option === '--ids' && values.length > 1);
  const account = type === 'azurerm_storage_account' && resourceGroup !== undefined;
  return {
    ...common(line, 'Describe what would be deleted'),
    steps: () => [
      who(line),
      step(line, [...group, 'show', ...which]),
      ...(account
        ? [
            step(line, [
              'storage',
              'account',
              'blob-service-properties',
              'show',
              '--account-name',
              name,
              '-g',
              resourceGroup,
              ...subscription(line),
            ]),
          ]
        : []),
      ...(resourceGroup === undefined
        ? []
        : [step(line, ['lock', 'list', '-g', resourceGroup, ...subscription(line)])]),
    ],
    read(answers) {
      const [first, own, ...others] = answers;
      const service = account ? jsonOf(others[0]) : undefined;
      const locks = resourceGroup === undefined ? undefined : others.at(-1);
      const shown = jsonOf(own);
      const things = Array.isArray(shown) ? shown.map(looseRecord) : [nodeOf(own)];
      return wholeImpact(
        things.map((described) => ({
          ...deleted({
            provider: 'azure',
            type,
            name: (several && described !== undefined ? textIn(described, 'name') : '') || name,
            described,
            more: { service },
          }),
          ...refusedBy(locksIn(locks)),
        })),
        [...(nodeOf(own) === undefined ? [untold(name, own)] : []), ...unreadLocks(locks)],
        whereabouts(first),
      );
    },
  };
}

function purgeProbe(line: Line): Probe {
  const name = textOf(line, '-n', '--name') ?? 'the vault';
  return {
    ...common(line, 'Describe the deleted vault'),
    steps: () => [who(line), step(line, ['keyvault', 'show-deleted', ...written(line, naming)])],
    read([first, own]) {
      const vault = deleted({ provider: 'azure', type: 'azurerm_key_vault', name, described: nodeOf(own) });
      return wholeImpact(
        [
          {
            ...vault,
            facts: [],
            wayBack: {
              kind: 'irreversible',
              why: 'a vault that is purged cannot be recovered, nor what was encrypted with its keys',
            },
          },
        ],
        nodeOf(own) === undefined ? [untold(name, own)] : [],
        whereabouts(first),
      );
    },
  };
}

/** Options that belong to the deployment alone. */
const ofDeployment =
  /^(?:--no-wait|-w|--what-if|-c|--confirm-with-what-if|--proceed-if-no-change|--what-if-result-format|-r|--what-if-exclude-change-types|-x|--no-prompt|--rollback-on-error|--aux-tenants|--aux-subs|-o|--output|--query|--only-show-errors|--verbose|--debug|--yes|-y|--validation-level)$/;

function whatIfProbe(line: Line): Probe {
  const rest = line.given
    .filter(({ name }) => !ofDeployment.test(name))
    .flatMap(({ name, values }) => [name, ...values]);
  // What is written in Bicep is compiled here, and its modules are fetched from where it says.
  const compiled = line.given.some(({ values }) => values.some((each) => /\.bicep(?:param)?$/i.test(each)));
  const complete = /^complete$/i.test(textOf(line, '--mode') ?? '');
  return {
    ...common(line, 'Ask Azure what the deployment would change', !compiled),
    limit: whatIfLimit,
    steps: () => [who(line), step(line, ['deployment', line.words[1] ?? '', 'what-if', ...rest, '--no-pretty-print'])],
    read([first, answer]) {
      if (answer?.failed !== undefined) return wholeImpact([], [untold('the deployment', answer)], whereabouts(first));
      const impact = readWhatIf(answer?.stdout ?? '', complete);
      return { ...impact, remarks: [...whereabouts(first), ...impact.remarks] };
    },
  };
}
