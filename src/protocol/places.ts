/** Where things lie, below the one folder that belongs to Holdpoint: `~/.holdpoint`. Forward slashes. */

export const productFolder = '.holdpoint';

/** Moves the folder, for the command line and for tests. The installed launcher has its place written into it instead. */
export const homeVariable = 'HOLDPOINT_HOME';

export const places = {
  bin: 'bin',
  launcher: 'bin/holdpoint-hook',
  windowsLauncher: 'bin/holdpoint-hook.ps1',
  /** The command line, for whoever runs what was approved. */
  program: 'bin/holdpoint',
  /** Programs that can run the hook, one absolute path a line, best first. */
  runtimes: 'bin/runtimes',
  /** One folder for each version, so that a hook that is running keeps its program. */
  hooks: 'hook',
  /** Sockets, announcements of gates, and what hooks are just saying. */
  run: 'run',
  scope: 'run/scope.json',
  /** When each agent was last heard of, one small file for every session. */
  heartbeats: 'run/heartbeats',
  /** Which canary each agent was last refused. */
  canaries: 'run/canaries',
  /** The canaries that Doctor has made up. */
  canary: 'run/canary.json',
  /** What the hook last wrote to stderr before it failed. */
  lastFailure: 'run/last-failure.txt',
  holds: 'holds',
  sessions: 'sessions',
  /** Plans that probes make; each goes with its hold. */
  probes: 'probes',
  /** Plans that were approved, and copies of what is just running. */
  grants: 'grants',
  /** Policies of repositories, as people accepted them. */
  policies: 'policies',
  journal: 'journal',
  /** Settings files as they were before an installation. */
  backups: 'backups',
  /** What installations left in agents' settings, to tell later changes from it. */
  installed: 'installed',
  /** Public keys whose releases count. */
  keys: 'gate-keys.json',
} as const;

/** The command line, the hook's program, and last what starts it: once it is there, everything is. */
export const hookFiles = ['cli.js', 'hook-main.js', 'hook.js'] as const;

export const hookFolder = (version: string): string => `${places.hooks}/${version}`;

/** What the launcher starts. */
export const hookPlace = (version: string): string => `${hookFolder(version)}/hook.js`;

/** What the launcher of the command line starts. */
export const cliPlace = (version: string): string => `${hookFolder(version)}/cli.js`;

/** Below `grants`: copies that one process runs from. */
export const runFolder = (pid: number, random: string): string => `run-${pid}-${random}`;

/** The process that a folder of copies belongs to; undefined for every other folder. */
export function ownerOfRun(name: string): number | undefined {
  const [, pid] = /^run-(\d+)-/.exec(name) ?? [];
  return pid === undefined ? undefined : Number(pid);
}

/** Set by an editor window for everything that is started in it: the id of its gate. */
export const gateVariable = 'HOLDPOINT_GATE';

/** Which gate heard of a session first. */
export const sessionFile = (agent: string, session: string, sha256: (text: string) => string): string =>
  `${places.sessions}/${sha256(`${agent}\n${session}`).slice(0, 24)}.json`;

/** What a session's shell may know: definitions of earlier calls. Named without a digest, which every call would wait for. */
export const sessionLog = (agent: string, session: string): string =>
  `${places.sessions}/${fileName(`${agent}-${session}`)}.log`;

/** When the hook of a session was last started. */
export const heartbeatFile = (agent: string, session: string): string =>
  `${places.heartbeats}/${fileName(`${agent}-${session}`)}.json`;

/** The last canary that was refused to an agent. */
export const canaryFile = (agent: string): string => `${places.canaries}/${fileName(agent)}.json`;

/** The text itself where it can be a file's name; else what is left of it, and a checksum (FNV-1a, 32 bits). */
function fileName(text: string): string {
  if (/^[\w-]{1,120}$/.test(text)) return text;
  let sum = 0x811c9dc5;
  for (const character of text) sum = Math.imul(sum ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return `${text.replace(/[^\w-]/g, '_').slice(0, 80)}-${sum.toString(16)}`;
}
