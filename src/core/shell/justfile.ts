/**
 * `just RECIPE…`: recipes with what they depend on.
 *
 *     just            just deploy prod            just -f ops.just release            just infra/destroy
 *
 * https://just.systems/man/en/
 */
import { hole, shapeOf, type Word } from './invocation.ts';
import { lastOption, names, readOptions } from './options.ts';
import { fileAbove, firstFile, type Runner, type Task, unread } from './task.ts';

interface Recipe {
  readonly parameters: readonly { readonly name: string; readonly rest: boolean; readonly value: string | undefined }[];
  readonly needs: string;
  readonly body: string[];
}

interface Justfile {
  readonly recipes: Map<string, Recipe>;
  readonly aliases: Map<string, string>;
  readonly values: Map<string, string>;
  readonly commands: string[];
}

const style = {
  values: names('-f --justfile -d --working-directory --shell --shell-arg --dotenv-path --dotenv-filename --set'),
  clusters: true,
};

export const justfile: Runner = (run, look) => {
  const options = readOptions(run.args, style);
  const has = (...wanted: string[]) => lastOption(options, ...wanted) !== undefined;
  if (has('-n', '--dry-run', '-l', '--list', '--summary', '--show', '-s', '--dump', '--fmt', '--evaluate', '--help'))
    return [];
  const file = lastOption(options, '-f', '--justfile')?.value;
  const found =
    file === undefined ? fileAbove(look, '.', ['justfile', 'Justfile', '.justfile']) : firstFile(look, [shapeOf(file)]);
  const words = options.words.filter((word) => !/^[A-Za-z_]\w*=/.test(shapeOf(word)));
  if (found === undefined) return words.flatMap((word) => unread(word, 'Its justfile cannot be found or read.'));
  const book = parseJust(found.text);
  const directory = 'directory' in found && typeof found.directory === 'string' ? found.directory : undefined;
  const tasks: Task[] = [];
  for (const text of book.commands) tasks.push({ kind: 'text', as: 'just', text, word: run.name });
  const done = new Set<string>();
  const queue =
    words.length > 0 ? [...words] : [{ ...run.name, value: [...book.recipes.keys()][0] ?? '', known: true }];
  while (queue.length > 0) {
    const word = queue.shift();
    if (word === undefined) break;
    const recipe = book.recipes.get(book.aliases.get(word.value) ?? word.value);
    if (recipe === undefined) {
      tasks.push(...unread(word, 'Its justfile has no such recipe that can be read.'));
      continue;
    }
    const takes = recipe.parameters.some(({ rest }) => rest) ? queue.length : recipe.parameters.length;
    const given = queue.splice(0, takes).map(shapeOf);
    visit(word.value, given, { book, tasks, done, word, directory });
  }
  return tasks;
};

interface Visit {
  readonly book: Justfile;
  readonly tasks: Task[];
  readonly done: Set<string>;
  readonly word: Word;
  readonly directory: string | undefined;
}

