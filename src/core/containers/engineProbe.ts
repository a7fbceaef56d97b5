/**
 * What docker and compose would take away, by what the engine has: containers, volumes and who mounts them, sizes.
 * Reads lists only; compose is asked for its files as it understands them, and not allowed to fetch others.
 * @see https://docs.docker.com/reference/cli/docker/
 */
import { canonical } from '../../base/json.ts';
import { fileStep } from '../impact/fileStep.ts';
import type { Impact } from '../impact/impact.ts';
import type { Answer, Probe, ProbeStep } from '../impact/probe.ts';
import { type CommandSubject, isPlain } from '../impact/subject.ts';
import { wholeImpact } from '../impact/whole.ts';
import { redact } from '../journal/redact.ts';
import { resolvePath } from '../paths.ts';
import { readComposeFiles, readHashes, readVariables } from './composeProject.ts';
import { containersImpact } from './containersImpact.ts';
import { readContainers, readDevices, readNetworks, readUsage, readVolumes } from './engine.ts';
import { type EngineState, goingIn } from './going.ts';
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
    // Commands and labels of containers, options of volumes: passwords stand in all of them.
    confidential: /^(?:ps|system|inspect)$/.test(args[0] ?? '') || args[1] === 'inspect',
    optional,
  });
  // Environment variables of services hold passwords in clear.
  const composed = (...args: readonly string[]): ProbeStep => ({
    ...docker([], true),
    program: compose?.program ?? command.program,
    args: [...(compose?.args ?? []), ...args],
    confidential: true,
  });
  const folder = pathFrom(command, wish.kind === 'compose' ? wish.folder : undefined);
  const questions: ReadonlyMap<Topic, ProbeStep> = new Map<Topic, ProbeStep>([
    ['version', docker(['version', '--format', '{{json .Server.APIVersion}}'], false)],
    ['name', docker(['info', '--format', '{{json .Name}}'], true)],
    ['containers', docker(['ps', '-a', '--no-trunc', '--format', '{{json .}}'], false)],
    ['volumes', docker(['volume', 'ls', '--format', '{{json .}}'], false)],
    ['networks', docker(['network', 'ls', '--no-trunc', '--format', '{{json .}}'], false)],
    ['usage', docker(['system', 'df', '-v', '--format', '{{json .}}'], true)],
    ...(wish.kind !== 'compose' ? [] : [['config', composed('config')] as const]),
    ...(wish.kind !== 'compose'
      ? []
      : [
          [
            'variables',
            fileStep(
              command.directory,
              wish.variables === undefined ? `${folder}/.env` : pathFrom(command, wish.variables),
            ),
          ] as const,
        ]),
    ...(wish.kind === 'compose' && wish.verb === 'up' ? [['hashes', composed('config', '--hash', '*')] as const] : []),
  ]);
  const topics = [...questions.keys()];
  const answerTo = (answers: readonly Answer[], topic: Topic): Answer | undefined => answers[topics.indexOf(topic)];
  const stateIn = (answers: readonly Answer[]): EngineState => {
    const said = (topic: Topic): string => (topics.includes(topic) ? (answerTo(answers, topic)?.stdout ?? '') : '');
    const { volumes: bytes, images } = readUsage(said('usage'));
    return {
      containers: readContainers(said('containers')),
      volumes: readVolumes(said('volumes')),
      networks: readNetworks(said('networks')),
      bytes,
      images,
      devices: readDevices(answers[topics.length]?.stdout ?? ''),
      version: /[\d.]+/.exec(said('version'))?.[0] ?? '',
      files: readComposeFiles(said('config')),
      hashes: readHashes(said('hashes')),
      variables: readVariables(said('variables')),
      folder,
    };
  };
  return {
    id: canonical(['docker', command.program, command.directory, command.args, command.env]),
    kind: plain && isPlain(command) ? 'network' : 'project code',
    title: 'Ask the engine what there is, and who uses it',
    limit,
    steps: () => [...questions.values()],
    more(answers) {
      if (answers.length > topics.length) return [];
      const volumes = guarded(() => goingIn(wish, stateIn(answers)).volumes, []);
      return volumes.length === 0 ? [] : [docker(['volume', 'inspect', ...volumes.slice(0, mostInspected)], true)];
    },
    read: (answers) =>
      guarded(() => {
        const state = stateIn(answers);
        const other = ['DOCKER_HOST', 'DOCKER_CONTEXT'].find((name) => state.variables.has(name));
        return other === undefined
          ? withPlace(containersImpact(wish, state), answerTo(answers, 'name'), answerTo(answers, 'usage'))
          : wholeImpact(
              [],
              [
                {
                  what: 'the engine',
                  why: `The project’s file of variables sets ${other}: compose may act on another engine than the one that was asked.`,
                },
              ],
            );
      }, unreadable),
  };
}

type Topic = 'version' | 'name' | 'containers' | 'volumes' | 'networks' | 'usage' | 'config' | 'variables' | 'hashes';

const pathFrom = ({ directory }: CommandSubject, path: string | undefined): string =>
  path === undefined ? directory : (resolvePath(directory, path) ?? directory);

const unreadable = wholeImpact([], [{ what: 'the engine', why: 'Its answer is not one Holdpoint can read.' }]);

/** Which engine it is, and what it did not say. */
function withPlace(impact: Impact, named: Answer | undefined, usage: Answer | undefined): Impact {
  const name = /^"(.*)"$/.exec((named?.stdout ?? '').trim())?.[1];
  const sizes = usage?.failed;
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
