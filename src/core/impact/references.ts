/** Who depends on whom in a Terraform plan, by the references of its configuration. */
import { record } from '../../base/json.ts';
import { type Node, optionalList, optionalRecord } from './planShape.ts';

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

/** What refers to a resource, directly: address in the configuration → addresses in the configuration. */
export type Dependents = ReadonlyMap<string, ReadonlySet<string>>;

interface Module {
  /** `module.a.module.b.`, or nothing for the root. */
  readonly prefix: string;
  readonly body: Node;
  readonly caller: { readonly module: Module; readonly call: Node } | undefined;
  readonly calls: ReadonlyMap<string, Module>;
}

/** Deeper than any module tree; a plan is somebody else's text. */
const deepest = 64;

/** @throws {ShapeError} when the configuration is none. */
export function dependentsIn(configuration: unknown): Dependents {
  const dependents = new Map<string, Set<string>>();
  const add = (of: string, dependent: string) => {
    if (of === dependent) return;
    const known = dependents.get(of) ?? new Set();
    dependents.set(of, known.add(dependent));
  };
  const visit = (module: Module) => {
    for (const resource of resourcesOf(module)) {
      const own = `${module.prefix}${String(resource.address ?? '')}`;
      const found = new Set<string>();
      for (const reference of referencesIn(resource.expressions)) resolve(reference, module, found, 0);
      for (const named of [resource.count_expression, resource.for_each_expression])
        for (const reference of referencesIn(named)) resolve(reference, module, found, 0);
      for (const reference of optionalList(resource.depends_on)) dependOn(String(reference), module, found);
      for (const of of found) add(of, own);
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

/** Every `references` list in an expression, however deep. */
function referencesIn(expression: unknown): readonly string[] {
  const found = new Set<string>();
  const open: unknown[] = [expression];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next !== 'object' || next === null) continue;
    for (const [key, value] of Object.entries(next)) {
      if (key === 'references' && Array.isArray(value)) for (const each of value) found.add(String(each));
      else if (key !== 'constant_value') open.push(value);
    }
  }
  return [...found];
}

/** `depends_on` may name a whole module. */
function dependOn(reference: string, module: Module, found: Set<string>): void {
  const [first, name = '', more] = withoutIndexes(reference).split('.');
  const inner = first === 'module' && more === undefined ? module.calls.get(name) : undefined;
  if (inner === undefined) resolve(reference, module, found, 0);
  else for (const { address } of resourcesOf(inner)) found.add(`${inner.prefix}${String(address ?? '')}`);
}

/** Follows a reference to the resources behind it: through a variable to its caller, through an output into its module. */
function resolve(reference: string, module: Module, found: Set<string>, depth: number): void {
  if (depth > deepest) return;
  const parts = withoutIndexes(reference).split('.');
  const [first = '', second = '', third = ''] = parts;
  if (/^(?:each|count|local|path|terraform|self)$/.test(first)) return;
  if (first === 'var') {
    const given = optionalRecord(module.caller?.call.expressions)[second];
    if (module.caller !== undefined)
      for (const each of referencesIn(given)) resolve(each, module.caller.module, found, depth + 1);
    return;
  }
  if (first === 'module') {
    const inner = module.calls.get(second);
    const output = inner === undefined ? undefined : optionalRecord(inner.body.outputs)[third];
    if (inner !== undefined) for (const each of referencesIn(output)) resolve(each, inner, found, depth + 1);
    return;
  }
  if (first === 'data') {
    if (third !== '') found.add(`${module.prefix}data.${second}.${third}`);
    return;
  }
  if (second !== '') found.add(`${module.prefix}${first}.${second}`);
}
