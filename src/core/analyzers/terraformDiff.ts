/**
 * What an edit of Terraform, OpenTofu, Terragrunt or Nomad means beyond the words in it, block by block.
 *
 * Handles `count = 0`, keys that leave `for_each`, arguments that force a new resource, `backend`, `cloud` and
 * `remote_state`, the region or account of a provider, actions added to a policy, ports opened wider, and values of
 * `*.tfvars` that switch something off, and `data "external"`, whose program already a plan runs.
 */
import { type Finding, listed, quoted } from './infraFinding.ts';
import { replaces } from './infraReplacing.ts';
import { type Block, blocksOf, nameOf } from './infraResources.ts';
import { withoutComments } from './plainText.ts';

/** Arguments at the top of a body, not those of blocks in it. */
function argumentsOf(body: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  let depth = 0;
  for (const line of body.split('\n')) {
    const [, name, value] = /^\s*([\w-]+)\s*=\s*(\S.*?)\s*$/.exec(line) ?? [];
    if (depth === 0 && name !== undefined && value !== undefined) found.set(name, value.replace(/\s+#.*$/, ''));
    const plain = line.replace(/"(?:[^"\\]|\\.)*"/g, '');
    for (const character of plain) depth += /[{[(]/.test(character) ? 1 : /[}\])]/.test(character) ? -1 : 0;
    depth = Math.max(depth, 0);
  }
  return found;
}

const keyOf = (block: Block): string =>
  [block.type, ...block.labels, /\balias\s*=\s*"([^"]*)"/.exec(block.body)?.[1]].join(' ');

export function terraformFindings(before: string, after: string): readonly Finding[] {
  const now = new Map(withGroups(after).map((block) => [keyOf(block), block]));
  const found = withGroups(before).flatMap((old) => {
    const kept = now.get(keyOf(old));
    return kept === undefined || kept.body === old.body ? [] : changed(old, kept);
  });
  if (before.trim() !== '' && whereStateIs(before) !== whereStateIs(after))
    found.push({ operation: 'move state', note: 'Where the state is kept changes, and what it describes with it.' });
  return [...found, ...values(before, after), ...written(before, after), ...runs(before, after)];
}

/** A job of Nomad is made of groups, which are counted one by one. */
const withGroups = (text: string): readonly Block[] =>
  blocksOf(text).flatMap((block) =>
    block.type === 'job'
      ? blocksOf(block.body).map((inner) => ({ ...inner, labels: [...block.labels, ...inner.labels] }))
      : [block],
  );

/** The blocks of a text that were in another before; all of it where it has no blocks. */
export function blocksOfBoth(before: string, after: string): string {
  const old = new Set(blocksOf(before).map(keyOf));
  const blocks = blocksOf(after);
  if (blocks.length === 0) return after;
  return blocks.flatMap((block) => (old.has(keyOf(block)) ? [block.body] : [])).join('\n');
}

function changed(old: Block, kept: Block): readonly Finding[] {
  const [was, is] = [argumentsOf(old.body), argumentsOf(kept.body)];
  const differs = (name: string) => was.has(name) && is.has(name) && was.get(name) !== is.get(name);
  if (old.type === 'provider') {
    const moved = targets.filter((name) => (was.get(name) ?? '') !== (is.get(name) ?? ''));
    return moved.length === 0
      ? []
      : [
          {
            operation: 'change target',
            note: `The provider \`${old.labels[0] ?? ''}\` gets another ${listed(moved)}.`,
          },
        ];
  }
  const name = old.type === 'data' ? `data.${old.labels.slice(0, 2).join('.')}` : nameOf(old);
  if (name === undefined) return [];
  const found: Finding[] = [];
  const fewer = instances(was.get('count')) - instances(is.get('count'));
  if (fewer > 0) found.push({ operation: 'remove resources', note: `It describes ${fewer} fewer of ${name}.` });
  const gone = keysOf(old.body).filter((key) => !keysOf(kept.body).includes(key));
  if (gone.length > 0 && /\bfor_each\s*=/.test(kept.body))
    found.push({ operation: 'remove resources', note: `${name} is no longer described for ${listed(gone)}.` });
  const replaced = [...was.keys()].filter((each) => replaces(old.labels[0] ?? '', each) && differs(each));
  if (old.type === 'resource' && replaced.length > 0)
    found.push({
      operation: 'replace resources',
      note: `${name} is replaced, because of another ${listed(replaced)}.`,
    });
  const actions = actionsIn(kept.body).filter((action) => !actionsIn(old.body).includes(action));
  if (actions.length > 0 && (actionsIn(old.body).length > 0 || old.type === 'path'))
    found.push({ operation: 'widen access', note: `${name} allows more: ${listed(actions)}.` });
  if (/(?<![\d.])0\.0\.0\.0\/0/.test(old.body) && ports(old.body) !== ports(kept.body) && !/"egress"/.test(kept.body))
    found.push({ operation: 'widen access', note: `${name} is open to everybody, and its ports change.` });
  return found;
}

