/** Values worked out without running anything: what is not known becomes a hole. */
import { hole, literal, shapeOf, unknowable, type Word } from '../shell/invocation.ts';
import { callMethod, callStatic } from './dotnet.ts';
import { fromShape, object, type Session, textOf, type Val, words, wordsOf } from './session.ts';
import type { Value } from './syntax.ts';

/** A longer text is not put together. */
const longest = 200_000;

export function evaluate(value: Value, session: Session): Val {
  const place = session.frame.locate(value.pos, value.end);
  switch (value.kind) {
    case 'text': {
      if (value.parts.length === 1 && typeof value.parts[0] === 'string') return words(literal(value.parts[0], place));
      const shape = value.parts
        .map((part) => (typeof part === 'string' ? part : shapeOf(textOf(evaluate(part, session)))))
        .join('');
      const word = fromShape(shape.slice(0, longest));
      return words(place === undefined ? word : { ...word, span: place });
    }
    case 'variable':
      return variable(value.name, open(value, session), session);
    case 'group': {
      const found = session.walker.statements(value.body, session);
      return found.kind === 'object' ? { ...found, word: { ...found.word, ...spanOf(place) } } : found;
    }
    case 'list': {
      const all = value.items.flatMap((item) => [...wordsOf(evaluate(item, session))]);
      return { kind: 'words', words: all, list: true };
    }
    case 'table': {
      const entries = new Map<string, Val>();
      for (const [key, entry] of value.entries)
        entries.set(textOf(evaluate(key, session)).value.toLowerCase(), session.walker.statements([entry], session));
      return { kind: 'table', entries };
    }
    case 'block':
      return { kind: 'block', block: value.block, frame: session.frame };
    case 'type':
      return object(`[${value.name}]`, open(value, session));
    case 'cast':
      return cast(value.type, evaluate(value.value, session));
    case 'index':
      return indexed(evaluate(value.target, session), textOf(evaluate(value.index, session)), open(value, session));
    case 'member':
      return member(value, session);
    case 'operation':
      return operation(value, session);
  }
}

const spanOf = (span: Word['span']) => (span === undefined ? {} : { span });

/** Its source, with nothing known of what it will be. */
const open = ({ pos, end }: Value, { frame }: Session): Word =>
  unknowable(frame.source.slice(pos, Math.min(end, pos + 200)), frame.locate(pos, end));

function variable(name: string, otherwise: Word, { variables, shell, trace, frame }: Session): Val {
  const span = spanOf(otherwise.span);
  const known = (text: string | undefined): Val =>
    words(text === undefined ? otherwise : { ...literal(text), ...span });
  const values = variables.get(name);
  if (values !== undefined) {
    const [only] = values;
    if (only === undefined || values.length > 1) return words(otherwise);
    return only.kind === 'words' ? { ...only, words: only.words.map((word) => ({ ...word, ...span })) } : only;
  }
  if (name.startsWith('env:')) return environment(name.slice(4), otherwise, shell.variables, trace.home);
  switch (name) {
    case 'true':
    case 'false':
      return known(name);
    case 'null':
      return { kind: 'words', words: [], list: false };
    case 'home':
      return known(trace.home);
    case 'pwd':
      return known(shell.cwd);
    case 'psscriptroot':
      return known(frame.script?.replaceAll('\\', '/').replace(/\/?[^/]*$/, '') || '.');
    case 'pscommandpath':
      return known(frame.script);
    default:
      return words(otherwise);
  }
}

function environment(
  name: string,
  otherwise: Word,
  variables: Session['shell']['variables'],
  home: string | undefined,
): Val {
  const values = variables.get(name);
  if (values !== undefined) return words(values.length === 1 ? (values[0] ?? otherwise) : otherwise);
  const span = spanOf(otherwise.span);
  if (/^(?:USERPROFILE|HOME)$/i.test(name) && home !== undefined) return words({ ...literal(home), ...span });
  if (/^(?:TEMP|TMP|TMPDIR)$/i.test(name)) return words({ ...literal('/tmp'), ...span });
  if (/^(?:SystemRoot|windir)$/i.test(name)) return words({ ...literal('C:/Windows'), ...span });
  if (/^ProgramData$/i.test(name)) return words({ ...literal('C:/ProgramData'), ...span });
  if (/^(?:LOCALAPPDATA|APPDATA)$/i.test(name) && home !== undefined)
    return words({ ...literal(`${home}/AppData/${/^L/i.test(name) ? 'Local' : 'Roaming'}`), ...span });
  return words(otherwise);
}

