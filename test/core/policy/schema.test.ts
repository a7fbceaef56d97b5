import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { policySchema } from '../../../scripts/lib/policySchema.ts';

test('the published schema is the one policies are parsed by (node scripts/policy-schema.mjs writes it)', () => {
  const published = readFileSync(join(import.meta.dirname, '../../../media/policy.schema.json'), 'utf8');
  expect(JSON.parse(published)).toEqual(JSON.parse(JSON.stringify(policySchema())));
});

test('every key says what it is for', () => {
  const silent: string[] = [];
  const look = (schema: unknown, path: string): void => {
    if (typeof schema !== 'object' || schema === null) return;
    const { properties, ...rest } = schema as { properties?: Record<string, { description?: string; $ref?: string }> };
    for (const [name, each] of Object.entries(properties ?? {})) {
      if (each.description === undefined && each.$ref === undefined) silent.push(`${path}.${name}`);
      look(each, `${path}.${name}`);
    }
    for (const [name, each] of Object.entries(rest)) look(each, `${path}/${name}`);
  };
  look(policySchema(), '');
  expect(silent).toEqual([]);
});
