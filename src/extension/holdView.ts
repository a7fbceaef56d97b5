/** A held call as the panel shows it: every sentence finished, every file diffed, nothing left out. */
import type { Decision, Reason } from '../core/decide.ts';
import { changesByFile } from '../core/edits.ts';
import { worst } from '../core/effect.ts';
import { bounded } from '../core/impact/bounded.ts';
import { headlineOf } from '../core/impact/headline.ts';
import { describeEffect, headline, labelOf, needsOthers, ruleSentence } from '../core/wording.ts';
import type { HeldCall } from '../gate/heldCall.ts';
import type { Judgement } from '../gate/judgement.ts';
import { reviewer } from '../gate/policyReview.ts';
import { impactFound, type ProbeState, rightsFound } from '../gate/probeStates.ts';
import type { EffectView, FileView, HoldView, JudgedView, ProbeView } from '../protocol/panel.ts';
import { longValues } from './attributeDiff.ts';
import { fileView } from './fileView.ts';

export interface ViewContext {
  /** Of everything that is on screen; of the action alone where nothing else is approved with it. */
  readonly digest?: string;
  readonly agentTitle: (id: string) => string;
  /** Shortens a path to the workspace where it lies inside. */
  readonly shorten: (path: string) => string;
  readonly paint: string;
  /** What is being found out about it. */
  readonly probes: readonly ProbeState[];
  /** Where it acts, how bad it would be, and what speaks against it; not needed for a line in the queue. */
  readonly judgement?: Judgement | undefined;
}

export function holdView(
  held: HeldCall,
  { digest = held.digest, agentTitle, shorten, paint, probes, judgement }: ViewContext,
): HoldView {
  const { call, understanding, decision, hold } = held;
  const { effects } = understanding;
  const { action } = call;
  const review = call.agent === reviewer;
  const impact = impactFound(probes);
  return {
    id: hold.id,
    digest,
    paint,
    agent: agentTitle(call.agent),
    directory: held.directory === call.cwd ? shorten(call.cwd) : `${shorten(call.cwd)} → ${held.directory}`,
    places: [...new Set(effects.flatMap(({ place }) => (place === undefined ? [] : [place])))],
    headline: headline(effects, call),
    severity: worst(effects) ?? 'unknown',
    summary: review ? reviewSummary(decision) : summary(held, probes, judgement),
    ...(held.asked === undefined ? {} : { asked: held.asked }),
    ...(call.claim === undefined ? {} : { claim: call.claim }),
    ...(action.kind === 'command'
      ? {
          command: {
            line: action.line,
            marks: effects.flatMap(({ spans, kind }) => spans.map((span) => ({ ...span, severity: kind }))),
          },
        }
      : {}),
    ...(action.kind === 'mcp'
      ? {
          input: {
            title: [action.server, action.tool].filter(Boolean).join(' · '),
            text: JSON.stringify(action.input, null, 2),
          },
        }
      : {}),
    ...(action.kind === 'opaque' ? { input: { title: action.tool, text: JSON.stringify(action.input, null, 2) } } : {}),
    scripts: understanding.inputs.flatMap(({ path, kind, text }) =>
      kind === 'text' ? [{ path: shorten(path), text }] : [],
    ),
    effects: effects.map(
      (effect): EffectView => ({
        kind: effect.kind,
        label: labelOf(effect.kind),
        sentence: describeEffect(effect),
        ...(effect.target === undefined ? {} : { target: effect.target }),
        ...(effect.place === undefined ? {} : { place: effect.place }),
        ...(effect.note === undefined ? {} : { note: effect.note }),
      }),
    ),
    ...(impact === undefined ? {} : { impact: bounded(impact) }),
    longValues: impact === undefined ? [] : longValues(impact),
    warnings: judgement?.warnings ?? [],
    saferWays: judgement?.saferWays ?? [],
    ...(judgement === undefined || review ? {} : { judged: judgedView(judgement, probes) }),
    probes: probes.map(probeView),
    files: filesOf(held, shorten),
    rules: rulesOf(decision.reasons),
    environment: Object.entries(call.env).map(([name, value]) => ({ name, value })),
    confirmation: decision.kind === 'hold' ? decision.confirmation : { kind: 'click' },
    reasonRequired: decision.kind === 'hold' && decision.reasonRequired,
    ...othersFor(decision),
    promise:
      digest === held.digest
        ? 'If you approve, the agent may run exactly this, once, within five minutes. Anything different asks again.'
        : 'If you approve, exactly the plan shown here is applied, once, within five minutes. Anything different asks again.',
    askedAt: hold.askedAt,
    expiresAt: hold.expiresAt,
  };
}

