/** A gate whose project has policies, with a person who accepts them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Journal } from '../../src/gate/journal.ts';
import type { Policies } from '../../src/gate/policies.ts';
import { appendLog } from '../../src/platform/appendLog.ts';
import { command, connectHook, type FakeHook, type GateFixture, gateFixture } from './gateFixture.ts';

const open: GateFixture[] = [];
/** After each test. */
export const closeWorld = (): void => {
  for (const each of open.splice(0)) each.dispose();
};

const sandbox = 'environments: { sandbox: { contexts: ["kind-*"], paths: ["envs/dev/**"] } }';
export const rules = (...lines: readonly string[]): string =>
  `rules:\n${lines.map((line) => `  - ${line}\n`).join('')}`;
/** In the sandbox everything passes. */
export const mine = `${sandbox}\n${rules('{ name: mine, when: { environment: sandbox, effect: [change, destroy] }, then: allow }')}`;

export interface World extends GateFixture {
  write(path: string, text: string): void;
  policy(text: string): void;
  /** Questions about policies that wait. */
  asked(): ReturnType<GateFixture['gate']['waiting']>;
  /** Accepts whatever waits to be accepted. */
  accept(): void;
  /** Says no to it. */
  deny(): void;
  ask(line: string, cwd?: string): FakeHook;
  /** What became of a line: `neutral`, `waiting` or why it was refused. */
  says(line: string, cwd?: string): string;
}

let calls = 0;

/** `around`: what stands between the gate and its policies. */
export function world(around?: (policies: Policies, journal: Journal) => Policies): World {
  const here = gateFixture(around === undefined ? {} : { around });
  open.push(here);
  const write = (path: string, text: string) => {
    const file = join(here.project, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  const policy = (text: string) => write('.holdpoint/policy.yaml', `version: 1\n${text}\n`);
  const ask = (line: string, cwd = here.project) => {
    const hook = connectHook(here.gate);
    hook.ask(command(line, { cwd, callId: `call-${String(++calls).padStart(4, '0')}` }));
    return hook;
  };
  const asked = () => here.gate.waiting().filter(({ call }) => call.agent === 'holdpoint');
  const answer = (said: 'approve' | 'deny') => {
    here.gate.reviewPolicies();
    for (const { hold, digest } of asked()) {
      const why = here.gate.verdict({ hold: hold.id, digest, answer: said, typed: 'accept' });
      if (why !== undefined) throw new Error(why);
    }
  };
  return {
    ...here,
    write,
    policy,
    ask,
    asked,
    accept: () => answer('approve'),
    deny: () => answer('deny'),
    says(line, cwd) {
      const last = ask(line, cwd).heard.at(-1);
      if (last?.type === 'release') return last.release;
      return last?.type === 'refused' ? last.message : String(last?.type);
    },
  };
}

export const settle = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, 0));

export const journal = ({ root }: Pick<GateFixture, 'root'>): Record<string, unknown>[] =>
  [...appendLog(join(root, 'journal')).lines()].map((line) => JSON.parse(line) as Record<string, unknown>);
