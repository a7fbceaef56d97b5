import { beforeAll, describe, expect, test } from 'vitest';
import { actionDigests, actionOfRun } from '../../../src/core/cosign/action.ts';
import { type Bytes, base64Of, concat, textOfUtf8, utf8 } from '../../../src/core/cosign/bytes.ts';
import { mostEnvelopeBytes, pae } from '../../../src/core/cosign/dsse.ts';
import { jcs } from '../../../src/core/cosign/jcs.ts';
import { refusalCodes } from '../../../src/core/cosign/refusals.ts';
import { type CosignRequest, spellRequest } from '../../../src/core/cosign/request.ts';
import { keyIdOf } from '../../../src/core/cosign/signature.ts';
import { payloadTypes, predicateTypes, spellReceipt } from '../../../src/core/cosign/statement.ts';
import { type Acts, type Outcome, type Question, reviewsOf, verify } from '../../../src/core/cosign/verify.ts';
import {
  at,
  destroyShop,
  device,
  enveloped,
  hex,
  noon,
  page,
  passkey,
  person,
  requestBy,
  requestEnvelope,
  rosterOf,
  type Signer,
  sshEd25519,
  sshSecurityKey,
  subtle,
  told,
  type VerdictOptions,
  verdictEnvelope,
} from '../../support/cosignPeople.ts';

const ada = { device: device(), passkey: passkey() };
const bo = {
  passkey: passkey(),
  sk: sshSecurityKey(),
  ssh: sshEd25519(),
  device: device(),
  today: told(passkey(), { added: '2026-11-24' }),
};
const cy = { passkey: passkey() };
const dee = {
  revoked: told(passkey(), { revoked: '2026-11-01' }),
  expired: told(sshSecurityKey(), { expires: '2026-11-24' }),
  tooNew: told(device(), { added: '2026-11-25' }),
};
const eve = { passkey: passkey() };
const roster = rosterOf(
  person('ada', ['oncall'], ada.device, ada.passkey),
  person('bo', ['platform'], bo.passkey, bo.sk, bo.ssh, bo.device, bo.today),
  person('cy', ['platform', 'oncall'], cy.passkey),
  person('dee', ['platform'], dee.revoked, dee.expired, dee.tooNew),
);

const request = requestBy('ada');
let asked: Bytes;
let running: readonly string[];

beforeAll(async () => {
  asked = await requestEnvelope(request, ada.device);
  running = await actionDigests(request.actions, subtle);
});

const question = (over: Partial<Question> = {}): Question => ({
  request: asked,
  verdicts: [],
  running,
  roster,
  accepted: { rosters: [hex('c')], policies: [hex('b')] },
  needs: [{ count: 1, assurance: 'A3' }],
  origins: [page],
  now: noon + 2 * 60_000,
  ...over,
});

/** Everything that is to be done is done, and told. */
function acts(over: Partial<Acts> = {}): Acts & { readonly done: string[]; readonly spent: Set<string> } {
  const spent = new Set<string>();
  const done: string[] = [];
  return {
    done,
    spent,
    async use(uses) {
      done.push('use');
      if (uses.some((one) => spent.has(one))) return false;
      for (const one of uses) spent.add(one);
      return true;
    },
    async differs() {
      done.push('differs');
      return undefined;
    },
    async record() {
      done.push('record');
    },
    ...over,
  };
}

const by = (id: string, signer: Signer, options?: VerdictOptions, of: CosignRequest = request) =>
  verdictEnvelope(of, id, signer, options);

/** The refusal of the whole, or why the first answer was set aside. */
const codeOf = (outcome: Outcome) => (outcome.kind === 'refused' ? outcome.refused.code : outcome.how);
const asideOf = (outcome: Outcome) => outcome.setAside.map(({ refused }) => refused.code);

/** Every code that some test here has met. */
const met = new Set<string>();

async function is(over: Partial<Question>, code: string, aside: readonly string[] = [], does?: Acts) {
  const outcome = await verify(question(over), subtle, does);
  for (const one of [codeOf(outcome), ...asideOf(outcome)]) met.add(one);
  expect({ code: codeOf(outcome), aside: asideOf(outcome) }).toEqual({ code, aside });
  for (const { refused } of [...outcome.setAside, ...(outcome.kind === 'refused' ? [outcome] : [])])
    expect(refused.message).toMatch(/^\S.*\.$/s);
  return outcome;
}

/** This one answer is set aside for that reason, and so nobody has approved. */
const aside = (name: string, make: () => Promise<Bytes>, code: string, over: Partial<Question> = {}) =>
  test(name, async () => {
    await is({ verdicts: [await make()], ...over }, 'not-enough', [code]);
  });

