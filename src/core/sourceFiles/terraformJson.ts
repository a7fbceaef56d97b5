/** Configuration in JSON as the same tree of blocks. https://developer.hashicorp.com/terraform/language/syntax/json */
import type { HclBlock, HclBody, HclFile } from '../analyzers/hcl.ts';

/** Types of blocks, by how many labels each has. */
const labels: ReadonlyMap<string, number> = new Map([
  ['resource', 2],
  ['data', 2],
  ['module', 1],
  ['variable', 1],
  ['output', 1],
  ['provider', 1],
  ['terraform', 0],
  ['locals', 0],
  ['moved', 0],
  ['removed', 0],
  ['import', 0],
]);

/** Blocks within others, which in JSON look like arguments. */
const nested: ReadonlyMap<string, number> = new Map([
  ['lifecycle', 0],
  ['provisioner', 1],
  ['backend', 1],
  ['cloud', 0],
]);

export function readJsonConfiguration(text: string): HclFile {
  try {
    return bodyOf(JSON.parse(text), labels);
  } catch {
    return { attributes: [], blocks: [], broken: { line: 1, why: 'it is no complete JSON' } };
  }
}

type Entries = Readonly<Record<string, unknown>>;

const isEntries = (value: unknown): value is Entries =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function bodyOf(value: unknown, types: ReadonlyMap<string, number>): HclBody {
  const attributes: HclBody['attributes'][number][] = [];
  const blocks: HclBlock[] = [];
  if (isEntries(value))
    for (const [name, content] of Object.entries(value)) {
      const count = types.get(name);
      if (count === undefined) attributes.push({ name, text: expressionOf(content), start: 0, end: 0 });
      else blocks.push(...blocksOf(name, [], content, count));
    }
  return { attributes, blocks };
}

function blocksOf(type: string, before: readonly string[], content: unknown, left: number): readonly HclBlock[] {
  if (Array.isArray(content)) return content.flatMap((each) => blocksOf(type, before, each, left));
  if (left === 0) return [{ type, labels: before, ...bodyOf(content, nested), start: 0, open: 0, end: 0 }];
  return isEntries(content)
    ? Object.entries(content).flatMap(([label, each]) => blocksOf(type, [...before, label], each, left - 1))
    : [];
}

/** `"${var.x}"` is an expression; of what names an address the text itself is one. */
const expressionOf = (value: unknown): string => {
  if (typeof value !== 'string') return JSON.stringify(value);
  const alone = /^\$\{([^{}]*)\}$/.exec(value)?.[1];
  return alone ?? JSON.stringify(value);
};
