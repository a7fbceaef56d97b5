/**
 * A second person's answer, in a terminal.
 *
 *     holdpoint cosign LINK|FILE      shows a request, asks, signs by an SSH key, and sends the answer where it came from
 *     holdpoint sign LINK|FILE        the same, and sends nothing: the answer is there to be passed on
 *
 * Where nobody sits at a terminal it only shows, unless `--approve` or `--deny` comes with the request's matching code.
 * Exit 0: an answer was signed. 3: none was. 1: it could not be. 2: usage.
 */
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { ShapeError } from '../base/json.ts';
import { problem } from '../base/problem.ts';
import { answerTo, doubtsOf } from '../core/cosign/answer.ts';
import type { Signable } from '../core/cosign/ask.ts';
import type { Bytes } from '../core/cosign/bytes.ts';
import { spellEnvelope } from '../core/cosign/dsse.ts';
import { matchingCode } from '../core/cosign/matchingCode.ts';
import { type RefusalCode, refused } from '../core/cosign/refusals.ts';
import { type Key, type Person, type Roster, whyNot } from '../core/cosign/roster.ts';
import { padding } from '../core/cosign/seal.ts';
import { checkSignature, keyIdOf } from '../core/cosign/signature.ts';
import { openRequest } from '../core/cosign/verify.ts';
import { writeFileAtomic } from '../platform/atomicFile.ts';
import { readArguments } from './arguments.ts';
import { branchFiles } from './branchFiles.ts';
import { answerText, type Opened, openSealed, sealedAnswer, sendAnswer } from './cosignLinks.ts';
import { spellAsked } from './cosignText.ts';
import type { Command, Io } from './io.ts';
import { usageProblem } from './problems.ts';
import { agentKeys, type SshKey, signBySsh, sshKeyNamed } from './sshKeys.ts';

const usage =
  'holdpoint cosign|sign LINK|FILE [--key FILE.pub|SHA256:…] [--approve | --deny] [--code WORDS] [--reason TEXT] [--out FILE] [--ref REF | --roster FILE --policy FILE]';

export const cosignCommand: Command = (args, io) => answer(args, io, true);
export const signCommand: Command = (args, io) => answer(args, io, false);

async function answer(args: readonly string[], io: Io, sends: boolean): Promise<number> {
  const { values, positionals } = readArguments(args, usage, {
    key: { type: 'string' },
    approve: { type: 'boolean' },
    deny: { type: 'boolean' },
    code: { type: 'string' },
    reason: { type: 'string' },
    out: { type: 'string' },
    ref: { type: 'string' },
    roster: { type: 'string' },
    policy: { type: 'string' },
  });
  const [word, ...more] = positionals;
  if (word === undefined || more.length > 0) throw usageProblem('One link or file is wanted.', usage);
  if (values.approve === true && values.deny === true) throw usageProblem('Either yes or no.', usage);
  const opened = await openSealed(word, io);
  const files = await branchFiles(values, io);
  const now = () => io.now().getTime();
  const asked = await openRequest(opened.request, files.roster, now(), [], crypto.subtle);
  if ('code' in asked) throw notSigned(asked.message);
  const own = await ownKey(values.key, files.roster, io);
  const hash = (bytes: Uint8Array): Bytes => Uint8Array.from(createHash('sha256').update(bytes).digest());
  const doubts = () => doubtsOf(asked, { ...files, person: own?.person.id, hash, now: now() });
  io.out(spellAsked(asked, doubts(), files.from));

  const said = await decided({ ...values, code: values.code?.trim() }, matchingCode(asked.digest), io);
  if (said === undefined) {
    io.out('Nothing was signed.\n');
    return 3;
  }
  // Time has passed meanwhile.
  const against = doubts().find(({ code }) => said.decision === 'approve' || neverCounts.has(code));
  if (against !== undefined || own === undefined) throw notSigned((against ?? refused('you-stranger')).message);
  const why = whyNot(own.key, now());
  if (why !== undefined) throw notSigned(refused('key-expired', { who: own.person.name, what: why }).message);
  const { rosterSha256 } = files;
  const signed = readable(() =>
    answerTo(asked, { ...said, approver: own.person.id, via: 'cli', rosterSha256, now: now() }),
  );
  const envelope = await enveloped(signed, own, io);
  return (await passOn(opened, envelope, { sends, file: values.out }, io)) ? 0 : 1;
}

function readable(make: () => Signable): Signable {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    throw notSigned('The reason is longer than 1,000 characters, or has some that nobody sees.');
  }
}

const notSigned = (why: string) => problem('not-signed', why, 'Nothing was signed.', '');

/** Doubts under which no answer counts, a refusal neither. */
const neverCounts: ReadonlySet<RefusalCode> = new Set<RefusalCode>(['you-stranger', 'own-request']);

