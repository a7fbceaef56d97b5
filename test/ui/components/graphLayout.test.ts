import { describe, expect, test } from 'vitest';
import type { Action, Dependent, Impact, Resource } from '../../../src/core/impact/impact.ts';
import { graphOf } from '../../../src/ui/components/graphLayout.ts';

const resource = (address: string, action: Action, dependents: readonly Dependent[] = []): Resource => ({
  address,
  provider: 'aws',
  type: address.split('.')[0] ?? '',
  name: 'x',
  action,
  actions: [action],
  attributes: [],
  wayBack: { kind: 'effort', why: '' },
  dependents,
  provenance: 'probe',
});

const graph = (...resources: Resource[]) =>
  graphOf({
    summary: { create: 0, update: 0, replace: 0, delete: 0, forget: 0, import: 0, read: 0 },
    headline: '',
    irreversible: false,
    resources,
    uninspectable: [],
    remarks: [],
  } satisfies Impact);

describe('the picture', () => {
  test('shows what is hit, what hangs on it, and what hangs on that', () => {
    const found = graph(
      resource('aws_db_instance.orders', 'replace', [
        { address: 'aws_ecs_service.billing', distance: 1 },
        { address: 'aws_lb.public', distance: 2, via: 'aws_ecs_service.billing' },
      ]),
      resource('aws_iam_role.other', 'update'),
    );
    expect(found?.nodes.map(({ label, column, action }) => [label, column, action])).toEqual([
      ['orders', 0, 'replace'],
      ['billing', 1, undefined],
      ['public', 2, undefined],
    ]);
    expect(found?.edges).toEqual([
      { from: '0:aws_db_instance.orders', to: '1:aws_ecs_service.billing' },
      { from: '1:aws_ecs_service.billing', to: '2:aws_lb.public' },
    ]);
  });
  test('is missing where nothing hangs on anything', () =>
    expect(graph(resource('aws_db_instance.orders', 'delete'))).toBeUndefined());
  test('what goes itself stays in the first column, whatever it hangs on', () =>
    expect(
      graph(resource('a.x', 'delete', [{ address: 'b.y', distance: 1 }]), resource('b.y', 'delete'))?.nodes.map(
        ({ id }) => id,
      ),
    ).toEqual(['0:a.x', '0:b.y']));
  test('many of one type are one, and no column grows beyond reading', () => {
    const found = graph(
      ...Array.from({ length: 500 }, (_, index) =>
        resource(`type_${index % 40}.n${index}`, 'delete', [{ address: `alarm.a${index}`, distance: 1 }]),
      ),
    );
    const of = (column: number) => found?.nodes.filter((node) => node.column === column) ?? [];
    expect([of(0).length, of(1).length, found?.rows]).toEqual([11, 1, 11]);
    expect(of(1)[0]?.label).toBe('500 × alarm');
    expect([...of(0)].reduce((sum, { count }) => sum + count, 0)).toBe(500);
  });
  test('a key with dots in an address is a part of its name', () =>
    expect(
      graph(resource('module.a.aws_x.y["b.c"]', 'delete', [{ address: 'd.e', distance: 1 }]))?.nodes[0]?.label,
    ).toBe('y["b.c"]'));
});
