/** The `holdpoint` process. */
import { main, processIo } from './program.ts';

// A reader like `head` may have seen enough. Its absence is no success: nobody got the whole answer.
process.stdout.on('error', () => process.exit(1));

main(process.argv.slice(2), processIo()).then((code) => {
  // Not `exit()`: what was printed may still be on its way.
  process.exitCode = code;
});
