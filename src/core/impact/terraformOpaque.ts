/** What a plan does not show: commands, code and resources behind its resources, and what is planned only later. */
import { record } from '../../base/json.ts';
import { looseRecord, type Node, optionalList, optionalRecord, textIn } from '../../base/looseJson.ts';
import type { Resource, Uninspectable } from './impact.ts';
import type { Masker } from './masking.ts';
import { nameOf } from './planEntry.ts';
import { withoutIndexes } from './references.ts';

/** All of it, the order of the plan kept. @throws {ShapeError} when a part of the plan is none */
export function unseenIn(plan: Node, resources: readonly Resource[], mask: Masker): readonly Uninspectable[] {
  const scripted = provisioned(plan, mask);
  return [
    ...resources.flatMap((resource) => behind(resource, scripted)),
    ...optionalList(plan.action_invocations).map((entry, index) => actionSeen(entry, index)),
    ...optionalList(plan.deferred_action_invocations).map((entry, index) =>
      actionSeen(looseRecord(entry).action_invocation, index, textIn(looseRecord(entry), 'reason')),
    ),
    ...optionalList(plan.deferred_changes).map(deferredSeen),
    ...(plan.errored === true
      ? [{ what: 'the rest of the plan', why: 'Planning ended with an error: the plan is only a part.' }]
      : []),
  ];
}

/** Types that run a program, a query or somebody's function whenever they are made, changed or removed. */
const running = new Set(
  `aws_lambda_invocation aws_ssm_association azapi_resource_action azurerm_resource_deployment_script_azure_cli
  azurerm_resource_deployment_script_azure_power_shell ansible_playbook restapi_object shell_script shell_sensitive_script
  snowflake_execute snowflake_unsafe_execute ssh_resource ssh_sensitive_resource terracurl_request
  kubernetes_job kubernetes_job_v1`.split(/\s+/),
);

/** Types that stand for resources which the plan does not list. */
const hiding = new Set(
  `aws_cloudformation_stack aws_cloudformation_stack_set aws_cloudformation_stack_set_instance
  aws_serverlessapplicationrepository_cloudformation_stack azurerm_management_group_template_deployment
  azurerm_resource_group_template_deployment azurerm_subscription_template_deployment azurerm_template_deployment
  azurerm_tenant_template_deployment google_deployment_manager_deployment helm_release`.split(/\s+/),
);

/** Only these start a provisioner. */
const starts = (words: readonly string[]): boolean => words.includes('create') || words.includes('delete');

function behind(
  { address, type, action, actions }: Resource,
  scripted: ReadonlyMap<string, string>,
): readonly Uninspectable[] {
  const what = address;
  if (action === 'read')
    return type === 'external' ? [{ what, why: 'It runs a program while the plan is applied.' }] : [];
  if (!starts(actions) && action !== 'update') return [];
  const script = starts(actions) ? scripted.get(withoutIndexes(address)) : undefined;
  return [
    ...(script === undefined
      ? []
      : [{ what, why: `Its provisioner runs commands when it is ${ends(actions)}${script}.` }]),
    ...(running.has(type) ? [{ what, why: 'It runs code that the plan does not show.' }] : []),
    ...(hiding.has(type) && action !== 'create'
      ? [{ what, why: 'It stands for resources of its own, and the plan does not show what happens to them.' }]
      : []),
  ];
}

const ends = (words: readonly string[]): string =>
  [words.includes('delete') ? ['deleted'] : [], words.includes('create') ? ['created'] : []].flat().join(' or ');

/** When an action of a provider runs, by Terraform's own events. */
function actionSeen(value: unknown, index: number, deferred = ''): Uninspectable {
  const entry = looseRecord(value);
  const trigger = looseRecord(entry.lifecycle_action_trigger);
  const event = textIn(trigger, 'action_trigger_event')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase()
    .slice(0, 40);
  const resource = textIn(trigger, 'triggering_resource_address');
  const when = resource === '' ? '' : `, ${event === '' ? 'when something happens to' : `${event} of`} ${resource}`;
  const later = deferred === '' ? '' : ' It is put off, and planned only later.';
  return { what: nameOf(entry, index), why: `It is an action of a provider${when}, which may do anything.${later}` };
}

/** Why Terraform puts something off. */
const deferrals: ReadonlyMap<string, string> = new Map([
  ['instance_count_unknown', 'how many there will be is known only later'],
  ['resource_config_unknown', 'its configuration is known only later'],
  ['provider_config_unknown', 'the configuration of its provider is known only later'],
  ['absent_prereq', 'something it needs does not exist yet'],
  ['deferred_prereq', 'something it depends on is put off'],
]);

function deferredSeen(value: unknown, index: number): Uninspectable {
  const entry = looseRecord(value);
  const why = deferrals.get(textIn(entry, 'reason'));
  return {
    what: nameOf(entry.resource_change ?? entry, index),
    why: `It is deferred: what happens to it is planned only later${why === undefined ? '' : `, since ${why}`}.`,
  };
}

/** Characters of a command that are quoted. */
const mostQuoted = 200;

/** Resources whose configuration runs commands → the commands, as far as they stand there: `: local-exec "rm -rf x"`. */
function provisioned(plan: Node, mask: Masker): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const visit = (prefix: string, module: Node, depth: number) => {
    if (depth > 64) return;
    for (const each of optionalList(module.resources)) {
      const resource = record(each);
      const provisioners = optionalList(resource.provisioners);
      if (provisioners.length > 0)
        found.set(`${prefix}${textIn(resource, 'address')}`, commandsOf(provisioners.slice(0, 3), mask));
    }
    for (const [name, call] of Object.entries(optionalRecord(module.module_calls)))
      visit(`${prefix}module.${name}.`, optionalRecord(record(call).module), depth + 1);
  };
  visit('', optionalRecord(optionalRecord(plan.configuration).root_module), 0);
  return found;
}

function commandsOf(provisioners: readonly unknown[], mask: Masker): string {
  const said = provisioners.map((each) => {
    const { type, expressions } = looseRecord(each);
    const { command, inline, script } = looseRecord(expressions);
    const constant = [command, inline, script]
      .map((expression) => looseRecord(expression).constant_value)
      .find((value) => typeof value === 'string' || Array.isArray(value));
    const text = Array.isArray(constant) ? constant.map(String).join('; ') : constant;
    const kind = typeof type === 'string' ? type.slice(0, 40) : '';
    if (typeof text !== 'string') return kind;
    const quoted = mask.text(text.slice(0, 10_000)).replace(/\s+/g, ' ').trim();
    return `${kind} \`${quoted.length > mostQuoted ? `${quoted.slice(0, mostQuoted)}…` : quoted}\``;
  });
  return said.every((each) => each === '') ? '' : `: ${said.join(', ')}`;
}
