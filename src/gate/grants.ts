/**
 * Grants: what an approval lets run, step by step, each once and as it was when people looked.
 *
 * Invariants:
 * - They live in memory: after a reload there are none, and an id is nothing without the gate that gave it.
 * - A step is spent before it is told to anybody, and its line is in the journal by then.
 * - What a step depends on is written down when the hold opens, and compared at the verdict, at the release, when it is
 *   claimed, and once more by whoever runs it.
 */
import { randomBytes } from 'node:crypto';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { canonical } from '../base/json.ts';
import { posixWord } from '../base/posixQuote.ts';
import type { Digest } from '../core/hold/digest.ts';
import { environmentFact, type Fact, type Question, questionsOf } from '../core/hold/facts.ts';
import { type Step, stepsOf, throughGrant } from '../core/hold/steps.ts';
import type { Pin } from '../core/impact/probe.ts';
import { terraformProbe } from '../core/impact/terraformProbe.ts';
import type { Invocation } from '../core/shell/invocation.ts';
import type { ToolCall } from '../core/toolCall.ts';
import type { Clock } from '../platform/clock.ts';
import { findProgram } from '../platform/findProgram.ts';
import { hashFile } from '../platform/hashFile.ts';
import { readJsonFolder } from '../platform/jsonFiles.ts';
import { isAlive } from '../platform/lock.ts';
import { type Instead, livingGates } from '../protocol/gate.ts';
import type { GrantedRun } from '../protocol/grant.ts';
import { ownerOfRun, places } from '../protocol/places.ts';
import { answerTo, type Look, whatDiffers } from './facts.ts';
import type { Examiner, HeldCall } from './heldCall.ts';
import type { ShownPlan } from './probes.ts';

export interface GrantParts {
  /** The gate's id. */
  readonly gate: string;
  /** Holdpoint's folder. */
  readonly root: string;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly examiner: Examiner;
}

/** A step as it was when people looked. */
interface Seen {
  readonly step: Step;
  /** Everything but its program. */
  readonly facts: readonly Fact[];
  /** Its program's bytes, which take a moment: they are read once the panel is painted, or when they are first needed. */
  readonly program: () => Fact;
  /** Its program is where the editor looks for programs; of another one nobody knows what was looked at. */
  readonly found: boolean;
}

/** Milliseconds after which a program's bytes are read, when nobody needs them before. */
const afterPaint = 300;

interface GrantedStep extends Omit<Seen, 'program' | 'found'> {
  readonly plan?: { readonly file: string; readonly sha256: string };
  state: 'open' | 'running' | 'spent';
}

export interface Grant {
  readonly id: string;
  readonly hold: string;
  readonly call: ToolCall;
  readonly held: HeldCall;
  readonly executeBy: number;
  readonly steps: readonly GrantedStep[];
  readonly pins: readonly Pin[];
}

export type Claim =
  | { readonly kind: 'run'; readonly run: GrantedRun; readonly grant: Grant; readonly step: GrantedStep }
  /** A sentence. */
  | { readonly kind: 'none'; readonly why: string }
  | { readonly kind: 'differs'; readonly grant: Grant; readonly what: string };

/** How an approved call goes on. */
export type Way =
  | { readonly kind: 'as it is' }
  | { readonly kind: 'instead'; readonly instead: Instead }
  /** Whoever asked cannot run another line, and the approval was for a plan: these lines apply it. */
  | { readonly kind: 'lines'; readonly lines: readonly string[] };

export interface Grants {
  /** Writes down what a new hold depends on. */
  open(held: HeldCall): void;
  /** Names everything that an answer about this hold depends on; undefined where that is not known. */
  sameAs(held: HeldCall): string | undefined;
  /** The digest of what is on screen: of the action, and of the plans that would be applied. */
  shown(held: HeldCall, plans: readonly ShownPlan[]): Digest;
  /** What is no longer as it was when the hold opened. */
  differs(hold: string): string | undefined;
  /** `plans`: those that were on screen. @throws when a plan is not there as it was shown. */
  approve(held: HeldCall, plans: readonly ShownPlan[], pins: readonly Pin[], executeBy: number): void;
  wayOf(hold: string, rewrites: boolean): Way;
  /** The open grants by which all of these ids may be used by a call. */
  live(ids: readonly string[], call: ToolCall): readonly Grant[] | undefined;
  /** A line's `holdpoint exec --grant` names one of its steps, and sets no variable that people did not see it set. */
  fits(grant: Grant, run: Pick<Invocation, 'args' | 'assignments'>): boolean;
  /** Spends a step. */
  claim(id: string, argv: readonly string[]): Claim;
  done(step: GrantedStep, grant: Grant): void;
  /** Forgets what belongs to holds that are over, and grants whose time is over. */
  keep(isOpen: (hold: string) => boolean): void;
  close(): void;
}

