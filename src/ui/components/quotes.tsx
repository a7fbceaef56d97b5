/** What was said: by the person who asked, and by the agent. Both are quoted; the agent's words are a claim. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { HoldView } from '../../protocol/panel.ts';
import { headOf, isLong } from './folds.ts';
import { type Now, useNow } from './hooks.ts';
import { Visible } from './text.tsx';
import { ago } from './time.ts';

export function Quotes({ hold, now }: { readonly hold: HoldView; readonly now: Now }) {
  const { asked, claim } = hold;
  if (asked === undefined && claim === undefined) return null;
  return (
    <div class="quotes">
      {asked && (
        <Quote title="You asked" text={asked.prompt} class="asked">
          <Ago at={asked.at} now={now} />
        </Quote>
      )}
      {claim !== undefined && (
        <Quote title="The agent says" text={claim} class="claim">
          unchecked
        </Quote>
      )}
    </div>
  );
}

interface QuoteProps {
  readonly title: string;
  readonly text: string;
  readonly class: string;
  /** Beside the title. */
  readonly children: ComponentChildren;
}

/** Words are no part of what is approved, so a long quote may stay folded. */
function Quote({ title, text, class: name, children }: QuoteProps) {
  const [whole, setWhole] = useState(false);
  const folded = !whole && isLong(text, quoted);
  return (
    <figure class={`card ${name}`}>
      <figcaption>
        <b>{title}</b> · {children}
      </figcaption>
      <blockquote>
        “<Visible text={folded ? headOf(text, quoted) : text} lines="many" />
        {folded ? '…' : '”'}
      </blockquote>
      {folded && (
        <button type="button" class="more" onClick={() => setWhole(true)}>
          Show the Whole Text
        </button>
      )}
    </figure>
  );
}

const quoted = { lines: 4, characters: 320 };

function Ago({ at, now }: { readonly at: number; readonly now: Now }) {
  return <time dateTime={new Date(at).toISOString()}>{ago(useNow(now, 15_000) - at)}</time>;
}
