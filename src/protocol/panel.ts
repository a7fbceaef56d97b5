/**
 * Both ends of the approval panel's webview: what the extension shows, and what a person answers.
 * Views hold finished sentences: deciding and wording happen in core.
 */
import { list, oneOf, optionalText, record, ShapeError, text, whole } from '../base/json.ts';
import type { Confirmation } from '../core/decide.ts';
import type { Timeline } from '../core/drift/timeline.ts';
import type { EffectKind, Span } from '../core/effect.ts';
import type { Impact } from '../core/impact/impact.ts';
import type { SaferWay } from '../core/impact/saferWays.ts';
import type { Severity } from '../core/impact/severity.ts';
import type { Warning } from '../core/impact/warnings.ts';
import type { Environment } from '../core/policy/environment.ts';
import type { Rights } from '../core/rights/rights.ts';

export interface EffectView {
  readonly kind: EffectKind;
  /** `Destroys`, `Changes`, `Reads`, `Unknown effect`. */
  readonly label: string;
  /** One sentence in plain language. */
  readonly sentence: string;
  readonly target?: string;
  readonly place?: string;
  readonly note?: string;
}

/** One changed file, already compared line by line and word by word. */
export interface FileView {
  readonly path: string;
  /** `created`, `changed`, `deleted`; `unreadable` when the result could not be computed. */
  readonly status: 'created' | 'changed' | 'deleted' | 'unreadable';
  readonly note?: string;
  readonly hunks: readonly HunkView[];
  /** True when the native diff editor can show it. */
  readonly comparable: boolean;
}

export interface HunkView {
  readonly header: string;
  readonly blocks: readonly BlockView[];
}

/** Lines both sides have, or what stands in the place of what. */
export type BlockView =
  | { readonly kind: 'same'; readonly lines: readonly LineView[] }
  | { readonly kind: 'changed'; readonly removed: readonly LineView[]; readonly added: readonly LineView[] };

export interface LineView {
  readonly text: string;
  /** Words that the other side's line has not; none where the whole line differs. */
  readonly words: readonly Span[];
  /** Its number on either side, counted from 1; missing where that is not known. */
  readonly before?: number;
  readonly after?: number;
}

/** A value of a resource that is too long to be compared in a line. */
export interface LongValueView {
  readonly address: string;
  readonly path: string;
  readonly hunks: readonly HunkView[];
}

/** Something that is being found out, or could be. */
export interface ProbeView {
  readonly id: string;
  readonly title: string;
  /** One sentence: what it does itself. */
  readonly does: string;
  readonly commands: readonly string[];
  /** What the commands printed, as far as people may see it. */
  readonly output: string;
  /** `asks`: it runs when a person says so. */
  readonly state: 'asks' | 'running' | 'done' | 'failed' | 'off';
  /** Why it failed or does not run. */
  readonly why?: string;
}

/** What speaks for itself beside a hold. */
export interface JudgedView {
  readonly severity: Severity;
  readonly environment: Pick<Environment, 'kind' | 'asProduction' | 'disagree' | 'sentence'>;
  readonly rights: readonly Rights[];
  readonly timeline: Timeline;
}

/** Everything one hold shows. */
export interface HoldView {
  readonly id: string;
  readonly digest: string;
  /** Minted for this very paint; a verdict must carry it. */
  readonly paint: string;
  readonly agent: string;
  /** Directory, shortened to the workspace where it lies inside. */
  readonly directory: string;
  /** Where it acts, if known: kube context, AWS profile and region, Terraform workspace. */
  readonly places: readonly string[];
  /** `Destroys the Terraform environment sample`. */
  readonly headline: string;
  /** The worst effect: colours the headline. */
  readonly severity: EffectKind;
  readonly summary: string;
  /** The person's last prompt, quoted; undefined when the agent did not tell. */
  readonly asked?: { readonly prompt: string; readonly at: number };
  /** The agent's own description, quoted. */
  readonly claim?: string;
  /** The full text of what will run, and the words to underline in it. */
  readonly command?: { readonly line: string; readonly marks: readonly (Span & { readonly severity: EffectKind })[] };
  /** For tools that are neither a command nor an edit: their input, as JSON text. */
  readonly input?: { readonly title: string; readonly text: string };
  /** Scripts and other files that were read to understand the command. */
  readonly scripts: readonly { readonly path: string; readonly text: string }[];
  readonly effects: readonly EffectView[];
  /** What it would come to, resource by resource, as far as somebody has asked. */
  readonly impact?: Impact;
  /** Of the attributes in it that are long, what differs. */
  readonly longValues: readonly LongValueView[];
  /** Why it probably should not run, and what could be done instead. */
  readonly warnings: readonly Warning[];
  readonly saferWays: readonly SaferWay[];
  /** How bad it would be, where it acts, as whom, and what the session did before. */
  readonly judged?: JudgedView;
  readonly probes: readonly ProbeView[];
  readonly files: readonly FileView[];
  readonly rules: readonly { readonly rule: string; readonly message: string }[];
  readonly environment: readonly { readonly name: string; readonly value: string }[];
  readonly confirmation: Confirmation;
  /** A policy asks whoever approves to say why. */
  readonly reasonRequired: boolean;
  /** A sentence: why the person at the keyboard is not enough. */
  readonly needsOthers?: string;
  /** What approving means, in one sentence: once, within how long. */
  readonly promise: string;
  /** Milliseconds since the epoch. */
  readonly askedAt: number;
  readonly expiresAt: number;
}

