/**
 * Cmdlets that run something else, or change what the session knows: `ForEach-Object`, `Invoke-Expression`,
 * `Invoke-Command`, `Start-Process`, `Set-Alias`, `Import-Module`.
 * https://learn.microsoft.com/powershell/module/microsoft.powershell.core
 */
import { hole, literal, shapeOf, unknowable, type Word } from '../shell/invocation.ts';
import { problemAt } from '../shell/trace.ts';
import { type Call, type Cmdlet, instead, operands, rehearses } from './call.ts';
import { bind, given } from './parameters.ts';
import { fromShape, object, setVariable, textOf, type Val, words, wordsOf } from './session.ts';
import { slashed, splitArguments } from './windowsWords.ts';

const mostItems = 16;

const each: Cmdlet = (call) => {
  const bound = bind(
    call.args,
    'process begin end parallel membername throttlelimit asjob! argumentlist remainingscripts',
  );
  const blocks = [...bound.given.values(), ...bound.rest].filter((value) => value !== true);
  const method = blocks.find((value) => value.kind === 'words');
  if (
    method !== undefined &&
    call.input?.kind === 'object' &&
    call.input.of === 'files' &&
    /^delete$/i.test(textOf(method).value)
  )
    instead(call, 'rm', [call.input.word]);
  return runEach(
    call,
    blocks.filter((value) => value.kind === 'block' || value.kind === 'code'),
  );
};

/** Runs blocks for everything that comes through the pipe. */
function runEach({ input, session, output }: Call, blocks: readonly Val[]): Val {
  const items: readonly Val[] =
    input?.kind === 'words' && input.words.length <= mostItems
      ? input.words.map((word) => words(word))
      : input?.kind === 'object'
        ? [input]
        : [words(unknowable('$_'))];
  let last: Val | undefined;
  for (const block of blocks) for (const item of items) last = session.walker.block(block, session, { item });
  return last !== undefined && blocks.length === 1 && items.length === 1 ? last : object('output', output);
}

const filter: Cmdlet = (call) => {
  runEach(
    call,
    call.args.flatMap(({ value }) => (value?.kind === 'block' ? [value] : [])),
  );
  const { input } = call;
  // Which of several remain is not known; that they are these is.
  return input?.kind === 'words' && input.words.length > 1 ? words(unknowable('$_')) : input;
};

/** What goes in comes out. */
const passing: Cmdlet = ({ input }) => input;

const expression: Cmdlet = (call) => {
  const bound = bind(call.args, 'command:0');
  const [text, ...more] = [...operands(call, bound, 'command'), ...bound.rest.flatMap(wordsOf)];
  if (text === undefined) return undefined;
  const joined = more.length === 0 ? text : fromShape([text, ...more].map(shapeOf).join('\n'), text);
  call.session.walker.text(joined, 'Invoke-Expression', call.session);
  return undefined;
};

const remoteSpec =
  'scriptblock=command computername=cn session hostname vmname vmid containerid filepath argumentlist=args credential port usessl! asjob! jobname username keyfilepath authentication throttlelimit sessionoption configurationname nonewscope!';

const command: Cmdlet = (call) => {
  const bound = bind(call.args, `${remoteSpec} first:0 second:1`);
  const place = ['computername', 'session', 'hostname', 'vmname', 'vmid', 'containerid']
    .map((name) => given(bound, name))
    .find((value) => value !== undefined);
  const loose = ['first', 'second'].flatMap((name) => given(bound, name) ?? []);
  const block = given(bound, 'scriptblock') ?? loose.find((value) => value.kind === 'block' || value.kind === 'code');
  const spoken = place ?? loose.find((value) => value !== block);
  const where = spoken === undefined ? undefined : textOf(spoken);
  const local = where?.known && /^(?:localhost|127\.0\.0\.1|\.)$/i.test(where.value);
  const session =
    where === undefined || local
      ? call.session
      : { ...call.session, frame: { ...call.session.frame, remote: `on ${where.value}` } };
  const file = given(bound, 'filepath');
  if (file !== undefined) {
    const text = call.session.walker.file(slashed(textOf(file)), call.session);
    if (text === undefined) call.session.trace.problem(problemAt(textOf(file), 'The script cannot be read.'));
    else session.walker.text({ ...textOf(file), value: text, known: true }, 'Invoke-Command', session);
    return undefined;
  }
  if (block === undefined) {
    if (spoken !== undefined)
      call.session.trace.problem(problemAt(call.name, 'What it runs is known only when it runs.'));
    return undefined;
  }
  const args = given(bound, 'argumentlist');
  session.walker.block(block, session, args === undefined ? {} : { args: wordsOf(args).map((word) => words(word)) });
  return undefined;
};

