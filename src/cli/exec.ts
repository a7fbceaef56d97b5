/**
 * `holdpoint exec [--grant ID] -- COMMAND…`: runs one command, word by word, after people have let it.
 *
 * With a grant it runs what was approved, once, and only as it was when people looked: program, words, directory,
 * inputs, target and environment are compared in the last instant. Without one it asks like an agent's hook and waits.
 * Exit code: the tool's own; 1 when it did not run, 2 for usage.
 */
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { chooseTarget } from '../core/environment.ts';
import { differenceOf, remedyFor } from '../core/hold/facts.ts';
import type { ToolCall } from '../core/toolCall.ts';
import { understand } from '../core/understand.ts';
import { refusals } from '../core/wording.ts';
import { answerTo, type Look } from '../gate/facts.ts';
import { askGate } from '../hook/askGate.ts';
import { findGates } from '../hook/findGates.ts';
import { passesAlone } from '../hook/judge.ts';
import { findProgram } from '../platform/findProgram.ts';
import { hashFile } from '../platform/hashFile.ts';
import { readJson, readJsonFolder } from '../platform/jsonFiles.ts';
import { isAlive } from '../platform/lock.ts';
import { boundedReader } from '../platform/readFile.ts';
import { realPath } from '../platform/realPath.ts';
import { verifyText } from '../platform/signing.ts';
import { connect } from '../platform/socket.ts';
import {
  grantStatement,
  livingGates,
  messageLimit,
  protocolVersion,
  readPinnedKeys,
  readToHook,
} from '../protocol/gate.ts';
import { type GrantedRun, gateOfGrant, type Outcome } from '../protocol/grant.ts';
import { keptPrefix } from '../protocol/launcher.ts';
import { homeVariable, places, runFolder } from '../protocol/places.ts';
import { joinWords } from './commandWords.ts';
import { runInPlace } from './execRun.ts';
import { prepare } from './grantedCommand.ts';
import type { Command, Io } from './io.ts';
import { notStarted, usageProblem } from './problems.ts';

const usage = 'holdpoint exec [--grant ID] -- COMMAND…';

/** Milliseconds to reach the gate that gave a grant. */
const timeout = 5_000;

export const execCommand: Command = async (args, io) => {
  const cut = args.indexOf('--');
  const own = cut < 0 ? args : args.slice(0, cut);
  const argv = cut < 0 ? [] : args.slice(cut + 1);
  const [flag, id, ...more] = own;
  if (argv.length === 0 || more.length > 0 || (flag !== undefined && (flag !== '--grant' || id === undefined)))
    throw usageProblem(argv.length === 0 ? 'Which command to run is missing.' : 'This is not understood.', usage);
  const env = environmentOf(io.env);
  if (id !== undefined) return useGrant(id, argv, env, io);
  const asked = await ask(argv, env, io);
  switch (asked.kind) {
    case 'refused':
      return refuse(asked.message, io);
    case 'granted':
      return useGrant(asked.grant, argv, env, io);
    case 'free':
      return (await start(argv, argv, env, io)).code;
  }
};

type Environment = Readonly<Record<string, string | undefined>>;

/** The environment of whoever started us: what the launcher has added is taken out, what it took away is back. */
function environmentOf(env: Environment): Environment {
  const kept = Object.entries(env).filter(([name]) => name.startsWith(keptPrefix));
  const others = Object.entries(env).filter(
    ([name]) => !name.startsWith(keptPrefix) && name !== homeVariable && name !== 'ELECTRON_RUN_AS_NODE',
  );
  return Object.fromEntries([...others, ...kept.map(([name, value]) => [name.slice(keptPrefix.length), value])]);
}

function refuse(message: string, io: Io): number {
  io.error(`${message}\n`);
  return 1;
}

type Asked =
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'granted'; readonly grant: string }
  | { readonly kind: 'free' };

/** Asks whether the command may run, and waits for people as long as the gate does. */
async function ask(argv: readonly string[], env: Environment, io: Io): Promise<Asked> {
  const call: ToolCall = {
    agent: 'exec',
    session: randomUUID(),
    tool: 'holdpoint exec',
    cwd: io.cwd,
    env: chooseTarget(env),
    action: { kind: 'command', line: lineOf(argv), shell: 'bash' },
  };
  const leaving = new AbortController();
  const leave = () => leaving.abort('gone');
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, leave);
  const { home } = io.site();
  const { effects } = understand(call, boundedReader(), { home, realPath });
  if (effects.length === 0) return { kind: 'free' };
  const gates = findGates(call);
  const answer = await askGate({ call, via: 'exec', rewrites: true, ...gates, signal: leaving.signal });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.off(signal, leave);
  if (leaving.signal.aborted) return { kind: 'refused', message: refusals.interrupted() };
  switch (answer.kind) {
    case 'neutral':
      return { kind: 'free' };
    case 'go':
      return answer.instead === undefined ? { kind: 'free' } : { kind: 'granted', grant: answer.instead.grant };
    case 'refused':
      return { kind: 'refused', message: answer.message };
    case 'unreachable':
      return passesAlone(effects, gates.scopeNames) ? { kind: 'free' } : { kind: 'refused', message: answer.message };
  }
}

