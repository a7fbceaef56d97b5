/** How a decision is told to scripts. */
import type { Decision } from '../core/decide.ts';

export const exitCodes: Record<Decision['kind'], number> = { allow: 0, hold: 3, deny: 4 };
