/** Sentences a person decides by: one thing with its size and its facts, many things by kind, and what hangs on them. */
import { describe, expect, test } from 'vitest';
import { headlineOf } from '../../../src/core/impact/headline.ts';
import type { Dependent, Resource } from '../../../src/core/impact/impact.ts';
import { nounOf, typeInAddress } from '../../../src/core/impact/nouns.ts';

const resource = (address: string, type: string, more: Partial<Resource> = {}): Resource => ({
  address,
  provider: '',
  type,
  name: address,
  action: 'delete',
  actions: ['delete'],
  attributes: [],
  wayBack: { kind: 'irreversible', why: 'it holds data, and no backup was seen' },
  dependents: [],
  provenance: 'probe',
  ...more,
});
const on = (...addresses: readonly string[]): readonly Dependent[] =>
  addresses.map((address) => ({ address, distance: 1 }));

const says = (expected: string, resources: readonly Resource[], where?: string) =>
  test(expected, () => expect(headlineOf(resources, [], where)).toBe(expected));

describe('one thing', () => {
  says(
    'Replaces the production database `aws_db_instance.orders` (412 GB, deletion protection off, no final snapshot), on which 3 services and 2 alarms depend; this cannot be undone.',
    [
      resource('aws_db_instance.orders', 'aws_db_instance', {
        action: 'replace',
        actions: ['delete', 'create'],
        size: { bytes: 412e9, atLeast: false },
        facts: ['deletion protection off', 'no final snapshot'],
        dependents: on(
          'aws_ecs_service.a',
          'aws_ecs_service.b',
          'module.x.aws_ecs_service.c["eu"]',
          'aws_cloudwatch_metric_alarm.cpu',
          'aws_cloudwatch_metric_alarm.disk',
        ),
      }),
    ],
    'production',
  );
  says('Deletes the table `orders` (at least 1.2 M rows, 340 MB as of 2026-11-02); this cannot be undone.', [
    resource('orders', 'table', {
      size: { count: 1_204_332, unit: 'rows', bytes: 340e6, atLeast: true, asOf: '2026-11-02T10:00:00Z' },
    }),
  ]);
  says('Deletes the namespace `shop`, on which 2 services, 1 ingress and 1 other depend; this cannot be undone.', [
    resource('shop', 'Namespace', { dependents: on('service/a', 'service/b', 'ingress.networking.k8s.io/x', 'web') }),
  ]);
  says('Deletes terraform_data.x.', [
    resource('terraform_data.x', 'terraform_data', { wayBack: { kind: 'effort', why: '' } }),
  ]);
});

describe('many things', () => {
  says(
    'Deletes 2 production tables; big (1 GB) and small cannot be brought back.',
    [resource('small', 'table'), resource('big', 'table', { size: { bytes: 1e9, atLeast: false } })],
    'production',
  );
  says(
    'Deletes the table `orders` (240 rows, 65.5 kB), on which 1 table depends, changes the table `invoices` and creates the table `orders`; this cannot be undone.',
    [
      resource('orders', 'table', {
        size: { count: 240, unit: 'rows', bytes: 65_536, atLeast: false },
        dependents: on('table invoices'),
      }),
      resource('invoices', 'table', { action: 'update', actions: ['update'], wayBack: { kind: 'effort', why: '' } }),
      resource('orders', 'table', { action: 'create', actions: ['create'], wayBack: { kind: 'reversible', why: '' } }),
    ],
  );
  says('Changes rows of customers (1 row, the table holds 100); this cannot be undone.', [
    resource('rows of customers', 'rows', {
      action: 'update',
      actions: ['update'],
      size: { count: 1, unit: 'rows', atLeast: false },
      facts: ['the table holds 100'],
    }),
  ]);
  says('Deletes 2 resources, on which 1 other depends, and creates the bucket `b`; a and b cannot be brought back.', [
    resource('a', 'table', { dependents: on('b', 'view') }),
    resource('b', 'index'),
    resource('b', 'aws_s3_bucket', {
      action: 'create',
      actions: ['create'],
      wayBack: { kind: 'reversible', why: '' },
    }),
  ]);
});

describe('a noun', () => {
  const is = (type: string, noun: string | undefined) => test(type, () => expect(nounOf(type)).toBe(noun));
  is('aws_db_instance', 'database');
  is('AWS::RDS::DBInstance', 'database');
  is('AWS::DynamoDB::Table', 'table');
  is('aws:s3/bucket:Bucket', 'bucket');
  is('aws_security_group', 'security group');
  is('aws_autoscaling_group', 'autoscaling group');
  is('PersistentVolumeClaim', 'volume claim');
  is('kubernetes_deployment_v1', 'deployment');
  is('StatefulSet', 'stateful set');
  is('docker_volume', 'volume');
  is('terraform_data', undefined);
  is('aws_s3_bucket_policy', 'policy');
  is('', undefined);
});

describe('the type in an address', () => {
  const is = (address: string, type: string) => test(address, () => expect(typeInAddress(address)).toBe(type));
  is('module.a.aws_lb.web["x.y/z"]', 'aws_lb');
  is('deployment.apps/web', 'deployment');
  is('Deployment web', 'Deployment');
  is('web', '');
});
