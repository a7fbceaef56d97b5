import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { change, destroy, type Effect, read, unknown } from '../../../src/core/effect.ts';
import type { Impact, Resource } from '../../../src/core/impact/impact.ts';
import { evaluate, type Layer, type LayerName } from '../../../src/core/policy/evaluate.ts';
import type { ActionFacts, Facts, Sign } from '../../../src/core/policy/facts.ts';
import { parsePolicy } from '../../../src/core/policy/parse.ts';

function layer(name: LayerName, text: string): Layer {
  const { policy, problems } = parsePolicy(`version: 1\n${text}`);
  if (policy === undefined) throw new Error(problems.map(({ message }) => message).join(' '));
  return { layer: name, policy };
}

const effects = {
  read: read({ tool: 'terraform', operation: 'plan' }),
  change: change({ tool: 'terraform', operation: 'apply', target: 'envs/prod' }),
  destroy: destroy({ tool: 'terraform', operation: 'destroy', target: 'envs/prod' }),
  unknown: unknown({ tool: 'kubectl', operation: 'frobnicate' }),
  guard: change({ tool: 'guard', operation: 'edit', target: '~/.claude/settings.json' }),
};

const prod: Sign = { kind: 'contexts', value: 'prod-eu', evidence: 'kube context `prod-eu`' };
const kind: Sign = { kind: 'contexts', value: 'kind-me', evidence: 'kube context `kind-me`' };

const resource = (more: Partial<Resource>): Resource => ({
  address: 'aws_db_instance.orders',
  provider: 'aws',
  type: 'aws_db_instance',
  name: 'orders',
  action: 'delete',
  actions: ['delete'],
  attributes: [],
  holds: 'data',
  wayBack: { kind: 'irreversible', why: 'no backup was seen' },
  dependents: [],
  provenance: 'probe',
  ...more,
});

const impact = (...resources: readonly Resource[]): Impact => ({
  summary: { create: 0, update: 0, replace: 0, delete: 0, forget: 0, import: 0, read: 0 },
  headline: '',
  irreversible: resources.some(({ wayBack }) => wayBack.kind === 'irreversible'),
  resources,
  uninspectable: [],
  remarks: [],
});

interface Given extends Partial<Omit<Facts, 'actions'>> {
  readonly signs?: readonly Sign[];
  readonly files?: readonly string[];
}

function facts(effect: Effect | readonly Effect[], { signs = [], files = [], ...more }: Given = {}): Facts {
  const actions = [effect].flat().map((each): ActionFacts => ({ effect: each, files, signs }));
  return {
    actions,
    impact: undefined,
    agent: 'claude-code',
    person: 'ada@example.com',
    branch: 'main',
    mcpServer: undefined,
    signals: [],
    counts: { holdsInHour: 0, destroysInSession: 0 },
    at: Date.UTC(2026, 10, 24, 12, 0), // A Tuesday.
    ...more,
  };
}

const rules = (...lines: readonly string[]): string => `rules:\n${lines.map((line) => `  - ${line}\n`).join('')}`;

test('without a policy reads pass, and everything else is held', () => {
  const outcome = (effect: Effect) => evaluate([], facts(effect)).outcome;
  expect(Object.values(effects).map(outcome)).toEqual(['allow', 'hold', 'hold', 'hold', 'hold']);
  expect(evaluate([], facts([])).outcome).toBe('allow');
});

