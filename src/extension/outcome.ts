/** How a hold ended, in one sentence for the person who looks at it afterwards. */
import { assertNever } from '../base/assertNever.ts';
import type { HeldCall } from '../gate/heldCall.ts';

const ran = 'Approved. The agent was let to run it, once.';

export function outcomeOf({ hold: { phase } }: HeldCall): string {
  switch (phase.kind) {
    case 'waiting':
      return 'Waiting.';
    case 'approved':
      return phase.run === undefined ? 'Approved, for one run.' : ran;
    case 'spent':
      return ran;
    case 'refused':
      return phase.note === undefined
        ? 'Denied. It did not run.'
        : `Denied, with the note “${phase.note.replace(/\.+$/, '')}”. It did not run.`;
    case 'expired':
      return phase.approved
        ? 'Approved, but the agent did not run it in time.'
        : 'Nobody decided in time. It did not run.';
    case 'withdrawn':
      return 'Withdrawn: the agent took it back or is gone. It did not run.';
    case 'superseded':
      return `${phase.what} changed while it was shown. It did not run.`;
    default:
      return assertNever(phase);
  }
}
