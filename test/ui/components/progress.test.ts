import { describe, expect, test } from 'vitest';
import type { ProbeView } from '../../../src/protocol/panel.ts';
import { progressOf } from '../../../src/ui/components/progress.tsx';

const probe = (state: ProbeView['state'], title: string, own: Partial<ProbeView> = {}): ProbeView => ({
  id: title,
  title,
  does: '',
  commands: ['x'],
  output: '',
  state,
  ...own,
});

describe('how far finding out has come', () => {
  const is = (title: string, probes: readonly ProbeView[], sentence: string | undefined, asks = false) =>
    test(title, () => {
      const found = progressOf(probes);
      expect([found?.sentence, found?.asks ?? false]).toEqual([sentence, asks]);
    });

  is('nothing to ask', [], undefined);
  is('what is known already is no check', [probe('done', 'Read the files', { commands: [] })], undefined);
  is('one runs', [probe('running', 'Plan infra')], 'Being found out: plan infra…');
  is(
    'one of two runs',
    [probe('done', 'Plan infra'), probe('running', 'Plan web')],
    'Being found out: plan web… (1 of 2 checks done)',
  );
  is('one asks', [probe('asks', 'Plan infra')], 'Not asked yet: plan infra.', true);
  is(
    'one failed',
    [probe('failed', 'Plan infra', { why: 'terraform is not installed.' })],
    'Could not be found out: terraform is not installed.',
  );
  is('all done', [probe('done', 'Plan infra')], 'Asked: plan infra.');
});
