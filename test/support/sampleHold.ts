/** The hold that every sample begins with. */
import { ruleSentence } from '../../src/core/wording.ts';
import type { HoldView } from '../../src/protocol/panel.ts';

export const rule = (name: string) => ({ rule: name, message: ruleSentence(name, name) });

/** The moment at which the sample states are shown. */
export const start = Date.UTC(2026, 2, 12, 9, 30);
export const minutes = 60_000;

const promise =
  'If you approve, the agent may run exactly this, once, within five minutes. Anything different asks again.';

/** A hold with nothing special about it; a sample says what is its own. */
export function sampleHold(own: Partial<HoldView> = {}): HoldView {
  return {
    id: 'hold-1',
    digest: 'sha256:1f0c3a',
    paint: 'paint-1',
    agent: 'Claude Code',
    directory: 'shop',
    places: [],
    headline: 'Scales deployment `web`',
    severity: 'change',
    summary: '1 step changes. Whether it can be undone is not known.',
    scripts: [],
    effects: [],
    longValues: [],
    warnings: [],
    saferWays: [],
    probes: [],
    files: [],
    rules: [rule('changes-hold')],
    environment: [],
    reasonRequired: false,
    confirmation: { kind: 'click' },
    promise,
    askedAt: start - 8_000,
    expiresAt: start + 14 * minutes + 52_000,
    ...own,
  };
}
