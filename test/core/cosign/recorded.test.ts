import { describe, expect, test } from 'vitest';
import { actionDigests } from '../../../src/core/cosign/action.ts';
import { bytesOfBase64 } from '../../../src/core/cosign/bytes.ts';
import { mostEnvelopeBytes, readEnvelope } from '../../../src/core/cosign/dsse.ts';
import { readRequest } from '../../../src/core/cosign/request.ts';
import type { Roster } from '../../../src/core/cosign/roster.ts';
import { verify } from '../../../src/core/cosign/verify.ts';
import recorded from '../../fixtures/cosign/recorded.json';
import { fuzzCosign } from '../../support/cosignFuzz.ts';
import { hex, subtle } from '../../support/cosignPeople.ts';

const bytesOf = (base64: string) => bytesOfBase64(base64) ?? new Uint8Array();

/** What has been signed once is a format for ever. */
describe('recorded statements are still what they were', () => {
  for (const { name, envelope } of recorded.verdicts)
    test(name, async () => {
      const request = bytesOf(recorded.request);
      const { actions } = readRequest(readEnvelope(request, mostEnvelopeBytes.request).payload);
      const outcome = await verify(
        {
          request,
          verdicts: [bytesOf(envelope)],
          running: await actionDigests(actions, subtle),
          roster: recorded.roster as Roster,
          accepted: { rosters: [hex('c')], policies: [hex('b')] },
          needs: [{ count: 1 }],
          origins: [recorded.page],
          now: Date.parse(recorded.now),
        },
        subtle,
      );
      if (name === 'a refusal') expect(outcome).toMatchObject({ refused: { code: 'denied' }, setAside: [] });
      else expect(outcome).toMatchObject({ kind: 'agreed', setAside: [] });
    });
});

test('20,000 mutated inputs: nothing throws but what is declared, and nothing is taken', {
  timeout: 120_000,
}, async () => {
  const { failures, doors } = await fuzzCosign(20_000, { seed: 7 });
  expect(failures).toEqual([]);
  expect(Object.values(doors).every(({ inputs }) => inputs > 300)).toBe(true);
});
