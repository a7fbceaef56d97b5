/** The other holds that wait: one before, one after, or any from a list. */
import type { TargetedFocusEvent, TargetedKeyboardEvent } from 'preact';
import { spoken } from '../../core/wording.ts';
import type { HoldView, WaitingView } from '../../protocol/panel.ts';
import { Icon, KindIcon } from './icon.tsx';
import { Sentence, Visible } from './text.tsx';

export interface Queue {
  readonly waiting: number;
  /** Counted from one. */
  readonly position: number;
  /** In the order of the queue, without the hold that is shown. */
  readonly others: readonly WaitingView[];
}

interface QueueProps {
  readonly hold: HoldView;
  readonly queue: Queue;
  onSelect(id: string): void;
}

export function QueueMenu({ hold, queue, onSelect }: QueueProps) {
  const before = queue.others.slice(0, queue.position - 1);
  const after = queue.others.slice(queue.position - 1);
  return (
    <nav class="queue" aria-label="Waiting holds">
      <Step to={before.at(-1)} name="previous" onSelect={onSelect} />
      <details class="menu" onKeyDown={closeOnEscape} onFocusOut={closeWhenLeft}>
        <summary>
          {queue.position} of {queue.waiting} waiting
        </summary>
        <ol>
          {before.map((other) => (
            <Entry key={other.id} hold={other} onSelect={onSelect} />
          ))}
          <Entry key={hold.id} hold={hold} />
          {after.map((other) => (
            <Entry key={other.id} hold={other} onSelect={onSelect} />
          ))}
        </ol>
      </details>
      <Step to={after[0]} name="next" onSelect={onSelect} />
    </nav>
  );
}

function closeOnEscape(event: TargetedKeyboardEvent<HTMLDetailsElement>) {
  if (event.key === 'Escape') event.currentTarget.open = false;
}

function closeWhenLeft(event: TargetedFocusEvent<HTMLDetailsElement>) {
  const to = event.relatedTarget;
  if (!(to instanceof Node && event.currentTarget.contains(to))) event.currentTarget.open = false;
}

interface StepProps {
  readonly to: WaitingView | undefined;
  readonly name: 'previous' | 'next';
  onSelect(id: string): void;
}

function Step({ to, name, onSelect }: StepProps) {
  return (
    <button
      type="button"
      class="step"
      disabled={to === undefined}
      aria-label={name === 'previous' ? 'Previous hold' : 'Next hold'}
      title={to && spoken(to.headline)}
      onClick={() => to && onSelect(to.id)}
    >
      <Icon name={name} />
    </button>
  );
}

/** Without `onSelect`: the hold that is shown. */
function Entry({ hold, onSelect }: { readonly hold: WaitingView; readonly onSelect?: (id: string) => void }) {
  return (
    <li>
      <button type="button" aria-current={onSelect === undefined} onClick={() => onSelect?.(hold.id)}>
        <KindIcon kind={hold.severity} />
        <span>
          <Sentence text={hold.headline} />
          <small>
            <Visible text={hold.agent} />
          </small>
        </span>
      </button>
    </li>
  );
}
