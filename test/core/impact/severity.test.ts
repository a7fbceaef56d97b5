/** Reversibility × environment × extent, with its reason: one line per case, and the look-alike beside it. */
import { describe, expect, test } from 'vitest';
import type { Resource, Uninspectable } from '../../../src/core/impact/impact.ts';
import { severityOf } from '../../../src/core/impact/severity.ts';
import { warningsOf } from '../../../src/core/impact/warnings.ts';
import { wholeImpact } from '../../../src/core/impact/whole.ts';
import { type Environment, environmentOf } from '../../../src/core/policy/environment.ts';
import type { Action } from '../../../src/core/toolCall.ts';
import { callOf, understandAction, understandLine } from '../../support/understanding.ts';

const places = {
  production: 'kubectl --context prod delete pod x',
  development: 'kubectl --context dev delete pod x',
  unknown: 'kubectl delete pod x',
  local: 'kubectl --context kind-a delete pod x',
  mixed: 'kubectl --context dev delete pod x && kubectl --context prod delete pod x',
};
const environment = (line: string): Environment =>
  environmentOf({ call: callOf({ kind: 'command', line, shell: 'bash' }), effects: understandLine(line).effects });

const base: Resource = {
  address: 'x',
  provider: '',
  type: 'thing',
  name: 'x',
  action: 'delete',
  actions: ['delete'],
  attributes: [],
  wayBack: { kind: 'effort', why: 'it can be built again' },
  dependents: [],
  provenance: 'probe',
};
const lost = { wayBack: { kind: 'irreversible', why: 'no backup was seen' }, holds: 'data' } as const;

function severity(
  place: keyof typeof places,
  resources: readonly Partial<Resource>[],
  open: readonly Uninspectable[] = [],
) {
  const line = places[place];
  return severityOf({
    impact: wholeImpact(
      resources.map((each, index) => ({ ...base, address: `x${index}`, ...each })),
      open,
    ),
    effects: understandLine(line).effects,
    environment: environment(line),
  });
}

