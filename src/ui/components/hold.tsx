/**
 * One hold, from who asks to the answer.
 *
 * The first screen says what will run, what it touches and why it waits; the rest follows in the order it is needed.
 */
import { useEffect, useRef } from 'preact/hooks';
import type { HoldView } from '../../protocol/panel.ts';
import { Action, Scripts } from './action.tsx';
import { Advice } from './advice.tsx';
import { Answer, type Verdict } from './answer.tsx';
import { Effects } from './effects.tsx';
import { Files } from './files.tsx';
import { useFolds } from './folds.ts';
import { BlastRadius } from './graph.tsx';
import { Header } from './header.tsx';
import type { Now } from './hooks.ts';
import { ImpactList } from './impact.tsx';
import { Probes } from './probes.tsx';
import type { Queue } from './queue.tsx';
import { Quotes } from './quotes.tsx';
import { Environment, Reasons } from './reasons.tsx';
import { Standing, Timeline } from './timeline.tsx';

interface HoldProps {
  readonly hold: HoldView;
  readonly queue: Queue;
  readonly now: Now;
  onPainted(hold: HoldView): void;
  onVerdict(verdict: Verdict): void;
  onSelect(id: string): void;
  onDiff(path: string): void;
  onProbe(probe: string): void;
  /** The line itself, or one of the safer ways. */
  onCopy(way?: number): void;
}

/** Shows a hold. Another one, or the same with another content, starts afresh: nothing typed or opened is carried over. */
export function Hold(props: HoldProps) {
  const key = `${props.hold.id} ${props.hold.digest}`;
  const shown = useRef({ key, interrupts: false });
  // While this renders, the focus still is where the hold before left it.
  if (shown.current.key !== key) shown.current = { key, interrupts: isTextField(document.activeElement) };
  return <Fresh key={key} {...props} interrupts={shown.current.interrupts} />;
}

const isTextField = (element: Element | null) =>
  element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement;

function Fresh(props: HoldProps & { readonly interrupts: boolean }) {
  const { hold, queue, now, interrupts, onPainted, onVerdict, onSelect, onDiff, onProbe, onCopy } = props;
  const folds = useFolds(hold);
  useEffect(() => window.scrollTo(0, 0), []);
  return (
    <div class="hold" data-hold={hold.id}>
      <main class="frame">
        <Header hold={hold} queue={queue} now={now} onSelect={onSelect} />
        <Standing hold={hold} />
        <Quotes hold={hold} now={now} />
        <Action hold={hold} folds={folds} onCopy={() => onCopy()} />
        <Files hold={hold} folds={folds} onDiff={onDiff} />
        <Advice hold={hold} onCopy={onCopy} />
        <Timeline hold={hold} folds={folds} now={now} />
        <ImpactList hold={hold} folds={folds} />
        <BlastRadius hold={hold} />
        <Effects hold={hold} folds={folds} />
        <Probes hold={hold} folds={folds} onProbe={onProbe} />
        <Scripts hold={hold} folds={folds} />
        <Reasons hold={hold} />
        <Environment hold={hold} folds={folds} />
      </main>
      <Answer
        hold={hold}
        unseen={folds.unseen.map(({ name }) => name)}
        now={now}
        interrupts={interrupts}
        onShowAll={folds.openAll}
        onPainted={onPainted}
        onVerdict={onVerdict}
      />
    </div>
  );
}
