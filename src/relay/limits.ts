/** How much one address may ask for: buckets that fill again by and by. */
import type { Clock } from '../platform/clock.ts';

export interface Rate {
  /** At once. */
  readonly burst: number;
  /** Every second after that. */
  readonly perSecond: number;
}

interface Bucket {
  left: number;
  at: number;
}

/** Full buckets say nothing and are forgotten at this many. */
const mostBuckets = 50_000;

/** Whether this address may once more. */
export function rateLimit({ burst, perSecond }: Rate, clock: Pick<Clock, 'now'>): (address: string) => boolean {
  const buckets = new Map<string, Bucket>();
  const fill = (bucket: Bucket, now: number): number =>
    Math.min(burst, bucket.left + ((now - bucket.at) / 1_000) * perSecond);
  return (address) => {
    const now = clock.now();
    const key = network(address);
    const bucket = buckets.get(key) ?? { left: burst, at: now };
    const left = fill(bucket, now);
    if (left < 1) return false;
    buckets.set(key, { left: left - 1, at: now });
    if (buckets.size > mostBuckets) forget(buckets, (one) => fill(one, now) >= burst - 1);
    return true;
  };
}

function forget(buckets: Map<string, Bucket>, full: (bucket: Bucket) => boolean): void {
  for (const [key, bucket] of buckets) if (full(bucket)) buckets.delete(key);
  // An attack from everywhere: the oldest go, and get a new bucket.
  for (const key of buckets.keys()) {
    if (buckets.size <= mostBuckets / 2) return;
    buckets.delete(key);
  }
}

/** A person has a whole /64 of IPv6 addresses. */
export function network(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (!plain.includes(':')) return plain;
  const [head = '', tail] = plain.split('::');
  const groups = head.split(':').filter(Boolean);
  const rest = tail?.split(':').filter(Boolean) ?? [];
  const all =
    tail === undefined
      ? groups
      : [...groups, ...Array(Math.max(0, 8 - groups.length - rest.length)).fill('0'), ...rest];
  return all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}

/**
 * The address of who asks: the one the connection has, or, behind `proxies` proxies of our own, the one that the outermost
 * of them has seen. What stands further left in the header is the caller's own invention.
 */
export function clientAddress(connected: string, forwarded: string | undefined, proxies: number): string {
  if (proxies === 0 || forwarded === undefined) return connected;
  const hops = forwarded.split(',').map((hop) => hop.trim());
  return hops[Math.max(0, hops.length - proxies)] ?? connected;
}
