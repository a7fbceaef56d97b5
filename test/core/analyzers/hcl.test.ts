import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type HclBody, readHcl } from '../../../src/core/analyzers/hcl.ts';
import { valueIn } from '../../../src/core/sourceFiles/hclValue.ts';

/** Blocks and arguments, spelled in a line. */
const spell = ({ attributes, blocks }: HclBody): string =>
  [
    ...attributes.map(({ name, text }) => `${name} = ${text}`),
    ...blocks.map((block) => `${[block.type, ...block.labels].join(' ')} { ${spell(block)} }`),
  ].join('; ');

describe('what is read', () => {
  const is = (text: string, wanted: string, broken?: string) =>
    test(text, () => {
      const file = readHcl(text);
      expect(spell(file)).toBe(wanted);
      expect(file.broken === undefined ? undefined : `${file.broken.line}: ${file.broken.why}`).toBe(broken);
    });

  is('a = 1', 'a = 1');
  is('resource "t" "n" { a = 1 }', 'resource t n { a = 1 }');
  is('resource t n {\n  a = 1\n  b { c = "x" }\n}\n', 'resource t n { a = 1; b { c = "x" } }');
  is('a = [\n  1,\n  2,\n]\nb = 2', 'a = [\n  1,\n  2,\n]; b = 2');
  is('# resource "t" "n" {}\n// x\n/* y\n} */ a = 1 # z', 'a = 1');
  is('a = "#{not} // a comment"', 'a = "#{not} // a comment"');
  is('a = "${var.x}" # }', 'a = "${var.x}"');
  is('a = "${lookup(m, "}")}"\nb = 1', 'a = "${lookup(m, "}")}"; b = 1');
  is('a = "$${not"\nb = 1', 'a = "$${not"; b = 1');
  is('a = <<EOT\nresource "x" "y" {\nEOT\nb = 1', 'a = <<EOT\nresource "x" "y" {\nEOT; b = 1');
  is('p = <<-EOT\n    {\n    }\n  EOT\nb = 1', 'p = <<-EOT\n    {\n    }\n  EOT; b = 1');
  is('f(<<A\n)\nA\n)', '', '1: f is neither an argument nor a block');
  is('a = f(<<A\n)\nA\n)\nb = 1', 'a = f(<<A\n)\nA\n); b = 1');
  is('a == 1\nb = 2', 'b = 2', '1: a is neither an argument nor a block');
  is('{}', '', '1: something is neither an argument nor a block');
  is('a {\n  b = 1\n', 'a { b = 1 }', '3: a block is not closed');
  is('a = "x\nb = 1', 'a = "x; b = 1', '1: a string is not closed');
  is(
    'resource "t" "a" {\n  x = 1\n\nresource "t" "b" {\n  y = 2\n}\n',
    'resource t a { x = 1 }; resource t b { y = 2 }',
    '4: a block is not closed',
  );
  is(
    'resource "t" "a" {\n  x = [\n}\nresource "t" "b" {}',
    'resource t a { x = [ }; resource t b {  }',
    '3: “}” closes nothing',
  );
  is('locals {\n  resource = { a = 1 }\n}', 'locals { resource = { a = 1 } }');
  is('a = 1\r\nb = 2\r\n', 'a = 1; b = 2');
  is('\ufeffa = 1', 'a = 1');
});

test('every block knows its place', () => {
  const text = 'a = 1\nresource "t" "n" {\n  b = 2\n}\n# end\n';
  const [block] = readHcl(text).blocks;
  expect(text.slice(block?.start, block?.end)).toBe('resource "t" "n" {\n  b = 2\n}');
});

test('a million characters of anything end', () => {
  for (const part of ['{', 'a{', '"', 'a=[', '${', '/*', '"${', 'a="${', 'a=<<A\n', 'a=(\n', '[{"'])
    expect(readHcl(part.repeat(200_000)).broken, part).toBeDefined();
});

test('a text that ends behind a backslash ends there', () => {
  const text = 'a = "\\';
  expect(readHcl(text).attributes.map(({ end }) => end)).toEqual([text.length]);
});

test('whatever a text is, it is read, and every place lies in it', () => {
  const parts = [
    'resource "a" "b" {',
    '\n',
    '}',
    '{',
    '"',
    '${',
    '<<EOT\n',
    'EOT',
    'a = ',
    '[',
    ']',
    '#',
    '/*',
    '*/',
    'x',
    ' ',
    '\\',
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...parts), { maxLength: 60 }), (chosen) => {
      const text = chosen.join('');
      const visit = (body: HclBody, from: number, to: number): void => {
        for (const { start, end } of body.attributes) expect(start >= from && start <= end && end <= to).toBe(true);
        for (const block of body.blocks) {
          expect(block.start >= from && block.start < block.open && block.open <= block.end && block.end <= to).toBe(
            true,
          );
          visit(block, block.open, block.end);
        }
      };
      visit(readHcl(text), 0, text.length);
      for (const { text: value } of readHcl(text).attributes) valueIn(value);
    }),
    { numRuns: 2_000 },
  );
});

describe('values', () => {
  const is = (text: string, wanted: unknown) => test(text, () => expect(valueIn(text)).toEqual(wanted));
  is('1', 1);
  is('-1.5', -1.5);
  is('true', true);
  is('null', null);
  is('"a\\"b\\n"', 'a"b\n');
  is('"a-${var.x}"', 'a-${var.x}');
  is('["a", 1, var.x]', ['a', 1, '${var.x}']);
  is('{ a = 1, "b" : [true], c = var.d\n e = "x" }', { a: 1, b: [true], c: '${var.d}', e: 'x' });
  is('jsonencode({ Version = "1", S = [{ A = "*" }] })', { Version: '1', S: [{ A: '*' }] });
  is('jsonencode(var.p)', '${jsonencode(var.p)}');
  is('var.x == 1 ? 2 : 3', '${var.x == 1 ? 2 : 3}');
  is('1 + 2', '${1 + 2}');
  is('aws_s3_bucket.b["x"].id', '${aws_s3_bucket.b["x"].id}');
  is('<<-EOT\n    a\n      b\n  EOT', 'a\n  b\n');
  is('[for s in var.list : upper(s)]', ['${for s in var.list : upper(s)}']);
  is('toset(["a", "b"])', '${toset(["a", "b"])}');
});
