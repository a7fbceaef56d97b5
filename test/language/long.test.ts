/** Long files: an edit is told, and of what is not edited nothing is read again. */
import { describe, expect, test } from 'vitest';
import { lookAt } from '../../src/language/infrastructure.ts';
import { differenceOf } from '../../src/language/units.ts';
import { longFiles } from '../support/longFiles.ts';

describe('an edit of 5,000 lines', () => {
  for (const { name, path, text, typed } of longFiles)
    test(`${name} is told`, () => {
      const look = lookAt({ path, before: text, after: typed(0) }, '/project');
      expect(look?.findings.length).toBe(1);
      if (look === undefined || look.kind === 'pipeline') return;
      const { before, after } = differenceOf(look.kind, text, typed(0));
      expect(before.length + after.length).toBeLessThan(4_000);
    });
});
