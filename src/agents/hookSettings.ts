/**
 * Our entries in an agent's settings file: `hooks.<Event>[]`, either in groups with a matcher, as Claude Code has them,
 * or flat, as VS Code has them. Text in, text out; the edits themselves are in `jsonText.ts`.
 *
 * An entry is ours when its command names our launcher, wherever that lies: an earlier installation is ours too.
 */
import { list, record, ShapeError } from '../base/json.ts';
import type { HookCommand, ManagedFile, SettingsFile, SettingsState } from './agent.ts';
import type { CommandLine } from './hookCommand.ts';
import { addMember, appendTo, type Path, parseJson, remove, replaceAt } from './jsonText.ts';

interface EventEntry {
  readonly event: string;
  readonly matcher?: string;
  /** In the agent's own unit. Always explicit: the agents' defaults are shorter than a person's lunch. */
  readonly timeout: number;
  /** Whether the hook's answer decides anything; the others are only listened to. */
  readonly decides: boolean;
  /** The name of the configuration, where two entries of one agent fire for the same call. */
  readonly via?: string;
}

interface Layout {
  /** Below the home directory, with forward slashes. */
  readonly path: string;
  readonly movedBy?: SettingsFile['movedBy'];
  readonly agent: string;
  readonly title: string;
  readonly line: CommandLine;
  readonly events: readonly EventEntry[];
  /** Where the events stand: under `hooks` where nothing is said, at the top with an empty list. */
  readonly at?: Path;
  /** What our hooks have beside type, command and time-out; where nothing is said, the shell for Windows. */
  readonly details?: Content | ((event: EventEntry, command: HookCommand) => Content);
  /** What stands beside the events and must be as it is here. */
  readonly head?: Content;
  /** What in the file makes the agent drop it or all its hooks. */
  readonly faults?: (content: Content, text: string) => readonly string[];
  /** What in the file switches hooks off; where nothing is said, `disableAllHooks`. A clause each. */
  readonly switches?: (content: Content) => readonly string[];
  /** Keys that stand beside the events and are none. */
  readonly beside?: readonly string[];
}

type Content = Readonly<Record<string, unknown>>;

/** How one event's entries are shaped. */
interface Form {
  entry(event: EventEntry, command: string, details: Content): Content;
  /** The hooks inside an entry, with the path that leads to each. */
  hooks(entry: unknown): readonly { readonly path: Path; readonly hook: Readonly<Record<string, unknown>> }[];
}

const handler = ({ timeout }: EventEntry, command: string) => ({ type: 'command', command, timeout });

const grouped: Form = {
  entry: (event, command, details) => ({
    ...(event.matcher === undefined ? {} : { matcher: event.matcher }),
    hooks: [{ ...handler(event, command), ...details }],
  }),
  hooks: (entry) =>
    list(record(entry, 'entry').hooks, 'hooks').map((hook, index) => ({
      path: ['hooks', index],
      hook: record(hook, 'hook'),
    })),
};

const flat: Form = {
  // Copilot reads this file as well, and knows the time-out by the other name only.
  entry: (event, command) => ({ ...handler(event, command), timeoutSec: event.timeout }),
  hooks: (entry) => [{ path: [], hook: record(entry, 'entry') }],
};

/** As in the agent files of Kiro's command line before 3: milliseconds, and no type. */
const bare: Form = {
  entry: ({ matcher, timeout }, command) => ({
    ...(matcher === undefined ? {} : { matcher }),
    command,
    timeout_ms: timeout,
  }),
  hooks: (entry) => [{ path: [], hook: record(entry, 'entry') }],
};

/** As in Cursor's and Windsurf's files: a command, and whatever else the agent has words for. */
const listed: Form = {
  entry: ({ matcher }, command, details) => ({
    ...(matcher === undefined ? {} : { matcher }),
    command,
    ...details,
  }),
  hooks: (entry) => [{ path: [], hook: record(entry, 'entry') }],
};

/** Settings whose events hold groups: `{ matcher, hooks: [ … ] }`. */
export const groupedSettings = (layout: Layout): SettingsFile => settingsFile(layout, grouped);

/** Settings whose events hold the hooks themselves. */
export const flatSettings = (layout: Layout): SettingsFile => settingsFile(layout, flat);

