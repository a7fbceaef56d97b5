/** Which cluster a command would reach: the first thing that is asked. */
import { looseRecord, optionalList, parsedJson, textIn } from '../../base/looseJson.ts';
import type { Answer, ProbeStep } from '../impact/probe.ts';
import { ask, given, isOn, type KubectlLine } from './kubectlLine.ts';
import { within } from './objects.ts';

export interface Where {
  readonly context: string;
  readonly server: string;
  readonly namespace: string;
  /** In all namespaces, whichever is chosen. */
  readonly everywhere?: boolean;
}

/** Credentials come out as REDACTED. */
export const askWhere = (line: KubectlLine): ProbeStep =>
  ask(line, ['config', 'view', '--minify', '-o', 'json'], { optional: true });

export const isWhere = ({ step }: Answer): boolean => step.args[0] === 'config';

/** What a configuration leads to. */
export function whereOf(answer: Answer | undefined): Where {
  const config = configIn(answer?.stdout ?? '');
  const [context] = optionalList(config.contexts).map(looseRecord);
  return {
    context: textIn(config, 'current-context'),
    server: answer === undefined ? '' : serverIn(answer),
    namespace: textIn(within(context ?? {}, 'context'), 'namespace') || 'default',
  };
}

/** What the line itself names wins. */
export function whereIn(answers: readonly Answer[], line: KubectlLine): Where {
  const { context, server, namespace } = whereOf(answers.find(isWhere));
  return {
    context: given(line, '--context') ?? context,
    server: given(line, '-s', '--server') ?? server,
    namespace: given(line, '-n', '--namespace') ?? namespace,
    everywhere: isOn(line, '-A', '--all-namespaces'),
  };
}

/** The server a configuration leads to. */
export function serverIn({ stdout }: Answer): string {
  const [cluster] = optionalList(configIn(stdout).clusters).map(looseRecord);
  return textIn(within(cluster ?? {}, 'cluster'), 'server');
}

const configIn = (text: string) => looseRecord(parsedJson(text));

/** A sentence. */
export function whereSaid({ context, server, namespace, everywhere }: Where): string {
  if (server === '') return 'Which cluster this reaches could not be read.';
  const where = everywhere === true ? 'all namespaces' : `namespace ${namespace}`;
  return `${context === '' ? 'Server' : `Context ${context}: server`} ${withoutUser(server)}, ${where}.`;
}

const withoutUser = (server: string): string => server.replace(/\/\/[^/@]*@/, '//');