describe('every condition meets what it names, and misses its look-alike', () => {
  /** The rule denies, so that it shows. `open`: what happens when nobody knows. */
  const is = (condition: string, meets: Facts, misses: Facts, open?: Facts) =>
    test(condition, () => {
      const policy = [layer('workspace', rules(`{ name: a, when: { ${condition} }, then: deny }`))];
      expect([evaluate(policy, meets).outcome, evaluate(policy, misses).outcome === 'deny']).toEqual(['deny', false]);
      if (open === undefined) return;
      // Nobody is refused by a guess, and nothing passes by one.
      const { outcome, reasons } = evaluate(policy, open);
      expect([outcome, reasons.map(({ rule }) => rule)]).toEqual(['hold', ['a']]);
      const allows = [layer('workspace', rules(`{ name: a, when: { ${condition} }, then: allow }`))];
      expect(evaluate(allows, open).outcome).toBe('hold');
    });
  const { destroy: goes, change: changes, read: reads } = effects;

  is('effect: destroy', facts(goes), facts(changes));
  is('effect: [read, change]', facts(reads), facts(goes));
  is('tool: "terra*"', facts(goes), facts(effects.unknown));
  is('operation: "des*"', facts(goes), facts(changes));
  is(
    'target: "envs/prod"',
    facts(goes),
    facts(destroy({ tool: 'terraform', operation: 'destroy', target: 'envs/dev' })),
    facts(effects.unknown),
  );
  is(
    'target: "*orders*"',
    facts(destroy({ tool: 'aws', operation: 'rds delete', target: 'arn:aws:rds:db/orders/1' })),
    facts(goes),
  );
  is(
    'file: "envs/prod/**"',
    facts(goes, { files: ['envs/prod/main.tf'] }),
    facts(goes, { files: ['envs/dev/main.tf'] }),
    facts(goes),
  );
  is('agent: claude-code', facts(goes), facts(goes, { agent: 'vscode' }));
  is(
    'person: "*@example.com"',
    facts(goes),
    facts(goes, { person: 'eve@example.org' }),
    facts(goes, { person: undefined }),
  );
  is('data: true', facts(goes, { impact: impact(resource({})) }), facts(goes, { impact: impact() }), facts(goes));
  is('data: false', facts(goes, { impact: impact() }), facts(goes, { impact: impact(resource({})) }), facts(goes));
  is(
    'reversible: false',
    facts(goes, { impact: impact(resource({})) }),
    facts(goes, { impact: impact() }),
    facts(goes),
  );
  const unseen = [{ what: 'the rest', why: 'It was not asked.' }];
  is(
    'all: [{ reversible: false }]',
    facts(goes, { impact: { ...impact(resource({})), uninspectable: unseen } }),
    facts(goes, { impact: impact() }),
    facts(goes, { impact: { ...impact(), irreversible: true, uninspectable: unseen } }),
  );
  is(
    'types: "aws_db_*"',
    facts(goes, { impact: impact(resource({})) }),
    facts(goes, { impact: impact(resource({ type: 'aws_sns_topic' })) }),
    facts(goes),
  );
  is(
    'resources-over: 1',
    facts(goes, { impact: impact(resource({}), resource({})) }),
    facts(goes, { impact: impact(resource({})) }),
    facts(goes),
  );
  is(
    'branch: [main, "release/*"]',
    facts(goes),
    facts(goes, { branch: 'fix/report' }),
    facts(goes, { branch: undefined }),
  );
  is('mcp-server: aws', facts(unknown({ tool: 'mcp', operation: 'x' }), { mcpServer: 'aws' }), facts(goes));
  is(
    'signal: delete-and-recreate',
    facts(goes, { signals: ['delete-and-recreate'] }),
    facts(goes, { signals: ['denied-before'] }),
  );
  is(
    'during: { days: [tue], from: "09:00", to: "18:00" }',
    facts(goes),
    facts(goes, { at: Date.UTC(2026, 10, 24, 18, 0) }),
  );
  is(
    'during: { from: "22:00", to: "06:00", days: mon }',
    facts(goes, { at: Date.UTC(2026, 10, 24, 5, 59) }),
    facts(goes, { at: Date.UTC(2026, 10, 24, 22, 0) }),
  );
  is(
    'during: { days: wed, timezone: Asia/Tokyo }',
    facts(goes, { at: Date.UTC(2026, 10, 24, 15, 0) }),
    facts(goes, { at: Date.UTC(2026, 10, 24, 14, 59) }),
  );
  is('any: [{ effect: change }, { effect: destroy }]', facts(goes), facts(effects.unknown));
  is('all: [{ effect: destroy }, { tool: terraform }]', facts(goes), facts(changes));
  is('not: { effect: [read, change] }', facts(goes), facts(changes));
  is(
    'not: { not: { data: true } }',
    facts(goes, { impact: impact(resource({})) }),
    facts(goes, { impact: impact() }),
    facts(goes),
  );
  test('a cost that nobody knows', () => {
    const costly = (then: string) => [layer('workspace', rules(`{ name: a, when: { cost-over: 10 }, then: ${then} }`))];
    expect(evaluate(costly('deny'), facts(goes)).reasons.map(({ rule }) => rule)).toEqual(['a']);
    expect(evaluate(costly('allow'), facts(goes)).outcome).toBe('hold');
  });
});

