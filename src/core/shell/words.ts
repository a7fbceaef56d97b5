/**
 * Words of the syntax tree → words as the program will see them.
 *
 * Handles quotes, `$'…'`, `~`, `$X` and `${X:-y}` of variables set earlier on the line, `"$@"`, arrays, brace expansion,
 * word splitting, and `$(…)` where its output is known. Whatever else an expansion does leaves a hole.
 */
import { type Word as Node, type ParameterExpansionPart, type ParsedScript, parse, type WordPart } from 'unbash';
import type { Frame } from './frame.ts';
import { hole, literal, shapeOf, type Word } from './invocation.ts';
import { bounds, edited } from './parameters.ts';
import { isFull, type Shell } from './state.ts';

export interface Expander {
  readonly shell: Shell;
  readonly frame: Frame;
  readonly home: string | undefined;
  /** What a command substitution prints, where that is known. */
  readonly output: (script: ParsedScript) => Word | undefined;
}

/** One field while it is put together: what it shows, and its shape with holes. */
interface Field {
  display: string;
  shape: string;
  quoted: boolean;
}

const longestWord = 1_000_000;
const mostWords = 10_000;

/** All words a word becomes: none for an empty unquoted expansion, several by splitting, arrays and braces. */
export function expandWord(node: Node, expander: Expander): readonly Word[] {
  const braces = node.parts?.some((part) => part.type === 'BraceExpansion') ? expandBraces(node.text) : undefined;
  if (braces !== undefined) return braces.flatMap((text) => expandText(text, node, expander));
  return fieldsOf(node, expander, true).map((field) => toWord(field, node, expander));
}

/** The one file a redirect leads to: wildcards count, and more than one word is an error. */
export function expandTarget(node: Node, expander: Expander): Word {
  const [word, ...others] = fieldsOf(node, expander, true);
  return word === undefined || others.length > 0 ? expandWhole(node, expander) : toWord(word, node, expander);
}

/** The one word an assignment or a here-string takes: nothing is split. */
export function expandWhole(node: Node, expander: Expander): Word {
  const [field] = fieldsOf(node, expander, false);
  return toWord(field ?? { display: '', shape: '', quoted: true }, node, expander);
}

function toWord(
  { display, shape }: Field,
  node: { readonly pos: number; readonly end: number },
  { frame }: Expander,
): Word {
  const span = frame.locate(node.pos, node.end);
  if (!shape.includes(hole)) return literal(display.replaceAll(hole, '…'), span);
  return {
    value: display.replaceAll(hole, '…'),
    known: false,
    shape,
    ...(span === undefined ? {} : { span }),
  };
}

