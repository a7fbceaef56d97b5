/** How far finding out has come, in one line that stays: nothing below it moves when an answer arrives. */
import { uncapitalized } from '../../base/sentence.ts';
import type { HoldView, ProbeView } from '../../protocol/panel.ts';
import { Icon } from './icon.tsx';
import { Sentence } from './text.tsx';

/** The line's own mark, its sentence, and whether somebody is waited for. */
interface Progressing {
  readonly icon: 'clock' | 'unknown' | 'read';
  readonly sentence: string;
  readonly asks: boolean;
}

/** Undefined where there is nothing to ask. */
export function progressOf(probes: readonly ProbeView[]): Progressing | undefined {
  // What is known without asking is no check.
  const checks = probes.filter(({ commands }) => commands.length > 0);
  const [first] = checks;
  if (first === undefined) return undefined;
  const of = (state: ProbeView['state']) => checks.filter((check) => check.state === state);
  const done = of('done').length;
  const count = checks.length > 1 ? ` (${done} of ${checks.length} checks done)` : '';
  const [running] = of('running');
  if (running !== undefined)
    return { icon: 'clock', sentence: `Being found out: ${uncapitalized(running.title)}…${count}`, asks: false };
  const [asking] = of('asks');
  if (asking !== undefined)
    return { icon: 'unknown', sentence: `Not asked yet: ${uncapitalized(asking.title)}.${count}`, asks: true };
  const [stuck] = [...of('failed'), ...of('off')];
  if (stuck !== undefined)
    return {
      icon: 'unknown',
      sentence: `Could not be found out: ${stuck.why ?? uncapitalized(stuck.title)}${count}`,
      asks: false,
    };
  return { icon: 'read', sentence: `Asked: ${uncapitalized(first.title)}.${count}`, asks: false };
}

export function Progress({ hold: { probes } }: { readonly hold: HoldView }) {
  const progress = progressOf(probes);
  if (progress === undefined) return null;
  const { icon, sentence, asks } = progress;
  return (
    <p class="progress">
      <Icon name={icon} class={icon === 'unknown' ? 'unknown' : ''} />
      <span>
        <Sentence text={sentence} />
        {asks && (
          <button type="button" class="link" onClick={show}>
            Show
          </button>
        )}
      </span>
    </p>
  );
}

/** Brings the question to the eye, and its button under the hand. */
function show(): void {
  const button = document.querySelector<HTMLButtonElement>('.probe.asks button');
  button?.scrollIntoView({ block: 'center' });
  button?.focus({ preventScroll: true });
}
