/** Whom gcloud and az act as, and with which roles. Reads only. */
import { canonical } from '../../base/json.ts';
import { looseRecord, optionalList, textIn } from '../../base/looseJson.ts';
import { azEnv } from '../clouds/azure.ts';
import { gcloudEnv } from '../clouds/gcloud.ts';
import { jsonOf } from '../impact/answers.ts';
import type { AskTool } from '../impact/askTool.ts';
import type { Answer, Probe, ProbeStep } from '../impact/probe.ts';
import { type CommandSubject, isPlain } from '../impact/subject.ts';
import { type Rights, rightsOf } from './rights.ts';
import { rightsImpact } from './rightsImpact.ts';

/** Milliseconds: each call starts a Python program and goes over the network. */
const limit = 45_000;

const off = { ...gcloudEnv, ...azEnv, NO_COLOR: '1' };

const step = ({ program, directory, env }: CommandSubject, args: readonly string[]): ProbeStep => ({
  program,
  args,
  cwd: directory,
  env: { ...env, ...off },
  good: [0],
  confidential: false,
  optional: true,
});

/** An option of the held line with its value, in one word. */
function given({ args }: CommandSubject, ...names: readonly string[]): string | undefined {
  const at = args.findLastIndex((arg) => names.some((name) => arg === name || arg.startsWith(`${name}=`)));
  const found = args[at];
  if (found === undefined) return undefined;
  return found.includes('=') ? found.slice(found.indexOf('=') + 1) : args[at + 1];
}

const carry = (command: CommandSubject, ...names: readonly string[]): readonly string[] =>
  names.flatMap((name) => {
    const value = given(command, name);
    return value === undefined ? [] : [`${name}=${value}`];
  });

/** `{"core": {"account": …, "project": …}}`. */
export const askGcloudRights: AskTool = (command) => {
  if (!isPlain(command)) return [];
  const chosen = carry(command, '--configuration', '--account', '--project');
  const config = step(command, ['config', 'list', '--format=json', ...chosen]);
  return [
    probeOf(
      ['gcloud rights', command.program, chosen],
      'Ask gcloud whom it acts as, and with what roles',
      [config],
      (answers) => {
        if (answers.length > 1) return [];
        const core = looseRecord(looseRecord(jsonOf(answers[0])).core);
        const account = given(command, '--account') ?? textIn(core, 'account');
        const project = given(command, '--project') ?? textIn(core, 'project');
        if (account === '' || project === '') return [];
        return [
          step(command, [
            'projects',
            'get-iam-policy',
            project,
            '--flatten=bindings[].members',
            `--filter=bindings.members~:${account}$`,
            '--format=json',
            ...carry(command, '--configuration', '--account'),
          ]),
        ];
      },
      (answers) => readGcloudRights(answers, given(command, '--account')),
    ),
  ];
};

/** What the answers say. */
function readGcloudRights(answers: readonly Answer[], chosen?: string): Rights {
  const account = chosen ?? textIn(looseRecord(looseRecord(jsonOf(answers[0])).core), 'account');
  const roles = optionalList(jsonOf(answers[1])).map((entry) =>
    textIn(looseRecord(looseRecord(entry).bindings), 'role'),
  );
  return rolesOf('gcloud', account, roles.filter(Boolean), /^roles\/(?:owner|editor)$/, answers);
}

export const askAzRights: AskTool = (command) => {
  if (!isPlain(command)) return [];
  const chosen = carry(command, '--subscription');
  const show = step(command, ['account', 'show', '-o', 'json', ...chosen]);
  return [
    probeOf(
      ['az rights', command.program, chosen],
      'Ask Azure whom it acts as, and with what roles',
      [show],
      (answers) => {
        if (answers.length > 1) return [];
        const name = textIn(looseRecord(looseRecord(jsonOf(answers[0])).user), 'name');
        return name === ''
          ? []
          : [
              step(command, [
                'role',
                'assignment',
                'list',
                `--assignee=${name}`,
                '--all',
                '--include-inherited',
                '-o',
                'json',
                ...chosen,
              ]),
            ];
      },
      readAzRights,
    ),
  ];
};

/** What the answers say. */
function readAzRights(answers: readonly Answer[]): Rights {
  const name = textIn(looseRecord(looseRecord(jsonOf(answers[0])).user), 'name');
  const roles = optionalList(jsonOf(answers[1])).map((entry) => textIn(looseRecord(entry), 'roleDefinitionName'));
  return rolesOf('az', name, roles.filter(Boolean), /^(?:Owner|Contributor)$/, answers);
}

function rolesOf(
  tool: string,
  name: string,
  roles: readonly string[],
  almighty: RegExp,
  answers: readonly Answer[],
): Rights {
  const open = answers.flatMap(({ failed }) => (failed === undefined ? [] : [failed]));
  return rightsOf({
    tool,
    ...(name === '' ? {} : { who: `\`${name}\`` }),
    holds: [...new Set(roles)].sort((one, other) => Number(almighty.test(other)) - Number(almighty.test(one))),
    everything: roles.some((role) => almighty.test(role)),
    needs: [],
    missing: [],
    open: name === '' && open.length === 0 ? ['Nobody is signed in.'] : open,
  });
}

function probeOf(
  id: readonly unknown[],
  title: string,
  first: readonly ProbeStep[],
  more: (answers: readonly Answer[]) => readonly ProbeStep[],
  read: (answers: readonly Answer[]) => Rights,
): Probe {
  return {
    id: canonical(id),
    kind: 'network',
    title,
    limit,
    steps: () => first,
    more,
    read: (answers) => rightsImpact(read(answers)),
  };
}
