/** The journal as a person reads it: what happened, to which action, and who said what. */
import { record } from '../base/json.ts';
import { type ChainReport, verifyChain } from '../core/journal/chain.ts';
import { visible } from '../core/wording.ts';

type Entry = Readonly<Record<string, unknown>>;

/** Lines shown; the rest is in the files. */
const newest = 500;

/** `lines`: the whole journal, oldest first. `folder`: where it lies, for people. `zone`: of the times, the machine's own where it is missing. */
export function journalText(
  lines: readonly string[],
  sha256: (text: string) => string,
  folder: string,
  zone?: string,
): string {
  // Swedes write dates as everybody sorts them.
  const clock = new Intl.DateTimeFormat('sv-SE', {
    dateStyle: 'short',
    timeStyle: 'medium',
    ...(zone === undefined ? {} : { timeZone: zone }),
  });
  const entries = lines.map(parsed);
  const actions = new Map(
    entries.flatMap((entry) => (entry?.kind === 'held' ? [[String(entry.hold), actionOf(entry)]] : [])),
  );
  const shown = entries
    .map((entry, index) => (entry === undefined ? (lines[index] ?? '') : sentence(entry, actions, clock)))
    .slice(-newest)
    .reverse();
  const rest = lines.length > newest ? [`… and ${lines.length - newest} older ones in ${folder}`] : [];
  return [
    `Holdpoint journal, newest first. Times are those of ${clock.resolvedOptions().timeZone}.`,
    head(verifyChain(lines, sha256)),
    '',
    ...shown,
    ...rest,
    '',
  ].join('\n');
}

const head = (report: ChainReport): string =>
  report.ok
    ? `Every one of the ${report.count} entries follows from the one before it.`
    : `Entry ${report.line} is not what was written: ${report.why}.`;

function parsed(line: string): Entry | undefined {
  try {
    return record(JSON.parse(line));
  } catch {
    return undefined; // It is shown as it is.
  }
}

/** `Claude Code's id: terraform destroy`, on one line. */
function actionOf(entry: Entry): string {
  const call = record(entry.call);
  return `${String(call.agent)}: ${visible(String(call.text))}`;
}

function sentence(entry: Entry, actions: ReadonlyMap<string, string>, clock: Intl.DateTimeFormat): string {
  const [word, details] = wordsFor(entry);
  const action = entry.call === undefined ? actions.get(String(entry.hold)) : actionOf(entry);
  const hold = entry.hold === undefined ? undefined : `hold ${String(entry.hold).slice(0, 8)}`;
  const at = new Date(String(entry.at));
  const time = Number.isNaN(at.getTime()) ? String(entry.at) : clock.format(at);
  return [time, word.padEnd(12), action, details, hold].filter((part) => part !== undefined && part !== '').join('  ');
}

const note = (value: unknown) => (value === undefined ? '' : `“${visible(String(value))}”`);

/** The word for what happened, and what else is worth saying. */
function wordsFor(entry: Entry): readonly [string, string] {
  switch (entry.kind) {
    case 'held':
      return ['waits', ''];
    case 'passed':
      return ['passed', ''];
    case 'verdict':
      return [entry.answer === 'approve' ? 'approved' : 'denied', note(entry.note)];
    case 'checked':
      return ['checked', visible(String(entry.found))];
    case 'released':
      return ['released', ''];
    case 'not-released':
      return ['did not run', String(entry.why)];
    case 'refused':
      return ['refused', visible(String(entry.why))];
    case 'started':
      return ['started', ''];
    case 'receipt':
      return receipt(entry);
    case 'ran':
      return [entry.failed === true ? 'ran, failed' : 'ran', ''];
    case 'policy-accepted':
      return [
        'accepted',
        `the policy of ${visible(String(entry.repository))}${entry.by === undefined ? '' : `, which is that of ${visible(String(entry.by))}`}`,
      ];
    case 'policy-forgotten':
      return ['accepted', `that ${visible(String(entry.repository))} has no policy any more`];
    case 'resumed':
      return ['waits again', 'after a reload of the window'];
    case 'alarm':
      return ['ALARM', String(entry.what)];
    case 'weakened':
      return ['ALARM', `${String(entry.agent)} is not held any more: ${visible(`${entry.path}: ${entry.what}`)}`];
    case 'repaired':
      return ['repaired', `${String(entry.agent)}: ${visible(String(entry.path))}`];
    case 'key-pinned':
      return ['editor', `${String(entry.editor)} may release, key ${String(entry.key)}`];
    case 'gate-started':
      return ['window', `opened, gate ${String(entry.gate)}, version ${String(entry.version)}`];
    case 'gate-stopped':
      return ['window', `closed, gate ${String(entry.gate)}`];
    default:
      return [String(entry.kind), ''];
  }
}

function receipt({ code, stale, not }: Entry): readonly [string, string] {
  if (not !== undefined) return ['did not run', visible(String(not))];
  if (code === undefined) return ['ended', 'how is not known'];
  return [
    'ended',
    `with ${String(code)}${stale === true ? ': the state had moved on, so the plan was not applied' : ''}`,
  ];
}
