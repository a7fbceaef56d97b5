/** Asks a relay, as `relay.ts` says it. How it goes over the wire is handed in: Node, editors and pages have their own. */
import { record, ShapeError } from '../base/json.ts';
import { type Problem, problem } from '../base/problem.ts';
import { readReplies, relayErrors, relayLimits, requestPath } from './relay.ts';

type Bytes = Uint8Array<ArrayBuffer>;

export interface RelayAt {
  /** Scheme, host, port. */
  readonly relay: string;
  readonly fetch: typeof fetch;
  /** When it is given up. */
  readonly signal: AbortSignal;
}

/** Bytes of a list of answers. */
const mostReplies = relayLimits.replies * relayLimits.reply * 2;
/** Bytes of what is said beside what was asked for. */
const mostSaid = 4_096;

/** The sealed request. @throws {Problem} */
export const sealedRequest = (at: RelayAt, rid: string): Promise<Bytes> =>
  ask(at, requestPath(rid), {}, relayLimits.request);

/** The sealed answers so far, base64url. @throws {Problem} */
export async function sealedReplies(at: RelayAt, rid: string): Promise<readonly string[]> {
  const bytes = await ask(at, `${requestPath(rid)}/replies`, {}, mostReplies);
  try {
    return readReplies(JSON.parse(new TextDecoder().decode(bytes))).map(({ blob }) => blob);
  } catch (error) {
    if (error instanceof ShapeError || error instanceof SyntaxError) throw strange(at);
    throw error;
  }
}

/** Leaves a sealed answer; the same one again is fine. `token`: see `sealKeys`. @throws {Problem} */
export async function postReply(at: RelayAt, rid: string, token: string, sealed: Bytes): Promise<void> {
  const headers = { authorization: `Bearer ${token}` };
  await ask(at, `${requestPath(rid)}/replies`, { method: 'POST', headers, body: sealed }, mostSaid);
}

const strange = ({ relay }: RelayAt): Problem =>
  problem('relay-strange', `${relay} does not answer as a relay of Holdpoint does.`, '', 'Look at the address.');

async function ask(at: RelayAt, path: string, init: RequestInit, limit: number): Promise<Bytes> {
  let response: Response;
  let bytes: Bytes | undefined;
  try {
    response = await at.fetch(`${at.relay}${path}`, { ...init, redirect: 'error', signal: at.signal });
    bytes = await bodyOf(response, response.ok ? limit : mostSaid);
  } catch {
    throw problem(
      'relay-unreachable',
      `The relay ${at.relay} does not answer.`,
      '',
      'Try again, or ask for a link that needs no relay.',
    );
  }
  if (bytes === undefined) throw strange(at);
  if (response.ok) return bytes;
  const said = errorOf(bytes);
  if (said === undefined) throw strange(at);
  throw problem(`relay-${said.code}`, said.message, '', '');
}

/** Undefined where it is longer than `limit`. */
async function bodyOf(response: Response, limit: number): Promise<Bytes | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = response.body?.getReader();
  for (let next = await reader?.read(); next?.value !== undefined; next = await reader?.read()) {
    length += next.value.length;
    if (length > limit) {
      await reader?.cancel();
      return undefined;
    }
    chunks.push(next.value);
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

/** A relay's words go on a terminal: only the ones it is known to say. */
const sentences: Readonly<Record<(typeof relayErrors)[number], string>> = {
  malformed: 'The relay does not take this as a request.',
  unauthorized: 'The relay does not take this link for an answer.',
  missing: 'The request is not at the relay: it is over, or was taken back. Ask for it again.',
  taken: 'Another request lies at the relay under this name.',
  used: 'What this request asked for has been used already.',
  full: 'The relay takes no more answers to this request.',
  'too-large': 'This is larger than the relay keeps.',
  'too-many': 'The relay is asked too much at once. Try again in a moment.',
  unavailable: 'The relay cannot keep anything right now. Try again in a moment.',
};

function errorOf(bytes: Uint8Array): { readonly code: string; readonly message: string } | undefined {
  try {
    const { error } = record(JSON.parse(new TextDecoder().decode(bytes)));
    const code = relayErrors.find((each) => each === error);
    return code === undefined ? undefined : { code, message: sentences[code] };
  } catch {
    return undefined;
  }
}
