/**
 * The syntax tree, walked as a shell would run it: every command that may run is seen once, with what is known by then.
 *
 * Both ways of an `if`, every branch of a `case`, the body of a loop and the right side of `&&` and `||` count as run;
 * afterwards a variable has every value it may have got.
 */
import {
  type AndOr,
  type Assignment,
  type Command,
  type CompoundList,
  type Coproc,
  type For,
  type Function as FunctionNode,
  forEachChild,
  type ParsedScript,
  type Pipeline,
  parse,
  type Statement,
  type SyntaxNode,
} from 'unbash';
import { setVariable } from './builtins.ts';
import { followVariable, runCommand, type Simple } from './commands.ts';
import { expander, mended, outputOf, readRedirect, type Walk, wordsOf } from './expansion.ts';
import type { Frame } from './frame.ts';
import { hole, literal, type Redirect, type Word } from './invocation.ts';
import { fork, join, own, type Shell, setValues } from './state.ts';
import { affords, deepest, type Trace } from './trace.ts';
import { type Expander, expandWhole, expandWord } from './words.ts';

/** Reads a text in a shell. */
export function walkText(frame: Frame, shell: Shell, trace: Trace): void {
  walkScript(parse(frame.source), { frame, shell, trace });
}

/** Reads a function's body. */
export function walkBody(body: FunctionNode['body'], frame: Frame, shell: Shell, trace: Trace): void {
  walkNode(body, { frame, shell, trace });
}

/** Reads the functions that were defined and not called: a later line may call them. */
export function walkUncalled(shell: Shell, trace: Trace): void {
  if (shell.functions.size === 0) return;
  for (const { body, frame } of [...shell.functions.values()].flat()) {
    if (shell.written.called.has(body)) continue;
    shell.written.called.add(body);
    const inner = fork(shell);
    inner.parameters = undefined;
    walkNode(body, { frame: { ...frame, active: new Set(frame.active).add(body) }, shell: inner, trace });
  }
}

const forked = (walk: Walk): Walk => ({ ...walk, shell: fork(walk.shell) });

/** Texts whose broken syntax has been judged: every script nested in one reports the same break. */
const judged = new WeakSet<Frame>();

function walkScript(script: ParsedScript, walk: Walk): void {
  const { frame, trace } = walk;
  // Scripts between escaped backticks have a text of their own, with their own positions.
  const own: Frame = script.source === undefined ? frame : { ...frame, source: script.source, locate: () => undefined };
  const [error] = script.errors ?? [];
  if (error !== undefined && !judged.has(own) && trace.smells(own.source)) {
    const span = frame.locate(
      Math.max(0, Math.min(error.pos, frame.source.length - 1)),
      Math.max(1, Math.min(error.pos + 1, frame.source.length)),
    );
    trace.problem({
      operation: own.source.slice(0, 200),
      why: `The shell syntax cannot be read: ${error.message}.`,
      ...(span === undefined || script.source !== undefined ? {} : { span }),
    });
  }
  if (error !== undefined) judged.add(own);
  walkStatements(script.commands, { ...walk, frame: own });
}

function walkStatements(statements: readonly Statement[], walk: Walk): void {
  for (const { command, background } of statements) {
    if (walk.trace.left <= 0) return;
    walkNode(command, background === true ? forked(walk) : walk);
  }
}

/** Walks each way in a shell of its own, then keeps what is known whichever was taken. */
function walkWays(walk: Walk, ways: readonly ((way: Walk) => void)[]): void {
  const shells = ways.map((way) => {
    const own = forked(walk);
    way(own);
    return own.shell;
  });
  join(walk.shell, shells);
}

const nothing = () => {};

