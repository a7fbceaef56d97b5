/** YAML and JSON as plain values: every document of a text, with what cannot be read. */
import { parseAllDocuments } from 'yaml';
import type { Uninspectable } from '../impact/impact.ts';
import type { Values } from './sourceFile.ts';

/** Aliases may multiply a small text: more than these is no file that people write. */
const mostAliases = 200;

export interface Documents {
  readonly values: readonly Values[];
  readonly broken: readonly Uninspectable[];
}

/**
 * The documents of a file, each a mapping. `path` names the file where something cannot be read; `rendered`: braces in it
 * are content, not to be filled in any more.
 */
export function documentsIn(text: string | undefined, path: string, rendered = false): Documents {
  if (text === undefined || text.trim() === '') return { values: [], broken: [] };
  // A template of Helm is YAML only when it is rendered.
  if (!rendered && /\{\{[-\s]*(?:[#.$]|\w)/.test(text) && !/^\s*\{/.test(text))
    return {
      values: [],
      broken: [{ what: path, why: 'It is a template: what it comes to is known only when it is rendered.' }],
    };
  const values: Values[] = [];
  const broken: Uninspectable[] = [];
  for (const each of parseAllDocuments(text, { logLevel: 'silent', uniqueKeys: false })) {
    const [error] = each.errors;
    if (error !== undefined)
      broken.push({ what: path, why: `Line ${error.linePos?.[0].line ?? 1} is no YAML: ${clause(error.message)}.` });
    try {
      const value: unknown = each.toJS({ maxAliasCount: mostAliases });
      if (isValues(value)) values.push(value);
    } catch {
      broken.push({ what: path, why: 'Its aliases multiply: it was not read.' });
    }
  }
  return { values, broken };
}

const clause = (message: string): string =>
  message
    .replace(/ at line [\s\S]*$/, '')
    .replace(/\.$/, '')
    .trim()
    .slice(0, 120);

export const isValues = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const valuesOf = (value: unknown): Values => (isValues(value) ? value : {});

/**
 * Lists whose members have names, by these: what moves within such a list does not change. What a container's
 * environment says stands under the variable's own name.
 */
export function byName(value: unknown): unknown {
  if (Array.isArray(value)) {
    const names = value.map((each) => (isValues(each) && typeof each.name === 'string' ? each.name : undefined));
    if (value.length === 0 || names.includes(undefined) || new Set(names).size < names.length) return value.map(byName);
    return Object.fromEntries(
      value.map((each, index) => {
        const { name: _, ...rest } = valuesOf(each);
        const keys = Object.keys(rest);
        return [names[index] ?? '', keys.length === 1 && keys[0] === 'value' ? rest.value : byName(rest)];
      }),
    );
  }
  if (isValues(value)) return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, byName(each)]));
  return value;
}
