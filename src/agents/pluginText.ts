/**
 * The text of plugins that agents load into their own process. They have no hook commands: the plugin starts the launcher
 * for every call, with a payload of ours on its standard input, and throws on every end but a deliberate one.
 *
 *     0 and {"decision":"neutral"}                       the tool runs as the agent would run it
 *     0 and {"decision":"proceed"[,"command":"…"]}       a person has approved it; with `command`, in place of its own
 *     everything else                                    refused, in the words on stderr
 *
 * Plain JavaScript without dependencies: it runs in Bun and in Node.
 */
import { assertNever } from '../base/assertNever.ts';
import type { HookCommand, HookReply, Release } from './agent.ts';
import { block, say } from './decision.ts';
import { writtenByUs } from './ownFile.ts';

/** The answer a plugin of ours understands. */
export function answerPlugin(release: Release): HookReply {
  switch (release.kind) {
    case 'neutral':
      return say({ decision: 'neutral' });
    case 'proceed':
      return say({ decision: 'proceed', ...(release.line === undefined ? {} : { command: release.line }) });
    case 'refuse':
      return block(release.message);
    default:
      return assertNever(release);
  }
}

const programOf = ({ launcher, platform }: HookCommand, agent: string): readonly string[] =>
  platform === 'windows'
    ? ['powershell.exe', '-NoProfile', '-ExecutionPolicy', 'Bypass', '-File', launcher, agent]
    : [launcher, agent];

interface PluginText {
  readonly agent: string;
  readonly title: string;
  /** Lines that must come first. */
  readonly lead?: readonly string[];
  /** Names of tools it does not ask about: those that only look, plan or talk. */
  readonly looking: Iterable<string>;
  /** What comes after the functions below. */
  readonly body: string;
}

/** `ask` throws unless the call may run, and returns the answer; `tell` never throws; `leave` takes a session's questions back. */
export const pluginText = ({ agent, title, looking, body, lead = [] }: PluginText, command: HookCommand): string =>
  `${[
    ...lead,
    `// Holdpoint's plugin for ${title}, ${writtenByUs}`,
    '// Before a tool runs it asks Holdpoint, and throws unless Holdpoint says on purpose that it may run.',
    "import { spawn } from 'node:child_process';",
    "import { cwd, pid } from 'node:process';",
  ].join('\n')}

const agent = ${JSON.stringify(agent)};
const program = ${JSON.stringify(programOf(command, agent))};
const looking = new Set(${JSON.stringify([...looking])});
const broken = 'Holdpoint: its hook could not finish. The action did not run. In the editor, run "Holdpoint: Doctor".';

// Processes that wait for an answer, by session.
const waiting = new Map();

function run(words, payload, session) {
  return new Promise((resolve, reject) => {
    const input = JSON.stringify({ plugin: agent, ...payload });
    const [file, ...first] = program;
    const child = spawn(file, [...first, ...words], { stdio: 'pipe', windowsHide: true });
    const peers = waiting.get(session) ?? new Set();
    if (session !== undefined) waiting.set(session, peers.add(child));
    const done = () => {
      peers.delete(child);
      if (peers.size === 0) waiting.delete(session);
    };
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (err += text));
    child.stdin.on('error', () => {});
    child.on('error', (error) => {
      done();
      reject(error);
    });
    child.on('close', (code) => {
      done();
      resolve({ code, out, err });
    });
    child.stdin.end(input);
  });
}

function leave(session) {
  for (const child of waiting.get(session) ?? []) child.kill('SIGTERM');
}

async function ask(payload, session) {
  let result;
  try {
    result = await run([], payload, session);
  } catch (error) {
    throw new Error(\`\${broken} (\${error instanceof Error ? error.message : error})\`);
  }
  let answer;
  try {
    answer = result.code === 0 ? JSON.parse(result.out) : undefined;
  } catch {}
  if (answer?.decision === 'neutral' || answer?.decision === 'proceed') return answer;
  throw new Error(result.code === 2 && result.err.trim() !== '' ? result.err.trim() : broken);
}

async function tell(payload) {
  try {
    await run(['observe'], payload);
  } catch {}
}

${body}`;
