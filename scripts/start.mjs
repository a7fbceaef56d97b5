// @ts-check
// npm start: a real editor in the browser with Holdpoint in it. `npm start -- --help` says what else it can do.
import { parseArgs } from 'node:util';
import { load } from './lib/load.mjs';

const usage = `npm start [-- OPTIONS]

  --self-test                           play the story unattended; exit code 0 when every step held
  --infrastructure terraform|database   what the sample's environment is made of; default: what this machine has
  --port NUMBER                         preferred port; a free one is taken when it is in use (default 8439)`;

try {
  const { values } = parseArgs({
    options: {
      'self-test': { type: 'boolean', default: false },
      infrastructure: { type: 'string' },
      port: { type: 'string', default: '8439' },
      help: { type: 'boolean', default: false },
    },
  });
  const { infrastructure } = values;
  if (values.help) {
    console.log(usage);
  } else if ((infrastructure ?? 'terraform') !== 'terraform' && infrastructure !== 'database') {
    fail(`--infrastructure ${infrastructure} is not known.\n  Nothing was started.\n${usage}`, 2);
  } else if (!/^\d{1,5}$/.test(values.port)) {
    fail(`--port ${values.port} is not a port.\n  Nothing was started.\n${usage}`, 2);
  } else {
    const { main } = /** @type {typeof import('../demo/demo.ts')} */ (await load('demo/demo.ts'));
    process.exitCode = await main({
      selfTest: values['self-test'],
      port: Number(values.port),
      ...(infrastructure === 'terraform' || infrastructure === 'database' ? { infrastructure } : {}),
    });
  }
} catch (error) {
  const known = error instanceof Error && (error.name === 'Problem' || 'code' in error);
  fail(known ? error.message : error, 1);
}

/** @param {unknown} what @param {number} code */
function fail(what, code) {
  console.error(what);
  process.exitCode = code;
}