describe('environments', () => {
  const environments =
    'environments:\n  production: { contexts: ["prod-*"] }\n  sandbox: { contexts: ["kind-*"], paths: ["envs/dev/**"] }\n';
  const policy = [
    layer(
      'workspace',
      `${environments}${rules('{ name: a, when: { environment: sandbox, effect: change }, then: allow }')}`,
    ),
  ];
  const outcome = (...signs: readonly Sign[]) => evaluate(policy, facts(effects.change, { signs })).outcome;
  const dev: Sign = { kind: 'paths', value: 'envs/dev/main.tf', evidence: 'directory envs/dev' };

  test('a sandbox by its context', () => expect(outcome(kind)).toBe('allow'));
  test('a sandbox by its directory', () => expect(outcome(dev)).toBe('allow'));
  test('production', () => expect(outcome(prod)).toBe('hold'));
  test('what matches nothing is production', () => expect(outcome({ ...kind, value: 'minikube' })).toBe('hold'));
  test('nothing known is production', () => expect(outcome()).toBe('hold'));
  test('signs that disagree are both', () => expect(outcome(dev, prod)).toBe('hold'));
  test('the reason names the evidence', () => {
    expect(
      evaluate(policy, facts(effects.change, { signs: [kind] }))
        .reasons.map(({ message }) => message)
        .join(),
    ).toContain('kube context `kind-me`');
  });
  test('a policy below cannot call production a sandbox', () => {
    const above = layer(
      'organisation',
      `${environments}${rules('{ name: never, when: { environment: production, effect: change }, then: deny }')}`,
    );
    const below = layer(
      'workspace',
      `environments:\n  sandbox: { contexts: ["*"] }\n${rules('{ name: all, when: { environment: sandbox }, then: allow }')}`,
    );
    const of = (signs: readonly Sign[]) => evaluate([below, above], facts(effects.change, { signs })).outcome;
    // What matches nothing above is production there, whatever it is called below.
    expect([of([prod]), of([kind]), of([{ ...kind, value: 'other' }])]).toEqual(['deny', 'allow', 'deny']);
  });
});

describe('layers', () => {
  const says = (then: string, more = '') => rules(`{ name: ${then}, when: { effect: change }, then: ${then}${more} }`);
  const outcome = (above: string, below: string) =>
    evaluate([layer('workspace', below), layer('person', above)], facts(effects.change)).outcome;
  const outcomes = ['allow', 'hold', 'deny'] as const;

  test('below, everything stricter counts and nothing weaker', () => {
    for (const [one, above] of outcomes.entries())
      for (const [other, below] of outcomes.entries())
        expect([above, below, outcome(says(above), says(below))]).toEqual([
          above,
          below,
          outcomes[Math.max(one, other)],
        ]);
  });
  test('what may be loosened is', () => {
    for (const above of outcomes)
      for (const below of outcomes) expect(outcome(says(above, ', may-loosen: true'), says(below))).toBe(below);
  });
  test('silence below changes nothing', () => {
    for (const above of outcomes) expect(outcome(says(above, ', may-loosen: true'), '')).toBe(above);
  });
  test('an edit of the guard is held whatever anybody says', () => {
    const all = layer('organisation', rules('{ name: all, when: {}, then: allow, may-loosen: true }'));
    expect(evaluate([all], facts(effects.guard)).outcome).toBe('hold');
  });
  test('all that is asked for comes together', () => {
    const { approvals, confirm, reasonRequired, reasons } = evaluate(
      [
        layer(
          'organisation',
          rules('{ name: two, when: { effect: destroy }, then: hold, approvals: { count: 2 }, confirm: click }'),
        ),
        layer(
          'workspace',
          rules(
            '{ name: platform, when: {}, then: hold, approvals: { count: 1, group: platform }, confirm: type-target, reason: required }',
          ),
        ),
      ],
      facts(effects.destroy),
    );
    expect({ approvals, confirm, reasonRequired, names: reasons.map(({ rule }) => rule) }).toEqual({
      approvals: [{ count: 2 }, { count: 1, group: 'platform' }],
      confirm: 'type-target',
      reasonRequired: true,
      names: ['two', 'platform'],
    });
  });
});

describe('a freeze', () => {
  const policy = (more: string) => [
    layer(
      'workspace',
      `freeze:\n  - { name: year end, from: 2026-12-20, to: 2027-01-04, timezone: Europe/Berlin, then: deny${more} }`,
    ),
  ];
  const outcome = (effect: Effect, at: number, more = '') => evaluate(policy(more), facts(effect, { at })).outcome;
  const within = Date.UTC(2026, 11, 24);

  test('denies changes', () => expect(outcome(effects.change, within)).toBe('deny'));
  test('lets reads pass', () => expect(outcome(effects.read, within)).toBe('allow'));
  test('begins at midnight where it is', () => {
    expect(outcome(effects.change, Date.UTC(2026, 11, 19, 22, 59))).toBe('hold');
    expect(outcome(effects.change, Date.UTC(2026, 11, 19, 23, 0))).toBe('deny');
  });
  test('lasts to the end of its last day', () => {
    expect(outcome(effects.change, Date.UTC(2027, 0, 4, 22, 59))).toBe('deny');
    expect(outcome(effects.change, Date.UTC(2027, 0, 4, 23, 0))).toBe('hold');
  });
  test('those on call may ask', () => {
    const { outcome: held, approvals } = evaluate(policy(', except: [oncall]'), facts(effects.change, { at: within }));
    expect([held, approvals]).toEqual(['hold', [{ count: 1, group: 'oncall' }]]);
  });
  test('only where it says', () => {
    const only = [
      layer(
        'workspace',
        'environments: { lab: { contexts: [kind-me] } }\nfreeze:\n  - { name: a, from: 2026-12-20, to: 2027-01-04, environments: [lab], then: deny }',
      ),
    ];
    const of = (signs: readonly Sign[]) => evaluate(only, facts(effects.change, { at: within, signs })).outcome;
    expect([of([kind]), of([prod])]).toEqual(['deny', 'hold']);
  });
});

