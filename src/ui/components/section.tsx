/** The frames that parts of a hold stand in: a headed section, a fold, and the button that shows the rest. */
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import type { Folds } from './folds.ts';

interface SectionProps {
  readonly title: string;
  /** Beside the title, in small. */
  readonly aside?: ComponentChildren;
  readonly children: ComponentChildren;
}

export function Section({ title, aside, children }: SectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <div class="heading">
        <h2 id={id}>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}

interface FoldedProps {
  readonly folds: Folds;
  readonly name: string;
  readonly summary: ComponentChildren;
  /** Shut at first, and nobody has to open it. */
  readonly optional?: boolean;
  readonly children: ComponentChildren;
}

/** A part that opens and closes. What is closed is not rendered: five hundred of them cost five hundred lines. */
export function Folded({ folds, name, summary, optional = false, children }: FoldedProps) {
  const open = folds.isOpen(name, !optional);
  // Each fold reports its own change, also one made from here: five hundred reports must not be five hundred renderings.
  return (
    <details
      class="fold"
      open={open}
      onToggle={({ currentTarget }) => currentTarget.open !== open && folds.set(name, currentTarget.open)}
    >
      <summary>{summary}</summary>
      {open && children}
    </details>
  );
}

/** Shows the rest of a list or text; gone once it has. */
export function ShowAll({
  folds,
  name,
  children,
}: {
  readonly folds: Folds;
  readonly name: string;
  readonly children: string;
}) {
  if (folds.isOpen(name)) return null;
  return (
    <button type="button" class="more" onClick={() => folds.set(name, true)}>
      {children}
    </button>
  );
}
