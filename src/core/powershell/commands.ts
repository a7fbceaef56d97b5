/** Runs one command of PowerShell in the mind: a function, a script, a cmdlet, or a program like any other shell's. */
import { runCommand } from '../shell/commands.ts';
import { innerFrame } from '../shell/frame.ts';
import { hole, literal, type Redirect, shapeOf, unknowable, type Word } from '../shell/invocation.ts';
import { problemAt } from '../shell/trace.ts';
import { fileText } from '../shell/written.ts';
import { aliases } from './aliases.ts';
import type { Call } from './call.ts';
import { isCmdlet } from './cmdletNames.ts';
import { controlCmdlets } from './controlCmdlets.ts';
import { fileCmdlets } from './fileCmdlets.ts';
import type { Arg } from './parameters.ts';
import { parsePowershell } from './parser.ts';
import { fromShape, object, type Session, setVariable, textOf, type Val, words, wordsOf } from './session.ts';
import type { Argument, Element } from './syntax.ts';
import { evaluate } from './values.ts';
import { webCmdlets } from './webCmdlets.ts';
import { slashed, splitArguments } from './windowsWords.ts';

/** Runs one element of a pipeline; `input` comes from the one before. */
export function runElement(element: Element, input: Val | undefined, session: Session): Val {
  const redirects = element.redirects.map(({ operator, target }) =>
    redirected(operator, textOf(evaluate(target, session))),
  );
  const output = unknowable(
    session.frame.source.slice(element.pos, Math.min(element.end, element.pos + 200)),
    session.frame.locate(element.pos, element.end),
  );
  if (element.kind === 'expression') {
    const value = evaluate(element.value, session);
    if (redirects.length > 0) native([literal('echo'), ...wordsOf(value)], session, redirects, undefined);
    return value;
  }
  const args = element.args.flatMap((arg) => argument(arg, session));
  const named = evaluate(element.name, session);
  if (element.call !== '' && (named.kind === 'block' || named.kind === 'code'))
    return session.walker.block(named, session, {
      args: args.flatMap((arg): readonly Val[] =>
        arg.kind === 'value' ? [arg.value] : [words(arg.word), ...(arg.value === undefined ? [] : [arg.value])],
      ),
    });
  const all = wordsOf(named);
  const [name = output, ...more] = element.call === '' ? [textOf(named)] : all;
  const extra = more.map((word): Arg => ({ kind: 'value', value: words(word) }));
  return dispatch({ name, args: [...extra, ...args], redirects, input, output, session }, element.call);
}

const redirected = (operator: string, target: Word): Redirect => ({
  operator: operator.replace(/^[*]/, '&').replace(/^\d/, ''),
  target: target.value === '' || target.value === '$null' ? literal('/dev/null') : slashed(target),
});

function argument(arg: Argument, session: Session): readonly Arg[] {
  const place = session.frame.locate(arg.pos, arg.end);
  switch (arg.kind) {
    case 'value':
      return [{ kind: 'value', value: evaluate(arg.value, session) }];
    case 'parameter': {
      const word = literal(`-${arg.name}`, place);
      return [
        arg.value === undefined
          ? { kind: 'parameter', name: arg.name, word }
          : { kind: 'parameter', name: arg.name, word, value: evaluate(arg.value, session) },
      ];
    }
    case 'verbatim':
      return splitArguments([literal(arg.text.replace(/%\w+%/g, hole), place)]).map((word) => ({
        kind: 'value',
        value: words(fromShape(shapeOf(word), word)),
      }));
    case 'splat': {
      const [value] = session.variables.get(arg.name) ?? [];
      if (value === undefined) return [{ kind: 'value', value: words(unknowable(`@${arg.name}`, place)) }];
      if (value.kind !== 'table')
        return wordsOf(value).map((word) => ({ kind: 'value', value: words(spanned(word, place)) }));
      return [...value.entries].map(([name, each]) => ({
        kind: 'parameter',
        name,
        word: literal(`-${name}`, place),
        value: each,
      }));
    }
  }
}

const spanned = (word: Word, span: Word['span']): Word => (span === undefined ? word : { ...word, span });

/** The name without its module: `Microsoft.PowerShell.Utility\Invoke-Expression`. */
const simpleName = (name: Word): string => name.value.toLowerCase().replace(/^[a-z.]+\\(?=[a-z]+-)/, '');

