/** Who depends on whom in a Terraform plan, by the references of its configuration. */
import { record } from '../../base/json.ts';
import { type Node, optionalList, optionalRecord } from '../../base/looseJson.ts';
import type { Dependent } from './impact.ts';
import { nameOf } from './planEntry.ts';

/** `module.a["x"].aws_b.c[0]` → `module.a.aws_b.c`: the configuration knows no instances. */
export function withoutIndexes(address: string): string {
  if (!address.includes('[')) return address;
  let plain = '';
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < address.length; at += 1) {
    const letter = address[at] ?? '';
    if (quoted) {
      if (letter === '\\') at += 1;
      else if (letter === '"') quoted = false;
    } else if (letter === '"' && depth > 0) quoted = true;
    else if (letter === '[') depth += 1;
    else if (letter === ']') depth -= 1;
    else if (depth === 0) plain += letter;
  }
  return plain;
}

/** Which instances are meant: some by their index, as it stands in an address, or all. */
type Meant = ReadonlySet<string> | 'all';

/** What refers to a resource, directly: address in the configuration → addresses in the configuration, and to what of it. */
export type Dependents = ReadonlyMap<string, ReadonlyMap<string, Meant>>;

interface Module {
  /** `module.a.module.b.`, or nothing for the root. */
  readonly prefix: string;
  readonly body: Node;
  readonly caller: { readonly module: Module; readonly call: Node } | undefined;
  readonly calls: ReadonlyMap<string, Module>;
}

/** What one resource refers to. */
interface Search {
  readonly found: Map<string, Meant>;
  /** References that were followed: two ways to each of many outputs are more ways than can be walked. */
  readonly seen: Set<string>;
}

/** Deeper than any module tree; a plan is somebody else's text. */
const deepest = 64;

/** @throws {ShapeError} when the configuration is none. */
export function dependentsIn(configuration: unknown): Dependents {
  const dependents = new Map<string, Map<string, Meant>>();
  const add = (of: string, dependent: string, meant: Meant) => {
    if (of === dependent) return;
    const known = dependents.get(of) ?? new Map<string, Meant>();
    dependents.set(of, known.set(dependent, meant));
  };
  const visit = (module: Module) => {
    for (const resource of resourcesOf(module)) {
      const own = `${module.prefix}${String(resource.address ?? '')}`;
      const found = new Map<string, Meant>();
      const search: Search = { found, seen: new Set() };
      for (const expression of [resource.expressions, resource.count_expression, resource.for_each_expression])
        for (const reference of referencesIn(expression)) resolve(reference, module, search, 0);
      for (const reference of optionalList(resource.depends_on)) dependOn(String(reference), module, search);
      for (const [of, meant] of found) add(of, own, meant);
    }
    for (const inner of module.calls.values()) visit(inner);
  };
  visit(moduleFrom('', record(record(configuration).root_module ?? {}), undefined, 0));
  return dependents;
}

function moduleFrom(prefix: string, body: Node, caller: Module['caller'], depth: number): Module {
  const calls = new Map<string, Module>();
  const module: Module = { prefix, body, caller, calls };
  if (depth >= deepest) return module;
  for (const [name, call] of Object.entries(optionalRecord(body.module_calls))) {
    const inner = record(call);
    calls.set(
      name,
      moduleFrom(`${prefix}module.${name}.`, optionalRecord(inner.module), { module, call: inner }, depth + 1),
    );
  }
  return module;
}

const resourcesOf = ({ body }: Module): readonly Node[] => optionalList(body.resources).map((each) => record(each));

/**
 * Every `references` list in an expression, however deep. Behind `a_b.c["x"].id` stand its beginnings, `a_b.c["x"]` and
 * `a_b.c`, which say nothing more.
 */
function referencesIn(expression: unknown): readonly string[] {
  const found = new Set<string>();
  const open: unknown[] = [expression];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next !== 'object' || next === null) continue;
    for (const [key, value] of Object.entries(next)) {
      if (key === 'references' && Array.isArray(value))
        for (const [index, each] of value.entries()) {
          const before = index === 0 ? '' : String(value[index - 1]);
          if (!before.startsWith(`${each}.`) && !before.startsWith(`${each}[`)) found.add(String(each));
        }
      else if (key !== 'constant_value') open.push(value);
    }
  }
  return [...found];
}

