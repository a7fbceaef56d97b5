import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { ShapeError } from '../../../src/base/json.ts';
import { actionDigests, type CosignAction } from '../../../src/core/cosign/action.ts';
import { answerTo, doubtsOf, type Own } from '../../../src/core/cosign/answer.ts';
import { type Asking, askFor } from '../../../src/core/cosign/ask.ts';
import { type Bytes, hexOf, utf8 } from '../../../src/core/cosign/bytes.ts';
import { spellEnvelope } from '../../../src/core/cosign/dsse.ts';
import { consistencyProof, leafHash, treeRoot } from '../../../src/core/cosign/merkle.ts';
import { readRequest, spellRequest } from '../../../src/core/cosign/request.ts';
import { keyIdOf } from '../../../src/core/cosign/signature.ts';
import { readStatement, receiptOf, spellReceipt, verdictOf } from '../../../src/core/cosign/statement.ts';
import { type Asked, openRequest, verify } from '../../../src/core/cosign/verify.ts';
import {
  at,
  device,
  hex,
  noon,
  page,
  passkey,
  person,
  requestBy,
  rosterOf,
  subtle,
} from '../../support/cosignPeople.ts';

const hash = (bytes: Bytes): Bytes => Uint8Array.from(createHash('sha256').update(bytes).digest());
const leaves = Array.from({ length: 9 }, (_, index) => leafHash(utf8(`entry ${index}`), hash));
const headOf = (size: number) => ({ size, root: hexOf(treeRoot(leaves.slice(0, size), hash)) });

const ada = device();
const bo = passkey();
const roster = rosterOf(person('ada', [], ada), person('bo', [], bo));

const { v: _, notBefore: _from, expiresAt: _until, executeWithin: _within, ...parts } = requestBy('ada');
const asking: Asking = { ...parts, auditHead: headOf(7), now: noon };

async function asked(over: Partial<Asking> = {}): Promise<{ readonly bytes: Bytes; readonly of: Asked }> {
  const { payloadType, payload, signed } = askFor({ ...asking, ...over });
  const bytes = spellEnvelope({ payloadType, payload, keyid: await keyIdOf(subtle, ada.key), ...ada.sign(signed) });
  const of = await openRequest(bytes, roster, noon, [page], subtle);
  if ('code' in of) throw new Error(of.message);
  return { bytes, of };
}

const own: Own = { person: 'bo', rosterSha256: hex('c'), policySha256: hex('b'), hash, now: noon + 60_000 };

test('asked, answered, agreed: each by what the other made', async () => {
  const { bytes, of } = await asked();
  expect(doubtsOf(of, own)).toEqual([]);
  const answer = answerTo(of, {
    decision: 'approve',
    approver: 'bo',
    via: 'web',
    reason: 'As we said.',
    rosterSha256: own.rosterSha256,
    now: noon + 60_000,
  });
  const { payloadType, payload, signed } = answer;
  const verdict = spellEnvelope({ payloadType, payload, keyid: await keyIdOf(subtle, bo.key), ...bo.sign(signed) });
  const outcome = await verify(
    {
      request: bytes,
      verdicts: [verdict],
      running: await actionDigests(asking.actions, subtle),
      roster,
      accepted: { rosters: [hex('c')], policies: [hex('b')] },
      needs: [{ count: 1, assurance: 'A3' }],
      origins: [page],
      now: noon + 2 * 60_000,
    },
    subtle,
  );
  expect(outcome).toMatchObject({ kind: 'agreed', by: [{ person: 'bo', note: 'As we said.' }] });
});

test('fifteen minutes to answer and five to run, where nobody says otherwise', () => {
  expect(readRequest(askFor(asking).payload)).toMatchObject({
    notBefore: at(noon),
    expiresAt: at(noon + 15 * 60_000),
    executeWithin: 5 * 60_000,
  });
});

