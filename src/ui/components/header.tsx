/** Who asks, where, how much time is left, and what it comes down to. */
import type { HoldView } from '../../protocol/panel.ts';
import { type Now, useNow } from './hooks.ts';
import { Icon, KindIcon } from './icon.tsx';
import { Progress } from './progress.tsx';
import { type Queue, QueueMenu } from './queue.tsx';
import { Code, Sentence, Visible } from './text.tsx';
import { countdown } from './time.ts';

interface HeaderProps {
  readonly hold: HoldView;
  readonly queue: Queue;
  readonly now: Now;
  onSelect(id: string): void;
}

export function Header({ hold, queue, now, onSelect }: HeaderProps) {
  return (
    <header class="top">
      <div class="chips">
        <span class="chip">
          <Icon name="agent" />
          <Visible text={hold.agent} />
        </span>
        <span class="chip" title="The directory it starts in">
          <Icon name="folder" />
          <Code text={hold.directory} />
        </span>
        {hold.places.map((place, index) => (
          <span key={index} class="chip place" title="Where it acts">
            <Icon name="place" />
            <Visible text={place} />
          </span>
        ))}
        <span class="chip wait">
          {queue.waiting > 1 && <QueueMenu hold={hold} queue={queue} onSelect={onSelect} />}
          <Remaining until={hold.expiresAt} now={now} />
        </span>
      </div>
      <h1 class={hold.severity}>
        <KindIcon kind={hold.severity} />
        <span>
          <Sentence text={hold.headline} />
        </span>
      </h1>
      <p class="summary">
        <Sentence text={hold.summary} />
      </p>
      <Progress hold={hold} />
    </header>
  );
}

function Remaining({ until, now }: { readonly until: number; readonly now: Now }) {
  const left = until - useNow(now, 1000);
  return (
    // A timer is not announced each second.
    <span role="timer" class={left < 60_000 ? 'left soon' : 'left'}>
      <Icon name="clock" />
      {left > 0 ? <>expires as “not approved” in {countdown(left)}</> : 'time is up: not approved'}
    </span>
  );
}
