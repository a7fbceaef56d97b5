/** Where this person's files lie. */
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

/** @throws when the system knows no home directory for this user. */
export function homeFolder(): string {
  const home = homedir();
  if (!isAbsolute(home)) throw new Error('there is no home directory');
  return home;
}

/** The value of `variable` where it is set, else `folder` below the home directory. @throws as `homeFolder` does. */
export function folderAtHome(
  env: Readonly<Record<string, string | undefined>>,
  variable: string,
  folder: string,
): string {
  const given = env[variable];
  return given === undefined || given === '' ? join(homeFolder(), folder) : resolve(given);
}
