/**
 * Which environment an action lies in, as a fact with its evidence: "production, because kube context `prod-eu`".
 *
 * Signs come from the arguments first, then from the call's own environment, then from what its impact says, then from
 * files. Signs that disagree are shown as disagreement. No sign is `unknown`, which is treated as production.
 */
import { capitalized } from '../../base/sentence.ts';
import type { Effect } from '../effect.ts';
import { bringsConfiguration } from './claims.ts';
import { filedSigns } from './environmentFiles.ts';
import {
  type EnvironmentQuestion,
  type EnvironmentSign,
  type EnvironmentSignKind,
  type SignSource,
  signSources,
} from './environmentSign.ts';
import { impactSigns, namedSigns, variableSigns } from './environmentSigns.ts';
import { isLocalContext, isLoopback, type Said, saidBy } from './environmentWords.ts';

export interface Environment {
  readonly kind: 'production' | 'not production' | 'local' | 'unknown';
  /** What people call it: `production`, `staging`, `development`, `local`, `unknown`. */
  readonly name: string;
  /** Production itself, nothing known, or signs that disagree. */
  readonly asProduction: boolean;
  /** Everything that says where it acts, the strongest first. */
  readonly signs: readonly EnvironmentSign[];
  /** Two signs speak for different environments. */
  readonly disagree: boolean;
  /** Different parts of the call act in different environments. */
  readonly several: boolean;
  /** `aws-cn`, `aws-us-gov`, where it is not the one everybody means. */
  readonly partition?: string;
  /** "Production, because kube context `prod-eu`." */
  readonly sentence: string;
}

export function environmentOf(question: EnvironmentQuestion): Environment {
  const { effects } = question;
  const heavy = effects.some(({ kind }) => kind !== 'read') ? effects.filter(({ kind }) => kind !== 'read') : effects;
  const asked = { ...question, effects: heavy };
  const tunnel = tunnelIn(asked);
  const signs = [
    ...heavy.flatMap((effect, index) => namedSigns(effect, index, asked.call)),
    ...variableSigns(heavy, asked.call),
    ...(asked.impact === undefined ? [] : impactSigns(asked.impact)),
    ...filedSigns(asked),
  ]
    .map((sign) => withSaid(sign, heavy, tunnel))
    .sort((one, other) => signSources.indexOf(one.source) - signSources.indexOf(other.source));
  return judged(distinct(signs), heavy);
}

function judged(signs: readonly EnvironmentSign[], effects: readonly Effect[]): Environment {
  const speaking = signs.filter(({ said }) => said !== undefined);
  const [first] = speaking;
  const disagree = speaking.some(({ said }) => (said?.says === 'production') !== (first?.said?.says === 'production'));
  const kind = first?.said?.says ?? 'unknown';
  const partition = partitionIn(signs);
  const judgement: Omit<Environment, 'sentence'> = {
    kind,
    name: first?.said?.name ?? 'unknown',
    asProduction: kind === 'production' || kind === 'unknown' || disagree,
    signs,
    disagree,
    several: severalIn(speaking, effects),
    ...(partition === undefined ? {} : { partition }),
  };
  return { ...judgement, sentence: sentenceOf(judgement) };
}

/** The parts' own signs speak for different environments. */
function severalIn(speaking: readonly EnvironmentSign[], effects: readonly Effect[]): boolean {
  const own = effects.flatMap((_, index) => {
    const said = speaking.find(({ effect }) => effect === index)?.said;
    return said === undefined ? [] : [said.says === 'production'];
  });
  return new Set(own).size > 1;
}

function sentenceOf({ kind, name, disagree, signs, partition }: Omit<Environment, 'sentence'>): string {
  const china = partition === undefined ? '' : ` It lies in ${partitionName(partition)}.`;
  const speaking = signs.filter(({ said }) => said !== undefined);
  const [first] = speaking;
  if (kind === 'unknown' || first === undefined)
    return `Nothing says which environment this is, so it is treated as production.${china}`;
  if (!disagree) return `${capitalized(name)}, because ${spelled(first)}.${china}`;
  const against = speaking.find(({ said }) => (said?.says === 'production') !== (first.said?.says === 'production'));
  return `Signs disagree: ${spelled(first)} says ${name}${
    against === undefined ? '' : `, ${spelled(against)} says ${against.said?.name ?? ''}`
  }. It is treated as production.${china}`;
}

const where: Readonly<Record<SignSource, string>> = {
  arguments: '',
  environment: ' in its environment',
  impact: ' on what it touches',
  files: ' as it is set on this machine',
  directory: '',
};