export function createGrants({ gate, root, home, env, clock, examiner }: GrantParts): Grants {
  const seen = new Map<string, readonly Seen[]>();
  const grants = new Map<string, Grant>();
  const folder = join(root, places.grants, gate);
  const launcher = join(root, places.program);
  const look: Look = { env, hash: examiner.hash };
  removeLeftovers(root, gate);

  const isPossible = () => existsSync(launcher);

  function see(held: HeldCall): readonly Seen[] {
    const { call, understanding } = held;
    if (call.action.kind !== 'command') return [];
    const runs = examiner.invocations(call, examiner.reader());
    const steps = stepsOf(call.action.line, runs, understanding.effects, call.agent === 'exec');
    return steps.map((step): Seen => {
      const questions = questionsOf(step, { env: call.env, home, inputs: understanding.inputs });
      const [program, ...others] = questions;
      const answered = (about: Question): Fact => ({ about, is: answerTo(about, look) });
      let known: Fact | undefined;
      return {
        step,
        facts: [
          ...others.filter(({ kind }) => kind !== 'environment').map(answered),
          environmentFact(step, { env: call.env, home }),
        ],
        program: () => {
          known ??= answered(program);
          return known;
        },
        found: findProgram(program.name, program.cwd, env) !== undefined,
      };
    });
  }

  const usable = (hold: string): readonly Seen[] =>
    isPossible() ? (seen.get(hold) ?? []).filter(({ found }) => found) : [];

  const planOf = ({ step }: Pick<Seen, 'step'>, plans: readonly ShownPlan[]): ShownPlan | undefined =>
    step.effects
      .flatMap(({ subject }) => (subject?.kind === 'terraform' && subject.plan === undefined ? [subject] : []))
      .flatMap((subject) => plans.find(({ probe }) => probe === terraformProbe(subject).id) ?? [])[0];

  /** What the gate can look at itself: the environment is known to whoever runs it. */
  const here = (facts: readonly Fact[]): readonly Fact[] => facts.filter(({ about }) => about.kind !== 'environment');

  function remove(grant: Grant): void {
    grants.delete(grant.id);
    rmSync(join(folder, grant.hold), { recursive: true, force: true });
  }

  const isOver = ({ executeBy, steps }: Grant): boolean =>
    !steps.some(({ state }) => state === 'running') &&
    (clock.now() >= executeBy || steps.every(({ state }) => state === 'spent'));

  const find = (id: string): Grant | undefined => {
    const grant = grants.get(id);
    return grant === undefined || clock.now() >= grant.executeBy ? undefined : grant;
  };

  const prefixFor = ({ id }: Grant): string => `${posixWord(launcher)} exec --grant ${id} --`;

  return {
    open(held) {
      const steps = see(held);
      seen.set(held.hold.id, steps);
      if (!isPossible()) return;
      const readPrograms = () => {
        for (const { program } of steps) program();
      };
      setTimeout(readPrograms, afterPaint).unref();
    },

    sameAs(held) {
      const steps = seen.get(held.hold.id) ?? [];
      const covered = new Set(steps.flatMap(({ step }) => step.effects));
      const asked = held.understanding.effects.filter(({ subject }) => subject !== undefined);
      if (steps.length === 0 || asked.some((effect) => !covered.has(effect))) return undefined;
      return examiner.sha256(canonical([held.digest, steps.map(({ facts }) => facts)]));
    },

    shown(held, plans) {
      const bound = usable(held.hold.id).flatMap((one) => {
        const plan = planOf(one, plans);
        return plan === undefined ? [] : [{ at: one.step.at, sha256: plan.sha256 }];
      });
      return bound.length === 0
        ? held.digest
        : (examiner.sha256(canonical({ action: held.digest, plans: bound })) as Digest);
    },

    differs(hold) {
      for (const one of seen.get(hold) ?? []) {
        const what = whatDiffers(here([one.program(), ...one.facts]), look);
        if (what !== undefined) return what;
      }
      return undefined;
    },

    approve(held, plans, pins, executeBy) {
      const hold = held.hold.id;
      const own = join(folder, hold);
      const steps = usable(hold).map(({ step, facts, program }): GrantedStep => {
        const one = { step, facts: [program(), ...facts] };
        const plan = planOf(one, plans);
        if (plan === undefined) return { ...one, state: 'open' };
        mkdirSync(own, { recursive: true, mode: 0o700 });
        const file = join(own, `plan-${one.step.at}`);
        copyFileSync(plan.file, file);
        chmodSync(file, 0o600);
        if (hashFile(file) !== plan.sha256) throw new Error('the plan is not the one that was shown');
        return { ...one, plan: { file, sha256: plan.sha256 }, state: 'open' };
      });
      if (steps.length === 0) return;
      const id = `${gate}.${randomBytes(24).toString('base64url')}`;
      grants.set(id, { id, hold, call: held.call, held, executeBy, steps, pins });
      clock.after(executeBy - clock.now(), () => {
        const grant = grants.get(id);
        if (grant !== undefined && isOver(grant)) remove(grant);
      });
    },

    wayOf(hold, rewrites) {
      const grant = [...grants.values()].find((one) => one.hold === hold);
      const { action } = grant?.call ?? {};
      if (grant === undefined || action?.kind !== 'command') return { kind: 'as it is' };
      const prefix = prefixFor(grant);
      // A word of a nested text would end at the first quote.
      const plain = /^[\w@%+=:,./ -]+$/.test(prefix);
      const steps = grant.steps.filter(({ step }) => plain || !step.wrapped);
      const bound = grant.steps.filter(({ plan }) => plan !== undefined);
      if (rewrites && steps.length > 0 && bound.every((one) => steps.includes(one))) {
        const line = throughGrant(
          action.line,
          steps.map(({ step }) => step),
          prefix,
        );
        return { kind: 'instead', instead: { line, grant: grant.id } };
      }
      if (bound.length === 0) {
        remove(grant);
        return { kind: 'as it is' };
      }
      return { kind: 'lines', lines: grant.steps.map(({ step }) => lineOf(step, grant.call.cwd, prefix)) };
    },

    live(ids, call) {
      const found = ids.map(find);
      const mine = found.flatMap((grant) =>
        grant?.call.agent === call.agent && grant.call.session === call.session ? [grant] : [],
      );
      return mine.length === ids.length ? [...new Set(mine)] : undefined;
    },

    fits({ id, steps }, { args, assignments }) {
      const [, , given, , ...argv] = args;
      const words = JSON.stringify(argv.map(({ value }) => value));
      const set = Object.entries(assignments);
      return (
        given?.value === id &&
        steps.some(
          ({ step: { argv: own, env: shown } }) =>
            JSON.stringify(own) === words && set.every(([name, { value, known }]) => known && shown[name] === value),
        )
      );
    },

    claim(id, argv) {
      const grant = find(id);
      if (grant === undefined) return { kind: 'none', why: 'There is no such grant, or its time is over.' };
      const words = JSON.stringify(argv);
      const same = grant.steps.filter(({ step }) => JSON.stringify(step.argv) === words);
      const step = same.find(({ state }) => state === 'open');
      if (same.length === 0) return { kind: 'none', why: 'This grant is for another command.' };
      if (step === undefined) return { kind: 'none', why: 'This grant has been used.' };
      const what = whatDiffers(here(step.facts), look);
      step.state = what === undefined ? 'running' : 'spent';
      if (what !== undefined) return { kind: 'differs', grant, what };
      const { facts, plan } = step;
      const run = { grant: id, hold: grant.hold, argv, facts, ...(plan === undefined ? {} : { plan }) };
      return { kind: 'run', run, grant, step };
    },

    done(step, grant) {
      step.state = 'spent';
      if (step.plan !== undefined) rmSync(step.plan.file, { force: true });
      if (isOver(grant)) remove(grant);
    },

    keep(isOpen) {
      for (const hold of seen.keys()) if (!isOpen(hold)) seen.delete(hold);
      for (const grant of grants.values()) if (isOver(grant)) remove(grant);
    },

    close() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Plans hold the whole state in clear: what belongs to no living window and no running process goes. */
function removeLeftovers(root: string, gate: string): void {
  const folder = join(root, places.grants);
  if (!existsSync(folder)) return;
  const others = livingGates(readJsonFolder(join(root, places.run)), isAlive).flatMap(({ id }) =>
    id === gate ? [] : [id],
  );
  for (const name of readdirSync(folder)) {
    const owner = ownerOfRun(name);
    const isUsed = owner === undefined ? others.includes(name) : isAlive(owner);
    if (!isUsed) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

/** The step alone, as a line of its own. */
function lineOf({ argv, cwd, env }: Step, from: string, prefix: string): string {
  const moved = cwd === from ? '' : `cd ${posixWord(cwd)} && `;
  const set = Object.entries(env).map(([name, value]) => `${name}=${posixWord(value)} `);
  return `${moved}${set.join('')}${prefix} ${argv.map(posixWord).join(' ')}`;
}