/** A word alone is a program's name here, never a line. */
const lineOf = (argv: readonly string[]): string =>
  argv.length === 1 ? joinWords([...argv, ''], 'bash').replace(/ ''$/, '') : joinWords(argv, 'bash');

async function useGrant(id: string, argv: readonly string[], env: Environment, io: Io): Promise<number> {
  const { root } = io.site();
  const owner = gateOfGrant(id);
  if (owner === undefined) return refuse(refusals.noGrant('This is not the id of a grant.'), io);
  const gate = livingGates(readJsonFolder(join(root, places.run)), isAlive).find((one) => one.id === owner);
  if (gate === undefined)
    return refuse(refusals.noGrant('The editor window that gave this grant is closed, or was reloaded.'), io);
  const channel = await connect(gate.socket, { limit: messageLimit, timeout }).catch(() => undefined);
  if (channel === undefined) return refuse(refusals.gateUnreachable(), io);
  const nonce = randomUUID();
  const settled = new Promise<GrantedRun | string>((resolve) => {
    channel.onClosed(() => resolve(refusals.gateUnreachable()));
    channel.onMessage((raw) => {
      try {
        const message = readToHook(raw);
        if (message.type === 'refused') return resolve(message.message);
        if (message.type !== 'granted') return resolve(refusals.gateNotTrusted());
        const { run, key, signature } = message;
        const pinned = readPinnedKeys(readJson(join(root, places.keys))).find((one) => one.id === key);
        const signed = pinned !== undefined && verifyText(pinned.publicKey, grantStatement(run, nonce), signature);
        const mine = run.grant === id && JSON.stringify(run.argv) === JSON.stringify(argv);
        resolve(signed && mine ? run : refusals.gateNotTrusted());
      } catch {
        resolve(refusals.gateNotTrusted());
      }
    });
  });
  channel.send({ type: 'claim', version: protocolVersion, nonce, grant: id, argv });
  const run = await settled;
  if (typeof run === 'string') {
    channel.close();
    return refuse(run, io);
  }
  const tell = (outcome: Outcome) => channel.send({ type: 'receipt', outcome });
  const code = await runGranted(run, env, io, tell);
  channel.close();
  return code;
}

async function runGranted(
  run: GrantedRun,
  env: Environment,
  io: Io,
  tell: (outcome: Outcome) => void,
): Promise<number> {
  const folder = join(io.site().root, places.grants, runFolder(process.pid, randomUUID()));
  try {
    const prepared = prepare(run, io.cwd, env, folder);
    const different = prepared.kind === 'differs' ? prepared : differs(run, env, io);
    if (prepared.kind === 'differs' || different !== undefined) {
      const { what, next } = { next: undefined, what: 'something', ...different };
      tell({ kind: 'differs', what });
      return refuse(next === undefined ? refusals.superseded(what) : refusals.elsewhere(what, next), io);
    }
    const { code, said } = await start(run.argv, prepared.argv, prepared.env, io, prepared.plan ? stale : undefined);
    tell({ kind: 'ran', code, stale: said });
    if (said) io.error(`${refusals.stalePlan()}\n`);
    return code;
  } catch (error) {
    tell({ kind: 'failed', why: error instanceof Error ? error.message : String(error) });
    throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What Terraform says when the state is no longer the one the plan was made for. */
const stale = /Saved plan is stale/;

interface Difference {
  /** In a few words. */
  readonly what: string;
  /** What the call has to say instead, where the same again would be refused again. */
  readonly next?: string;
}

/** What is not as it was when people looked. The program last: it is what is started next. */
function differs({ facts }: GrantedRun, env: Environment, io: Io): Difference | undefined {
  const look: Look = { env, hash: hashFile };
  const [cwd] = facts.flatMap(({ about, is }) => (about.kind === 'directory' ? [is] : []));
  const now = realPath(io.cwd);
  if (cwd !== now)
    return {
      what: `the directory (${now}, and ${cwd ?? 'none'} when it was shown)`,
      next: `Name the directory in the call itself: begin it with cd ${now} &&.`,
    };
  const last = ({ about }: GrantedRun['facts'][number]) => (about.kind === 'program' ? 1 : 0);
  for (const fact of [...facts].sort((one, other) => last(one) - last(other))) {
    const found = answerTo(fact.about, look);
    if (found === fact.is) continue;
    const next = remedyFor(fact, found);
    return { what: differenceOf(fact, found), ...(next === undefined ? {} : { next }) };
  }
  return undefined;
}

function start(argv: readonly string[], instead: readonly string[], env: Environment, io: Io, watch?: RegExp) {
  const [name = ''] = argv;
  const program = findProgram(name, io.cwd, env);
  if (program === undefined) throw notStarted(name);
  return runInPlace({ program, argv: instead, cwd: io.cwd, env, ...(watch === undefined ? {} : { watch }) });
}