function fieldsOf(node: Node, expander: Expander, splits: boolean): readonly Field[] {
  // Nearly every word is a text and nothing else.
  if (node.parts === undefined && !node.text.startsWith('~'))
    return [{ display: node.value, shape: node.value, quoted: node.text !== node.value }];
  const fields: Field[] = [];
  let open: Field | undefined;
  const current = (): Field => {
    open ??= { display: '', shape: '', quoted: false };
    return open;
  };
  const close = () => {
    if (open !== undefined) fields.push(open);
    open = undefined;
  };
  const add = (display: string, shape: string, quoted: boolean) => {
    const field = current();
    // Variables that hold themselves twice would double without end.
    const full = field.shape.length + shape.length > longestWord;
    field.display += full ? '…' : display;
    field.shape += full ? hole : shape;
    field.quoted ||= quoted;
  };
  const addExpansion = (word: Word, quoted: boolean) => {
    const shape = shapeOf(word);
    if (!quoted && splits && shape !== '' && expander.shell.variables.has('IFS')) {
      // Split at characters of the line's own choosing.
      add(`…${word.value}`, hole, false);
      return;
    }
    if (quoted || !splits || !/[ \t\n]/.test(shape)) {
      if (quoted || shape !== '') add(word.value, shape, quoted);
      return;
    }
    const pieces = shape.split(/[ \t\n]+/);
    const displays = word.known ? pieces : pieces.map((piece) => piece.replaceAll(hole, '…'));
    pieces.forEach((piece, index) => {
      if (index > 0) close();
      if (piece !== '') add(displays[index] ?? piece, piece, false);
    });
  };
  const addList = (words: readonly Word[]) => {
    if (words.length > mostWords) {
      add('…', hole, true);
      return;
    }
    words.forEach((word, index) => {
      if (index > 0) close();
      add(word.value, shapeOf(word), true);
    });
  };

  const visit = (part: WordPart, quoted: boolean): void => {
    switch (part.type) {
      case 'Literal':
        add(part.value, part.value, quoted);
        return;
      case 'SingleQuoted':
      case 'AnsiCQuoted':
        add(part.value, part.value, true);
        return;
      case 'DoubleQuoted':
      case 'LocaleString':
        // An empty `"$@"` vanishes, other empty quotes stay.
        if (part.parts.length !== 1 || !/^"\$[@]"$/.test(part.text)) add('', '', true);
        for (const child of part.parts) visit(child, true);
        return;
      case 'SimpleExpansion': {
        const name = part.text.slice(1);
        const many = name === '@' || (name === '*' && !quoted) ? expander.shell.parameters : undefined;
        if (many !== undefined) addList(many);
        else addExpansion(variableValue(name, part.text, expander), quoted);
        return;
      }
      case 'ParameterExpansion': {
        const index = part.index?.text;
        const array =
          index === '@' || (index === '*' && !quoted) ? expander.shell.arrays.get(part.parameter) : undefined;
        if (array !== undefined && part.operation === undefined && part.prefix === undefined) addList(array);
        else if (/^[@*]$/.test(part.parameter) && plain(part) && expander.shell.parameters !== undefined)
          addList(expander.shell.parameters);
        else {
          const all = /^[@*]$/.test(part.parameter) ? expander.shell.parameters : array;
          const slice = all === undefined ? undefined : sliceOf(all, array === undefined ? 1 : 0, part, expander);
          if (slice === undefined) addExpansion(parameterValue(part, expander), quoted);
          else addList(slice);
        }
        return;
      }
      case 'CommandExpansion': {
        const printed = part.script === undefined ? undefined : expander.output(part.script);
        addExpansion(printed ?? unknownPart(part.text), quoted);
        return;
      }
      case 'ProcessSubstitution': {
        const printed = part.operator === '<' && part.script !== undefined ? expander.output(part.script) : undefined;
        // A path of its own, under which its text is found when somebody runs it.
        expander.shell.written.files.set(part.text, printed?.known === true ? printed.value : undefined);
        add(part.text, part.text, true);
        return;
      }
      case 'Glob':
      case 'ExtendedGlob':
      case 'BraceExpansion':
        // Where nothing is split, nothing is expanded either: `X={a,b}` keeps its braces.
        add(part.text, splits ? hole : part.text, quoted);
        return;
      case 'ArithmeticExpansion':
        add(part.text, hole, quoted);
        return;
    }
  };

  if (node.parts === undefined) add(node.value, node.value, node.text !== node.value);
  else for (const part of node.parts) visit(part, false);
  if (expander.home !== undefined && /^~(?=\/|$)/.test(node.text) && open?.shape.startsWith('~')) {
    open.display = expander.home + open.display.slice(1);
    open.shape = expander.home + open.shape.slice(1);
  }
  close();
  return fields;
}

const plain = (part: ParameterExpansionPart) =>
  part.operation === undefined && part.prefix === undefined && part.index === undefined;

const unknownPart = (text: string): Word => ({ value: text, known: false, shape: hole });

/** The text of a word, where it is known. */
const knownText =
  (expander: Expander) =>
  (node: Node): string | undefined => {
    const word = expandWhole(node, expander);
    return word.known ? word.value : undefined;
  };

