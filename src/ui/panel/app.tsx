/** The panel's page: a state from the extension in, messages to the extension out. */
import { useState } from 'preact/hooks';
import { spoken } from '../../core/wording.ts';
import type { FromPanel, PanelState } from '../../protocol/panel.ts';
import type { Verdict } from '../components/answer.tsx';
import { Empty, Guarded, Unshown } from '../components/empty.tsx';
import { Hold } from '../components/hold.tsx';
import type { Now } from '../components/hooks.ts';

/** `unreadable`: a message came that the panel does not understand. */
export type Shown = PanelState | { readonly kind: 'unreadable' };

interface AppProps {
  readonly state: Shown;
  readonly now: Now;
  send(message: FromPanel): void;
}

export function App({ state, now, send }: AppProps) {
  const [sent, setSent] = useState<Verdict>();
  const answered = state.kind === 'hold' && sent?.paint === state.hold.paint ? sent : undefined;
  return (
    <>
      <p class="unseen" role="status">
        {answered ? sending[answered.answer] : announcement(state)}
      </p>
      <Guarded attempt={state.kind === 'hold' ? state.hold.paint : state.kind}>
        <Page
          state={state}
          now={now}
          send={(message) => {
            if (message.type === 'verdict') setSent(message);
            send(message);
          }}
        />
      </Guarded>
    </>
  );
}

const sending = { approve: 'Approving.', deny: 'Denying.' } as const;

function announcement(state: Shown): string {
  if (state.kind === 'hold') return spoken(`Waiting for you: ${state.hold.headline}. Asked by ${state.hold.agent}.`);
  if (state.kind === 'empty')
    return spoken(state.settled ? `${state.settled.outcome} ${state.message}` : state.message);
  return '';
}

function Page({ state, now, send }: AppProps) {
  if (state.kind === 'unreadable') return <Unshown />;
  if (state.kind === 'empty') return <Empty message={state.message} settled={state.settled} />;
  const { hold } = state;
  return (
    <Hold
      hold={hold}
      queue={state}
      now={now}
      onPainted={({ id, paint }) => send({ type: 'painted', id, paint })}
      onVerdict={send}
      onSelect={(id) => send({ type: 'select', id })}
      onProbe={(probe) => send({ type: 'probe', id: hold.id, paint: hold.paint, probe })}
      onDiff={(path) => send({ type: 'diff', id: hold.id, path })}
      onCopy={(way) => send({ type: 'copy', id: hold.id, ...(way === undefined ? {} : { way }) })}
    />
  );
}