function cast(type: string, value: Val): Val {
  switch (type) {
    case 'scriptblock':
      return value.kind === 'block' ? value : { kind: 'code', text: textOf(value) };
    case 'char': {
      const [word] = wordsOf(value);
      const code = word?.known === true ? Number(word.value) : Number.NaN;
      return Number.isInteger(code) && code > 0 && code < 0x10000
        ? words({ ...word, value: String.fromCharCode(code), known: true })
        : value;
    }
    case 'char[]': {
      const all = wordsOf(value);
      return {
        kind: 'words',
        list: true,
        words: all.map((word) =>
          word.known && /^\d{1,5}$/.test(word.value)
            ? { ...word, value: String.fromCharCode(Number(word.value)) }
            : word,
        ),
      };
    }
    case 'adsi':
    case 'wmi':
    case 'wmiclass':
      return object(type, textOf(value));
    default:
      return value;
  }
}

function indexed(target: Val, index: Word, otherwise: Word): Val {
  if (target.kind === 'table') return target.entries.get(index.value.toLowerCase()) ?? words(otherwise);
  if (target.kind === 'words' && target.list && index.known && /^-?\d+$/.test(index.value)) {
    const word = target.words.at(Number(index.value));
    if (word !== undefined && target.words.every(({ known }) => known)) return words(word);
  }
  return words(otherwise);
}

function member(value: Extract<Value, { kind: 'member' }>, session: Session): Val {
  const target = evaluate(value.target, session);
  const name = textOf(evaluate(value.name, session));
  const args = value.args?.map((arg) => evaluate(arg, session));
  const here = open(value, session);
  const called = name.value.toLowerCase();
  if (target.kind === 'object' && target.of.startsWith('['))
    return callStatic(target.of.slice(1, -1), called, args, { here, session });
  if (args !== undefined) return callMethod(target, called, args, { here, session });
  if (target.kind === 'table') return target.entries.get(called) ?? words(here);
  // The path of what `Get-ChildItem` found.
  if (/^(?:fullname|path|pspath|name|basename)$/.test(called) && target.kind === 'object' && target.of === 'files')
    return target;
  if (/^(?:providerpath|path)$/.test(called) && target.kind === 'words') return target;
  return object(target.kind === 'object' ? target.of : 'property', here);
}

const formatSlot = /\{\{|\}\}|\{(\d{1,3})(?:,-?\d+)?(?::[^}]*)?\}/g;

function operation(value: Extract<Value, { kind: 'operation' }>, session: Session): Val {
  const left = value.left === undefined ? undefined : evaluate(value.left, session);
  const right = evaluate(value.right, session);
  const here = open(value, session);
  if (left === undefined) {
    if (value.operator === '-join') return words(joined(wordsOf(right), '', here));
    return words(here);
  }
  switch (value.operator) {
    case '+': {
      if (left.kind === 'table' || right.kind === 'table') return merged(left, right) ?? words(here);
      if (left.kind === 'words' && left.list)
        return { kind: 'words', words: [...left.words, ...wordsOf(right)].slice(0, 10_000), list: true };
      return words(joined([textOf(left), textOf(right)], '', here));
    }
    case '-f': {
      const given = wordsOf(right);
      const shape = shapeOf(textOf(left)).replace(formatSlot, (slot, index?: string) => {
        if (index === undefined) return slot.slice(1);
        const word = given[Number(index)];
        return word === undefined ? '' : shapeOf(word);
      });
      return words(fromShape(shape.slice(0, longest), here));
    }
    case '-join': {
      const separator = textOf(right);
      return words(separator.known ? joined(wordsOf(left), separator.value, here) : here);
    }
    case '-split':
    case '-replace': {
      const [pattern, put] = wordsOf(right);
      const text = textOf(left);
      if (!text.known || pattern?.known !== true || !/^[\w ,:/-]*$/.test(pattern.value) || pattern.value === '')
        return words(here);
      if (value.operator === '-replace')
        return words(
          put?.known === false
            ? here
            : { ...text, value: text.value.replaceAll(pattern.value, put?.value ?? '').slice(0, longest) },
        );
      return {
        kind: 'words',
        words: text.value.split(pattern.value).map((part) => ({ ...text, value: part })),
        list: true,
      };
    }
    default:
      return words(here);
  }
}

function merged(left: Val, right: Val): Val | undefined {
  if (left.kind !== 'table' || right.kind !== 'table') return undefined;
  return { kind: 'table', entries: new Map([...left.entries, ...right.entries]) };
}

function joined(all: readonly Word[], separator: string, here: Word): Word {
  const shape = all.map(shapeOf).join(separator);
  return fromShape(shape.length > longest ? hole : shape, here);
}
