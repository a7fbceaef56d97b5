/**
 * Every way in which an answer does not count, or an action does not run, with the sentence that people read: what
 * happened, what it means, what to do next.
 */
export interface About {
  /** A person's name. */
  readonly who?: string;
  /** What belongs into the sentence: an address, a clause, a path. */
  readonly what?: string;
}

/** The number is the check of `verify.ts`. */
const sentences = {
  // The request itself.
  'request-malformed': () => 'This is no request, or it was cut off on its way. The action did not run. Ask again.',
  'requester-stranger': () =>
    'The request is signed by a key of nobody on the roster, so that nobody can tell whose it is. The action did not run. Whoever asks has to be on the roster: add yourself as a co-signer first.',
  'requester-differs': ({ who, what }: About) =>
    `The request says that ${what} asks, but it is signed by a key of ${who}. The action did not run.`,
  'requester-key': ({ who, what }: About) =>
    `${who}'s key, by which the request is signed, ${what}. The action did not run. Ask again with another key.`,
  'requester-signature': ({ who, what }: About) =>
    `The request is not as ${who} signed it: ${what} The action did not run. Ask again.`,
  // What whoever answers finds on their own machine.
  'you-stranger': () =>
    'You are not on the roster of the default branch, so your answer would not count. Add yourself as a co-signer first.',
  'log-changed': ({ who }: About) =>
    `${who}'s log is not the one that was signed before and has grown since: something in it was taken out or changed. Do not approve. Ask ${who} what happened.`,
  'no-proof': ({ who }: About) =>
    `The roster has a key under the name of ${who} without a proof that it is theirs. Have ${who} add it again.`,
  // 1
  'too-large': () => 'An answer came that is larger than any answer is, and was not read. Ask for it again.',
  'not-an-envelope': () =>
    'What came is no signed answer, or was cut off on its way. It does not count. Ask for it again.',
  'payload-type': () => 'What came was signed as something else than an answer. It does not count.',
  // 2
  'not-canonical': () =>
    'What came was signed, but readers could disagree about what it says. It does not count. Ask for an answer made by Holdpoint.',
  // 3
  'statement-type': () => 'What came was signed, but it is no approval and no refusal. It does not count.',
  // 4
  'other-actions': ({ who }: About) =>
    `${who} signed for other actions than these. It does not count. Send the link of this request.`,
  'not-in-request': () =>
    'What is about to run is not what was asked for. It did not run. Ask for exactly this, and have it signed.',
  // 5
  'other-request': ({ who }: About) =>
    `${who} signed another request than this one, which looks like it. It does not count. Send the link again.`,
  'other-id': ({ who }: About) =>
    `${who} signed an earlier or another request. It does not count. Send the link again.`,
  'other-nonce': ({ who }: About) =>
    `${who} signed the same request of another time. It does not count: each is for one run. Send the link again.`,
  'other-log': ({ who }: About) =>
    `${who} signed another state of the requester's log than the request tells. It does not count.`,
  // 6
  'roster-differs': () =>
    'The request was made with another roster than the one that counts here. The action did not run. Fetch the default branch, then ask again.',
  'policy-differs': () =>
    'The request was made under another policy than the one that counts here. The action did not run. Fetch the default branch, then ask again.',
  'signed-with-other-roster': ({ who }: About) =>
    `${who} has another roster than the one that counts here. The answer does not count. Both fetch the default branch, then sign again.`,
  // 7
  'not-yet': () => 'The request is for later. The action did not run. Look at the clock of whoever asked, and wait.',
  'request-expired': () => 'Nobody answered in time: the request has expired. The action did not run. Ask again.',
  'issued-in-future': ({ who }: About) =>
    `${who}'s clock is more than a minute ahead. The answer does not count. Set the clock, then sign again.`,
  'verdict-expired': ({ who }: About) => `${who}'s approval has expired. It counts no more. Ask ${who} again.`,
  'execute-window-over': () => 'It was approved, but not run in the time for that. The action did not run. Ask again.',
  // 8
  stranger: ({ who }: About) =>
    `${who} is not on the roster. The answer does not count. Only people on the default branch's roster can answer.`,
  'unknown-key': ({ who }: About) =>
    `It was signed by a key that the roster does not have for ${who}. It does not count. Sign with a key that is there.`,
  'key-revoked': ({ who, what }: About) =>
    `The key by which ${who} signed ${what}. The answer does not count. Sign with another key.`,
  'key-expired': ({ who, what }: About) =>
    `The key by which ${who} signed ${what}. The answer does not count. Sign with another key.`,
  'key-too-new': ({ who, what }: About) => `The key by which ${who} signed ${what}. The answer does not count yet.`,
  // 9
  'own-request': ({ who }: About) =>
    `${who} asked for this, and nobody is their own second person. It does not count. Somebody else has to sign.`,
  'own-work': ({ who }: About) =>
    `${who} wrote what would run, so their approval does not count. Somebody else has to sign.`,
  // 10
  'malformed-signature': ({ who }: About) =>
    `The signature in ${who}'s name was cut off or changed on its way. It does not count. Ask for it again.`,
  'wrong-signature': ({ who }: About) =>
    `What came in ${who}'s name is not what ${who}'s key signed. It does not count. Ask ${who} over another way whether they signed at all.`,
  'other-algorithm': ({ who }: About) =>
    `The signature in ${who}'s name is not of the kind that their key on the roster makes. It does not count.`,
  'other-key': ({ who }: About) =>
    `The signature in ${who}'s name was made by another key than it names. It does not count.`,
  'other-namespace': ({ who }: About) =>
    `${who}'s key signed this for something else than an approval. It does not count. Sign with \`holdpoint sign\`.`,
  certificate: ({ who }: About) =>
    `${who} signed with an SSH certificate. It does not count: sign with the plain key that is on the roster.`,
  'browser-signature': ({ who }: About) =>
    `${who} signed with an SSH key through a browser. It does not count: sign in a terminal, or with a passkey.`,
  'not-touched': ({ who }: About) =>
    `${who}'s security key signed without being touched: a program can do that alone. It does not count. Sign again, and touch it.`,
  'not-verified': ({ who }: About) =>
    `${who}'s passkey did not check who was there. It does not count. Sign again with fingerprint, face or PIN.`,
  'other-origin': ({ who, what }: About) =>
    `${who} signed on ${what}, a page that does not count here. It does not count. Sign on a page that the policy names.`,
  'embedded-page': ({ who, what }: About) =>
    `${who} signed on ${what} inside another page, which could have covered it. It does not count. Open the link itself.`,
  'other-domain': ({ who }: About) => `${who}'s passkey signed for another domain than its own. It does not count.`,
  'other-ceremony': ({ who }: About) =>
    `${who}'s passkey was made, and not asked, for this. It does not count. Sign again.`,
  'other-challenge': ({ who }: About) =>
    `${who}'s passkey signed something else than this answer. It does not count. Sign again.`,
  // 11
  superseded: ({ who }: About) => `${who} has said something newer, which is what counts.`,
  denied: ({ who, what }: About) =>
    `${who} refused it${what === '' ? '' : `: "${what}"`}. The action did not run. Talk to ${who} before you ask again.`,
  // 12
  'not-enough': ({ what }: About) => `${what} The action did not run.`,
  'not-confirmed': ({ who }: About) =>
    `${who} has not confirmed it with a key of their own, which the policy asks for. The action did not run.`,
  // 13
  used: () => 'These approvals have been used: each is for one run. The action did not run again. Ask again.',
  'use-unknown': ({ what }: About) =>
    `Whether these approvals have been used could not be written down: ${what} The action did not run.`,
  // 14
  changed: ({ what }: About) =>
    `${what} is no longer as it was when people signed. The action did not run, and the approvals are used up. Look at it again, and ask again.`,
  // 15
  'not-recorded': ({ what }: About) =>
    `What was approved could not be written down: ${what} The action did not run, and the approvals are used up.`,
} satisfies Record<string, (about: About) => string>;

export type RefusalCode = keyof typeof sentences;

/** Every one there is. */
export const refusalCodes: readonly RefusalCode[] = Object.keys(sentences) as RefusalCode[];

/** Why something does not count, or did not run. */
export interface Refused {
  readonly code: RefusalCode;
  /** Whole sentences. */
  readonly message: string;
}

/** `about`: what the sentence needs; see `sentences`. */
export const refused = (code: RefusalCode, { who = 'Somebody', what = '' }: About = {}): Refused => {
  const say: (about: About) => string = sentences[code];
  return { code, message: say({ who, what }) };
};