describe('what is approved', () => {
  test('by a passkey', async () => {
    const outcome = await is({ verdicts: [await by('bo', bo.passkey)] }, 'approved');
    expect(outcome).toMatchObject({
      kind: 'agreed',
      by: [{ person: 'bo', assurance: 'A3', via: 'web', origin: page }],
    });
  });
  test('by a security key in a terminal that was touched', async () => {
    await is({ verdicts: [await by('bo', bo.sk)] }, 'approved');
  });
  test('by an SSH key where the policy asks for A2', async () => {
    await is({ verdicts: [await by('bo', bo.ssh)], needs: [{ count: 1, assurance: 'A2' }] }, 'approved');
  });
  test('by a device key where the policy asks for no more', async () => {
    await is({ verdicts: [await by('bo', bo.device, { over: { via: 'vscode' } })], needs: [{ count: 1 }] }, 'approved');
  });
  test('then used, looked at again and written down, in this order', async () => {
    const does = acts();
    await is({ verdicts: [await by('bo', bo.passkey)] }, 'approved', [], does);
    expect(does.done).toEqual(['use', 'differs', 'record']);
  });
  test('nothing is used up by looking', async () => {
    const outcome = await is({ verdicts: [await by('bo', bo.passkey)] }, 'approved');
    expect(outcome).toMatchObject({ executeBy: noon + 6 * 60_000 });
  });
  test('junk beside it does not matter', async () => {
    const verdicts = [utf8('junk'), await by('bo', bo.passkey), await by('eve', eve.passkey)];
    await is({ verdicts }, 'approved', ['not-an-envelope', 'stranger']);
  });
  test('one of two actions of a request, each once', async () => {
    const two = requestBy('ada', { actions: [destroyShop, actionOfRun({ ...runOf('other'), inputs: [] })] });
    const digests = await actionDigests(two.actions, subtle);
    const over = {
      request: await requestEnvelope(two, ada.device),
      verdicts: [await by('bo', bo.passkey, {}, two)],
    };
    const does = acts();
    await is({ ...over, running: digests.slice(0, 1) }, 'approved', [], does);
    await is({ ...over, running: digests.slice(1) }, 'approved', [], does);
    await is({ ...over, running: digests.slice(1) }, 'used', [], does);
  });
});

const runOf = (word: string) => ({
  argv: [word],
  inputs: [{ path: 'plan.bin', sha256: hex('a') }],
  target: {},
  reversibility: 'irreversible' as const,
});

describe('1: an envelope, not too large, of a statement', () => {
  aside('larger than any answer', async () => new Uint8Array(mostEnvelopeBytes.verdict + 1), 'too-large');
  aside('no JSON', async () => utf8('{'), 'not-an-envelope');
  aside('nothing', async () => new Uint8Array(), 'not-an-envelope');
  aside('cut off', async () => (await by('bo', bo.passkey)).slice(0, -1), 'not-an-envelope');
  aside('with white space', async () => concat(await by('bo', bo.passkey), utf8('\n')), 'not-an-envelope');
  aside(
    'signed by two keys at once',
    async () => {
      const text = textOfUtf8(await by('bo', bo.passkey)) ?? '';
      const envelope = JSON.parse(text);
      return jcs({ ...envelope, signatures: [...envelope.signatures, ...envelope.signatures] });
    },
    'not-an-envelope',
  );
  aside(
    'with a member beside the signature that nobody knows',
    async () => {
      const envelope = JSON.parse(textOfUtf8(await by('bo', bo.passkey)) ?? '');
      return jcs({ ...envelope, signatures: [{ ...envelope.signatures[0], alg: 'none' }] });
    },
    'not-an-envelope',
  );
  aside('the request itself, sent back', async () => requestEnvelope(request, bo.device), 'payload-type');
  aside(
    'a verdict under another type',
    async () => enveloped('text/plain', await payloadOf(await by('bo', bo.passkey)), bo.passkey),
    'payload-type',
  );
});

const payloadOf = async (envelope: Bytes): Promise<Bytes> =>
  Uint8Array.from(Buffer.from(JSON.parse(textOfUtf8(envelope) ?? '').payload, 'base64'));

/** Signed by the right person, over a text that was changed before. */
const resigned = async (change: (text: string) => string, signer: Signer = bo.passkey): Promise<Bytes> => {
  const text = textOfUtf8(await payloadOf(await by('bo', bo.passkey))) ?? '';
  const changed = change(text);
  expect(changed).not.toBe(text);
  return enveloped(payloadTypes.statement, utf8(changed), signer);
};

