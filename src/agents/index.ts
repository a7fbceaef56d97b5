/** Every agent, in the order people meet them, and the way to tell whose payload it really is. */
import { record, ShapeError } from '../base/json.ts';
import { isAbsolute } from '../core/paths.ts';
import type { Agent, Environment, SettingsFile } from './agent.ts';
import { amp } from './amp.ts';
import { antigravity } from './antigravity.ts';
import { augment } from './augment.ts';
import { claudeCode } from './claudeCode.ts';
import { cline } from './cline.ts';
import { codex } from './codex.ts';
import { continueCli } from './continueCli.ts';
import { copilotCli } from './copilotCli.ts';
import { cursor } from './cursor.ts';
import { devin } from './devin.ts';
import { droid } from './droid.ts';
import { geminiCli } from './geminiCli.ts';
import { generic } from './generic.ts';
import { goose } from './goose.ts';
import { kilo } from './kilo.ts';
import { kiro } from './kiro.ts';
import { kiroCli2 } from './kiroCli2.ts';
import { openCode } from './openCode.ts';
import { qwenCode } from './qwenCode.ts';
import { vscode } from './vscode.ts';
import { windsurf } from './windsurf.ts';

/** Every adapter. Those without settings of their own are guests in somebody else's. */
export const everyAgent: readonly Agent[] = [
  claudeCode,
  vscode,
  copilotCli,
  codex,
  geminiCli,
  qwenCode,
  droid,
  cline,
  cursor,
  windsurf,
  antigravity,
  devin,
  openCode,
  kilo,
  kiro,
  kiroCli2,
  goose,
  augment,
  amp,
  continueCli,
  generic,
];

/** The agents that can be installed. The hook's bundle leaves it out, and so makes nobody's settings. */
export const agents: readonly Agent[] = /* @__PURE__ */ everyAgent.filter(({ settings }) => settings.length > 0);

export const agentById = (id: string): Agent | undefined => everyAgent.find((agent) => agent.id === id);

/**
 * The adapter that reads this payload. Agents read one another's settings, so the payload decides, and the name in the
 * installed command only says which settings the hook was started from.
 * @throws {ShapeError} when the entry or the sender is unknown: whoever it is would not understand our answer.
 */
export function recognise(entry: string, payload: unknown, env: Environment): Agent {
  const installed = agentById(entry);
  if (installed === undefined) throw new ShapeError(`agent: "${entry}" is not known`);
  const event = record(payload, 'payload');
  if (installed.sends(event, env)) return installed;
  const [sender, ...others] = everyAgent.filter((agent) => agent.guest === true && agent.sends(event, env));
  if (sender === undefined || others.length > 0) throw new ShapeError('payload: from an agent that is not known here');
  return sender;
}

/** Where a settings file lies, for a person with this home directory and this environment. */
export function settingsPath(
  { path, movedBy }: Pick<SettingsFile, 'path' | 'movedBy'>,
  home: string,
  env: Environment,
): string {
  const moved = movedBy === undefined ? undefined : env[movedBy.variable];
  if (movedBy === undefined || moved === undefined || !isAbsolute(moved)) return `${home}/${path}`;
  return movedBy.folder === '' ? `${moved}/${path}` : moved + path.slice(movedBy.folder.length);
}
