/** An action on one line, as short as can be read: what tables of tools compare. */
import type { Action } from '../../src/core/toolCall.ts';

export function spell(action: Action): string {
  switch (action.kind) {
    case 'command':
      return `${action.shell}${action.detached ? ' (detached)' : ''}: ${action.line}`;
    case 'edit':
      return action.edits.map(({ path, change }) => `${change.kind} ${path}`).join(', ');
    case 'mcp':
      return `mcp ${action.server ?? '?'} ${action.tool}`;
    default:
      return action.kind;
  }
}
