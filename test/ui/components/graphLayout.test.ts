import { describe, expect, test } from 'vitest';
import type { Action, Dependent, Impact, Resource } from '../../../src/core/impact/impact.ts';
import { graphOf, shortened } from '../../../src/ui/components/graphLayout.ts';
import { neighbour } from '../../../src/ui/components/graphWalk.ts';

const resource = (address: string, action: Action, dependents: readonly Dependent[] = []): Resource => ({
  address,
  provider: 'aws',
  type: address.split('.')[0] ?? '',
  name: '',
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
      { from: '0:aws_db_instance.orders', to: '1:aws_ecs_service.billing', count: 1 },
      { from: '1:aws_ecs_service.billing', to: '2:aws_lb.public', count: 1 },
    ]);
    expect(found?.nodes.map(({ kind }) => kind)).toEqual(['database', 'service', 'load balancer']);
  });
  test('is missing where nothing hangs on anything', () =>
    expect(graph(resource('aws_db_instance.orders', 'delete'))).toBeUndefined());
  test('what goes as well stands where it hangs', () =>
    expect(
      graph(resource('a.x', 'delete', [{ address: 'b.y', distance: 1 }]), resource('b.y', 'delete'))?.nodes.map(
        ({ id, action }) => [id, action],
      ),
    ).toEqual([
      ['0:a.x', 'delete'],
      ['1:b.y', 'delete'],
    ]));
  test('a ring begins somewhere', () =>
    expect(
      graph(
        resource('a.x', 'delete', [{ address: 'b.y', distance: 1 }]),
        resource('b.y', 'delete', [{ address: 'a.x', distance: 1 }]),
      )?.nodes.map(({ id }) => id),
    ).toEqual(['0:a.x', '1:b.y']));
  test('many of one type are one, and no column grows beyond reading', () => {
    const found = graph(
      ...Array.from({ length: 500 }, (_, index) =>
        resource(`type_${index % 40}.n${index}`, 'delete', [{ address: `alarm.a${index}`, distance: 1 }]),
      ),
    );
    const of = (column: number) => found?.nodes.filter((node) => node.column === column) ?? [];
    expect([of(0).length, of(1).length, found?.rows, found?.counts]).toEqual([14, 1, 14, [500, 500, 0]]);
    expect(of(1)[0]?.label).toBe('500 × alarm');
    expect([...of(0)].reduce((sum, { count }) => sum + count, 0)).toBe(500);
  });
  test('a key with dots in an address is a part of its name', () =>
    expect(
      graph({
        ...resource('module.a.aws_x.y["b.c"]', 'delete', [{ address: 'd.e', distance: 1 }]),
        type: 'aws_x',
      })?.nodes[0]?.label,
    ).toBe('y["b.c"]'));
  test('what only changes is drawn when nothing goes that others hang on', () =>
    expect(
      graph(
        resource('aws_s3_bucket.logs', 'delete'),
        resource('aws_vpc.main', 'update', [{ address: 'aws_subnet.a', distance: 1 }]),
      )?.nodes.map(({ id }) => id),
    ).toEqual(['0:aws_vpc.main', '1:aws_subnet.a']));
  test('sixty are drawn each for itself only where no column is too long', () => {
    const found = graph(
      resource(
        'a.x',
        'delete',
        Array.from({ length: 14 }, (_, index) => ({ address: `b.y${index}`, distance: 1 })),
      ),
    );
    expect(found?.nodes.filter(({ column }) => column === 1)).toHaveLength(14);
  });
  const named = (address: string, type: string, label: string, kind: string) =>
    test(`${address} is called ${label}`, () => {
      const found = graph({ ...resource(address, 'delete', [{ address: 'x', distance: 1 }]), type });
      expect([found?.nodes[0]?.label, found?.nodes[0]?.kind]).toEqual([label, kind]);
    });
  named('deployment/web -n shop', 'Deployment', 'web', 'deployment');
  named('namespace/shop', 'Namespace', 'shop', 'namespace');
  named('table orders', 'table', 'orders', 'table');
  named('public.orders', 'table', 'orders', 'table');
  named('arn:aws:sqs:eu-central-1:482100007714:orders', 'AWS::SQS::Queue', 'orders', 'queue');
  named('module.a.aws_x.y[0]', 'aws_x', 'y[0]', 'aws_x');
  test('a long name keeps both its ends', () =>
    expect(shortened('service-of-the-very-long-name-blue')).toBe('service-of-…g-name-blue'));
});

describe('the walk', () => {
  const found = graph(
    resource('a.one', 'delete', [{ address: 'b.one', distance: 1 }]),
    resource('a.two', 'delete', [{ address: 'b.two', distance: 1 }]),
    resource('a.three', 'delete'),
  );
  const leads = (from: string, key: string, to: string | undefined) =>
    test(`${key} from ${from}`, () => {
      const node = found?.nodes.find(({ id }) => id === from);
      expect(found && node && neighbour(found, node, key)?.id).toBe(to);
    });
  leads('0:a.one', 'ArrowRight', '1:b.one');
  leads('1:b.two', 'ArrowLeft', '0:a.two');
  leads('0:a.one', 'ArrowDown', '0:a.two');
  leads('0:a.one', 'ArrowUp', undefined);
  leads('0:a.three', 'ArrowRight', '1:b.two');
  leads('0:a.one', 'End', '0:a.three');
  leads('0:a.one', 'Enter', undefined);
});
