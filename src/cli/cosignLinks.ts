/** Sealed requests and answers, opened from a link, a pasted text, a file, or a relay; and answers, sealed. */
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ShapeError } from '../base/json.ts';
import { Problem, problem } from '../base/problem.ts';
import { type Bytes, bytesOfBase64Url } from '../core/cosign/bytes.ts';
import { type Link, mostLinkCharacters, readLink, spellLink } from '../core/cosign/link.ts';
import { sealEnvelope, unsealEnvelope } from '../core/cosign/pack.ts';
import { type SealKeys, sealKeys } from '../core/cosign/seal.ts';
import { visible } from '../core/wording.ts';
import { deflate } from '../platform/deflate.ts';
import { postReply, type RelayAt, sealedReplies, sealedRequest } from '../protocol/relayClient.ts';
import { fileText } from './fileText.ts';
import type { Io } from './io.ts';

/** A request that has been opened; whose it is has not been looked at. */
export interface Opened {
  readonly keys: SealKeys;
  /** Its envelope. */
  readonly request: Bytes;
  /** Scheme, host, port; missing where nobody carries it. */
  readonly relay?: string;
}

/** Milliseconds until a relay is given up. */
const patience = 20_000;

const reached = (relay: string): RelayAt => ({ relay, fetch, signal: AbortSignal.timeout(patience) });

const unread = (why: string) => problem('not-opened', why, 'Nothing was signed or approved.', '');

/** `word`: a link, the text of one, or a file with it. @throws {Problem} */
export async function openSealed(word: string, { cwd }: Pick<Io, 'cwd'>): Promise<Opened> {
  const link = linkIn(word, cwd);
  if (link.kind === 'answer') throw unread('This is an answer, and no request.');
  const keys = await sealKeys(crypto.subtle, link.key);
  if (link.kind === 'whole') return { keys, request: await unsealed(keys, 'request', link.sealed) };
  // Else a relay could be asked for one request, and the key open another.
  if (keys.rid !== link.rid) throw unread('The two parts of this link do not belong together. Ask for it again.');
  const sealed = await sealedRequest(reached(link.relay), link.rid);
  return { keys, request: await unsealed(keys, 'request', sealed), relay: link.relay };
}

function linkIn(word: string, cwd: string): Link {
  const path = resolve(cwd, word);
  const isFile = word.length < 4_096 && existsSync(path) && statSync(path).isFile();
  if (isFile && statSync(path).size > mostLinkCharacters) throw unread(`${word} is too large to be a request.`);
  const link = readLink(isFile ? fileText(path) : word);
  if (link.kind === 'none') throw unread(link.why);
  return link;
}

async function unsealed(keys: SealKeys, kind: 'request' | 'reply', sealed: Bytes): Promise<Bytes> {
  try {
    return await unsealEnvelope(crypto.subtle, keys, kind, sealed, deflate);
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    const what = kind === 'request' ? 'request' : 'answer';
    throw unread(`This ${what} does not open with its key: it was changed or cut off on its way. Ask for it again.`);
  }
}

/** The answer's envelope, sealed so that whoever asked can open it. `multiple`: see `padding`. */
export const sealedAnswer = (keys: SealKeys, envelope: Bytes, multiple: number): Promise<Bytes> =>
  sealEnvelope(crypto.subtle, keys, 'reply', envelope, {
    iv: Uint8Array.from(randomBytes(12)),
    multiple,
    deflate,
  });

export interface Answers {
  /** Their envelopes. */
  readonly verdicts: readonly Bytes[];
  /** Why others were not opened, sentences. */
  readonly unopened: readonly string[];
}

/** What answers the request: of the words, which are texts, files, or folders of these, and of its relay. @throws {Problem} */
export async function openAnswers({ keys, relay }: Opened, words: readonly string[], io: Io): Promise<Answers> {
  const verdicts: Bytes[] = [];
  const unopened: string[] = [];
  const attempt = async (open: () => Promise<Bytes>) => {
    try {
      verdicts.push(await open());
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      unopened.push(error.message);
    }
  };
  for (const word of words.flatMap((each) => filesOf(each, io.cwd)))
    await attempt(async () => {
      const link = linkIn(word, io.cwd);
      if (link.kind !== 'answer') throw unread(`${visible(word.slice(0, 80))} is no answer.`);
      if (link.rid !== keys.rid) throw unread('This answers another request.');
      return unsealed(keys, 'reply', link.sealed);
    });
  const relayed = relay === undefined ? [] : await sealedReplies(reached(relay), keys.rid);
  for (const blob of relayed) await attempt(() => unsealed(keys, 'reply', bytesOfBase64Url(blob) ?? new Uint8Array()));
  return { verdicts, unopened };
}

function filesOf(word: string, cwd: string): readonly string[] {
  const path = resolve(cwd, word);
  if (word.length >= 4_096 || !existsSync(path) || !statSync(path).isDirectory()) return [word];
  return readdirSync(path)
    .sort()
    .map((name) => join(path, name));
}

/** What is sent back by any chat. */
export const answerText = ({ rid }: SealKeys, sealed: Bytes): string => spellLink({ kind: 'answer', rid, sealed });

/** @throws {Problem} */
export const sendAnswer = (relay: string, { rid, postToken }: SealKeys, sealed: Bytes): Promise<void> =>
  postReply(reached(relay), rid, postToken, sealed);