export type PanelState =
  | { readonly kind: 'empty'; readonly message: string; readonly settled?: SettledView }
  | {
      readonly kind: 'hold';
      readonly hold: HoldView;
      readonly waiting: number;
      /** Counted from one. */
      readonly position: number;
      /** In the order of the queue, without the hold that is shown. */
      readonly others: readonly WaitingView[];
    };

export interface WaitingView {
  readonly id: string;
  readonly headline: string;
  readonly agent: string;
  readonly severity: EffectKind;
}

/** How the hold shown last ended, in one sentence. */
export interface SettledView {
  readonly headline: string;
  readonly outcome: string;
}

export interface ToPanel {
  readonly type: 'state';
  readonly state: PanelState;
  /** The sender's clock, in milliseconds since the epoch: an extension on another machine may be minutes ahead. */
  readonly now?: number;
}

export type FromPanel =
  | { readonly type: 'ready' }
  /** The hold of this paint is on screen, whole. Only after this can a verdict on it count. */
  | { readonly type: 'painted'; readonly id: string; readonly paint: string }
  | {
      readonly type: 'verdict';
      readonly id: string;
      readonly digest: string;
      readonly paint: string;
      readonly answer: 'approve' | 'deny';
      readonly typed?: string;
      readonly note?: string;
    }
  /** Lets a probe run that asks first. */
  | { readonly type: 'probe'; readonly id: string; readonly paint: string; readonly probe: string }
  | { readonly type: 'select'; readonly id: string }
  | { readonly type: 'diff'; readonly id: string; readonly path: string }
  /** Copies the command line, or one of the safer ways, counted from zero. */
  | { readonly type: 'copy'; readonly id: string; readonly way?: number };

/** @throws {ShapeError} on anything that is not one of the messages above. */
export function readFromPanel(value: unknown): FromPanel {
  const message = record(value, 'message');
  switch (message.type) {
    case 'ready':
      return { type: 'ready' };
    case 'painted':
      return { type: 'painted', id: text(message.id, 'id'), paint: text(message.paint, 'paint') };
    case 'verdict': {
      const typed = optionalText(message.typed, 'typed');
      const note = optionalText(message.note, 'note');
      return {
        type: 'verdict',
        id: text(message.id, 'id'),
        digest: text(message.digest, 'digest'),
        paint: text(message.paint, 'paint'),
        answer: oneOf(message.answer, ['approve', 'deny'], 'answer'),
        ...(typed === undefined ? {} : { typed }),
        ...(note === undefined ? {} : { note }),
      };
    }
    case 'probe':
      return {
        type: 'probe',
        id: text(message.id, 'id'),
        paint: text(message.paint, 'paint'),
        probe: text(message.probe, 'probe'),
      };
    case 'select':
      return { type: 'select', id: text(message.id, 'id') };
    case 'diff':
      return { type: 'diff', id: text(message.id, 'id'), path: text(message.path, 'path') };
    case 'copy':
      return {
        type: 'copy',
        id: text(message.id, 'id'),
        ...(message.way === undefined ? {} : { way: whole(message.way, 'way') }),
      };
    default:
      throw new ShapeError('message: unknown type');
  }
}

/** The extension's messages, read in the webview. @throws {ShapeError} */
export function readToPanel(value: unknown): ToPanel {
  const message = record(value, 'message');
  if (message.type !== 'state') throw new ShapeError('message: unknown type');
  const state = record(message.state, 'state');
  oneOf(state.kind, ['empty', 'hold'], 'state.kind');
  if (message.now !== undefined) whole(message.now, 'now');
  if (state.kind === 'hold') list(record(state.hold, 'hold').effects, 'hold.effects');
  // Both ends ship in one extension: beyond the tags, the shape is the compiler's business.
  return value as ToPanel;
}
