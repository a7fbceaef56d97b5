/**
 * Starts the hook's program from V8's code cache: compiling it takes longer than everything a benign call needs of it.
 * https://nodejs.org/api/vm.html#scriptcreatecacheddata
 *
 * The cache lies beside the program, named after the build and the engine, and holds what a first run has compiled.
 * It is code like the program itself and lies in the same guarded folder. Without it, or when V8 refuses it, the program
 * is compiled as usual; whatever else fails here ends without a decision, which the launcher turns into a refusal.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';

/** Set when bundling: the hash of the program's text, since V8 compares no more than its length. Empty: no cache. */
declare const HOOK_BUILD: string;

/** This file is CommonJS when it runs. */
declare const require: (id: string) => unknown;

/** What the program tells about its run. */
export interface HookProgram {
  /** True once a shell command was read: a cache from less would leave out what is needed most. */
  readonly warm: { ready: boolean };
}

const program = join(__dirname, 'hook-main.js');
const cache = join(__dirname, `hook-${HOOK_BUILD}-${process.versions.v8}-${process.arch}.cache`);

// The bundle is ASCII: one byte a character, which is read and hashed faster than UTF-8.
const source = readFileSync(program, 'latin1');
const cachedData = readCache();
const script = new Script(source, { filename: program, ...(cachedData === undefined ? {} : { cachedData }) });
const module = { exports: {} as Partial<HookProgram> };
if (HOOK_BUILD !== '' && (cachedData === undefined || script.cachedDataRejected === true))
  process.once('exit', keepCache);
script.runInThisContext()(module.exports, require, module);

function readCache(): Buffer | undefined {
  try {
    return HOOK_BUILD === '' ? undefined : readFileSync(cache);
  } catch {
    return undefined;
  }
}

/** After the answer has been given. A folder that cannot be written to stays without a cache. */
function keepCache(): void {
  if (module.exports.warm?.ready !== true) return;
  try {
    const temporary = `${cache}.${process.pid}`;
    writeFileSync(temporary, script.createCachedData(), { mode: 0o600, flag: 'wx' });
    renameSync(temporary, cache);
  } catch {
    // Slower, and otherwise the same.
  }
}
