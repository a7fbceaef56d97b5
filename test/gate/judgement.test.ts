/** What stands beside a held call, from the gate to the view: the sentence, how bad, where, as whom, and what came before. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Impact, Resource } from '../../src/core/impact/impact.ts';
import { wholeImpact } from '../../src/core/impact/whole.ts';
import { rightsOf } from '../../src/core/rights/rights.ts';
import { holdView } from '../../src/extension/holdView.ts';
import { createJudge, type Judge } from '../../src/gate/judgement.ts';
import type { ProbeState } from '../../src/gate/probeStates.ts';
import type { HoldView } from '../../src/protocol/panel.ts';
import { command, connectHook, type GateFixture, gateFixture } from '../support/gateFixture.ts';

let fixture: GateFixture;
let judge: Judge;
beforeEach(() => {
  fixture = gateFixture();
  judge = createJudge({
    clock: fixture.clock,
    home: '/home/u',
    reader: () => () => ({ kind: 'missing' }),
    lines: () => [],
    log: () => {},
  });
});
afterEach(() => fixture.dispose());

const database: Resource = {
  address: 'orders',
  provider: 'aws',
  type: 'AWS::RDS::DBInstance',
  name: 'orders',
  existing: 'orders',
  action: 'delete',
  actions: ['delete'],
  attributes: [],
  holds: 'data',
  size: { bytes: 412e9, atLeast: false },
  facts: ['deletion protection off', 'no final snapshot'],
  wayBack: { kind: 'irreversible', why: 'no final snapshot is taken, and no other was seen' },
  dependents: [
    { address: 'AWS::ECS::Service checkout', distance: 1 },
    { address: 'AWS::CloudWatch::Alarm cpu', distance: 1 },
    { address: 'AWS::CloudWatch::Alarm disk', distance: 1 },
  ],
  provenance: 'probe',
};
const rights = rightsOf({
  tool: 'aws',
  who: 'the role `Admin` of account 123456789012',
  holds: ['AdministratorAccess'],
  everything: true,
  needs: ['rds:DeleteDBInstance', 'rds:CreateDBSnapshot', 'rds:DescribeDBInstances'],
  missing: [],
  open: [],
});

const done = (id: string, impact: Impact): ProbeState => ({
  id,
  title: 'Ask',
  does: 'network',
  commands: [],
  output: '',
  phase: { kind: 'done', impact },
});

function view(line: string, ...impacts: readonly Impact[]): HoldView {
  connectHook(fixture.gate).ask(command(line));
  const [held] = fixture.gate.waiting();
  if (held === undefined) throw new Error('it is not held');
  const probes = impacts.map((impact, index) => done(String(index), impact));
  const [first] = impacts.filter(({ resources }) => resources.length > 0);
  const judgement = judge.of(held, first);
  return holdView(held, { agentTitle: (id) => id, shorten: (path) => path, paint: 'paint', probes, judgement });
}

const line = 'aws rds delete-db-instance --db-instance-identifier orders --skip-final-snapshot --profile prod';
const asked: Impact = { ...wholeImpact([], []), rights: [rights] };

describe('a hold', () => {
  test('says in one sentence what goes, where, and what hangs on it', () => {
    const { summary, judged, warnings, saferWays } = view(line, wholeImpact([database], []), asked);
    expect(summary).toBe(
      'Deletes the production database `orders` (412 GB, deletion protection off, no final snapshot), on which 2 alarms and 1 service depend; this cannot be undone.',
    );
    expect(judged?.severity).toEqual({
      level: 'critical',
      reason:
        '`orders` cannot be brought back, since no final snapshot is taken, and no other was seen; and this is production.',
    });
    expect(judged?.environment.sentence).toBe('Production, because AWS profile `prod`.');
    expect(judged?.rights.map(({ sentence }) => sentence)).toEqual([
      'It would act as the role `Admin` of account 123456789012, which holds `AdministratorAccess`; the action needs three permissions.',
    ]);
    expect(warnings.map(({ what }) => what)).toEqual(
      expect.arrayContaining([
        '`orders` is lost for good.',
        '`orders` is not protected.',
        'It takes something away in production.',
      ]),
    );
    expect(saferWays[0]?.command).toMatch(/^aws rds create-db-snapshot .* --profile prod$/);
  });

  test('keeps better words of a tool’s own reader', () =>
    expect(view(line, { ...wholeImpact([database], []), headline: 'Deletes everything that matters.' }).summary).toBe(
      'Deletes everything that matters.',
    ));

  test('of which only the rights are known yet has no impact', () => {
    const { impact, judged, summary } = view(line, asked);
    expect([impact, judged?.rights.length, judged?.severity.level]).toEqual([undefined, 1, 'critical']);
    expect(summary).not.toMatch(/Changes nothing/);
  });

  test('elsewhere than in production does not call it so', () =>
    expect(view(line.replace('prod', 'dev'), wholeImpact([database], [])).summary).toMatch(
      /^Deletes the database `orders`/,
    ));
});

test('no journal that cannot be read keeps a hold from its judgement', () => {
  judge = createJudge({
    clock: fixture.clock,
    home: '/home/u',
    reader: () => () => ({ kind: 'missing' }),
    lines: () => {
      throw new Error('EIO');
    },
    log: () => {},
  });
  connectHook(fixture.gate).ask(command(line));
  const [held] = fixture.gate.waiting();
  if (held === undefined) throw new Error('it is not held');
  judge.opened(held);
  expect(judge.of(held, undefined).timeline).toEqual({ steps: [], earlier: 0 });
});
