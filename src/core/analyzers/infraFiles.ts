/**
 * Edits by an agent's own edit tools. Those of guard files and Terraform state are always effects; those of
 * infrastructure files are where they remove a resource, drop a guard, widen access, write a secret or change what a
 * pipeline deploys. Everything else passes: the agent's host shows the diff.
 */
import { guardingKeys } from '../editorSettings.ts';
import { applyEdits, changesByFile, type EditResult } from '../edits.ts';
import { change, destroy, type Effect, unknown } from '../effect.ts';
import { isStateFile, mentionsGuardFile, misleadsAgents, runsByItself } from '../guardFiles.ts';
import { shortPath } from '../paths.ts';
import { type Invocation, literal } from '../shell/invocation.ts';
import type { FileText } from '../shell/trace.ts';
import type { FileChange, FileEdit } from '../toolCall.ts';
import type { Surroundings } from './analyzer.ts';
import { findings } from './infraDiff.ts';
import { linesMissing, listed } from './infraFinding.ts';
import { type InfraKind, infraKind, isOwnSource } from './infraKinds.ts';
import { resourcesIn } from './infraResources.ts';
import { smells } from './signs.ts';

export function editEffects(edits: readonly FileEdit[], call: Surroundings): readonly Effect[] {
  return [
    ...edits.flatMap((edit) => guardEffects(edit, call)),
    ...settingsEffects(edits, call),
    ...infraEffects(edits, call),
  ];
}

function guardEffects({ path, change: how }: FileEdit, call: Surroundings): readonly Effect[] {
  const guard = call.guards(path);
  if (guard === 'settings') return [];
  const family = guard === 'whole' ? 'guard' : isStateFile(path) ? 'state' : undefined;
  const target = shortPath(call.cwd, path);
  if (family !== undefined) {
    return [
      how.kind === 'delete'
        ? destroy({ tool: family, operation: 'delete', target })
        : change({ tool: family, operation: 'edit', target }),
    ];
  }
  if (runsByItself(path) && runsWhat(path, how, call)) {
    return [
      unknown({
        tool: 'shell',
        operation: 'edit',
        target,
        note: 'It runs by itself later, and nobody is asked then.',
      }),
    ];
  }
  // A patch nobody could take apart may reach files beside the one it is filed under.
  if (how.kind === 'patch' && patched(how.text).some(mentionsGuardFile)) {
    return [unknown({ tool: 'guard', operation: 'patch', target, note: 'The patch names a guard file.' })];
  }
  return [];
}

/** Whether an edit puts infrastructure, or other settings for agents, into what runs by itself, or takes Holdpoint out of it. */
function runsWhat(path: string, how: FileChange, call: Surroundings): boolean {
  const before = how.kind === 'write' || how.kind === 'delete' ? (textIn(readFor(path, call)) ?? '') : fromOf(how);
  const after = textOf(how);
  const added = linesMissing(after, before).join('\n');
  return smells(added) || misleadsAgents(added) || misleadsAgents(linesMissing(before, after).join('\n'));
}

/** Edits of the editor's settings, which count for some of their keys. */
function settingsEffects(edits: readonly FileEdit[], call: Surroundings): readonly Effect[] {
  return [...changesByFile(edits)].flatMap(([path, changes]): readonly Effect[] => {
    if (call.guards(path) !== 'settings') return [];
    const details = { tool: 'guard', operation: 'edit', target: shortPath(call.cwd, path) };
    const file = readFor(path, call);
    const result = applyEdits(textIn(file), changes);
    if (file.kind === 'refused' || result.kind === 'unknown')
      return [change({ ...details, note: 'Which settings it changes is not known.' })];
    const keys = guardingKeys(textIn(file) ?? '', afterOf(result));
    if (keys === undefined)
      return [change({ ...details, note: 'It is no JSON, so which settings it changes is not known.' })];
    return keys.length === 0 ? [] : [change({ ...details, note: `It changes ${listed(keys)}.` })];
  });
}

const readFor = (path: string, call: Surroundings): FileText =>
  call.input(literal(path), { ...nothing, cwd: call.cwd });
const textIn = (file: FileText): string | undefined => (file.kind === 'text' ? file.text : undefined);

interface Edited {
  readonly path: string;
  readonly kind: InfraKind;
  readonly before: string;
  readonly after: string;
  /** Why what is there now cannot be compared. */
  readonly unread?: string;
}

