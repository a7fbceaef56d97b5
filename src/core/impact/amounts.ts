/** How much, in words: bytes, rows, and what is only estimated. */
import type { Size } from './impact.ts';

const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

const binary = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

const gibibyte = 2 ** 30;

/** `412 GB`, in thousands; `412 GiB` for what was asked for in such steps. */
function bytesOf(bytes: number): string {
  if (bytes >= gibibyte && bytes % gibibyte === 0) return binarySize(bytes);
  const power = bytes < 1_000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1_000 ** power;
  return `${value >= 100 || power === 0 ? Math.round(value) : Number(value.toPrecision(3))} ${units[power]}`;
}

/** `30 GiB`: in steps of 1,024, as disks and claims are asked for. */
export function binarySize(bytes: number): string {
  const step = bytes < 1 ? 0 : Math.min(binary.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 2 ** (10 * step);
  return `${Number.isInteger(value) ? value : Number(value.toPrecision(3))} ${binary[step]}`;
}

/** `at least 1.2 M items, 340 MB`; empty where nothing is known. */
export function sizeOf({ bytes, count, unit, atLeast, asOf }: Size): string {
  const parts = [
    ...(count === undefined ? [] : [`${many(count)} ${one(count, unit ?? 'items')}`]),
    ...(bytes === undefined ? [] : [bytesOf(bytes)]),
  ];
  if (parts.length === 0) return '';
  const when = asOf === undefined ? '' : ` as of ${asOf.slice(0, 10)}`;
  return `${atLeast ? 'at least ' : ''}${parts.join(', ')}${when}`;
}

const many = (count: number): string =>
  count >= 1_000_000 ? `${Number((count / 1e6).toPrecision(3))} M` : count.toLocaleString('en');

const one = (count: number, unit: string): string =>
  count === 1 ? unit.replace(/ies$/, 'y').replace(/(?<=s|x|ch|sh)es$|(?<!s)s$/, '') : unit;