const job: Cmdlet = (call) => {
  const bound = bind(
    call.args,
    'scriptblock=command:0 filepath name argumentlist initializationscript credential workingdirectory streaminghost throttlelimit',
  );
  for (const name of ['initializationscript', 'scriptblock']) {
    const block = given(bound, name);
    if (block !== undefined) call.session.walker.block(block, call.session);
  }
  const file = given(bound, 'filepath');
  if (file !== undefined) call.session.walker.words([textOf(file)], 'Start-Job', call.session);
  return undefined;
};

const process: Cmdlet = (call) => {
  const bound = bind(
    call.args,
    'filepath=path:0 argumentlist=args:1 workingdirectory credential loaduserprofile! nonewwindow! passthru! redirectstandarderror redirectstandardinput redirectstandardoutput verb windowstyle wait! usenewenvironment! environment',
  );
  if (rehearses(bound)) return undefined;
  const file = given(bound, 'filepath');
  if (file === undefined) return undefined;
  const program = textOf(file);
  const list = given(bound, 'argumentlist');
  const args = splitArguments(list === undefined ? [] : wordsOf(list));
  const directory = given(bound, 'workingdirectory');
  const { session } = call;
  const place = directory === undefined ? undefined : textOf(directory);
  if (place !== undefined) session.walker.words([literal('pushd'), slashed(place)], 'Start-Process', session);
  session.walker.words([program, ...args], 'Start-Process', session);
  if (place !== undefined) session.walker.words([literal('popd')], 'Start-Process', session);
  for (const name of ['redirectstandardoutput', 'redirectstandarderror']) {
    const target = given(bound, name);
    if (target !== undefined) instead(call, 'tee', [slashed(textOf(target))]);
  }
  return object('process', call.output);
};

const output: Cmdlet = (call) => {
  const bound = bind(
    call.args,
    'inputobject=object=message:0 noenumerate! nonewline! separator foregroundcolor backgroundcolor category errorid tags',
  );
  const all = [...operands(call, bound, 'inputobject'), ...bound.rest.flatMap(wordsOf)];
  if (call.redirects.length > 0) {
    const { session, redirects } = call;
    session.walker.words(
      [literal('echo', call.name.span), ...all],
      call.name.value,
      { ...session, frame: session.frame },
      undefined,
    );
    for (const { target } of redirects) instead(call, 'tee', [target], fromShape(all.map(shapeOf).join(' ')));
  }
  return { kind: 'words', words: all, list: all.length !== 1 };
};

/** It goes to the screen, and not through the pipe. */
const toScreen: Cmdlet = (call) => {
  if (call.redirects.length > 0) output(call);
  return { kind: 'words', words: [], list: false };
};

const location: Cmdlet = (call) => {
  const bound = bind(call.args, 'path=literalpath:0 stackname passthru!');
  const [path] = operands({ ...call, input: undefined }, bound, 'path');
  const program = /^push/i.test(call.name.value) ? 'pushd' : /^pop/i.test(call.name.value) ? 'popd' : 'cd';
  instead(call, program, path === undefined ? [] : [slashed(path)]);
  return undefined;
};

const setOne: Cmdlet = (call) => {
  const bound = bind(call.args, 'name:0 value:1 scope option description visibility force! passthru!');
  const [name] = operands({ ...call, input: undefined }, bound, 'name');
  const value = given(bound, 'value');
  if (name === undefined) return undefined;
  setVariable(call.session, name.value.toLowerCase(), value ?? words(unknowable(`$${name.value}`)));
  return undefined;
};

const alias: Cmdlet = (call) => {
  const bound = bind(call.args, 'name:0 value=definition:1 scope option description force! passthru!');
  const [name] = operands({ ...call, input: undefined }, bound, 'name');
  const value = given(bound, 'value');
  if (name === undefined || value === undefined || call.session.aliases.size >= 200) return undefined;
  const meant = textOf(value);
  if (meant.known) call.session.aliases.set(name.value.toLowerCase(), meant.value.toLowerCase());
  else call.session.trace.problem(problemAt(name, 'What the alias stands for is known only when it runs.'));
  return undefined;
};

