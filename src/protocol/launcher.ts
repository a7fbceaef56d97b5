/**
 * The launcher and the hook program it runs: both ends of what they agree on.
 *
 *     holdpoint-hook AGENT [observe] [--via NAME]        what agents start
 *     RUNTIME hook.js AGENT [observe] [--via NAME]       what the launcher starts, with the agent's stdin
 *
 * The launcher gives the hook three variables: `HOLDPOINT_HOME`, the folder it was installed for; `HOLDPOINT_PARENT`, the
 * processes any of whose ends means that nobody waits any more (whoever started the launcher, after those it was told); and `HOLDPOINT_END`, made up for this
 * run. A hook that ends on purpose prints at most one line of JSON, then `holdpoint-end <HOLDPOINT_END>` as its last
 * line, and ends with 0 or 2. Whatever it has to say on stderr reaches the agent on 2 only.
 *
 * Every other end is a refusal by the launcher, in its own words, with exit 2: a program that crashed, was killed, or
 * ended with 0 and nothing said has not decided anything. So is every end after TERM, INT or HUP, which the launcher
 * passes on as TERM; three seconds later it kills. With `observe` nothing is ever refused and nothing passed on.
 */
import { posixQuote } from '../base/posixQuote.ts';
import { cliPlace, homeVariable, hookPlace, places } from './places.ts';

export const parentVariable = 'HOLDPOINT_PARENT';
export const endVariable = 'HOLDPOINT_END';

/** The last line of every deliberate end. */
export const endLine = (value: string): string => `holdpoint-end ${value}`;

export interface HookArguments {
  readonly agent: string;
  /** Only listen: the answer of such a run counts for nothing. */
  readonly observe: boolean;
  /** The installed configuration it was started from: the agent's name where nothing else is said. */
  readonly via: string;
}

/** Undefined when the arguments are not the ones above. */
export function readHookArguments(args: readonly string[]): HookArguments | undefined {
  const [agent, ...rest] = args;
  const observe = rest[0] === 'observe';
  const [flag, via, ...more] = observe ? rest.slice(1) : rest;
  if (
    agent === undefined ||
    agent === '' ||
    more.length > 0 ||
    (flag !== undefined && (flag !== '--via' || via === undefined))
  )
    return undefined;
  return { agent, observe, via: via ?? agent };
}

export interface LauncherOptions {
  /** Absolute path of Holdpoint's folder. */
  readonly root: string;
  readonly version: string;
  /** Tried when none of the listed runtimes is there any more. */
  readonly lastResorts?: readonly string[];
}

/** Seconds of computing, not of waiting, that the hook gets; below the shortest time an agent waits for it. */
const computing = 30;

/** Where editors and Node usually lie. */
const wellKnown: readonly string[] = [
  ...['/usr/local/bin/node', '/usr/bin/node', '/opt/homebrew/bin/node'],
  ...[
    '/usr/share/code/code',
    '/opt/visual-studio-code/code',
    '/usr/share/code-insiders/code-insiders',
    '/usr/share/codium/codium',
  ],
  ...['/usr/lib/code-server/lib/node', '/snap/code/current/usr/share/code/code'],
  '/Applications/Visual Studio Code.app/Contents/MacOS/Electron',
];

const repair = 'In the editor, run "Holdpoint: Protect Agents", which installs it anew.';

/** Where the editor is gone, any Node.js brings back what runs the hook: it is written down as a runtime. */
const withNode = ({ root, version }: LauncherOptions): string =>
  `With Node.js 20 or newer, run: node ${posixQuote(`${root}/${cliPlace(version)}`)} install `;
const orEditor = '. Or, in an editor, run "Holdpoint: Protect Agents".';

/** Settings of Node and of the editor's runtime that would change what runs. */
const nodeVariables =
  'NODE_OPTIONS NODE_PATH NODE_DEBUG NODE_V8_COVERAGE NODE_REPL_EXTERNAL_MODULE NODE_EXTRA_CA_CERTS NODE_REDIRECT_WARNINGS';

/** In front of the name of a variable that was taken away, with its value: whatever is started gets it back. */
export const keptPrefix = 'HOLDPOINT_KEPT_';

/** Leaves the first program that is there in `$runtime`: the installation's own list, usual places, what `node` stands for. */
const findRuntime = (lastResorts: readonly string[]): string => `runtime=
usable() { [ -f "$1" ] && [ -x "$1" ] && runtime=$1; }
if [ -r "$root/${places.runtimes}" ]; then
  while IFS= read -r line || [ -n "$line" ]; do usable "$line" && break; done <"$root/${places.runtimes}"
fi
if [ -z "$runtime" ]; then
  for line in ${lastResorts.map(posixQuote).join(' ')}; do usable "$line" && break; done
fi
if [ -z "$runtime" ]; then
  line=$(command -v node)
  case $line in /*) usable "$line" ;; esac
fi
`;

/**
 * The launcher of the command line for POSIX systems: the same runtimes, the same version as the hook. It becomes the
 * program it starts, so that terminal, signals and exit code are its own.
 */
export const programLauncher = ({ root, version, lastResorts = wellKnown }: LauncherOptions): string => `#!/bin/sh
# Holdpoint's command line, written by its installation; changes are lost. See src/protocol/launcher.ts.
root=${posixQuote(root)}
program=$root/${cliPlace(version)}
for name in ${nodeVariables} ELECTRON_RUN_AS_NODE; do
  eval "value=\\\${$name-}"
  [ -n "$value" ] && export "${keptPrefix}$name=$value"
  unset "$name"
done

fail() {
  printf 'Holdpoint: %s Nothing was done. %s\\n' "$1" ${posixQuote(repair)} >&2
  exit 1
}
[ -f "$program" ] && [ -r "$program" ] || fail 'its command line is missing.'

${findRuntime(lastResorts)}[ -n "$runtime" ] || fail 'it found no program to run with: neither the editor that installed it nor Node.js.'
export ${homeVariable}="$root" ELECTRON_RUN_AS_NODE=1
exec "$runtime" "$program" "$@"
`;