describe('2: in its one spelling', () => {
  aside(
    'with `decision` twice',
    () => resigned((text) => text.replace('"decision":"approve"', '"decision":"approve","decision":"deny"')),
    'not-canonical',
  );
  aside('with white space', () => resigned((text) => text.replace(':', ': ')), 'not-canonical');
  aside('with a letter escaped', () => resigned((text) => text.replace('approve"', '\\u0061pprove"')), 'not-canonical');
  aside(
    'with its members in another order',
    () => resigned((text) => JSON.stringify(JSON.parse(text), ['subject', '_type'])),
    'not-canonical',
  );
  aside('with a mark of byte order', () => resigned((text) => `\ufeff${text}`), 'not-canonical');
  aside(
    'with a number spelled otherwise',
    () => resigned((text) => text.replace('"size":7', '"size":7.0')),
    'not-canonical',
  );
});

describe('3: a verdict', () => {
  aside(
    'another kind of statement',
    () => resigned((text) => text.replace(predicateTypes.verdict, 'https://slsa.dev/provenance/v1')),
    'statement-type',
  );
  aside(
    'no statement of in-toto',
    () => resigned((text) => text.replace('Statement/v1', 'Statement/v0')),
    'statement-type',
  );
  aside('something else altogether', () => resigned(() => '{"approve":true}'), 'statement-type');
  aside(
    'with a subject that is no SHA-256',
    () => resigned((text) => text.replace('"sha256"', '"sha1"')),
    'statement-type',
  );
  aside(
    'a receipt',
    async () => {
      const receipt = { requestDigest: hex('a'), verdicts: [], startedAt: at(noon), endedAt: at(noon), exitCode: 0 };
      return enveloped(payloadTypes.statement, spellReceipt(running, receipt), bo.passkey);
    },
    'statement-type',
  );
  aside(
    'with a member nobody knows',
    () => resigned((text) => text.replace('"reason"', '"rating":5,"reason"')),
    'statement-type',
  );
  aside(
    'with a decision nobody knows',
    () => resigned((text) => text.replace('"decision":"approve"', '"decision":"perhaps"')),
    'statement-type',
  );
  aside(
    'with characters that nobody sees',
    () => resigned((text) => text.replace('"reason":""', '"reason":"no\u202eyes"')),
    'statement-type',
  );
  aside('a review', async () => by('bo', bo.passkey, { over: { decision: 'review' } }), 'statement-type');
});

describe('4: exactly these actions', () => {
  aside('another action', async () => by('bo', bo.passkey, { actions: [hex('e')] }), 'other-actions');
  aside('one action too many', async () => by('bo', bo.passkey, { actions: [...running, hex('e')] }), 'other-actions');
  aside(
    'the same action twice',
    async () => by('bo', bo.passkey, { actions: [...running, ...running] }),
    'other-actions',
  );

  const altered = (name: string, change: () => Parameters<typeof actionOfRun>[0]) =>
    test(name, async () => {
      const now = await actionDigests([actionOfRun(change())], subtle);
      await is({ verdicts: [await by('bo', bo.passkey)], running: now }, 'not-in-request');
    });
  const same = () => ({ ...runOf('x'), ...destroyShopRun });
  const destroyShopRun = {
    argv: ['terraform', 'apply', 'plan.bin'],
    target: { workspace: 'production', account: '123456789012' },
    repo: { remote: 'https://example.com/shop.git', commit: '0'.repeat(40) },
  };
  test('what is made anew from the same things is the same', async () => {
    expect(await actionDigests([actionOfRun(same())], subtle)).toEqual(running);
  });
  altered('an altered command', () => ({ ...same(), argv: ['terraform', 'apply', '-auto-approve', 'plan.bin'] }));
  altered('an altered plan file', () => ({ ...same(), inputs: [{ path: 'plan.bin', sha256: hex('f') }] }));
  altered('another file of the same bytes', () => ({ ...same(), inputs: [{ path: 'other.bin', sha256: hex('a') }] }));
  altered('another workspace', () => ({ ...same(), target: { workspace: 'prod', account: '123456789012' } }));
  altered('another commit', () => ({ ...same(), repo: { ...destroyShopRun.repo, commit: '1'.repeat(40) } }));
  altered('words joined in another place', () => ({ ...same(), argv: ['terraform', 'apply plan.bin'] }));
  test('the same action twice at once', async () => {
    await is({ verdicts: [await by('bo', bo.passkey)], running: [...running, ...running] }, 'not-in-request');
  });
  test('nothing at all', async () => {
    await is({ verdicts: [await by('bo', bo.passkey)], running: [] }, 'not-in-request');
  });
});