describe('severity', () => {
  const is = (
    title: string,
    level: string,
    place: keyof typeof places,
    resources: readonly Partial<Resource>[],
    reason?: RegExp,
  ) =>
    test(`${title}, ${place}: ${level}`, () => {
      const found = severity(place, resources);
      expect(found.level).toBe(level);
      if (reason !== undefined) expect(found.reason).toMatch(reason);
    });
  const update = { action: 'update', actions: ['update'], wayBack: { kind: 'reversible', why: 'set again' } } as const;
  const create = { ...update, action: 'create', actions: ['create'] } as const;

  is(
    'lost for good',
    'critical',
    'production',
    [lost],
    /`x0` cannot be brought back, since no backup.*this is production/,
  );
  is('lost for good', 'critical', 'unknown', [lost], /nothing says that this is not production/);
  is('lost for good', 'high', 'development', [lost], /in development/);
  is('lost for good', 'high', 'local', [lost]);
  is('nobody knows whether it comes back', 'critical', 'production', [{ wayBack: { kind: 'unknown', why: 'opaque' } }]);
  is('data with a backup', 'high', 'production', [{ holds: 'data' }]);
  is('data with a backup', 'medium', 'development', [{ holds: 'data' }]);
  is('what can be built again', 'medium', 'production', [{}]);
  is('an update', 'medium', 'production', [update]);
  is('an update', 'low', 'development', [update]);
  is('something new', 'low', 'production', [create]);
  is('a read', 'none', 'production', [{ action: 'read', wayBack: { kind: 'none needed', why: 'it only reads' } }]);
  is('nothing', 'none', 'production', []);
  is('a namespace', 'critical', 'development', [{ type: 'Namespace' }], /whole namespace/);
  is('a namespace', 'medium', 'local', [{ type: 'Namespace' }]);
  is('a network policy of a namespace', 'medium', 'development', [{ type: 'NetworkPolicy' }]);
  is('the audit log', 'critical', 'development', [{ type: 'aws_cloudtrail' }], /record of what was done/);
  is(
    'protection off',
    'high',
    'development',
    [
      {
        ...update,
        attributes: [
          {
            path: 'deletion_protection',
            before: { kind: 'value', text: 'true' },
            after: { kind: 'value', text: 'false' },
            forces: false,
          },
        ],
      },
    ],
    /loses its protection/,
  );
  is('eleven at once', 'high', 'development', Array(11).fill({}), /11 resources go at once/);
  is('ten at once', 'medium', 'development', Array(10).fill({}));
  is('fifty at once', 'critical', 'development', Array(50).fill({}), /50 objects go/);
  is('2 GB', 'critical', 'development', [{ ...lost, size: { bytes: 2e9, atLeast: false } }], /2 GB go/);
  is('2 MB', 'high', 'development', [{ ...lost, size: { bytes: 2e6, atLeast: false } }]);
  is(
    '20,000 rows',
    'critical',
    'local',
    [{ ...lost, size: { count: 20_000, unit: 'rows', atLeast: false } }],
    /20,000 rows/,
  );
  is(
    'a protection that refuses',
    'high',
    'production',
    [{ ...lost, refusedBecause: 'deletion protection is on' }],
    /refused because/,
  );
  is('one refused, one not', 'critical', 'production', [
    { ...lost, refusedBecause: 'deletion protection is on' },
    lost,
  ]);
  is('two environments', 'critical', 'mixed', [{ holds: 'data' }], /more than one environment/);

  test('what nobody can see into weighs as much as the worst', () =>
    expect(severity('production', [], [{ what: 'x.sh', why: '' }]).level).toBe('critical'));
  test('what takes a guard rail away is heavy anywhere', () => {
    const of = (line: string) => {
      const { level, reason } = severityOf({
        impact: wholeImpact([], []),
        effects: understandLine(line).effects,
        environment: environment(line),
      });
      return `${level}: ${reason}`;
    };
    expect(of('aws --profile dev cloudtrail delete-trail --name main')).toMatch(/^critical: .*no longer recorded/);
    expect(of('aws --profile dev s3api delete-public-access-block --bucket b')).toMatch(/^high: .*may become public/);
  });
  test('before anybody has looked', () => {
    const of = (line: string) =>
      severityOf({ impact: undefined, effects: understandLine(line).effects, environment: environment(line) }).level;
    expect([
      of('kubectl --context prod delete ns shop'),
      of('kubectl --context dev delete ns shop'),
      of('kubectl --context prod scale deploy web --replicas=3'),
      of('terraform apply -auto-approve'),
      of('kubectl get pods'),
    ]).toEqual(['critical', 'high', 'medium', 'critical', 'none']);
  });
});

describe('warnings by place and time', () => {
  const impact = wholeImpact([{ ...base, ...lost, facts: ['deletion protection off', 'no automatic backups'] }], []);
  const friday = { day: 5, hour: 15, minute: 0 };
  const saturday = { day: 6, hour: 2, minute: 5 };
  const says = (place: keyof typeof places, moment = friday) =>
    warningsOf(impact, { environment: environment(places[place]), moment }).map(({ what }) => what);

  test('production', () =>
    expect(says('production')).toEqual([
      '`x` is lost for good.',
      'It takes something away in production.',
      '`x` is not protected.',
    ]));
  test('development', () =>
    expect(says('development', saturday)).toEqual(['`x` is lost for good.', '`x` is not protected.']));
  test('at night', () =>
    expect(warningsOf(impact, { environment: environment(places.production), moment: saturday }).at(-1)).toEqual({
      what: 'It is outside of working hours: fewer people would notice, and fewer could help.',
      evidence: 'Saturday, 02:05',
    }));
  test('before anybody has looked', () =>
    expect(
      warningsOf(undefined, {
        environment: environment(places.production),
        effects: understandLine(places.production).effects,
      }).map(({ what }) => what),
    ).toEqual(['It takes something away in production.']));
});

describe('before anybody has looked', () => {
  const named = (title: string, action: Action, spelled: string) =>
    test(title, () => {
      const { effects } = understandAction(action);
      const found = severityOf({
        impact: undefined,
        effects,
        environment: environmentOf({ call: callOf(action), effects }),
      });
      expect(found.reason).toContain(`\`${spelled}\``);
    });
  const mcp = { kind: 'mcp', tool: 'infra_drop_database', input: { name: 'prod' } } as const;
  named('a tool whose server nobody names is said once', mcp, 'mcp infra_drop_database');
  named(
    'with a server, what it is',
    { ...mcp, server: 'infra', tool: 'drop_database' },
    'mcp drop_database infra: drop_database',
  );
});