function walkNode(node: Statement['command'] | FunctionNode['body'] | CompoundList, walk: Walk): void {
  switch (node.type) {
    case 'Command':
      walkCommand(node, walk);
      return;
    case 'CompoundList':
      walkStatements(node.commands, walk);
      return;
    case 'AndOr':
      walkAndOr(node, walk);
      return;
    case 'Pipeline':
      walkPipeline(node, walk);
      return;
    case 'Redirected': {
      const redirects = node.redirects.map((redirect) => readRedirect(redirect, walk));
      for (const redirect of node.redirects) walkSubstitutions(redirect, walk);
      const before = walk.shell.stdin;
      walk.shell.stdin = redirects.find(({ stdin }) => stdin !== undefined)?.stdin ?? before;
      emitRedirects(
        redirects.flatMap(({ redirect }) => redirect ?? []),
        walk,
      );
      walkNode(node.command, walk);
      walk.shell.stdin = before;
      return;
    }
    case 'Subshell':
      walkNode(node.body, forked(walk));
      return;
    case 'BraceGroup':
      walkNode(node.body, walk);
      return;
    case 'If': {
      walkNode(node.clause, walk);
      const otherwise = node.else;
      walkWays(walk, [
        (way) => walkNode(node.then, way),
        ...node.elif.map(({ clause, then }) => (way: Walk) => {
          walkNode(clause, way);
          walkNode(then, way);
        }),
        otherwise === undefined ? nothing : (way) => walkNode(otherwise, way),
      ]);
      return;
    }
    case 'While':
      walkNode(node.clause, walk);
      walkLoop(node.body, walk);
      return;
    case 'ArithmeticFor':
      for (const part of [node.initialize, node.test, node.update])
        if (part !== undefined) walkSubstitutions(part, walk);
      walkLoop(node.body, walk);
      return;
    case 'For':
      walkFor(node, walk);
      return;
    case 'Select':
      for (const word of node.wordlist ?? []) walkSubstitutions(word, walk);
      setValues(walk.shell, node.name.value, []);
      walkLoop(node.body, walk);
      return;
    case 'Case':
      walkSubstitutions(node.word, walk);
      for (const { pattern } of node.items) for (const word of pattern) walkSubstitutions(word, walk);
      walkWays(walk, [
        ...node.items.map(
          ({ body }) =>
            (way: Walk) =>
              walkNode(body, way),
        ),
        ...(node.items.some(({ pattern }) => pattern.some(({ text }) => text === '*')) ? [] : [nothing]),
      ]);
      return;
    case 'Function':
      own(walk.shell);
      walk.shell.functions.set(node.name.value, [{ body: node.body, frame: walk.frame }]);
      return;
    case 'Coproc':
      walkCoproc(node, walk);
      return;
    case 'TestCommand':
      walkSubstitutions(node.expression, walk);
      return;
    case 'ArithmeticCommand':
      if (node.expression !== undefined) walkSubstitutions(node.expression, walk);
      return;
  }
}

/** After `a && b && c` all of them ran, or it stopped at one: what comes behind `&&` may count on what stands before. */
function walkAndOr({ commands, operators }: AndOr, walk: Walk): void {
  const stopped: Shell[] = [];
  for (const [index, command] of commands.entries()) {
    if (index === 0) walkNode(command, walk);
    else if (operators[index - 1] === '||') walkWays(walk, [(way) => walkNode(command, way), nothing]);
    else {
      stopped.push(fork(walk.shell));
      walkNode(command, walk);
    }
  }
  if (stopped.length > 0) join(walk.shell, [fork(walk.shell), ...stopped]);
}

function walkCoproc(node: Coproc, walk: Walk): void {
  walkNode(node.body, forked(walk));
}

/** A body that may run again: the second time with what the first left behind. */
function walkLoop(body: CompoundList, walk: Walk): void {
  walkWays(walk, [(way) => walkNode(body, way), nothing]);
  if (assigns.test(walk.frame.source.slice(body.pos, body.end))) walkNode(body, forked(walk));
}

const assigns = /\w=|\b(?:read|cd|pushd|set|shift|export|declare|alias)\b/;

const mostRounds = 16;

function walkFor({ name, wordlist, body }: For, walk: Walk): void {
  for (const word of wordlist ?? []) walkSubstitutions(word, walk);
  const words = wordlist?.flatMap((word) => expandWord(word, expander(walk))) ?? walk.shell.parameters;
  if (words === undefined || words.length > mostRounds || words.some(({ known }) => !known)) {
    // Each round has another value; where all of them are shell patterns, at least their beginning is known.
    setValues(walk.shell, name.value, []);
    const [only] = words ?? [];
    if (only !== undefined && words?.length === 1) setVariable(walk.shell, name.value, only);
    walkLoop(body, walk);
    return;
  }
  for (const word of words) {
    setVariable(walk.shell, name.value, word);
    walkWays(walk, [(way) => walkNode(body, way), nothing]);
  }
}

function walkPipeline({ commands }: Pipeline, walk: Walk): void {
  if (commands.length === 1 && commands[0] !== undefined) {
    walkNode(commands[0], walk);
    return;
  }
  let stdin = walk.shell.stdin;
  for (const command of commands) {
    const part = forked(walk);
    part.shell.stdin = stdin;
    walkNode(command, part);
    stdin = (command.type === 'Command' ? outputOf(command, part) : undefined) ?? piped(command, walk);
  }
}

/** What comes out of a command nobody can run in the mind. */
const piped = (node: { readonly pos: number; readonly end: number }, { frame }: Walk): Word => {
  const span = frame.locate(node.pos, node.end);
  return {
    value: `$(${frame.source.slice(node.pos, node.end)})`,
    known: false,
    shape: hole,
    ...(span === undefined ? {} : { span }),
  };
};

/** Scripts inside words: `$(…)`, backticks, `<(…)`, wherever in the node they stand. */
function walkSubstitutions(node: SyntaxNode, walk: Walk): void {
  if (node.type === 'Script') {
    walkScript(node, forked(walk));
    return;
  }
  if (nesting.has(node.type) && !affords(node.end - node.pos, walk.frame, walk.trace)) return;
  if (
    (node.type === 'CommandExpansion' || node.type === 'ProcessSubstitution') &&
    node.script === undefined &&
    walk.trace.smells(node.text)
  ) {
    walk.trace.problem({ operation: node.text.slice(0, 200), why: 'The substitution cannot be read.' });
  }
  const inner = node.type === 'ProcessSubstitution' && node.operator === '>' ? fed(node, walk) : walk;
  forEachChild(node, (part) => walkSubstitutions(part, inner));
}