describe('what speaks against signing', () => {
  const doubts = (name: string, over: Partial<Own>, codes: readonly string[], of: Partial<Asking> = {}) =>
    test(name, async () => {
      expect(doubtsOf((await asked(of)).of, { ...own, ...over }).map(({ code }) => code)).toEqual(codes);
    });
  doubts('nothing', {}, []);
  doubts('a tampered roster: not the one of their own checkout', { rosterSha256: hex('9') }, ['roster-differs']);
  doubts('a tampered policy', { policySha256: hex('9') }, ['policy-differs']);
  doubts('they are not on the roster', { person: undefined }, ['you-stranger']);
  doubts('it is their own request', { person: 'ada' }, ['own-request']);
  doubts('its time is over', { now: noon + 15 * 60_000 }, ['request-expired']);
  doubts('its time has not come', { now: noon - 61_000 }, ['not-yet']);
  doubts('the log has grown', { lastHead: headOf(3), proof: consistencyProof(3, leaves.slice(0, 7), hash) }, []);
  doubts('the log is the same', { lastHead: headOf(7) }, []);
  doubts('the log is shorter than it was', { lastHead: headOf(9), proof: consistencyProof(7, leaves, hash) }, [
    'log-changed',
  ]);
  doubts(
    'the log says otherwise than it did',
    { lastHead: { size: 3, root: hex('f') }, proof: consistencyProof(3, leaves.slice(0, 7), hash) },
    ['log-changed'],
  );
  doubts('nobody shows that the log has only grown', { lastHead: headOf(3) }, ['log-changed']);
});

describe('what is no request', () => {
  const none = (name: string, over: Partial<Asking>) =>
    test(name, () => expect(() => askFor({ ...asking, ...over })).toThrow(ShapeError));
  none('no actions', { actions: [] });
  none('more actions than people look at', { actions: Array.from({ length: 21 }, () => asking.actions).flat() });
  none('a year to answer', { answerWithin: 365 * 86_400_000 });
  none('no time to answer', { answerWithin: 0 });
  none('a week to run', { executeWithin: 7 * 86_400_000 });
  none('words with characters that nobody sees', { why: 'It is \u202etpecca ot efas' });
  none('half a character', { why: 'a\ud800' });
  none('a nonce of another length', { nonce: 'AAAA' });
  test('a member that nobody knows', () => {
    expect(() => spellRequest(Object.assign({ approved: true }, requestBy('ada')))).toThrow(ShapeError);
  });
  test('a moment that is none', () => {
    const over = { notBefore: '2026-02-30T00:00:00.000Z', expiresAt: '2026-03-02T00:10:00.000Z' };
    expect(() => spellRequest(requestBy('ada', over))).toThrow(ShapeError);
    expect(() => spellRequest(requestBy('ada', { ...over, notBefore: '2026-03-02T00:00:00.000Z' }))).not.toThrow();
  });
  test('a variable that languages know is kept, or all of it is refused', () => {
    const exec = (env: Record<string, string>): CosignAction => ({
      v: 1,
      kind: 'exec',
      agent: 'claude-code',
      tool: 'Bash',
      fingerprint: hex('a'),
      cwd: '/',
      env,
      effects: [],
      target: {},
      inputs: [],
      reversibility: 'unknown',
      uninspectable: [],
      shell: 'bash',
      line: 'x',
      steps: [],
    });
    expect(() => askFor({ ...asking, actions: [exec({ TF_WORKSPACE: 'production' })] })).not.toThrow();
    expect(() => askFor({ ...asking, actions: [exec({ constructor: 'evil' })] })).toThrow(ShapeError);
    const [first] = asking.actions;
    const action = JSON.parse(JSON.stringify(first).replace('"workspace"', '"__proto__"'));
    expect(() => askFor({ ...asking, actions: [action] })).toThrow(ShapeError);
  });
});

test('a receipt is read as it was written, and is no verdict', () => {
  const receipt = {
    requestDigest: hex('a'),
    verdicts: [hex('b')],
    startedAt: at(noon),
    endedAt: at(noon + 1_000),
    exitCode: 1,
    outputSha256: hex('c'),
  };
  const statement = readStatement(spellReceipt([hex('d')], receipt));
  expect(receiptOf(statement)).toEqual(receipt);
  expect(verdictOf(statement)).toBeUndefined();
  expect(receiptOf({ ...statement, predicateType: 'https://slsa.dev/provenance/v1' })).toBeUndefined();
  expect(statement.subjects).toEqual([hex('d')]);
});