/** "kube context `prod-eu`". */
export const spelled = ({ label, value, source }: EnvironmentSign): string =>
  `${label} \`${value.replaceAll('`', "'").slice(0, 120)}\`${where[source]}`;

const claims = (effect: Effect | undefined): boolean => effect !== undefined && bringsConfiguration(effect);

/** Kinds whose `main` means production. */
const mainlines: ReadonlySet<EnvironmentSignKind> = new Set(['branches', 'workspaces', 'contexts']);
/** Numbers and places: words in them mean nothing. */
const wordless: ReadonlySet<EnvironmentSignKind> = new Set(['regions']);

function withSaid(sign: EnvironmentSign, effects: readonly Effect[], tunnel: boolean): EnvironmentSign {
  const { kind, value, effect } = sign;
  if (sign.said !== undefined || wordless.has(kind)) return sign;
  const tool = effect === undefined ? undefined : effects[effect]?.tool;
  // Somebody wrote this name beside the call: it cannot take it out of production.
  const wrote = effect !== undefined && claims(effects[effect]);
  const here =
    (kind === 'hosts' && isLoopback(value)) ||
    (kind === 'contexts' && isLocalContext(value, tool === 'docker' || sign.label.startsWith('Docker')));
  if (here && wrote) return sign;
  if (here) return tunnel && kind === 'hosts' ? sign : { ...sign, said: { says: 'local', name: 'local' } };
  // A branch only says where a push goes.
  if (kind === 'branches' && effects.every(({ tool }) => tool !== 'git')) return sign;
  const said = saidBy(kind === 'paths' ? value.replaceAll(/\blive\b/g, '') : value, mainlines.has(kind));
  if (said === undefined || isWeak(sign, said, effects)) return sign;
  return wrote && said.says !== 'production' ? sign : { ...sign, said };
}

/** Operations on what is itself an environment, or holds one. */
const whole = /environment|stack|cluster|namespace|\bns\b|project|group|app|database/i;

/** A table called `test_results` and a folder called `tests` lie anywhere: by themselves they take nothing out of production. */
function isWeak({ kind, effect }: EnvironmentSign, { says, name }: Said, effects: readonly Effect[]): boolean {
  if (says === 'production') return false;
  if (kind === 'paths') return name === 'test' || name === 'local';
  return kind === 'names' && !whole.test(effect === undefined ? '' : (effects[effect]?.operation ?? ''));
}

const tunnels =
  /\bssh\b.*\s-\w*[LDW]\b|\bport-forward\b|\bcloud[-_]sql[-_]proxy\b|\bstart-session\b.*PortForwarding|\bautossh\b/i;

/** A port of this machine may be the near end of something else. */
function tunnelIn({ call, effects, past = [] }: EnvironmentQuestion): boolean {
  const lines = call.action.kind === 'command' ? [call.action.line, ...(call.prior ?? [])] : [];
  const ran = [...effects, ...past].flatMap(({ tool, operation, subject }) =>
    subject?.kind === 'command' ? [`${subject.program} ${subject.args.join(' ')}`] : [`${tool} ${operation}`],
  );
  return [...lines, ...ran].some((line) => tunnels.test(line));
}

function partitionIn(signs: readonly EnvironmentSign[]): string | undefined {
  for (const { kind, value, label } of signs) {
    const region = kind === 'regions' ? value : '';
    const arn = /\barn:(aws-[\w-]+):/.exec(value)?.[1];
    if (arn !== undefined) return arn;
    if (label === 'partition' && value !== 'aws') return value;
    if (/^cn-[a-z]+-\d$/.test(region)) return 'aws-cn';
    if (/^us-gov-[a-z]+-\d$/.test(region)) return 'aws-us-gov';
  }
  return undefined;
}

/** A partition of AWS in words. */
const partitionName = (partition: string): string =>
  partition === 'aws-cn'
    ? 'the China partition of AWS (`aws-cn`)'
    : partition === 'aws-us-gov'
      ? 'the US government partition of AWS (`aws-us-gov`)'
      : `the partition \`${partition}\` of AWS`;

function distinct(signs: readonly EnvironmentSign[]): readonly EnvironmentSign[] {
  const seen = new Map<string, EnvironmentSign>();
  for (const sign of signs) {
    const key = `${sign.kind} ${sign.value} ${sign.effect ?? ''}`;
    if (!seen.has(key)) seen.set(key, sign);
  }
  return [...seen.values()];
}
