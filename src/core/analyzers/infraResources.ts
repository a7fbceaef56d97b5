/**
 * What a text describes, as names that a person would say: resources of Terraform and Bicep, manifests of Kubernetes,
 * logical names of templates, constructs of CDK and Pulumi, volumes of Compose, records of a zone.
 */
import { readHcl } from './hcl.ts';
import type { InfraKind } from './infraKinds.ts';
import { withoutComments } from './plainText.ts';

/** A block of HCL at the top of a file. */
export interface Block {
  readonly type: string;
  readonly labels: readonly string[];
  readonly body: string;
}

/** Blocks of a text in HCL, whole or not: what begins at the margin with a word of the language begins anew. */
export function blocksOf(text: string): readonly Block[] {
  return readHcl(text).blocks.map(({ type, labels, end, open }) => ({
    type,
    labels,
    body: withoutComments(text.slice(open, end)),
  }));
}

/** How a block is named; undefined for one that is nothing by itself. */
export function nameOf({ type, labels }: Block): string | undefined {
  switch (type) {
    case 'resource':
      return labels.slice(0, 2).join('.');
    case 'module':
      return `module.${labels[0] ?? ''}`;
    case 'job':
    case 'path':
      return `${type} ${labels[0] ?? ''}`;
    case 'group':
      return `group ${labels.at(-1) ?? ''}`;
    default:
      return undefined;
  }
}

/** The resources a text describes. */
export function resourcesIn(kind: InfraKind, text: string): ReadonlySet<string> {
  switch (kind) {
    case 'terraform':
      return new Set([...terraformNames(text)]);
    case 'kubernetes':
      return new Set([...manifests(text), ...kustomized(text)]);
    case 'template':
      return new Set(logicalNames(text));
    case 'construct':
      return new Set(constructs(withoutComments(text)));
    case 'compose':
      return new Set(composed(text));
    case 'platform':
      return new Set(attached(text));
    case 'server':
      return new Set(sites(withoutComments(text)));
    case 'zone':
      return new Set(records(text));
    default:
      return new Set();
  }
}

