/** What an action hits and what hangs on it, as a picture: columns by distance, many of one type drawn as one. */
import type { Action, Impact, Resource } from '../../core/impact/impact.ts';

export interface GraphNode {
  readonly id: string;
  /** What stands in it. */
  readonly label: string;
  /** What is said of it to those who do not see it, and when it is pointed at. */
  readonly full: string;
  /** 0 for what is hit, else how far away it is. */
  readonly column: number;
  /** From the top, counted within its column. */
  readonly row: number;
  /** What happens to it; what only hangs on something has none. */
  readonly action?: Action;
  /** How many it stands for. */
  readonly count: number;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
}

export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** Rows of the longest column. */
  readonly rows: number;
}

/** More in one column are drawn by their type. */
const mostInColumn = 10;

/** Actions that something else could feel. */
const hits: ReadonlySet<Action> = new Set(['delete', 'replace', 'update', 'forget', 'unknown']);

interface Member {
  readonly address: string;
  readonly column: number;
  readonly action?: Action;
}

/** Nothing hangs on anything: nothing to draw. */
export function graphOf({ resources }: Impact): Graph | undefined {
  const members = new Map<string, Member>();
  const links: GraphEdge[] = [];
  const centre = resources.filter(({ action, dependents }) => hits.has(action) && dependents.length > 0);
  if (centre.length === 0) return undefined;
  const gone = resources.filter(({ action }) => action === 'delete' || action === 'replace');
  for (const { address, action } of new Set([...centre.filter(isWorst(gone)), ...gone]))
    members.set(address, { address, column: 0, action });
  if (members.size === 0)
    for (const { address, action } of centre) members.set(address, { address, column: 0, action });
  for (const resource of resources) {
    if (!members.has(resource.address)) continue;
    for (const { address, distance, via } of resource.dependents) {
      links.push({ from: via ?? resource.address, to: address });
      const known = members.get(address);
      if (known === undefined || (known.column > distance && known.column > 0))
        members.set(address, { address, column: distance });
    }
  }
  return drawn([...members.values()], links);
}

/** Where something goes, only that is the centre; what merely changes is drawn when nothing goes. */
const isWorst =
  (gone: readonly Resource[]) =>
  (resource: Resource): boolean =>
    gone.length === 0 || gone.includes(resource);

function drawn(members: readonly Member[], links: readonly GraphEdge[]): Graph {
  const home = new Map<string, string>();
  const nodes: GraphNode[] = [];
  for (const column of [0, 1, 2]) {
    const own = members.filter((member) => member.column === column);
    const groups = own.length > mostInColumn ? byType(own) : own.map((member) => [member]);
    const shown = groups.slice(0, mostInColumn);
    const rest = groups.slice(mostInColumn).flat();
    if (rest.length > 0) shown.push(rest);
    shown.forEach((group, row) => {
      const node = nodeOf(group, column, row, group === rest);
      nodes.push(node);
      for (const { address } of group) home.set(address, node.id);
    });
  }
  const edges = new Map<string, GraphEdge>();
  for (const link of links) {
    const [from, to] = [home.get(link.from), home.get(link.to)];
    if (from !== undefined && to !== undefined && from !== to) edges.set(`${from}\0${to}`, { from, to });
  }
  return { nodes, edges: [...edges.values()], rows: Math.max(...nodes.map(({ row }) => row + 1)) };
}

/** The largest groups first. */
function byType(members: readonly Member[]): (readonly Member[])[] {
  const groups = new Map<string, Member[]>();
  for (const member of members) {
    const key = `${member.action ?? ''} ${typeOf(member.address)}`;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [member]);
    else known.push(member);
  }
  return [...groups.values()].sort((a, b) => b.length - a.length);
}

const typeOf = (address: string): string => partsOf(address).at(-2) ?? address;

/** Dots inside brackets divide nothing. */
const partsOf = (address: string): readonly string[] => address.match(/(?:\[[^\]]*\]|[^.[])+/g) ?? [address];

const longestLabel = 24;
const short = (text: string): string => (text.length > longestLabel ? `${text.slice(0, longestLabel - 1)}…` : text);

function nodeOf(group: readonly Member[], column: number, row: number, rest: boolean): GraphNode {
  const [first] = group;
  const address = first?.address ?? '';
  const count = group.length;
  const label =
    count === 1 ? (partsOf(address).at(-1) ?? address) : rest ? `${count} more` : `${count} × ${typeOf(address)}`;
  const addresses = group.slice(0, 20).map((member) => member.address);
  return {
    id: `${column}:${address}`,
    label: short(label),
    full: `${addresses.join(', ')}${count > addresses.length ? ` and ${count - addresses.length} more` : ''}`,
    column,
    row,
    ...(first?.action === undefined ? {} : { action: first.action }),
    count,
  };
}