/** `"${@:2}"`, `"${list[@]:1:2}"`: some of a list. */
function sliceOf(list: readonly Word[], first: number, part: ParameterExpansionPart, expander: Expander) {
  if (part.operation?.type !== 'Slice' || part.prefix !== undefined) return undefined;
  const range = bounds(part.operation, list.length + first, knownText(expander));
  // `${@:0}` begins with the script's own name.
  return range === undefined || range[0] < first ? undefined : list.slice(range[0] - first, range[1] - first);
}

/** The value of `$name`; a hole where it has none or several. */
function variableValue(name: string, text: string, { shell, home, frame }: Expander): Word {
  if (name === '0' && frame.script !== undefined) return literal(frame.script);
  if (/^\d+$/.test(name) && name !== '0') {
    if (shell.parameters === undefined) return unknownPart(text);
    return shell.parameters[Number(name) - 1] ?? literal('');
  }
  if (name === '@' || name === '*') {
    const words = shell.parameters;
    if (words === undefined) return unknownPart(text);
    return {
      value: words.map(({ value }) => value).join(' '),
      known: words.every(({ known }) => known),
      shape: words.map(shapeOf).join(' '),
    };
  }
  const values = shell.variables.get(name);
  if (values !== undefined) return values.length === 1 && values[0] !== undefined ? values[0] : unknownPart(text);
  if (name === 'HOME' && home !== undefined) return literal(home);
  if (name === 'SHELL' || name === 'BASH') return literal('bash');
  if (name === 'PWD' && shell.cwd !== undefined) return literal(shell.cwd);
  return unknownPart(text);
}

function parameterValue(part: ParameterExpansionPart, expander: Expander): Word {
  if (part.prefix !== undefined) {
    const name = part.prefix === '!' && part.operation === undefined && part.index === undefined;
    const referred = name ? variableValue(part.parameter, part.text, expander) : undefined;
    return referred?.known === true && /^[A-Za-z_]\w*$/.test(referred.value)
      ? variableValue(referred.value, part.text, expander)
      : unknownPart(part.text);
  }
  if (part.parameter === 'BASH_SOURCE' && expander.frame.script !== undefined && part.operation === undefined) {
    return literal(expander.frame.script);
  }
  if (part.index !== undefined) {
    const element = expander.shell.arrays.get(part.parameter)?.[Number(part.index.text)];
    return part.operation === undefined && element !== undefined ? element : unknownPart(part.text);
  }
  const value = variableValue(part.parameter, part.text, expander);
  const { operation } = part;
  if (operation === undefined) return value;
  if (operation.type !== 'Default') {
    const text = value.known ? edited(value.value, operation, knownText(expander)) : undefined;
    return text === undefined ? unknownPart(part.text) : { ...value, value: text };
  }
  const set = expander.shell.variables.has(part.parameter) || value.known || isFull(expander.shell);
  switch (operation.operator) {
    case ':-':
    case '-':
    case ':=':
    case '=': {
      if (set && !value.known) return unknownPart(part.text);
      if (set && (value.value !== '' || operation.operator === '-' || operation.operator === '=')) return value;
      const fallback = expandWhole(operation.operand, expander);
      // The environment may say otherwise: a guess, shown as such.
      return set ? fallback : { value: fallback.value, known: false, shape: hole };
    }
    case ':?':
    case '?':
      return value;
    default:
      return value.known && value.value !== '' ? expandWhole(operation.operand, expander) : unknownPart(part.text);
  }
}

/** Reads each text a brace expansion makes as a word of its own. */
function expandText(text: string, node: Node, expander: Expander): readonly Word[] {
  const [statement] = parse(`x ${text}`).commands;
  if (statement?.command.type !== 'Command')
    return [toWord({ display: text, shape: hole, quoted: false }, node, expander)];
  const span = expander.frame.locate(node.pos, node.end);
  const frame: Frame = { ...expander.frame, locate: () => span };
  return statement.command.suffix.flatMap((part) =>
    part.type === 'Word'
      ? fieldsOf(part, { ...expander, frame }, true).map((field) => toWord(field, part, { ...expander, frame }))
      : [],
  );
}

