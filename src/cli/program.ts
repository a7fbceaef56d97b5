/** The command line: one table of commands, one file for each. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { record, text } from '../base/json.ts';
import { Problem } from '../base/problem.ts';
import { folderAtHome, homeFolder } from '../platform/homes.ts';
import { ownProcesses } from '../platform/processes.ts';
import { homeVariable, productFolder } from '../protocol/places.ts';
import { checkCommand } from './check.ts';
import { cosignCommand, signCommand } from './cosign.ts';
import { doctorCommand } from './doctor.ts';
import { execCommand } from './exec.ts';
import { impactCommand } from './impact.ts';
import { installCommand, uninstallCommand } from './install.ts';
import type { Command, Io } from './io.ts';
import { journalCommand } from './journal.ts';
import { policyCommand } from './policy.ts';
import { noHome, UsageProblem, usageProblem } from './problems.ts';
import { relayCommand } from './relay.ts';
import { rosterCommand } from './roster.ts';
import { verifyCommand } from './verify.ts';

const usage = `holdpoint check [--json] [--cwd DIR] [--shell bash|powershell] [--policy FILE] [--] COMMAND
       holdpoint check [--policy FILE] --batch | --edit FILE [--before OLD]
       holdpoint exec [--grant ID] -- COMMAND…
       holdpoint impact [--json] (--plan FILE | -- COMMAND)
       holdpoint install [AGENT… | --all] [--dry-run]
       holdpoint install --managed [AGENT…]
       holdpoint uninstall [AGENT…] [--dry-run]
       holdpoint doctor [--json]
       holdpoint policy check | test | explain | replay
       holdpoint journal verify [FILE]
       holdpoint cosign | sign LINK|FILE
       holdpoint verify --request LINK|FILE [--answer TEXT|FILE|FOLDER]… --used FOLDER [--json] -- COMMAND…
       holdpoint roster add | list | check | export --allowed-signers
       holdpoint relay [--host ADDRESS] [--port NUMBER] [--data FOLDER] [--proxies NUMBER]`;

// A Map, because an object would answer to `holdpoint constructor`.
const commands = new Map<string, Command>([
  ['check', checkCommand],
  ['exec', execCommand],
  ['impact', impactCommand],
  ['install', installCommand],
  ['uninstall', uninstallCommand],
  ['doctor', doctorCommand],
  ['policy', policyCommand],
  ['journal', journalCommand],
  ['relay', relayCommand],
  ['roster', rosterCommand],
  ['cosign', cosignCommand],
  ['sign', signCommand],
  ['verify', verifyCommand],
]);

/** Resolves to the exit code: 2 for a mistake in the arguments, 1 for a failure, else the command's own. */
export async function main(given: readonly string[], io: Io): Promise<number> {
  // An editor that has removed the extension puts this in front of what `vscode:uninstall` says.
  const [name, ...rest] = given[0] === '--type=extension-post-uninstall' ? given.slice(1) : given;
  if (name === '--version') {
    io.out(`${io.version}\n`);
    return 0;
  }
  if (name === '--help' || name === 'help') {
    io.out(`Usage: ${usage}\n`);
    return 0;
  }
  try {
    const command = commands.get(name ?? '');
    if (command === undefined)
      throw usageProblem(name === undefined ? 'What to do is missing.' : `"${name}" is not a command.`, usage);
    return await command(rest, io);
  } catch (error) {
    io.error(
      `${error instanceof Problem ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    return error instanceof UsageProblem ? 2 : 1;
  }
}

/** What a real process brings. */
export const processIo = (): Io => ({
  cwd: process.cwd(),
  env: process.env,
  // Made when asked for: what is started in our place reads it.
  get stdin() {
    return process.stdin;
  },
  out: (text) => process.stdout.write(text),
  error: (text) => process.stderr.write(text),
  now: () => new Date(),
  version: ownVersion(),
  bundles: __dirname,
  runtime: process.execPath,
  processes: ownProcesses,
  site() {
    try {
      return {
        home: homeFolder(),
        root: folderAtHome(process.env, homeVariable, productFolder),
        platform: process.platform === 'win32' ? 'windows' : 'posix',
        env: process.env,
      };
    } catch {
      throw noHome();
    }
  },
});

/** Of the package this lies in; where it was installed beside the hook, its folder is named after it. */
function ownVersion(): string {
  const path = join(__dirname, '..', 'package.json');
  return existsSync(path) ? text(record(JSON.parse(readFileSync(path, 'utf8'))).version) : basename(__dirname);
}
