/** An agent that applies changed settings while it runs can be kept from losing its guard: the session keeps the old ones. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Agent, Release, SettingsFile } from '../agents/agent.ts';
import { settingsPath } from '../agents/index.ts';
import { refusals } from '../core/wording.ts';
import { readTextFile } from '../platform/atomicFile.ts';
import { places } from '../protocol/places.ts';
import { rootFolder } from './root.ts';

/** Any settings file may switch hooks off, also those of a project. Read as text, because a broken file disarms as well. */
const switchesOff = /"disableAllHooks"\s*:\s*true/;

/** JSON may spell any character by its number. */
const spelledOut = (text: string): string =>
  text.replace(/\\u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

/** Refused when the file that changed no longer has our entries as they must be, or switches hooks off. */
export function guardSettings(changed: string, agent: Agent): Release {
  const place = (file: SettingsFile) => join(settingsPath(file, homedir(), process.env));
  const ours = agent.settings.find((file) => changed === '' || changed === place(file));
  const text = readTextFile(ours === undefined ? changed : place(ours));
  const root = rootFolder();
  const command = {
    launcher: join(root, places.launcher),
    platform: process.platform === 'win32' ? 'windows' : 'posix',
  } as const;
  const armed =
    ours === undefined ? !switchesOff.test(spelledOut(text ?? '')) : ours.inspect(text, command).kind === 'installed';
  return armed ? { kind: 'neutral' } : { kind: 'refuse', message: refusals.settings() };
}
