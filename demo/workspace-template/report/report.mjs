// Prints what each system cost last month, and the sum.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** @typedef {{ service: string, hours: number, rate: number }} Usage */

/** @param {Usage[]} usage */
export function costs(usage) {
  return usage.map(({ service, hours, rate }) => {
    const cents = Math.floor(hours * rate * 100);
    return { service, cents };
  });
}

/** @param {Usage[]} usage */
export function total(usage) {
  return costs(usage).reduce((sum, { cents }) => sum + cents, 0);
}

/** @param {number} cents */
const dollars = (cents) => `$${(cents / 100).toFixed(2)}`.padStart(10);

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  /** @type {Usage[]} */
  const usage = JSON.parse(readFileSync(new URL('usage.json', import.meta.url), 'utf8'));
  for (const { service, cents } of costs(usage)) console.log(`${service.padEnd(20)}${dollars(cents)}`);
  console.log(`${'total'.padEnd(20)}${dollars(total(usage))}`);
}
