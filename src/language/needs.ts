/**
 * What applying an edit would need, by the policies that count where the file lies: the command that a person would apply
 * it with, judged by the same function as a held one. It is a hint: only the gate decides.
 */
import { posixQuote } from '../base/posixQuote.ts';
import type { InfraKind } from '../core/analyzers/infraKinds.ts';
import { chooseTarget } from '../core/environment.ts';
import { strictest } from '../core/policy/decision.ts';
import { evaluate, type Layer, type Verdict } from '../core/policy/evaluate.ts';
import { factsOf, type Gathered } from '../core/policy/gather.ts';
import type { Approvals } from '../core/policy/shape.ts';
import type { ToolCall } from '../core/toolCall.ts';
import { type ReadFile, understand } from '../core/understand.ts';
import type { Edited, EditLook } from './infrastructure.ts';

/** The policies that one repository brings to bear: each list of layers counts, the strictest wins. */
export interface Rulebook extends Pick<Gathered, 'root' | 'person' | 'branch'> {
  readonly policies: readonly (readonly Layer[])[];
}

/** What is known of the machine. */
export interface Machine extends Pick<Gathered, 'home' | 'read'> {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly realPath: (path: string) => string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface Need {
  /** "Applying this needs 1 person of platform besides you, by rule "two for data"." */
  readonly sentence: string;
  /** The same for the line above a resource. */
  readonly brief: string;
  /** The command it was told for. */
  readonly line: string;
}

/** How people apply a file of each kind. */
const lines: Partial<Readonly<Record<InfraKind, (path: string) => string>>> = {
  terraform: (path) => (/\.tofu(?:\.json)?$/.test(path) ? 'tofu apply' : 'terraform apply'),
  kubernetes: (path) => `kubectl apply -f ${posixQuote(path)}`,
  template: (path) =>
    `aws cloudformation deploy --stack-name ${posixQuote(nameOf(path))} --template-file ${posixQuote(path)}`,
  compose: (path) => `docker compose -f ${posixQuote(path)} up -d`,
  values: (path) => `helm upgrade --install ${posixQuote(nameOf(path))} . -f ${posixQuote(path)}`,
  migration: (path) => `psql -f ${posixQuote(path)}`,
  pipeline: () => 'git push',
};

const nameOf = (path: string): string => path.replace(/^.*\//, '').replace(/\.\w+$/, '');

/** Undefined where nobody would be asked about anything, or no policy is known. `cwd`: the folder of the file, absolute. */
export function needOf(
  { path, after }: Edited,
  { kind, impact }: Pick<EditLook, 'kind' | 'impact'>,
  cwd: string,
  rulebooks: readonly Rulebook[],
  { home, env, read, realPath, now }: Machine,
): Need | undefined {
  const line = lines[kind]?.(path);
  if (line === undefined || rulebooks.length === 0) return undefined;
  const asWritten: ReadFile = (file) => (file === path ? { kind: 'text', text: after } : read(file));
  const call: ToolCall = {
    agent: 'policy',
    session: 'policy',
    tool: 'policy',
    cwd,
    env: chooseTarget(env),
    action: { kind: 'command', line, shell: 'bash' },
  };
  const understanding = understand(call, asWritten, { home, realPath, certain: true });
  if (understanding.effects.length === 0) return undefined;
  const verdict = strictest(
    rulebooks.flatMap(({ root, person, branch, policies }) => {
      const counts = { holdsInHour: 0, destroysInSession: 0 };
      const known = { root, home, read: asWritten, impact, person, branch, signals: [], counts, at: now };
      const facts = factsOf(call, understanding, known);
      return policies.map((layers) => evaluate(layers, facts));
    }),
  );
  const said = needed(verdict, rulebooks);
  return { sentence: `Applying this ${said}.`, brief: `applying it ${said}`, line };
}

/** A clause: "needs 1 person of platform besides you, by rule "two for data"". */
function needed(
  { outcome, reasons, approvals, confirm, reasonRequired }: Verdict,
  rulebooks: readonly Rulebook[],
): string {
  const names = new Set(
    reasons.filter((reason) => reason.outcome === outcome && reason.layer !== 'built in').map(({ rule }) => rule),
  );
  const rules = rulebooks.flatMap(({ policies }) => policies.flat().flatMap(({ policy }) => policy.rules ?? []));
  const asking = [...names].filter((name) => rules.some((rule) => rule.name === name && rule.approvals !== undefined));
  const by = (all: readonly string[]): string =>
    all.length === 0 ? '' : `, by rule${all.length === 1 ? '' : 's'} ${all.map((name) => `"${name}"`).join(' and ')}`;
  if (outcome === 'deny') return `is never allowed${by([...names])}`;
  if (outcome === 'allow') return `needs nobody${by([...names])}`;
  const how = [...(confirm === 'type-target' ? ['typed'] : []), ...(reasonRequired ? ['with a reason'] : [])];
  const own = how.length === 0 ? '' : ` (${how.join(', ')})`;
  return approvals.length === 0
    ? `needs your approval${own}${by([...names])}`
    : `needs ${approvals.map(people).join(' and ')} besides you${own}${by(asking.length > 0 ? asking : [...names])}`;
}

const people = ({ count, group, assurance }: Approvals): string =>
  `${count} ${count === 1 ? 'person' : 'people'}${group === undefined ? '' : ` of ${group}`}${assurance === undefined ? '' : ` (${assurance})`}`;
