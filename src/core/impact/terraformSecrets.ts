/** What a plan itself says is secret, wherever its marks stand. */
import { looseRecord, type Node } from '../../base/looseJson.ts';
import { collectSecrets } from './masking.ts';

/** Deeper than any module tree. */
const deepest = 64;

/**
 * Every text that is marked as sensitive: in changes and drift, in outputs, in the state before and after, in what
 * provider actions are given. Values of variables carry no mark where they stand; their declaration does.
 */
export function secretsIn(plan: Node): ReadonlySet<string> {
  const found = new Set<string>();
  const collect = (value: unknown) => {
    const change = looseRecord(value);
    collectSecrets(change.before, change.before_sensitive, found);
    collectSecrets(change.after, change.after_sensitive, found);
  };
  for (const each of [...listIn(plan.resource_changes), ...listIn(plan.resource_drift)])
    collect(looseRecord(each).change);
  for (const each of listIn(plan.deferred_changes)) collect(looseRecord(looseRecord(each).resource_change).change);
  for (const each of Object.values(looseRecord(plan.output_changes))) collect(each);
  for (const each of [...listIn(plan.action_invocations), ...listIn(plan.deferred_action_invocations)]) {
    const entry = looseRecord(each);
    const { config_values, config_sensitive } = looseRecord(entry.action_invocation ?? entry);
    collectSecrets(config_values, config_sensitive, found);
  }
  collectValues(looseRecord(looseRecord(plan.prior_state).values), found);
  collectValues(looseRecord(plan.planned_values), found);
  const declared = looseRecord(looseRecord(looseRecord(plan.configuration).root_module).variables);
  for (const [name, variable] of Object.entries(looseRecord(plan.variables)))
    collectSecrets(looseRecord(variable).value, looseRecord(declared[name]).sensitive, found);
  return found;
}

/** Outputs and resources of a state; data sources stand only there. */
function collectValues(values: Node, found: Set<string>): void {
  for (const output of Object.values(looseRecord(values.outputs))) {
    const { value, sensitive } = looseRecord(output);
    collectSecrets(value, sensitive, found);
  }
  const visit = (module: Node, depth: number) => {
    if (depth > deepest) return;
    for (const each of listIn(module.resources)) {
      const resource = looseRecord(each);
      collectSecrets(resource.values, resource.sensitive_values, found);
    }
    for (const each of listIn(module.child_modules)) visit(looseRecord(each), depth + 1);
  };
  visit(looseRecord(values.root_module), 0);
}

const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