function* terraformNames(text: string): Iterable<string> {
  for (const block of blocksOf(text)) {
    const name = nameOf(block);
    if (name !== undefined) yield name;
    if (block.type === 'job')
      for (const [, type, label] of block.body.matchAll(/^[ \t]*(group|task)[ \t]+"([^"]+)"/gm))
        yield `${type} ${label}`;
  }
  // JSON: {"resource": {"aws_s3_bucket": {"logs": {
  if (/^\s*\{/.test(text))
    for (const [, type = '', name = ''] of text.matchAll(/"([a-z]+_\w+)"\s*:\s*\{\s*"([\w-]+)"\s*:\s*[{[]/g))
      yield `${type}.${name}`;
  // Bicep: resource NAME 'TYPE' = {
  for (const [, name = ''] of withoutComments(text).matchAll(
    /^[ \t]*(?:resource|module)[ \t]+(\w+)[ \t]+'[^']*'[ \t]*=(?![ \t]*existing)/gm,
  ))
    yield name;
}

/** The lines below a key of YAML at the margin, the key's own included. */
function section(text: string, key: string): string {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.startsWith(`${key}:`));
  if (start < 0) return '';
  const length = lines.slice(start + 1).findIndex((line) => /^[^\s#-]/.test(line));
  return lines.slice(start, length < 0 ? undefined : start + 1 + length).join('\n');
}

export const documentsOf = (text: string): readonly string[] => text.split(/^---.*$/m);

const inBlock = { name: /^\s+name:\s*(.+?)\s*$/m, namespace: /^\s+namespace:\s*(.+?)\s*$/m };
const inFlow = { name: /[{,]\s*name:\s*([^,}\s]+)/, namespace: /[{,]\s*namespace:\s*([^,}\s]+)/ };

/** Of `metadata`, over lines or between braces. */
const valueIn = (metadata: string, key: 'name' | 'namespace'): string | undefined =>
  (/^metadata:\s*\{/.test(metadata) ? inFlow : inBlock)[key].exec(metadata)?.[1];

/** `Deployment/api in shop`. */
export function manifestName(document: string): string | undefined {
  const kind = /^kind:\s*['"]?([\w.{} -]+?)['"]?\s*$/m.exec(document)?.[1];
  if (kind === undefined) return undefined;
  const metadata = section(document, 'metadata');
  const name = valueIn(metadata, 'name') ?? '?';
  const namespace = valueIn(metadata, 'namespace');
  return `${kind}/${name}${namespace === undefined ? '' : ` in ${namespace}`}`;
}

const manifests = (text: string): readonly string[] => [
  ...documentsOf(withoutComments(text)).flatMap((document) => manifestName(document) ?? []),
  ...(/^\s*[{[]/.test(text)
    ? [
        ...text.matchAll(
          /"kind"\s*:\s*"(\w+)"(?:[^{}]|\{\s*\}){0,200}"metadata"\s*:\s*\{[^{}]*"name"\s*:\s*"([^"]+)"/g,
        ),
      ].map(([, kind, name]) => `${kind}/${name}`)
    : []),
];

/** What Kustomize, Helm and Helmfile are told to bring together. */
const kustomized = (text: string): readonly string[] =>
  ['resources', 'bases', 'components', 'helmCharts', 'dependencies', 'releases'].flatMap((key) =>
    [...withoutComments(section(text, key)).matchAll(/^\s*-\s+(?:name:\s*)?(['"]?)([^\s'"{}:]+)\1\s*$/gm)].map(
      ([, , name]) => `${name}`,
    ),
  );

const logicalNames = (text: string): readonly string[] => [
  ...[...text.matchAll(/^[ \t]+([\w-]+):[ \t]*\r?\n[ \t]+[Tt]ype:[ \t]*['"]?([\w:./@-]+)/gm)].map(
    ([, name, type]) => `${name} (${type})`,
  ),
  ...[...text.matchAll(/"([\w-]+)"\s*:\s*\{\s*"Type"\s*:\s*"(\w+::[\w:]+)"/g)].map(
    ([, name, type]) => `${name} (${type})`,
  ),
  // ARM: {"type": "Microsoft.Storage/storageAccounts", "name": "…"}
  ...[...text.matchAll(/"type"\s*:\s*"([\w.]+\/[\w./]+)"[^{}]{0,300}?"name"\s*:\s*"([^"]+)"/g)].map(
    ([, type, name]) => `${name} (${type})`,
  ),
  // serverless.yml: functions at two spaces.
  ...[...section(text, 'functions').matchAll(/^ {2}([\w-]+):\s*$/gm)].map(([, name]) => `function ${name}`),
];

/** `new s3.Bucket(this, 'Logs'`, `new aws.s3.Bucket("logs"`, `s3.Bucket(self, "Logs"`, `aws.s3.Bucket("logs"`. */
const constructs = (text: string): readonly string[] =>
  [
    ...text.matchAll(
      /\b(?:new\s+([\w.]+)\(\s*(?:(?:this|scope|stack|parent)\s*,\s*)?|([A-Za-z_]\w*(?:\.\w+)*\.[A-Z]\w+)\(\s*(?:(?:self|scope)\s*,\s*)?)["'`]([^"'`\n]+)["'`]/g,
    ),
  ].map(([, made, called, id]) => `${id} (${made ?? called})`);

function composed(text: string): readonly string[] {
  const plain = withoutComments(text);
  const keys = (name: string) => [...section(plain, name).matchAll(/^ {2}([\w.-]+):/gm)].map(([, key]) => `${key}`);
  // Services of a stack run somewhere else.
  const deployed = /^\s+deploy:\s*$/m.test(plain) ? keys('services').map((key) => `service ${key}`) : [];
  return [...keys('volumes').map((key) => `volume ${key}`), ...deployed];
}

/** What a platform gives an application: volumes, databases, processes. */
const attached = (text: string): readonly string[] => [
  ...[...text.matchAll(/^\[+(mounts|services|processes\.\w+)\]+\s*$/gm)].map(([, name]) => `${name}`),
  ...[
    ...text.matchAll(/^\s*"?(?:binding|database_name|bucket_name|queue|class_name|source)"?\s*[:=]\s*"([^"]+)"/gm),
  ].map(([, name]) => `${name}`),
  ...[...text.matchAll(/^\s+(?:-\s+)?name:\s*(\S+)\s*$/gm)].map(([, name]) => `${name}`),
  ...[...text.matchAll(/^(web|worker|release|clock|scheduler|[a-z]+worker):\s+\S/gm)].map(
    ([, name]) => `process ${name}`,
  ),
];

const sites = (text: string): readonly string[] => [
  ...[...text.matchAll(/^\s*server_name\s+([^;]+);/gm)].map(([, name]) => `${name}`),
  ...[...text.matchAll(/^((?:https?:\/\/)?[\w*-]+(?:\.[\w-]+)+(?::\d+)?)(?:,\s*\S+)*\s*\{/gm)].map(
    ([, name]) => `${name}`,
  ),
  ...[...text.matchAll(/^(frontend|backend|listen)\s+(\S+)/gm)].map(([, type, name]) => `${type} ${name}`),
];

const records = (text: string): readonly string[] => [
  ...[
    ...text.matchAll(/^(\S*)[ \t]+(?:\d+\w?[ \t]+)?(?:IN[ \t]+)?(A|AAAA|CNAME|MX|NS|TXT|SRV|CAA|PTR)[ \t]+(\S+)/gm),
  ].map(([, name, type]) => `${type} ${name === '' ? '@' : name}`),
  ...[...text.matchAll(/\b(A|AAAA|CNAME|MX|NS|TXT|SRV|CAA|ALIAS)\(\s*["']([^"']+)["']/g)].map(
    ([, type, name]) => `${type} ${name}`,
  ),
];
