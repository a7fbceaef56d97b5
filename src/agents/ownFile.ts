/**
 * A settings file that is ours as a whole: a plugin, a script, a hook file of our name. Somebody else's file at its path is
 * an error and stays as it is.
 */
import { ShapeError } from '../base/json.ts';
import type { HookCommand, SettingsFile } from './agent.ts';

/** The end of the first line of every file of ours that can hold a comment. */
export const writtenByUs = 'written by its installation; changes are lost.';

interface OwnFile extends Pick<SettingsFile, 'path' | 'movedBy' | 'mode'> {
  text(command: HookCommand): string;
  /** Whether a text is one of ours, from whichever version; the first line says so where nothing else is given. */
  isOurs?(text: string): boolean;
}

const saysSo = (text: string): boolean => (text.split('\n', 2).join('\n') || '').includes(writtenByUs);

export const ownFile = ({ text: write, isOurs = saysSo, ...place }: OwnFile): SettingsFile => ({
  ...place,
  install(text, command) {
    if (text !== undefined && text.trim() !== '' && !isOurs(text))
      throw new ShapeError('it is not a file of Holdpoint, and would be overwritten');
    return write(command);
  },
  uninstall: (text) => (isOurs(text) ? undefined : text),
  inspect(text, command) {
    if (text === undefined || text.trim() === '') return { kind: 'absent', notes: [] };
    if (!isOurs(text)) return { kind: 'absent', notes: ['a file of somebody else lies there'] };
    return text === write(command)
      ? { kind: 'installed', notes: [] }
      : { kind: 'altered', problems: ['it is not as it was installed'], notes: [] };
  },
});
