/** The published JSON Schemas, made of the shapes that policies and rosters are parsed by. */
import { toJsonSchema } from '@valibot/to-json-schema';
import type { GenericSchema } from 'valibot';
import { rosterShape } from '../../src/core/cosign/roster.ts';
import { policyShape } from '../../src/core/policy/shape.ts';

// The checks of patterns and dates have no words in JSON Schema; the parser makes them.
const published = (shape: GenericSchema, title: string): object => ({
  ...toJsonSchema(shape, { typeMode: 'input', target: 'draft-07', errorMode: 'ignore' }),
  title,
});

/** By the names they have in `media/`. */
export const publishedSchemas = (): ReadonlyMap<string, object> =>
  new Map([
    ['policy.schema.json', published(policyShape, 'Holdpoint policy')],
    ['roster.schema.json', published(rosterShape, 'Holdpoint roster')],
  ]);
