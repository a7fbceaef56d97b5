/**
 * The fingerprint of an action: what was shown is what runs, or the fingerprint differs.
 *
 * Covered: the agent's tool, the whole action, what came before it in the same shell where that gives it another
 * meaning, the directory, the environment that chooses the target and the bytes of
 * every file that was read to understand it. Not covered: the host's call id and the agent's own description, which
 * change from try to try without changing what runs.
 */
import type { Brand } from '../../base/brand.ts';
import { canonical } from '../../base/json.ts';
import type { ToolCall } from '../toolCall.ts';
import type { Input } from '../understand.ts';

/** Lower-case hex SHA-256. */
export type Digest = Brand<string, 'Digest'>;

/** SHA-256 of the UTF-8 bytes of a text, in lower-case hex. Handed in: core has no crypto of its own. */
export type Sha256 = (text: string) => string;

const version = 1;

const sealed = (call: ToolCall) => ({
  version,
  agent: call.agent,
  tool: call.tool,
  cwd: call.cwd,
  env: call.env,
  action: call.action,
  ...(call.prior === undefined ? {} : { prior: call.prior }),
});

/** The digest of the call alone, as both ends of the socket compute it from the same message. */
export function callDigest(call: ToolCall, sha256: Sha256): Digest {
  return sha256(canonical(sealed(call))) as Digest;
}

/** The same for a call that has run: what came before it is told only when it is asked for. */
export function ranDigest({ prior: _, ...call }: ToolCall, sha256: Sha256): Digest {
  return callDigest(call, sha256);
}

/** The digest of the call together with every byte that was read to understand it. */
export function actionDigest(call: ToolCall, inputs: readonly Input[], sha256: Sha256): Digest {
  const files = [...inputs]
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
    .map(({ path, kind, text }) => ({ path, kind, sha256: sha256(text) }));
  return sha256(canonical({ ...sealed(call), files })) as Digest;
}
