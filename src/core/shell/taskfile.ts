/**
 * `task NAME…`: the commands of a Taskfile, read by its indentation and no further.
 *
 *     task            task deploy            task -t ops.yml infra:apply            go-task -d infra destroy
 *
 * https://taskfile.dev/reference/schema
 */
import { hole, shapeOf, type Word } from './invocation.ts';
import { lastOption, names, readOptions } from './options.ts';
import { fileAbove, firstFile, type Runner, type Task, unread } from './task.ts';

const files = [
  'Taskfile.yml',
  'taskfile.yml',
  'Taskfile.yaml',
  'taskfile.yaml',
  'Taskfile.dist.yml',
  'Taskfile.dist.yaml',
];
const style = { values: names('-t --taskfile -d --dir -C --concurrency -o --output -I --interval'), clusters: true };

export const taskfile: Runner = (run, look) => {
  const options = readOptions(run.args, style);
  const has = (...wanted: string[]) => lastOption(options, ...wanted) !== undefined;
  if (
    has(
      '-n',
      '--dry',
      '-l',
      '--list',
      '-a',
      '--list-all',
      '--summary',
      '--status',
      '-h',
      '--help',
      '--version',
      '-i',
      '--init',
    )
  )
    return [];
  const file = lastOption(options, '-t', '--taskfile')?.value;
  const directory = lastOption(options, '-d', '--dir')?.value;
  const found =
    file === undefined
      ? fileAbove(look, directory === undefined ? '.' : shapeOf(directory), files)
      : firstFile(look, [shapeOf(file)]);
  const wanted = options.words.slice(0, options.before).filter((word) => !/^[A-Za-z_]\w*=/.test(shapeOf(word)));
  if (found === undefined) return wanted.flatMap((word) => unread(word, 'Its Taskfile cannot be found or read.'));
  const root = parse(found.text);
  const book: Book = {
    tasks: child(root, 'tasks')?.children ?? [],
    values: variables(child(root, 'vars'), new Map()),
    place:
      'directory' in found && typeof found.directory === 'string' && found.directory !== '.'
        ? found.directory
        : undefined,
    given: new Map(
      options.words.flatMap((word) => {
        const [, name, value] = /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(shapeOf(word)) ?? [];
        return name === undefined || value === undefined ? [] : [[name, value] as const];
      }),
    ),
  };
  const tasks: Task[] = [];
  const goals = wanted.length > 0 ? wanted : [{ ...run.name, value: 'default', known: true }];
  for (const goal of goals) {
    const task = book.tasks.find(({ key }) => key === goal.value);
    if (task === undefined) tasks.push(...unread(goal, 'Its Taskfile has no such task that can be read.'));
    else visit(task, goal, book, tasks, new Set());
  }
  return tasks;
};

interface Book {
  readonly tasks: readonly Line[];
  readonly values: ReadonlyMap<string, string>;
  readonly given: ReadonlyMap<string, string>;
  readonly place: string | undefined;
}

/** One line of the file with what is indented below it. */
interface Line {
  /** Empty for an entry of a list. */
  readonly key: string;
  readonly value: string;
  readonly indent: number;
  readonly children: Line[];
  /** The lines of a block behind `|` or `>`. */
  block?: string;
}

const child = (line: Line | undefined, key: string): Line | undefined =>
  line?.children.find((each) => each.key === key);

