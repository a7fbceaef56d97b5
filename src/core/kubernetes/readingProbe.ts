/** What `kubectl apply` would change, by the text of its files against what is there: only reads, until the server itself rehearses it. */
import { canonical } from '../../base/json.ts';
import { looseRecord } from '../../base/looseJson.ts';
import type { ReadText } from '../impact/askTool.ts';
import type { Resource, Uninspectable } from '../impact/impact.ts';
import type { Probe } from '../impact/probe.ts';
import { resolvePath } from '../paths.ts';
import { changedResources, changeImpact } from './changes.ts';
import { answerTo, knowledgeFrom } from './knowledge.ts';
import { ask, type KubectlLine } from './kubectlLine.ts';
import { manifestIn } from './manifest.ts';
import { addressOf, type KubeObject, objectFrom } from './objects.ts';
import { askWhere, whereIn, whereSaid } from './where.ts';

/** Milliseconds. */
const limit = 30_000;

/** Nothing where some file cannot be read, or a person has to be asked anyway. `until`: the rehearsal. */
export function readingProbe(line: KubectlLine, read: ReadText, until: string): readonly Probe[] {
  const texts = line.fileNames.map((name) => ({ name, text: textOf(line, name, read) }));
  if (line.careful || texts.length === 0 || texts.some(({ text }) => text === undefined)) return [];
  const { command } = line;
  const first = ask(line, ['get', ...line.files, ...line.namespace, '-o', 'json', '--ignore-not-found'], {
    optional: true,
    ...(command.input === undefined ? {} : { input: command.input }),
  });
  return [
    {
      id: canonical(['kubectl reading', first.program, first.args, first.cwd, first.env]),
      kind: 'network',
      until,
      title: 'Compare the files with what is there',
      limit,
      steps: () => [askWhere(line), first],
      read(answers) {
        const where = whereIn(answers, line);
        const answer = answerTo(first, answers);
        const known = knowledgeFrom(answer === undefined ? [] : [answer]);
        const live = new Map(known.objects.map((object) => [addressOf(object), object]));
        const manifests = texts.map(({ name, text = '' }) => manifestIn(text, where.namespace, name));
        const uninspectable: readonly Uninspectable[] = [
          ...known.uninspectable,
          ...manifests.flatMap((each) => each.uninspectable),
        ];
        const changes = manifests.flatMap(({ objects }) => objects).map((object) => pair(object, live));
        // Where nobody could look, nothing is said to be new.
        const resources = answer?.failed === undefined ? changedResources(changes).map(byText) : [];
        return changeImpact(resources, uninspectable, [
          whereSaid(where),
          'By the text of the files: what the server fills in, or refuses, is not seen.',
        ]);
      },
    },
  ];
}

const byText = (resource: Resource): Resource => ({ ...resource, provenance: 'text' });

function textOf({ command }: KubectlLine, name: string, read: ReadText): string | undefined {
  if (name === '-') return command.input;
  const path = resolvePath(command.directory, name);
  return path === undefined ? undefined : read(path);
}

function pair(object: KubeObject, live: ReadonlyMap<string, KubeObject>) {
  const after = encoded(object);
  const there = live.get(addressOf(object));
  // A new one is compared with nothing, an old one only in what the file says.
  return { before: there && objectFrom(alike(there.body, after.body)), after };
}

/** What the server makes of `stringData`. */
function encoded(object: KubeObject): KubeObject {
  const { stringData, ...body } = object.body;
  if (object.kind !== 'Secret' || stringData === undefined) return object;
  const data = Object.entries(looseRecord(stringData)).map(([name, value]) => [name, base64(String(value))]);
  return { ...object, body: { ...body, data: { ...looseRecord(body.data), ...Object.fromEntries(data) } } };
}

const base64 = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

/** The parts of a value that another one has as well, in its order. */
function alike(value: unknown, shape: unknown): unknown {
  if (Array.isArray(shape) && Array.isArray(value)) {
    const byName = new Map(value.map((each: unknown) => [looseRecord(each).name, each]));
    return shape.length === value.length || !byName.has(looseRecord(shape[0]).name)
      ? value.map((each: unknown, index) => alike(each, shape[index] ?? each))
      : shape.map((each) => alike(byName.get(looseRecord(each).name), each));
  }
  if (typeof shape !== 'object' || shape === null || typeof value !== 'object' || value === null) return value;
  const parts = Object.entries(shape).flatMap(([name, each]) =>
    Object.hasOwn(value, name) ? [[name, alike(looseRecord(value)[name], each)]] : [],
  );
  return Object.fromEntries(parts);
}
