/**
 * The answer, always at the bottom of the page.
 *
 * Invariants:
 * - Only a trusted input event answers, and it answers for the hold and the paint that were on the screen.
 * - Deny has the focus. Approve never gets it by itself, and no key outside of it approves.
 * - Approve arms only when everything was seen, the word was typed, and the page has stood still.
 * - One paint, one verdict.
 */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { FromPanel, HoldView } from '../../protocol/panel.ts';
import { type Now, useNow, useSettled } from './hooks.ts';
import { Note } from './note.tsx';
import { Code, Visible } from './text.tsx';

export type Verdict = Extract<FromPanel, { type: 'verdict' }>;

interface AnswerProps {
  readonly hold: HoldView;
  /** Folded parts that nobody has opened yet, by name. */
  readonly unseen: readonly string[];
  readonly now: Now;
  /** True when a person was typing as this hold came: the next key must not fall on Deny. */
  readonly interrupts: boolean;
  onShowAll(): void;
  /** The hold is on the screen. */
  onPainted(hold: HoldView): void;
  onVerdict(verdict: Verdict): void;
}

/** How long a hold must have been on the screen, so that a click or key meant for what was there before passes by. */
const quiet = { deny: 500, approve: 700 };

export function Answer({ hold, unseen, now, interrupts, onShowAll, onPainted, onVerdict }: AnswerProps) {
  const [typed, setTyped] = useState('');
  const [note, setNote] = useState('');
  const [reason, setReason] = useState('');
  const [writing, setWriting] = useState(false);
  const [sent, setSent] = useState<Verdict>();
  const section = useRef<HTMLElement>(null);
  const deny = useRef<HTMLButtonElement>(null);
  const denyNote = useRef<HTMLButtonElement>(null);
  useFocusOn(interrupts ? section : deny);

  const sending = sent?.paint === hold.paint ? sent.answer : undefined;
  const seen = unseen.length === 0;
  const late = useNow(now, 1000) >= hold.expiresAt;
  const matches = hold.confirmation.kind === 'click' || typed === hold.confirmation.text;
  const painted = useSettled(hold.paint, 0);
  const shown = useSettled('shown', quiet.deny) && painted;
  const still = useSettled(seen ? hold.paint : 'folded', quiet.approve);
  const explained = !hold.reasonRequired || reason.trim() !== '';
  const armed =
    seen && still && matches && explained && hold.needsOthers === undefined && !late && sending === undefined;

  useEffect(() => {
    if (painted) onPainted(hold);
  }, [painted, hold.paint]);

  const words = writing ? note.trim() : '';

  function answer(event: Event, answer: 'approve' | 'deny') {
    if (!event.isTrusted || sending !== undefined || !(answer === 'approve' ? armed : shown)) return;
    const verdict: Verdict = {
      type: 'verdict',
      id: hold.id,
      digest: hold.digest,
      paint: hold.paint,
      answer,
      ...(answer === 'approve' && hold.confirmation.kind === 'type' ? { typed } : {}),
      ...(answer === 'approve' && hold.reasonRequired ? { note: reason.trim() } : {}),
      ...(answer === 'deny' && words !== '' ? { note: words } : {}),
    };
    setSent(verdict);
    onVerdict(verdict);
  }

  function closeNote() {
    setWriting(false);
    denyNote.current?.focus();
  }

  return (
    <section class="answer" aria-label="Your answer" ref={section} tabIndex={-1} onKeyDown={ignoreHeld}>
      <div class="frame">
        {writing && <Note text={note} onText={setNote} onSend={(event) => answer(event, 'deny')} onClose={closeNote} />}
        <p class="promise" id="promise">
          <Standing hold={hold} unseen={unseen} late={late} onShowAll={onShowAll} />
        </p>
        <div class="buttons">
          <button
            type="button"
            id="deny"
            class={sending === undefined ? 'primary' : 'primary sent'}
            ref={deny}
            aria-disabled={sending !== undefined || !shown}
            onClick={(event) => answer(event, 'deny')}
          >
            {sending === 'deny' ? 'Denying…' : writing && words !== '' ? 'Deny with This Note' : 'Deny'}
          </button>
          <button
            type="button"
            id="deny-note"
            ref={denyNote}
            aria-expanded={writing}
            disabled={sending !== undefined}
            onClick={() => (writing ? closeNote() : setWriting(true))}
          >
            {writing ? 'Without a Note' : 'Deny with a Note…'}
          </button>
          <span class="approval">
            {hold.reasonRequired && (
              <label>
                <span>say why</span>
                <input
                  id="reason"
                  type="text"
                  value={reason}
                  maxLength={500}
                  readOnly={sending !== undefined}
                  onInput={(event) => setReason(event.currentTarget.value)}
                />
              </label>
            )}
            {hold.confirmation.kind === 'type' && (
              <label>
                <span>
                  type <Code text={hold.confirmation.text} /> to approve
                </span>
                <input
                  id="typed"
                  type="text"
                  value={typed}
                  autocomplete="off"
                  autocapitalize="off"
                  spellcheck={false}
                  readOnly={sending !== undefined}
                  onInput={(event) => setTyped(event.currentTarget.value)}
                />
              </label>
            )}
            {/* A new element when it arms: a press that began before is no click on it. */}
            <button
              type="button"
              key={armed ? 'armed' : 'waiting'}
              id="approve"
              disabled={!armed}
              aria-describedby="promise"
              onClick={(event) => answer(event, 'approve')}
            >
              {sending === 'approve' ? 'Approving…' : 'Approve'}
            </button>
          </span>
        </div>
      </div>
    </section>
  );
}

/** A key held down repeats itself into whatever has the focus by then. */
function ignoreHeld(event: KeyboardEvent) {
  if (event.repeat && event.key === 'Enter' && event.target instanceof HTMLButtonElement) event.preventDefault();
}

/** Focuses the element when the hold comes and whenever the page gets the focus, unless something else has it. */
function useFocusOn(target: { readonly current: HTMLElement | null }) {
  useEffect(() => {
    const take = () => {
      if (document.activeElement === document.body) target.current?.focus({ preventScroll: true });
    };
    // Never pulls the focus out of the editor.
    if (document.hasFocus()) take();
    window.addEventListener('focus', take);
    return () => window.removeEventListener('focus', take);
  }, [target]);
}

interface StandingProps {
  readonly hold: HoldView;
  readonly unseen: readonly string[];
  readonly late: boolean;
  onShowAll(): void;
}

/** What approving would mean, or what it waits for. */
function Standing({ hold, unseen, late, onShowAll }: StandingProps) {
  if (late) return <>Time is up: this was not approved.</>;
  if (hold.needsOthers !== undefined) return <>{hold.needsOthers}</>;
  if (unseen.length === 0) return <Visible text={hold.promise} />;
  const more = unseen.length - 2;
  return (
    <>
      To approve, first open{' '}
      {unseen.slice(0, 2).map((name, index) => (
        <span key={index}>
          {index > 0 && ', '}
          <b>
            <Visible text={name} />
          </b>
        </span>
      ))}
      {more > 0 && ` and ${more} more`}.{' '}
      <button type="button" class="link" id="show-all" onClick={onShowAll}>
        Show Everything
      </button>
    </>
  );
}
