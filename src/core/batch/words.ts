/**
 * Words of cmd.exe: `%NAME%`, `!NAME!`, `%1`, `%~dp0`, `%a` of a loop.
 * https://learn.microsoft.com/windows-server/administration/windows-commands/for
 */
import type { Frame } from '../shell/frame.ts';
import { hole, literal, shapeOf, type Word } from '../shell/invocation.ts';
import { isFull, type Shell } from '../shell/state.ts';
import type { Trace } from '../shell/trace.ts';
import type { Token } from './tokens.ts';

/** Where words are read. */
interface Place {
  readonly frame: Frame;
  readonly shell: Shell;
  readonly trace: Trace;
}

/** A token with its variables expanded and its quotes gone. */
export function wordOf(token: Token, place: Place): Word {
  const span = place.frame.locate(token.pos, token.end);
  const shape = expand(token.text, place).replaceAll('"', '');
  if (!shape.includes(hole)) return literal(shape, span);
  return { value: token.text.replaceAll('"', ''), known: false, shape, ...(span === undefined ? {} : { span }) };
}

const reference =
  /%%?~[a-z]*(\d|[a-z])(?![a-z%]*%)|%(\d|\*)|%%?([a-z])(?![\w]*%)|%([^%\s:"]+)(:[^%]*)?%|!([^!\s:"]+)(:[^!]*)?!/gi;

/** Variables become their values, holes where nobody knows them. */
export function expand(text: string, { shell, frame, trace }: Place): string {
  if (!/[%!]/.test(text)) return text;
  return text.replace(
    reference,
    (
      all,
      modified?: string,
      parameter?: string,
      looped?: string,
      name?: string,
      part?: string,
      late?: string,
      latePart?: string,
    ) => {
      if (modified === '0' && frame.script !== undefined) return `${frame.script.replace(/[^/\\]*$/, '') || './'}`;
      if (modified !== undefined)
        return /\d/.test(modified) ? parameterOf(modified, shell) : looping(modified, shell, all);
      if (parameter === '*') return shell.parameters?.map(shapeOf).join(' ') ?? hole;
      if (parameter !== undefined) return parameter === '0' ? (frame.script ?? hole) : parameterOf(parameter, shell);
      if (looped !== undefined) return looping(looped, shell, all);
      const variable = name ?? late;
      if (variable === undefined || part !== undefined || latePart !== undefined)
        return variable === undefined ? all : hole;
      return variableValue(variable, shell, trace.home);
    },
  );
}

const parameterOf = (number: string, { parameters }: Shell): string => {
  if (parameters === undefined) return hole;
  const word = parameters[Number(number) - 1];
  return word === undefined ? '' : shapeOf(word);
};

/** Outside a loop `%a` is only a text. */
function looping(letter: string, shell: Shell, text: string): string {
  const values = shell.variables.get(`%${letter}`);
  if (values === undefined) return text;
  const [value] = values;
  return value === undefined ? hole : shapeOf(value);
}

function variableValue(name: string, shell: Shell, home: string | undefined): string {
  const upper = name.toUpperCase();
  const values = shell.variables.get(upper) ?? shell.variables.get(name);
  if (values !== undefined) return values.length === 1 && values[0] !== undefined ? shapeOf(values[0]) : hole;
  if (isFull(shell)) return hole;
  switch (upper) {
    case 'USERPROFILE':
    case 'HOME':
      return home ?? hole;
    case 'TEMP':
    case 'TMP':
      return '/tmp';
    case 'CD':
      return shell.cwd ?? hole;
    case 'APPDATA':
      return home === undefined ? hole : `${home}/AppData/Roaming`;
    case 'LOCALAPPDATA':
      return home === undefined ? hole : `${home}/AppData/Local`;
    case 'PROGRAMDATA':
      return 'C:/ProgramData';
    case 'PROGRAMFILES':
      return 'C:/Program Files';
    case 'SYSTEMROOT':
    case 'WINDIR':
      return 'C:/Windows';
    case 'SYSTEMDRIVE':
      return 'C:';
    default:
      return hole;
  }
}
