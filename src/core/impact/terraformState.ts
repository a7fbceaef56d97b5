/**
 * What a state of Terraform or OpenTofu holds: `terraform state pull`, or a state file.
 * @see https://developer.hashicorp.com/terraform/language/state
 */
import { record, ShapeError } from '../../base/json.ts';
import { looseRecord, type Node, optionalList, textIn } from '../../base/looseJson.ts';
import { withoutIndexes } from './references.ts';

export interface StateInstance {
  readonly address: string;
  readonly type: string;
  readonly name: string;
  /** `registry.terraform.io/hashicorp/aws`. */
  readonly provider: string;
  /** Its id as the provider knows it, where it is a text. */
  readonly id: string | undefined;
}

export interface State {
  readonly lineage: string;
  readonly serial: number;
  /** What is managed; data sources are left out. */
  readonly instances: readonly StateInstance[];
  /** Address without index → addresses of what depends on it. */
  readonly dependents: ReadonlyMap<string, readonly string[]>;
}

/** An empty answer is an empty state. @throws {ShapeError | SyntaxError} on what is no state */
export function readState(text: string): State {
  if (text.trim() === '') return { lineage: '', serial: 0, instances: [], dependents: new Map() };
  const state = record(JSON.parse(text), 'state');
  if (state.version !== 4) throw new ShapeError('state: its version is not known');
  const dependents = new Map<string, string[]>();
  return {
    lineage: textIn(state, 'lineage'),
    serial: typeof state.serial === 'number' ? state.serial : 0,
    instances: optionalList(state.resources).flatMap((each) => instancesOf(record(each), dependents)),
    dependents,
  };
}

function instancesOf(resource: Node, dependents: Map<string, string[]>): readonly StateInstance[] {
  if (textIn(resource, 'mode') !== 'managed') return [];
  const module = textIn(resource, 'module');
  const [type, name] = [textIn(resource, 'type'), textIn(resource, 'name')];
  const provider = /\["([^"]+)"\]/.exec(textIn(resource, 'provider'))?.[1] ?? '';
  return optionalList(resource.instances).map((each) => {
    const { index_key: key, attributes, dependencies } = looseRecord(each);
    const index = typeof key === 'string' || typeof key === 'number' ? `[${JSON.stringify(key)}]` : '';
    const { id } = looseRecord(attributes);
    const address = `${module === '' ? '' : `${module}.`}${type}.${name}${index}`;
    for (const of of new Set(optionalList(dependencies).map((one) => withoutIndexes(String(one))))) {
      const known = dependents.get(of);
      if (known === undefined) dependents.set(of, [address]);
      else known.push(address);
    }
    return {
      address,
      type,
      name,
      provider,
      id: typeof id === 'string' && id !== '' && id.length <= 200 ? id : undefined,
    };
  });
}

/** Whether an address names an instance, or a resource or module it belongs to. */
export const belongsTo = (address: string, to: string): boolean =>
  address === to || address.startsWith(`${to}[`) || address.startsWith(`${to}.`);