const unquote = (text: string): string => {
  const match = /^(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)')\s*(?:#.*)?$/.exec(text);
  if (match?.[1] !== undefined) return match[1].replace(/\\(["\\])/g, '$1').replace(/\\n/g, '\n');
  if (match?.[2] !== undefined) return match[2].replaceAll("''", "'");
  return text.replace(/\s+#.*$/, '').trim();
};

function parse(source: string): Line {
  const root: Line = { key: '', value: '', indent: -1, children: [] };
  const open: Line[] = [root];
  const lines = source.split('\n');
  for (let index = 0; index < lines.length; index += 1) {
    let text = lines[index] ?? '';
    if (/^\s*(?:#|$|---)/.test(text)) continue;
    let indent = /^\s*/.exec(text)?.[0].length ?? 0;
    text = text.trimEnd().slice(indent);
    for (;;) {
      while (open.length > 1 && (open.at(-1)?.indent ?? -1) >= indent) open.pop();
      const entry = /^-(?:\s+|$)/.exec(text);
      const pair = entry === null ? /^("[^"]+"|'[^']+'|[\w.:*/{}-]+?):(?:\s+(.*))?$/.exec(text) : null;
      const line: Line = {
        key: entry === null ? unquote(pair?.[1] ?? '') : '',
        value: entry === null ? (pair === null ? text : (pair[2] ?? '')) : '',
        indent,
        children: [],
      };
      open.at(-1)?.children.push(line);
      open.push(line);
      const block = /^[|>][+-]?\d?\s*(?:#.*)?$/.test(entry === null ? line.value : text.slice(entry[0].length));
      if (block) {
        const body: string[] = [];
        while (index + 1 < lines.length) {
          const next = lines[index + 1] ?? '';
          if (next.trim() !== '' && (/^\s*/.exec(next)?.[0].length ?? 0) <= indent) break;
          body.push(next.trim());
          index += 1;
        }
        line.block = body.join('\n');
        break;
      }
      if (entry === null) break;
      // What stands behind the dash is a line of its own, further in.
      indent += entry[0].length;
      text = text.slice(entry[0].length);
      if (text === '') break;
    }
  }
  return root;
}

function variables(line: Line | undefined, before: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const values = new Map(before);
  for (const { key, value, children } of line?.children ?? [])
    if (key !== '') values.set(key, children.length > 0 || /^[{[]/.test(value) ? hole : unquote(value));
  return values;
}

function visit(task: Line, word: Word, book: Book, tasks: Task[], active: Set<Line>): void {
  if (active.has(task) || active.size > 60 || tasks.length > 2_000) return;
  const inside = new Set(active).add(task);
  const values = new Map([...variables(child(task, 'vars'), book.values), ...book.given]);
  const fill = (text: string): string =>
    text.replace(/\{\{-?\s*(.*?)\s*-?\}\}/g, (_, expression: string) => {
      const name = /^\.([A-Za-z_]\w*)$/.exec(expression)?.[1];
      const value = name === undefined ? undefined : values.get(name);
      return value === undefined || value.includes('{{') ? hole : value;
    });
  const own = child(task, 'dir')?.value;
  const directory = [book.place, own === undefined ? undefined : fill(unquote(own))].filter(Boolean).join('/');
  const run = (text: string) =>
    tasks.push({
      kind: 'text',
      as: `task ${task.key}`,
      text: fill(text),
      word,
      ...(directory === '' ? {} : { directory }),
    });
  const follow = (name: string) => {
    const next = book.tasks.find(({ key }) => key === unquote(name));
    if (next !== undefined) visit(next, word, book, tasks, inside);
    else tasks.push(...unread({ ...word, value: name }, 'A task it runs cannot be found.'));
  };
  const command = (line: Line): void => {
    if (line.block !== undefined && line.key !== 'desc' && line.key !== 'summary') run(line.block);
    else if (line.key === '' && line.children.length > 0) for (const each of line.children) command(each);
    else if (line.key === 'task') follow(line.value);
    else if (/^(?:cmd|defer|sh|)$/.test(line.key) && line.value !== '') {
      const flow = /^\{\s*task:\s*([^,}]+)/.exec(line.value)?.[1];
      if (flow !== undefined) follow(flow.trim());
      else run(unquote(line.value));
    } else if (/^[\w.-]+$/.test(line.key) === false && line.key !== '') run(`${line.key}: ${line.value}`);
  };
  const list = (line: Line | undefined, each: (one: Line) => void): void => {
    if (line === undefined) return;
    const flow = /^\[(.*)\]/.exec(line.value)?.[1];
    for (const value of flow?.split(',') ?? [])
      if (value.trim() !== '') each({ key: '', value: value.trim(), indent: 0, children: [] });
    for (const one of line.children) each(one);
  };
  list(child(task, 'deps'), (line) => {
    const names = line.children.length > 0 ? line.children : [line];
    for (const { key, value } of names) if (key === '' || key === 'task') follow(value);
  });
  for (const key of ['preconditions', 'status']) list(child(task, key), command);
  for (const { key, value } of child(task, 'vars')?.children ?? [])
    if (key !== '' && /^\{\s*sh:/.test(value)) run(unquote(value.replace(/^\{\s*sh:\s*|\s*\}$/g, '')));
  const body = child(task, 'cmds') ?? child(task, 'cmd');
  if (body?.key === 'cmd') command({ ...body, key: 'cmd' });
  else list(body, command);
  // `build: go build ./...`, and a list directly below the name.
  if (task.block !== undefined) run(task.block);
  else if (task.value !== '')
    list({ ...task, children: [], value: task.value.startsWith('[') ? task.value : `` }, command);
  if (task.value !== '' && !/^[[{&*]/.test(task.value)) run(unquote(task.value));
  for (const line of task.children) if (line.key === '') command(line);
}