/** Settings whose events hold a matcher, a command and `timeout_ms`. */
export const bareSettings = (layout: Layout): SettingsFile => settingsFile(layout, bare);

/** Settings whose events hold a command and what the layout's details say. */
export const listedSettings = (layout: Layout): SettingsFile => settingsFile(layout, listed);

interface Found {
  readonly event: string;
  readonly index: number;
  readonly entry: unknown;
  readonly ours: readonly Path[];
  readonly foreign: number;
}

const isOurs = (hook: Readonly<Record<string, unknown>>) =>
  typeof hook.command === 'string' && /\bholdpoint-hook\b/.test(hook.command);

function settingsFile(layout: Layout, form: Form): SettingsFile {
  const { at = ['hooks'], switches = disabled, head = {} } = layout;
  const spelled = (...path: Path) => [...at, ...path].join('.');
  const wanted = (command: HookCommand) =>
    layout.events.map((event) => ({
      event: event.event,
      entry: form.entry(
        event,
        layout.line(
          command,
          event.via === undefined ? layout.agent : `${layout.agent} --via ${event.via}`,
          event.decides,
        ),
        (typeof layout.details === 'function' ? layout.details(event, command) : layout.details) ??
          (command.platform === 'windows' ? { shell: 'powershell' } : {}),
      ),
    }));

  /** Every entry of the file, event by event; one of a shape nobody knows is somebody else's. @throws {ShapeError} */
  const survey = (text: string): readonly Found[] => {
    const events = Object.entries(eventsAt(record(parseJson(text), layout.path), at));
    return events.flatMap(([event, entries]) =>
      (layout.beside?.includes(event) ? [] : list(entries, spelled(event))).map((entry, index) => {
        const hooks = hooksIn(form, entry);
        const ours = hooks.filter(({ hook }) => isOurs(hook));
        return { event, index, entry, ours: ours.map(({ path }) => path), foreign: hooks.length - ours.length };
      }),
    );
  };

  /** The same, for a file that is about to be relied on. @throws {ShapeError} on one the agent would drop. */
  const checked = (text: string): readonly Found[] => {
    const faults = layout.faults?.(record(parseJson(text), layout.path), text) ?? [];
    if (faults.length > 0)
      throw new ShapeError(`${faults.join('; ')}; ${layout.title} ignores the whole file because of it`);
    return survey(text);
  };

  const without = (text: string): string => {
    const found = survey(text).filter(({ ours }) => ours.length > 0);
    // Last first, so that the positions of those still to go stay true.
    return found.reverse().reduce((now, { event, index, ours, foreign }) => {
      const place: Path = [...at, event, index];
      if (foreign === 0) return remove(now, place);
      return [...ours].reverse().reduce((rest, path) => remove(rest, [...place, ...path]), now);
    }, text);
  };

  return {
    path: layout.path,
    ...(layout.movedBy === undefined ? {} : { movedBy: layout.movedBy }),

    install(text, command) {
      if (text === undefined || text.trim() === '') {
        const events: Content = Object.fromEntries(wanted(command).map(({ event, entry }) => [event, [entry]]));
        const content = at.reduceRight((inner, key) => ({ [key]: inner }), events);
        return `${JSON.stringify({ ...head, ...content }, null, 2)}\n`;
      }
      const entries = wanted(command);
      const before = checked(text);
      const mine = before.filter(({ ours }) => ours.length > 0);
      // One entry of our own for each event can be put right where it stands; anything else is taken out and put in anew.
      const tidy = mine.every(
        ({ event, foreign }) => foreign === 0 && mine.filter((it) => it.event === event).length === 1,
      );
      const kept = tidy ? mine.filter(({ event }) => entries.some((it) => it.event === event)) : [];
      const base = kept.length === mine.length ? text : without(text);
      const present = base === text ? kept : [];
      return entries.reduce(
        (now, { event, entry }) => {
          const there = present.find((it) => it.event === event);
          if (there === undefined) return appendTo(now, [...at, event], entry);
          return same(there.entry, entry) ? now : replaceAt(now, [...at, event, there.index], entry);
        },
        withHead(base, head),
      );
    },

    uninstall(text) {
      if (text.trim() === '') return text;
      const rest = without(text);
      return rest !== text && isBare(rest, head) ? undefined : rest;
    },

    inspect(text, command): SettingsState {
      if (text === undefined || text.trim() === '') return { kind: 'absent', notes: [] };
      let found: readonly Found[];
      try {
        found = checked(text);
      } catch (error) {
        if (!(error instanceof ShapeError)) throw error;
        return { kind: 'altered', problems: [error.message], notes: [] };
      }
      const deciding = new Set(layout.events.filter(({ decides }) => decides).map(({ event }) => event));
      const foreign = found.filter(({ event, foreign: count }) => count > 0 && deciding.has(event));
      const notes = foreign.map(
        ({ event, index }) =>
          `another hook runs at ${event} too (${spelled(event)}[${index}]); it may change what runs after an approval`,
      );
      const mine = found.filter(({ ours }) => ours.length > 0);
      if (mine.length === 0) return { kind: 'absent', notes };
      const content = record(parseJson(text), layout.path);
      const problems = [
        ...Object.entries(head).flatMap(([key, value]) =>
          same(content[key], value) ? [] : [`"${key}" is not ${JSON.stringify(value)}`],
        ),
        ...switches(content).map((what) => `${what}: ${layout.title} does not run our hooks`),
        ...wanted(command).flatMap(({ event, entry }) => faultsOf({ event, entry, mine, path: spelled(event) })),
      ];
      return problems.length === 0 ? { kind: 'installed', notes } : { kind: 'altered', problems, notes };
    },
  };
}

