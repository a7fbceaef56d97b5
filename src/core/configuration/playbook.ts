/**
 * A playbook and the files it takes in → its tasks, and what about them a rehearsal would get wrong.
 * @see https://docs.ansible.com/ansible/latest/reference_appendices/playbooks_keywords.html
 * @see https://docs.ansible.com/ansible/latest/playbook_guide/playbooks_checkmode.html
 */
import { parseDocument } from 'yaml';
import { looseRecord, type Node } from '../../base/looseJson.ts';
import { resolvePath } from '../paths.ts';

export interface Task {
  /** As `--list-tasks` prints it: `web : copy the settings`. */
  readonly name: string;
  /** Without its collection: `file`. */
  readonly module: string;
  readonly args: Node;
  /** It runs only under a condition, or once for each of several things. */
  readonly conditional: boolean;
  /** It looks at whether this is a rehearsal. */
  readonly asksForCheck: boolean;
}

export interface Playbook {
  readonly tasks: readonly Task[];
  /** Files that are still to be read, absolute, and whether the playbook can do without. */
  readonly wanted: readonly { readonly path: string; readonly optional: boolean }[];
  /** Why a rehearsal would not be one, or nobody can tell: sentences. */
  readonly traps: readonly string[];
}

/** Text by absolute path; `undefined` for a file that could not be read. Those not in it were not asked for yet. */
export type Files = ReadonlyMap<string, string | undefined>;

/** More of a role or a file than anybody includes in itself. */
const deepest = 30;

interface Place {
  readonly folder: string;
  readonly role?: string;
  readonly depth: number;
}

export function readPlaybooks(paths: readonly string[], files: Files): Playbook {
  const tasks: Task[] = [];
  const wanted = new Map<string, boolean>();
  const traps = new Set<string>();
  const seen = new Set<string>();

  function open(path: string, optional: boolean): unknown {
    if (!files.has(path)) {
      wanted.set(path, optional && (wanted.get(path) ?? true));
      return undefined;
    }
    const text = files.get(path);
    if (text === undefined) {
      if (!optional) traps.add(`${path} cannot be read.`);
      return undefined;
    }
    try {
      const doc = parseDocument(text, { version: '1.1', logLevel: 'silent', customTags });
      if (doc.errors.length > 0) throw doc.errors[0];
      return doc.toJS({ maxAliasCount: 100 });
    } catch {
      traps.add(`${path} cannot be understood.`);
      return undefined;
    }
  }

  function plays(path: string, depth: number): void {
    if (depth > deepest || seen.has(path)) return;
    seen.add(path);
    const folder = folderOf(path);
    for (const each of entries(open(path, false))) {
      const imported = textOf(each.import_playbook ?? each['ansible.builtin.import_playbook']);
      if (imported !== undefined) {
        follow(imported, folder, (file) => plays(file, depth + 1));
        continue;
      }
      noteCheck(each);
      for (const role of listOf(each.roles)) {
        const found = typeof role === 'string' ? { role } : looseRecord(role);
        noteCheck(found);
        openRole(textOf(found.role ?? found.name), folder, depth);
      }
      for (const part of ['pre_tasks', 'tasks', 'post_tasks', 'handlers'])
        for (const task of entries(each[part])) readTask(task, { folder, depth });
    }
  }

  function openRole(name: string | undefined, folder: string, depth: number): void {
    if (name === undefined || name.includes('{{')) {
      traps.add('It takes in a role that is known only when it runs.');
      return;
    }
    if (depth > deepest || seen.has(`role ${name}`)) return;
    seen.add(`role ${name}`);
    const own = name.startsWith('/') ? name : `${folder}/roles/${name}`;
    const last = name.split('/').at(-1) ?? name;
    const place = { folder: `${own}/tasks`, role: last, depth: depth + 1 };
    for (const task of entries(open(`${own}/tasks/main.yml`, false))) readTask(task, place);
    for (const task of entries(open(`${own}/handlers/main.yml`, true))) readTask(task, place);
    for (const other of listOf(looseRecord(open(`${own}/meta/main.yml`, true)).dependencies))
      openRole(
        typeof other === 'string' ? other : textOf(looseRecord(other).role ?? looseRecord(other).name),
        folder,
        depth + 1,
      );
  }

  function follow(file: string, folder: string, use: (path: string) => void): void {
    if (file.includes('{{')) traps.add('It takes in a file that is known only when it runs.');
    else use(resolvePath(folder, file) ?? file);
  }

  function noteCheck(node: Node): void {
    const { check_mode: mode } = node;
    if (mode === undefined || mode === null || mode === true) return;
    const name = textOf(node.name) ?? 'a task';
    traps.add(
      mode === false || /^(?:false|no|off|0)$/i.test(String(mode))
        ? `“${name}” runs for real even when it is only rehearsed.`
        : `Whether “${name}” runs for real when it is only rehearsed is known only then.`,
    );
  }

  function readTask(node: Node, place: Place): void {
    noteCheck(node);
    for (const part of ['block', 'rescue', 'always']) for (const inner of entries(node[part])) readTask(inner, place);
    if (node.block !== undefined) return;
    const called = moduleIn(node);
    if (called === undefined || place.depth > deepest) return;
    const { module, args } = called;
    if (/^(?:include_tasks|import_tasks|include)$/.test(module)) {
      const file = textOf(args.file) ?? textOf(args._raw);
      if (file === undefined) traps.add('It takes in a file that is known only when it runs.');
      else
        follow(file.split(/\s/)[0] ?? '', place.folder, (path) => {
          if (seen.has(path)) return;
          seen.add(path);
          for (const inner of entries(open(path, false)))
            readTask(inner, { ...place, folder: folderOf(path), depth: place.depth + 1 });
        });
      return;
    }
    if (/^(?:include_role|import_role)$/.test(module)) {
      const base = place.role === undefined ? place.folder : place.folder.replace(/\/roles\/.*$/, '');
      openRole(textOf(args.name), base, place.depth);
      return;
    }
    const label = textOf(node.name) ?? called.written;
    tasks.push({
      name: place.role === undefined ? label : `${place.role} : ${label}`,
      module,
      args,
      conditional: Object.keys(node).some((key) => /^(?:when|loop|with_\w+|until)$/.test(key)),
      asksForCheck: JSON.stringify(node.when ?? '').includes('ansible_check_mode'),
    });
  }

  for (const path of paths) plays(path, 0);
  return { tasks, wanted: [...wanted].map(([path, optional]) => ({ path, optional })), traps: [...traps] };
}

