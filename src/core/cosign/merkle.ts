/**
 * A log as a tree: whoever has seen a head of it can tell whether a later one only goes on from there.
 * RFC 6962 section 2.1 with SHA-256, https://www.rfc-editor.org/rfc/rfc6962#section-2.1, and the checkpoints of
 * https://github.com/C2SP/C2SP/blob/main/tlog-checkpoint.md
 */
import { ShapeError } from '../../base/json.ts';
import { type Bytes, base64Of, bytesOfBase64, concat, sameBytes } from './bytes.ts';

/** SHA-256 of bytes. Handed in, and at once: a tree of a long log is very many of them. */
export type HashBytes = (bytes: Bytes) => Bytes;

/** Hash of one entry. */
export const leafHash = (entry: Bytes, hash: HashBytes): Bytes => hash(concat(Uint8Array.of(0), entry));
const nodeHash = (left: Bytes, right: Bytes, hash: HashBytes): Bytes => hash(concat(Uint8Array.of(1), left, right));

/** The largest power of two below `size`, of at least 2. */
function split(size: number): number {
  let half = 1;
  while (half * 2 < size) half *= 2;
  return half;
}

/** Root of the entries' hashes; of none, the hash of nothing. */
export function treeRoot(leaves: readonly Bytes[], hash: HashBytes): Bytes {
  const [first] = leaves;
  if (first === undefined) return hash(new Uint8Array());
  if (leaves.length === 1) return first;
  const half = split(leaves.length);
  return nodeHash(treeRoot(leaves.slice(0, half), hash), treeRoot(leaves.slice(half), hash), hash);
}

/** Whole trees that a log of any length consists of, the largest first: enough to go on, and to tell its root. */
export type Frontier = readonly Head[];

/** A log with one entry more. */
export function grown(frontier: Frontier, leaf: Bytes, hash: HashBytes): Frontier {
  const trees = [...frontier];
  let last: Head = { size: 1, root: leaf };
  for (let before = trees.at(-1); before?.size === last.size; before = trees.at(-1)) {
    trees.pop();
    last = { size: before.size * 2, root: nodeHash(before.root, last.root, hash) };
  }
  return [...trees, last];
}

/** Length and root, without its entries. */
export function headOf(frontier: Frontier, hash: HashBytes): Head {
  const [last, ...larger] = frontier.toReversed();
  if (last === undefined) return { size: 0, root: hash(new Uint8Array()) };
  return larger.reduce(
    (right, left) => ({ size: left.size + right.size, root: nodeHash(left.root, right.root, hash) }),
    last,
  );
}

/** The hashes that lead from the entry at `index` to the root. @throws {RangeError} where there is none. */
export function inclusionProof(index: number, leaves: readonly Bytes[], hash: HashBytes): readonly Bytes[] {
  if (!Number.isSafeInteger(index) || index < 0 || index >= leaves.length) throw new RangeError('no such entry');
  if (leaves.length === 1) return [];
  const half = split(leaves.length);
  return index < half
    ? [...inclusionProof(index, leaves.slice(0, half), hash), treeRoot(leaves.slice(half), hash)]
    : [...inclusionProof(index - half, leaves.slice(half), hash), treeRoot(leaves.slice(0, half), hash)];
}

/** RFC 9162 2.1.3.2. False for whatever proves it not. */
export function isIncluded(
  leaf: Bytes,
  index: number,
  { size, root }: Head,
  proof: readonly Bytes[],
  hash: HashBytes,
): boolean {
  if (!isSize(size) || !isSize(index) || index >= size) return false;
  let [at, last] = [index, size - 1];
  let found = leaf;
  for (const step of proof) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      found = nodeHash(step, found, hash);
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    } else found = nodeHash(found, step, hash);
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && sameBytes(found, root);
}

export interface Head {
  /** How many entries. */
  readonly size: number;
  readonly root: Bytes;
}

/** What shows that the tree of these leaves goes on from its first `size`. @throws {RangeError} unless `size` is in between. */
export function consistencyProof(size: number, leaves: readonly Bytes[], hash: HashBytes): readonly Bytes[] {
  if (!Number.isSafeInteger(size) || size < 1 || size > leaves.length) throw new RangeError('no such tree');
  const proof = (of: number, from: readonly Bytes[], whole: boolean): readonly Bytes[] => {
    if (of === from.length) return whole ? [] : [treeRoot(from, hash)];
    const at = split(from.length);
    return of <= at
      ? [...proof(of, from.slice(0, at), whole), treeRoot(from.slice(at), hash)]
      : [...proof(of - at, from.slice(at), false), treeRoot(from.slice(0, at), hash)];
  };
  return proof(size, leaves, true);
}

/** RFC 9162 2.1.4.2: whether `later` only goes on from `earlier`. Everything goes on from nothing. */
export function isExtension(earlier: Head, later: Head, proof: readonly Bytes[], hash: HashBytes): boolean {
  if (!isSize(earlier.size) || !isSize(later.size) || earlier.size > later.size) return false;
  if (earlier.size === 0) return proof.length === 0 && sameBytes(earlier.root, hash(new Uint8Array()));
  if (earlier.size === later.size) return proof.length === 0 && sameBytes(earlier.root, later.root);
  let [at, last] = [earlier.size - 1, later.size - 1];
  while (at % 2 === 1) [at, last] = [half(at), half(last)];
  // A tree that is whole stands in the proof by its own root.
  const [start, ...rest] = at === 0 ? [earlier.root, ...proof] : proof;
  if (start === undefined) return false;
  let [old, young] = [start, start];
  for (const step of rest) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      old = nodeHash(step, old, hash);
      young = nodeHash(step, young, hash);
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    } else young = nodeHash(young, step, hash);
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && sameBytes(old, earlier.root) && sameBytes(young, later.root);
}

/** Not by bits: a log may be longer than 2^31. */
const half = (value: number): number => Math.floor(value / 2);
const isSize = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

export interface Checkpoint extends Head {
  /** Whose log, a name without spaces or `+`. */
  readonly origin: string;
}

/** The text that is signed: origin, size, root, a line each. @throws {ShapeError} for an origin that is none. */
export function spellCheckpoint({ origin, size, root }: Checkpoint): string {
  if (!/^[^\s+]{1,200}$/.test(origin) || !isSize(size)) throw new ShapeError('checkpoint: no such log');
  return `${origin}\n${size}\n${base64Of(root)}\n`;
}

/** @throws {ShapeError} for anything but that text, and never anything else. */
export function readCheckpoint(text: string): Checkpoint {
  const [, origin, digits, encoded] = /^([^\s+]{1,200})\n(0|[1-9]\d{0,15})\n([A-Za-z0-9+/]{43}=)\n$/.exec(text) ?? [];
  const root = encoded === undefined ? undefined : bytesOfBase64(encoded);
  const size = Number(digits);
  if (origin === undefined || root === undefined || !isSize(size))
    throw new ShapeError('checkpoint: not of the shape of one');
  return { origin, size, root };
}
