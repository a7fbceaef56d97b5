/** What an action hits and what hangs on it, as a picture: columns by distance, many of one type drawn as one. */
import type { Action, Impact, Resource } from '../../core/impact/impact.ts';
import { nounOf, typeInAddress } from '../../core/impact/nouns.ts';
import { goesAway } from '../../core/impact/summary.ts';

export interface GraphNode {
  readonly id: string;
  /** Its name, or how many of what. */
  readonly label: string;
  /** What it is, in a word or two. */
  readonly kind: string;
  /** Said of it to those who do not see it, and when it is pointed at. */
  readonly full: string;
  /** How far it is from what hangs on nothing else that is hit. */
  readonly column: number;
  /** From the top, counted within its column. */
  readonly row: number;
  /** What happens to it; what only hangs on something has none. */
  readonly action?: Action;
  /** Some of it does not come back. */
  readonly lost: boolean;
  /** How many it stands for. */
  readonly count: number;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** How many ties it stands for. */
  readonly count: number;
}

export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** Rows of the longest column. */
  readonly rows: number;
  /** How many stand in each column, those drawn as one counted apart. */
  readonly counts: readonly number[];
}

/** More than these are drawn by their type, each column's for itself above the second. */
const mostNodes = 60;
const mostInColumn = 14;

/** Actions that something else could feel. */
const hits: ReadonlySet<Action> = new Set(['delete', 'replace', 'update', 'forget', 'unknown']);

interface Member {
  readonly address: string;
  readonly column: number;
  readonly type: string;
  readonly name: string;
  readonly action?: Action;
  readonly lost: boolean;
}

interface Link {
  readonly from: string;
  readonly to: string;
}

/** Nothing hangs on anything: nothing to draw. */
export function graphOf({ resources }: Impact): Graph | undefined {
  const centre = centreOf(resources);
  if (centre.length === 0) return undefined;
  const known = new Map(resources.map((each) => [each.address, each]));
  const hit = new Map(centre.map((each) => [each.address, each]));
  const links = centre.flatMap(({ address, dependents }) =>
    dependents.map(({ address: to, via }): Link => ({ from: via ?? address, to })),
  );
  const members = [...columnsOf([...hit.keys()], links)].map(([address, column]): Member => {
    const own = hit.get(address);
    const base = { ...identity(address, known.get(address)), column };
    return own === undefined ? { ...base, lost: false } : { ...base, action: own.action, lost: isLost(own) };
  });
  return drawn(members, links);
}

/** How far each is from what hangs on nothing else that is hit; further than the last column is in it. */
function columnsOf(hit: readonly string[], links: readonly Link[]): ReadonlyMap<string, number> {
  const users = new Map<string, string[]>();
  for (const { from, to } of links) {
    const known = users.get(from);
    if (known === undefined) users.set(from, [to]);
    else known.push(to);
  }
  const hanging = new Set(links.flatMap(({ from, to }) => (from === to ? [] : [to])));
  const columns = new Map(hit.filter((address) => !hanging.has(address)).map((address) => [address, 0]));
  const spread = (from: readonly string[]) => {
    let edge = from;
    while (edge.length > 0) {
      const next: string[] = [];
      for (const address of edge)
        for (const user of users.get(address) ?? [])
          if (!columns.has(user)) {
            columns.set(user, Math.min(2, (columns.get(address) ?? 0) + 1));
            next.push(user);
          }
      edge = next;
    }
  };
  spread([...columns.keys()]);
  // What only hangs on one another in a ring begins somewhere.
  for (const address of hit) {
    if (columns.has(address)) continue;
    columns.set(address, 0);
    spread([address]);
  }
  return columns;
}

/** Where something goes that others hang on, all that goes is the centre; else what changes and is hung on. */
function centreOf(resources: readonly Resource[]): readonly Resource[] {
  const gone = resources.filter(goesAway);
  if (gone.some(({ dependents }) => dependents.length > 0)) return gone;
  return resources.filter(({ action, dependents }) => hits.has(action) && dependents.length > 0);
}

const isLost = ({ wayBack }: Resource): boolean => wayBack.kind === 'irreversible';

function identity(address: string, resource: Resource | undefined): Pick<Member, 'address' | 'type' | 'name'> {
  const type = resource?.type || typeInAddress(address);
  const at = type === '' ? -1 : address.lastIndexOf(`${type}.`);
  if (at >= 0 && at + type.length + 1 < address.length)
    return { address, type, name: address.slice(at + type.length + 1) };
  return { address, type, name: resource?.name || lastPart(address, type) };
}

/**
 * `web` of `deployment/web -n shop`, `orders` of `table orders` and of `arn:aws:sqs:eu-central-1:1:orders`. Dots inside
 * brackets divide nothing.
 */