/**
 * The launcher for POSIX systems. Plain `sh`: dash, bash and busybox run it. On the way of a benign call the only other
 * program it starts besides the hook is `rm`.
 */
export const posixLauncher = ({ root, version, lastResorts = wellKnown }: LauncherOptions): string => `#!/bin/sh
# Holdpoint's launcher, written by its installation; changes are lost. What it agrees on with the hook program is in
# src/protocol/launcher.ts. Usage: holdpoint-hook AGENT [observe] [--via NAME]
#
# It blocks (exit 2, with a reason on stderr) unless the hook program said on purpose that it has decided.
umask 077
root=${posixQuote(root)}
hook=$root/${hookPlace(version)}
# Settings of Node that would change what runs, or write into its output.
unset ${nodeVariables}

observe=
for word in "$@"; do [ "$word" = observe ] && observe=yes; done

refuse() {
  [ -n "$observe" ] && exit 0
  printf 'Holdpoint: %s The action did not run. %s\\n' "$1" "$2" >&2
  exit 2
}
tidy() { command -p rm -f "$out" "$err" 2>/dev/null || rm -f "$out" "$err"; }

[ $# -gt 0 ] || refuse 'its launcher was started without the name of an agent.' ${posixQuote(repair)}
[ -f "$hook" ] && [ -r "$hook" ] || refuse "its hook program is missing." ${posixQuote(repair)}

${findRuntime(lastResorts)}[ -n "$runtime" ] || refuse 'it found no program to run its hook with: neither the editor that installed it nor Node.js.' ${posixQuote(withNode({ root, version }))}"$1"${posixQuote(orEditor)}

# A place for what the hook says. With noclobber, so that nothing is written through what somebody else has put there.
out= err=
set -C
for folder in "$root/${places.run}" "\${TMPDIR:-/tmp}" /tmp; do
  [ -d "$folder" ] && [ -w "$folder" ] || continue
  for number in 1 2 3; do
    file=$folder/hook.$$.$number
    if true 2>/dev/null >"$file" && true 2>/dev/null >"$file.err"; then out=$file err=$file.err; break 2; fi
  done
done
set +C
[ -n "$out" ] || refuse "there is no place it can write to." "Make room, or make $root writable."
trap tidy EXIT

end=
[ -r /proc/sys/kernel/random/uuid ] && IFS= read -r end </proc/sys/kernel/random/uuid
end=$$-$PPID-$end
export ${endVariable}="$end" ${parentVariable}="\${${parentVariable}:+$${parentVariable} }$PPID" ${homeVariable}="$root" ELECTRON_RUN_AS_NODE=1

child= killer= signalled=
stop() {
  signalled=yes
  : "\${child:=$!}"
  [ -n "$child" ] || refuse 'the agent stopped waiting.' 'Ask again.'
  kill -TERM "$child" 2>/dev/null
  [ -n "$killer" ] && return
  (command -p sleep 3 || sleep 3; kill -KILL "$child") </dev/null >/dev/null 2>&1 &
  killer=$!
}
trap stop TERM INT HUP
# Text that is never done with would outlast the agent's timer, which runs the tool: the kernel ends what computes so long.
ulimit -t ${computing} 2>/dev/null
# A job in the background loses its stdin, so it is handed on by hand.
exec 3<&0
"$runtime" "$hook" "$@" <&3 3<&- >|"$out" 2>|"$err" &
child=$!
exec 3<&-
# A signal interrupts the wait; it is over when the child is.
while :; do
  wait "$child" 2>/dev/null # A shell would say "Killed" there.
  code=$?
  [ "$code" -gt 128 ] && kill -0 "$child" 2>/dev/null || break
done
[ -n "$killer" ] && kill "$killer" 2>/dev/null
[ -n "$observe" ] && exit 0

fail() {
  [ -s "$err" ] && { command -p mv -f "$err" "$root/${places.lastFailure}" 2>/dev/null || mv -f "$err" "$root/${places.lastFailure}" 2>/dev/null; }
  [ -n "$signalled" ] && refuse 'the agent stopped waiting before anybody had answered.' 'Ask again.'
  refuse "its hook program $1" 'In the editor, run "Holdpoint: Doctor".'
}

count=0 first= last=
while [ "$count" -lt 3 ] && { IFS= read -r line || [ -n "$line" ]; }; do
  count=$((count + 1))
  [ "$count" -eq 1 ] && first=$line
  last=$line
done <"$out" || fail 'left nothing to read.'
case $code in 0 | 2) ;; *) fail "ended by itself, with code $code." ;; esac
[ "$last" = "${endLine('$end')}" ] || fail 'ended without having decided.'
case $count:$first in
  1:*) first= ;;
  2:'{'*'}') ;;
  *) fail 'said something that cannot be passed on.' ;;
esac
[ -n "$signalled" ] && [ "$code" -eq 0 ] && fail
if [ "$code" -eq 2 ]; then
  [ -s "$err" ] || printf 'Holdpoint: refused. The action did not run.\\n' >&2
  while IFS= read -r line || [ -n "$line" ]; do printf '%s\\n' "$line"; done <"$err" >&2
fi
if [ -n "$first" ]; then printf '%s\\n' "$first" || exit 2; fi
exit "$code"
`;
