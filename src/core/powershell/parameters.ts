/**
 * Parameters of a cmdlet: by any unambiguous beginning of their names, whatever the case, or by place.
 * https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_parameters
 */
import type { Word } from '../shell/invocation.ts';
import type { Val } from './session.ts';
import { textOf } from './session.ts';

export type Arg =
  | { readonly kind: 'parameter'; readonly name: string; readonly value?: Val; readonly word: Word }
  | { readonly kind: 'value'; readonly value: Val };

export interface Bound {
  readonly given: ReadonlyMap<string, Val | true>;
  /** What has no parameter. */
  readonly rest: readonly Val[];
}

const common =
  'verbose! debug! whatif! confirm! erroraction warningaction informationaction errorvariable warningvariable outvariable outbuffer pipelinevariable progressaction';
const short = new Map([
  ['wi', 'whatif'],
  ['cf', 'confirm'],
  ['ea', 'erroraction'],
  ['wa', 'warningaction'],
  ['ov', 'outvariable'],
  ['ev', 'errorvariable'],
  ['vb', 'verbose'],
]);

/**
 * Binds arguments. `spec` names the parameters: `path:0 value:1 force!`; a number is a place, `!` a switch, `=` another
 * spelling of the name before it (`path=fullname`).
 */
export function bind(args: readonly Arg[], spec: string): Bound {
  const parameters = parse(spec);
  const given = new Map<string, Val | true>();
  const loose: Val[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index];
    if (arg === undefined) break;
    if (arg.kind === 'value') {
      loose.push(arg.value);
      continue;
    }
    const parameter = find(parameters, arg.name.toLowerCase());
    const name = parameter?.name ?? arg.name.toLowerCase();
    if (arg.value !== undefined) {
      given.set(name, arg.value);
      continue;
    }
    const next = args[index + 1];
    if (parameter?.isSwitch !== true && next?.kind === 'value') {
      given.set(name, next.value);
      index += 1;
    } else given.set(name, true);
  }
  const rest: Val[] = [];
  const places = parameters.filter(({ place }) => place !== undefined).sort((a, b) => (a.place ?? 0) - (b.place ?? 0));
  for (const value of loose) {
    const free = places.find(({ name }) => !given.has(name));
    if (free === undefined) rest.push(value);
    else given.set(free.name, value);
  }
  return { given, rest };
}

interface Parameter {
  readonly name: string;
  readonly spelling: string;
  readonly place: number | undefined;
  readonly isSwitch: boolean;
}

const parsed = new Map<string, readonly Parameter[]>();

function parse(spec: string): readonly Parameter[] {
  const known = parsed.get(spec);
  if (known !== undefined) return known;
  const parameters = `${spec} ${common}`.split(' ').flatMap((text): readonly Parameter[] => {
    const [, names = '', place, mark] = /^([\w=]+)(?::(\d))?(!)?$/.exec(text) ?? [];
    const [name = '', ...others] = names.split('=');
    const at = place === undefined ? undefined : Number(place);
    return [name, ...others].map((spelling, index) => ({
      name,
      spelling,
      place: index === 0 ? at : undefined,
      isSwitch: mark === '!',
    }));
  });
  parsed.set(spec, parameters);
  return parameters;
}

function find(parameters: readonly Parameter[], name: string): Parameter | undefined {
  const full = short.get(name) ?? name;
  return (
    parameters.find(({ spelling }) => spelling === full) ?? parameters.find(({ spelling }) => spelling.startsWith(full))
  );
}

/** A parameter's value; undefined where it is missing or stands alone. */
export function given({ given: all }: Bound, name: string): Val | undefined {
  const value = all.get(name);
  return value === true ? undefined : value;
}

/** Whether a switch is on: `-Force`, `-Force:$true`. */
export function isOn({ given }: Bound, name: string): boolean {
  const value = given.get(name);
  if (value === undefined) return false;
  if (value === true) return true;
  const word = textOf(value);
  return word.known && /^true$/i.test(word.value);
}
