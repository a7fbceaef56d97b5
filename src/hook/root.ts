/** Holdpoint's folder, as the launcher names it; below the home directory where no launcher does. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { homeVariable, productFolder } from '../protocol/places.ts';

/** Absolute, or what the variable says. */
export const rootFolder = (): string => process.env[homeVariable] ?? join(homedir(), productFolder);