describe('5: this request', () => {
  aside('another id', async () => by('bo', bo.passkey, { over: { requestId: 'hold_ffffffffffffffff' } }), 'other-id');
  aside(
    'another nonce',
    async () => by('bo', bo.passkey, { over: { nonce: 'BBECAwQFBgcICQoLDA0ODw' } }),
    'other-nonce',
  );
  aside('another digest', async () => by('bo', bo.passkey, { over: { requestDigest: hex('0') } }), 'other-request');
  aside(
    'the same but for its words: what was shown is signed as well',
    async () => by('bo', bo.passkey, {}, { ...request, why: 'Nothing much.' }),
    'other-request',
  );
  aside(
    'the same but for what was shown',
    async () => by('bo', bo.passkey, {}, { ...request, shown: { headline: 'Reads.' } }),
    'other-request',
  );
  aside(
    'another head of the log',
    async () => by('bo', bo.passkey, { over: { auditHead: { size: 6, root: hex('d') } } }),
    'other-log',
  );
});

describe('6: this roster and policy', () => {
  const ok = () => by('bo', bo.passkey);
  test('a request made with a tampered roster', async () => {
    await is({ verdicts: [await ok()], accepted: { rosters: [hex('9')], policies: [hex('b')] } }, 'roster-differs', [
      'signed-with-other-roster',
    ]);
  });
  test('a request made under a tampered policy', async () => {
    await is({ verdicts: [await ok()], accepted: { rosters: [hex('c')], policies: [hex('9')] } }, 'policy-differs');
  });
  aside(
    'somebody whose own checkout has another roster',
    async () => by('bo', bo.passkey, { over: { rosterSha256: hex('9') } }),
    'signed-with-other-roster',
  );
  test('a no from there counts all the same', async () => {
    const no = await by('bo', bo.passkey, { over: { decision: 'deny', rosterSha256: hex('9') } });
    await is({ verdicts: [no] }, 'denied');
  });
  test('the policy here counts, and not what the request says of it', async () => {
    await is({ verdicts: [await ok()], needs: [{ count: 2 }] }, 'not-enough');
  });
  test('no needs at all are no approval', async () => {
    await is({ verdicts: [await ok()], needs: [] }, 'not-enough');
  });
});

describe('7: in time', () => {
  const ok = () => by('bo', bo.passkey);
  test('in the last moment', async () => {
    await is({ verdicts: [await ok()], now: noon + 15 * 60_000 - 1 }, 'approved');
  });
  test('an expired request', async () => {
    await is({ verdicts: [await ok()], now: noon + 15 * 60_000 }, 'request-expired', ['verdict-expired']);
  });
  test('a time that is none is never in time', async () => {
    await is({ verdicts: [await ok()], now: Number.NaN }, 'not-yet', ['issued-in-future']);
    await is({ verdicts: [await ok()], metAt: Number.NaN }, 'execute-window-over', [], acts());
  });
  test('a request for later', async () => {
    await is({ verdicts: [], now: noon - 60_001 }, 'not-yet');
  });
  test('a clock that is a minute behind', async () => {
    await is(
      { verdicts: [await by('bo', bo.passkey, { over: { issuedAt: at(noon) } })], now: noon - 60_000 },
      'approved',
    );
  });
  aside(
    'issued more than a minute from now',
    async () => by('bo', bo.passkey, { over: { issuedAt: at(noon + 2 * 60_000 + 60_001) } }),
    'issued-in-future',
  );
  aside(
    'an approval whose own time is over',
    async () => by('bo', bo.passkey, { over: { expiresAt: at(noon + 2 * 60_000) } }),
    'verdict-expired',
  );
  test('a no does not expire', async () => {
    const no = await by('bo', bo.passkey, { over: { decision: 'deny', expiresAt: at(noon + 2 * 60_000) } });
    await is({ verdicts: [no] }, 'denied');
  });
  test('approved, and not run within five minutes', async () => {
    const does = acts();
    await is({ verdicts: [await ok()], now: noon + 6 * 60_000 }, 'execute-window-over', [], does);
    expect(does.done).toEqual([]);
  });
  test('it has to have started before the request expires', async () => {
    const long = requestBy('ada', { executeWithin: 24 * 3_600_000 });
    const over = { request: await requestEnvelope(long, ada.device), verdicts: [await by('bo', bo.passkey, {}, long)] };
    expect(await is(over, 'approved')).toMatchObject({ executeBy: noon + 15 * 60_000 });
  });
  test('whoever runs it may allow less', async () => {
    await is({ verdicts: [await ok()], executeWithin: 60_000 }, 'execute-window-over', [], acts());
  });
  test('the clock of whoever asks counts where it is known', async () => {
    await is({ verdicts: [await ok()], now: noon + 6 * 60_000, metAt: noon + 3 * 60_000 }, 'approved', [], acts());
  });
});

