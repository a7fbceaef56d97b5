/**
 * The syntax tree, walked as PowerShell would run it. As for bash, every way of an `if`, every body and both sides of
 * `&&` count as run; afterwards a variable has every value it may have got.
 */
import { type Frame, innerFrame } from '../shell/frame.ts';
import { literal, shapeOf, unknowable } from '../shell/invocation.ts';
import { fork, join, own, type Shell, setValues } from '../shell/state.ts';
import { deepest, problemAt, type Trace } from '../shell/trace.ts';
import { fileText } from '../shell/written.ts';
import { runElement, runWords } from './commands.ts';
import { parsePowershell } from './parser.ts';
import {
  fromShape,
  object,
  type Session,
  setVariable,
  textOf,
  type Val,
  type Walker,
  words,
  wordsOf,
} from './session.ts';
import type { Block, Element, Pipeline, Statement, Value } from './syntax.ts';
import { evaluate } from './values.ts';

/** Reads a text as PowerShell, in a session that knows nothing yet. */
export function walkPowershell(frame: Frame, shell: Shell, trace: Trace): void {
  const session: Session = {
    frame,
    trace,
    shell,
    variables: new Map(),
    functions: new Map(),
    aliases: new Map(),
    called: new Set(),
    walker,
  };
  if (shell.parameters !== undefined)
    setVariable(session, 'args', { kind: 'words', words: shell.parameters, list: true });
  walkText(session);
  const used = new Set(
    [...session.functions.values()].flatMap((each) => (session.called.has(each.block) ? [each.frame] : [])),
  );
  for (const [, { block, frame: outer }] of session.functions) {
    // A later line may call what this one defines; of a library that is used, only what is called runs.
    if (session.called.has(block) || (outer !== frame && used.has(outer))) continue;
    session.called.add(block);
    bindParameters(block, undefined, session);
    statements(block.body, { ...session, frame: outer, variables: new Map(session.variables), shell: fork(shell) });
  }
}

const hides = /\b(?:invoke-expression|iex|encodedcommand|frombase64string|downloadstring|start-process)\b/i;

/** Reads the text of a session's frame in it. */
function walkText(session: Session): void {
  const { frame, trace } = session;
  const { block, error } = parsePowershell(frame.source);
  if (error !== undefined && (trace.smells(frame.source) || hides.test(frame.source))) {
    const span = frame.locate(error.at, error.at + 1);
    trace.problem({
      operation: frame.source.slice(0, 200),
      why: `PowerShell cannot read it: ${error.message}.`,
      ...(span === undefined ? {} : { span }),
    });
  }
  const parameters = session.shell.parameters;
  if (block.parameters.length > 0)
    bindParameters(block, parameters === undefined ? undefined : parameters.map((word) => words(word)), session);
  statements(block.body, session);
}

const walker: Walker = {
  statements,
  words: (all, as, session, stdin) => runWords(all, nested(session, as), stdin),
  block: runBlock,
  file: (path, { shell, trace }) => {
    const found = fileText(path, shell, trace);
    return found.kind === 'text' ? found.text : undefined;
  },
  text: (text, as, session) => {
    if (session.frame.depth >= deepest) {
      session.trace.problem(problemAt(text, 'It is nested deeper than Holdpoint reads.'));
      return;
    }
    const shape = shapeOf(text);
    if (!text.known && /^[\s\uE000…]*$/.test(shape)) {
      session.trace.problem(problemAt(text, 'It runs a text that is known only when it runs.'));
      return;
    }
    const frame = innerFrame(session.frame, holesAsVariables(shape), text, {
      wrappers: [...session.frame.wrappers, as],
    });
    walkText({ ...session, frame });
  },
};

/** What is not known of a text stands in it as a variable that nobody sets. */
const holesAsVariables = (shape: string): string => shape.replaceAll('\uE000', '$?');

const nested = (session: Session, as: string): Session => ({
  ...session,
  frame: { ...session.frame, wrappers: [...session.frame.wrappers, as] },
});

function spend({ trace }: Session): boolean {
  if (trace.left <= 0) return false;
  trace.left -= 1;
  if (trace.left === 0) trace.problem({ operation: '', why: 'It runs more commands than Holdpoint reads.' });
  return trace.left > 0;
}

/** Runs statements one after another; the value is that of the only one. */
function statements(body: readonly Statement[], session: Session): Val {
  let last: Val | undefined;
  for (const statement of body) {
    if (!spend(session)) break;
    last = runStatement(statement, session);
  }
  if (last !== undefined && body.length === 1) return last;
  if (last === undefined) return { kind: 'words', words: [], list: false };
  const [first] = body;
  return object(
    'output',
    unknowable('…', first === undefined ? undefined : session.frame.locate(first.pos, body.at(-1)?.end ?? first.end)),
  );
}