/** `depends_on` may name a whole module. */
function dependOn(reference: string, module: Module, search: Search): void {
  const [first, name = '', more] = withoutIndexes(reference).split('.');
  const inner = first === 'module' && more === undefined ? module.calls.get(name) : undefined;
  if (inner === undefined) resolve(reference, module, search, 0);
  else for (const { address } of resourcesOf(inner)) search.found.set(`${inner.prefix}${String(address ?? '')}`, 'all');
}

/** Follows a reference to the resources behind it: through a variable to its caller, through an output into its module. */
function resolve(reference: string, module: Module, search: Search, depth: number): void {
  const { found, seen } = search;
  const key = `${module.prefix} ${reference}`;
  if (depth > deepest || seen.has(key)) return;
  seen.add(key);
  const parts = withoutIndexes(reference).split('.');
  const [first = '', second = '', third = ''] = parts;
  if (/^(?:each|count|local|path|terraform|self)$/.test(first)) return;
  if (first === 'var') {
    const given = optionalRecord(module.caller?.call.expressions)[second];
    if (module.caller !== undefined)
      for (const each of referencesIn(given)) resolve(each, module.caller.module, search, depth + 1);
    return;
  }
  if (first === 'module') {
    const inner = module.calls.get(second);
    const output = inner === undefined ? undefined : optionalRecord(inner.body.outputs)[third];
    if (inner !== undefined) for (const each of referencesIn(output)) resolve(each, inner, search, depth + 1);
    return;
  }
  if (first === 'data') {
    if (third !== '') mean(found, `${module.prefix}data.${second}.${third}`, indexIn(reference));
    return;
  }
  if (second !== '') mean(found, `${module.prefix}${first}.${second}`, indexIn(reference));
}

function mean(found: Map<string, Meant>, address: string, index: string | undefined): void {
  const known = found.get(address);
  if (index === undefined || known === 'all') found.set(address, 'all');
  else found.set(address, new Set([...(known ?? []), index]));
}

/** `a_b.c["x"].id` → `["x"]`: the one instance that is meant. */
const indexIn = (reference: string): string | undefined =>
  /^(?:data\.)?[\w-]+\.[\w-]+(\[(?:\d+|"(?:[^"\\]|\\.)*")\])/.exec(reference)?.[1];

/** The index at the end of an address. */
const lastIndex = (address: string): string | undefined => /\[(?:\d+|"(?:[^"\\]|\\.)*")\]$/.exec(address)?.[0];

/**
 * What refers to a resource, and what refers to that: instances where the plan knows them. By address in the
 * configuration, found once for all instances, which share it: thousands that hang on thousands are not copied.
 */
export function dependentsFinder(
  dependents: Dependents,
  instances: ReadonlyMap<string, readonly string[]>,
): (address: string) => readonly Dependent[] {
  const known = new Map<string, readonly Dependent[]>();
  return (address) => {
    const own = withoutIndexes(address);
    const particular = [...(dependents.get(own)?.values() ?? [])].some((meant) => meant !== 'all');
    const index = particular ? lastIndex(address) : undefined;
    const key = `${own}${index ?? ''}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const found = dependentsNear(own, index, dependents, instances);
    known.set(key, found);
    return found;
  };
}

function dependentsNear(
  own: string,
  index: string | undefined,
  dependents: Dependents,
  instances: ReadonlyMap<string, readonly string[]>,
): readonly Dependent[] {
  const seen = new Set([own]);
  const found: Dependent[] = [];
  let edge: readonly string[] = [own];
  for (const distance of [1, 2]) {
    const next: string[] = [];
    for (const each of edge)
      for (const [dependent, meant] of dependents.get(each) ?? []) {
        if (seen.has(dependent)) continue;
        if (distance === 1 && index !== undefined && meant !== 'all' && !meant.has(index)) continue;
        seen.add(dependent);
        next.push(dependent);
        const via = distance === 1 ? {} : { via: instances.get(each)?.[0] ?? each };
        for (const instance of instances.get(dependent) ?? [dependent])
          found.push({ address: instance, distance, ...via });
      }
    edge = next;
  }
  return found;
}

/** Address in the configuration → addresses of the instances that exist or will, each once. */
export function instancesIn(changes: readonly unknown[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  const seen = new Set<string>();
  for (const [index, entry] of changes.entries()) {
    const address = nameOf(entry, index);
    if (seen.has(address)) continue;
    seen.add(address);
    const plain = withoutIndexes(address);
    const known = found.get(plain);
    if (known === undefined) found.set(plain, [address]);
    else known.push(address);
  }
  return found;
}
