/**
 * Sizes the way Kubernetes writes them: `20Gi`, `500M`, `1e9`.
 * @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
const powers: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** Bytes; undefined for what is no size. */
export function bytesIn(quantity: unknown): number | undefined {
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?(?:e\d{1,2})?)([kMGTPE]i?|Ki)?$/i.exec(String(quantity)) ?? [];
  const power = powers[unit];
  return digits === undefined || power === undefined ? undefined : Math.round(Number(digits) * power);
}
