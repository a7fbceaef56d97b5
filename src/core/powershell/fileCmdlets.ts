/**
 * Cmdlets that read and write files, read as the programs of the same meaning: `Remove-Item` is `rm`, `Set-Content` is
 * `tee`, `Copy-Item` is `cp`. The registry and other drives that are no disks go to the analyzers.
 * https://learn.microsoft.com/powershell/module/microsoft.powershell.management
 */
import { hole, literal, shapeOf, unknowable, type Word } from '../shell/invocation.ts';
import { textWord } from '../shell/written.ts';
import { type Call, type Cmdlet, instead, operands, rehearses } from './call.ts';
import { type Bound, bind, given, isOn } from './parameters.ts';
import { fromShape, object, textOf, type Val, words, wordsOf } from './session.ts';
import { slashed } from './windowsWords.ts';

const paths = 'path=literalpath=fullname=pspath:0';
const usual = 'filter include exclude recurse! force! credential passthru! usetransaction! stream encoding confirm!';

/** Drives that are no disk. */
const drive =
  /^(?:registry::|microsoft\.powershell\.core\\registry::)?(?:hk(?:lm|cu|cr|u|cc|ey_\w+)|cert|iis|wsman|sqlserver|ad|vi|vmstores?|env|alias|function|variable|temp):?(?=[\\/:]|$)/i;
const scratch = /^(?:env|alias|function|variable):/i;

const driveOf = (all: readonly Word[]): Word | undefined =>
  all.find((word) => drive.test(shapeOf(word)) && !/^temp:/i.test(word.value));

/** What happens on such a drive is told under the cmdlet's own name. */
function elsewhere(call: Call, all: readonly Word[]): boolean {
  const found = driveOf(all);
  if (found === undefined) return false;
  if (scratch.test(found.value)) return true;
  const { session, name } = call;
  const { trace, shell, frame } = session;
  trace.found({
    program: name.value.includes('-') ? name.value.toLowerCase() : 'set-item',
    cmdlet: true,
    name,
    args: [literal('-Path', found.span), found],
    assignments: {},
    redirects: [],
    cwd: shell.cwd,
    wrappers: frame.wrappers,
    ...(frame.remote === undefined ? {} : { remote: frame.remote }),
  });
  return true;
}

/** The paths of a cmdlet, joined with what `-Name` or `-Filter` says. */
const pathsOf = (call: Call, bound: Bound): readonly Word[] =>
  operands(call, bound, 'path').map((word) => slashed(word));

/** Not a file: a process, a service. */
const isFiles = (input: Val | undefined): boolean =>
  input === undefined || input.kind !== 'object' || input.of === 'files' || input.of === 'input';

const remove: Cmdlet = (call) => {
  const bound = bind(call.args, `${paths} ${usual}`);
  // `del /s /q x` is cmd's own way, and an error here.
  const all = [...pathsOf(call, bound), ...bound.rest.flatMap(wordsOf).map((word) => slashed(word))].filter(
    ({ value }) => !/^\/[a-z]$/i.test(value),
  );
  if (rehearses(bound) || elsewhere(call, all)) return undefined;
  if (given(bound, 'path') === undefined && !isFiles(call.input)) return undefined;
  instead(call, 'rm', [...(isOn(bound, 'recurse') ? [literal('-r')] : []), ...all]);
  return undefined;
};

const clear: Cmdlet = (call) => {
  const bound = bind(call.args, `${paths} ${usual}`);
  const all = pathsOf(call, bound);
  if (!rehearses(bound) && !elsewhere(call, all)) instead(call, 'truncate', all);
  return undefined;
};

/** `Copy-Item A B`, `Move-Item A B`. */
const carry =
  (program: string): Cmdlet =>
  (call) => {
    const bound = bind(call.args, `${paths} destination=newname:1 container! tosession fromsession ${usual}`);
    const from = pathsOf(call, bound);
    const to = given(bound, 'destination');
    if (rehearses(bound) || elsewhere(call, [...from, ...(to === undefined ? [] : wordsOf(to))])) return undefined;
    const session = given(bound, 'tosession');
    if (session !== undefined) {
      instead(call, 'scp', [
        ...from,
        fromShape(`${shapeOf(textOf(session))}:${to === undefined ? '.' : shapeOf(textOf(to))}`),
      ]);
      return undefined;
    }
    instead(call, program, [...from, to === undefined ? literal('.') : slashed(textOf(to))]);
    return undefined;
  };