test('limits refuse what is too much, and count no reads', () => {
  const policy = [layer('person', 'limits: { holds-per-hour: 2, destroys-per-session: 1 }')];
  const outcome = (effect: Effect, holdsInHour: number, destroysInSession: number) =>
    evaluate(policy, facts(effect, { counts: { holdsInHour, destroysInSession } })).outcome;
  expect(outcome(effects.change, 1, 5)).toBe('hold');
  expect(outcome(effects.change, 2, 0)).toBe('deny');
  expect(outcome(effects.destroy, 0, 1)).toBe('deny');
  expect(outcome(effects.read, 9, 9)).toBe('allow');
});

describe('properties', () => {
  const condition = fc.oneof(
    fc.constantFrom(
      '',
      'effect: destroy',
      'effect: [change, unknown]',
      'tool: terraform',
      'data: true',
      'environment: production',
      'reversible: false',
      'not: { effect: read }',
      'target: "envs/**"',
    ),
  );
  const rule = fc.record({ condition, outcome: fc.constantFrom('allow', 'hold', 'deny') });
  const some = fc.array(rule, { maxLength: 5 });
  const text = (list: readonly { readonly condition: string; readonly outcome: string }[], may = false) =>
    list.length === 0
      ? ''
      : rules(
          ...list.map(
            (each, index) =>
              `{ name: r${index}, when: { ${each.condition} }, then: ${each.outcome}${may ? ', may-loosen: true' : ''} }`,
          ),
        );
  const action = fc.record({
    effect: fc.constantFrom(...Object.values(effects)),
    signs: fc.constantFrom([], [prod], [kind]),
    impact: fc.constantFrom(undefined, impact(), impact(resource({}))),
  });
  const strict = { allow: 0, hold: 1, deny: 2 };

  test('what a policy above decided, no rule below ever loosens', () => {
    fc.assert(
      fc.property(some, some, action, (above, below, { effect, ...given }) => {
        const top = layer('organisation', text(above));
        const alone = evaluate([top], facts(effect, given));
        const both = evaluate([top, layer('workspace', text(below))], facts(effect, given));
        // Where the policy above was silent, the built-in rules stand, and they may be loosened.
        if (alone.reasons.every(({ layer: from }) => from === 'organisation'))
          expect(strict[both.outcome]).toBeGreaterThanOrEqual(strict[alone.outcome]);
      }),
    );
  });
  test('one more rule of the same policy never loosens, unless it allows', () => {
    fc.assert(
      fc.property(some, rule, action, (list, more, { effect, ...given }) => {
        if (more.outcome === 'allow') return;
        const before = evaluate([layer('workspace', text(list))], facts(effect, given));
        const after = evaluate([layer('workspace', text([...list, more]))], facts(effect, given));
        expect(strict[after.outcome]).toBeGreaterThanOrEqual(strict[before.outcome]);
      }),
    );
  });
  test('the order of rules and of policies changes nothing', () => {
    fc.assert(
      fc.property(some, some, action, (one, other, { effect, ...given }) => {
        const named = (list: typeof one) => list.map((each, index) => ({ ...each, index }));
        const spell = (list: ReturnType<typeof named>) =>
          list.length === 0
            ? ''
            : rules(
                ...list.map((each) => `{ name: r${each.index}, when: { ${each.condition} }, then: ${each.outcome} }`),
              );
        const of = (above: string, below: string, swap: boolean) => {
          const both = [layer('organisation', above), layer('workspace', below)];
          return evaluate(swap ? both.toReversed() : both, facts(effect, given)).outcome;
        };
        expect(of(spell(named(one).toReversed()), spell(named(other).toReversed()), true)).toBe(
          of(spell(named(one)), spell(named(other)), false),
        );
      }),
    );
  });
});
