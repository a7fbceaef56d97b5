import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { total } from './report.mjs';

test('the report agrees with the invoice', () => {
  const usage = JSON.parse(readFileSync(new URL('usage.json', import.meta.url), 'utf8'));
  assert.equal(total(usage), 48139);
});
