/**
 * Whether Codex trusts our hooks, by its own word, and telling it that the person does.
 *
 * Codex keeps for each hook, by the file and the position in it, the hash of what a person has looked at. A hook without it
 * is skipped in silence, and so is one that another tool has moved. Only Codex can say how it stands.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { codex } from '../agents/codex.ts';
import { settingsPath } from '../agents/index.ts';
import { list, optionalText, record, text } from '../base/json.ts';
import { readTextFile } from '../platform/atomicFile.ts';
import { findProgram } from '../platform/findProgram.ts';
import { realPath } from '../platform/realPath.ts';
import { CodexUnasked, withCodex } from './codexServer.ts';
import { hookCommand, type Site } from './site.ts';

/** One of our hooks as Codex lists it. */
export interface CodexHook {
  /** Codex's name for the file, the event and the position. */
  readonly key: string;
  readonly event: string;
  readonly command: string;
  /** Of what a person would trust. */
  readonly hash: string;
}

/** What stands between our hooks and Codex's trust. */
type Untrusted =
  /** Nobody has trusted it yet. */
  | 'new'
  /** It was trusted at another place of the file. */
  | 'moved'
  /** It was trusted, and reads otherwise now. */
  | 'altered'
  /** The person has switched it off in Codex. */
  | 'disabled'
  /** Codex drops the file. */
  | 'unreadable'
  /** Codex runs no hooks of people, or not this file's. */
  | 'off';

export type CodexTrust =
  | { readonly kind: 'trusted' }
  | {
      readonly kind: 'untrusted';
      readonly state: Untrusted;
      /** A sentence. */
      readonly why: string;
      /** What the person has to do, in a sentence. */
      readonly next: string;
      /** What `trustCodex` would have Codex trust, to be shown; empty where trust alone does not help. */
      readonly hooks: readonly CodexHook[];
    }
  /** It could not be asked. `why` is a clause. */
  | { readonly kind: 'unknown'; readonly why: string };

export interface CodexTrustOptions {
  /** Milliseconds to wait for Codex. */
  readonly timeout?: number;
  /** The program to ask; otherwise it is looked for. */
  readonly program?: string;
}

/** Asks Codex how our hooks stand. Changes nothing. Never rejects. */
export const codexTrust = (site: Site, options: CodexTrustOptions = {}): Promise<CodexTrust> =>
  converse(site, options, async (ask) => standing(site, await ask.list()));

/**
 * Has Codex trust the hooks that the person was shown and agreed to, where they still read the same, and says how they stand
 * then. Never rejects.
 */
export const trustCodex = (
  site: Site,
  agreed: readonly CodexHook[],
  options: CodexTrustOptions = {},
): Promise<CodexTrust> =>
  converse(site, options, async (ask) => {
    const shown = new Map(agreed.map(({ key, hash }) => [key, hash]));
    const { hooks } = await ask.list();
    const same = oursOf(site, hooks).filter(({ key, hash }) => shown.get(key) === hash);
    if (same.length > 0)
      await ask.trust(Object.fromEntries(same.map(({ key, hash }) => [key, { trusted_hash: hash, enabled: true }])));
    return standing(site, await ask.list());
  });

interface Listed extends CodexHook {
  readonly path: string;
  readonly matcher: string | undefined;
  readonly seconds: unknown;
  readonly enabled: boolean;
  readonly background: boolean;
  readonly trust: string;
}

interface Listing {
  readonly hooks: readonly Listed[];
  /** In Codex's words. */
  readonly complaints: readonly string[];
  /** About its own settings, without which it runs no hooks. */
  readonly broken: readonly string[];
}

interface Asking {
  list(): Promise<Listing>;
  trust(state: { readonly [key: string]: { readonly trusted_hash: string; readonly enabled: boolean } }): Promise<void>;
}

