/**
 * What a playbook would change, by its text, its list of hosts, and a rehearsal where that is one.
 *
 * `--check` is a promise of the modules and not of the tool: a task with `check_mode: false` runs for real. So the
 * playbook and everything it takes in are read first, and what cannot be read to the end is not rehearsed.
 * Inventories, plugins and lookups of the project run on this machine all the same: a person is asked first.
 * @see https://docs.ansible.com/ansible/latest/playbook_guide/playbooks_checkmode.html
 */
import { canonical } from '../../base/json.ts';
import { fileStep } from '../impact/fileStep.ts';
import type { Answer, Probe, ProbeStep } from '../impact/probe.ts';
import type { CommandSubject } from '../impact/subject.ts';
import { resolvePath } from '../paths.ts';
import { literals } from '../shell/invocation.ts';
import { lastOption, names, readOptions } from '../shell/options.ts';
import { readCheck, readHosts } from './checkReport.ts';
import { type Files, type Playbook, pairsIn, readPlaybooks } from './playbook.ts';
import { playbookImpact, type Rehearsal } from './playbookImpact.ts';

/** Milliseconds. */
const limit = 300_000;
/** Files of one playbook that are read. */
const mostFiles = 300;

const values = names(
  '-i --inventory --inventory-file -l --limit -e --extra-vars -t --tags --skip-tags -u --user -m --module-name -a --args -f --forks -M --module-path --vault-id --vault-password-file -c --connection -T --timeout --private-key --key-file --become-user --become-method --start-at-task --playbook-dir --ssh-common-args --sftp-extra-args --scp-extra-args --ssh-extra-args -B --background -P --poll --task-timeout --become-password-file --connection-password-file',
);

/** Nothing is reported elsewhere, and the answer has the layout that is read. */
const env = {
  ANSIBLE_STDOUT_CALLBACK: 'default',
  ANSIBLE_CALLBACKS_ENABLED: '',
  ANSIBLE_CALLBACK_RESULT_FORMAT: 'json',
  ANSIBLE_DISPLAY_SKIPPED_HOSTS: 'true',
  ANSIBLE_DISPLAY_OK_HOSTS: 'true',
  ANSIBLE_NOCOLOR: 'true',
  ANSIBLE_FORCE_COLOR: 'false',
  ANSIBLE_RETRY_FILES_ENABLED: 'false',
  ANSIBLE_LOG_PATH: '/dev/null',
  LC_ALL: 'C.UTF-8',
};

export function askPlaybook(command: CommandSubject): readonly Probe[] {
  const { options, paths } = lineOf(command);
  if (!/(?:^|\/)ansible-playbook$/.test(command.program) || paths.length === 0) return [];
  // Louder answers have another layout, and a password cannot be typed.
  const args = command.args.filter((each) => !/^-v+$|^--verbose$/.test(each));
  const asksPassword =
    lastOption(options, '-k', '-K', '-J', '--ask-pass', '--ask-become-pass', '--ask-vault-pass', '--step') !==
    undefined;
  return [
    {
      id: canonical(['ansible-playbook', command.program, command.directory, command.args, command.env]),
      kind: 'project code',
      title: 'List the hosts, read the playbook, and rehearse it where that changes nothing',
      limit,
      steps: () => [
        ...paths.map((path) => fileStep(command.directory, path)),
        ansible(command, [...args, '--list-hosts', '--list-tasks'], true),
      ],
      more(answers) {
        const { wanted, traps } = playbookIn(paths, answers);
        if (wanted.length > 0 && answers.length < mostFiles)
          return wanted.map(({ path }) => fileStep(command.directory, path));
        if (wanted.length > 0 || traps.length > 0 || asksPassword || answers.some(isCheck)) return [];
        return [ansible(command, [...args, '--check', '--diff'], true)];
      },
      read: (answers) => playbookImpact(rehearsalIn(paths, answers, asksPassword)),
    },
  ];
}

function lineOf({ args, directory }: CommandSubject) {
  const options = readOptions(literals(args), { values, clusters: true });
  const paths = options.words.flatMap(({ value }) => resolvePath(directory, value, undefined) ?? []);
  return { options, paths };
}

const ansible = (
  { program, directory, env: set }: CommandSubject,
  args: readonly string[],
  optional: boolean,
): ProbeStep => ({
  program,
  args,
  cwd: directory,
  env: { ...set, ...env },
  // 2: hosts failed, 4: hosts could not be reached. The answer says which.
  good: [0, 2, 4],
  // Differences show files as they are.
  confidential: args.includes('--check'),
  optional,
});

const isCheck = ({ step }: Answer): boolean => step.args.includes('--check');

function playbookIn(paths: readonly string[], answers: readonly Answer[]): Playbook {
  const files: Files = new Map(
    answers.flatMap(({ step, stdout, failed }) =>
      step.program === 'cat' ? [[step.args.at(-1) ?? '', failed === undefined ? stdout : undefined] as const] : [],
    ),
  );
  return readPlaybooks(paths, files);
}

function rehearsalIn(paths: readonly string[], answers: readonly Answer[], asksPassword: boolean): Rehearsal {
  const { tasks, wanted, traps } = playbookIn(paths, answers);
  const list = answers.find(({ step }) => step.args.includes('--list-hosts'));
  const check = answers.find(isCheck);
  const runs = check === undefined ? [] : readCheck(check.stdout);
  const doubts = [
    ...traps,
    ...(wanted.length > 0 ? [`More than ${mostFiles} files belong to it.`] : []),
    ...(asksPassword ? ['It asks for a password, which nobody can type here.'] : []),
    ...(list?.failed === undefined ? [] : [list.failed]),
    ...(check === undefined || (check.failed === undefined && runs.length > 0)
      ? []
      : [check.failed ?? 'It printed nothing.']),
    ...(/^\S+ +: .*unreachable=[1-9]/m.test(check?.stdout ?? '') ? ['Some hosts could not be reached.'] : []),
  ];
  return { tasks, hosts: readHosts(list?.stdout ?? ''), runs: runs.length > 0 ? runs : undefined, doubts };
}

/** One module on a group of hosts: `ansible web -m file -a 'path=/srv state=absent'`. Only its hosts are looked up. */
export function askAdHoc(command: CommandSubject): readonly Probe[] {
  const { options } = lineOf(command);
  const [pattern, ...others] = options.words;
  if (!/(?:^|\/)ansible$/.test(command.program) || pattern === undefined || others.length > 0) return [];
  const module = (lastOption(options, '-m', '--module-name')?.value?.value ?? 'command').split('.').at(-1) ?? '';
  const args = pairsIn(lastOption(options, '-a', '--args')?.value?.value ?? '');
  const task = { name: module, module, args, conditional: false, asksForCheck: false };
  return [
    {
      id: canonical(['ansible', command.program, command.directory, command.args, command.env]),
      kind: 'project code',
      title: 'List the hosts it is for',
      limit,
      steps: () => [{ ...ansible(command, [...command.args, '--list-hosts'], false), good: [0] }],
      read: (answers) =>
        playbookImpact({ tasks: [task], hosts: readHosts(answers[0]?.stdout ?? ''), runs: undefined, doubts: [] }),
    },
  ];
}