function lastPart(address: string, type: string): string {
  const plain = address.replace(/ -n \S+$/, '');
  if (type !== '' && plain.startsWith(`${type} `)) return plain.slice(type.length + 1);
  if (/\s/.test(plain)) return plain;
  if (/^arn:|\//.test(plain)) return plain.split(/[/:]/).filter(Boolean).at(-1) ?? address;
  return (plain.match(/(?:\[[^\]]*\]|[^.[])+/g) ?? [plain]).at(-1) ?? address;
}

function drawn(members: readonly Member[], links: readonly Link[]): Graph {
  const columns = [0, 1, 2].map((column) => members.filter((member) => member.column === column));
  const home = new Map<string, string>();
  const sources = new Map<string, string[]>();
  for (const { from, to } of links) {
    const known = sources.get(to);
    if (known === undefined) sources.set(to, [from]);
    else known.push(from);
  }
  const hung = new Set(links.map(({ from }) => from));
  const rowOf = new Map<string, number>();
  const nodes = columns.flatMap((own, column) => {
    const many = members.length > mostNodes || own.length > mostInColumn;
    const groups = many ? byType(own) : own.map((member) => [member]);
    const weigh = (group: readonly Member[]): number =>
      column === 0
        ? -group.filter(({ address }) => hung.has(address)).length - group.length / 10_000
        : mean(group.flatMap(({ address }) => (sources.get(address) ?? []).flatMap((from) => rowOf.get(from) ?? [])));
    const shown = groups.slice(0, mostInColumn - 1);
    const rest = groups.slice(mostInColumn - 1).flat();
    const ordered = shown.map((group) => ({ group, weight: weigh(group) })).sort((a, b) => a.weight - b.weight);
    const all = [...ordered.map(({ group }) => group), ...(rest.length > 0 ? [rest] : [])];
    return all.map((group, row) => {
      const node = nodeOf(group, column, row, group === rest);
      for (const { address } of group) {
        home.set(address, node.id);
        rowOf.set(address, row);
      }
      return node;
    });
  });
  return {
    nodes,
    edges: edgesBetween(links, home),
    rows: Math.max(...nodes.map(({ row }) => row + 1)),
    counts: columns.map(({ length }) => length),
  };
}

const mean = (numbers: readonly number[]): number =>
  numbers.length === 0 ? 1e9 : numbers.reduce((sum, each) => sum + each, 0) / numbers.length;

function edgesBetween(links: readonly Link[], home: ReadonlyMap<string, string>): readonly GraphEdge[] {
  const edges = new Map<string, GraphEdge>();
  for (const link of links) {
    const [from, to] = [home.get(link.from), home.get(link.to)];
    if (from === undefined || to === undefined || from === to) continue;
    const key = `${from}\n${to}`;
    edges.set(key, { from, to, count: (edges.get(key)?.count ?? 0) + 1 });
  }
  return [...edges.values()];
}

/** What is lost and the largest groups first. */
function byType(members: readonly Member[]): readonly (readonly Member[])[] {
  const groups = new Map<string, Member[]>();
  for (const member of members) {
    const key = `${member.action ?? ''} ${member.type}`;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [member]);
    else known.push(member);
  }
  const lost = (group: readonly Member[]): number => (group.some((member) => member.lost) ? 1 : 0);
  return [...groups.values()].sort((a, b) => lost(b) - lost(a) || b.length - a.length);
}

const longestLabel = 23;

/** Long names keep their beginning and their end, by which they are told apart. */
export function shortened(text: string, most = longestLabel): string {
  const characters = [...text];
  if (characters.length <= most) return text;
  const head = Math.ceil((most - 1) / 2);
  return `${characters.slice(0, head).join('')}…${characters.slice(characters.length - (most - 1 - head)).join('')}`;
}

/** Addresses that are said in full. */
const mostSaid = 8;

function nodeOf(group: readonly Member[], column: number, row: number, rest: boolean): GraphNode {
  const [first] = group;
  const { address = '', type = '', name = '', action } = first ?? {};
  const count = group.length;
  const noun = type === '' ? '' : (nounOf(type) ?? type);
  const lost = group.filter((member) => member.lost).length;
  const kinds = [
    count === 1 ? noun : rest ? 'of other types' : type,
    ...(lost === 0 ? [] : [count === 1 ? 'lost for good' : `${lost} lost`]),
  ];
  const said = group.slice(0, mostSaid).map((member) => member.address);
  return {
    id: `${column}:${address}`,
    label: shortened(count === 1 ? name : rest ? `${count} more` : `${count} × ${noun}`),
    kind: shortened(kinds.filter(Boolean).join(' · '), 30),
    full: `${said.join(', ')}${count > said.length ? ` and ${count - said.length} more` : ''}`,
    column,
    row,
    ...(action === undefined || rest ? {} : { action }),
    lost: lost > 0,
    count,
  };
}
