/** What a policy would have decided on calls of the past, as the journal tells them, beside what was decided then. */
import { looseRecord, parsedJson, textIn } from '../../base/looseJson.ts';
import type { Verdict } from './evaluate.ts';
import { strictness } from './strictness.ts';

/** A call of the past, in the journal's few words. */
export interface PastCall {
  /** ISO 8601. */
  readonly at: string;
  readonly agent: string;
  readonly cwd: string;
  /** The command; of other calls the words of the journal. */
  readonly text: string;
  /** What was decided then. */
  readonly was: 'allow' | 'hold' | 'deny';
}

export interface Replayed extends PastCall {
  readonly now: Verdict['outcome'];
  /** Names of the rules that decide now. */
  readonly rules: readonly string[];
}

const outcomes: ReadonlyMap<string, PastCall['was']> = new Map<string, PastCall['was']>([
  ['passed', 'allow'],
  ['held', 'hold'],
  ['refused', 'deny'],
]);

/** The calls in lines of a journal, oldest first, the last `most` of them. Edits and the like are left out: their content is not kept. */
export function pastCalls(lines: Iterable<string>, most: number): readonly PastCall[] {
  const calls: PastCall[] = [];
  for (const line of lines) {
    const call = callIn(line);
    if (call === undefined) continue;
    calls.push(call);
    if (calls.length > most) calls.shift();
  }
  return calls;
}

function callIn(line: string): PastCall | undefined {
  // A line cut short by a crash has none of it.
  const entry = looseRecord(parsedJson(line));
  const call = looseRecord(entry.call);
  const outcome = outcomes.get(textIn(entry, 'kind'));
  const words = textIn(call, 'text');
  if (outcome === undefined || words === '' || /^edits /.test(words)) return undefined;
  return {
    at: textIn(entry, 'at'),
    agent: textIn(call, 'agent'),
    cwd: textIn(call, 'cwd') || '/',
    text: words,
    was: outcome,
  };
}

export const replay = (calls: readonly PastCall[], judge: (call: PastCall) => Verdict): readonly Replayed[] =>
  calls.map((call) => {
    const { outcome, reasons } = judge(call);
    const deciding = reasons.filter((reason) => reason.outcome === outcome).map(({ rule }) => rule);
    return { ...call, now: outcome, rules: [...new Set(deciding)] };
  });

/** What differs first, then the rest, each in a line. */
export function replayTable(rows: readonly Replayed[]): string {
  const differing = rows.filter(({ was, now }) => was !== now);
  const line = ({ at, was, now, text, rules }: Replayed) =>
    `${at.slice(0, 16).padEnd(16)}  ${was.padEnd(5)} → ${now.padEnd(5)}  ${firstLine(text)}${rules.length === 0 ? '' : `  (${rules.join(', ')})`}`;
  return [
    `${rows.length} calls; ${differing.length} would be decided otherwise.`,
    ...differing.map(line),
    ...(differing.length < rows.length ? ['', 'As before:'] : []),
    ...rows.filter(({ was, now }) => was === now).map(line),
  ]
    .join('\n')
    .concat('\n');
}

const firstLine = (text: string): string => (text.split('\n')[0] ?? '').slice(0, 120);

/** XML has no place for control characters, not even escaped. */
const escaped = (text: string): string =>
  [...text].map((char) => (char < ' ' ? '?' : /[<>&"']/.test(char) ? `&#${char.charCodeAt(0)};` : char)).join('');

/** A call that would pass now and did not then fails: it is what a reviewer has to look at. https://github.com/testmoapp/junitxml */
export function replayJunit(rows: readonly Replayed[]): string {
  const loosened = rows.filter(isLooser);
  const cases = rows.map((row) => {
    const name = escaped(firstLine(row.text));
    const failure = isLooser(row)
      ? `<failure message="${escaped(`${row.was}, now ${row.now}`)}">${escaped(row.rules.join(', '))}</failure>`
      : '';
    return `  <testcase classname="${escaped(row.agent)}" name="${name}">${failure}</testcase>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuite name="policy replay" tests="${rows.length}" failures="${loosened.length}">\n${cases.join('\n')}\n</testsuite>\n`;
}

/** It would be decided less strictly than it was. */
export const isLooser = ({ was, now }: Replayed): boolean => strictness[now] < strictness[was];

/** https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
export function replaySarif(rows: readonly Replayed[], policy: string): string {
  const results = rows
    .filter(({ was, now }) => was !== now)
    .map((row) => ({
      ruleId: isLooser(row) ? 'loosened' : 'tightened',
      level: isLooser(row) ? 'warning' : 'note',
      message: {
        text: `${firstLine(row.text)}: ${row.was}, now ${row.now}${row.rules.length === 0 ? '' : ` by ${row.rules.join(', ')}`}.`,
      },
      locations: [{ physicalLocation: { artifactLocation: { uri: policy } } }],
    }));
  const rules = [
    { id: 'loosened', shortDescription: { text: 'A call of the past would be decided less strictly.' } },
    { id: 'tightened', shortDescription: { text: 'A call of the past would be decided more strictly.' } },
  ];
  return `${JSON.stringify({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [{ tool: { driver: { name: 'Holdpoint', rules } }, results }] }, null, 2)}\n`;
}
