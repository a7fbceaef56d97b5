// @ts-check
// npm start: a real editor in the browser with Holdpoint in it. `npm start -- --help` says what else it can do.
import { parseArgs } from 'node:util';
import { load } from './lib/load.mjs';

const usage = `npm start [-- OPTIONS]

  --self-test                           play the story unattended; exit code 0 when every step held
  --infrastructure terraform|database   what the sample's environment is made of; default: what this machine has
  --port NUMBER                         preferred port; a free one is taken when it is in use (default 8439)
  --help                                this text`;

/** @returns {import('../demo/demo.ts').DemoOptions | undefined} undefined: only help was asked for */
function options() {
  const { values } = parseArgs({
    options: {
      'self-test': { type: 'boolean', default: false },
      infrastructure: { type: 'string' },
      port: { type: 'string', default: '8439' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const { infrastructure } = values;
  const port = Number(values.port);
  if (!(port > 0 && port < 65_536)) throw new Error(`--port ${values.port} is not a port.`);
  const rest = { selfTest: values['self-test'], port };
  if (infrastructure === undefined) return rest;
  if (infrastructure === 'terraform' || infrastructure === 'database') return { ...rest, infrastructure };
  throw new Error(`--infrastructure ${infrastructure} is not known.`);
}

let chosen;
try {
  chosen = options();
  if (chosen === undefined) console.log(usage);
} catch (error) {
  console.error(`${error instanceof Error ? error.message : error}\n  Nothing was started.\n\n${usage}`);
  process.exitCode = 2;
}
if (chosen !== undefined) {
  try {
    const { main } = /** @type {typeof import('../demo/demo.ts')} */ (await load('demo/demo.ts'));
    process.exitCode = await main(chosen);
  } catch (error) {
    console.error(error instanceof Error && error.name === 'Problem' ? error.message : error);
    process.exitCode = 1;
  }
}
