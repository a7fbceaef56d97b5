/** A playbook, its hosts and its rehearsal → what would change on them, and what no rehearsal shows. */
import { firstOf, ticked } from '../../base/sentence.ts';
import type { AttributeChange, Holding, Impact, Resource, Uninspectable, WayBack } from '../impact/impact.ts';
import { unmarked } from '../impact/masking.ts';
import { wholeImpact } from '../impact/whole.ts';
import { redact } from '../journal/redact.ts';
import type { Difference, TaskRun } from './checkReport.ts';
import type { Task } from './playbook.ts';

export interface Rehearsal {
  readonly tasks: readonly Task[];
  readonly hosts: readonly string[];
  /** Undefined: there was none. */
  readonly runs: readonly TaskRun[] | undefined;
  /** Why there was none, or why it is not the whole truth: sentences. */
  readonly doubts: readonly string[];
}

/** They do what their text says, and a rehearsal leaves them out. */
const opaque =
  /^(?:command|shell|raw|script|expect|win_command|win_shell|win_powershell|win_psexec|telnet|cli_command)$/;
const looking =
  /^(?:ping|setup|debug|stat|gather_facts|service_facts|package_facts|getent|assert|find|slurp|fetch|wait_for|wait_for_connection|fail|set_fact|include_vars|meta|pause|add_host|group_by|uri|set_stats|validate_argument_spec|\w+_info|\w+_facts)$/;

/** Modules by what goes when their state is absent. */
const holdings: ReadonlyMap<string, Holding> = new Map<string, Holding>([
  ['docker_volume', 'data'],
  ['podman_volume', 'data'],
  ['postgresql_db', 'data'],
  ['postgresql_schema', 'data'],
  ['postgresql_table', 'data'],
  ['mysql_db', 'data'],
  ['mongodb_user', 'identity'],
  ['lvol', 'data'],
  ['lvg', 'data'],
  ['parted', 'data'],
  ['filesystem', 'data'],
  ['zfs', 'data'],
  ['k8s', 'container'],
  ['s3_bucket', 'data'],
  ['rds_instance', 'data'],
  ['dynamodb_table', 'data'],
  ['ec2_vol', 'data'],
  ['ec2_snapshot', 'backup'],
  ['ec2_instance', 'vm-disk'],
  ['cloudformation', 'container'],
  ['user', 'identity'],
]);

export function playbookImpact({ tasks, hosts, runs, doubts }: Rehearsal): Impact {
  const unseen = doubts.map((why): Uninspectable => ({ what: 'the rehearsal', why }));
  if (runs === undefined) {
    const said = byText(tasks, hosts);
    return wholeImpact(
      said.resources,
      [...unseen, ...said.uninspectable],
      [...hostRemark(hosts), 'It was not rehearsed: this is what the text of the playbook says.'],
    );
  }
  const left = [...tasks];
  const paired = runs.map((run) => {
    const index = left.findIndex(({ name }) => name === run.name);
    return { run, task: index < 0 ? undefined : left.splice(index, 1)[0] };
  });
  // Where it failed, the rest was not rehearsed, and runs all the same once that is mended.
  const rest = byText(runs.some(({ failed }) => failed.length > 0) ? left : [], hosts);
  return wholeImpact(
    [...paired.flatMap(({ run, task }) => (run.changed.length > 0 ? [rehearsed(run, task)] : [])), ...rest.resources],
    [...unseen, ...paired.flatMap(({ run, task }) => notRehearsed(run, task)), ...rest.uninspectable],
    hostRemark(hosts),
  );
}

function byText(tasks: readonly Task[], hosts: readonly string[]): Pick<Impact, 'resources' | 'uninspectable'> {
  const acting = tasks.filter(({ module }) => !looking.test(module));
  return {
    resources: acting.filter(({ module }) => !opaque.test(module)).map((task) => planned(task, hosts)),
    uninspectable: acting.filter(({ module }) => opaque.test(module)).map(runsAnything),
  };
}

const hostRemark = (hosts: readonly string[]): readonly string[] =>
  hosts.length === 0 ? [] : [`It is for ${firstOf(hosts.map(ticked), 5)}.`];

const runsAnything = ({ name, module, args }: Task): Uninspectable => {
  const raw = args._raw ?? args.cmd ?? args.argv;
  const text = typeof raw === 'string' && raw !== '' ? `: ${redact(raw).replaceAll(/\s+/g, ' ').slice(0, 120)}` : '';
  return { what: name, why: `It runs what no rehearsal shows (${module}${text}).` };
};

