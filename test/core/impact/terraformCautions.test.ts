/** What a plan would itself run, each beside what it would not. */
import { describe, expect, test } from 'vitest';
import { cautionsFor } from '../../../src/core/impact/terraformCautions.ts';

const of = (text: string, path = 'main.tf', env = {}) => cautionsFor({ env }, [{ path, text }]);

describe('before a plan', () => {
  const is = (title: string, text: string, ...expected: readonly string[]) =>
    test(title, () => expect(of(text)).toEqual(expected));

  is(
    'a program',
    'data "external" "x" {\n  program = ["python3", "${path.module}/x.py"]\n}\n',
    'Planning runs a program: data.external.x starts `python3 ${path.module}/x.py`.',
  );
  is('another data source', 'data "aws_ami" "x" {\n  owners = ["self"]\n}\n');
  is(
    'a request',
    'data "http" "x" {\n  url = "https://x.example/y"\n}\n',
    'Planning sends a request: data.http.x asks `https://x.example/y`.',
  );
  is(
    'its secret is not told',
    'data "http" "x" {\n  url = "https://a:hunter2@x.example"\n}\n',
    'Planning sends a request: data.http.x asks `(masked)`.',
  );
  is(
    'a module of a registry',
    'module "m" {\n  source = "acme/vpc/aws"\n}\n',
    'module.m comes from `acme/vpc/aws`, without a fixed version.',
  );
  is('a module of a registry with a version', 'module "m" {\n  source  = "acme/vpc/aws"\n  version = "1.2.3"\n}\n');
  is(
    'a module of a repository',
    'module "m" {\n  source = "git::https://x.example/m.git"\n}\n',
    'module.m comes from `git::https://x.example/m.git`, without a fixed version.',
  );
  is('a module of a repository at a commit', 'module "m" {\n  source = "git::https://x.example/m.git?ref=v1"\n}\n');
  is('a module of the project', 'module "m" {\n  source = "../modules/m"\n}\n');
  is('half a file', 'data "external" "x" {\n  program = [', 'Planning runs a program: data.external.x starts `${[}`.');
});

test('JSON', () =>
  expect(of('{"data":{"external":{"x":{"program":["sh","x.sh"]}}}}', 'main.tf.json')).toEqual([
    'Planning runs a program: data.external.x starts `sh x.sh`.',
  ]));
test('a settings file of the line’s own', () =>
  expect(of('', 'main.tf', { TF_CLI_CONFIG_FILE: './rc', AWS_PROFILE: 'x' })).toEqual([
    'The line sets TF_CLI_CONFIG_FILE, which may bring other programs into the plan.',
  ]));
test('many are counted', () =>
  expect(
    of(Array.from({ length: 9 }, (_, n) => `data "external" "x${n}" {\n program = ["a"]\n}\n`).join('')).at(-1),
  ).toBe('4 more like these.'));
