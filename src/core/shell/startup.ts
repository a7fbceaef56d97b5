/** Files that make a shell ready to work: a session that sources one again learns nothing new. */
import { hole, shapeOf, type Word } from './invocation.ts';
import { installed } from './programFiles.ts';

/** What a person's own shell reads when it starts; a session that sources it again learns nothing new. */
const startup =
  /^(?:\/(?:home|Users)\/[^/]+|\/root|~)\/\.(?:bashrc|bash_profile|profile|zshrc|zprofile|zshenv|nvm\/nvm\.sh|cargo\/env|sdkman\/bin\/sdkman-init\.sh|asdf\/asdf\.sh)$|^\/etc\/(?:profile|bash\.bashrc)$/;

/** What makes a shell ready for a language; nothing on this line has written it. */
const optional =
  /(?:^|\/)(?:bin\/activate(?:\.fish|\.csh)?|\.env[\w.-]*|[\w-]+\.env|nvm\.sh|conda\.sh|mamba\.sh|asdf\.sh|sdkman-init\.sh|cargo\/env|emsdk_env\.sh|setvars\.sh|bash_completion)$/;
const setup = new RegExp(`^${hole}${optional.source.replace('(?:^|\\/)', '[\\w./-]*\\/')}`);

/** A person's own shell has read it before. */
export const startsShells = ({ value }: Word): boolean => startup.test(value);

/** It only matters where it is there. */
export const isOptional = ({ value }: Word): boolean => optional.test(value) || installed.test(value);

/** `"$NVM_DIR/nvm.sh"`: where it lies is known only later, what it is at once. */
export const readiesShell = (path: Word): boolean => !path.known && setup.test(shapeOf(path));
