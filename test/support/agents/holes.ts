/** Cells that agents do not all take the same way, and why the command runs where that cannot be helped from here. */

export const rewriting = 'another hook makes a deletion of a harmless call';
export const rewritingWhy =
  'Hooks run side by side on what the model asked for, and what the last one wrote runs; Holdpoint compares it afterwards and raises an alarm, and names the other hook when it is installed and in Doctor.';

export const hanging = 'the hook hangs until the agent’s own timer ends';
export const hangingWhy =
  'The agent runs the command when its own timer for the hook ends. Ours answers long before, and computing without end is stopped; only another program in its place can wait so long, and edits of that are held.';

export const disarmed = 'somebody else empties the hook file meanwhile';

export const late = 'the approval comes late, and the agent repeats the call';

export const opening = 'the agent opens its hook file';
export const editing = 'the agent edits its hook file';
