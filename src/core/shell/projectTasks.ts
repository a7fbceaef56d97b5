/**
 * Smaller task files: a Procfile, a Rakefile, scripts in `pyproject.toml`, `Pipfile` and `mise.toml`.
 *
 *     foreman start web            rake db:drop            poe deploy            pdm run ship            mise run deploy
 */
import { shapeOf, type Word } from './invocation.ts';
import { lastOption, names, readOptions } from './options.ts';
import { firstFile, type Runner, type Task, unread } from './task.ts';

/** https://devcenter.heroku.com/articles/procfile */
export const procfile: Runner = (run, look) => {
  const options = readOptions(run.args, {
    values: names('-f --procfile -e --env -p --port -m --formation -d --root -c'),
    clusters: true,
  });
  const [verb, ...wanted] = options.words;
  if (verb === undefined || !/^(?:start|s|run)$/.test(verb.value)) return [];
  const file = lastOption(options, '-f', '--procfile')?.value;
  const found = firstFile(look, file === undefined ? ['Procfile', 'Procfile.dev'] : [shapeOf(file)]);
  return (found?.text ?? '').split('\n').flatMap((line): readonly Task[] => {
    const [, name, text] = /^([\w-]+):\s*(.+)$/.exec(line) ?? [];
    if (name === undefined || text === undefined) return [];
    const word = wanted.find(({ value }) => value.split('=')[0] === name);
    return wanted.length > 0 && word === undefined
      ? []
      : [{ kind: 'text', as: `${run.program} ${name}`, text, word: word ?? verb }];
  });
};

/** Tasks that come with Rails stand in no Rakefile, and are read by their names. */
const database = /^(?:db|data):/;