const mostBraces = 64;
const longestBraces = 4_000;

/** `{a,b}c` → `ac`, `bc`; `{1..3}` → `1`, `2`, `3`. Quotes and `$` are left for later. Undefined when there are too many. */
function expandBraces(text: string): readonly string[] | undefined {
  if (text.length > longestBraces) return undefined;
  const brace = findBrace(text);
  if (brace === undefined) return [text];
  const before = text.slice(0, brace.start);
  const results: string[] = [];
  const tails = expandBraces(text.slice(brace.end));
  if (tails === undefined) return undefined;
  for (const choice of brace.choices) {
    const inner = brace.nested ? expandBraces(choice) : [choice];
    if (inner === undefined) return undefined;
    for (const middle of inner) for (const tail of tails) results.push(before + middle + tail);
    if (results.length > mostBraces) return undefined;
  }
  return results;
}

/** The first `{…}` with a comma or a range in it, outside quotes and `${…}`. */
function findBrace(
  text: string,
): { start: number; end: number; choices: readonly string[]; nested: boolean } | undefined {
  for (let start = skipTo(text, 0, '{'); start >= 0; start = skipTo(text, start + 1, '{')) {
    if (text[start - 1] === '$') continue;
    let depth = 0;
    let last = start + 1;
    const choices: string[] = [];
    for (let at = start + 1; at < text.length; at = nextAt(text, at)) {
      const character = text[at];
      if (character === '{') depth += 1;
      else if (character === ',' && depth === 0) {
        choices.push(text.slice(last, at));
        last = at + 1;
      } else if (character === '}') {
        if (depth > 0) {
          depth -= 1;
          continue;
        }
        if (choices.length > 0) {
          choices.push(text.slice(last, at));
          return { start, end: at + 1, choices, nested: true };
        }
        const range = rangeOf(text.slice(start + 1, at));
        if (range !== undefined) return { start, end: at + 1, choices: range, nested: false };
        break;
      }
    }
  }
  return undefined;
}

/** The position after the character at `at`, or after the quotes that open there. */
function nextAt(text: string, at: number): number {
  const character = text[at];
  if (character === '\\') return at + 2;
  if (character === "'" || character === '"') {
    for (let end = at + 1; end < text.length; end += text[end] === '\\' && character === '"' ? 2 : 1) {
      if (text[end] === character) return end + 1;
    }
    return text.length;
  }
  return at + 1;
}

function skipTo(text: string, from: number, wanted: string): number {
  for (let at = from; at < text.length; at = nextAt(text, at)) if (text[at] === wanted) return at;
  return -1;
}

function rangeOf(text: string): readonly string[] | undefined {
  const match = /^(-?\d+|[a-zA-Z])\.\.(-?\d+|[a-zA-Z])(?:\.\.(-?\d+))?$/.exec(text);
  if (match === null) return undefined;
  const [, from = '', to = '', by = '1'] = match;
  const letters = /^[a-zA-Z]$/.test(from) && /^[a-zA-Z]$/.test(to);
  if (!letters && (/[a-zA-Z]/.test(from) || /[a-zA-Z]/.test(to))) return undefined;
  const first = letters ? from.charCodeAt(0) : Number(from);
  const last = letters ? to.charCodeAt(0) : Number(to);
  const step = Math.max(1, Math.abs(Number(by)));
  if (Math.abs(last - first) / step > mostBraces) return undefined;
  const values: string[] = [];
  for (let value = first; first <= last ? value <= last : value >= last; value += first <= last ? step : -step) {
    values.push(letters ? String.fromCharCode(value) : String(value));
  }
  return values;
}
