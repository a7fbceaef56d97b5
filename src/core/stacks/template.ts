/**
 * A CloudFormation template, from YAML with its short tags or from JSON.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html
 */
import { type CollectionTag, Pair, parseDocument, Scalar, type ScalarTag, YAMLMap, YAMLSeq } from 'yaml';
import { looseRecord, type Node, textIn } from '../../base/looseJson.ts';

export interface TemplateResource {
  readonly type: string;
  readonly properties: Node;
  /** `Retain`, `Delete`, `Snapshot`, `RetainExceptOnCreate`; empty where nothing is said. */
  readonly deletionPolicy: string;
  readonly updateReplacePolicy: string;
  /** The condition under which it exists. */
  readonly condition: string;
  /** Logical ids it names: `Ref`, `Fn::GetAtt`, `Fn::Sub`, `DependsOn`. */
  readonly refersTo: ReadonlySet<string>;
}

export interface Template {
  readonly resources: ReadonlyMap<string, TemplateResource>;
  /** Parameters whose values nobody is shown. */
  readonly hidden: ReadonlySet<string>;
  /** Their default values. */
  readonly secrets: ReadonlySet<string>;
  readonly parameters: ReadonlySet<string>;
  /** What rewrites the template before it is used: `AWS::Serverless-2016-10-31`, macros. */
  readonly transforms: readonly string[];
}

const functions =
  'Base64 Cidr FindInMap GetAtt GetAZs ImportValue Join Select Split Sub Transform And Equals If Not Or Length ToJsonString ForEach'.split(
    ' ',
  );

const long = (tag: string): string => (tag === 'Ref' || tag === 'Condition' ? tag : `Fn::${tag}`);

const tagged = [...functions, 'Ref', 'Condition'];

const scalarTags: readonly ScalarTag[] = tagged.map((name) => ({
  tag: `!${name}`,
  resolve: (text: string) => ({ [long(name)]: name === 'GetAtt' ? halves(text) : text }),
}));

/** `Queue.Arn` → `["Queue", "Arn"]`. */
const halves = (text: string): readonly string[] => {
  const at = text.indexOf('.');
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
};

const collectionTags: readonly CollectionTag[] = tagged.flatMap((name) =>
  (['seq', 'map'] as const).map(
    (collection): CollectionTag => ({
      tag: `!${name}`,
      collection,
      resolve: (node) => {
        const whole = new YAMLMap();
        const inner = collection === 'seq' ? new YAMLSeq() : new YAMLMap();
        // The node itself bears the tag, and would be read again.
        inner.items.push(...(node.items as never[]));
        whole.items.push(new Pair(new Scalar(long(name)), inner));
        return whole;
      },
    }),
  ),
);

/** Undefined for what is no template. A template is somebody's text: it never throws. */
export function readTemplate(text: string): Template | undefined {
  try {
    return templateOf(parse(text));
  } catch {
    return undefined;
  }
}

function parse(text: string): unknown {
  if (text.trimStart().startsWith('{')) return JSON.parse(text);
  const read = parseDocument(text, {
    customTags: [...scalarTags, ...collectionTags],
    // `2010-09-09` is a version, no date.
    version: '1.2',
    logLevel: 'silent',
  });
  if (read.errors.length > 0) throw new Error('not YAML');
  return read.toJS({ maxAliasCount: 100 });
}

/** The same of a template that is parsed already, as `get-template` answers for one in JSON. */
export function templateOf(value: unknown): Template | undefined {
  const root = looseRecord(value);
  const entries = Object.entries(looseRecord(root.Resources)).filter(
    ([, each]) => textIn(looseRecord(each), 'Type') !== '',
  );
  if (entries.length === 0) return undefined;
  const parameters = Object.entries(looseRecord(root.Parameters)).map(
    ([name, each]) => [name, looseRecord(each)] as const,
  );
  const hidden = parameters.filter(([, { NoEcho }]) => NoEcho === true || NoEcho === 'true');
  return {
    resources: new Map(entries.map(([id, each]) => [id, resourceIn(looseRecord(each))])),
    hidden: new Set(hidden.map(([name]) => name)),
    secrets: new Set(
      hidden.flatMap(([, { Default }]) => (typeof Default === 'string' && Default !== '' ? [Default] : [])),
    ),
    parameters: new Set(parameters.map(([name]) => name)),
    transforms: [root.Transform].flat().flatMap((each) => {
      const name = typeof each === 'string' ? each : textIn(looseRecord(each), 'Name');
      return name === '' ? [] : [name];
    }),
  };
}

function resourceIn(node: Node): TemplateResource {
  const refersTo = new Set([node.DependsOn].flat().filter((each): each is string => typeof each === 'string'));
  collectReferences(node.Properties, refersTo, 0);
  return {
    type: textIn(node, 'Type'),
    properties: looseRecord(node.Properties),
    deletionPolicy: textIn(node, 'DeletionPolicy'),
    updateReplacePolicy: textIn(node, 'UpdateReplacePolicy'),
    condition: textIn(node, 'Condition'),
    refersTo,
  };
}

/** Deeper than any template. */
const deepest = 100;

function collectReferences(value: unknown, found: Set<string>, depth: number): void {
  if (typeof value !== 'object' || value === null || depth > deepest) return;
  for (const [key, each] of Object.entries(value)) {
    if (key === 'Ref' && typeof each === 'string') found.add(each);
    else if (key === 'Fn::GetAtt') {
      const [name] = typeof each === 'string' ? halves(each) : Array.isArray(each) ? each : [];
      if (typeof name === 'string') found.add(name);
    } else if (key === 'Fn::Sub') {
      const text = typeof each === 'string' ? each : Array.isArray(each) ? each[0] : '';
      if (typeof text === 'string')
        for (const match of text.matchAll(/\$\{(\w+)(?:\.[\w.]+)?\}/g)) found.add(match[1] ?? '');
    }
    collectReferences(each, found, depth + 1);
  }
}
