/** Commands of the AWS CLI, by their words: no quoting, a space is a space. */
import type { CommandSubject } from '../../src/core/impact/subject.ts';

export function subjectOf(line: string, env: Readonly<Record<string, string>> = {}): CommandSubject {
  const [program = '', ...args] = line.split(' ');
  return { kind: 'command', program, args, directory: '/home/dev/project', env };
}