describe('8: a key of somebody on the roster', () => {
  aside('nobody knows them', async () => by('eve', eve.passkey), 'stranger');
  aside("in somebody's name, by a key that is not theirs", async () => by('bo', eve.passkey), 'unknown-key');
  aside("in somebody's name, by another person's key", async () => by('bo', cy.passkey), 'unknown-key');
  aside('a revoked key', async () => by('dee', dee.revoked), 'key-revoked');
  aside(
    'a revoked key, for a time before',
    async () => by('dee', dee.revoked, { over: { issuedAt: '2026-10-01T00:00:00.000Z' } }),
    'key-revoked',
  );
  aside('an expired key', async () => by('dee', dee.expired), 'key-expired');
  aside(
    'an expired key, for a time before',
    async () => by('dee', dee.expired, { over: { issuedAt: '2026-10-01T00:00:00.000Z' } }),
    'key-expired',
  );
  aside('a key that does not count yet', async () => by('dee', dee.tooNew), 'key-too-new');
  aside(
    'a key of today, for a time before',
    async () => by('bo', bo.today, { over: { issuedAt: '2026-11-23T12:00:00.000Z' } }),
    'key-too-new',
  );
  test('a key of today, today', async () => {
    await is({ verdicts: [await by('bo', bo.today)] }, 'approved');
  });
  aside('a name in another case', async () => by('Bo', bo.passkey), 'stranger');
});

describe('9: who is not whoever asks', () => {
  aside('the requester, with another key', async () => by('ada', ada.passkey), 'own-request');
  aside('the requester, in the name of somebody else', async () => by('bo', ada.passkey), 'unknown-key');
  aside('somebody who wrote the plan', async () => by('bo', bo.passkey), 'own-work', { authors: ['bo'] });
  test('an author may say no', async () => {
    await is({ verdicts: [await by('bo', bo.passkey, { over: { decision: 'deny' } })], authors: ['bo'] }, 'denied');
  });
  test('the request says that somebody else asks, so that the requester could sign for himself', async () => {
    const lying = requestBy('cy');
    const over = {
      request: await requestEnvelope(lying, ada.device),
      verdicts: [await by('ada', ada.passkey, {}, lying)],
    };
    await is(over, 'requester-differs');
  });
  test('the requester has to confirm with a key, and has not', async () => {
    await is({ verdicts: [await by('bo', bo.passkey)], confirm: 'A3' }, 'not-confirmed');
  });
  test('the requester confirms with too weak a key', async () => {
    await is({ verdicts: [await by('bo', bo.passkey), await by('ada', ada.device)], confirm: 'A3' }, 'not-confirmed');
  });
  test('the requester confirms, and is nobody’s second person for it', async () => {
    const own = await by('ada', ada.passkey);
    await is({ verdicts: [own], confirm: 'A3' }, 'not-enough');
    await is({ verdicts: [own, await by('bo', bo.passkey)], confirm: 'A3' }, 'approved');
  });
});