/** Nodes whose text is parsed again when somebody looks into them. */
const nesting: ReadonlySet<SyntaxNode['type']> = new Set([
  'CommandExpansion',
  'ProcessSubstitution',
  'ParameterExpansion',
  'ArithmeticExpansion',
]);

/** What stands in `>(…)` reads what is written to it. */
function fed(node: { readonly pos: number; readonly end: number }, walk: Walk): Walk {
  const own = forked(walk);
  own.shell.stdin = piped(node, walk);
  return own;
}

function walkCommand(given: Command, walk: Walk): void {
  const command = mended(given);
  const shells = bindings(command, walk.frame, walk.shell);
  for (const bound of shells) {
    const own: Walk = bound === walk.shell ? walk : { ...walk, shell: bound };
    for (const part of [command.name, ...command.prefix, ...command.suffix])
      if (part !== undefined) walkSubstitutions(part, own);
    if (walk.trace.left <= 0) return;
    runOne(command, own);
  }
  if (shells.length > 1) join(walk.shell, shells);
}

function runOne(command: Command, walk: Walk): void {
  const { shell, frame, trace } = walk;
  const how = expander(walk);
  const plain = command.name !== undefined && command.name.text === command.name.value;
  const aliases = (plain ? shell.aliases.get(command.name?.value ?? '') : undefined) ?? [];
  const words = wordsOf(command, walk);
  const redirects = command.redirects.map((redirect) => readRedirect(redirect, walk));
  const targets = redirects.flatMap(({ redirect }) => redirect ?? []);
  const stdin = redirects.map((redirect) => redirect.stdin).find((word) => word !== undefined) ?? shell.stdin;
  const assignments = new Map<string, Word>();
  for (const part of command.prefix) {
    if (part.type !== 'Assignment') continue;
    if (words.length === 0) {
      assignTo(part, how);
      if (part.value.type === 'Word') followVariable(part.name, expandWhole(part.value, how), shell, frame, trace);
    } else if (part.value.type === 'Word') assignments.set(part.name, expandWhole(part.value, how));
  }
  if (words.length === 0) {
    emitRedirects(targets, walk);
    return;
  }
  const simple: Simple = { words, assignments, redirects: targets, stdin };
  runCommand(simple, shell, frame, trace);
  for (const part of command.args) {
    if (part.type !== 'Assignment') continue;
    if (part.value.type === 'ArrayValue') assignTo(part, how);
    else followVariable(part.name, expandWhole(part.value, how), shell, frame, trace);
  }
  for (const alias of frame.depth < deepest ? aliases : []) {
    // Whether an alias applies depends on when it was defined: read both ways.
    const inner = fork(shell);
    own(inner);
    inner.aliases.delete(command.name?.value ?? '');
    inner.parameters = words.slice(1);
    const span = words[0]?.span;
    trace.text(
      {
        ...frame,
        source: `${alias} "$@"`,
        locate: () => span,
        depth: frame.depth + 1,
        wrappers: [...frame.wrappers, `alias ${command.name?.value}`],
      },
      inner,
    );
  }
}

function emitRedirects(redirects: readonly Redirect[], { shell, frame, trace }: Walk): void {
  if (redirects.length === 0) return;
  runCommand({ words: [literal('')], assignments: new Map(), redirects, stdin: undefined }, shell, frame, trace);
}

const mostElements = 10_000;

function assignTo({ name, value, append, index }: Assignment, how: Expander): void {
  const { shell } = how;
  if (index !== undefined) {
    own(shell);
    shell.arrays.delete(name);
    setValues(shell, name, []);
    return;
  }
  if (value.type === 'Word') {
    setVariable(shell, name, expandWhole(value, how), append === true);
    return;
  }
  const elements = value.elements.flatMap((element) => expandWord(element, how));
  const before = append === true ? shell.arrays.get(name) : [];
  setValues(shell, name, []);
  own(shell);
  if (before === undefined) shell.arrays.delete(name);
  else if (before.length + elements.length <= mostElements) shell.arrays.set(name, [...before, ...elements]);
  else shell.arrays.delete(name);
}

const mostBindings = 8;

/** One shell for each combination of values that the variables in a command may have. */
function bindings(command: Command, frame: Frame, shell: Shell): readonly Shell[] {
  let shells: readonly Shell[] = [shell];
  if (shell.variables.size === 0) return shells;
  const source = frame.source.slice(command.pos, command.end);
  for (const [, name = ''] of source.matchAll(/\$\{?!?#?([A-Za-z_]\w*)/g)) {
    const values = shell.variables.get(name);
    if (values === undefined || values.length < 2 || shells.length * values.length > mostBindings) continue;
    if (shells[0]?.variables.get(name)?.length === 1) continue;
    shells = shells.flatMap((each) =>
      values.map((value) => {
        const bound = fork(each);
        setValues(bound, name, [value]);
        return bound;
      }),
    );
  }
  return shells;
}
