/**
 * Calls to .NET: what they write, delete and start is what a program of the same meaning would.
 * https://learn.microsoft.com/dotnet/api/system.io.file · https://learn.microsoft.com/dotnet/api/system.diagnostics.process
 */
import { decodeBase64 } from '../shell/base64.ts';
import { literal, shapeOf, type Word } from '../shell/invocation.ts';
import { fromShape, object, type Session, textOf, type Val, words, wordsOf } from './session.ts';
import { slashed, splitArguments } from './windowsWords.ts';

interface Place {
  readonly here: Word;
  readonly session: Session;
}

const file = /^(?:system\.)?io\.(?:file|fileinfo|directory|directoryinfo)$/;

/** `[Type]::Name(…)`; without `args` a property. */
export function callStatic(
  type: string,
  name: string,
  args: readonly Val[] | undefined,
  { here, session }: Place,
): Val {
  const given = args ?? [];
  const texts = given.map(textOf);
  const [first, second, third] = texts;
  const run = (...all: readonly (Word | undefined)[]) =>
    session.walker.words(
      all.filter((word) => word !== undefined),
      `[${type}]::${name}`,
      session,
    );
  if (name === 'new') return object(type, texts[0] ?? here);
  if (file.test(type)) {
    const program = (text: string) => literal(text, here.span);
    if (/^delete/.test(name)) run(program('rm'), literal('-r'), slashed(first));
    else if (/^(?:write|append|create(?!directory)|openwrite)/.test(name))
      session.walker.words([program('tee'), slashed(first) ?? here], `[${type}]::${name}`, session, second);
    else if (/^(?:move|replace)/.test(name)) run(program('mv'), slashed(first), slashed(second));
    else if (/^copy/.test(name)) run(program('cp'), slashed(first), slashed(second));
    if (/^readalltext/.test(name) && first !== undefined) return words(fileWord(first, session) ?? here);
    return words(here);
  }
  if (/(?:^|\.)process$/.test(type) && name === 'start') {
    if (first !== undefined) run(first, ...splitArguments(second === undefined ? [] : [second]));
    return object('process', here);
  }
  if (type === 'scriptblock' || /management\.automation\.scriptblock$/.test(type))
    return name === 'create' && first !== undefined ? { kind: 'code', text: first } : words(here);
  if (/(?:^|\.)convert$/.test(type) && name === 'frombase64string' && first !== undefined)
    return object('bytes of base64', first);
  if (/(?:^|\.)encoding$/.test(type)) return object(`encoding ${name}`, here);
  if (/(?:^|\.)string$/.test(type) && /^(?:concat|join|format)$/.test(name)) return combined(name, given, here);
  if (/(?:^|\.)path$/.test(type) && name === 'combine') return words(fromShape(texts.map(shapeOf).join('/'), here));
  if (/(?:^|\.)path$/.test(type) && /^gettemp/.test(name)) return words({ ...literal('/tmp/x'), ...spanOf(here) });
  if (/(?:^|\.)environment$/.test(type)) {
    if (name === 'setenvironmentvariable' && (third === undefined ? false : !/^process$/i.test(third.value)))
      run(literal('Set-EnvironmentVariable', here.span), ...texts);
    if (name === 'getenvironmentvariable' || name === 'getfolderpath') return words(here);
    if (name === 'newline') return words(literal('\n'));
    return words(here);
  }
  if (/(?:^|\.)assembly$/.test(type) && /^(?:load|unsafeload)/.test(name) && !/^loadwithpartialname$/.test(name))
    hidden(`[${type}]::${name}`, here, session);
  if (/(?:^|\.)registry(?:key)?$/.test(type) && /^(?:set|delete|create)/.test(name))
    run(
      literal('Set-ItemProperty', here.span),
      literal('-Path'),
      fromShape(`Registry::${first === undefined ? '' : shapeOf(first)}`),
    );
  if (/powershell$/.test(type) && name === 'create') return object('powershell', here);
  return object(type, here);
}

const spanOf = ({ span }: Word) => (span === undefined ? {} : { span });

function hidden(operation: string, here: Word, { trace }: Session): void {
  trace.problem({ operation, why: 'It runs code that it does not show.', ...spanOf(here) });
}

function fileWord(path: Word, session: Session): Word | undefined {
  const name = slashed(path);
  if (name === undefined || !name.known) return undefined;
  const text = session.walker.file(name, session);
  return text === undefined ? undefined : { ...name, value: text };
}

function combined(name: string, given: readonly Val[], here: Word): Val {
  const [first, ...rest] = given;
  if (first === undefined) return words(here);
  if (name === 'concat') return words(fromShape(given.flatMap(wordsOf).map(shapeOf).join(''), here));
  if (name === 'join')
    return words(
      fromShape(
        rest
          .flatMap(wordsOf)
          .map(shapeOf)
          .join(shapeOf(textOf(first))),
        here,
      ),
    );
  const all = rest.flatMap(wordsOf);
  return words(
    fromShape(
      shapeOf(textOf(first)).replace(/\{(\d{1,2})[^}]*\}/g, (_, index: string) => {
        const word = all[Number(index)];
        return word === undefined ? '' : shapeOf(word);
      }),
      here,
    ),
  );
}

