import { describe, expect, test } from 'vitest';
import { findings, restores } from '../../src/language/infrastructure.ts';

const main = `resource "aws_db_instance" "orders" {
  identifier          = "orders"
  deletion_protection = true
  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_cloudwatch_metric_alarm" "slow" {
  threshold = "5"
}
`;

const of = (before: string | undefined, after: string, path = '/project/main.tf') =>
  findings({ path, before, after }, '/project').map(({ severity, message, start }) => ({
    severity,
    message,
    line: after.slice(0, start).split('\n').length,
  }));

describe('an edit of infrastructure', () => {
  test('that loses a guard is told where the resource stands', () => {
    const after = main.replace(/ {2}lifecycle \{[^}]*\}\n/, '');
    expect(of(main, after)).toMatchObject([
      { severity: 'warning', line: 1, message: expect.stringContaining('orders') },
    ]);
  });
  test('that only changes a number says nothing', () => {
    expect(of(main, main.replace('"5"', '"9"'))).toEqual([]);
  });
  test('that deletes a database warns, that deletes an alarm informs', () => {
    const [database, alarm] = [
      main.slice(main.indexOf('resource "aws_cloudwatch')),
      main.slice(0, main.indexOf('resource "aws_cloudwatch')),
    ];
    expect(of(main, database)).toMatchObject([
      { severity: 'warning', message: expect.stringMatching(/deletes aws_db_instance\.orders/) },
    ]);
    expect(of(main, alarm)).toMatchObject([
      { severity: 'information', message: expect.stringMatching(/deletes aws_cloudwatch_metric_alarm\.slow/) },
    ]);
  });
  test('a new file, an unchanged one and one of another kind say nothing', () => {
    expect([of(undefined, main), of(main, main), of('a', 'b', '/project/notes.txt')]).toEqual([[], [], []]);
  });
  test('a manifest that loses its claim', () => {
    const claim = 'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: data\n';
    const web = 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n';
    expect(of(`${web}---\n${claim}`, web, '/project/k8s/web.yaml')).toMatchObject([{ severity: 'warning' }]);
  });
});

describe('a guard that went can be put back', () => {
  const is = (title: string, after: string) =>
    test(title, () => {
      const [restore] = restores({ before: main, after });
      if (restore === undefined) throw new Error('there is nothing to put back');
      expect(after.slice(0, restore.start) + restore.text + after.slice(restore.end)).toBe(main);
    });
  is('prevent_destroy with its block', main.replace(/ {2}lifecycle \{[^}]*\}\n/, ''));
  is('deletion_protection switched off', main.replace('deletion_protection = true', 'deletion_protection = false'));
  test('another attribute is nobody’s guard', () =>
    expect(restores({ before: main, after: main.replace('"5"', '"9"') })).toEqual([]));
});
