/**
 * Our rules in Kiro's own permissions, `~/.kiro/settings/permissions.yaml`: https://kiro.dev/docs/permissions/
 *
 * Hooks are code and may be absent; these rules are Kiro's own, and hold in its subagents as well. The stricter of two
 * rules counts wherever it stands, so ours can go in front of a person's. They stand between two comments, and everything
 * else in the file stays as it is to the byte.
 */
import { isAlias, isMap, isScalar, isSeq, type Node, parseAllDocuments } from 'yaml';
import { ShapeError } from '../base/json.ts';
import type { SettingsFile, SettingsState } from './agent.ts';

/** Tools and what they do that Kiro asks about by itself; it takes a line apart before it compares. */
const lines: readonly string[] = [
  ...['terraform', 'tofu', 'terragrunt'].flatMap((tool) =>
    ['destroy', 'apply', 'state rm', 'import', 'taint'].map((verb) => `${tool} *${verb}*`),
  ),
  ...['pulumi *destroy*', 'pulumi *up*', 'cdk *destroy*', 'cdk *deploy*', 'cdktf *destroy*', 'cdktf *deploy*'],
  ...[
    'kubectl *delete*',
    'kubectl *drain*',
    'kubectl *replace*',
    'helm *uninstall*',
    'helm *delete*',
    'helm *rollback*',
  ],
  ...['aws *delete*', 'aws *terminate*', 'aws *destroy*', 'aws s3 r*', 'eksctl *delete*', 'sam *delete*'],
  ...['gcloud *delete*', 'gsutil *rm*', 'az *delete*', 'az *purge*', 'doctl *delete*', 'flyctl *destroy*'],
  ...['ansible-playbook *', 'dropdb *', 'docker *prune*', 'docker volume rm*'],
];

const files: readonly string[] = ['**/*.tf', '**/*.tfvars', '**/*.tfstate', '**/*.tfstate.backup'];

const rules = [
  { capability: 'shell', match: lines },
  { capability: 'fs_write', match: files },
];

const begin = '# Holdpoint: begin; written by its installation, changes are lost';
const end = '# Holdpoint: end';

/**
 * How our lines were put in, said behind the first comment, so that they can be taken out exactly: on lines of their own; with a line end in front;
 * or inside brackets.
 */
type Way = 'lines' | 'line end' | 'brackets';

const quote = (text: string): string => `"${text}"`;

/** One rule on each line: YAML's flow style is the same in a list of either style. */
const spelled = rules.map(
  ({ capability, match }) => `{ capability: ${capability}, effect: ask, match: [${match.map(quote).join(', ')}] }`,
);

interface Place {
  readonly at: number;
  readonly indent: string;
  readonly way: Way;
  /** The key of the list itself is missing. */
  readonly key?: true;
}

function rulesOf(text: string): Node | undefined {
  const documents = parseAllDocuments(text, { prettyErrors: false });
  const [document, ...more] = Array.isArray(documents) ? documents : [];
  if (document === undefined) return undefined;
  const [error] = [document, ...more].flatMap(({ errors }) => errors);
  if (error !== undefined) {
    const line = text.slice(0, error.pos[0]).split('\n').length;
    throw new ShapeError(`line ${line}: ${error.code.toLowerCase().replaceAll('_', ' ')}`);
  }
  if (more.length > 0 || /^\.\.\.(?:\s|$)/m.test(text)) throw new ShapeError('expected one YAML document');
  const { contents } = document;
  if (contents === null || (isScalar(contents) && contents.value === null)) return undefined;
  if (!isMap(contents) || contents.flow === true) throw new ShapeError('expected keys, one on each line');
  const found = contents.get('rules', true);
  if (found === undefined) return undefined;
  if (isSeq(found) || (isScalar(found) && found.value === null && found.source === '')) return found;
  throw new ShapeError(`rules: expected a list${isAlias(found) ? ', not an alias' : ''}`);
}

const lineStart = (text: string, offset: number) => text.lastIndexOf('\n', offset - 1) + 1;

function placeIn(text: string): Place {
  const node = rulesOf(text);
  const [start = 0] = node?.range ?? [];
  if (isSeq(node) && node.flow === true) return { at: start + 1, indent: '  ', way: 'brackets' };
  if (isSeq(node)) {
    // In front of the first dash, on its own line and as far in.
    const at = lineStart(text, start);
    return { at, indent: text.slice(at, start), way: 'lines' };
  }
  if (node !== undefined) {
    const next = text.indexOf('\n', start);
    return { at: next < 0 ? text.length : next + 1, indent: '  ', way: next < 0 ? 'line end' : 'lines' };
  }
  return { at: text.length, indent: '  ', way: text === '' || text.endsWith('\n') ? 'lines' : 'line end', key: true };
}

function put(text: string): string {
  const { at, indent, way, key } = placeIn(text);
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const outer = key === true ? '' : indent;
  const items = spelled.map((rule) => (way === 'brackets' ? `${indent}${rule},` : `${indent}- ${rule}`));
  const body = [`${outer}${begin} (${way})`, ...(key === true ? ['rules:'] : []), ...items, `${outer}${end}`].join(eol);
  const added = way === 'lines' ? body + eol : way === 'line end' ? eol + body : `${eol}${body}${eol}${indent}`;
  return text.slice(0, at) + added + text.slice(at);
}

/** Our lines with what was put around them. */
const ours = new RegExp(
  String.raw`(\r?\n)?([ \t]*)${begin} \((lines|line end|brackets)\)\r?\n[\s\S]*?${end}(\r?\n)?([ \t]*)`,
);

function take(text: string): string {
  const found = ours.exec(text);
  if (found === null) return text;
  const [whole, before = '', indent = '', way, after = '', inner = ''] = found;
  const rest = (kept: string) => text.slice(0, found.index) + kept + text.slice(found.index + whole.length);
  switch (way) {
    case 'brackets':
      return rest(inner.slice(indent.length));
    case 'line end':
      return rest(after + inner);
    default:
      return rest(before + inner);
  }
}

/** Kiro writes the file itself when a person chooses "Always allow", so rules count by what they say. @throws {ShapeError} */
function isThere(text: string): boolean {
  const node = rulesOf(text);
  if (!isSeq(node)) return false;
  const found: readonly unknown[] = node.toJSON();
  return rules.every(({ capability, match }) =>
    found.some((rule) => JSON.stringify(rule) === JSON.stringify({ capability, effect: 'ask', match })),
  );
}

/** A function, so that nothing of it is loaded before it is needed. */
export const kiroPermissions = (): Pick<SettingsFile, 'install' | 'uninstall' | 'inspect'> => ({
  install(text = '') {
    const there = isThere(text);
    return there && !ours.test(text) ? text : put(take(text));
  },
  uninstall(text) {
    const rest = take(text);
    return rest === '' && text !== '' ? undefined : rest;
  },
  inspect(text = ''): SettingsState {
    try {
      rulesOf(text);
    } catch (error) {
      if (!(error instanceof ShapeError)) throw error;
      return { kind: 'altered', problems: [error.message], notes: [] };
    }
    if (isThere(text)) return { kind: 'installed', notes: [] };
    return ours.test(text)
      ? { kind: 'altered', problems: ['the rules are not as they were installed'], notes: [] }
      : { kind: 'absent', notes: [] };
  },
});