function visit(name: string, given: readonly string[], how: Visit): void {
  const { book, tasks, done, word, directory } = how;
  const key = JSON.stringify([name, given]);
  const recipe = book.recipes.get(book.aliases.get(name) ?? name);
  if (recipe === undefined || done.has(key) || done.size > 400) return;
  done.add(key);
  const values = new Map(book.values);
  for (const [index, { name: parameter, rest, value }] of recipe.parameters.entries())
    values.set(parameter, (rest ? given.slice(index).join(' ') : given[index]) ?? value ?? hole);
  const fill = (text: string): string =>
    text
      .replace(/\{\{\{\{/g, '{{')
      .replace(/\{\{([^{}]*)\}\}/g, (_, expression: string) => evaluate(expression, values));
  for (const need of recipe.needs.matchAll(/\(\s*([\w-]+)([^)]*)\)|([A-Za-z_][\w-]*)/g)) {
    const parameters = [...(need[2] ?? '').matchAll(/"[^"]*"|'[^']*'|\S+/g)].map(([part]) => evaluate(part, values));
    visit(need[1] ?? need[3] ?? '', parameters, how);
  }
  const body = recipe.body.map(fill);
  const place = directory === undefined || directory === '.' ? {} : { directory };
  const shebang = /^#!\s*(\S+)(?:\s+(?:-\S+\s+)*(\S+))?/.exec(body[0] ?? '');
  const interpreter =
    shebang === null ? 'sh' : /\/env$/.test(shebang[1] ?? '') ? (shebang[2] ?? '') : (shebang[1] ?? '');
  if (shebang !== null && !/(?:^|\/)(?:ba|z|da|k)?sh$/.test(interpreter)) {
    tasks.push({ kind: 'code', as: `just ${name}`, text: body.join('\n'), word });
    return;
  }
  const lines = shebang === null ? body.map((line) => line.replace(/^[@-]+/, '')) : [body.join('\n')];
  for (const text of lines)
    if (text.trim() !== '') tasks.push({ kind: 'text', as: `just ${name}`, text, word, ...place });
}

/** A string, a name, or both joined; the rest is known only when it runs. */
function evaluate(expression: string, values: ReadonlyMap<string, string>): string {
  const parts = expression.split(/\s\+\s/).map((part) => {
    const text = part.trim();
    const quoted = /^(?:"([^"]*)"|'([^']*)')$/.exec(text);
    if (quoted !== null) return quoted[1] ?? quoted[2] ?? '';
    if (/^[A-Za-z_][\w-]*$/.test(text)) return values.get(text) ?? hole;
    return /^[\w./-]+$/.test(text) ? text : hole;
  });
  return parts.join('');
}

function parseJust(source: string): Justfile {
  const book: Justfile = { recipes: new Map(), aliases: new Map(), values: new Map(), commands: [] };
  let current: Recipe | undefined;
  let indent = '';
  for (const line of source.replace(/\\\n\s*/g, ' ').split('\n')) {
    if (/^\s/.test(line) && current !== undefined) {
      if (current.body.length === 0) indent = /^\s*/.exec(line)?.[0] ?? '';
      if (line.trim() !== '') current.body.push(line.startsWith(indent) ? line.slice(indent.length) : line.trim());
      continue;
    }
    if (line.trim() === '' || /^[#[]/.test(line)) continue;
    const alias = /^alias\s+([\w-]+)\s*:=\s*([\w-]+)/.exec(line);
    const variable = /^(?:export\s+)?([A-Za-z_][\w-]*)\s*:=\s*(.*)$/.exec(line);
    if (alias?.[1] !== undefined) book.aliases.set(alias[1], alias[2] ?? '');
    else if (variable?.[1] !== undefined) {
      const value = variable[2] ?? '';
      const command = /`([^`]*)`/.exec(value)?.[1];
      if (command !== undefined) book.commands.push(command);
      if (variable[1] !== 'set')
        book.values.set(variable[1], command === undefined ? evaluate(value, book.values) : hole);
    } else {
      const recipe =
        /^@?([A-Za-z_][\w-]*)((?:\s+[+*$]*[A-Za-z_][\w-]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s:]+))?)*)\s*:(?!=)(.*)$/.exec(
          line,
        );
      current = undefined;
      if (recipe?.[1] === undefined) continue;
      const parameters = [
        ...(recipe[2] ?? '').matchAll(/([+*$]*)([A-Za-z_][\w-]*)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s:]+))?/g),
      ].map(([, sign = '', name = '', value]) => ({
        name,
        rest: /[+*]/.test(sign),
        value: value === undefined ? (sign.includes('*') ? '' : undefined) : evaluate(value, book.values),
      }));
      current = { parameters, needs: (recipe[3] ?? '').replace(/\s#.*$/, '').replace('&&', ' '), body: [] };
      book.recipes.set(recipe[1], current);
    }
  }
  return book;
}
