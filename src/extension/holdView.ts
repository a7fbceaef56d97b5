/** A held call as the panel shows it: every sentence finished, every file diffed, nothing left out. */
import { structuredPatch } from 'diff';
import { applyEdits, changesByFile, type EditResult } from '../core/edits.ts';
import { worst } from '../core/effect.ts';
import { type SaferWay, saferWaysOf } from '../core/impact/saferWays.ts';
import type { Warning } from '../core/impact/warnings.ts';
import type { FileChange } from '../core/toolCall.ts';
import type { FileText } from '../core/understand.ts';
import { describeEffect, headline, labelOf, ruleSentence } from '../core/wording.ts';
import type { HeldCall } from '../gate/heldCall.ts';
import { impactFound, type ProbeState } from '../gate/probes.ts';
import type { EffectView, FileView, HoldView, HunkView, ProbeView } from '../protocol/panel.ts';

export interface ViewContext {
  readonly agentTitle: (id: string) => string;
  /** Shortens a path to the workspace where it lies inside. */
  readonly shorten: (path: string) => string;
  readonly paint: string;
  /** What is being found out about it. */
  readonly probes: readonly ProbeState[];
  /** What speaks against it. */
  readonly warnings: readonly Warning[];
}

export function holdView(held: HeldCall, { agentTitle, shorten, paint, probes, warnings }: ViewContext): HoldView {
  const { call, understanding, decision, hold } = held;
  const { effects } = understanding;
  const { action } = call;
  const impact = impactFound(probes);
  return {
    id: hold.id,
    digest: held.digest,
    paint,
    agent: agentTitle(call.agent),
    directory: held.directory === call.cwd ? shorten(call.cwd) : `${shorten(call.cwd)} → ${held.directory}`,
    places: [...new Set(effects.flatMap(({ place }) => (place === undefined ? [] : [place])))],
    headline: headline(effects, call),
    severity: worst(effects) ?? 'unknown',
    summary: summary(held, probes),
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
    ...(impact === undefined ? {} : { impact }),
    warnings,
    saferWays: saferWaysFor(probes),
    probes: probes.map(probeView),
    files:
      action.kind === 'edit'
        ? [...changesByFile(action.edits)].map(([path, changes]) =>
            fileView(path, changes, held.before.get(path), shorten),
          )
        : [],
    rules: [...new Set(decision.reasons.map(({ rule }) => rule))].map((rule) => ({
      rule,
      message: ruleSentence(rule),
    })),
    environment: Object.entries(call.env).map(([name, value]) => ({ name, value })),
    confirmation: decision.kind === 'hold' ? decision.confirmation : { kind: 'click' },
    promise:
      'If you approve, the agent may run exactly this, once, within five minutes. Anything different asks again.',
    askedAt: hold.askedAt,
    expiresAt: hold.expiresAt,
  };
}

/** What could be done instead, by what was found out. */
export function saferWaysFor(probes: readonly ProbeState[]): readonly SaferWay[] {
  const impact = impactFound(probes);
  return impact === undefined ? [] : saferWaysOf(impact);
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
function summary({ understanding: { effects } }: HeldCall, probes: readonly ProbeState[]): string {
  const impact = impactFound(probes);
  if (impact !== undefined) return impact.headline;
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

const countWords = {
  destroy: ['step destroys', 'steps destroy'],
  change: ['step changes', 'steps change'],
  unknown: ['step has an unknown effect', 'steps have unknown effects'],
  read: ['step only reads', 'steps only read'],
} as const;

function fileView(
  path: string,
  changes: readonly FileChange[],
  found: FileText | undefined,
  shorten: (path: string) => string,
): FileView {
  const raw = {
    path: shorten(path),
    status: 'unreadable',
    hunks: changes.flatMap(rawHunks),
    comparable: false,
  } as const;
  if (found?.kind === 'refused') return { ...raw, note: `The file as it is now cannot be shown: ${found.why}.` };
  const before = currentText(found);
  const after = applyEdits(before, changes);
  if (after.kind === 'unknown') return { ...raw, note: after.why };
  return {
    path: raw.path,
    status: after.kind === 'deleted' ? 'deleted' : before === undefined ? 'created' : 'changed',
    hunks: hunks(before ?? '', textOf(after)),
    comparable: true,
  };
}

/** Undefined when there is no file, or none that could be read. */
export const currentText = (found: FileText | undefined): string | undefined =>
  found?.kind === 'text' ? found.text : undefined;

export const textOf = (result: EditResult): string => (result.kind === 'text' ? result.text : '');

function hunks(before: string, after: string): HunkView[] {
  return structuredPatch('', '', before, after, '', '', { context: 3 }).hunks.map((hunk) => ({
    header: `@@ -${hunk.oldStart},${hunk.oldLines} +${hunk.newStart},${hunk.newLines} @@`,
    lines: hunk.lines.map((line) => ({
      kind: line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : 'same',
      text: line.startsWith('\\') ? line : line.slice(1),
    })),
  }));
}

/** An edit whose result is unknown is still shown in full, as the agent sent it. */
function rawHunks(change: FileChange): HunkView[] {
  const lines = (kind: 'added' | 'removed' | 'same', text: string) =>
    text.split('\n').map((line) => ({ kind, text: line }));
  if (change.kind === 'replace')
    return [{ header: 'Replaces', lines: [...lines('removed', change.from), ...lines('added', change.to)] }];
  if (change.kind === 'write') return [{ header: 'Writes', lines: lines('added', change.content) }];
  if (change.kind === 'patch') return [{ header: 'Patch', lines: lines('same', change.text) }];
  return [];
}
