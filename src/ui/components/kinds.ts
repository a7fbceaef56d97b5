/** The order in which people need to hear of effects: what cannot be taken back first, what only looks last. */
import type { EffectKind } from '../../core/effect.ts';

export const heaviestFirst: readonly EffectKind[] = ['destroy', 'unknown', 'change', 'read'];

/** The heaviest of some kinds; undefined for none. */
export function heaviest(kinds: readonly EffectKind[]): EffectKind | undefined {
  return heaviestFirst.find((kind) => kinds.includes(kind));
}