describe('10: really signed, in a person’s presence', () => {
  const signedWrong = (name: string, signer: Signer, wrong: VerdictOptions['wrong'], code: string) =>
    aside(name, async () => by('bo', signer, wrong === undefined ? {} : { wrong }), code);
  signedWrong('a security key that nobody touched', bo.sk, { flags: 0 }, 'not-touched');
  signedWrong('a security key that verified without a touch', bo.sk, { flags: 4 }, 'not-touched');
  signedWrong('a passkey that nobody touched', bo.passkey, { flags: 0x1c }, 'not-touched');
  signedWrong('a passkey that did not verify its user', bo.passkey, { flags: 0x19 }, 'not-verified');
  signedWrong('a page that does not count', bo.passkey, { origin: 'https://evil.example.com' }, 'other-origin');
  signedWrong('the right host without TLS', bo.passkey, { origin: 'http://sign.example.com' }, 'other-origin');
  signedWrong('another port of the same host', bo.passkey, { origin: `${page}:8443` }, 'other-origin');
  signedWrong('a page within another', bo.passkey, { clientData: { crossOrigin: true } }, 'embedded-page');
  signedWrong('a page that tells what it stands in', bo.passkey, { clientData: { topOrigin: page } }, 'embedded-page');
  signedWrong('a passkey of another domain', bo.passkey, { rpId: 'evil.com' }, 'other-domain');
  signedWrong(
    'a passkey that was made for this',
    bo.passkey,
    { clientData: { type: 'webauthn.create' } },
    'other-ceremony',
  );
  signedWrong('a challenge of something else', bo.passkey, { clientData: { challenge: 'AAAA' } }, 'other-challenge');
  signedWrong('a signature for a git commit', bo.sk, { namespace: 'git' }, 'other-namespace');
  signedWrong('a signature for a file', bo.sk, { namespace: 'file' }, 'other-namespace');
  signedWrong(
    'a signature that a browser made of an SSH key',
    bo.sk,
    { algorithm: 'webauthn-sk-ecdsa-sha2-nistp256@openssh.com' },
    'browser-signature',
  );
  signedWrong('a security key’s signature told as a plain one', bo.sk, { algorithm: 'ssh-ed25519' }, 'other-algorithm');
  aside(
    'another key inside than outside',
    async () => {
      const other = sshSecurityKey();
      return by('bo', other, { wrong: { keyid: await keyIdOf(subtle, bo.sk.key) } });
    },
    'other-key',
  );
  aside(
    'a passkey’s signature for a device key',
    async () => by('bo', bo.passkey, { wrong: { keyid: await keyIdOf(subtle, bo.device.key) } }),
    'other-algorithm',
  );
  aside(
    'a device key’s signature for a passkey: how a key signs is told by the roster',
    async () => by('bo', bo.device, { wrong: { keyid: await keyIdOf(subtle, bo.passkey.key) } }),
    'other-algorithm',
  );
  aside(
    'a verdict changed after it was signed',
    async () => {
      const envelope = JSON.parse(textOfUtf8(await by('bo', bo.device, { over: { decision: 'deny' } })) ?? '');
      const text = Buffer.from(envelope.payload, 'base64').toString().replace('"deny"', '"approve"');
      return jcs({ ...envelope, payload: base64Of(utf8(text)) });
    },
    'wrong-signature',
  );
  aside(
    'a signature of another request, copied',
    async () => {
      const other = JSON.parse(textOfUtf8(await by('bo', bo.passkey, {}, requestBy('ada', { why: 'Other.' }))) ?? '');
      const envelope = JSON.parse(textOfUtf8(await by('bo', bo.passkey)) ?? '');
      return jcs({ ...envelope, signatures: other.signatures });
    },
    'other-challenge',
  );
  aside(
    'a signature that is none',
    async () => {
      const envelope = JSON.parse(textOfUtf8(await by('bo', bo.sk)) ?? '');
      return jcs({ ...envelope, signatures: [{ ...envelope.signatures[0], sig: base64Of(utf8('SSHSIG')) }] });
    },
    'malformed-signature',
  );
  aside(
    'a certificate',
    async () => {
      const blob = concat(Uint8Array.of(0, 0, 0, 32), utf8('ssh-ed25519-cert-v01@openssh.com'));
      return by('bo', bo.ssh, { wrong: { blob } });
    },
    'certificate',
  );
});

describe('11: nobody says no', () => {
  const no = (over = {}) => by('bo', bo.passkey, { over: { decision: 'deny', reason: 'Not on a Friday.', ...over } });
  test('one no blocks, however many agree', async () => {
    const outcome = await is({ verdicts: [await by('cy', cy.passkey), await no()] }, 'denied');
    expect(outcome).toMatchObject({
      refused: { message: expect.stringContaining('Bo refused it: "Not on a Friday."') },
    });
  });
  test('a policy may relax that', async () => {
    await is({ verdicts: [await by('cy', cy.passkey), await no()], denials: 'ignore' }, 'approved');
  });
  test('a no of nobody’s key blocks nothing', async () => {
    const forged = await by('bo', eve.passkey, { over: { decision: 'deny' } });
    await is({ verdicts: [await by('cy', cy.passkey), forged] }, 'approved', ['unknown-key']);
  });
  test('a no of somebody who is not asked blocks nothing', async () => {
    await is(
      { verdicts: [await by('cy', cy.passkey), await no()], needs: [{ count: 1, group: 'oncall' }] },
      'approved',
    );
  });
  test('yes, then no', async () => {
    await is({ verdicts: [await by('bo', bo.passkey), await no({ issuedAt: at(noon + 90_000) })] }, 'denied', [
      'superseded',
    ]);
  });
  test('no, then yes', async () => {
    await is({ verdicts: [await no({ issuedAt: at(noon + 30_000) }), await by('bo', bo.passkey)] }, 'approved', [
      'superseded',
    ]);
  });
  test('a replayed yes from before a no', async () => {
    const yes = await by('bo', bo.passkey);
    await is({ verdicts: [yes, await no({ issuedAt: at(noon + 90_000) }), yes] }, 'denied', [
      'superseded',
      'superseded',
    ]);
  });
  test('yes and no in the same moment is no', async () => {
    await is({ verdicts: [await no(), await by('bo', bo.passkey)] }, 'denied', ['superseded']);
    await is({ verdicts: [await by('bo', bo.passkey), await no()] }, 'denied', ['superseded']);
  });
  test('an approval taken back', async () => {
    const back = await by('bo', bo.sk, { over: { decision: 'revoke', issuedAt: at(noon + 90_000) } });
    await is({ verdicts: [await by('bo', bo.passkey), back] }, 'not-enough', ['superseded']);
  });
});

