import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { publishedSchemas } from '../../../scripts/lib/policySchema.ts';

describe.each([...publishedSchemas()])('%s', (file, schema) => {
  test('is the shape that files are parsed by (node scripts/policy-schema.mjs writes it)', () => {
    const published = readFileSync(join(import.meta.dirname, '../../../media', file), 'utf8');
    expect(JSON.parse(published)).toEqual(JSON.parse(JSON.stringify(schema)));
  });

  test('says of every key what it is for', () => {
    const silent: string[] = [];
    const look = (part: unknown, path: string): void => {
      if (typeof part !== 'object' || part === null) return;
      const { properties, ...rest } = part as { properties?: Record<string, { description?: string; $ref?: string }> };
      for (const [name, each] of Object.entries(properties ?? {})) {
        if (each.description === undefined && each.$ref === undefined) silent.push(`${path}.${name}`);
        look(each, `${path}.${name}`);
      }
      for (const [name, each] of Object.entries(rest)) look(each, `${path}/${name}`);
    };
    look(schema, '');
    expect(silent).toEqual([]);
  });
});
