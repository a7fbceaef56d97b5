/**
 * The links by which a request and its answers travel. What opens a request stands behind the `#`, which browsers do not
 * send to anybody.
 *
 * - `https://RELAY/r/RID#KEY`: a page; the request lies sealed at a relay
 * - `vscode://holdpoint.holdpoint/cosign?h=RELAY#RID.KEY`: the same, for an editor
 * - `vscode://holdpoint.holdpoint/cosign#s1.KEY.SEALED`: the whole request, with nobody between
 * - `vscode://holdpoint.holdpoint/answer#a1.RID.SEALED`: an answer to one
 *
 * Of the last two, what stands behind the `#` is also a text to paste and the content of a `.holdpoint` file.
 */
import { type Bytes, base64UrlOf, bytesOfBase64Url } from './bytes.ts';
import { keyLength } from './seal.ts';

export type Link =
  | {
      readonly kind: 'page' | 'relayed';
      /** Scheme, host, port. */
      readonly relay: string;
      readonly rid: string;
      readonly key: Bytes;
    }
  | { readonly kind: 'whole'; readonly key: Bytes; readonly sealed: Bytes }
  | { readonly kind: 'answer'; readonly rid: string; readonly sealed: Bytes };

/** What was read as no link. */
export interface NoLink {
  readonly kind: 'none';
  /** Sentences: what it is, and what to do. */
  readonly why: string;
}

/** Characters of a text that anybody reads as a link. */
export const mostLinkCharacters = 512 * 1024;

/**
 * Characters up to which a link goes its way. `clicked`: Windows hands no longer one to a program
 * (https://support.microsoft.com/en-us/kb/263909). `pasted`: what chats take as one message. Whatever is longer is a file.
 */
export const linkLengths = { clicked: 2_048, pasted: 28_000 } as const;

/** `paste`: too long for a click everywhere; `file`: too long for a message. */
export type Way = 'click' | 'paste' | 'file';

/** How a link of this length can travel. */
export const wayOf = (link: string): Way =>
  link.length <= linkLengths.clicked ? 'click' : link.length <= linkLengths.pasted ? 'paste' : 'file';

const authority = 'holdpoint.holdpoint';

/** `scheme`: the editor's own: `vscode`, `vscode-insiders`, `vscodium`. */
export function spellLink(link: Link, scheme = 'vscode'): string {
  switch (link.kind) {
    case 'page':
      return `${link.relay}/r/${link.rid}#${base64UrlOf(link.key)}`;
    case 'relayed':
      return `${scheme}://${authority}/cosign?h=${encodeURIComponent(link.relay)}#${link.rid}.${base64UrlOf(link.key)}`;
    case 'whole':
      return `${scheme}://${authority}/cosign#${spellFragment(link)}`;
    case 'answer':
      return `${scheme}://${authority}/answer#${spellFragment(link)}`;
  }
}

/** What is pasted, or lies in a file. */
export const spellFragment = (link: Extract<Link, { kind: 'whole' | 'answer' }>): string =>
  link.kind === 'whole'
    ? `s1.${base64UrlOf(link.key)}.${base64UrlOf(link.sealed)}`
    : `a1.${link.rid}.${base64UrlOf(link.sealed)}`;

const none = (why: string): NoLink => ({ kind: 'none', why });

/** Reads a link, a pasted text or a file's content. Never throws, and decides nothing. */
export function readLink(text: string): Link | NoLink {
  if (text.length > mostLinkCharacters) return none('This is too long for a link of Holdpoint. Ask for it again.');
  // A chat or a mail may have broken it into lines, or put it between angle brackets.
  const whole = text.replace(/\s+/g, '').replace(/^<(.*)>$/, '$1');
  const page = /^(https?:\/\/[^/?#]+)\/r\/([\w-]{22})#([\w-]*)$/.exec(whole);
  if (page !== null) return relayed('page', page[1], page[2], page[3]);
  const editor = /^[a-z][a-z0-9+.-]{1,40}:\/\/holdpoint\.holdpoint\/(cosign|answer)(?:\?h=([^#]*))?#(.*)$/.exec(whole);
  if (editor === null) return fragment(whole) ?? none(notOurs);
  const [, path, host, rest = ''] = editor;
  if (host !== undefined) {
    const [, rid, key] = /^([\w-]{22})\.([\w-]*)$/.exec(rest) ?? [];
    return path === 'cosign' ? relayed('relayed', decoded(host), rid, key) : none(notOurs);
  }
  const found = fragment(rest);
  return found !== undefined && (found.kind === 'none' || (found.kind === 'answer') === (path === 'answer'))
    ? found
    : none(notOurs);
}

const notOurs = 'This is no link of Holdpoint, or a piece is missing. Copy the whole of it.';
const cutOff = 'A piece of this link is missing. Copy the whole of it, or ask for it as a file.';

function relayed(kind: 'page' | 'relayed', relay = '', rid = '', text = ''): Link | NoLink {
  const key = keyOf(text);
  if (!isOrigin(relay)) return none('This link leads to no relay that could be asked. Ask for it again.');
  if (key === undefined || bytesOfBase64Url(rid)?.length !== 16) return none(cutOff);
  return { kind, relay, rid, key };
}

function fragment(text: string): Link | NoLink | undefined {
  const [, letter, version, name = '', content = ''] = /^([sa])(\d{1,3})\.([\w-]*)\.([\w-]*)$/.exec(text) ?? [];
  if (letter === undefined) return undefined;
  if (version !== '1')
    return none('This link was made by another version of Holdpoint. Update Holdpoint, and open it again.');
  const sealed = bytesOfBase64Url(content);
  if (sealed === undefined) return none(cutOff);
  if (letter === 'a')
    return bytesOfBase64Url(name)?.length === 16 ? { kind: 'answer', rid: name, sealed } : none(cutOff);
  const key = keyOf(name);
  return key === undefined ? none(cutOff) : { kind: 'whole', key, sealed };
}

function keyOf(text: string): Bytes | undefined {
  const key = bytesOfBase64Url(text);
  return key?.length === keyLength ? key : undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

/** As browsers write it; without TLS only on this very machine. */
function isOrigin(text: string): boolean {
  try {
    const { origin, protocol, hostname } = new URL(text);
    const local = /^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(hostname);
    return origin === text && (protocol === 'https:' || (protocol === 'http:' && local));
  } catch {
    return false;
  }
}
