/** Answers that need nobody to be asked: what the text of files says of a held action, before or instead of the tool's own. */
import { applyEdits, changesByFile } from '../edits.ts';
import type { Effect } from '../effect.ts';
import type { Impact } from '../impact/impact.ts';
import type { Probe } from '../impact/probe.ts';
import type { TerraformSubject } from '../impact/subject.ts';
import { cautionsFor } from '../impact/terraformCautions.ts';
import { terraformProbe } from '../impact/terraformProbe.ts';
import { askKubectl } from '../kubernetes/askKubectl.ts';
import { kubectlLine } from '../kubernetes/kubectlLine.ts';
import { resolvePath, shortPath } from '../paths.ts';
import type { ToolCall } from '../toolCall.ts';
import type { FileText, Input } from '../understand.ts';
import { type EditedFile, impactOfEdit } from './editImpact.ts';
import { manifestLineImpact } from './manifestLine.ts';
import { directoryImpact } from './terraformDirectory.ts';

/** The configuration files of one directory, by absolute path; undefined where it cannot be listed. */
export type ReadFolder = (directory: string) => readonly { readonly path: string; readonly text: string }[] | undefined;

const asked = (id: string, title: string, impact: Impact, until?: string): Probe => ({
  id,
  ...(until === undefined ? {} : { until }),
  kind: 'text',
  title,
  limit: 0,
  steps: () => [],
  read: () => impact,
});

/** What an edit comes to. `before`: the files it touches as they are now. */
export function editProbes(call: ToolCall, before: ReadonlyMap<string, FileText>): readonly Probe[] {
  if (call.action.kind !== 'edit') return [];
  const files = [...changesByFile(call.action.edits)].map(([path, changes]): EditedFile => {
    const found = before.get(path);
    const text = found?.kind === 'text' ? found.text : undefined;
    if (found?.kind === 'refused') return { path, before: undefined, after: undefined, unread: sentence(found.why) };
    const after = applyEdits(text, changes);
    return after.kind === 'unknown'
      ? { path, before: text, after: undefined, unread: after.why }
      : { path, before: text, after: after.kind === 'text' ? after.text : undefined };
  });
  const impact = impactOfEdit(files, call.cwd);
  return impact === undefined ? [] : [asked('edit', 'Compare the files before and after the edit', impact)];
}

const sentence = (clause: string): string => `It cannot be read: ${clause.replace(/\.$/, '')}.`;

/** What asking the tool would itself run. */
const withCautions = (impact: Impact, subject: TerraformSubject, files: Parameters<typeof cautionsFor>[1]): Impact => ({
  ...impact,
  remarks: [...cautionsFor(subject, files), ...impact.remarks],
});

/** What the configuration beside a command says, until the tool itself has answered. */
export function configurationProbes(effects: readonly Effect[], cwd: string, readFolder: ReadFolder): readonly Probe[] {
  const subjects = new Map<string, TerraformSubject>();
  for (const { subject } of effects)
    if (subject?.kind === 'terraform' && subject.plan === undefined) subjects.set(terraformProbe(subject).id, subject);
  return [...subjects].flatMap(([id, subject]) => {
    const files = readFolder(subject.directory);
    const shown = files?.map(({ path, text }) => ({ path: shortPath(cwd, path), text }));
    return shown === undefined || shown.length === 0
      ? []
      : [
          asked(
            `text:${id}`,
            `Read the configuration in ${shortPath(cwd, subject.directory)}`,
            withCautions(directoryImpact(subject, shown), subject, shown),
            id,
          ),
        ];
  });
}

/** What the manifests that kubectl is given say, until the cluster has answered. */
export function manifestProbes(effects: readonly Effect[], inputs: readonly Input[], cwd: string): readonly Probe[] {
  const texts = new Map(inputs.flatMap(({ path, kind, text }) => (kind === 'text' ? [[path, text] as const] : [])));
  return effects.flatMap((effect): readonly Probe[] => {
    const { subject, tool } = effect;
    if (tool !== 'kubectl' || subject?.kind !== 'command') return [];
    const line = kubectlLine(subject, effect);
    if (line === undefined || !/^(?:apply|create|delete|replace)$/.test(line.operation)) return [];
    const files = line.fileNames.flatMap((name) => {
      const path = resolvePath(subject.directory, name);
      const text = path === undefined ? undefined : texts.get(path);
      return path === undefined || text === undefined ? [] : [{ path: shortPath(cwd, path), text }];
    });
    const impact = manifestLineImpact(line.operation, files);
    const asking = askKubectl(subject, effect, (path) => texts.get(path)).at(-1);
    return impact === undefined
      ? []
      : [
          asked(
            `text:${JSON.stringify(subject.args)}`,
            `Read ${files.map(({ path }) => path).join(', ')}`,
            impact,
            asking?.id,
          ),
        ];
  });
}