function dispatch(call: Call, operator: '' | '&' | '.'): Val {
  const { name, session } = call;
  const typed = name.known ? simpleName(name) : '';
  const custom = session.aliases.get(typed);
  const defined = session.functions.get(custom ?? typed);
  if (defined !== undefined) return callFunction(call, defined);
  const canonical = custom ?? (isNative(typed, call) ? typed : (aliases.get(typed) ?? typed));
  const cmdlet = controlCmdlets.get(canonical) ?? fileCmdlets.get(canonical) ?? webCmdlets.get(canonical);
  if (cmdlet !== undefined) return cmdlet(call) ?? object('output', call.output);
  if (/\.(?:ps1|psm1)$/i.test(shapeOf(name))) {
    runScript(name, scriptArguments(call.args), operator === '.', session);
    return object('output', call.output);
  }
  if (isCmdlet(canonical) && !session.trace.knows(canonical)) {
    runCmdlet(custom === undefined ? call : { ...call, name: { ...name, value: custom } }, canonical);
    return object(`output of ${canonical}`, call.output);
  }
  const own = custom === undefined ? name : { ...name, value: custom };
  native([own, ...call.args.flatMap(nativeWords)], session, call.redirects, stdinOf(call.input));
  // `Describe x { … }`, `task deploy { … }`: whoever takes a block runs it.
  for (const { value } of call.args) if (value?.kind === 'block') session.walker.block(value, session);
  return object('output', call.output);
}

/** Aliases that PowerShell 7 leaves to programs of the same name, where the words are a program's. */
function isNative(typed: string, { args, input }: Call): boolean {
  const first = args[0];
  const word = first?.kind === 'value' ? textOf(first.value).value : '';
  switch (typed) {
    case 'curl':
    case 'wget':
      return args.some((arg) =>
        arg.kind === 'value'
          ? /^--\w/.test(textOf(arg.value).value)
          : /^[a-zA-Z]{1,2}$/.test(arg.name) || /^[sSLfkio]+[a-zA-Z]*$/.test(arg.name),
      );
    case 'rm':
    case 'cp':
    case 'mv':
      return args.some(
        (arg) => arg.kind === 'parameter' && /^(?:rf|fr|Rf|r|f|a|p|v|rv)$/.test(arg.name) && arg.value === undefined,
      );
    case 'sc':
      return /^(?:\\\\.*|query\w*|qc|start|stop|pause|continue|create|delete|config|failure\w*|description|control|interrogate|sd\w+)$/i.test(
        word,
      );
    case 'sort':
    case 'tee':
    case 'diff':
      return input === undefined && args.some((arg) => arg.kind === 'parameter' && arg.name.length === 1);
    case 'start':
    case 'set':
    case 'type':
    case 'man':
      return false;
    case 'kill':
      return args.some((arg) => arg.kind === 'parameter' && /^(?:9|KILL|TERM|HUP|s|INT)$/.test(arg.name));
    default:
      return false;
  }
}

const scriptArguments = (args: readonly Arg[]): readonly Word[] =>
  args.flatMap((arg) =>
    arg.kind === 'value' ? [textOf(arg.value)] : [arg.word, ...(arg.value === undefined ? [] : [textOf(arg.value)])],
  );

function callFunction(
  call: Call,
  { block, frame }: { readonly block: Parameters<Session['called']['add']>[0]; readonly frame: Session['frame'] },
): Val {
  const { session } = call;
  const inner: Session = { ...session, variables: new Map(session.variables) };
  if (call.input !== undefined) {
    setVariable(inner, '_', call.input);
    setVariable(inner, 'input', call.input);
  }
  const args = call.args.flatMap((arg): readonly Val[] =>
    arg.kind === 'value' ? [arg.value] : [words(arg.word), ...(arg.value === undefined ? [] : [arg.value])],
  );
  return session.walker.block({ kind: 'block', block, frame }, inner, { args });
}

/** What `-Name value` is for a program. */
function nativeWords(arg: Arg): readonly Word[] {
  if (arg.kind === 'value') return plainWords(arg.value);
  if (arg.value === undefined) return [arg.word];
  const value = textOf(arg.value);
  return [fromShape(`${arg.word.value}:${shapeOf(value)}`, arg.word)];
}

/** `pods,svc` stays one word; a list in a variable becomes several. */
function plainWords(value: Val): readonly Word[] {
  const all = wordsOf(value);
  const [first, last] = [all[0]?.span, all.at(-1)?.span];
  const contiguous =
    value.kind === 'words' && value.list && all.length > 1 && first !== undefined && last !== undefined;
  const length = all.reduce((sum, word) => sum + word.value.length + 1, -1);
  if (contiguous && last.end - first.start === length && all.every(({ known }) => known))
    return [literal(all.map((word) => word.value).join(','), { start: first.start, end: last.end })];
  return all;
}

function stdinOf(input: Val | undefined): Word | undefined {
  if (input === undefined) return undefined;
  const all = wordsOf(input);
  return fromShape(all.map(shapeOf).join('\n'), all[0]);
}

/** Programs whose words are paths. */
const onFiles = /^(?:rm|cp|mv|ln|mkdir|rmdir|touch|tee|cat|chmod|truncate)$/;
const path = /^(?:\.{0,2}[\\/]|[a-z]:[\\/]|~[\\/])|[\\/]/i;

