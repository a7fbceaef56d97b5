/** `holdpoint cosign` and `sign`, from a link to a signed answer, with keys of the real `ssh-keygen`. */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bytesOfBase64Url, textOfUtf8 } from '../../src/core/cosign/bytes.ts';
import { readLink, spellLink } from '../../src/core/cosign/link.ts';
import { matchingCode } from '../../src/core/cosign/matchingCode.ts';
import { unsealEnvelope } from '../../src/core/cosign/pack.ts';
import { deflate } from '../../src/platform/deflate.ts';
import { type Relay, startRelay } from '../../src/relay/serve.ts';
import {
  applyPlan,
  askedBy,
  policy,
  repositoryOf,
  type SentRequest,
  savedPlan,
  sha256,
} from '../support/cosignAsking.ts';
import { subtle } from '../support/cosignPeople.ts';
import { type Called, cosignTeam, hasSshKeygen } from '../support/cosignTeam.ts';
import { client, newLetter } from '../support/relayStories.ts';

const noon = Date.parse('2026-11-24T12:00:00.000Z');
const team = cosignTeam(noon);
const { checkout, publish, git } = repositoryOf(team);
let rosterText: string;

describe.skipIf(!hasSshKeygen)('an answer (skipped where there is no ssh-keygen: package openssh-client)', () => {
  beforeAll(async () => {
    for (const [id, name] of Object.entries({ ada: 'Ada', bo: 'Bo' })) {
      const key = team.keygen(id);
      const args = ['roster', 'add', id, '--name', name, '--group', 'platform', '--key', key];
      expect(await team.run(args, { cwd: checkout })).toMatchObject({ code: 0 });
    }
    team.write('checkout/.holdpoint/policy.yaml', policy);
    publish();
    rosterText = team.read('checkout/.holdpoint/roster.json');
  });
  afterAll(() => team.remove());

  const ask = (over: Parameters<typeof askedBy>[1]['over'] = {}) =>
    askedBy(team, {
      now: noon,
      person: 'ada',
      key: team.at('ada.pub'),
      action: applyPlan(readFileSync(savedPlan)),
      rosterText,
      over,
    });
  const call = (args: readonly string[], called: Called = {}) => team.run(args, { cwd: checkout, ...called });
  const codeIn = (out: string) => /^Matching code: (\S+)$/m.exec(out)?.[1] ?? '';
  /** The code, as whoever asked would tell it. */
  const toldCode = async (link: string) => codeIn((await call(['cosign', link])).out);
  const boKey = () => ['--key', team.at('bo.pub')];

  async function verdictIn(out: string, { keys }: SentRequest) {
    const link = readLink(/^\S+:\/\/holdpoint\.holdpoint\/answer#\S+$/m.exec(out)?.[0] ?? '');
    if (link.kind !== 'answer') throw new Error(out);
    expect(link.rid).toBe(keys.rid);
    return opened(link.sealed, keys);
  }
  async function opened(sealed: Uint8Array<ArrayBuffer>, keys: SentRequest['keys']) {
    const envelope = JSON.parse(textOfUtf8(await unsealEnvelope(subtle, keys, 'reply', sealed, deflate)) ?? '');
    return JSON.parse(Buffer.from(envelope.payload, 'base64').toString()).predicate;
  }

  test('without a terminal it only shows: everything that is signed, and nothing is', async () => {
    const sent = await ask();
    const { code, out, error } = await call(['cosign', sent.link, ...boKey()]);
    expect({ code, error }).toEqual({ code: 3, error: '' });
    expect(out).toContain('Ada (ada) asks, for claude-code.');
    expect(out).toContain('| The shop moves to the new account.');
    expect(out).toContain('| terraform apply plan.bin');
    expect(out).toContain(sha256(readFileSync(savedPlan)));
    expect(out).toContain('Roster and policy are the ones of origin/main here.');
    expect(out).toMatch(/Nothing was signed\.\n$/);
  });

  test('yes, without a terminal, by the matching code', async () => {
    const sent = await ask();
    const args = ['cosign', sent.link, ...boKey(), '--approve', '--reason', 'Looks right.'];
    const { code, out } = await call([...args, '--code', await toldCode(sent.link)]);
    expect(code).toBe(0);
    expect(await verdictIn(out, sent)).toMatchObject({
      decision: 'approve',
      approver: 'bo',
      via: 'cli',
      reason: 'Looks right.',
      rosterSha256: sha256(rosterText),
    });
  });
  test('yes without the code, or with the code of another request: nothing is signed', async () => {
    const sent = await ask();
    const bare = await call(['cosign', sent.link, ...boKey(), '--approve']);
    expect(bare).toMatchObject({ code: 2, error: expect.stringMatching(/"--code" with the matching code is wanted/) });
    const other = matchingCode('00'.repeat(32));
    const wrong = await call(['cosign', sent.link, ...boKey(), '--approve', '--code', other]);
    expect(wrong).toMatchObject({ code: 1, error: expect.stringMatching(/this is another request/) });
    expect(bare.out + wrong.out).not.toMatch(/answer#/);
  });
  test.each([
    ['approve\nFine.\n', 'approve', 'Fine.'],
    ['deny\nNot on a Friday.\n', 'deny', 'Not on a Friday.'],
  ])('at a terminal: %j', async (input, decision, reason) => {
    const sent = await ask();
    const { code, out } = await call(['cosign', sent.link, ...boKey()], { input, terminal: true });
    expect(code).toBe(0);
    expect(await verdictIn(out, sent)).toMatchObject({ decision, reason });
  });
  test.each(['', 'y\n', 'yes\n', '\n'])('at a terminal, %j is no answer', async (input) => {
    const { code, out } = await call(['cosign', (await ask()).link, ...boKey()], { input, terminal: true });
    expect({ code, out }).toEqual({ code: 3, out: expect.stringMatching(/Nothing was signed\.\n$/) });
  });
  test('a .holdpoint file, and the answer in one', async () => {
    const sent = await ask();
    team.write('checkout/shop.holdpoint', sent.text);
    const args = ['sign', 'shop.holdpoint', ...boKey(), '--out', 'answer.holdpoint'];
    expect((await call(args, { input: 'deny\nNo.\n', terminal: true })).code).toBe(0);
    expect(await verdictIn(team.read('checkout/answer.holdpoint'), sent)).toMatchObject({ decision: 'deny' });
  });
  test('the only key at home that is on the roster signs', async () => {
    for (const name of ['bo', 'bo.pub']) team.write(`.ssh/${name}`, team.read(name));
    chmodSync(team.at('.ssh/bo'), 0o600);
    const sent = await ask();
    const { out } = await call(['cosign', sent.link], { input: 'approve\n\n', terminal: true });
    expect(await verdictIn(out, sent)).toMatchObject({ approver: 'bo', decision: 'approve' });
  });

  describe('must not be approved', () => {
    const approving = (link: string, key: string, called: Called = {}) =>
      call(['cosign', link, '--key', key], { input: 'approve\n\n', terminal: true, ...called });
    const refuses = async (over: Parameters<typeof ask>[0], why: RegExp, called?: Called) => {
      const { code, out, error } = await approving((await ask(over)).link, team.at('bo.pub'), called);
      expect({ code, error }).toEqual({ code: 1, error: expect.stringMatching(why) });
      expect(out).toMatch(/It must not be approved here:/);
      expect(out).not.toMatch(/answer#/);
    };
    const digests = { policySha256: sha256(policy), need: [] };
    test('made with another roster than the default branch has', () =>
      refuses({ policy: { ...digests, rosterSha256: sha256('other') } }, /with another roster/));
    test('made under another policy', () =>
      refuses(
        { policy: { ...digests, rosterSha256: sha256(rosterText), policySha256: sha256('x') } },
        /another policy/,
      ));
    test('expired meanwhile', () => refuses({}, /has expired/, { now: noon + 16 * 60_000 }));
    test('by whoever asked', async () => {
      const { code, error } = await approving((await ask()).link, team.at('ada.pub'));
      expect({ code, error }).toEqual({ code: 1, error: expect.stringMatching(/nobody is their own second person/) });
    });
    test('by somebody who is not on the roster', async () => {
      const { code, error } = await approving((await ask()).link, team.keygen('eve'));
      expect({ code, error }).toEqual({ code: 1, error: expect.stringMatching(/You are not on the roster/) });
    });
    test('what the working tree says of the roster does not count', async () => {
      team.write('checkout/.holdpoint/roster.json', rosterText.replace('"Bo"', '"Mallory"'));
      try {
        const { out } = await call(['cosign', (await ask()).link, ...boKey()]);
        expect(out).toContain('Roster and policy are the ones of origin/main here.');
      } finally {
        git('checkout', '-q', '--', '.holdpoint');
      }
    });
    test('but another roster can be refused', async () => {
      const sent = await ask({ policy: { ...digests, rosterSha256: sha256('other') } });
      const { out } = await call(['cosign', sent.link, ...boKey()], { input: 'deny\n\n', terminal: true });
      expect(await verdictIn(out, sent)).toMatchObject({ decision: 'deny' });
    });
  });

  test('what nobody sees is spelled out, and every line of theirs stands behind a bar', async () => {
    const action = applyPlan(readFileSync(savedPlan), ['terraform', 'apply', '\u202enalp\u202c', '\u001b[2Jplan.bin']);
    const sent = await ask({
      actions: [{ ...action, uninspectable: ['The script was not read.'] }],
      why: 'First.\nMatching code: acid-acid-acid',
      shown: { diff: Array.from({ length: 400 }, (_, line) => `line ${line}`).join('\n') },
    });
    const { out } = await call(['cosign', sent.link, ...boKey()]);
    expect(out).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
    expect(out).toContain('\\u{202e}nalp\\u{202c}');
    expect(out).toContain('\\u{001b}[2Jplan.bin');
    expect(out.match(/^Matching code:/gm)).toHaveLength(1);
    expect(out).toContain('Nobody could look into this:\n  | The script was not read.');
    for (const line of [0, 199, 399]) expect(out).toContain(`| line ${line}\n`);
  });

  test.each([
    ['no link', 'https://example.com/', /no link of Holdpoint/],
    ['an answer', `a1.${'A'.repeat(22)}.AAAA`, /This is an answer/],
    ['another version', 's2.AAAA.AAAA', /another version of Holdpoint/],
  ])('%s is refused', async (_, word, error) => {
    expect(await call(['cosign', word])).toMatchObject({ code: 1, error: expect.stringMatching(error), out: '' });
  });
  test('a link that was changed on its way is refused', async () => {
    const { link } = await ask();
    const changed = `${link.slice(0, -9)}${link.at(-9) === 'A' ? 'B' : 'A'}${link.slice(-8)}`;
    expect(await call(['cosign', changed])).toMatchObject({
      code: 1,
      error: expect.stringMatching(/changed or cut off/),
    });
  });

  describe('by a relay', () => {
    const data = mkdtempSync(join(tmpdir(), 'holdpoint-cosign-relay-'));
    let relay: Relay;
    beforeAll(async () => {
      relay = await startRelay({ host: '127.0.0.1', port: 0, database: { folder: data }, log: () => {} });
    }, 60_000);
    afterAll(async () => {
      await relay.close();
      rmSync(data, { recursive: true, force: true });
    });
    const linkOf = ({ keys: { rid }, key }: SentRequest, kind: 'page' | 'relayed', port = relay.port) =>
      spellLink({ kind, relay: `http://127.0.0.1:${port}`, rid, key });
    const put = async ({ keys: { rid, postToken }, sealed }: SentRequest) => {
      const kept = await client(() => relay).put({ ...newLetter(), rid, post: postToken }, sealed);
      expect(kept.status).toBe(201);
    };
    const answersAt = (rid: string) => client(() => relay).replies({ ...newLetter(), rid });
    const approve = { input: 'approve\nFine.\n', terminal: true };

    test.each(['page', 'relayed'] as const)('a %s link: the answer lies there, sealed', async (kind) => {
      const sent = await ask();
      await put(sent);
      const { code, out } = await call(['cosign', linkOf(sent, kind), ...boKey()], approve);
      expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/Signed, and sent to http:\/\/127/) });
      const response = await client(() => relay).call(`/r/${sent.keys.rid}/replies`);
      const { replies } = (await response.json()) as { replies: { blob: string }[] };
      const sealed = bytesOfBase64Url(replies[0]?.blob ?? '');
      expect(await opened(sealed ?? new Uint8Array(), sent.keys)).toMatchObject({
        decision: 'approve',
        approver: 'bo',
      });
    });
    test('sign sends nothing', async () => {
      const sent = await ask();
      await put(sent);
      const { out } = await call(['sign', linkOf(sent, 'page'), ...boKey()], approve);
      expect(await verdictIn(out, sent)).toMatchObject({ decision: 'approve' });
      expect(await answersAt(sent.keys.rid)).toEqual([]);
    });
    test('a relay that takes no answer: what was signed is not lost', async () => {
      const sent = await ask();
      const kept = await client(() => relay).put({ ...newLetter(), rid: sent.keys.rid }, sent.sealed);
      expect(kept.status).toBe(201);
      const { code, out, error } = await call(['cosign', linkOf(sent, 'page'), ...boKey()], approve);
      expect({ code, error }).toEqual({ code: 1, error: expect.stringMatching(/Signed, but not sent/) });
      expect(await verdictIn(out, sent)).toMatchObject({ decision: 'approve' });
    });
    test('a relay that puts another request in its place is found out', async () => {
      const [sent, other] = [await ask(), await ask()];
      await put({ ...sent, sealed: other.sealed });
      const { code, error } = await call(['cosign', linkOf(sent, 'page'), ...boKey()], approve);
      expect({ code, error }).toEqual({ code: 1, error: expect.stringMatching(/does not open with its key/) });
    });
    test('a request that is not there', async () => {
      const { error } = await call(['cosign', linkOf(await ask(), 'page')]);
      expect(error).toMatch(/The request is not at the relay/);
    });
    test('a relay that does not answer', async () => {
      const { error } = await call(['cosign', linkOf(await ask(), 'page', 1)]);
      expect(error).toMatch(/The relay http:\/\/127\.0\.0\.1:1 does not answer/);
    });
  });
});

test.each([
  [[], /One link or file is wanted/],
  [['a', 'b'], /One link or file is wanted/],
  [['a', '--approve', '--deny'], /Either yes or no/],
])('holdpoint cosign %j: exit 2', async (args, error) => {
  expect(await team.run(['cosign', ...args])).toMatchObject({ code: 2, error: expect.stringMatching(error) });
});