interface Own {
  readonly person: Person;
  readonly key: Key;
  readonly ssh: SshKey;
}

/** The key that signs, and whose it is; undefined where none of theirs is on the roster. */
async function ownKey(word: string | undefined, roster: Roster, io: Io): Promise<Own | undefined> {
  const found: Own[] = [];
  const keys = word === undefined ? await keysAtHome(io) : [await sshKeyNamed(word, io)];
  for (const person of roster.people)
    for (const key of person.keys) {
      if (key.kind === 'passkey' || key.kind === 'device') continue;
      const id = await keyIdOf(crypto.subtle, key);
      const ssh = keys.find((each) => each.id === id);
      if (ssh !== undefined && !found.some((each) => each.ssh.id === id)) found.push({ person, key, ssh });
    }
  const [first, second] = found.filter(
    ({ key }) => found.length === 1 || whyNot(key, io.now().getTime()) === undefined,
  );
  if (second !== undefined) throw usageProblem('Several of your keys are on the roster: name one with "--key".', usage);
  return first;
}

/** The public keys in `~/.ssh`, and the ones the SSH agent has. */
async function keysAtHome(io: Io): Promise<readonly SshKey[]> {
  const folder = join(io.site().home, '.ssh');
  let names: readonly string[] = [];
  try {
    names = readdirSync(folder).filter((name) => name.endsWith('.pub'));
  } catch {
    // There is none.
  }
  const words = names.map((name) => join(folder, name));
  const keys: SshKey[] = [];
  for (const word of words) {
    try {
      keys.push(await sshKeyNamed(word, io));
    } catch {
      // A key that would not count.
    }
  }
  const held = await agentKeys(io);
  return [...keys, ...held.filter(({ id }) => !keys.some((each) => each.id === id))];
}

interface Said {
  readonly decision: 'approve' | 'deny';
  readonly reason: string;
}

interface Given {
  readonly approve?: boolean | undefined;
  readonly deny?: boolean | undefined;
  readonly code?: string | undefined;
  readonly reason?: string | undefined;
}

/** Undefined where nobody has decided. @throws {Problem} for the code of another request */
async function decided({ approve, deny, code, reason }: Given, wanted: string, io: Io): Promise<Said | undefined> {
  const given = approve === true ? 'approve' : deny === true ? 'deny' : undefined;
  if (code !== undefined && code !== wanted)
    throw notSigned(`The matching code is not ${code}: this is another request than the one you were told of.`);
  if (given !== undefined && code !== undefined) return { decision: given, reason: reason ?? '' };
  if (!('isTTY' in io.stdin && io.stdin.isTTY === true)) {
    if (given !== undefined)
      throw usageProblem('Nobody sits at a terminal here: "--code" with the matching code is wanted.', usage);
    return undefined;
  }
  const lines = createInterface({ input: io.stdin });
  const replies = lines[Symbol.asyncIterator]();
  const ask = async (question: string): Promise<string> => {
    io.out(question);
    const { value, done } = await replies.next();
    return done === true ? '' : value.trim();
  };
  try {
    const decision = given ?? (await ask('Type approve or deny; anything else signs nothing: '));
    if (decision !== 'approve' && decision !== 'deny') return undefined;
    return { decision, reason: reason ?? (await ask('Reason, which whoever asked reads: ')) };
  } finally {
    lines.close();
  }
}

/** Signed by their key, and looked at as everybody else will. */
async function enveloped({ payloadType, payload, signed }: Signable, own: Own, io: Io): Promise<Bytes> {
  const sig = await signBySsh(own.ssh, signed, io);
  const envelope = { payloadType, payload, keyid: own.ssh.id, sig };
  const check = await checkSignature(crypto.subtle, own.key, envelope, own.person.name, []);
  if ('code' in check) throw notSigned(check.message);
  return spellEnvelope(envelope);
}

/** Whether it got where it should. What was signed is told in any case. */
async function passOn(
  { keys, relay }: Opened,
  envelope: Bytes,
  { sends, file }: { readonly sends: boolean; readonly file: string | undefined },
  io: Io,
): Promise<boolean> {
  const text = `${answerText(keys, await sealedAnswer(keys, envelope, padding.link))}\n`;
  if (file !== undefined) writeFileAtomic(resolve(io.cwd, file), text, { mode: 0o644 });
  if (relay !== undefined && sends) {
    try {
      await sendAnswer(relay, keys, await sealedAnswer(keys, envelope, padding.carried));
      io.out(`Signed, and sent to ${relay}.\n`);
      return true;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      io.error(`${why} Signed, but not sent: pass it on yourself.\n`);
      io.out(`\n${text}`);
      return false;
    }
  }
  if (file === undefined) io.out(`Signed. Send this to whoever asked:\n${text}`);
  else io.out(`Signed. Send ${file} to whoever asked.\n`);
  return true;
}