/** Tags of Ansible: what is locked away stays so. */
const customTags = ['!vault', '!unsafe', '!vault-encrypted'].map((tag) => ({
  tag,
  resolve: () => '(locked)',
}));

const keywords = new Set(
  `action any_errors_fatal args async become become_exe become_flags become_method become_user changed_when check_mode
  collections connection debugger delay delegate_facts delegate_to diff environment failed_when ignore_errors
  ignore_unreachable listen local_action loop loop_control module_defaults name no_log notify poll port register
  remote_user retries run_once tags throttle timeout until vars when`.split(/\s+/),
);

/** The module a task calls, and what it is given, however it is spelled. */
function moduleIn(node: Node): { readonly module: string; readonly written: string; readonly args: Node } | undefined {
  const action = node.action ?? node.local_action;
  const [written, value] =
    action === undefined
      ? (Object.entries(node).find(([key]) => !keywords.has(key) && !key.startsWith('with_')) ?? [])
      : typeof action === 'string'
        ? [action.split(/\s/)[0] ?? '', action.replace(/^\S+\s*/, '')]
        : [textOf(looseRecord(action).module) ?? '', action];
  if (written === undefined) return undefined;
  const args = typeof value === 'string' ? pairsIn(value) : looseRecord(value);
  return { module: written.split('.').at(-1) ?? written, written, args: { ...args, ...looseRecord(node.args) } };
}

/** `path=/srv state=absent`, with the whole text beside it. */
export const pairsIn = (text: string): Node => ({
  _raw: text,
  ...Object.fromEntries(
    [...text.matchAll(/(?<![\w-])(\w+)=(?:"([^"]*)"|'([^']*)'|(\S+))/g)].map(([, key = '', ...values]) => [
      key,
      values.find((each) => each !== undefined) ?? '',
    ]),
  ),
});

const entries = (value: unknown): readonly Node[] => listOf(value).map(looseRecord);
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;
const folderOf = (path: string): string => path.replace(/\/[^/]*$/, '') || '/';