function runStatement(statement: Statement, session: Session): Val {
  switch (statement.kind) {
    case 'chain': {
      let value: Val | undefined;
      for (const pipeline of statement.pipelines) value = runPipeline(pipeline, session);
      return value ?? { kind: 'words', words: [], list: false };
    }
    case 'assign': {
      const value = runStatement(statement.value, session);
      assign(statement.target, statement.operator, value, session);
      return value;
    }
    case 'group':
      return statements(statement.body, session);
    case 'function':
      session.functions.set(statement.name, { block: statement.block, frame: session.frame });
      return words();
    case 'ways':
      return runWays(statement, session);
    case 'opaque': {
      const source = session.frame.source.slice(statement.pos, statement.end);
      if (session.trace.smells(source))
        session.trace.problem({
          operation: source.slice(0, 200),
          why: 'A class is not taken apart, and it names infrastructure.',
        });
      return words();
    }
  }
}

function assign(target: Value, operator: string, value: Val, session: Session): void {
  switch (target.kind) {
    case 'cast':
      assign(target.value, operator, value, session);
      return;
    case 'list': {
      const all = value.kind === 'words' && value.list ? value.words : [];
      for (const [index, item] of target.items.entries()) {
        const word = all[index];
        assign(item, '=', word === undefined ? words(unknowable('…')) : words(word), session);
      }
      return;
    }
    case 'variable': {
      const { name } = target;
      if (name.startsWith('env:')) {
        const word = textOf(value);
        const before = session.shell.variables.get(name.slice(4))?.[0];
        const added =
          operator === '=' ? word : fromShape(`${before === undefined ? '\uE000' : shapeOf(before)}${shapeOf(word)}`);
        own(session.shell);
        setValues(session.shell, name.slice(4), [added]);
        return;
      }
      const before = session.variables.get(name);
      if (operator === '=' || before === undefined) {
        setVariable(session, name, operator === '=' ? value : words(unknowable(`$${name}`)));
        return;
      }
      setVariable(
        session,
        name,
        ...before.map((each) => (operator === '+=' ? added(each, value) : words(unknowable(`$${name}`)))),
      );
      return;
    }
    case 'member':
    case 'index': {
      const place = target.kind === 'member' ? target.name : target.index;
      const key = textOf(evaluate(place, session)).value.toLowerCase();
      const owner = target.target.kind === 'variable' ? session.variables.get(target.target.name) : undefined;
      const [table] = owner ?? [];
      if (target.target.kind !== 'variable' || table?.kind !== 'table') return;
      setVariable(session, target.target.name, { kind: 'table', entries: new Map([...table.entries, [key, value]]) });
      return;
    }
    default:
      return;
  }
}

function added(before: Val, value: Val): Val {
  if (before.kind === 'table' && value.kind === 'table')
    return { kind: 'table', entries: new Map([...before.entries, ...value.entries]) };
  if (before.kind === 'words' && before.list)
    return { kind: 'words', words: [...before.words, ...wordsOf(value)].slice(0, 10_000), list: true };
  return words(fromShape(`${shapeOf(textOf(before))}${shapeOf(textOf(value))}`.slice(0, 200_000)));
}

const mostRounds = 16;
const mostValues = 8;

function runWays(statement: Extract<Statement, { kind: 'ways' }>, session: Session): Val {
  statements(statement.first, session);
  const { variable, list } = statement;
  const items = list === undefined ? undefined : runStatement(list, session);
  const [body = []] = statement.ways;
  if (variable !== undefined) {
    const all = items?.kind === 'words' && items.words.length <= mostRounds ? items.words : undefined;
    const rounds: readonly Val[] = all?.map((word) => words(word)) ?? [
      items?.kind === 'object' ? items : words(unknowable(`$${variable}`)),
    ];
    for (const item of rounds) {
      setVariable(session, variable, item);
      branch([body], false, session);
    }
    return object('output', unknowable('…'));
  }
  const values = branch(statement.ways, statement.whole, session);
  if (statement.loop && body.some(({ kind }) => kind === 'assign')) branch([body], false, session);
  const [only] = values;
  return values.length === 1 && only !== undefined && statement.whole ? only : object('output', unknowable('…'));
}

