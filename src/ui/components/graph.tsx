/** The blast radius as a picture: what is hit on the left, what hangs on it to the right. Arrow keys walk it. */
import { useMemo, useRef, useState } from 'preact/hooks';
import { spoken } from '../../core/wording.ts';
import type { HoldView } from '../../protocol/panel.ts';
import { type Graph, type GraphNode, graphOf } from './graphLayout.ts';
import { neighbour } from './graphWalk.ts';
import { Section } from './section.tsx';
import { Code } from './text.tsx';

const box = { width: 214, height: 42, gapX: 84, gapY: 12, margin: 10, top: 24 } as const;

const x = ({ column }: GraphNode): number => box.margin + column * (box.width + box.gapX);
const y = ({ row }: GraphNode): number => box.top + row * (box.height + box.gapY);

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
  const graph = useMemo(() => (impact === undefined ? undefined : graphOf(impact)), [impact]);
  if (graph === undefined) return null;
  return (
    <Section title="Blast radius" aside={<span class="aside">square: hit · round: hangs on it · arrow keys walk</span>}>
      <Picture graph={graph} />
    </Section>
  );
}

const headings = ['hit', 'hangs on it', 'hangs on that'];

function Picture({ graph }: { readonly graph: Graph }) {
  const { nodes, edges, rows, counts } = graph;
  const [chosen, choose] = useState<string>();
  const [pointed, point] = useState<string>();
  const elements = useRef(new Map<string, SVGGElement>());
  const byId = new Map(nodes.map((node) => [node.id, node]));
  // What is found out later may leave no such node.
  const current = byId.get(chosen ?? '') ?? nodes[0];
  const told = byId.get(pointed ?? '') ?? current;
  const columns = Math.max(...nodes.map(({ column }) => column)) + 1;
  // Room for what goes around the side of the last column.
  const around = edges.some(({ from, to }) => {
    const [start, end] = [byId.get(from), byId.get(to)];
    return start !== undefined && start.column === end?.column && start.column === columns - 1;
  });
  const width = columns * box.width + (columns - 1) * box.gapX + 2 * box.margin + (around ? 34 : 0);
  const height = box.top + rows * (box.height + box.gapY);

  const walk = (event: KeyboardEvent, from: GraphNode) => {
    const next = neighbour(graph, from, event.key);
    if (next === undefined) return;
    event.preventDefault();
    choose(next.id);
    elements.current.get(next.id)?.focus();
  };

  return (
    <div class="graph">
      <div class="picture" role="listbox" aria-label="Blast radius">
        <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height}>
          <title>Blast radius</title>
          {headings.slice(0, columns).map((heading, column) => (
            <text key={heading} class="heading" x={box.margin + column * (box.width + box.gapX)} y={14}>
              {`${heading} · ${(counts[column] ?? 0).toLocaleString('en')}`}
            </text>
          ))}
          {edges.map(({ from, to, count }) => {
            const [start, end] = [byId.get(from), byId.get(to)];
            const near = told !== undefined && (from === told.id || to === told.id);
            return (
              start &&
              end && (
                <path
                  key={`${from} ${to}`}
                  class={near ? 'edge near' : 'edge'}
                  d={curve(start, end)}
                  stroke-width={Math.min(4, 1 + Math.log10(count) * 1.5)}
                />
              )
            );
          })}
          {nodes.map((node) => (
            <g
              key={node.id}
              ref={(element) => {
                if (element !== null) elements.current.set(node.id, element);
              }}
              class={`node ${node.action ?? 'hanging'}${node.lost ? ' lost' : ''}`}
              tabIndex={node.id === current?.id ? 0 : -1}
              role="option"
              aria-selected={node.id === current?.id}
              aria-label={spoken(describe(node))}
              onFocus={() => choose(node.id)}
              onMouseEnter={() => point(node.id)}
              onMouseLeave={() => point(undefined)}
              onKeyDown={(event) => walk(event, node)}
            >
              <title>{spoken(describe(node))}</title>
              <Shape node={node} />
              <text class="name" x={x(node) + 14} y={y(node) + 18}>
                {spoken(`${node.action === undefined ? '' : signs[node.action]}${node.label}`)}
              </text>
              <text class="kind" x={x(node) + 14} y={y(node) + 33}>
                {spoken(node.kind)}
              </text>
            </g>
          ))}
        </svg>
      </div>
      {told !== undefined && (
        <p class="told">
          <b>{doing(told)}</b> <Code text={told.full} />
        </p>
      )}
    </div>
  );
}

/** A sheet behind another for what stands for many, a second frame for what is replaced. */
function Shape({ node }: { readonly node: GraphNode }) {
  const { width, height } = box;
  const round = node.action === undefined ? 20 : 3;
  return (
    <>
      {node.count > 1 && (
        <rect class="behind" x={x(node) + 4} y={y(node) + 4} width={width} height={height} rx={round} />
      )}
      <rect x={x(node)} y={y(node)} width={width} height={height} rx={round} />
      {node.action === 'replace' && (
        <rect class="inner" x={x(node) + 4} y={y(node) + 4} width={width - 8} height={height - 8} rx={2} />
      )}
    </>
  );
}

const doing = ({ action, column }: GraphNode): string =>
  action ?? (column === 0 ? 'hit' : column === 1 ? 'hangs on what is hit' : 'hangs on that');

const describe = (node: GraphNode): string => `${doing(node)}: ${node.full}`;

/** Between two columns a curve; within one, around the side. */
function curve(start: GraphNode, end: GraphNode): string {
  const [fromX, fromY] = [x(start) + box.width, y(start) + box.height / 2];
  const toY = y(end) + box.height / 2;
  if (start.column >= end.column) {
    const out = fromX + 34;
    return `M${fromX} ${fromY}C${out} ${fromY} ${out} ${toY} ${x(end) + box.width} ${toY}`;
  }
  const toX = x(end);
  const middle = (fromX + toX) / 2;
  return `M${fromX} ${fromY}C${middle} ${fromY} ${middle} ${toY} ${toX} ${toY}`;
}