describe('12: enough people', () => {
  const two = { needs: [{ count: 2, assurance: 'A3' as const }] };
  test('the same person twice with two keys is one person', async () => {
    await is({ ...two, verdicts: [await by('bo', bo.passkey), await by('bo', bo.sk)] }, 'not-enough', ['superseded']);
  });
  test('the same approval twice is one', async () => {
    const yes = await by('bo', bo.passkey);
    await is({ ...two, verdicts: [yes, yes] }, 'not-enough');
  });
  test('two people are two', async () => {
    await is({ ...two, verdicts: [await by('bo', bo.passkey), await by('cy', cy.passkey)] }, 'approved');
  });
  test('too weak a key', async () => {
    await is({ verdicts: [await by('bo', bo.ssh)] }, 'not-enough');
    await is({ verdicts: [await by('bo', bo.device)] }, 'not-enough');
  });
  test('not of the group', async () => {
    await is({ verdicts: [await by('bo', bo.passkey)], needs: [{ count: 1, group: 'oncall' }] }, 'not-enough');
  });
  test('on a surface that does not count', async () => {
    const needs = [{ count: 1, surfaces: ['vscode', 'cli'] }];
    await is({ verdicts: [await by('bo', bo.passkey)], needs }, 'not-enough');
    await is({ verdicts: [await by('bo', bo.sk)], needs }, 'approved');
  });
  test('on a page that counts elsewhere', async () => {
    const needs = [{ count: 1, origins: ['https://strict.example.com'] }];
    await is({ verdicts: [await by('bo', bo.passkey)], needs }, 'not-enough');
  });
  test('nobody', async () => {
    const outcome = await is({}, 'not-enough');
    expect(outcome).toMatchObject({ refused: { message: 'It needs 1 more person (A3). The action did not run.' } });
  });
});

describe('13 to 15: once, unchanged, written down', () => {
  const ok = async () => ({ verdicts: [await by('bo', bo.passkey)] });
  test('a second use', async () => {
    const does = acts();
    await is(await ok(), 'approved', [], does);
    await is(await ok(), 'used', [], does);
    expect(does.done).toEqual(['use', 'differs', 'record', 'use']);
  });
  test('two at once: one of them runs', async () => {
    const does = acts();
    const over = await ok();
    const outcomes = await Promise.all([1, 2, 3].map(() => verify(question(over), subtle, does)));
    expect(outcomes.map(codeOf).sort()).toEqual(['approved', 'used', 'used']);
  });
  test('whether it was used is not known', async () => {
    const use = () => Promise.reject(new Error('The disk is full.'));
    const outcome = await is(await ok(), 'use-unknown', [], acts({ use }));
    expect(outcome).toMatchObject({ refused: { message: expect.stringContaining('The disk is full.') } });
  });
  test('a file has changed since', async () => {
    const does = acts({ differs: async () => 'plan.bin' });
    await is(await ok(), 'changed', [], does);
    expect(does.done).toEqual(['use']);
  });
  test('a file cannot be read any more', async () => {
    await is(await ok(), 'changed', [], acts({ differs: () => Promise.reject(new Error('gone')) }));
  });
  test('it cannot be written down', async () => {
    await is(await ok(), 'not-recorded', [], acts({ record: () => Promise.reject(new Error('no space')) }));
  });
});

describe('the request itself', () => {
  test('is none', async () => {
    await is({ request: utf8('{}') }, 'request-malformed');
  });
  test('is signed as something else', async () => {
    await is(
      { request: await enveloped(payloadTypes.statement, spellRequest(request), ada.device) },
      'request-malformed',
    );
  });
  test('is signed by nobody on the roster', async () => {
    await is({ request: await requestEnvelope(request, device()) }, 'requester-stranger');
  });
  test('is signed by a revoked key', async () => {
    const own = requestBy('dee');
    await is({ request: await requestEnvelope(own, dee.revoked) }, 'requester-key');
  });
  test('was changed after it was signed', async () => {
    const envelope = JSON.parse(textOfUtf8(asked) ?? '');
    const payload = base64Of(spellRequest({ ...request, why: 'Nothing much.' }));
    await is({ request: jcs({ ...envelope, payload }) }, 'requester-signature');
  });
  test('an altered action in it changes its digest: approvals of the first are none of the second', async () => {
    const second = requestBy('ada', { actions: [actionOfRun(runOf('rm'))] });
    const over = {
      request: await requestEnvelope(second, ada.device),
      running: await actionDigests(second.actions, subtle),
    };
    await is({ ...over, verdicts: [await by('bo', bo.passkey)] }, 'not-enough', ['other-actions']);
  });
});

