/**
 * What docker and compose would take away, by what the engine has: containers, volumes and who mounts them, sizes.
 * Reads lists only; compose is asked for its files as it understands them, and not allowed to fetch others.
 * @see https://docs.docker.com/reference/cli/docker/
 */
import { canonical } from '../../base/json.ts';
import type { Impact } from '../impact/impact.ts';
import type { Answer, Probe, ProbeStep } from '../impact/probe.ts';
import { type CommandSubject, isPlain } from '../impact/subject.ts';
import { wholeImpact } from '../impact/whole.ts';
import { redact } from '../journal/redact.ts';
import { resolvePath } from '../paths.ts';
import { readComposeFiles, readHashes } from './composeProject.ts';
import { containersImpact, type EngineState, goingIn } from './containersImpact.ts';
import { readContainers, readDevices, readNetworks, readUsage, readVolumes } from './engine.ts';
import { type Asked, readWish } from './wish.ts';

/** Milliseconds. The engine walks through its disks for the sizes. */
const limit = 90_000;
/** Volumes whose options are looked at. */
const mostInspected = 200;

const env = {
  COMPOSE_EXPERIMENTAL_GIT_REMOTE: 'false',
  COMPOSE_EXPERIMENTAL_OCI_REMOTE: 'false',
  DOCKER_CLI_HINTS: 'false',
  NO_COLOR: '1',
};

/** The probe of what docker or compose takes away; none for the rest. */
export function askDocker(command: CommandSubject): readonly Probe[] {
  const asked = readWish(command);
  return asked === undefined ? [] : [engineProbe(command, asked)];
}

function engineProbe(command: CommandSubject, asked: Asked): Probe {
  const { wish, compose, engine, plain } = asked;
  const docker = (args: readonly string[], optional: boolean): ProbeStep => ({
    program: compose?.program.replace(/docker-compose(?=(?:\.exe)?$)/, 'docker') ?? command.program,
    args: [...engine, ...args],
    cwd: command.directory,
    env: { ...command.env, ...env },
    good: [0],
    confidential: false,
    optional,
  });
  const all = [
    docker(['version', '--format', '{{json .Server.APIVersion}}'], false),
    docker(['info', '--format', '{{json .Name}}'], true),
    docker(['ps', '-a', '--no-trunc', '--format', '{{json .}}'], false),
    docker(['volume', 'ls', '--format', '{{json .}}'], false),
    docker(['network', 'ls', '--no-trunc', '--format', '{{json .}}'], false),
    docker(['system', 'df', '-v', '--format', '{{json .}}'], true),
  ];
  // Environment variables of services hold passwords in clear.
  const told = (...args: readonly string[]): readonly ProbeStep[] =>
    compose === undefined
      ? []
      : [{ ...docker([], true), program: compose.program, args: [...compose.args, ...args], confidential: true }];
  const files = told('config');
  const hashes = wish.kind === 'compose' && wish.verb === 'up' ? told('config', '--hash', '*') : [];
  const stateIn = (answers: readonly Answer[]): EngineState => {
    const [version, , containers, volumes, networks, usage, ...more] = answers.map(({ stdout }) => stdout);
    const { volumes: bytes, images } = readUsage(usage ?? '');
    const config = more.slice(0, files.length)[0];
    const hashed = more.slice(files.length, files.length + hashes.length)[0];
    const inspected = more[files.length + hashes.length];
    return {
      containers: readContainers(containers ?? ''),
      volumes: readVolumes(volumes ?? ''),
      networks: readNetworks(networks ?? ''),
      bytes,
      images,
      devices: readDevices(inspected ?? ''),
      version: /[\d.]+/.exec(version ?? '')?.[0] ?? '',
      files: config === undefined ? undefined : readComposeFiles(config),
      hashes: readHashes(hashed ?? ''),
      folder:
        (wish.kind === 'compose' && wish.folder !== undefined
          ? resolvePath(command.directory, wish.folder, undefined)
          : undefined) ?? command.directory,
    };
  };
  return {
    id: canonical(['docker', command.program, command.directory, command.args, command.env]),
    kind: plain && isPlain(command) ? 'network' : 'project code',
    title: 'Ask the engine what there is, and who uses it',
    limit,
    steps: () => [...all, ...files, ...hashes],
    more(answers) {
      if (answers.length > all.length + files.length + hashes.length) return [];
      const volumes = guarded(() => goingIn(wish, stateIn(answers)).volumes, []);
      return volumes.length === 0 ? [] : [docker(['volume', 'inspect', ...volumes.slice(0, mostInspected)], true)];
    },
    read: (answers) => guarded(() => withPlace(containersImpact(wish, stateIn(answers)), answers), unreadable),
  };
}

const unreadable = wholeImpact([], [{ what: 'the engine', why: 'Its answer is not one Holdpoint can read.' }]);

/** Which engine it is, and what it did not say. */
function withPlace(impact: Impact, answers: readonly Answer[]): Impact {
  const name = /^"(.*)"$/.exec((answers[1]?.stdout ?? '').trim())?.[1];
  const sizes = answers[5]?.failed;
  return {
    ...impact,
    remarks: [
      ...impact.remarks,
      ...(name === undefined || name === '' ? [] : [`The engine calls itself “${redact(name)}”.`]),
      ...(sizes === undefined ? [] : ['How much is in its volumes it did not say.']),
    ],
  };
}

function guarded<Value>(read: () => Value, instead: Value): Value {
  try {
    return read();
  } catch {
    return instead;
  }
}