/** `$thing.Name(…)`. */
export function callMethod(target: Val, name: string, args: readonly Val[], { here, session }: Place): Val {
  const texts = args.map(textOf);
  const [first, second] = texts;
  const run = (stdin: Word | undefined, ...all: readonly (Word | undefined)[]) =>
    session.walker.words(
      all.filter((word) => word !== undefined),
      `.${name}()`,
      session,
      stdin,
    );
  if (/^(?:invoke|invokereturnasis)$/.test(name) && (target.kind === 'block' || target.kind === 'code'))
    return session.walker.block(target, session, { args });
  if (name === 'invokescript' || name === 'newscriptblock' || name === 'addscript') {
    if (first !== undefined) session.walker.text(first, `.${name}()`, session);
    return object('powershell', here);
  }
  if (target.kind === 'words' && (target.list || target.words.every(({ known }) => known)))
    return textMethod(target, name, texts, here);
  if (target.kind === 'block') return target;
  const of = target.kind === 'object' ? target.of : '';
  const program = (text: string) => literal(text, here.span);
  if (
    of.startsWith('encoding') &&
    name === 'getstring' &&
    args[0]?.kind === 'object' &&
    args[0].of === 'bytes of base64'
  )
    return words(decoded(args[0].word, /unicode/.test(of), here));
  if (name === 'addcommand' && first !== undefined) {
    run(undefined, first);
    return target;
  }
  if (/^(?:downloadstring|downloaddata|getstringasync|openread)/.test(name)) return object('download', here);
  if (name.startsWith('downloadfile')) run(undefined, program('curl'), literal('-o'), slashed(second), first);
  else if (/^(?:upload(?:string|data|values|file)|post\w*async|put\w*async|delete\w*async|patch\w*async)$/.test(name)) {
    const method = /^(post|put|delete|patch)/.exec(name)?.[1] ?? (texts.length > 2 ? second?.value : 'POST') ?? 'POST';
    run(undefined, program('curl'), literal('-X'), literal(method.toUpperCase()), first);
  } else if (/^(?:executenonquery\w*)$/.test(name)) {
    session.trace.problem({
      operation: `.${name}()`,
      why: 'Which statement it sends to the database is not known.',
      ...spanOf(here),
    });
  } else if (of === 'files' && /^(?:delete|moveto|copyto)$/.test(name))
    run(
      undefined,
      program(name === 'delete' ? 'rm' : name === 'moveto' ? 'mv' : 'cp'),
      wordsOf(target)[0],
      slashed(first),
    );
  else if (/^output of get-service$/.test(of) && /^(?:stop|start|pause|refresh)/.test(name))
    run(undefined, program(name === 'start' ? 'Start-Service' : 'Stop-Service'), here);
  else if (
    /wmi|cim|adsi|win32|directoryentry/.test(of) &&
    /^(?:win32shutdown|reboot|shutdown|delete\w*|terminate|create|change\w*|stopservice|startservice|uninstall|setinfo|commitchanges|put|setpassword|invoke\w*|add|remove)$/.test(
      name,
    )
  )
    run(undefined, program('Invoke-WmiMethod'), literal('-Name'), literal(name));
  else if (of.startsWith('com ') && /^(?:run|exec|shellexecute)$/.test(name) && first !== undefined)
    run(
      undefined,
      ...splitArguments([first]),
      ...splitArguments(second === undefined || name !== 'shellexecute' ? [] : [second]),
    );
  return object(of === '' ? 'result' : of, here);
}

function textMethod(target: Extract<Val, { kind: 'words' }>, name: string, texts: readonly Word[], here: Word): Val {
  const text = textOf(target);
  const [first, second] = texts;
  switch (name) {
    case 'tostring':
    case 'trim':
    case 'trimend':
    case 'trimstart':
    case 'getnewclosure':
      return texts.length === 0 ? target : words(here);
    case 'tolower':
    case 'tolowerinvariant':
      return text.known ? words({ ...text, value: text.value.toLowerCase() }) : target;
    case 'toupper':
      return text.known ? words({ ...text, value: text.value.toUpperCase() }) : target;
    case 'replace':
      return text.known && first?.known === true && second?.known === true && first.value !== ''
        ? words({ ...text, value: text.value.replaceAll(first.value, second.value).slice(0, 200_000) })
        : words(here);
    default:
      return words(here);
  }
}

function decoded(text: Word, wide: boolean, here: Word): Word {
  const plain = text.known ? decodeBase64(text.value, wide) : undefined;
  return plain === undefined ? here : literal(plain, here.span);
}