const withHead = (text: string, head: Content): string => {
  const there = record(parseJson(text), 'settings');
  return Object.entries(head).reduce(
    (now, [key, value]) => (there[key] === undefined ? addMember(now, key, value) : now),
    text,
  );
};

/** Whether nothing is left in a file but what must be. */
const isBare = (text: string, head: Content): boolean =>
  text.trim() === '{}' || (Object.keys(head).length > 0 && same(parseJson(text), head));

/** The events of a file. @throws {ShapeError} */
function eventsAt(content: Content, at: Path): Content {
  if (at.length > 0) return at.reduce<Content>((inner, key) => record(inner[key] ?? {}, String(key)), content);
  // Other keys may stand beside events that stand at the top.
  return Object.fromEntries(Object.entries(content).filter(([, value]) => Array.isArray(value)));
}

function hooksIn(form: Form, entry: unknown): ReturnType<Form['hooks']> {
  try {
    return form.hooks(entry);
  } catch {
    return [];
  }
}

interface Sought {
  readonly event: string;
  readonly entry: Content;
  readonly mine: readonly Found[];
  /** Of the event, for people. */
  readonly path: string;
}

/** What is wrong with our entry for one event. */
function faultsOf({ event, entry, mine, path }: Sought): readonly string[] {
  const there = mine.filter((it) => it.event === event);
  if (there.length === 0) return [`the entry for ${event} is missing`];
  if (there.length > 1) return [`there are ${there.length} entries for ${event}`];
  const now = there[0]?.entry;
  if (same(now, entry)) return [];
  const changed = differences(entry, now, path);
  return [`the entry for ${event} is not as it was installed: ${changed.join(', ')}`];
}

function differences(wanted: unknown, now: unknown, path: string): readonly string[] {
  if (same(wanted, now)) return [];
  if (typeof wanted !== 'object' || typeof now !== 'object' || wanted === null || now === null) return [path];
  const keys = new Set([...Object.keys(wanted), ...Object.keys(now)]);
  return [...keys].flatMap((key) => differences(Reflect.get(wanted, key), Reflect.get(now, key), `${path}.${key}`));
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

const disabled = ({ disableAllHooks }: Content): readonly string[] =>
  disableAllHooks === true ? ['"disableAllHooks" is on'] : [];

/** The same hooks where an administrator puts them on each system; `vendor` as it names its folders. */
export function managedHooks(settings: SettingsFile, vendor: string, on: HookCommand): readonly ManagedFile[] {
  const text = settings.install(undefined, on);
  return on.platform === 'windows'
    ? [{ path: `C:\\ProgramData\\${vendor}\\hooks.json`, text }]
    : [`/etc/${vendor.toLowerCase()}/hooks.json`, `/Library/Application Support/${vendor}/hooks.json`].map((path) => ({
        path,
        text,
      }));
}
