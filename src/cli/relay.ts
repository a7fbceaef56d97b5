/** `holdpoint relay …`: a program of its own, which everybody else is spared from loading. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { problem } from '../base/problem.ts';
import type { Command } from './io.ts';

/** Resolves never: the relay ends the process by itself. */
export const relayCommand: Command = async (args, { bundles }) => {
  const program = join(bundles, 'relay.js');
  if (!existsSync(program))
    throw problem(
      'relay-missing',
      `${program} is not there.`,
      'The relay did not start.',
      'It comes with the command line, not with the copy that an editor installs.',
    );
  const { main } = createRequire(program)(program) as { main(given: readonly string[]): Promise<void> };
  await main(args);
  return new Promise(() => undefined);
};
