/** Settings of agents, written and changed as their owners would. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export function writeText(path: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { mode });
}

export const writeJson = (path: string, content: object): void =>
  writeText(path, `${JSON.stringify(content, undefined, 2)}\n`);

export function changeJson<Content extends object>(path: string, change: (content: Content) => void): void {
  const content: Content = JSON.parse(readFileSync(path, 'utf8'));
  change(content);
  writeJson(path, content);
}
