/** PowerShell text → tree: what is a command, what a value, and where words end. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePowershell } from '../../../src/core/powershell/parser.ts';
import type { Block, Element, Statement, Value } from '../../../src/core/powershell/syntax.ts';

const spellValue = (value: Value): string => {
  switch (value.kind) {
    case 'text':
      return value.parts.map((part) => (typeof part === 'string' ? part : spellValue(part))).join('');
    case 'variable':
      return `$${value.name}`;
    case 'group':
      return `(${spell(value.body)})`;
    case 'list':
      return value.items.map(spellValue).join(',');
    case 'table':
      return `@{${value.entries.map(([key, entry]) => `${spellValue(key)}=${spell([entry])}`).join(';')}}`;
    case 'block':
      return `{${spellBlock(value.block)}}`;
    case 'member':
      return `${spellValue(value.target)}.${spellValue(value.name)}${value.args === undefined ? '' : `(${value.args.map(spellValue).join('|')})`}`;
    case 'index':
      return `${spellValue(value.target)}[${spellValue(value.index)}]`;
    case 'type':
      return `[${value.name}]`;
    case 'cast':
      return `<${value.type}>${spellValue(value.value)}`;
    case 'operation':
      return `(${[value.left === undefined ? '' : spellValue(value.left), value.operator, spellValue(value.right)].filter(Boolean).join(' ')})`;
  }
};

const spellElement = (element: Element): string => {
  if (element.kind === 'expression') return spellValue(element.value);
  const args = element.args.map((arg) => {
    if (arg.kind === 'value') return `'${spellValue(arg.value)}'`;
    if (arg.kind === 'parameter') return `-${arg.name}${arg.value === undefined ? '' : `:${spellValue(arg.value)}`}`;
    return arg.kind === 'splat' ? `@${arg.name}` : `--% ${arg.text}`;
  });
  const redirects = element.redirects.map(({ operator, target }) => `${operator}${spellValue(target)}`);
  return [`${element.call}${spellValue(element.name)}`, ...args, ...redirects].join(' ');
};

const spellStatement = (statement: Statement): string => {
  switch (statement.kind) {
    case 'chain':
      return statement.pipelines.map(({ elements }) => elements.map(spellElement).join(' | ')).join(' && ');
    case 'assign':
      return `${spellValue(statement.target)} ${statement.operator} ${spellStatement(statement.value)}`;
    case 'group':
      return `group {${spell(statement.body)}}`;
    case 'function':
      return `function ${statement.name} {${spellBlock(statement.block)}}`;
    case 'opaque':
      return 'opaque';
    case 'ways': {
      const list = statement.list === undefined ? '' : `${statement.variable} in ${spellStatement(statement.list)} `;
      return `${statement.loop ? 'loop' : 'ways'} ${list}(${spell(statement.first)}) ${statement.ways.map((way) => `{${spell(way)}}`).join(' ')}`;
    }
  }
};

const spell = (body: readonly Statement[]): string => body.map(spellStatement).join('; ');
const spellBlock = ({ parameters, body }: Block): string =>
  `${parameters.length === 0 ? '' : `param(${parameters.map(({ name }) => name).join(',')}) `}${spell(body)}`;

const is = (text: string, expected: string): void => {
  test(JSON.stringify(text).slice(1, -1), () => {
    const { block, error } = parsePowershell(text);
    expect(error).toBeUndefined();
    expect(spellBlock(block)).toBe(expected);
  });
};

describe('words', () => {
  is('git commit -m "a b"', "git 'commit' -m 'a b'");
  is('echo \'it\'\'s\' "a""b"', "echo 'it's' 'a\"b'");
  is('echo a"b c"d', "echo 'ab cd'");
  is('echo “a b”', "echo 'a b'");
  is('kubectl get pods,svc -o name', "kubectl 'get' 'pods,svc' -o 'name'");
  is('az x --query "[?a==\'b\']" --output=table', "az 'x' '--query' '[?a=='b']' '--output=table'");
  is('echo $x\\a $x.b $x[0] $env:X/y ${a b}', "echo '$x\\a' '$x.b' '$x[0]' '$env:X/y' '$a b'");
  is('a `\n b', "a 'b'");
  is('a b # c\nd <# e\n f #> g', "a 'b'; d 'g'");
  is('x --% /a "b c" | y', 'x --% /a "b c"  | y');
  is('7z a x; 1..3 | % { $_ }', "7z 'a' 'x'; 1..3 | % '{$_}'");
  is('x -Confirm:$false -a:b', 'x -Confirm:$false -a:b');
  is('x 2>&1 > out.txt *>> all.log', 'x >out.txt *>>all.log');
});

describe('commands', () => {
  is('a; b && c || d', 'a; b && c && d');
  is('a |\n b\n| c', 'a | b | c');
  is('& "C:\\x y\\z.exe" -v', '&C:\\x y\\z.exe -v');
  is('. .\\lib.ps1', '..\\lib.ps1');
  is('.\\lib.ps1 -A b', ".\\lib.ps1 -A 'b'");
  is('& { a }', '&{a}');
  is('a @b', 'a @b');
  is('a @{ x = 1; y = "z" }', "a '@{x=1;y=z}'");
  is("@'\na\n$b\n'@ | c", 'a\n$b | c');
  is('@"\na $b $(c)\n"@ | d', 'a $b (c) | d');
});

describe('values', () => {
  is("'a' + $b -replace 'c','d'", '((a + $b) -replace c,d)');
  is("[IO.File]::Delete('x', $y)", '[io.file].Delete(x|$y)');
  is('[string]$x = 1', '<string>$x = 1');
  is('$a, $b = 1, 2', '$a,$b = 1,2');
  is('$x.a.b(1).c', '$x.a.b(1).c');
  is('-not $x', '(-not $x)');
  is('$x = if ($y) { 1 } else { 2 }', '$x = ways ($y) {1} {2}');
});

describe('statements', () => {
  is('if ($a) { b } elseif (c) { d } else { e }', 'ways ($a) {b} {c; d} {e}');
  is('foreach ($x in a b) { c }', "loop x in a 'b' () {c}");
  is('foreach { a }', "foreach '{a}'");
  is('for ($i = 0; $i -lt 3; $i++) { a }', 'loop ($i = 0; ($i -lt 3); $i) {a}');
  is('while ($true) { a }', 'loop ($true) {a}');
  is('do { a } until ($b)', 'loop (a; $b) {a}');
  is("switch ($x) { 'a' { b } default { c } }", 'ways ($x) {b} {c}');
  is('try { a } catch [X], [Y] { b } finally { c }', 'ways (a) {b} {c}');
  is('function F($a, $b = 2) { c }', 'function f {param(a,b) c}');
  is('param([Parameter(Mandatory)][string]$A, [switch]$B)\nc', 'param(a,b) c');
  is('filter F { process { a } }', 'function f {group {a}}');
  is('return a', 'a');
  is('class X { [void] Y() { terraform } }\na', 'opaque; a');
});

describe('what cannot be read', () => {
  for (const text of ["'a", '"a', '$(a', '@{ a', 'if ($a) { b', '@"\na', '('.repeat(10_000)])
    test(JSON.stringify(text).slice(0, 40), () => expect(parsePowershell(text).error).toBeDefined());

  test('nothing is thrown', () => {
    const pieces = [
      '$a',
      '$(',
      ')',
      '{',
      '}',
      '@{',
      '@(',
      '"',
      "'",
      '`',
      '|',
      ';',
      '\n',
      '&',
      '.',
      'if',
      'foreach (',
      ' in ',
      '[x]',
      '::',
      '-b',
      ':',
      ',',
      '=',
      '<#',
      '#',
      '@"\n',
      'a',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 40 }), (parts) => {
        expect(parsePowershell(parts.join('')).block.pos).toBe(0);
      }),
    );
  });
});