/** `Rename-Item A B`: B stands in A's folder. */
const rename: Cmdlet = (call) => {
  const bound = bind(call.args, `${paths} newname:1 ${usual}`);
  const [from] = pathsOf(call, bound);
  const to = given(bound, 'newname');
  if (from === undefined || to === undefined || rehearses(bound) || elsewhere(call, [from])) return undefined;
  const folder = shapeOf(from).replace(/[^/]*$/, '');
  const name = slashed(textOf(to));
  instead(call, 'mv', [from, shapeOf(name).includes('/') ? name : fromShape(`${folder}${shapeOf(name)}`, name)]);
  return undefined;
};

/** What is written: a parameter, or what comes through the pipe. */
function content(call: Call, bound: Bound): Word | undefined {
  const value = given(bound, 'value') ?? call.input;
  if (value === undefined) return undefined;
  const all = wordsOf(value);
  return fromShape(all.map(shapeOf).join('\n'), all[0]);
}

const write =
  (spec: string): Cmdlet =>
  (call) => {
    const bound = bind(
      call.args,
      `${spec} nonewline! append! noclobber! width delimiter notypeinformation! asbytestream! ${usual}`,
    );
    const path = given(bound, 'path');
    const all = path === undefined ? [] : wordsOf(path).map((word) => slashed(word));
    if (rehearses(bound) || all.length === 0 || elsewhere(call, all)) return call.input;
    const appends = isOn(bound, 'append') || /^(?:add-content|ac)$/i.test(call.name.value);
    instead(call, 'tee', [...(appends ? [literal('-a')] : []), ...all], content(call, bound));
    return undefined;
  };

const create: Cmdlet = (call) => {
  const bound = bind(call.args, 'path:0 itemtype=type name value=target force! credential confirm! options');
  const named = given(bound, 'name');
  const folder = given(bound, 'path');
  const parts = [folder, named].flatMap((value) => (value === undefined ? [] : [shapeOf(textOf(value))]));
  const place = slashed(fromShape(parts.join('/'), folder === undefined ? call.name : textOf(folder)));
  if (parts.length === 0 || rehearses(bound) || elsewhere(call, [fromShape(parts.join('\\'), place)])) return undefined;
  const type = given(bound, 'itemtype');
  const kind =
    type === undefined
      ? /^(?:md|mkdir)$/i.test(call.name.value)
        ? 'directory'
        : 'file'
      : textOf(type).value.toLowerCase();
  const value = given(bound, 'value');
  if (/link|junction/.test(kind))
    instead(call, 'ln', [literal('-s'), value === undefined ? undefined : slashed(textOf(value)), place]);
  else if (kind.startsWith('d')) instead(call, 'mkdir', [literal('-p'), place]);
  else if (value !== undefined) instead(call, 'tee', [place], textOf(value));
  else instead(call, 'touch', [place]);
  return object('files', place);
};

const set: Cmdlet = (call) => {
  const bound = bind(call.args, `${paths} value:1 ${usual}`);
  const [path] = operands(call, bound, 'path');
  const value = given(bound, 'value');
  if (path === undefined || rehearses(bound)) return undefined;
  const alias = /^alias:[\\/]*(\w+)$/i.exec(path.value)?.[1];
  if (alias !== undefined && value !== undefined)
    call.session.aliases.set(alias.toLowerCase(), textOf(value).value.toLowerCase());
  if (!elsewhere(call, [path]) && value !== undefined) instead(call, 'tee', [slashed(path)], textOf(value));
  return undefined;
};

const property: Cmdlet = (call) => {
  const bound = bind(call.args, `${paths} name:1 value:2 type propertytype inputobject ${usual}`);
  const all = operands(call, bound, 'path');
  if (rehearses(bound) || elsewhere(call, all)) return undefined;
  if (given(bound, 'path') !== undefined || isFiles(call.input))
    instead(call, 'chmod', [literal('u+w'), ...all.map((word) => slashed(word))]);
  return undefined;
};

/** Known files, or a word that says in which folder they lie and how they end. */
const list: Cmdlet = (call) => {
  const bound = bind(
    call.args,
    'path=literalpath:0 filter:1 include exclude recurse! depth force! name! file! directory! hidden! attributes system! readonly!',
  );
  const path = given(bound, 'path');
  const all = path === undefined ? [literal('.', call.name.span)] : wordsOf(path).map((word) => slashed(word));
  const filter = given(bound, 'filter') ?? given(bound, 'include');
  const wanted = filter === undefined ? hole : shapeOf(textOf(filter)).replaceAll(/[*?]+/g, hole);
  const [only] = all;
  if (only === undefined || all.length > 1) return object('items', call.output);
  if (drive.test(only.value)) return object('items', only);
  const below = isOn(bound, 'recurse') ? `${hole}/` : '';
  const shape = shapeOf(only);
  if (/[*?]/.test(shape)) return object('files', fromShape(shape.replaceAll(/[*?]+/g, hole), only));
  return object('files', fromShape(`${shape.replace(/\/$/, '')}/${below}${wanted}`, only));
};

