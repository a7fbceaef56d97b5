/** The page when there is nothing to decide, and the page when it could not be shown. */
import { Component, type ComponentChildren } from 'preact';
import type { SettledView } from '../../protocol/panel.ts';
import { Icon } from './icon.tsx';
import { Sentence } from './text.tsx';

export function Empty({ message, settled }: { readonly message: string; readonly settled?: SettledView | undefined }) {
  return (
    <main class="frame empty">
      <Icon name="mark" />
      <h1>
        <Sentence text={message} />
      </h1>
      {settled && (
        <div class="card settled">
          <p class="note">Last</p>
          <p>
            <b>
              <Sentence text={settled.headline} />
            </b>
          </p>
          <p>
            <Sentence text={settled.outcome} />
          </p>
        </div>
      )}
    </main>
  );
}

/** Shown instead of a hold that could not be: without the whole hold there is nothing to approve. */
export function Unshown() {
  return (
    <main class="frame empty">
      <Icon name="unknown" />
      <div role="alert">
        <h1>This hold could not be shown.</h1>
        <p>Nothing was approved, and it expires as “not approved”. Close this panel and review the hold again.</p>
      </div>
    </main>
  );
}

interface GuardedProps {
  /** What is being shown; another one gets another try. */
  readonly attempt: string;
  readonly children: ComponentChildren;
}

/** Catches whatever rendering throws, so that no half of a hold stays on the screen with its buttons. */
export class Guarded extends Component<GuardedProps, { readonly attempt: string; readonly failed: boolean }> {
  override state = { attempt: '', failed: false };

  static override getDerivedStateFromProps({ attempt }: GuardedProps, state: { readonly attempt: string }) {
    return attempt === state.attempt ? null : { attempt, failed: false };
  }

  static override getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    return this.state.failed ? <Unshown /> : this.props.children;
  }
}