function infraEffects(edits: readonly FileEdit[], call: Surroundings): readonly Effect[] {
  const files = [...changesByFile(edits)].flatMap(([path, changes]): readonly Edited[] =>
    call.guards(path) || isStateFile(path) ? [] : edited(path, changes, call),
  );
  return files.flatMap(({ path, kind, before, after, unread }, index): readonly Effect[] => {
    const target = shortPath(call.cwd, path);
    if (kind === 'credentials' || kind === 'machine')
      return before === after ? [] : [change({ tool: 'machine', operation: 'edit', target })];
    const elsewhere = new Set(
      files.flatMap((other, at) => {
        if (at === index) return [];
        const old = resourcesIn(other.kind, other.before);
        return [...resourcesIn(other.kind, other.after)].filter((each) => !old.has(each));
      }),
    );
    if (unread !== undefined && !isOwnSource(kind)) {
      const operation = after === '' ? 'delete' : 'rewrite';
      return [change({ tool: 'file', operation, target, note: `What is in it cannot be read: ${unread}` })];
    }
    return findings(kind, before, after, elsewhere).map((found) => change({ tool: 'file', target, ...found }));
  });
}

/** How the file is and will be, where it is one of infrastructure. */
function edited(path: string, changes: readonly FileChange[], call: Surroundings): readonly Edited[] {
  const said = [...changes.map(textOf), ...changes.map(fromOf)].join('\n');
  if (infraKind(path, call.cwd, said) === undefined && !mayBeByContent(path, said)) return [];
  const file = readFor(path, call);
  const before = textIn(file);
  const whole = before ?? said;
  const kind =
    infraKind(path, call.cwd, whole) ?? infraKind(path, call.cwd, said) ?? (isChart(path, call) ? 'values' : undefined);
  if (kind === undefined) return [];
  const result = applyEdits(file.kind === 'missing' ? undefined : before, changes);
  if (result.kind !== 'unknown' && (before !== undefined || file.kind === 'missing'))
    return [{ path, kind, before: before ?? '', after: afterOf(result) }];
  if (file.kind === 'refused' && changes.some((how) => how.kind === 'write' || how.kind === 'delete'))
    return [{ path, kind, before: '', after: afterOf(result), unread: file.why }];
  // What cannot be computed is compared by what the edit says itself.
  return changes.map((how) => ({ path, kind, before: fromOf(how), after: textOf(how) }));
}

/** Whether the rest of the file may make it one of infrastructure, judging by what an edit changes in it. */
const mayBeByContent = (path: string, said: string): boolean =>
  /\.(?:ya?ml|json|template|tpl|hcl)$/i.test(path) ||
  (/\.(?:[cm]?[jt]s|py|go|java|cs|kt)$/i.test(path) && constructing.test(said));

/** Words of CDK and Pulumi; the imports that tell them for sure stand elsewhere in the file. */
const constructing =
  /\bnew\s+[\w.]+\(\s*(?:this\s*,|["'`])|\(\s*(?:self|scope)\s*,\s*["']|\bRemovalPolicy\.|\b(?:removal|deletion)_?[pP]|\bPeer\.|\bprotect["']?\s*[:=]|\bautoDelete|Access["']?\s*[:=]\s*[tT]rue|\b\w+\.\w+\(\s*["']|AdministratorAccess|["'][\w-]+:\*["']/;

/** A `values.yaml` with a chart beside it. */
const isChart = (path: string, call: Surroundings): boolean =>
  /\/values[\w.-]*\.ya?ml$/i.test(path) && readFor(path.replace(/\/[^/]*$/, '/Chart.yaml'), call).kind === 'text';

const afterOf = (result: EditResult): string => (result.kind === 'text' ? result.text : '');

const nothing: Invocation = {
  program: '',
  name: literal(''),
  args: [],
  assignments: {},
  redirects: [],
  cwd: undefined,
  wrappers: [],
};

const textOf = (how: FileChange): string => {
  switch (how.kind) {
    case 'write':
      return how.content;
    case 'replace':
      return how.to;
    case 'patch':
      return how.text.includes('\n') ? linesOf(how.text, /^[+ ]/) : how.text;
    case 'delete':
      return '';
  }
};

const fromOf = (how: FileChange): string =>
  how.kind === 'replace' ? how.from : how.kind === 'patch' ? linesOf(how.text, /^[- ]/) : '';

/** One side of a patch. */
const linesOf = (patch: string, side: RegExp): string =>
  patch
    .split('\n')
    .flatMap((line) => (side.test(line) && !/^(?:---|\+\+\+) /.test(line) ? [line.slice(1)] : []))
    .join('\n');

/** The files a patch says it touches. */
const patched = (patch: string): readonly string[] =>
  [
    ...patch.matchAll(
      /^(?:\*\*\* (?:Add|Update|Delete) File:|\*\*\* Move to:|---|\+\+\+|rename (?:from|to))\s+(.+)$/gm,
    ),
  ].map(([, path = '']) => `/${path}`);