/** Each way with variables of its own, then what is known whichever was taken. */
function branch(ways: readonly (readonly Statement[])[], whole: boolean, session: Session): readonly Val[] {
  const before = session.variables;
  const values: Val[] = [];
  const taken = ways.map((body) => {
    const inner: Session = { ...session, variables: new Map(before), shell: fork(session.shell) };
    values.push(statements(body, inner));
    return inner;
  });
  const all = whole ? taken.map(({ variables }) => variables) : [before, ...taken.map(({ variables }) => variables)];
  const names = new Set(all.flatMap((variables) => [...variables.keys()]));
  const after = new Map<string, readonly Val[]>();
  for (const name of names) {
    const known = new Set(all.flatMap((variables) => variables.get(name) ?? [words(unknowable(`$${name}`))]));
    after.set(name, known.size > mostValues ? [words(unknowable(`$${name}`))] : [...known]);
  }
  session.variables = after;
  join(
    session.shell,
    whole ? taken.map(({ shell }) => shell) : [fork(session.shell), ...taken.map(({ shell }) => shell)],
  );
  return values;
}

function runPipeline(pipeline: Pipeline, session: Session): Val {
  let value: Val | undefined;
  for (const element of pipeline.elements) value = runBound(element, value, session);
  return value ?? words();
}

const mostBindings = 8;

/** Runs an element once for each combination of values that the variables in it may have. */
function runBound(element: Element, input: Val | undefined, session: Session): Val {
  const source = session.variables.size === 0 ? '' : session.frame.source.slice(element.pos, element.end);
  let bindings: readonly ReadonlyMap<string, Val>[] = [new Map()];
  for (const [, name = ''] of source.matchAll(/[$@]\{?(\w+)/g)) {
    const values = session.variables.get(name.toLowerCase());
    if (values === undefined || values.length < 2 || bindings.length * values.length > mostBindings) continue;
    if (bindings[0]?.has(name.toLowerCase())) continue;
    bindings = bindings.flatMap((each) => values.map((value) => new Map([...each, [name.toLowerCase(), value]])));
  }
  if (bindings.length === 1) return runElement(element, input, session);
  const before = session.variables;
  let value: Val = words();
  for (const binding of bindings) {
    session.variables = new Map([...before, ...[...binding].map(([name, each]) => [name, [each]] as const)]);
    value = runElement(element, input, session);
  }
  session.variables = before;
  return value;
}

/** Runs a script block in the session that calls it. */
function runBlock(
  block: Val,
  session: Session,
  { item, args }: { readonly item?: Val; readonly args?: readonly Val[] } = {},
): Val {
  if (block.kind === 'code') {
    session.walker.text(block.text, '[scriptblock]', session);
    return object('output', unknowable('…'));
  }
  if (block.kind !== 'block') {
    session.trace.problem(problemAt(textOf(block), 'Which script block runs is known only when it runs.'));
    return words();
  }
  if (session.frame.active.has(block.block) || session.frame.wrappers.length > 40)
    return object('output', unknowable('…'));
  const frame: Frame = {
    ...block.frame,
    active: new Set(session.frame.active).add(block.block),
    wrappers: session.frame.wrappers,
    ...(session.frame.remote === undefined ? {} : { remote: session.frame.remote }),
  };
  const inner: Session = { ...session, frame, variables: new Map(session.variables) };
  session.called.add(block.block);
  if (item !== undefined) {
    setVariable(inner, '_', item);
    setVariable(inner, 'psitem', item);
  }
  bindParameters(block.block, args, inner);
  const value = statements(block.block.body, inner);
  // What a block sets without being a function is set for its caller.
  if (block.block.parameters.length === 0 && args === undefined) session.variables = inner.variables;
  return value;
}

/** Gives a block's parameters their values: by place, else their defaults, else nobody knows. */
function bindParameters(block: Block, args: readonly Val[] | undefined, session: Session): void {
  const named = new Map<string, Val>();
  const positional: Val[] = [];
  const given = args ?? [];
  for (let index = 0; index < given.length; index += 1) {
    const value = given[index];
    if (value === undefined) continue;
    const text = value.kind === 'words' && value.words.length === 1 ? (value.words[0]?.value ?? '') : '';
    const name = /^-([A-Za-z]\w*):?$/.exec(text)?.[1]?.toLowerCase();
    const parameter = name === undefined ? undefined : block.parameters.find((each) => each.name.startsWith(name));
    if (parameter === undefined) positional.push(value);
    else {
      named.set(parameter.name, given[index + 1] ?? words(literal('true')));
      index += 1;
    }
  }
  for (const { name, value } of block.parameters) {
    const found = named.get(name) ?? positional.shift();
    if (found !== undefined) setVariable(session, name, found);
    else if (value !== undefined)
      setVariable(
        session,
        name,
        evaluate(value, session),
        ...(args === undefined ? [words(unknowable(`$${name}`))] : []),
      );
    else setVariable(session, name, words(unknowable(`$${name}`)));
  }
  setVariable(session, 'args', { kind: 'words', words: positional.flatMap(wordsOf), list: true });
}