/** What is skipped in a rehearsal may well run for real. */
function notRehearsed({ name, skipped, failed }: TaskRun, task: Task | undefined): readonly Uninspectable[] {
  if (failed.length > 0)
    return [
      {
        what: name,
        why: `Its rehearsal failed on ${failed.slice(0, 3).join(', ')}: what comes after it there was not looked at.`,
      },
    ];
  if (skipped.length === 0) return [];
  if (task === undefined)
    return [{ what: name, why: 'It was left out of the rehearsal, and does not stand in the text.' }];
  if (opaque.test(task.module)) return [runsAnything(task)];
  if (task.asksForCheck) return [{ what: name, why: 'It does something else when it is only rehearsed.' }];
  return task.conditional || looking.test(task.module)
    ? []
    : [{ what: name, why: `The module ${task.module} cannot be rehearsed.` }];
}

const removes = ({ args }: Task): boolean => /^(?:absent|terminated|deleted|destroyed)$/.test(String(args.state ?? ''));

/** By what the task is given; a name that is made up only when it runs says nothing. */
function subjectOf({ args, name }: Task): string {
  const said = args.path ?? args.dest ?? args.name ?? args.db;
  return typeof said === 'string' && said !== '' && !said.includes('{{') ? said : name;
}

function planned(task: Task, hosts: readonly string[]): Resource {
  const action = removes(task) ? 'delete' : 'update';
  return {
    ...base(task.name, subjectOf(task), task.module, action),
    reason: `Task “${task.name}”, by its text alone${task.conditional ? ', under a condition' : ''}.`,
    ...onHosts(hosts),
    ...held(task, action),
    wayBack: action === 'delete' ? gone(task) : { kind: 'unknown', why: 'how it is now has not been looked at' },
    provenance: 'text',
  };
}

function rehearsed({ name, changed, differences }: TaskRun, task: Task | undefined): Resource {
  const [first] = differences;
  const absent = differences.some(({ added }) => added.some((line) => /^\s*"state": "absent"/.test(line)));
  const was = differences.some(({ removed }) => removed.some((line) => /^\s*"state": "absent"/.test(line)));
  const action = absent || (task !== undefined && removes(task)) ? 'delete' : was ? 'create' : 'update';
  const subject = first?.path ?? (task === undefined ? name : subjectOf(task));
  return {
    ...base(name, subject, task?.module ?? '', action),
    reason: `Task “${name}” would change it.`,
    ...onHosts(changed),
    ...(task === undefined ? {} : held(task, action)),
    attributes: differences.flatMap((each) => linesOf(each)),
    wayBack:
      action === 'delete'
        ? gone(task)
        : action === 'create'
          ? { kind: 'reversible', why: 'it can be removed again' }
          : {
              kind: 'effort',
              why:
                task?.args.backup === true || /^(?:yes|true)$/i.test(String(task?.args.backup ?? ''))
                  ? 'the old one is kept beside it'
                  : 'the old state can be set again by hand',
            },
    provenance: 'probe',
  };
}

const base = (task: string, subject: string, module: string, action: Resource['action']) => ({
  address: redact(subject),
  provider: 'ansible',
  type: module,
  name: task,
  action,
  actions: [action],
  attributes: [] as readonly AttributeChange[],
  dependents: [],
});

const onHosts = (hosts: readonly string[]): Pick<Resource, 'facts'> => {
  const [only] = hosts;
  return only === undefined ? {} : { facts: [hosts.length === 1 ? `on ${only}` : `on ${hosts.length} hosts`] };
};

const held = ({ module }: Task, action: string): Pick<Resource, 'holds'> => {
  const holds = holdings.get(module);
  return action === 'delete' && holds !== undefined ? { holds } : {};
};

const gone = (task: Task | undefined): WayBack => {
  const module = task?.module ?? 'file';
  return holdings.has(module) || module === 'file'
    ? { kind: 'irreversible', why: 'Ansible keeps no copy of it' }
    : { kind: 'effort', why: 'it can be set up again' };
};

/** Files whose lines nobody should read here. */
const secretFile =
  /\.env\b|secret|passw|credential|token|vault|shadow|\.pem$|\.key$|id_[a-z\d]+$|htpasswd|\.pgpass|\.netrc/i;

/** Lines that go and come, without what looks like a secret. */
function linesOf({ path = '', removed, added }: Difference): readonly AttributeChange[] {
  if (removed.length + added.length === 0) return [];
  const mask = unmarked;
  const shown = (lines: readonly string[]): AttributeChange['before'] => {
    if (lines.length === 0) return { kind: 'absent' };
    if (secretFile.test(path)) return { kind: 'masked' };
    return { kind: 'value', text: JSON.stringify(mask.text(redact(lines.join('\n')))) };
  };
  return [{ path: 'content', before: shown(removed), after: shown(added), forces: false }];
}