/** Arguments of a provider that say where it acts. */
const targets =
  'region profile project zone subscription_id tenant_id account_id allowed_account_ids assume_role role_arn host endpoint address url config_path config_context organization owner token_name namespace environment'.split(
    ' ',
  );

/** How many a `count` makes; an expression keeps as many as there were. */
const instances = (count: string | undefined): number =>
  count === undefined ? 1 : /^\d+$/.test(count) ? Number(count) : Number.NaN;

/** Keys of a `for_each` that is written out. */
function keysOf(body: string): readonly string[] {
  const [, list] = /\bfor_each\s*=\s*(?:toset\(\s*|tomap\(\s*)?([[{][^[\]]{0,20000}?[\]}])\s*\)?\s*$/m.exec(body) ?? [];
  if (list === undefined) return [];
  return list.startsWith('[')
    ? [...list.matchAll(/"([^"]+)"/g)].map(([, key]) => `${key}`)
    : [...list.matchAll(/(?:^\{|[\n,{])\s*"?([\w./-]+)"?\s*=/g)].map(([, key]) => `${key}`);
}

/** Actions, roles and rights that a policy allows. */
const actionsIn = (body: string): readonly string[] =>
  [
    ...body.matchAll(/"([a-z][\w-]*:[A-Z*][\w*]*)"/g),
    ...body.matchAll(
      /\b(?:role|permissions?|capabilities|policy_arn|managed_policy_arns)\s*=\s*\[?[^\]\n]*?"([^"$]+)"/g,
    ),
    ...body.matchAll(/(?<=\bcapabilities\s*=\s*\[[^\]]{0,200})"(\w+)"/g),
  ].map(([, action]) => `${action}`);

const ports = (body: string): string =>
  [...body.matchAll(/\b(?:from_port|to_port|protocol|ports?|port_range|ip_protocol|allow)\s*=\s*([^\n]*)/g)]
    .map(([each]) => each)
    .join();

const whereStateIs = (text: string): string =>
  blocksOf(text)
    .flatMap((block) => (block.type === 'terraform' ? blocksOf(block.body) : [block]))
    .filter(({ type }) => /^(?:backend|cloud|remote_state)$/.test(type))
    .map(({ type, labels, body }) => [type, ...labels, body.replace(/\s+/g, ' ')].join(' '))
    .join();

/** `replicas = 3` → `0`, `create_database = true` → `false`: values that a module counts by. */
function values(before: string, after: string): readonly Finding[] {
  if (/^\s*(?:resource|module|terraform|provider|variable|output)\b.*\{/m.test(after)) return [];
  const [was, is] = [argumentsOf(before), argumentsOf(withoutComments(after))];
  return [...was].flatMap(([name, value]): readonly Finding[] => {
    const next = is.get(name);
    const off =
      (/(?:count|capacity|replicas|size|instances|nodes|min|desired)/i.test(name) &&
        /^[1-9]\d*$/.test(value) &&
        next === '0') ||
      (/^(?:create|enabled?|provision|deploy|has|with)(?:_|$)|_enabled$/i.test(name) &&
        value === 'true' &&
        next === 'false');
    return off
      ? [{ operation: 'remove resources', note: `It switches off what is described: ${quoted(`${name} = ${next}`)}.` }]
      : [];
  });
}

/** Blocks that act on state by being there. */
function written(before: string, after: string): readonly Finding[] {
  const count = (text: string) => blocksOf(text).filter(({ type }) => type === 'removed').length;
  return count(after) > count(before)
    ? [{ operation: 'move state', note: 'It takes something out of the state.' }]
    : [];
}

/** What already a plan runs. https://registry.terraform.io/providers/hashicorp/external/latest/docs/data-sources/external */
function runs(before: string, after: string): readonly Finding[] {
  const programs = (text: string): ReadonlyMap<string, string> =>
    new Map(
      blocksOf(withoutComments(text)).flatMap(({ type, labels, body }) =>
        type === 'data' && labels[0] === 'external'
          ? [[labels[1] ?? '', /\bprogram\s*=\s*(\[[^\]]*\]|.*)/.exec(body)?.[1] ?? ''] as const]
          : [],
      ),
    );
  const old = programs(before);
  const added = [...programs(after)].filter(([name, program]) => old.get(name) !== program);
  return added.map(([name, program]) => ({
    operation: 'run a program',
    note: `A plan runs what data.external.${name} names: ${quoted(program.replace(/\s+/g, ' '))}.`,
  }));
}