/** https://ruby.github.io/rake/ */
export const rakefile: Runner = (run, look) => {
  const options = readOptions(run.args, { values: names('-f --rakefile -R -I -r -j -C --directory'), clusters: true });
  if (options.options.some(({ name }) => /^(?:-T|--tasks|-n|--dry-run|-P|--prereqs|-D|-W|--version|-h)$/.test(name)))
    return [];
  const file = lastOption(options, '-f', '--rakefile')?.value;
  const found = firstFile(look, file === undefined ? ['Rakefile', 'rakefile', 'Rakefile.rb'] : [shapeOf(file)]);
  const wanted = options.words.filter((word) => !/^\w+=/.test(shapeOf(word)));
  if (found === undefined)
    return wanted
      .filter(({ value }) => !database.test(value))
      .flatMap((word) => unread(word, 'Its Rakefile cannot be found or read.'));
  const tasks: Task[] = [];
  const done = new Set<string>();
  const blocks = rakeTasks(found.text);
  const visit = (name: string, word: Word, given: boolean): void => {
    const plain = name.replace(/\[.*$/, '');
    if (done.has(plain) || done.size > 200) return;
    done.add(plain);
    const block = blocks.filter((each) => each.name === plain || (!given && each.name.endsWith(`:${plain}`)));
    if (block.length === 0 && given && !database.test(plain))
      tasks.push(...unread({ ...word, value: plain }, 'Its Rakefile has no such task that can be read.'));
    for (const { needs, body } of block) {
      for (const need of needs) visit(need, word, false);
      const as = `rake ${plain}`;
      for (const [, quoted = '', plainText = ''] of body.matchAll(/\bsh\s*\(?\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)')/g))
        tasks.push({
          kind: 'text',
          as,
          text: quoted === '' ? plainText : quoted.replace(/\\(["\\])/g, '$1').replace(/#\{[^}]*\}/g, '$unknown_value'),
          word,
        });
      tasks.push({ kind: 'code', as, text: body.replace(/\bsh\s*\(?\s*(?:"(?:[^"\\]|\\.)*"|'[^']*')/g, ''), word });
    }
  };
  const first = run.name;
  if (wanted.length === 0) visit('default', first, true);
  for (const word of wanted) visit(word.value, word, true);
  return tasks;
};

interface RakeTask {
  readonly name: string;
  readonly needs: readonly string[];
  readonly body: string;
}

/** Tasks with the text of their blocks, told apart by indentation. */
function rakeTasks(source: string): readonly RakeTask[] {
  const found: RakeTask[] = [];
  const spaces: { readonly name: string; readonly indent: number }[] = [];
  const lines = source.split('\n');
  for (const [index, line] of lines.entries()) {
    const indent = /^\s*/.exec(line)?.[0].length ?? 0;
    if (line.trim() === '') continue;
    if (/^\s*end\b/.test(line) && spaces.at(-1)?.indent === indent) spaces.pop();
    const space = /^\s*namespace\s+[:'"]?([\w-]+)/.exec(line)?.[1];
    if (space !== undefined) spaces.push({ name: space, indent });
    const [, name, rest = ''] = /^\s*(?:multi)?task\s*\(?\s*[:'"]?([\w:-]+?)['"]?:?(?=[\s,)=]|$)(.*)$/.exec(line) ?? [];
    if (name === undefined) continue;
    const listed =
      /(?:=>|:\s|needs:)\s*(.*?)(?:\bdo\b|\{|$)/.exec(`${line.slice(line.indexOf(name) + name.length - 1)}`)?.[1] ??
      rest;
    const needs = [...listed.matchAll(/[:'"]([\w:-]+)/g)].map(([, need = '']) => need);
    const body: string[] = [];
    for (const next of lines.slice(index + 1)) {
      if (next.trim() !== '' && (/^\s*/.exec(next)?.[0].length ?? 0) <= indent) break;
      body.push(next);
    }
    const inline = /\bdo\b|\{/.test(line) ? line.slice(line.search(/\bdo\b|\{/)) : '';
    found.push({
      name: [...spaces.map((each) => each.name), name].join(':'),
      needs,
      body: /\bdo\b|\{/.test(line) ? [inline, ...body].join('\n') : '',
    });
  }
  return found;
}

const sections: ReadonlyMap<string, readonly [file: string, section: RegExp, run: boolean]> = new Map([
  ['poe', ['pyproject.toml', /^tool\.poe\.tasks(?:\.(.+))?$/, false]],
  ['pdm', ['pyproject.toml', /^tool\.pdm\.scripts(?:\.(.+))?$/, true]],
  ['rye', ['pyproject.toml', /^tool\.rye\.scripts(?:\.(.+))?$/, true]],
  ['hatch', ['pyproject.toml', /^tool\.hatch\.envs\.[\w-]+\.scripts(?:\.(.+))?$/, true]],
  ['pipenv', ['Pipfile', /^scripts$/, true]],
  ['mise', ['mise.toml', /^tasks(?:\.(.+))?$/, true]],
]);

/** Scripts in a TOML file, as far as they are strings. */
export const tomlScripts: Runner = (run, look) => {
  const [file, section, verbed] = sections.get(run.program) ?? ['', /^$/, true];
  const { words } = readOptions(run.args, {
    values: names('-C --directory -p --project -e --env'),
    clusters: true,
    stops: true,
  });
  const name = verbed ? (/^(?:run|r)$/.test(words[0]?.value ?? '') ? words[1] : undefined) : words[0];
  if (name === undefined) return [];
  const found = firstFile(look, [file]);
  const [, script = ''] = name.value.match(/^(?:[\w-]+:)?([\w:.-]+)$/) ?? [];
  const tasks = tomlTexts(found?.text ?? '', section, script).map(
    (text): Task => ({ kind: 'text', as: `${run.program} ${script}`, text, word: name }),
  );
  return tasks.length > 0 || verbed === false ? tasks : [];
};

function tomlTexts(source: string, section: RegExp, script: string): readonly string[] {
  const texts: string[] = [];
  let inside: string | undefined;
  for (const [line] of source.matchAll(/^[^\n]*?=\s*("""|''')[\s\S]*?\1|^[^\n]*$/gm)) {
    const header = /^\s*\[+\s*(.*?)\s*\]+/.exec(line)?.[1];
    if (header !== undefined && !line.includes('=')) {
      const match = section.exec(header.replaceAll('"', ''));
      inside = match === null ? undefined : (match[1] ?? '');
      continue;
    }
    const [, key = '', value = ''] = /^\s*["']?([\w:.-]+)["']?\s*=\s*([\s\S]*)$/.exec(line) ?? [];
    if (inside === undefined || key === '') continue;
    const wanted =
      inside === '' ? key === script : inside === script && /^(?:cmd|shell|run|composite|script)$/.test(key);
    if (!wanted) continue;
    for (const [, , block, basic, plain] of value.matchAll(/("""|''')([\s\S]*?)\1|"((?:[^"\\]|\\.)*)"|'([^']*)'/g))
      texts.push(block ?? basic?.replace(/\\(["\\])/g, '$1') ?? plain ?? '');
  }
  return texts;
}
