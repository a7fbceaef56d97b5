/**
 * `parallel TEMPLATE ::: VALUES`, `parallel ::: LINES`, `parallel -a FILE`: one line for a shell per value.
 *
 * https://www.gnu.org/software/parallel/parallel.html
 */
import { posixQuote } from '../../base/posixQuote.ts';
import { hole, joinWords, shapeOf, unknowable, type Word } from './invocation.ts';
import { lastOption } from './options.ts';
import { type Peel, type Peeled, stopping } from './peeled.ts';

const mostLines = 8;
const longest = 10_000;

export const parallel: Peel = ({ args, stdin }) => {
  const options = stopping(
    args,
    '-j -P -n -N -L -I -C -a -S --jobs --max-args --max-procs --colsep --arg-file --sshlogin --delay --timeout --joblog --results --retries --load --memfree --tmpdir --halt --wd --workdir --block --recstart --recend --tagstring --rpl',
  );
  const { words } = options;
  const mark = words.findIndex(({ value }) => separator.test(value));
  const template = mark < 0 ? words : words.slice(0, mark);
  const groups = groupsOf(mark < 0 ? [] : words.slice(mark));
  const lists = [
    ...options.options.flatMap(({ name, value }) => (/^(?:-a|--arg-file)$/.test(name) && value ? [value] : [])),
    ...groups.flatMap(({ kind, values }) => (kind.startsWith('::::') ? values : [])),
  ];
  // Without a template the values are the lines.
  if (template.length === 0) {
    if (lists.length > 0) return lists.map((path) => ({ kind: 'script', as: 'parallel', path, parameters: [] }));
    if (groups.length === 0)
      return stdin === undefined ? [] : [{ kind: 'stdin', as: 'parallel', code: false, parameters: [] }];
  }
  const splits = lastOption(options, '-C', '--colsep') !== undefined;
  const sets =
    lists.length > 0 || groups.length === 0 || splits ? undefined : combined(groups.map(({ values }) => values));
  const line = template.length === 0 ? undefined : joinWords(template);
  const own = lastOption(options, '-I')?.value?.value;
  return (sets ?? [[unknowable('{}')]]).map(
    (values): Peeled => ({
      kind: 'text',
      as: 'parallel',
      text: line === undefined ? joinWords(values) : filled(line, values, own),
    }),
  );
};

const separator = /^::::?\+?$/;

interface Group {
  readonly kind: string;
  readonly values: Word[];
}

function groupsOf(words: readonly Word[]): readonly Group[] {
  const groups: Group[] = [];
  for (const word of words) {
    if (separator.test(word.value)) groups.push({ kind: word.value, values: [] });
    else groups.at(-1)?.values.push(word);
  }
  return groups;
}

/** One value of each list; undefined where there are too many of them. */
function combined(lists: readonly (readonly Word[])[]): readonly (readonly Word[])[] | undefined {
  let sets: readonly (readonly Word[])[] = [[]];
  for (const list of lists) {
    if (sets.length * list.length > mostLines) return undefined;
    sets = sets.flatMap((set) => list.map((word) => [...set, word]));
  }
  return sets;
}

const slot = /\{(\d*)([./]*)\}/g;

/** A template with values in their places, or behind it. A value is one word, whatever stands in it. */
function filled(line: Word, values: readonly Word[], own: string | undefined): Word {
  const template = own === undefined ? shapeOf(line) : shapeOf(line).replaceAll(own, '{}');
  if (template.length + values.reduce((length, value) => length + shapeOf(value).length, 0) > longest)
    return unknowable('parallel', line.span);
  const texts = values.map((value) =>
    /^[\w@%+=:,./-]*$/.test(shapeOf(value)) || !value.known ? shapeOf(value) : posixQuote(value.value),
  );
  // A template that is one place runs whatever it is given.
  if (/^\{[./]*\}$/.test(template)) return joinWords(values);
  const placed = template.replace(slot, (_, number: string, part: string) => {
    const text = number === '' ? texts.join(' ') : (texts[Number(number) - 1] ?? '');
    return part === ''
      ? text
      : part === '.'
        ? text.replace(/\.[^./ ']*(?='?$)/, '')
        : part === '/'
          ? text.replace(/^.*\//, '')
          : hole;
  });
  const shape = placed === template ? `${template} ${texts.join(' ')}` : placed;
  const known = !shape.includes(hole);
  return { ...line, value: known ? shape : shape.replaceAll(hole, '…'), known, ...(known ? {} : { shape }) };
}