function native(all: readonly Word[], session: Session, redirects: readonly Redirect[], stdin: Word | undefined): void {
  const [name = literal(''), ...rest] = all;
  const program = path.test(name.value) ? slashed(name) : name;
  const args = onFiles.test(name.value) ? rest.map((word) => slashed(word)) : rest;
  runCommand(
    { words: [program, ...args], assignments: new Map(), redirects, stdin },
    session.shell,
    session.frame,
    session.trace,
  );
}

function runCmdlet({ name, args, redirects, input, session }: Call, canonical: string): void {
  const { shell, frame, trace } = session;
  trace.left -= 1;
  const all = args.flatMap((arg) =>
    arg.kind === 'value'
      ? [joined(arg.value)]
      : [switched(arg), ...(arg.value === undefined || isBoolean(arg.value) ? [] : [joined(arg.value)])],
  );
  const stdin = stdinOf(input);
  trace.found({
    program: canonical,
    cmdlet: true,
    name,
    args: all,
    assignments: {},
    redirects,
    cwd: shell.cwd,
    wrappers: frame.wrappers,
    ...(stdin === undefined ? {} : { stdin }),
    ...(frame.remote === undefined ? {} : { remote: frame.remote }),
  });
  for (const arg of args) {
    const value = arg.value;
    if (value?.kind === 'block' && !/^(?:pester|describe)$/.test(canonical))
      session.walker.block(value, session, { item: object('input', unknowable('$_')) });
    if (value?.kind === 'code') session.walker.block(value, session);
  }
}

const isBoolean = (value: Val): boolean => {
  const word = textOf(value);
  return word.known && /^(?:true|false)$/i.test(word.value);
};

/** `-Confirm:false` in one word, so that a switch that is off does not look like one that is on. */
function switched(arg: Extract<Arg, { kind: 'parameter' }>): Word {
  if (arg.value === undefined) return arg.word;
  const value = textOf(arg.value);
  if (!value.known && /^(?:whatif|wi)$/i.test(arg.name)) return fromShape(`${arg.word.value}:${hole}`, arg.word);
  return isBoolean(arg.value) ? { ...arg.word, value: `${arg.word.value}:${value.value.toLowerCase()}` } : arg.word;
}

const joined = (value: Val): Word => {
  const all = wordsOf(value);
  const [only] = all;
  return only !== undefined && all.length === 1 ? only : fromShape(all.map(shapeOf).join(','), all[0]);
};

/** Runs a program or cmdlet by words, from inside another: `Start-Process`, .NET. */
export function runWords(all: readonly Word[], session: Session, stdin: Word | undefined): void {
  const [name, ...rest] = all;
  if (name === undefined) return;
  if (name.known && (isCmdlet(name.value.toLowerCase()) || /\.ps1$/i.test(name.value))) {
    const args = rest.map((word): Arg => {
      const parameter = word.known ? /^-([A-Za-z]\w*)$/.exec(word.value)?.[1] : undefined;
      return parameter === undefined
        ? { kind: 'value', value: words(word) }
        : { kind: 'parameter', name: parameter, word };
    });
    dispatch({ name, args, redirects: [], input: undefined, output: unknowable('…'), session }, '&');
    return;
  }
  native(all, session, [], stdin);
}

/** Sets up the environment of a shell, and nothing else. */
const activation =
  /(?:^|\/)(?:Scripts|bin)\/Activate\.ps1$|\/Program Files(?: \(x86\))?\/|(?:^|[/$])PROFILE\b|posh-git|oh-my-posh/i;

/** A script: it is read, or the line cannot be understood. */
function runScript(name: Word, args: readonly Word[], here: boolean, session: Session): void {
  const path = slashed(name);
  if (activation.test(path.value)) return;
  const { shell, frame, trace } = session;
  const remote = frame.remote;
  const text =
    remote !== undefined ? ({ kind: 'refused', why: `It lies ${remote}.` } as const) : fileText(path, shell, trace);
  if (text.kind !== 'text') {
    const why =
      text.kind === 'missing'
        ? 'There is no such script yet, so it cannot be read.'
        : `The script cannot be read: ${text.why}`;
    trace.problem({
      ...problemAt(name, why),
      operation: [name, ...args]
        .map(({ value }) => value)
        .join(' ')
        .slice(0, 200),
    });
    return;
  }
  if (frame.depth >= 8) {
    trace.problem(problemAt(name, 'It is nested deeper than Holdpoint reads.'));
    return;
  }
  const inner = {
    ...innerFrame(frame, text.text, { ...name }, { wrappers: [...frame.wrappers, path.value] }),
    locate: () => name.span,
    script: path.value,
  };
  if (here) {
    const { block } = parsePowershell(text.text);
    session.walker.statements(block.body, { ...session, frame: inner });
    return;
  }
  trace.powershell(inner, { ...shell, parameters: args });
}
