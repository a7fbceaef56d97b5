/** A roster of three people, two of whom can sign. */
import { freshSpki } from './rosterKeys.ts';

const key = () => ({
  kind: 'device',
  publicKey: freshSpki(),
  added: '2026-01-01',
  expires: '2028-01-01',
  proof: { payloadType: 'application/vnd.in-toto+json', payload: 'e30=', signatures: [{ sig: 'AA==' }] },
});

export const roster = `${JSON.stringify(
  {
    version: 1,
    groups: { platform: 'keeps production', oncall: 'answers at night' },
    people: [
      { id: 'ada', name: 'Ada', groups: ['platform', 'oncall'], keys: [key()] },
      { id: 'grace', name: 'Grace', groups: ['platform'], keys: [key()] },
      { id: 'edsger', name: 'Edsger', groups: ['oncall'], keys: [{ ...key(), revoked: '2026-02-01' }] },
    ],
  },
  null,
  2,
)}\n`;
