/** The published JSON Schema of policies, made of the shape they are parsed by. */
import { toJsonSchema } from '@valibot/to-json-schema';
import { policyShape } from '../../src/core/policy/shape.ts';

export const policySchema = (): object => ({
  // The checks of patterns and dates have no words in JSON Schema; the parser makes them.
  ...toJsonSchema(policyShape, { typeMode: 'input', target: 'draft-07', errorMode: 'ignore' }),
  title: 'Holdpoint policy',
});