const module: Cmdlet = (call) => {
  const bound = bind(
    call.args,
    'name=moduleinfo:0 force! global! prefix function cmdlet passthru! disablenamechecking! argumentlist minimumversion requiredversion',
  );
  for (const word of operands({ ...call, input: undefined }, bound, 'name')) {
    const path = slashed(word);
    if (!path.known || !/\.psm?1$/i.test(path.value)) continue;
    const text = call.session.walker.file(path, call.session);
    if (text !== undefined) call.session.walker.text({ ...path, value: text }, 'Import-Module', call.session);
  }
  return undefined;
};

const addType: Cmdlet = (call) => {
  const bound = bind(
    call.args,
    'typedefinition:0 assemblyname path literalpath memberdefinition name namespace language referencedassemblies',
  );
  for (const name of ['typedefinition', 'memberdefinition']) {
    const value = given(bound, name);
    const code = value === undefined ? undefined : textOf(value);
    if (
      code !== undefined &&
      (call.session.trace.smells(shapeOf(code)) || /Process\.Start|DllImport|WebClient/.test(shapeOf(code)))
    )
      call.session.trace.problem({
        ...problemAt(call.name, 'It runs code in another language.'),
        operation: 'Add-Type',
      });
  }
  return undefined;
};

const newObject: Cmdlet = (call) => {
  const bound = bind(call.args, 'typename:0 argumentlist:1 comobject property strict!');
  const com = given(bound, 'comobject');
  if (com !== undefined) return object(`com ${textOf(com).value.toLowerCase()}`, call.output);
  const type = given(bound, 'typename');
  return object(type === undefined ? 'object' : textOf(type).value.toLowerCase(), call.output);
};

/** `PowerShell { … }`, and everything else a program of that name does. */
const inner: Cmdlet = (call) => {
  const blocks = call.args.flatMap(({ value }) => (value?.kind === 'block' ? [value] : []));
  if (blocks.length === 0) {
    const text = call.args.flatMap((arg): readonly Word[] =>
      arg.kind === 'value' ? wordsOf(arg.value) : [arg.word, ...(arg.value === undefined ? [] : [textOf(arg.value)])],
    );
    const stdin = call.input === undefined ? undefined : textOf(call.input);
    instead(call, /powershell/i.test(call.name.value) ? 'powershell' : 'pwsh', text, stdin);
  }
  for (const block of blocks) call.session.walker.block(block, call.session);
  return undefined;
};

const throughPipe: Cmdlet = (call) => {
  const bound = bind(
    call.args,
    'first last skip unique! index property:0 expandproperty excludeproperty wait! descending!',
  );
  for (const { value } of call.args) if (value?.kind === 'block') runEach(call, [value]);
  return bound.given.has('expandproperty') && call.input?.kind === 'words' ? words(unknowable(hole)) : call.input;
};

const withNames = (names: string, cmdlet: Cmdlet): readonly (readonly [string, Cmdlet])[] =>
  names.split(' ').map((name) => [name, cmdlet] as const);

export const controlCmdlets: ReadonlyMap<string, Cmdlet> = new Map([
  ['foreach-object', each],
  ['where-object', filter],
  ...withNames('sort-object select-object get-unique', throughPipe),
  ...withNames(
    'out-string out-default out-host format-table format-list format-wide get-member measure-object convertfrom-json convertto-json',
    passing,
  ),
  ['invoke-expression', expression],
  ['invoke-command', command],
  ...withNames('start-job start-threadjob', job),
  ['start-process', process],
  ['write-output', output],
  ...withNames(
    'write-host write-verbose write-debug write-information write-warning write-error write-progress',
    toScreen,
  ),
  ...withNames('set-location push-location pop-location', location),
  ...withNames('set-variable new-variable', setOne),
  ...withNames('set-alias new-alias', alias),
  ['import-module', module],
  ['add-type', addType],
  ['new-object', newObject],
  ...withNames('pwsh powershell pwsh.exe powershell.exe', inner),
  ['out-null', () => words()],
  ['select-string', () => undefined],
  ...withNames('get-location', ({ session }) =>
    session.shell.cwd === undefined ? undefined : words(literal(session.shell.cwd)),
  ),
]);
