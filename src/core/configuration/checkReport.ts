/**
 * What `ansible-playbook` prints: hosts and tasks of a playbook, and how a rehearsal went.
 * @see https://docs.ansible.com/ansible/latest/cli/ansible-playbook.html
 */

export interface TaskRun {
  /** `web : copy the settings`. */
  readonly name: string;
  /** Hosts by how it went. */
  readonly changed: readonly string[];
  readonly skipped: readonly string[];
  readonly failed: readonly string[];
  readonly differences: readonly Difference[];
}

export interface Difference {
  /** Undefined where the task does not say of what. */
  readonly path: string | undefined;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** `--list-hosts`: every host once. */
export function readHosts(text: string): readonly string[] {
  const hosts = new Set<string>();
  let left = 0;
  for (const line of text.split('\n')) {
    const [, count] = /^\s+hosts \((\d+)\):/.exec(line) ?? [];
    if (count !== undefined) left = Number(count);
    else if (left > 0 && line.trim() !== '') {
      hosts.add(line.trim());
      left -= 1;
    }
  }
  return [...hosts];
}

/** `--check --diff`, in the default layout without colours. */
export function readCheck(text: string): readonly TaskRun[] {
  return text.split(/^(?=(?:TASK|RUNNING HANDLER|PLAY) \[|PLAY RECAP)/m).flatMap((part): readonly TaskRun[] => {
    const [, name] = /^(?:TASK|RUNNING HANDLER) \[(.*)\] \**\s*$/m.exec(part.split('\n')[0] ?? '') ?? [];
    if (name === undefined) return [];
    const lines = part.split('\n').slice(1);
    const told = lines.flatMap((line) => {
      const [, how = '', host = ''] = /^(ok|changed|skipping|fatal|failed): \[([^\]]+)\]/.exec(line) ?? [];
      return how === '' ? [] : [{ how, host: host.split(' -> ')[0] ?? host }];
    });
    const those = (pattern: RegExp) => [
      ...new Set(told.filter(({ how }) => pattern.test(how)).map(({ host }) => host)),
    ];
    return [
      {
        name,
        changed: those(/^changed$/),
        skipped: those(/^skipping$/),
        failed: those(/^(?:fatal|failed)$/),
        differences: differencesIn(lines),
      },
    ];
  });
}

/** Lines of one difference that are kept. */
const mostLines = 200;

function differencesIn(lines: readonly string[]): readonly Difference[] {
  const found: { path: string | undefined; removed: string[]; added: string[] }[] = [];
  let inside = false;
  for (const line of lines) {
    const [, path] = /^--- before(?:: (.*?)(?: \(content\))?)?$/.exec(line) ?? [];
    if (/^--- before/.test(line)) {
      found.push({ path, removed: [], added: [] });
      inside = true;
    } else if (/^(?:ok|changed|skipping|fatal|failed): \[/.test(line)) inside = false;
    const last = found.at(-1);
    if (!inside || last === undefined || /^(?:--- before|\+\+\+ after)/.test(line)) continue;
    const named = /^[ -] {4}"(?:path|dest|name)": "(.*)",?$/.exec(line)?.[1];
    if (named !== undefined) last.path ??= named;
    const side = line.startsWith('-') ? last.removed : line.startsWith('+') ? last.added : undefined;
    if (side !== undefined && side.length < mostLines) side.push(line.slice(1));
  }
  return found;
}
