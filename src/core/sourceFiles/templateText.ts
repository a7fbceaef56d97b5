/**
 * Templates of CloudFormation and SAM, before and after an edit.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html
 */
import type { Resource } from '../impact/impact.ts';
import { dependentsOf, type Ties } from '../kubernetes/ties.ts';
import { compared, type Described, type Found, pairs, type SourceFile, type Values } from './sourceFile.ts';
import { documentsIn, isValues, valuesOf } from './yamlText.ts';

export function templateEdit(files: readonly SourceFile[]): Found {
  const read = (side: 'before' | 'after') => files.map(({ path, ...file }) => documentsIn(file[side], path));
  const [before, after] = [read('before'), read('after')];
  const old = before.flatMap(({ values }) => values.flatMap(resourcesIn));
  const now = after.flatMap(({ values }) => values.flatMap(resourcesIn));
  const ties = tiesAmong(old);
  const resources = pairs(old, now).flatMap(([was, is]): readonly Resource[] => {
    const found = compared(was, is, { family: 'cloudformation', provider: 'aws' });
    if (found === undefined) return [];
    const kept = was !== undefined && is === undefined ? leaving(found, was.value) : found;
    return [{ ...kept, dependents: found.action === 'create' ? [] : dependentsOf(found.address, ties) }];
  });
  const other = files.filter((_, index) =>
    [before[index], after[index]].some((side) => side?.values.some((each) => !isValues(each.Resources)) === true),
  );
  return {
    resources,
    uninspectable: [
      ...after.flatMap(({ broken }) => broken),
      ...other.map(({ path }) => ({
        what: path,
        why: 'It is no template of CloudFormation: what it describes was not read.',
      })),
    ],
    remarks: resources.some(({ action }) => action === 'update')
      ? ['Which changes force a replacement CloudFormation knows: a change set tells.']
      : [],
  };
}

const resourcesIn = (template: Values): readonly Described[] =>
  Object.entries(valuesOf(template.Resources)).flatMap(([name, resource]): readonly Described[] => {
    const { Type: type, Properties: properties, ...rest } = valuesOf(resource);
    return typeof type === 'string' ? [{ address: name, type, name, value: { ...rest, ...valuesOf(properties) } }] : [];
  });

/** A database that says nothing of its end gets a snapshot when it is no member of a cluster. */
const snapshotByDefault = /^AWS::(?:RDS|Neptune|DocDB)::DBCluster$/;

function leaving(found: Resource, was: Values): Resource {
  const policy = was.DeletionPolicy ?? (snapshotByDefault.test(found.type) ? 'Snapshot' : 'Delete');
  if (policy === 'Retain' || policy === 'RetainExceptOnCreate') {
    const { refusedBecause: _, ...rest } = found;
    return {
      ...rest,
      action: 'forget',
      actions: ['forget'],
      attributes: [],
      reason: 'Its deletion policy keeps it: it leaves the stack and lives on.',
      wayBack: { kind: 'effort', why: 'it keeps running and has to be imported again' },
    };
  }
  return policy === 'Snapshot'
    ? { ...found, wayBack: { kind: 'effort', why: 'a snapshot is taken before it is deleted' } }
    : found;
}

const referring =
  /(?:!Ref |!GetAtt |"Ref":"|"Fn::GetAtt":\["|\$\{|"DependsOn":"|"DependsOn":\[[^\]]*?")([A-Za-z0-9]+)/g;

/** By `Ref`, `GetAtt`, `Sub` and `DependsOn`, in their long and short forms. */
function tiesAmong(all: readonly Described[]): Ties {
  const ties = new Map(all.map(({ name }) => [name, new Set<string>()]));
  for (const { name, value } of all)
    for (const [, used = ''] of JSON.stringify(value).matchAll(referring)) if (used !== name) ties.get(used)?.add(name);
  return ties;
}
