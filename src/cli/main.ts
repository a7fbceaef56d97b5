/** The `holdpoint` process. */
import { main, processIo } from './program.ts';

main(process.argv.slice(2), processIo()).then((code) => {
  // Not `exit()`: what was printed may still be on its way.
  process.exitCode = code;
});