/** Of a changed policy: the worst that it means. */
function reviewSummary({ reasons: [first] }: Decision): string {
  return first === undefined ? '' : `It ${first.rule}. ${first.message}`;
}

function othersFor(decision: Decision): Pick<HoldView, 'needsOthers'> {
  const [first] = decision.kind === 'hold' ? decision.approvals : [];
  return first === undefined ? {} : { needsOthers: needsOthers(first) };
}

/** Built-in rules once each; a policy's own with what they say of this action. */
function rulesOf(reasons: readonly Reason[]): HoldView['rules'] {
  const said = reasons.map(({ rule, message }) => ({ rule, message: ruleSentence(rule, message) }));
  return [...new Map(said.map((each) => [`${each.rule}\0${each.message}`, each])).values()];
}

function judgedView({ severity, environment, timeline }: Judgement, probes: readonly ProbeState[]): JudgedView {
  const { kind, asProduction, disagree, sentence } = environment;
  return { severity, environment: { kind, asProduction, disagree, sentence }, rights: rightsFound(probes), timeline };
}

/** Comparing files takes its time, and a hold is shown again with everything that is found out about it. */
const compared = new WeakMap<HeldCall['before'], readonly FileView[]>();

function filesOf({ call: { action }, before }: HeldCall, shorten: (path: string) => string): readonly FileView[] {
  if (action.kind !== 'edit') return [];
  const known = compared.get(before);
  if (known !== undefined) return known;
  const files = [...changesByFile(action.edits)].map(([path, changes]) =>
    fileView(shorten(path), changes, before.get(path)),
  );
  compared.set(before, files);
  return files;
}

const doings: Readonly<Record<ProbeState['does'], string>> = {
  text: 'Reads what is known already. It starts nothing.',
  local: 'Runs a tool of this machine on files that are here; it changes nothing.',
  network: 'Reads over the network with your rights; it changes nothing.',
  'project code': 'Runs code of this project, as a plan does; it applies nothing.',
  'leaves something': 'Writes something to look at, and removes it again.',
};

function probeView({ id, title, does, commands, output, phase }: ProbeState): ProbeView {
  const why = phase.kind === 'failed' || phase.kind === 'off' ? { why: phase.why } : {};
  return { id, title, does: doings[does], commands, output, state: phase.kind, ...why };
}

/** How many of each kind where there are several, and what is known of undoing it: nothing yet, and that is said. */
function summary(
  { understanding: { effects } }: HeldCall,
  probes: readonly ProbeState[],
  judgement: Judgement | undefined,
): string {
  const impact = impactFound(probes);
  if (impact !== undefined) {
    const { headline: own, resources, uninspectable } = impact;
    // A tool's reader may have found better words; only the ordinary ones are said again, with the place.
    return own === headlineOf(resources, uninspectable)
      ? headlineOf(resources, uninspectable, whereIn(judgement))
      : own;
  }
  const undo = effects.some(({ kind }) => kind === 'destroy')
    ? 'What is destroyed may not come back.'
    : effects.some(({ kind }) => kind === 'unknown')
      ? 'What it would do could not be found out.'
      : 'No plan was made, so what it changes in detail, and whether it can be undone, is not known.';
  if (effects.length < 2) return undo;
  const counts = (['destroy', 'change', 'unknown', 'read'] as const).flatMap((kind) => {
    const count = effects.filter((effect) => effect.kind === kind).length;
    return count === 0 ? [] : [`${count} ${countWords[kind][count === 1 ? 0 : 1]}`];
  });
  return `${counts.join(', ')}. ${undo}`;
}

/** Said of what goes, where it is certain. */
const whereIn = (judgement: Judgement | undefined): string | undefined =>
  judgement?.environment.kind === 'production' && !judgement.environment.disagree ? 'production' : undefined;

const countWords = {
  destroy: ['step destroys', 'steps destroy'],
  change: ['step changes', 'steps change'],
  unknown: ['step has an unknown effect', 'steps have unknown effects'],
  read: ['step only reads', 'steps only read'],
} as const;
