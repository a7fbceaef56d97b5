/**
 * Files that describe infrastructure, while they are edited: what an edit would replace, destroy or lay bare, against the
 * version that is committed or saved.
 */
import { diffLines } from 'diff';
import type { Impact, Resource } from '../core/impact/impact.ts';
import { warningsOf } from '../core/impact/warnings.ts';
import type { Span } from '../core/policy/problems.ts';
import { impactOfEdit } from '../core/sourceFiles/editImpact.ts';

export interface Edited {
  /** Absolute. */
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string;
}

export interface Finding extends Span {
  readonly severity: 'warning' | 'information';
  /** A sentence. */
  readonly message: string;
}

/** Bytes of a file that is still looked at while somebody types. */
const mostText = 1_000_000;

/** `cwd`: the folder the file belongs to, absolute. */
export function findings({ path, before, after }: Edited, cwd: string): readonly Finding[] {
  if (before === undefined || before === after || before.length + after.length > mostText) return [];
  const impact = impactOfEdit([{ path, before, after }], cwd);
  if (impact === undefined) return [];
  const changed = changedAt(before, after);
  const place = (resource: Resource | undefined): Span => (resource && blockOf(after, resource)) ?? changed;
  return [
    ...impact.resources
      .filter(({ action }) => action === 'delete' || action === 'replace')
      .map(
        (resource): Finding => ({
          ...place(resource.action === 'delete' ? undefined : resource),
          severity: resource.holds === undefined ? 'information' : 'warning',
          message: `Once applied this ${resource.action === 'delete' ? 'deletes' : 'replaces'} ${resource.address}: ${resource.wayBack.why}.`,
        }),
      ),
    ...guardFindings(impact, place),
  ];
}

/** Warnings about one resource that stays. */
function guardFindings(impact: Impact, place: (resource: Resource | undefined) => Span): readonly Finding[] {
  const staying = impact.resources.filter(({ action }) => action !== 'delete' && action !== 'replace');
  return warningsOf({ ...impact, resources: staying, uninspectable: [] }).map(({ what, evidence }): Finding => {
    const resource = staying.find(({ address }) => what.includes(`\`${address}\``));
    return { ...place(resource), severity: 'warning', message: `${what} (${evidence})` };
  });
}

/** The line a resource begins on, by its name and, where it stands there, its type. */
function blockOf(text: string, { type, name, address }: Resource): Span | undefined {
  const quoted = (word: string) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  const patterns = [
    `"${quoted(type)}"\\s+"${quoted(name)}"`,
    `^\\s*${quoted(name)}\\s*:`,
    `name:\\s*["']?${quoted(name)}\\b`,
    quoted(address),
  ];
  for (const pattern of patterns) {
    const found = new RegExp(pattern, 'm').exec(text);
    if (found !== null) return lineAt(text, found.index + (/^\s*/.exec(found[0])?.[0].length ?? 0));
  }
  return undefined;
}

const lineAt = (text: string, offset: number): Span => {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  return { start: start + (/^[ \t]*/.exec(text.slice(start))?.[0].length ?? 0), end: end < 0 ? text.length : end };
};

/** The first line that is not as it was. */
function changedAt(before: string, after: string): Span {
  let same = 0;
  while (same < after.length && before[same] === after[same]) same++;
  return lineAt(after, Math.min(same, after.length));
}

export interface Restore extends Span {
  readonly title: string;
  readonly text: string;
}

/** Attributes that keep a resource from going, or people out. */
const guards =
  /prevent_destroy|deletion_protection|termination_protection|skip_final_snapshot|disable_api_termination|DeletionPolicy|DeletionProtection|UpdateReplacePolicy|force_destroy|block_public|backup_retention|point_in_time|enable_drop_protection|purge_protection|persistentVolumeReclaimPolicy|helm\.sh\/resource-policy|versioning/i;

/** Puts lines back that held a guard, where they stood. */
export function restores({ before, after }: Pick<Edited, 'before' | 'after'>): readonly Restore[] {
  if (before === undefined || before.length + after.length > mostText) return [];
  const found: Restore[] = [];
  let offset = 0;
  const parts = diffLines(before, after, { timeout: 50 }) ?? [];
  for (const [index, { value, removed }] of parts.entries()) {
    if (removed && guards.test(value)) {
      const next = parts[index + 1];
      const replaced = next?.added === true ? next.value.length : 0;
      const guard = guards.exec(value)?.[0] ?? '';
      found.push({ title: `Restore ${guard}`, text: value, start: offset, end: offset + replaced });
    }
    if (!removed) offset += value.length;
  }
  return found;
}
