/** Where an arrow key leads in the picture. */
import type { Graph, GraphNode } from './graphLayout.ts';

/** Up and down within a column, right to what hangs on it, left to what it hangs on, else to what is nearest there. */
export function neighbour({ nodes, edges }: Graph, from: GraphNode, key: string): GraphNode | undefined {
  const inColumn = (column: number) => nodes.filter((node) => node.column === column);
  const nearest = (of: readonly GraphNode[]): GraphNode | undefined =>
    of.toSorted((a, b) => Math.abs(a.row - from.row) - Math.abs(b.row - from.row))[0];
  switch (key) {
    case 'ArrowUp':
    case 'ArrowDown':
      return inColumn(from.column).find(({ row }) => row === from.row + (key === 'ArrowUp' ? -1 : 1));
    case 'ArrowRight':
    case 'ArrowLeft': {
      const [here, there] = key === 'ArrowRight' ? (['from', 'to'] as const) : (['to', 'from'] as const);
      const tied = new Set(edges.filter((edge) => edge[here] === from.id).map((edge) => edge[there]));
      const found = nodes.filter(({ id }) => tied.has(id));
      return nearest(found) ?? nearest(inColumn(from.column + (key === 'ArrowRight' ? 1 : -1)));
    }
    case 'Home':
      return inColumn(from.column)[0];
    case 'End':
      return inColumn(from.column).at(-1);
    default:
      return undefined;
  }
}
