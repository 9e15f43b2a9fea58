// Edges across the tree: curves where both ends are in sight, a named stub where one is not.
import type { Edge } from '@huntboard/lineage';
import { shownName } from './node-look';
import type { Scene } from './node-look';
import type { Viewport } from './paint-graph';
import type { Palette } from './palette';
import type { Pen } from './pen';
import { tellingEdges } from './telling-edges';

export interface Port {
  readonly left: number;
  readonly right: number;
  readonly y: number;
}

/** More would hide what they connect; the detail of a process lists all of its own. */
const shownAtMost = 60;

/** The row in which a node is seen: its own, else that of the nearest ancestor that is not folded away. */
function seenRow(scene: Scene, node: number): number {
  for (let at = node; at >= 0; at = scene.forest.parent[at] ?? -1) {
    const row = scene.rows.rowOf(at);
    if (row >= 0) return row;
  }
  return -1;
}

/** The edges worth drawing: those of the selection first, then by level. */
function chosenEdges({ forest, rows, selected }: Scene): readonly Edge[] {
  const edges = tellingEdges(forest);
  const node = rows.node[selected] ?? -1;
  const own = selected >= 0 && node >= 0 ? forest.edgesOf(node) : [];
  if (edges.length <= shownAtMost) return edges;
  const heavy = edges.filter((edge) => edge.level > 0 || edge.kind === 'inject' || edge.crossHost);
  return [...new Set([...own, ...heavy])].slice(0, shownAtMost);
}

export function paintEdges(
  pen: Pen,
  palette: Palette,
  scene: Scene,
  withWords: boolean,
  view: Viewport,
  portOf: (row: number) => Port,
): void {
  const isInSight = ({ y, left }: Port): boolean => y > -8 && y < view.height + 8 && left < view.width && left > -400;
  const stubs = new Map<number, number>();
  for (const edge of chosenEdges(scene)) {
    const from = seenRow(scene, edge.source);
    const to = seenRow(scene, edge.target);
    if (from < 0 || to < 0 || from === to) continue;
    const source = portOf(from);
    const target = portOf(to);
    const color = palette.edge[edge.kind];
    const isOwn = scene.selected === from || scene.selected === to;
    const width = isOwn ? 2.2 : 1.3;
    if (isInSight(source) && isInSight(target)) {
      const bow = Math.min(90, 30 + Math.abs(target.y - source.y) / 6);
      const sideways = Math.max(source.right, target.right) + bow;
      pen.curve([source.right, source.y, sideways, source.y, sideways, target.y, target.right + 6, target.y], {
        color,
        width,
      });
      pen.shape([target.right + 1, target.y, target.right + 8, target.y - 4, target.right + 8, target.y + 4], color);
      continue;
    }
    if (!withWords) continue;
    const [seen, row, other, arrow] = isInSight(source)
      ? ([source, from, edge.target, '→'] as const)
      : ([target, to, edge.source, '←'] as const);
    if (!isInSight(seen)) continue;
    const place = stubs.get(row) ?? 0;
    stubs.set(row, place + 1);
    if (place > 0) continue;
    const away = edge.crossHost ? ` @${scene.forest.host(other)}` : '';
    pen.line([seen.right, seen.y, seen.right + 14, seen.y], { color, width });
    pen.text(`${arrow} ${shownName(scene.forest, other)}${away}`, seen.right + 18, seen.y, {
      color,
      size: 11,
      face: palette.face,
      maxWidth: 150,
    });
  }
}
