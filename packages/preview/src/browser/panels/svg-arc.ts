// Paths of ring segments for the gauge and the pie.

export interface Ring {
  readonly cx: number;
  readonly cy: number;
  readonly inner: number;
  readonly outer: number;
}

function point(ring: Ring, radius: number, angle: number): string {
  return `${ring.cx + radius * Math.sin(angle)} ${ring.cy - radius * Math.cos(angle)}`;
}

/** SVG path of the ring between two angles, in radians clockwise from twelve o'clock. A full turn is closed as two arcs. */
export function ringPath(ring: Ring, from: number, to: number): string {
  const turn = to - from;
  if (turn >= 2 * Math.PI - 1e-6) {
    const middle = from + Math.PI;
    return `${ringPath(ring, from, middle)} ${ringPath(ring, middle, from + 2 * Math.PI - 1e-4)}`;
  }
  const large = turn > Math.PI ? 1 : 0;
  const outer = `M ${point(ring, ring.outer, from)} A ${ring.outer} ${ring.outer} 0 ${large} 1 ${point(ring, ring.outer, to)}`;
  if (ring.inner <= 0) {
    return `${outer} L ${ring.cx} ${ring.cy} Z`;
  }
  return `${outer} L ${point(ring, ring.inner, to)} A ${ring.inner} ${ring.inner} 0 ${large} 0 ${point(ring, ring.inner, from)} Z`;
}