const item: Cmdlet = (call) => {
  const bound = bind(call.args, `${paths} ${usual}`);
  const [path] = pathsOf(call, bound);
  if (path === undefined) return object('items', call.output);
  return object(drive.test(path.value) ? 'items' : 'files', path);
};

const contents: Cmdlet = (call) => {
  const bound = bind(
    call.args,
    `${paths} raw! tail totalcount=first=head readcount wait! delimiter asbytestream! ${usual}`,
  );
  const [path, ...more] = pathsOf(call, bound);
  if (path === undefined || more.length > 0 || call.session.frame.remote !== undefined) return undefined;
  const { shell, trace } = call.session;
  const text = path.known ? textWord(path, shell, trace) : undefined;
  return text === undefined || text.value.length > 200_000
    ? object('content', call.output)
    : words({ ...text, value: text.value.replaceAll('\r\n', '\n') });
};

const pathParts: Cmdlet = (call) => {
  const bound = bind(
    call.args,
    'path=literalpath:0 childpath:1 additionalchildpath leaf! leafbase! parent! extension! resolve! qualifier! noqualifier! isabsolute!',
  );
  const [path] = operands(call, bound, 'path');
  if (path === undefined) return undefined;
  const child = given(bound, 'childpath');
  if (child !== undefined)
    return words(
      fromShape(`${shapeOf(path)}/${[child, ...bound.rest].map((each) => shapeOf(textOf(each))).join('/')}`, path),
    );
  const plain = slashed(path);
  if (!path.known) return words(unknowable(call.output.value));
  if (/^split/i.test(call.name.value)) {
    const slash = plain.value.lastIndexOf('/');
    if (isOn(bound, 'leaf')) return words({ ...plain, value: plain.value.slice(slash + 1) });
    return words({ ...plain, value: slash < 0 ? '.' : plain.value.slice(0, slash) || '/' });
  }
  return words(plain);
};

const processes: Cmdlet = (call) => {
  const bound = bind(call.args, 'id:0 name=processname inputobject force! passthru! confirm!');
  if (rehearses(bound)) return undefined;
  const name = given(bound, 'name');
  const id = given(bound, 'id');
  if (name !== undefined) instead(call, 'pkill', wordsOf(name));
  else if (id !== undefined) instead(call, 'kill', wordsOf(id));
  return undefined;
};

const archive: Cmdlet = (call) => {
  const bound = bind(call.args, `${paths} destinationpath:1 compressionlevel update! ${usual}`);
  const to = given(bound, 'destinationpath');
  if (to === undefined || rehearses(bound)) return undefined;
  if (/^compress/i.test(call.name.value)) instead(call, 'tee', [slashed(textOf(to))]);
  return undefined;
};

const withNames = (names: string, cmdlet: Cmdlet): readonly (readonly [string, Cmdlet])[] =>
  names.split(' ').map((name) => [name, cmdlet] as const);

export const fileCmdlets: ReadonlyMap<string, Cmdlet> = new Map([
  ['remove-item', remove],
  ...withNames('clear-content clear-item', clear),
  ['copy-item', carry('cp')],
  ['move-item', carry('mv')],
  ['rename-item', rename],
  ...withNames('set-content add-content', write('path=literalpath=pspath:0 value:1')),
  ['out-file', write('path=filepath=literalpath:0 inputobject encoding:1')],
  ['tee-object', write('path=filepath=literalpath:0 inputobject variable')],
  ...withNames('export-csv export-clixml export-json start-transcript', write('path=literalpath:0 inputobject depth')),
  ['new-item', create],
  ['mkdir', create],
  ['set-item', set],
  ...withNames(
    'set-itemproperty new-itemproperty remove-itemproperty clear-itemproperty rename-itemproperty',
    property,
  ),
  ['get-childitem', list],
  ...withNames('get-item', item),
  ['get-content', contents],
  ...withNames('join-path split-path resolve-path convert-path', pathParts),
  ['stop-process', processes],
  ...withNames('compress-archive expand-archive', archive),
]);