describe('break-glass', () => {
  const glass = (signer: Signer, over = {}) =>
    by('ada', signer, { over: { decision: 'break-glass', reason: 'The shop is down.', ...over } });
  test('whoever is on call, by touch, with a reason', async () => {
    await is({ verdicts: [await glass(ada.passkey)], breakGlass: 'oncall' }, 'break-glass');
  });
  test('not where the policy has none', async () => {
    await is({ verdicts: [await glass(ada.passkey)] }, 'not-enough', ['own-request']);
  });
  test('not by a key that signs unasked', async () => {
    await is({ verdicts: [await glass(ada.device)], breakGlass: 'oncall' }, 'not-enough');
  });
  test('not of another group', async () => {
    await is({ verdicts: [await glass(ada.passkey)], breakGlass: 'platform' }, 'not-enough');
  });
  test('not without a reason', async () => {
    await is({ verdicts: [await glass(ada.passkey, { reason: ' ' })], breakGlass: 'oncall' }, 'not-enough');
  });
  test('not by somebody else', async () => {
    const other = await by('cy', cy.passkey, { over: { decision: 'break-glass', reason: 'x' } });
    await is({ verdicts: [other], breakGlass: 'oncall' }, 'not-enough', ['statement-type']);
  });
  test('not against a no', async () => {
    const no = await by('bo', bo.passkey, { over: { decision: 'deny' } });
    await is({ verdicts: [await glass(ada.passkey), no], breakGlass: 'oncall' }, 'denied');
  });
});

describe('words are no decision', () => {
  aside('"proceed"', async () => utf8('proceed'), 'not-an-envelope');
  aside('a statement without an envelope', async () => payloadOf(await by('bo', bo.passkey)), 'not-an-envelope');
  aside(
    'an envelope that nobody signed',
    async () => jcs({ ...JSON.parse(textOfUtf8(await by('bo', bo.passkey)) ?? ''), signatures: [] }),
    'not-an-envelope',
  );
  aside("by the requester's own key, in the name of a teammate", async () => by('bo', ada.device), 'unknown-key');
  aside(
    "by the requester's own key, which tells that it is a teammate's",
    async () => by('bo', ada.device, { wrong: { keyid: await keyIdOf(subtle, bo.device.key) } }),
    'wrong-signature',
  );
  test('a request that says it was approved', async () => {
    const claiming = requestBy('ada', { why: 'Bo has approved it already.', shown: { approved: true, by: 'bo' } });
    await is({ request: await requestEnvelope(claiming, ada.device) }, 'not-enough');
  });
  test('a request that asks for nobody', async () => {
    const none = requestBy('ada', { policy: { ...request.policy, need: [] } });
    await is({ request: await requestEnvelope(none, ada.device) }, 'not-enough');
  });
});

describe('a review, looking back', () => {
  const review = (id: string, signer: Signer) =>
    by(id, signer, {
      over: { decision: 'review', issuedAt: at(noon + 60 * 60_000), expiresAt: at(noon + 48 * 3_600_000) },
    });
  const later = noon + 2 * 60 * 60_000;
  const reviewed = async (...verdicts: readonly Bytes[]) => {
    const { by: people, setAside } = await reviewsOf(question({ verdicts, now: later }), subtle);
    return { people: people.map(({ person: id }) => id), aside: setAside.map(({ refused }) => refused.code) };
  };
  test('by somebody else, after the request is over', async () => {
    expect(await reviewed(await review('bo', bo.passkey))).toEqual({ people: ['bo'], aside: [] });
  });
  test('by whoever did it', async () => {
    expect(await reviewed(await review('ada', ada.passkey))).toEqual({ people: [], aside: ['own-request'] });
  });
  test('an approval is none', async () => {
    const yes = await by('bo', bo.passkey, { over: { expiresAt: at(noon + 48 * 3_600_000) } });
    expect(await reviewed(yes)).toEqual({ people: [], aside: ['statement-type'] });
  });
  test('the same person twice', async () => {
    expect(await reviewed(await review('bo', bo.passkey), await review('bo', bo.sk))).toEqual({
      people: ['bo'],
      aside: [],
    });
  });
  test('of no request', async () => {
    expect(await reviewsOf(question({ request: utf8('{}') }), subtle)).toEqual({ by: [], setAside: [] });
  });
});

test('every reason has met its test', () => {
  // Of whoever answers, and of the roster: see answer.test.ts and possession.test.ts.
  expect(refusalCodes.filter((code) => !met.has(code))).toEqual(['you-stranger', 'log-changed', 'no-proof']);
});

test('what is signed is the encoding of type and payload, and nothing else', () => {
  // https://github.com/secure-systems-lab/dsse/blob/master/protocol.md#test-vectors
  expect(textOfUtf8(pae('http://example.com/HelloWorld', utf8('hello world')))).toBe(
    'DSSEv1 29 http://example.com/HelloWorld 11 hello world',
  );
});