async function converse(
  site: Site,
  { timeout = 20_000, program = findCodex(site) }: CodexTrustOptions,
  talk: (ask: Asking) => Promise<CodexTrust>,
): Promise<CodexTrust> {
  if (program === undefined) return { kind: 'unknown', why: 'the program "codex" was not found' };
  try {
    return await withCodex({ program, cwd: site.home, env: site.env, timeout }, (server) =>
      talk({
        list: async () => {
          const answer = await server.ask('hooks/list', { cwds: [site.home] });
          return readListing(
            answer,
            server.complaints.map(({ what }) => what),
          );
        },
        trust: async (value) => {
          const edit = { keyPath: 'hooks.state', value, mergeStrategy: 'upsert' };
          await server.ask('config/batchWrite', { edits: [edit], reloadUserConfig: true });
        },
      }),
    );
  } catch (error) {
    if (error instanceof CodexUnasked) return { kind: 'unknown', why: error.message };
    return { kind: 'unknown', why: 'Codex answers in a way that is not known here' };
  }
}

/** On the path, or inside the extension of an editor. */
function findCodex({ home, env }: Site): string | undefined {
  const found = findProgram('codex', home, env);
  if (found !== undefined) return found;
  const editors = ['.vscode', '.vscode-server', '.vscode-insiders', '.vscode-oss', '.cursor', '.windsurf'];
  for (const editor of editors) {
    const extensions = join(home, editor, 'extensions');
    for (const name of namesIn(extensions)
      .filter((each) => each.startsWith('openai.chatgpt-'))
      .sort()
      .reverse()) {
      const bin = join(extensions, name, 'bin');
      for (const system of namesIn(bin)) {
        const program = findProgram(join(bin, system, process.platform === 'win32' ? 'codex.exe' : 'codex'), home, env);
        if (program !== undefined) return program;
      }
    }
  }
  return undefined;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** @throws {ShapeError} */
function readListing(answer: unknown, broken: readonly string[]): Listing {
  const entries = list(record(answer, 'answer').data, 'data').map((entry) => record(entry, 'entry'));
  const hooks = new Map<string, Listed>();
  for (const entry of entries)
    for (const one of list(entry.hooks, 'hooks').map((each) => record(each, 'hook'))) {
      if (one.handlerType !== 'command') continue;
      const key = text(one.key, 'key');
      hooks.set(key, {
        key,
        event: text(one.eventName, 'eventName'),
        command: text(one.command, 'command'),
        hash: text(one.currentHash, 'currentHash'),
        path: text(one.sourcePath, 'sourcePath'),
        matcher: optionalText(one.matcher, 'matcher'),
        seconds: one.timeoutSec,
        enabled: one.enabled !== false,
        background: one.async === true,
        trust: text(one.trustStatus, 'trustStatus'),
      });
    }
  const complaints = entries.flatMap((entry) => [
    ...list(entry.warnings, 'warnings').map((each) => text(each, 'warning')),
    ...list(entry.errors, 'errors').map((each) => text(record(each, 'error').message, 'message')),
  ]);
  return { hooks: [...hooks.values()], complaints, broken };
}

interface Wanted {
  readonly event: string;
  readonly command: string;
  readonly seconds: number;
}

/** Our hooks as they would be installed here. */
function wantedAt(site: Site): readonly Wanted[] {
  const [file] = codex.settings;
  const content = record(JSON.parse(file?.install(undefined, hookCommand(site)) ?? '{}'), 'content');
  return Object.entries(record(content.hooks, 'hooks')).flatMap(([event, groups]) =>
    list(groups, event).flatMap((group) =>
      list(record(group, 'group').hooks, 'hooks').map((hook) => {
        const { command, timeout } = record(hook, 'hook');
        return {
          event: `${event.charAt(0).toLowerCase()}${event.slice(1)}`,
          command: text(command),
          seconds: Number(timeout),
        };
      }),
    ),
  );
}

const fileAt = (site: Site): string => {
  const [file] = codex.settings;
  return file === undefined ? '' : settingsPath(file, site.home, site.env);
};

/** Nothing but exactly what we install is ever trusted for the person. */
const oursOf = (site: Site, hooks: readonly Listed[]): readonly Listed[] => {
  const path = realPath(fileAt(site));
  const wanted = wantedAt(site);
  return hooks.filter(
    (hook) =>
      realPath(hook.path) === path &&
      hook.matcher === undefined &&
      !hook.background &&
      wanted.some(
        ({ event, command, seconds }) =>
          event === hook.event && command === hook.command && seconds === Number(hook.seconds),
      ),
  );
};

const again = 'Run "Holdpoint: Protect Agents…", or "holdpoint install codex".';
const confirm = 'Run "Holdpoint: Protect Agents…" and confirm it for Codex, or trust it in Codex with /hooks.';

function standing(site: Site, { hooks, complaints, broken: [broken] }: Listing): CodexTrust {
  const untrusted = (state: Untrusted, why: string, next: string, shown: readonly Listed[] = []): CodexTrust => ({
    kind: 'untrusted',
    state,
    why,
    next,
    hooks: shown.map(({ key, event, command, hash }) => ({ key, event, command, hash })),
  });
  const file = fileAt(site);
  const managed = hooks.filter(({ trust, command }) => trust === 'managed' && /\bholdpoint-hook\b/.test(command));
  if (managed.some(({ event }) => event === 'preToolUse')) return { kind: 'trusted' };
  const complaint = complaints.find((each) => each.includes(file) || each.includes(realPath(file)));
  const ours = oursOf(site, hooks);
  const missing = wantedAt(site).filter(({ event }) => !ours.some((hook) => hook.event === event));
  if (missing.length > 0) {
    if (complaint !== undefined)
      return untrusted('unreadable', `Codex drops ${file}: ${sentence(complaint)}`, `Correct the file. ${again}`);
    if (broken !== undefined)
      return untrusted(
        'unreadable',
        `Codex cannot read its own settings: ${sentence(broken)}`,
        'Correct the file, then look once more.',
      );
    if (isInstalled(site))
      return untrusted(
        'off',
        'Codex does not list our hooks: hooks are switched off, by `hooks = false` under `[features]` in its `config.toml` or by an administrator.',
        'Switch them on again, then look once more.',
      );
    const events = missing.map(({ event }) => event).join(', ');
    return untrusted('altered', `Codex does not know our hooks as they should be (${events}).`, again);
  }
  const off = ours.filter(({ enabled }) => !enabled);
  if (off.length > 0)
    return untrusted(
      'disabled',
      'Our hooks are switched off in Codex.',
      confirm.replace('trust it', 'switch them on'),
      ours,
    );
  const open = ours.filter(({ trust }) => trust !== 'trusted' && trust !== 'managed');
  if (open.length === 0) return { kind: 'trusted' };
  if (open.some(({ trust }) => trust === 'modified'))
    return untrusted(
      'altered',
      'Our hooks are not as they were when Codex was told to trust them, so it skips them without a word.',
      confirm,
      ours,
    );
  if (open.some(({ hash }) => wasTrusted(site, hash)))
    return untrusted(
      'moved',
      'Another tool has put a hook of its own in front of ours, so Codex does not know ours any more and skips it without a word.',
      confirm,
      ours,
    );
  return untrusted('new', 'Codex skips our hooks without a word until somebody trusts them.', confirm, ours);
}

function isInstalled(site: Site): boolean {
  try {
    return codex.settings[0]?.inspect(readTextFile(fileAt(site)), hookCommand(site)).kind === 'installed';
  } catch {
    return false;
  }
}

const sentence = (words: string): string => (/[.!?]$/.test(words) ? words : `${words}.`);

/** Whether Codex keeps this hash for some place of its own file. */
function wasTrusted(site: Site, hash: string): boolean {
  const [file] = codex.settings;
  const path = file === undefined ? '' : settingsPath({ ...file, path: '.codex/config.toml' }, site.home, site.env);
  try {
    return readTextFile(path)?.includes(hash) === true;
  } catch {
    return false;
  }
}
