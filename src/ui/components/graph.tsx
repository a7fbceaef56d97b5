/** The blast radius as a picture: what is hit on the left, what hangs on it to the right. Arrow keys walk it. */
import { useRef, useState } from 'preact/hooks';
import { spoken } from '../../core/wording.ts';
import type { HoldView } from '../../protocol/panel.ts';
import { type Graph, type GraphNode, graphOf } from './graphLayout.ts';
import { Section } from './section.tsx';

const box = { width: 200, height: 30, gapX: 90, gapY: 12, margin: 8 } as const;

const x = ({ column }: GraphNode): number => box.margin + column * (box.width + box.gapX);
const y = ({ row }: GraphNode): number => box.margin + 18 + row * (box.height + box.gapY);

/** Marks in front of what is hit: shapes and signs say it as well as colours. */
const signs: Readonly<Record<NonNullable<GraphNode['action']>, string>> = {
  delete: '− ',
  replace: '± ',
  update: '~ ',
  forget: '. ',
  create: '+ ',
  import: '+ ',
  read: '',
  unknown: '? ',
};

export function BlastRadius({ hold: { impact } }: { readonly hold: HoldView }) {
  const graph = impact === undefined ? undefined : graphOf(impact);
  if (graph === undefined) return null;
  return (
    <Section title="Blast radius" aside={<span class="aside">square: hit · round: hangs on it · arrow keys walk</span>}>
      <Picture graph={graph} />
    </Section>
  );
}

const headings = ['hit', 'hangs on it', 'hangs on that'];

function Picture({ graph }: { readonly graph: Graph }) {
  const { nodes, edges, rows } = graph;
  const [current, setCurrent] = useState(nodes[0]?.id);
  const elements = useRef(new Map<string, SVGGElement>());
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const columns = Math.max(...nodes.map(({ column }) => column)) + 1;
  const width = columns * box.width + (columns - 1) * box.gapX + 2 * box.margin;
  const height = 18 + rows * (box.height + box.gapY) + box.margin;

  const walk = (event: KeyboardEvent, from: GraphNode) => {
    const next = neighbour(graph, from, event.key);
    if (next === undefined) return;
    event.preventDefault();
    setCurrent(next.id);
    elements.current.get(next.id)?.focus();
  };

  return (
    <div class="graph" role="listbox" aria-label="Blast radius">
      <svg viewBox={`0 0 ${width} ${height}`} width={width}>
        <title>Blast radius</title>
        {headings.slice(0, columns).map((heading, column) => (
          <text key={heading} class="heading" x={box.margin + column * (box.width + box.gapX)} y={14}>
            {heading}
          </text>
        ))}
        {edges.map(({ from, to }) => {
          const [start, end] = [byId.get(from), byId.get(to)];
          return start && end && <path key={`${from} ${to}`} class="edge" d={curve(start, end)} />;
        })}
        {nodes.map((node) => (
          <g
            key={node.id}
            ref={(element) => {
              if (element !== null) elements.current.set(node.id, element);
            }}
            class={`node ${node.action ?? 'hanging'}`}
            tabIndex={node.id === current ? 0 : -1}
            role="option"
            aria-selected={node.id === current}
            aria-label={spoken(describe(node))}
            onFocus={() => setCurrent(node.id)}
            onKeyDown={(event) => walk(event, node)}
          >
            <title>{spoken(describe(node))}</title>
            <rect
              x={x(node)}
              y={y(node)}
              width={box.width}
              height={box.height}
              rx={node.action === undefined ? 15 : 3}
            />
            <text x={x(node) + 12} y={y(node) + 20}>
              {spoken(`${node.action === undefined ? '' : signs[node.action]}${node.label}`)}
            </text>
          </g>
        ))}
      </svg>
    </div>
  );
}

const describe = ({ action, column, full }: GraphNode): string =>
  `${action ?? (column === 1 ? 'hangs on what is hit' : 'hangs on that')}: ${full}`;

/** Between two columns a curve; within one, around the side. */
function curve(start: GraphNode, end: GraphNode): string {
  const [fromX, fromY] = [x(start) + box.width, y(start) + box.height / 2];
  const toY = y(end) + box.height / 2;
  if (start.column === end.column) {
    const out = fromX + 34;
    return `M${fromX} ${fromY}C${out} ${fromY} ${out} ${toY} ${fromX} ${toY}`;
  }
  const toX = x(end);
  const middle = (fromX + toX) / 2;
  return `M${fromX} ${fromY}C${middle} ${fromY} ${middle} ${toY} ${toX} ${toY}`;
}

/** Up and down within a column, right to what hangs on it, left to what it hangs on. */
function neighbour({ nodes, edges }: Graph, from: GraphNode, key: string): GraphNode | undefined {
  const find = (id: string | undefined) => nodes.find((node) => node.id === id);
  switch (key) {
    case 'ArrowUp':
    case 'ArrowDown':
      return nodes.find(({ column, row }) => column === from.column && row === from.row + (key === 'ArrowUp' ? -1 : 1));
    case 'ArrowRight':
      return find(edges.find((edge) => edge.from === from.id)?.to);
    case 'ArrowLeft':
      return find(edges.find((edge) => edge.to === from.id)?.from);
    default:
      return undefined;
  }
}
